"""The package of an EPUB through EbookLib, with a guard for everything that makes EbookLib give a whole book up."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audiobook.errors import SourceError
from audiobook.events import warn
from audiobook.readers.epub.guard import GuardedReader, unreadable
from audiobook.readers.hrefs import is_remote, resolve
from audiobook.source import SourceRef

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element

    from audiobook.events import Emit
    from audiobook.readers.epub.archive import Archive

_NCX = "application/x-dtbncx+xml"
_DOCUMENTS = frozenset(
    {
        "application/xhtml+xml",
        "text/html",
        "application/html+xml",
        "text/x-oeb1-document",
        "application/x-dtbook+xml",
        "application/xml",
        "text/xml",
    }
)
_PAGE_SUFFIXES = frozenset({".xhtml", ".html", ".htm"})
#: EPUB 3 lets a page be a drawing; its text is accounted for like any other.
_DRAWING = "image/svg+xml"
#: Fallbacks that are followed from one item, also around a circle.
_LONGEST_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Item:
    """One manifest item; ``file`` is its member as the package names it, from the book's root."""

    id: str
    file: str
    media_type: str
    properties: frozenset[str] = frozenset()
    fallback: str = ""


@dataclass(frozen=True, slots=True)
class SpineItem:
    """One place of the reading order; ``position`` counts from 1."""

    item: Item
    position: int
    linear: bool


@dataclass(frozen=True, slots=True)
class Package:
    """What the package file says. ``root`` is its tree, for metadata; ``guide`` maps files to EPUB 2 guide types."""

    file: str
    root: _Element
    items: Mapping[str, Item]
    spine: tuple[SpineItem, ...]
    guide: tuple[tuple[str, str], ...]
    nav: str = ""
    ncx: str = ""


def read_package(archive: Archive, emit: Emit) -> Package:
    """Read container and package. Raises SourceError when there is none or it has no reading order."""
    reader = GuardedReader(archive, emit)
    try:
        book = reader.load()
    except SourceError:
        raise
    except Exception as error:
        # EbookLib raises whatever its parsing runs into; all of it means the same to a listener.
        raise unreadable(reader.opf_file, f"{type(error).__name__}: {error}") from error
    root = reader.package_root
    items = _items(root, reader.opf_file)
    spine = _spine(book.spine, items, reader.opf_file, emit)
    if not spine:
        raise _without_pages(book.spine, items, reader.opf_file)
    guide = tuple(
        (resolve(reader.opf_file, entry["href"])[0], str(entry["type"] or "").lower())
        for entry in book.guide
        if isinstance(entry.get("href"), str) and "#" not in entry["href"].rstrip("#")
    )
    nav = next((item.file for item in items.values() if "nav" in item.properties), "")
    return Package(reader.opf_file, root, items, spine, guide, nav, _ncx(reader.ncx_id.strip(), items))


def _items(root: _Element, opf_file: str) -> dict[str, Item]:
    items: dict[str, Item] = {}
    for node in root.iter("{*}item"):
        name, href = str(node.get("id") or "").strip(), str(node.get("href") or "")
        if not name or not href:
            continue
        media_type = str(node.get("media-type") or "").strip().lower()
        properties = frozenset(str(node.get("properties") or "").split())
        file = href if is_remote(href) else resolve(opf_file, href)[0]
        items.setdefault(name, Item(name, file, media_type, properties, str(node.get("fallback") or "").strip()))
    return items


def _spine(spine: list[tuple[str, str]], items: Mapping[str, Item], opf_file: str, emit: Emit) -> tuple[SpineItem, ...]:
    found: list[SpineItem] = []
    seen: set[str] = set()
    for position, (idref, linear) in enumerate(spine, 1):
        item = items.get(idref.strip())
        if item is None:
            message = f"the reading order names '{idref}' at position {position}, but the package has no such item"
            warn(emit, "spine-item-unknown", message, SourceRef(opf_file))
            continue
        document = _as_document(item, items)
        if document is None:
            message = f"position {position} of the reading order is {item.media_type or 'of no type'}, not text"
            warn(emit, "spine-item-not-text", message, SourceRef(item.file))
            continue
        if document.file in seen:
            continue
        seen.add(document.file)
        found.append(SpineItem(document, position, linear.lower() != "no"))
    return tuple(found)


def _as_document(item: Item, items: Mapping[str, Item]) -> Item | None:
    """The item itself if it is text, else the first text along its fallbacks, else the first drawing."""
    drawing: Item | None = None
    current: Item | None = item
    for _ in range(_LONGEST_CHAIN):
        if current is None:
            break
        suffix = posixpath.splitext(current.file)[1].lower()
        if current.media_type in _DOCUMENTS or (suffix in _PAGE_SUFFIXES and current.media_type != _DRAWING):
            return current
        if drawing is None and current.media_type == _DRAWING:
            drawing = current
        current = items.get(current.fallback)
    return drawing


def _without_pages(spine: list[tuple[str, str]], items: Mapping[str, Item], opf_file: str) -> SourceError:
    """What to say of a book none of whose places is a page of text."""
    kinds = {items[idref.strip()].media_type for idref, _ in spine if idref.strip() in items}
    if any(kind.startswith("image/") for kind in kinds):
        return SourceError(
            "the book has no readable text; its pages are pictures",
            source=SourceRef(opf_file),
            hint="run text recognition on it first",
        )
    return unreadable(opf_file, "its reading order holds no text")


def _ncx(named: str, items: Mapping[str, Item]) -> str:
    if named in items and items[named].media_type in {_NCX, "text/xml", "application/xml"}:
        return items[named].file
    for item in items.values():
        if item.media_type == _NCX or item.file.lower().endswith(".ncx"):
            return item.file
    return ""
