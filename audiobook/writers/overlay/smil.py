"""One Media Overlay: which element of a page is shown while which clip is heard (EPUB 3.3, section 9)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from audiobook.writers.overlay.nesting import BLOCKS, SECTIONS
from audiobook.writers.overlay.paths import href

if TYPE_CHECKING:
    from audiobook.writers.overlay.clips import Clip, Sound
    from audiobook.writers.overlay.marking import Marker
    from audiobook.writers.overlay.page import Node, Page

MEDIA_TYPE = "application/smil+xml"
#: A role that says what an element is, where no ``epub:type`` does.
_TYPE_OF_ROLE = {
    f"doc-{name}": name for name in ("footnote", "endnote", "endnotes", "pagebreak", "chapter", "part", "epigraph")
}
#: Parts that listeners may want to pass over (EPUB 3.3, section 9.5): each is a ``seq`` of its own, however short.
_SKIPPABLE_WORDS = """
footnote footnotes endnote endnotes rearnote rearnotes note pagebreak sidebar annotation marginalia help
practice
"""
_SKIPPABLE = frozenset(_SKIPPABLE_WORDS.split())


def clock(milliseconds: int) -> str:
    """``1:02:03.456``, a full SMIL clock value."""
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def overlay(
    page_name: str, name: str, marker: Marker, clips: Sequence[Clip], sounds: Mapping[int, Sound]
) -> tuple[str, int]:
    """The SMIL file ``name`` for a page, and its length in milliseconds. ``clips`` are in the order of the page.

    ``marker`` gives ids to the paragraphs and sections that sequences refer to.
    """
    page = marker.page
    text = href(page_name, name)
    paths = _Paths(page, clips)
    lines: list[str] = []
    open_: list[int] = []
    files = {number: quoteattr(href(sounds[number].name, name)) for number in {clip.chapter for clip in clips}}
    total = 0
    for clip in clips:
        wanted = paths.of(clip.target.node, whole=clip.target.whole)
        same = next((n for n, pair in enumerate(zip(open_, wanted, strict=False)) if pair[0] != pair[1]), None)
        keep = min(len(open_), len(wanted)) if same is None else same
        lines += ["</seq>"] * (len(open_) - keep)
        for number in wanted[keep:]:
            kind = types_of(page.nodes[number])
            typed = f" epub:type={quoteattr(kind)}" if kind else ""
            lines.append(f"<seq epub:textref={quoteattr(f'{text}#{marker.name(number)}')}{typed}>")
        open_ = wanted
        sound = sounds[clip.chapter]
        begin, end = sound.milliseconds(clip.begin), sound.milliseconds(clip.end)
        if end > begin:
            total += end - begin
            shown, heard = quoteattr(f"{text}#{clip.target.id}"), files[clip.chapter]
            times = f'clipBegin="{clock(begin)}" clipEnd="{clock(end)}"'
            lines.append(f"<par><text src={shown}/><audio src={heard} {times}/></par>")
    lines += ["</seq>"] * len(open_)
    return _document(lines), total


def types_of(node: Node) -> str:
    """The ``epub:type`` of an element as a ``seq`` may say it: words of the standard's own vocabulary only."""
    own = [each for each in node.attributes.get("epub:type", "").split() if ":" not in each]
    if not own:
        own = [_TYPE_OF_ROLE[role] for role in node.attributes.get("role", "").split() if role in _TYPE_OF_ROLE]
    return " ".join(own)


def _document(lines: Sequence[str]) -> str:
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n<smil xmlns="http://www.w3.org/ns/SMIL"'
        ' xmlns:epub="http://www.idpf.org/2007/ops" version="3.0">'
    )
    return "\n".join([head, "<body>", *lines, "</body>", "</smil>", ""])


class _Paths:
    """The sequences that each clip stands in: sections, notes and lists, and the paragraph where it has several."""

    def __init__(self, page: Page, clips: Sequence[Clip]) -> None:
        self._page = page
        self._known: dict[tuple[int, bool], list[int]] = {}
        shown: dict[int, set[str]] = defaultdict(set)
        for clip in clips:
            block = self._block(clip.target.node)
            if block >= 0:
                shown[block].add(clip.target.id)
        self._several = {block for block, ids in shown.items() if len(ids) > 1}

    def of(self, number: int, *, whole: bool) -> list[int]:
        """Outermost first, without the element itself where that is what is shown."""
        key = number, whole
        if key not in self._known:
            block = self._block(number)
            path = [n for n in self._page.above(number) if self._is_part(n) or (n == block and n in self._several)]
            self._known[key] = [n for n in reversed(path) if not (whole and n == number and not self._skips(n))]
        return self._known[key]

    def _block(self, number: int) -> int:
        return next((n for n in self._page.above(number) if self._page.nodes[n].tag in BLOCKS), -1)

    def _is_part(self, number: int) -> bool:
        node = self._page.nodes[number]
        return node.depth > 1 and (node.tag in SECTIONS or self._skips(number))

    def _skips(self, number: int) -> bool:
        return not _SKIPPABLE.isdisjoint(types_of(self._page.nodes[number]).split())
