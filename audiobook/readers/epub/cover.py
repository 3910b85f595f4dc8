"""An EPUB's cover: by property, by EPUB 2 meta, by guide or landmarks, by name, else the first page's picture."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from audiobook.errors import SourceError
from audiobook.events import warn
from audiobook.readers.epub.archive import PICTURE_CAP, stem
from audiobook.readers.hrefs import is_remote, resolve
from audiobook.readers.pictures.cover import jpeg_cover
from audiobook.readers.walk.elements import attributes, tag_of, types_of
from audiobook.readers.walk.xhtml import parse
from audiobook.source import SourceRef

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from audiobook.document import Cover
    from audiobook.events import Emit
    from audiobook.readers.epub.archive import Archive
    from audiobook.readers.epub.package import Item, Package

_XLINK = "{http://www.w3.org/1999/xlink}href"
_SUFFIXES = (".jpg", ".jpeg", ".png", ".gif", ".svg", ".svgz", ".webp", ".bmp", ".tif", ".tiff")
#: Ids and file names that say what a picture is, where nothing else does.
_NAMES = frozenset({"cover", "cover-image", "cover_image", "coverimage", "cover-img", "front-cover", "frontcover"})
#: A picture that only happens to be the first of the book needs this many pixels on its shorter side (judgement: a
#: publisher's mark and an ornament have fewer).
_SMALLEST = 200
#: A book that names more covers than this, none of which can be shown, has none.
_MOST_TRIED = 4
#: A page with more markup than this, in bytes, is text and no cover (a picture inside it may be as large as a cover).
_LONGEST_PAGE = 4 * 2**20


def find_cover(archive: Archive, package: Package, emit: Emit) -> Cover | None:
    """The first candidate that can be shown; a warning for one that the book names and that cannot."""
    seen: list[str] = []
    for file in islice(_once(_named(archive, package)), _MOST_TRIED):
        seen.append(file)
        try:
            data = archive.read(file, PICTURE_CAP)
        except (KeyError, SourceError):
            warn(emit, "cover-unreadable", "the cover picture is missing, damaged or too large", SourceRef(file))
            continue
        cover = jpeg_cover(data, _media_type(package, file))
        if cover:
            return cover
        warn(emit, "cover-unreadable", "the cover picture cannot be read", SourceRef(file))
    for file in _first_pictures(archive, package):
        if file not in seen:
            try:
                return jpeg_cover(archive.read(file, PICTURE_CAP), _media_type(package, file), _SMALLEST)
            except (KeyError, SourceError):
                return None
    return None


def _once(files: Iterator[str]) -> Iterator[str]:
    seen: set[str] = set()
    for file in files:
        if file not in seen:
            seen.add(file)
            yield file


def _media_type(package: Package, file: str) -> str:
    known = next((item.media_type for item in package.items.values() if item.file == file), "")
    return "image/svg+xml" if file.lower().endswith((".svg", ".svgz")) else known


def _named(archive: Archive, package: Package) -> Iterator[str]:
    """Files that the book calls its cover, the most explicit first; a page is its first picture."""
    for item in package.items.values():
        if "cover-image" in item.properties:
            yield from _pictures(archive, item.file, item.media_type)
    for node in package.root.iter("{*}meta"):
        if str(node.get("name") or "").strip().lower() == "cover":
            yield from _by_meta(archive, package, str(node.get("content") or "").strip())
    for node in package.root.iter("{*}reference"):
        kind, href = str(node.get("type") or "").lower(), str(node.get("href") or "")
        if href and (kind == "cover" or "coverimage" in kind.replace("-", "")):
            yield from _pictures(archive, resolve(package.file, href)[0])
    yield from _by_landmark(archive, package)
    for item in package.items.values():
        if _is_picture(item) and (item.id.lower() in _NAMES or stem(item.file) in _NAMES):
            yield item.file


def _by_meta(archive: Archive, package: Package, content: str) -> Iterator[str]:
    """EPUB 2's meta names an item by its id; some books give its address instead."""
    item = package.items.get(content)
    if item is not None:
        yield from _pictures(archive, item.file, item.media_type)
        return
    file = resolve(package.file, content)[0] if content and not is_remote(content) else ""
    if file and archive.find(file):
        yield from _pictures(archive, file)


def _by_landmark(archive: Archive, package: Package) -> Iterator[str]:
    root = _page(archive, package.nav) if package.nav else None
    navs = root.iter() if root is not None else ()
    for nav in (node for node in navs if tag_of(node) == "nav" and "landmarks" in types_of(attributes(node))):
        for link in nav.iter():
            attrs = attributes(link)
            if tag_of(link) == "a" and "cover" in types_of(attrs) and not is_remote(attrs.get("href", "")):
                yield from _pictures(archive, resolve(package.nav, attrs.get("href", ""))[0])


def _first_pictures(archive: Archive, package: Package) -> Iterator[str]:
    """The first place of the reading order, or the first picture on it."""
    first = next(iter(package.root.iter("{*}itemref")), None)
    item = package.items.get(str(first.get("idref") or "").strip()) if first is not None else None
    if item is not None and _is_picture(item):
        yield item.file
    yield from _pictures(archive, package.spine[0].item.file)


def _is_picture(item: Item) -> bool:
    return item.media_type.startswith("image/") or item.file.lower().endswith(_SUFFIXES)


def _pictures(archive: Archive, file: str, media_type: str = "") -> Iterator[str]:
    """The first picture on a page; the file itself if it is a picture."""
    if file.lower().endswith(_SUFFIXES) or media_type.startswith("image/"):
        yield file
        return
    root = _page(archive, file)
    for node in root.iter() if root is not None else ():
        if tag_of(node) in {"img", "image", "object"}:
            address = node.get("src") or node.get(_XLINK) or node.get("href") or node.get("xlink:href")
            address = str(address or node.get("data") or "").strip()
            if address and not is_remote(address):
                yield resolve(file, address)[0]
                return


def _page(archive: Archive, file: str) -> _Element | None:
    try:
        return parse(archive.read(file, _LONGEST_PAGE))
    except (KeyError, SourceError):
        return None
