"""EPUB 2 to EPUB 3, as little as Media Overlays need: package, contents, and what EPUB 3 does not take of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audiobook.errors import SourceError
from audiobook.events import note
from audiobook.source import SourceRef
from audiobook.writers.overlay.markup import as_tree, decoded
from audiobook.writers.overlay.package import CONTAINER, DC, OPF, PACKAGE_TYPE, XHTML_TYPE, remove
from audiobook.writers.overlay.paths import resolved
from audiobook.writers.overlay.upgrade_nav import nav_page
from audiobook.writers.overlay.upgrade_page import UpgradedPage, upgraded_page

if TYPE_CHECKING:
    from lxml.etree import _Element

    from audiobook.events import Emit
    from audiobook.writers.overlay.archive import Archive
    from audiobook.writers.overlay.package import Package

NCX_TYPE = "application/x-dtbncx+xml"
_NAV = "read-along-contents.xhtml"
#: What the spine may hold in EPUB 3 without a fallback.
_IN_SPINE = frozenset({XHTML_TYPE, "image/svg+xml"})
_HINT = "convert the book to EPUB 3 (for example with calibre), or leave out this format"
#: OPF 2 attributes of the metadata that became ``meta`` elements; the others are dropped.
_REFINED = {"role": "role", "file-as": "file-as"}
_ITEM_ATTRIBUTES = frozenset({"id", "href", "media-type", "fallback", "properties", "media-overlay"})


def upgraded(archive: Archive, package: Package, emit: Emit) -> dict[str, bytes]:
    """Changed and new members of an EPUB 2, whose package is brought to EPUB 3; nothing for an EPUB 3.

    Raises SourceError for older books and for those whose spine EPUB 3 does not take.
    """
    if package.version == 3:  # noqa: PLR2004 - the version itself
        return {}
    items = {str(item.get("id", "")).strip(): item for _, item in package.items()}
    spine = [items.get(number) for number in package.spine_ids()]
    strange = [
        each
        for each in spine
        if each is not None and each.get("media-type") not in _IN_SPINE and not each.get("fallback")
    ]
    if package.version != 2 or strange:  # noqa: PLR2004 - the version itself
        what = str(strange[0].get("media-type")) if strange else f"version {package.root.get('version') or 'unknown'}"
        raise SourceError(
            f"a read-along cannot be made from this old kind of EPUB ({what})",
            source=SourceRef(package.name),
            hint=_HINT,
        )
    changed: dict[str, bytes] = {}
    title = _metadata(package)
    for name, item in package.pages().items():
        if not archive.find(name):
            continue
        page = upgraded_page(archive.read(archive.find(name)), title)
        if page is not None:
            changed[archive.find(name)] = page.data
            _set_properties(item, page)
    for item in items.values():
        for attribute in set(map(str, item.attrib)) - _ITEM_ATTRIBUTES:
            del item.attrib[attribute]
    _cover(package, items)
    changed |= _contents(archive, package, title) | _container(archive)
    package.root.set("version", "3.0")
    note(emit, "overlay-upgraded", "the book is an EPUB 2; the read-along is an EPUB 3 with the same pages")
    return changed


def _set_properties(item: _Element, page: UpgradedPage) -> None:
    words = {*str(item.get("properties", "")).split(), *page.properties}
    if words:
        item.set("properties", " ".join(sorted(words)))


def _metadata(package: Package) -> str:
    """Bring the metadata into EPUB 3's form; returns the book's title."""
    metadata = package.metadata
    for tag in ("dc-metadata", "x-metadata"):
        for wrapper in metadata.findall(f"{{{OPF}}}{tag}"):
            for child in list(wrapper):
                metadata.insert(metadata.index(wrapper), child)
            remove(wrapper)
    for element in list(metadata.iterchildren(f"{{{DC}}}*")):
        _refine(package, element)
    for meta in list(metadata.iterchildren(f"{{{OPF}}}meta")):
        if not meta.get("property") and not (meta.get("name") and meta.get("content") is not None):
            remove(meta)
    _one_date(metadata)
    if metadata.find(f"{{{DC}}}language") is None:
        package.add_element(metadata, f"{{{DC}}}language", "und")
    for tours in package.root.findall(f"{{{OPF}}}tours"):
        remove(tours)
    title = metadata.findtext(f"{{{DC}}}title")
    return " ".join((title or "").split()) or "Untitled"


def _one_date(metadata: _Element) -> None:
    """EPUB 3 takes only the date of publication."""
    dates = metadata.findall(f"{{{DC}}}date")
    kept = next((each for each in dates if each.get("event") == "publication"), dates[0] if dates else None)
    for date in dates:
        date.attrib.pop("event", "")
        if date is not kept or not (date.text or "").strip():
            remove(date)


def _refine(package: Package, element: _Element) -> None:
    """OPF 2's attributes as ``meta`` elements. A date keeps its event until one date is chosen."""
    for name, value in list(element.attrib.items()):
        key = str(name)
        local = key.rpartition("}")[2]
        if not (key.startswith(f"{{{OPF}}}") or key in {"role", "file-as", "scheme", "event"}):
            continue
        del element.attrib[name]
        if local == "event":
            element.set("event", value)
        elif local in _REFINED and str(value).strip() and str(element.tag).endswith(("}creator", "}contributor")):
            number = element.get("id") or package.new_id("read-along-name")
            element.set("id", number)
            scheme = {"scheme": "marc:relators"} if local == "role" else {}
            package.add_meta(_REFINED[local], str(value), refines=f"#{number}", **scheme)


def _cover(package: Package, items: dict[str, _Element]) -> None:
    for meta in package.metadata.iterchildren(f"{{{OPF}}}meta"):
        item = items.get(str(meta.get("content"))) if meta.get("name") == "cover" else None
        if item is not None and str(item.get("media-type")).startswith("image/"):
            item.set("properties", "cover-image")
            return


def _contents(archive: Archive, package: Package, title: str) -> dict[str, bytes]:
    """A navigation document beside the package, made from the NCX."""
    found = next((name for name, item in package.items() if item.get("media-type") == NCX_TYPE), "")
    ncx = archive.find(found) if found else ""
    base = package.folder(_NAV, archive)
    known = {archive.find(name): item for name, item in package.pages().items()}
    spine = set(package.spine_ids())
    pages = [name for name, item in known.items() if str(item.get("id", "")).strip() in spine]
    language = package.metadata.findtext(f"{{{DC}}}language") or "und"
    data = archive.read(ncx) if ncx else b""

    def target(reference: str) -> str:
        return archive.find(resolved(reference, ncx))

    package.add_item(base, XHTML_TYPE, "read-along-contents", properties="nav")
    return {base: nav_page(data, target, pages, base, (title, language.strip()))}


def _container(archive: Archive) -> dict[str, bytes]:
    """Other forms of the book (a PDF) may stand beside the package in EPUB 2 only: the container names one."""
    from lxml import etree

    name = archive.find(CONTAINER)
    root = as_tree(decoded(archive.read(name))[0], comments=True)
    others = [each for each in root.iter("{*}rootfile") if each.get("media-type") != PACKAGE_TYPE]
    for each in others:
        remove(each)
    return {name: etree.tostring(root, encoding="utf-8")} if others else {}
