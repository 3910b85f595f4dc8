"""How long a book will be before it is recorded: by the takes that are there, else by what was measured elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from audiobook.engines.text import expected_seconds
from audiobook.take import Boundary, Segment, Slate, Take

#: Fewer takes than these say little about a voice's pace (own judgement).
_ENOUGH = 20
_SPEEDS = (0.25, 4.0)


@dataclass(frozen=True, slots=True)
class Pace:
    """How an engine reads: ``factor`` times as long as usual, ``cpu`` seconds of one core for a second of speech.

    ``takes`` is on how many of the book's own it was measured; 0: ``source`` says where it is from.
    """

    factor: float = 1.0
    cpu: float | None = None
    takes: int = 0
    source: str = "a usual pace; not measured"


#: Of engines of which the book has no takes; measured on two cores. hibari: 5,214 takes of Pride and Prejudice; espeak:
#: 56 English takes (0.77) and 31 Mandarin ones (0.95); tone: the same texts. Without a word: nothing was measured.
_ELSEWHERE: Mapping[str, Pace] = {
    "hibari": Pace(0.80, 0.0077, source="measured on a novel"),
    "espeak": Pace(0.85, 0.0014, source="measured on short texts"),
    "tone": Pace(0.80, 0.0001, source="measured on short texts"),
}


@lru_cache(maxsize=65536)
def _usual(text: str) -> float:
    return expected_seconds(text)


def usual_seconds(slate: Slate) -> float:
    """How long a slate takes at a usual pace: 15 letters or 4.5 ideographs a second."""
    return _usual(slate.text) / min(max(slate.speed, _SPEEDS[0]), _SPEEDS[1])


def paces(segments: Iterable[Segment], takes: Mapping[str, Take]) -> dict[str, Pace]:
    """The pace of each engine in the book, measured on its own takes where there are enough."""
    slates = {segment.key: segment.slate for segment in segments}
    groups: dict[str, list[tuple[Slate, Take]]] = defaultdict(list)
    for key, slate in slates.items():
        group = groups[slate.engine]
        if key in takes:
            group.append((slate, takes[key]))
    return {engine: _measured(engine, group) for engine, group in groups.items()}


def _measured(engine: str, group: list[tuple[Slate, Take]]) -> Pace:
    usual = sum(usual_seconds(slate) for slate, _ in group)
    spoken = sum(speech_seconds(take) for _, take in group)
    if len(group) < _ENOUGH or usual <= 0 or spoken <= 0:
        return _ELSEWHERE.get(engine, Pace())
    cpu = sum(take.engine_cpu_ms for _, take in group) / 1000
    number = len(group)
    return Pace(spoken / usual, cpu / spoken if cpu else None, number, f"measured on {number:,} takes of this book")


def speech_seconds(take: Take) -> float:
    """How long a take's speech is."""
    return (take.speech_end - take.speech_start) / take.rate_hz


def seconds_of(slate: Slate, take: Take | None, known: Mapping[str, Pace]) -> float:
    """How long a slate's speech is or will be."""
    return speech_seconds(take) if take else usual_seconds(slate) * known[slate.engine].factor


def audio_seconds(
    segments: Iterable[Segment],
    takes: Mapping[str, Take],
    known: Mapping[str, Pace],
    pauses_ms: Mapping[Boundary, int],
) -> float:
    """Length of the book with its pauses; ``pauses_ms`` for every boundary, as ``editing.assemble`` lays them."""
    speech, pauses, chapters = 0.0, 0, set()
    for segment in segments:
        speech += seconds_of(segment.slate, takes.get(segment.key), known)
        pauses += pauses_ms[segment.after] if segment.pause_ms is None else segment.pause_ms
        chapters.add(segment.chapter)
    return speech + (pauses + len(chapters) * pauses_ms[Boundary.CHAPTER_HEAD]) / 1000
