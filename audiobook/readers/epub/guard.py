"""EbookLib's EPUB reader with a guard for everything that makes it give a whole book up."""

from __future__ import annotations

import posixpath
from copy import deepcopy
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from ebooklib import epub

from audiobook.errors import SourceError
from audiobook.events import warn
from audiobook.readers.hrefs import is_remote, normal
from audiobook.readers.walk.xhtml import clean_xml, parse_xml
from audiobook.source import SourceRef

if TYPE_CHECKING:
    from lxml.etree import _Element

    from audiobook.events import Emit
    from audiobook.readers.epub.archive import Archive

_PACKAGE = "application/oebps-package+xml"


def unreadable(file: str, why: str) -> SourceError:
    """The one error for a package that cannot be understood."""
    return SourceError(
        f"the book's package file cannot be read: {why}",
        source=SourceRef(file),
        hint="check the file with epubcheck, or convert it to EPUB again (for example with calibre)",
    )


class GuardedReader(epub.EpubReader):  # type: ignore[misc] # EbookLib ships no types
    """EbookLib's reader without its traps; it never opens the file itself and reads no resource but XML."""

    def __init__(self, archive: Archive, emit: Emit) -> None:
        super().__init__("")
        self.archive = archive
        self.emit = emit
        self.package_root: Any = None
        self.ncx_id = ""

    def _load(self) -> None:
        self._load_container()
        self._load_opf_file()

    def read_file(self, name: str) -> bytes:
        """Package files only, free of entities; other resources are read later, when they are needed."""
        plain = normal(unquote(name))
        if plain == normal(self.opf_file) or plain == "META-INF/container.xml":
            return clean_xml(self.archive.read(plain))
        if not is_remote(name) and not self.archive.find(plain):
            message = "the package names a file that is not there"
            warn(self.emit, "resource-missing", message, SourceRef(plain))
        return b""

    def _load_container(self) -> None:
        self.opf_file = _first_rootfile(self.archive)
        self.opf_dir = posixpath.dirname(self.opf_file)

    def _load_opf_file(self) -> None:
        self.package_root = parse_xml(self.archive.read(self.opf_file))
        if self.package_root is None:
            raise unreadable(self.opf_file, "it is not XML")
        # EbookLib gets a copy without what it stumbles over.
        safe = deepcopy(self.package_root)
        _make_safe(safe)
        self.container = safe.getroottree()
        self._load_metadata()
        self._load_manifest()
        self._load_spine()
        self._load_guide()

    def _load_metadata(self) -> None:
        try:
            super()._load_metadata()
        except (AttributeError, KeyError, TypeError, ValueError):
            warn(self.emit, "metadata-unreadable", "the book's metadata is incomplete", SourceRef(self.opf_file))

    def _load_manifest(self) -> None:
        try:
            super()._load_manifest()
        except (AttributeError, TypeError):
            # A package of OEBPS 1.2, or in no namespace; the items are read from the tree all the same.
            warn(self.emit, "package-unusual", "the package file is of an unusual form", SourceRef(self.opf_file))

    def _load_spine(self) -> None:
        spine = next(iter(self.package_root.iter("{*}spine")), None)
        if spine is None:
            raise unreadable(self.opf_file, "it has no spine")
        self.ncx_id = spine.get("toc") or ""
        self.book.spine = [(node.get("idref") or "", node.get("linear") or "yes") for node in spine.iter("{*}itemref")]

    def _load_guide(self) -> None:
        self.book.guide = [
            {"href": node.get("href"), "title": node.get("title"), "type": node.get("type")}
            for node in self.package_root.iter("{*}reference")
        ]


def _make_safe(root: _Element) -> None:
    """Take out the manifest items that EbookLib stumbles over, and the property that makes it forget an item's id."""
    for manifest in list(root.iter("{*}manifest")):
        for node in list(manifest):
            href = node.get("href")
            if not href or not node.get("id") or is_remote(href):
                manifest.remove(node)
            elif node.get("properties"):
                node.set("properties", " ".join(p for p in str(node.get("properties")).split() if p != "cover"))


def _first_rootfile(archive: Archive) -> str:
    """The default rendition: the first package the container names; else the only package in the zip file."""
    if archive.find("META-INF/container.xml"):
        root = parse_xml(archive.read("META-INF/container.xml"))
        for node in root.iter("{*}rootfile") if root is not None else ():
            path = node.get("full-path")
            if path and (node.get("media-type") or _PACKAGE).strip() == _PACKAGE and archive.find(str(path)):
                return normal(archive.find(str(path)))
    packages = [name for name in archive.names() if name.lower().endswith(".opf")]
    if packages:
        return normal(packages[0])
    raise SourceError(
        "this zip file is not an EPUB: it has no package file",
        hint="only EPUB, HTML and Markdown are read; convert the book to EPUB first",
    )
