"""Where in the author's text of a cue each segment begins: what engines were sent need not look like it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def segment_starts(text: str, displayed: Sequence[str]) -> list[int]:
    """Where in a cue's text each segment but the first begins.

    Segments display their part of the text with other white space and without invisible signs; what no segment displays
    (a lone dash, words that no voice reads) stays with the one before it. One that is not found, since it displays its
    spoken form, gets a share of the text between its neighbours by its length.
    """
    if len(displayed) == 1:
        return []
    places = [i for i, char in enumerate(text) if _counts(char)]
    flat = "".join(text[i] for i in places)
    looked = ["".join(filter(_counts, each)) for each in displayed]
    starts: list[int | None] = [0]
    at = flat.find(looked[0]) + len(looked[0]) if looked[0] in flat else 0
    for each in looked[1:]:
        start = flat.find(each, at)
        starts.append(start if start >= 0 else None)
        at = start + len(each) if start >= 0 else at
    cuts = _shared(starts, looked, len(flat))
    return [places[cut] if cut < len(places) else len(text) for cut in cuts[1:]]


def _counts(char: str) -> bool:
    return not char.isspace() and unicodedata.category(char) not in {"Cf", "Cc", "Cs"}


def _shared(starts: Sequence[int | None], texts: Sequence[str], length: int) -> list[int]:
    """The starts with those that are missing put between their neighbours in proportion to the texts."""
    out: list[int] = []
    known = [(n, start) for n, start in enumerate(starts) if start is not None]
    for (first, start), (after, end) in zip(known, [*known[1:], (len(starts), length)], strict=True):
        total = sum(len(text) for text in texts[first:after]) or 1
        done = 0
        for text in texts[first:after]:
            out.append(start + (end - start) * done // total)
            done += len(text)
    return out
