"""SRT: captions that every player knows. It has no standard, no place for a speaker and no way to escape anything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from audiobook.writers.captions import captions
from audiobook.writers.captions_clock import Timed
from audiobook.writers.captions_files import About, BookCaptions, ChapterCaptions, clock_time

#: What players would take for a tag, an override or the line of times; an invisible word joiner behind its first sign
#: keeps them from it.
_TAKEN = re.compile(r"<(?=[A-Za-z/!])|\{(?=\\)|--(?=>)")
_JOINER = "\u2060"
#: A second row of digits is taken for the number of the next caption by some readers (pysubs2).
_NUMBER = re.compile(r"\s*\d+\s*")


def srt(about: About, chapters: Sequence[Timed]) -> Iterator[str]:
    """An SRT file in pieces, captions numbered from 1 through the whole file."""
    del about
    number = 0
    for each in chapters:
        for caption in captions(each.chapter, each.clock):
            number += 1
            times = f"{clock_time(caption.start_ms, ',')} --> {clock_time(caption.end_ms, ',')}"
            text = "\n".join(_shown(row, first=n == 0) for n, row in enumerate(caption.rows))
            yield f"{number}\n{times}\n{text}\n\n"


def _shown(row: str, *, first: bool) -> str:
    row = _TAKEN.sub(lambda found: found[0] + _JOINER, row)
    return row if first or not _NUMBER.fullmatch(row) else row + _JOINER


class SrtWriter(BookCaptions):
    """Writes ``.srt`` for the whole book."""

    suffix = file_suffix = ".srt"
    pieces = staticmethod(srt)


class SrtChaptersWriter(ChapterCaptions):
    """Writes a folder of ``NN - Title.srt``."""

    file_suffix = ".srt"
    pieces = staticmethod(srt)
