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
class Sound:
    """A placed stretch of an imported sound file: music, an effect, or a recorded clip.

    ``file`` is its name in the folder of sounds. All positions are samples at the timeline's rate: samples
    ``[in_sample, in_sample + n_samples)`` of the file are heard from ``start``; with a ``loop_samples`` above 0 the
    file begins again from its start whenever that many are through. ``gain_db`` is the level in the clear, and
    ``ducked_db`` (0 or less) is added while someone speaks. The fades lie inside the stretch. ``speech`` sounds are
    spoken themselves: others duck under them.
    """

    file: str
    start: int
    in_sample: int
    n_samples: int
    gain_db: float
    loop_samples: int = 0
    ducked_db: float = 0.0
    fade_in: int = 0
    fade_out: int = 0
    speech: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """One chapter in time; ``n_samples`` is its length, head and tail included.

    A chapter with ``sounds`` is mixed at ``mix_factor`` times its rate, so that music keeps its treble, in ``channels``
    channels; imported sound files have that rate. Without sounds both are 1.
    """

    chapter: int
    title: str
    rate_hz: int
    n_samples: int
    tracks: tuple[Track, ...]
    markers: tuple[Marker, ...] = ()
    sounds: tuple[Sound, ...] = ()
    channels: int = 1
    mix_factor: int = 1


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
