"""A long book as several volumes, cut between chapters."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from audiobook.events import Emit, warn
from audiobook.master import ChapterMaster, Master

#: More than any encoder adds to a chapter: two blocks of FLAC at 105 ms.
_ADDED_S = 0.25


def split(master: Master, longest_min: int) -> tuple[Master, ...]:
    """Volumes of at most so many minutes and of about one length; the book itself when it fits or nothing is asked.

    There are as few as can be. A chapter that is longer by itself becomes a volume. Chapters without a title get the
    number that they have in the book. Linear in the chapters for each volume.
    """
    lengths = [_seconds(chapter) + _ADDED_S for chapter in master.chapters]
    cuts = balanced(lengths, longest_min * 60) if longest_min else ()
    if len(cuts) <= 1:
        return (master,)
    chapters = [
        replace(chapter, title=chapter.title.strip() or f"Chapter {n}") for n, chapter in enumerate(master.chapters, 1)
    ]
    bounds = itertools.pairwise((0, *cuts))
    text = master.transcript
    return tuple(
        replace(
            master,
            chapters=tuple(chapters[start:end]),
            volume=n,
            volumes=len(cuts),
            transcript=text.part(start, end) if text else None,
        )
        for n, (start, end) in enumerate(bounds, 1)
    )


def _seconds(chapter: ChapterMaster) -> float:
    return chapter.n_samples / chapter.rate_hz


def balanced(lengths: Sequence[float], longest: float) -> tuple[int, ...]:
    """Where each volume ends (one past its last chapter), none longer than ``longest`` unless one chapter is.

    Each is cut as near as can be to an equal share of what is left, as long as the rest still fits.
    """
    needed = _needed(lengths, longest)
    ends: list[int] = []
    start, left = 0, sum(lengths)
    for volumes in range(needed[0] if lengths else 0, 0, -1):
        best, best_length = start + 1, lengths[start]
        end, length = start, 0.0
        while end < len(lengths) and (end == start or length + lengths[end] <= longest):
            length += lengths[end]
            end += 1
            fits = needed[end] == volumes - 1 or (needed[end] < volumes - 1 <= len(lengths) - end)
            nearer = abs(length - left / volumes) < abs(best_length - left / volumes)
            if fits and (nearer or needed[best] > volumes - 1):
                best, best_length = end, length
        ends.append(best)
        start, left = best, left - best_length
    return tuple(ends)


def _needed(lengths: Sequence[float], longest: float) -> list[int]:
    """How many volumes the chapters from each one on need at least; 0 behind the last."""
    needed = [0] * (len(lengths) + 1)
    end, length = len(lengths), 0.0
    for start in range(len(lengths) - 1, -1, -1):
        length += lengths[start]
        while length > longest and end > start + 1:
            end -= 1
            length -= lengths[end]
        needed[start] = 1 + needed[end]
    return needed


def warn_of_long_chapters(master: Master, longest_min: int, emit: Emit) -> None:
    """Warn with ``long-chapter`` of each chapter that no file of at most so many minutes can hold."""
    for number, chapter in enumerate(master.chapters, 1):
        minutes = _seconds(chapter) / 60
        if longest_min and minutes > longest_min:
            title = chapter.title.strip() or f"Chapter {number}"
            length = f"is {minutes:.0f} minutes long, a file may have {longest_min}"
            warn(emit, "long-chapter", f"chapter '{title}' {length}: divide it in the script")
