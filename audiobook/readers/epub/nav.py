"""The navigation of an EPUB: the nav document, else the NCX; landmarks besides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audiobook.document import NavPoint
from audiobook.readers.hrefs import is_remote, resolve
from audiobook.readers.walk.characters import squeeze
from audiobook.readers.walk.elements import attributes, tag_of, texts, types_of
from audiobook.source import SourceRef

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.etree import _Element

#: Deeper navigation is rubbish; the limit keeps a hostile tree from being copied level by level.
_DEEPEST = 40


def nav_points(root: _Element, file: str, locate: Callable[[str], str]) -> tuple[NavPoint, ...]:
    """Entries of the ``toc`` nav of a nav document; ``locate`` maps a resolved path to the book's own spelling."""
    nav = _nav_of_type(root, "toc")
    if nav is None:
        nav = next((node for node in root.iter() if tag_of(node) == "nav"), None)
    top = _first_list(nav) if nav is not None else None
    return _list_points(top, file, locate, 0) if top is not None else ()


def landmarks(root: _Element, file: str, locate: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """``(file, epub:type)`` of each landmark that names a whole file."""
    nav = _nav_of_type(root, "landmarks")
    for link in nav.iter() if nav is not None else ():
        if tag_of(link) != "a":
            continue
        attrs = attributes(link)
        path, fragment = resolve(file, attrs.get("href", ""))
        if not fragment:
            for value in types_of(attrs):
                yield locate(path), value


def _nav_of_type(root: _Element, kind: str) -> _Element | None:
    for node in root.iter():
        if tag_of(node) == "nav" and kind in types_of(attributes(node)):
            return node
    return None


def _first_list(node: _Element) -> _Element | None:
    return next((child for child in node.iter() if child is not node and tag_of(child) in {"ol", "ul"}), None)


def _list_points(top: _Element, file: str, locate: Callable[[str], str], depth: int) -> tuple[NavPoint, ...]:
    points: list[NavPoint] = []
    for entry in top:
        if tag_of(entry) != "li":
            continue
        inner = _first_list(entry)
        children = _list_points(inner, file, locate, depth + 1) if inner is not None and depth < _DEEPEST else ()
        title, href = _label(entry, inner)
        if not title and not href:
            points.extend(children)
            continue
        points.append(NavPoint(title, _target(file, href, locate), children))
    return tuple(points)


def _label(entry: _Element, inner: _Element | None) -> tuple[str, str]:
    """The entry's text and address: everything before its own list."""
    for node in entry.iter():
        if node is inner:
            break
        if tag_of(node) == "a" and node.get("href") is not None:
            return _text(node), str(node.get("href"))
    words = [str(entry.text or "")]
    for child in entry:
        if child is inner or tag_of(child) in {"ol", "ul"}:
            break
        words.append(_text(child))
        words.append(str(child.tail or ""))
    return squeeze("".join(words)), ""


def _text(node: _Element) -> str:
    text = squeeze("".join(texts(node)))
    if text:
        return text
    alts = (str(child.get("alt") or "") for child in node.iter() if tag_of(child) == "img")
    return squeeze(" ".join(alts)) or squeeze(str(node.get("title") or ""))


def ncx_points(root: _Element, file: str, locate: Callable[[str], str]) -> tuple[NavPoint, ...]:
    """Entries of an NCX's navMap, hrefs relative to the NCX file."""
    top = next(iter(root.iter("{*}navMap")), None)
    return _ncx_children(top, file, locate, 0) if top is not None else ()


def _ncx_children(node: _Element, file: str, locate: Callable[[str], str], depth: int) -> tuple[NavPoint, ...]:
    points: list[NavPoint] = []
    for entry in node:
        if tag_of(entry) != "navpoint":
            continue
        label = next((child for child in entry if tag_of(child) == "navlabel"), None)
        content = next((child for child in entry if tag_of(child) == "content"), None)
        title = squeeze("".join(texts(label))) if label is not None else ""
        href = str(content.get("src") or "") if content is not None else ""
        children = _ncx_children(entry, file, locate, depth + 1) if depth < _DEEPEST else ()
        points.append(NavPoint(title, _target(file, href, locate), children))
    return tuple(points)


def _target(file: str, href: str, locate: Callable[[str], str]) -> SourceRef:
    if not href or is_remote(href):
        return SourceRef()
    path, fragment = resolve(file, href)
    return SourceRef(locate(path), fragment)
