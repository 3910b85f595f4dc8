"""Text in pieces that an engine accepts in one call, cut where speech may pause. Pure functions, thread-safe."""

from __future__ import annotations

import re

_STOP = re.compile(r"[.!?…]+[”’\"'»)\]]*\s+|[。！？]+[”’」』）]*\s*")
_CLAUSE = re.compile(r"[,;:—–]\s+|[，；：、]\s*|—")
_SPACE = re.compile(r"\s+")
#: Where speech may pause, the best places first.
MARKS = (_STOP, _CLAUSE, _SPACE)
#: A cut nearer to the beginning than this share of what fits leaves a scrap; look for a weaker mark instead. Own
#: judgement.
_LEAST_SHARE = 0.3


def pieces(text: str, limit: int) -> tuple[str, ...]:
    """The text in pieces of at most ``limit`` characters (at least 1), nothing but white space lost. Linear."""
    text = text.strip()
    found: list[str] = []
    at = 0
    while len(text) - at > limit:
        window = text[at : at + limit + 1]
        cut = _cut(window, round(limit * _LEAST_SHARE), limit)
        found.append(window[:cut].strip())
        at += cut
        while at < len(text) and text[at].isspace():
            at += 1
    found.append(text[at:].strip())
    return tuple(filter(None, found))


def halves(text: str) -> tuple[str, str] | None:
    """Two pieces, cut at the sentence end nearest to the middle, else at a clause, else at a space; or ``None``."""
    text = text.strip()
    middle = len(text) / 2
    for mark in MARKS:
        ends = [match.end() for match in mark.finditer(text) if 0 < match.end() < len(text)]
        if ends:
            cut = min(ends, key=lambda end: abs(end - middle))
            return text[:cut].strip(), text[cut:].strip()
    cut = len(text) // 2
    return (text[:cut], text[cut:]) if cut else None


def _cut(window: str, least: int, most: int) -> int:
    """Where to cut so that the beginning fits: behind a sentence end, else a clause mark, else a space, else hard."""
    for mark in MARKS:
        # White space at the cut is dropped, so it may lie behind what fits.
        ends = [end for end in (m.end() for m in mark.finditer(window)) if least <= len(window[:end].rstrip()) <= most]
        if ends and ends[-1] > 0:
            return ends[-1]
    return max(1, most)
