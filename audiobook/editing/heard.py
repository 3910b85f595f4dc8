"""What placing marks of sound needs to know and gives back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from audiobook.master import ClipSpan
from audiobook.script import Chapter, ClipMark, Mark, MusicEnd, MusicMark, PauseMark, SoundMark
from audiobook.take import Segment
from audiobook.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Heard:
    """The imported file of one mark: ``file`` in the folder of sounds, lengths in samples at the timeline's rate.

    With ``unity_db`` it is as loud as the voices. ``loop_samples`` is after how many samples it may begin again.
    """

    file: str
    n_samples: int
    unity_db: float
    loop_samples: int = 0


@dataclass(frozen=True, slots=True)
class Running:
    """A bed or an atmosphere that goes on into the next chapter; ``played`` samples of it have been heard."""

    mark: SoundMark | MusicMark
    heard: Heard
    played: int


@dataclass(frozen=True, slots=True)
class Event:
    """A mark, or a pause between marks, and its number among the chapter's items."""

    item: int
    mark: Mark | PauseMark

    @property
    def waits(self) -> bool:
        """Whether speech waits for it."""
        mark = self.mark
        if isinstance(mark, SoundMark):
            return not (mark.under or mark.loop)
        if isinstance(mark, MusicMark):
            return mark.lead_ms > 0
        return mark.tail_ms > 0 if isinstance(mark, MusicEnd) else isinstance(mark, ClipMark)


@dataclass(frozen=True, slots=True)
class ChapterSounds:
    """The marks of one chapter by place, and what each is heard as.

    ``events[n]`` stand before segment ``n``, the last ones behind all segments; ``heard`` is by item; ``running`` is
    what goes on from the chapter before. The chapter is mixed in ``channels`` at ``mix_factor`` times its rate.
    """

    events: tuple[tuple[Event, ...], ...] = ()
    heard: Mapping[int, Heard] = field(default_factory=dict)
    running: tuple[Running, ...] = ()
    channels: int = 1
    mix_factor: int = 1

    def before(self, segment: int) -> tuple[Event, ...]:
        """What stands before a segment."""
        return self.events[segment] if segment < len(self.events) else ()


@dataclass(frozen=True, slots=True)
class Laid:
    """A chapter in time, the recorded clips in it, and what goes on into the next."""

    timeline: Timeline
    clips: tuple[ClipSpan, ...] = ()
    running: tuple[Running, ...] = ()


def events_of(chapter: Chapter, segments: Sequence[Segment]) -> tuple[tuple[Event, ...], ...]:
    """The marks of a chapter by place: before each of its segments, and behind the last. Linear."""
    placed: list[list[Event]] = [[] for _ in range(len(segments) + 1)]
    at = 0
    for n, item in enumerate(chapter.items):
        while at < len(segments) and segments[at].item < n:
            at += 1
        if isinstance(item, Mark | PauseMark):
            placed[at].append(Event(n, item))
    return tuple(map(tuple, placed))
