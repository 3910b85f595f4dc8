"""A page of EPUB 2 as EPUB 3 takes it: what HTML dropped since XHTML 1.1 is said in other words, all else stays."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from audiobook.writers.overlay.markup import characters, decoded
from audiobook.writers.overlay.page import Page

if TYPE_CHECKING:
    from audiobook.writers.overlay.page import Node

_DECLARATION = re.compile(r"\A\ufeff?\s*<\?xml\b[^>]{0,400}\?>\s*")
_DOCTYPE = re.compile(r"""<!DOCTYPE(?:[^"'\[>]|"[^"]*"|'[^']*')*>""", re.IGNORECASE)
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
_ATTRIBUTE = re.compile(r"""\s+([^\s=/>]+)\s*=\s*("[^"]*"|'[^']*')""")
#: Elements that HTML has no more: what they are now, and how they look.
_RENAMED = {
    "acronym": ("abbr", ""),
    "big": ("span", "font-size: larger"),
    "tt": ("span", "font-family: monospace"),
    "center": ("div", "text-align: center"),
    "font": ("span", ""),
    "strike": ("s", ""),
    "dir": ("ul", ""),
}


def _aligned(tag: str, value: str) -> str:
    if tag in {"img", "object", "iframe"}:
        return f"float: {value}" if value in {"left", "right"} else f"vertical-align: {value}"
    if tag == "table":
        return "margin-left: auto; margin-right: auto" if value == "center" else f"float: {value}"
    return f"text-align: {value}"


def _length(value: str) -> str:
    return f"{value}px" if value.isdecimal() else value


#: Attributes that HTML has no more, wherever they stand, and the style that does the same; empty where nothing does.
_STYLES: dict[str, Callable[[str, str], str]] = {
    "align": _aligned,
    "valign": lambda _, value: f"vertical-align: {value}",
    "bgcolor": lambda _, value: f"background-color: {value}",
    "nowrap": lambda *_: "white-space: nowrap",
    "clear": lambda _, value: f"clear: {'both' if value == 'all' else value}",
    "hspace": lambda _, value: f"margin-left: {_length(value)}; margin-right: {_length(value)}",
    "vspace": lambda _, value: f"margin-top: {_length(value)}; margin-bottom: {_length(value)}",
    "cellspacing": lambda _, value: f"border-spacing: {_length(value)}",
    "border": lambda tag, value: f"border-width: {_length(value)}{'; border-style: solid' if tag == 'table' else ''}",
    "color": lambda _, value: f"color: {value}",
    "text": lambda _, value: f"color: {value}",
    "face": lambda _, value: f"font-family: {value}",
}
_DROPPED_WORDS = """
cellpadding summary frame rules char charoff axis rev charset longdesc profile version scheme language compact
noshade background link vlink alink classid codebase codetype archive standby declare xml:space
"""
_DROPPED = frozenset(_DROPPED_WORDS.split())
_DROPPED_THERE = frozenset({("hr", "size"), ("font", "size"), ("td", "scope")})
#: Elements that keep what others lose.
_SIZED = frozenset({"img", "svg", "image", "canvas", "video", "iframe", "object", "embed", "rect", "input", "source"})
_SAFE_VALUE = re.compile(r"[\w#%., '-]{1,80}")


@dataclass(frozen=True, slots=True)
class UpgradedPage:
    """The page as UTF-8, and what the manifest must say of it."""

    data: bytes
    properties: tuple[str, ...] = ()


def upgraded_page(data: bytes, title: str) -> UpgradedPage | None:
    """The same page for EPUB 3; ``None`` when it is none that can be changed safely. Its text stays the same."""
    try:
        source = characters(decoded(data)[0])
        source = _HEAD + _DOCTYPE.sub("", _DECLARATION.sub("", source, count=1), count=1).lstrip("\ufeff\r\n\t ")
        page = Page(source.encode())
    except ValueError:
        return None
    edits = sorted(_edits(page, title))
    parts, at = [], 0
    for start, end, text in edits:
        parts += [source[at:start], text]
        at = end
    tags = {node.tag for node in page.nodes}
    words = {"svg": "svg", "script": "scripted", "form": "scripted", "math": "mathml", "switch": "switch"}
    return UpgradedPage("".join([*parts, source[at:]]).encode(), tuple(sorted({words[t] for t in tags & set(words)})))


def _edits(page: Page, title: str) -> Iterator[tuple[int, int, str]]:
    foreign, titled = -1, any(node.tag == "title" for node in page.nodes)
    for node in page.nodes:
        if node.start < foreign:
            continue
        if node.tag in {"svg", "math"}:
            foreign = node.end
        elif node.tag == "meta" and "http-equiv" in node.attributes:
            yield node.start, node.end, ""
        elif node.tag == "title" and not page.source[node.open : node.close].strip():
            yield node.start, node.end, f"<title>{escape(title)}</title>"
        else:
            yield from _tags(page, node)
            if node.tag == "head" and not titled:
                yield node.open, node.open, f"<title>{escape(title)}</title>"


def _tags(page: Page, node: Node) -> Iterator[tuple[int, int, str]]:
    name, looks = _RENAMED.get(node.name, (node.name, ""))
    raw = page.source[node.start : node.open]
    kept, styles = [], [looks] if looks else []
    changed = name != node.name
    for found in _ATTRIBUTE.finditer(raw):
        key = found[1]
        own = _now(node, found, styles)
        changed |= key != "style" and own != found[0]
        kept.append(own)
    if not changed:
        return
    shown = "; ".join(style.strip().rstrip(";") for style in styles if style.strip())
    style = f" style={quoteattr(shown)}" if shown else ""
    empty = "/" if raw.endswith("/>") else ""
    yield node.start, node.open, f"<{name}{''.join(kept)}{style}{empty}>"
    if name != node.name and not empty:
        yield node.close, node.end, f"</{name}>"


def _now(node: Node, found: re.Match[str], styles: list[str]) -> str:
    """An attribute as it is written now; what it looked like goes to ``styles``."""
    key, value = found[1], found[2]
    plain = node.attributes.get(key, "").strip()
    if key == "style":
        styles.insert(0, plain)
        return ""
    if key == "name" and node.tag in {"a", "img"}:
        return "" if "id" in node.attributes or node.tag == "img" or not _is_id(plain) else f" id={value}"
    if key in {"width", "height"} and node.tag not in _SIZED:
        _style(styles, f"{key}: {_length(plain)}", plain)
        return ""
    if key in _STYLES:
        _style(styles, _STYLES[key](node.tag, plain if key == "face" else plain.lower()), plain)
        return ""
    if key == "type" and node.tag in {"ul", "li"}:
        _style(styles, f"list-style-type: {plain.lower()}", plain)
        return ""
    return "" if key in _DROPPED or (node.tag, key) in _DROPPED_THERE else found[0]


def _style(styles: list[str], style: str, value: str) -> None:
    if _SAFE_VALUE.fullmatch(value):
        styles.append(style)


def _is_id(name: str) -> bool:
    return re.fullmatch(r"[^\W\d][\w.-]*", name) is not None
