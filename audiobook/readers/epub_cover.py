"""An EPUB's cover: by property, by EPUB 2 meta, by guide, else the first picture of the first page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audiobook.errors import SourceError
from audiobook.events import warn
from audiobook.readers.cover import jpeg_cover
from audiobook.readers.elements import tag_of
from audiobook.readers.epub_archive import PICTURE_CAP, TEXT_CAP
from audiobook.readers.hrefs import is_remote, resolve
from audiobook.readers.xhtml import parse
from audiobook.source import SourceRef

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audiobook.document import Cover
    from audiobook.events import Emit
    from audiobook.readers.epub_archive import Archive
    from audiobook.readers.epub_package import Package

_XLINK = "{http://www.w3.org/1999/xlink}href"


def find_cover(archive: Archive, package: Package, emit: Emit) -> Cover | None:
    """The first candidate that can be shown; a warning for one that is there and cannot."""
    for file in dict.fromkeys(_candidates(archive, package)):
        try:
            data = archive.read(file, PICTURE_CAP)
        except (KeyError, SourceError):
            warn(emit, "cover-unreadable", "the cover picture is missing, damaged or too large", SourceRef(file))
            continue
        cover = jpeg_cover(data, _media_type(package, file))
        if cover:
            return cover
        warn(emit, "cover-unreadable", "the cover picture cannot be read", SourceRef(file))
    return None


def _media_type(package: Package, file: str) -> str:
    known = next((item.media_type for item in package.items.values() if item.file == file), "")
    return known or ("image/svg+xml" if file.lower().endswith((".svg", ".svgz")) else "")


def _candidates(archive: Archive, package: Package) -> Iterator[str]:
    for item in package.items.values():
        if "cover-image" in item.properties:
            yield item.file
    for node in package.root.iter("{*}meta"):
        if str(node.get("name") or "").lower() == "cover":
            named = package.items.get(str(node.get("content") or ""))
            if named and named.media_type.startswith("image/"):
                yield named.file
            elif named:
                yield from _pictures(archive, named.file)
    for file, kind in package.guide:
        if kind == "cover":
            yield from _pictures(archive, file)
    yield from _pictures(archive, package.spine[0].item.file)


def _pictures(archive: Archive, page: str) -> Iterator[str]:
    """The first picture on a page; the page itself if it is a picture."""
    if page.lower().endswith((".jpg", ".jpeg", ".png", ".gif", ".svg", ".webp")):
        yield page
        return
    try:
        root = parse(archive.read(page, TEXT_CAP))
    except (KeyError, SourceError):
        return
    for node in root.iter() if root is not None else ():
        if tag_of(node) in {"img", "image"}:
            address = node.get("src") or node.get(_XLINK) or node.get("href") or node.get("xlink:href")
            if address and not is_remote(str(address)):
                yield resolve(page, str(address))[0]
            return
