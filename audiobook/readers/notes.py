"""Note bodies that no markup names: the blocks that silent note marks lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audiobook.readers.hrefs import resolve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audiobook.readers.walked import Page

#: Signs around a note's number at the head of its body.
_AROUND = "[](){}.,: \u00a0"


def drop_note_bodies(pages: Sequence[Page]) -> None:
    """Leave out, as ``note``, every block that a note mark in the text leads to and that begins with a mark.

    Both are asked for, so that a link to a chapter or a cross-reference never silences prose.
    """
    by_file = {page.walked.file: page for page in pages}
    for page in pages:
        for ref in page.walked.noterefs:
            if ref.at_start or "#" not in ref.href:
                continue
            file, fragment = resolve(page.walked.file, ref.href)
            target = by_file.get(file)
            index = target.walked.anchors.get(fragment, -1) if target else -1
            if target is None or not 0 <= index < len(target.walked.blocks):
                continue
            if (target, index) != (page, ref.block) and _begins_with_mark(target, index, ref.mark):
                target.drop(index, "note")


def _begins_with_mark(page: Page, index: int, mark: str) -> bool:
    if any(ref.block == index and ref.at_start for ref in page.walked.noterefs):
        return True
    bare = mark.strip(_AROUND)
    text = page.walked.blocks[index].text.lstrip(_AROUND)
    return bool(bare) and text.startswith(bare) and not text[len(bare) : len(bare) + 1].isalnum()
