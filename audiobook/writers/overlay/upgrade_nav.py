"""The navigation document of EPUB 3 from the NCX of EPUB 2."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from audiobook.writers.overlay.markup import as_tree, decoded
from audiobook.writers.overlay.paths import href

if TYPE_CHECKING:
    from lxml.etree import _Element

_NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
#: Deeper entries join the last level (judgement: no book's contents are so deep).
_DEEPEST = 32


def nav_page(
    ncx: bytes, target: Callable[[str], str], pages: Sequence[str], name: str, about: tuple[str, str]
) -> bytes:
    """The XHTML page. ``target`` gives the member that a reference of the NCX means, ``pages`` those of the spine.

    ``about`` is title and language of the book. Without an NCX, or when nothing in it leads anywhere, the pages are
    listed.
    """
    title, language = about
    root = _root(ncx)
    known = set(pages)
    points = list(_points(root, target, known, name)) if root is not None else []
    if not points:
        points = [(0, str(n), href(page, name)) for n, page in enumerate(pages, 1)]
    navs = [_nav("toc", points, title)]
    printed = list(_printed(root, target, known, name)) if root is not None else []
    if printed:
        navs.append(_nav("page-list", printed, ""))
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml"'
        f' xmlns:epub="http://www.idpf.org/2007/ops" xml:lang={quoteattr(language)} lang={quoteattr(language)}>'
        f"\n<head><title>{escape(title)}</title></head>\n<body>\n"
    )
    return (head + "\n".join(navs) + "\n</body>\n</html>\n").encode()


def _root(ncx: bytes) -> _Element | None:
    try:
        return as_tree(decoded(ncx)[0]) if ncx else None
    except ValueError:
        return None


def _points(root: _Element, target: Callable[[str], str], known: set[str], name: str) -> Iterator[tuple[int, str, str]]:
    """Depth, label and reference of every entry, in order. Without recursion."""
    todo = [(point, 0) for point in reversed(root.findall(f"{_NCX}navMap/{_NCX}navPoint"))]
    while todo:
        point, depth = todo.pop()
        label, reference = _entry(point, target, known, name)
        inner = depth
        if reference:
            yield depth, label, reference
            inner = min(depth + 1, _DEEPEST)
        todo += [(each, inner) for each in reversed(point.findall(f"{_NCX}navPoint"))]


def _printed(
    root: _Element, target: Callable[[str], str], known: set[str], name: str
) -> Iterator[tuple[int, str, str]]:
    for point in root.findall(f"{_NCX}pageList/{_NCX}pageTarget"):
        label, reference = _entry(point, target, known, name)
        if reference:
            yield 0, label, reference


def _entry(point: _Element, target: Callable[[str], str], known: set[str], name: str) -> tuple[str, str]:
    content = point.find(f"{_NCX}content")
    source = str(content.get("src", "")) if content is not None else ""
    member = target(source)
    if member not in known:
        return "", ""
    label = " ".join("".join(str(t) for t in point.findtext(f"{_NCX}navLabel/{_NCX}text") or "").split())
    _, mark, fragment = source.partition("#")
    return label or member.rpartition("/")[2], href(member, name) + (mark + fragment if fragment else "")


def _nav(kind: str, points: Sequence[tuple[int, str, str]], heading: str) -> str:
    """Nested lists: an entry's list of children is opened before its first child and closed after its last."""
    hidden = "" if kind == "toc" else ' hidden=""'
    lines = [f'<nav epub:type="{kind}"{hidden}>', f"<h1>{escape(heading)}</h1>" if heading else "", "<ol>"]
    depth, open_ = 0, False
    for wanted, label, reference in points:
        level = min(wanted, depth + 1) if open_ else 0
        if level > depth:
            lines.append("<ol>")
        elif open_:
            lines.append("</li>" + "</ol></li>" * (depth - level))
        lines.append(f"<li><a href={quoteattr(reference)}>{escape(label)}</a>")
        depth, open_ = level, True
    lines += ["</li>" + "</ol></li>" * depth if open_ else "", "</ol>", "</nav>"]
    return "\n".join(line for line in lines if line)
