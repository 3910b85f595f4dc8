"""Short takes joined into one window of the recogniser, with quiet between them, and its words given back to them.

Whisper always works on 30 seconds; a take of three costs as much as six of five. On a page of speech this saves two
thirds of the time.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from audiobook.proofing.takes.heard import Heard, HeardWord

#: A window of the recogniser is 30 s; what is left over is for the quiet at its end.
WINDOW_S = 28.0
#: Quiet between two takes. Less, and words are drawn over it; more costs time (own judgement: a pause between
#: paragraphs).
GAP_S = 1.0


@dataclass(frozen=True, slots=True)
class Placed:
    """Take number ``n`` lies at ``start_s`` in its window and is ``seconds`` long."""

    n: int
    start_s: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Window:
    """Takes that are heard together, of one language."""

    language: str
    takes: tuple[Placed, ...]

    @property
    def seconds(self) -> float:
        """Its length with the quiet after the last take."""
        last = self.takes[-1]
        return last.start_s + last.seconds + GAP_S


def windows(takes: Sequence[tuple[float, str]], most_s: float = WINDOW_S) -> list[Window]:
    """Pack takes ``(seconds, language)`` in their order; neighbours share a window. A longer one has one of its own."""
    found: list[Window] = []
    held: dict[str, list[Placed]] = {}
    for n, (seconds, language) in enumerate(takes):
        here = held.setdefault(language, [])
        start = here[-1].start_s + here[-1].seconds + GAP_S if here else 0.0
        if here and start + seconds > most_s:
            found.append(Window(language, tuple(here)))
            here.clear()
            start = 0.0
        here.append(Placed(n, start, seconds))
    found += [Window(language, tuple(here)) for language, here in held.items() if here]
    return found


def give_back(window: Window, words: Iterable[HeardWord], *, looped: bool = False) -> dict[int, Heard]:
    """What belongs to each take, by the middle of each word; the quiet between two takes is shared in the middle."""
    edges = [placed.start_s - GAP_S / 2 for placed in window.takes[1:]]
    parts: dict[int, list[HeardWord]] = {placed.n: [] for placed in window.takes}
    for word in words:
        placed = window.takes[bisect.bisect_right(edges, (word.start_s + word.end_s) / 2)]
        start = min(max(word.start_s - placed.start_s, 0.0), placed.seconds)
        end = min(max(word.end_s - placed.start_s, start), placed.seconds)
        parts[placed.n].append(HeardWord(word.text, round(start, 2), round(end, 2)))
    return {n: Heard(tuple(mine), looped) for n, mine in parts.items()}
