"""Takes laid in time: integer samples at one rate, never float seconds."""

from __future__ import annotations

from dataclasses import dataclass

from audiobook.take import Boundary


@dataclass(frozen=True, slots=True)
class Clip:
    """A placed take: samples ``[in_sample, in_sample + n_samples)`` of the take, heard from ``start``.

    ``segment`` is the index of the segment in its chapter; ``voice`` is ``engine/voice``, the key of its gain.
    """

    take: str
    segment: int
    start: int
    in_sample: int
    n_samples: int
    voice: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Quiet between clips, ``n_samples`` long from ``start``."""

    start: int
    n_samples: int
    kind: Boundary


@dataclass(frozen=True, slots=True)
class Marker:
    """A named place listeners can jump to."""

    start: int
    title: str


@dataclass(frozen=True, slots=True)
class Track:
    """A lane of clips that do not overlap, in order."""

    name: str
    clips: tuple[Clip, ...]
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Timeline:
    """One chapter in time; ``n_samples`` is its length, head and tail included."""

    chapter: int
    title: str
    rate_hz: int
    n_samples: int
    tracks: tuple[Track, ...]
    markers: tuple[Marker, ...] = ()


#: Pause after each boundary in milliseconds, speech to speech. Sentence 100-300, paragraph 250-600, speaker change
#: 500, chapter about 1 s are in use by peers; the chapter's head must be at least 500 ms, since an AAC or MP3 encoder
#: needs quiet at a join.
DEFAULT_PAUSES_MS: dict[Boundary, int] = {
    Boundary.CLAUSE: 150,
    Boundary.SENTENCE: 350,
    Boundary.LINE: 300,
    Boundary.SPEAKER: 300,
    Boundary.PARAGRAPH: 650,
    Boundary.HEADING: 1200,
    Boundary.SCENE: 1800,
    Boundary.CHAPTER_HEAD: 750,
    Boundary.CHAPTER_TAIL: 2000,
}
