"""The package document of the source, changed only where Media Overlays need it."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from audiobook.errors import SourceError
from audiobook.source import SourceRef
from audiobook.writers.overlay.markup import as_tree, decoded
from audiobook.writers.overlay.paths import href, resolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from audiobook.writers.overlay.archive import Archive

CONTAINER = "META-INF/container.xml"
OPF = "http://www.idpf.org/2007/opf"
DC = "http://purl.org/dc/elements/1.1/"
PACKAGE_TYPE = "application/oebps-package+xml"
XHTML_TYPE = "application/xhtml+xml"
_SMIL_TYPE = "application/smil+xml"
_HINT = "convert the book to EPUB 3 (for example with calibre), or leave out this format"


class Package:
    """The package of an EPUB's first rendition. Used from one thread."""

    def __init__(self, archive: Archive) -> None:
        """Raises SourceError when there is none that can be read."""
        self.name = _rootfile(archive)
        self.root = _tree(archive, self.name)
        metadata, manifest, spine = (self.root.find(f"{{{OPF}}}{tag}") for tag in ("metadata", "manifest", "spine"))
        if metadata is None or manifest is None or spine is None:
            raise SourceError("the package has no metadata, manifest or spine", source=SourceRef(self.name), hint=_HINT)
        self.metadata, self.manifest, self.spine = metadata, manifest, spine
        self._ids = {str(each.get("id")) for each in self.root.iter() if each.get("id")}

    @property
    def version(self) -> int:
        """2 or 3; 0 for what was there before."""
        return {"2": 2, "3": 3}.get(str(self.root.get("version", ""))[:1], 0)

    def items(self) -> Iterator[tuple[str, _Element]]:
        """Every item of the manifest with the member it means, empty for what lies outside."""
        for item in self.manifest.iterchildren(f"{{{OPF}}}item"):
            yield resolved(str(item.get("href", "")), self.name), item

    def pages(self) -> dict[str, _Element]:
        """The XHTML documents by member; each once."""
        found: dict[str, _Element] = {}
        for name, item in self.items():
            if name and item.get("media-type") == XHTML_TYPE:
                found.setdefault(name, item)
        return found

    def spine_ids(self) -> list[str]:
        """The ids of the items in reading order."""
        return [str(each.get("idref", "")).strip() for each in self.spine.iterchildren(f"{{{OPF}}}itemref")]

    def new_id(self, wanted: str) -> str:
        """An id that nothing in the package has."""
        name, n = wanted, 1
        while name in self._ids:
            n += 1
            name = f"{wanted}-{n}"
        self._ids.add(name)
        return name

    def add_item(self, name: str, media_type: str, wanted_id: str, **attributes: str) -> str:
        """A member in the manifest; its id."""
        number = self.new_id(wanted_id)
        own = {"id": number, "href": href(name, self.name), "media-type": media_type, **attributes}
        self._append(self.manifest, f"{{{OPF}}}item", own)
        return number

    def metas(self, name: str) -> list[_Element]:
        """The ``meta`` elements of one property that say something of the whole book."""
        found = self.metadata.iterfind(f"{{{OPF}}}meta")
        return [meta for meta in found if meta.get("property") == name and not meta.get("refines")]

    def add_meta(self, name: str, value: str, **attributes: str) -> None:
        """One more ``meta`` of a property."""
        self._append(self.metadata, f"{{{OPF}}}meta", {"property": name, **attributes}).text = value

    def set_meta(self, name: str, value: str) -> None:
        """One ``meta`` of a property, whatever there was."""
        found = self.metas(name)
        for meta in found[1:]:
            remove(meta)
        if found:
            found[0].text = value
        else:
            self.add_meta(name, value)

    def drop_overlays(self) -> list[str]:
        """Take out Media Overlays that the book has already; the members that are not needed any more."""
        gone: list[str] = []
        ids: set[str] = set()
        for name, item in list(self.items()):
            item.attrib.pop("media-overlay", "")
            if item.get("media-type") == _SMIL_TYPE:
                gone.append(name)
                ids.add(f"#{item.get('id')}")
                remove(item)
        for meta in list(self.metadata.iterfind(f"{{{OPF}}}meta")):
            if meta.get("property") == "media:duration" or str(meta.get("refines", "")).strip() in ids:
                remove(meta)
        return gone

    def folder(self, wanted: str, archive: Archive) -> str:
        """A folder beside the package document that the book does not have."""
        base = posixpath.dirname(self.name)
        start = len(base) + 1 if base else 0
        taken = {
            name[start:].partition("/")[0].casefold() for name in archive.names if name[:start].rstrip("/") == base
        }
        name, n = wanted, 1
        while name in taken:
            n += 1
            name = f"{wanted}-{n}"
        return posixpath.join(base, name)

    def data(self) -> bytes:
        """The package document as it is now."""
        from lxml import etree

        tree = etree.tostring(self.root.getroottree(), xml_declaration=False, encoding="utf-8")
        return b'<?xml version="1.0" encoding="utf-8"?>\n' + tree + b"\n"

    def add_element(self, parent: _Element, tag: str, text: str) -> None:
        """A new last child."""
        self._append(parent, tag, {}).text = text

    @staticmethod
    def _append(parent: _Element, tag: str, attributes: dict[str, str]) -> _Element:
        from lxml import etree

        last = parent[-1] if len(parent) else None
        element = etree.SubElement(parent, tag, attributes)
        if last is not None:
            element.tail, last.tail = last.tail, parent.text
        return element


def remove(element: _Element) -> None:
    """Take an element out; white space after it goes too."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _rootfile(archive: Archive) -> str:
    root = _tree(archive, archive.find(CONTAINER) or CONTAINER)
    for element in root.iter("{*}rootfile"):
        if name := archive.find(str(element.get("full-path", ""))):
            return name
    raise SourceError("the book's container names no package", source=SourceRef(CONTAINER), hint=_HINT)


def _tree(archive: Archive, name: str) -> _Element:
    try:
        return as_tree(decoded(archive.read(name))[0], comments=True)
    except ValueError as error:
        raise SourceError(
            f"the package cannot be changed safely: {error}", source=SourceRef(name), hint=_HINT
        ) from error
