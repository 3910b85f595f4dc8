"""Bold beside Chinese and Japanese: CommonMark's flanking rules know no scripts without spaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audiobook.readers.walk.characters import CJK_PATTERN

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

_MARK = "**"
#: Longest stretch between two marks that is looked at.
_LONGEST = 400


def cjk_strong_plugin(parser: MarkdownIt) -> None:
    """Pair ``**`` in the order written wherever a mark touches a CJK character, as writers of these scripts mean it."""
    parser.inline.ruler.before("emphasis", "cjk_strong", _cjk_strong)


def _cjk_strong(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's own signature
    start = state.pos
    if not state.src.startswith(_MARK, start) or state.src.startswith("***", start):
        return False
    inside = start + len(_MARK)
    end = state.src.find(_MARK, inside, min(state.posMax, inside + _LONGEST))
    if end <= inside or not _touches_cjk(state.src, start, end):
        return False
    content = state.src[inside:end]
    if content[0].isspace() or content[-1].isspace():
        return False
    if not silent:
        state.push("strong_open", "strong", 1)
        limit, state.pos, state.posMax = state.posMax, inside, end
        state.md.inline.tokenize(state)
        state.posMax = limit
        state.push("strong_close", "strong", -1)
    state.pos = end + len(_MARK)
    return True


def _touches_cjk(source: str, start: int, end: int) -> bool:
    around = (
        source[max(0, start - 1) : start]
        + source[start + 2 : start + 3]
        + source[end - 1 : end]
        + source[end + 2 : end + 3]
    )
    return CJK_PATTERN.search(around) is not None
