"""The article of a page without any extractor: by the elements that say so, else by where the prose stands thickest.

The second is the idea of Arc90's Readability, in a few lines: each paragraph speaks for the element that it stands in,
and half as loudly for the one around it; links speak against.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from audiobook.document import BlockKind

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from audiobook.document import Block
    from audiobook.readers.html.article_boxes import Layout

#: Judgement, all of them: share of the outer element's text that the inner one needs to be chosen instead; share of
#: the page's text that an element that says that it is the article must hold; share of links in a block that is read.
_INNER_SHARE = 0.6
_LEAST_SHARE = 0.25
_LINKED = 0.5
_LINKED_DECLARED = 0.8
#: Readability's: a paragraph's least length, its points for each comma, and for its length up to a limit.
_LEAST_LENGTH = 25
_POINT_LENGTH = 100
_MOST_POINTS = 3
#: The chosen element holds this share of the text outside furniture, else the one around it is looked at.
_ENOUGH_SHARE = 0.5
#: How far up a named element is looked for.
_LEVELS = 3
_COMMA = re.compile("[,，、،;；]")


def plain_choice(blocks: Sequence[Block], layout: Layout) -> set[int]:
    """Indexes of the blocks that belong to the article; linear in the number of elements."""
    outside = text_outside(blocks, layout)
    declared = _declared(layout, outside)
    box = declared or _thickest(blocks, layout, outside)
    last = layout.boxes[box].last if box else len(layout.boxes)
    inside = (n for n, place in enumerate(layout.places) if box <= place <= last and not layout.furniture(n))
    return {
        n
        for n in inside
        if _unlinked(layout, n)
        or (
            declared
            and (layout.linked[n] <= _LINKED_DECLARED or blocks[n].kind in {BlockKind.HEADING, BlockKind.TABLE_ROW})
        )
    }


def text_outside(blocks: Sequence[Block], layout: Layout) -> int:
    """Characters outside furniture and lists of links."""
    return sum(len(block.text) for n, block in enumerate(blocks) if not layout.furniture(n) and _unlinked(layout, n))


def with_twins(blocks: Sequence[Block], layout: Layout, chosen: Collection[int]) -> set[int]:
    """The choice with what stands in elements of the same name: the other posts of a thread, the answers."""
    names: Counter[str] = Counter()
    for number in chosen:
        names[_holder_name(layout, number)] += len(blocks[number].text)
    most = {name for name, size in names.items() if name and size >= _INNER_SHARE * names.total()}
    return set(chosen) | {
        n for n in range(len(layout.places)) if not layout.furniture(n) and _holder_name(layout, n) in most
    }


def _holder_name(layout: Layout, block: int) -> str:
    """The class of the innermost element around a block's paragraph that has one."""
    box = layout.parent(block)
    for _ in range(_LEVELS):
        if layout.boxes[box].names or box <= 0:
            break
        box = layout.boxes[box].parent
    return layout.boxes[box].names


def _unlinked(layout: Layout, block: int) -> bool:
    return layout.linked[block] <= _LINKED


def _declared(layout: Layout, outside: int) -> int:
    """The element that says that it is the article: the innermost that still holds most of it; 0 when there is none."""
    best = 0
    for number, box in enumerate(layout.boxes):
        if not box.content or box.furniture:
            continue
        known = layout.boxes[best]
        if not best or (
            box.prose >= _INNER_SHARE * known.prose if best < number <= known.last else box.prose > known.prose
        ):
            best = number
    return best if best and layout.boxes[best].prose >= _LEAST_SHARE * outside else 0


def _thickest(blocks: Sequence[Block], layout: Layout, outside: int) -> int:
    boxes = layout.boxes
    scores: dict[int, float] = {}
    for number, block in enumerate(blocks):
        text = block.text
        if len(text) < _LEAST_LENGTH or block.kind is BlockKind.HEADING:
            continue
        if layout.furniture(number) or not _unlinked(layout, number):
            continue
        points = 1 + len(_COMMA.findall(text)) + min(len(text) / _POINT_LENGTH, _MOST_POINTS)
        holder = layout.parent(number)
        around = max(0, boxes[holder].parent)
        scores[holder] = scores.get(holder, 0) + points
        scores[around] = scores.get(around, 0) + points / 2
    if not scores:
        return 0
    box = max(scores, key=lambda number: scores[number] * _prose_share(layout, number))
    while box and boxes[box].prose < _ENOUGH_SHARE * outside and _prose_share(layout, boxes[box].parent) > 1 - _LINKED:
        box = boxes[box].parent
    return box


def _prose_share(layout: Layout, number: int) -> float:
    box = layout.boxes[number]
    return box.prose / max(1, box.prose + box.linked)
