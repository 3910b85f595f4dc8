"""What is heard between two segments: quiet, and the sounds of the marks that stand there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from audiobook.editing.heard import Event, Heard
from audiobook.editing.placing import EDGE_MS, Placing
from audiobook.script import ClipMark, MusicEnd, MusicMark, PauseMark, SoundEnd, SoundMark
from audiobook.take import Boundary

#: Quiet before and after a sound that speech waits for: long enough to hear that it is over (own judgement). A pause
#: that stands there in the script replaces it.
BREATH_MS = 300
#: An encoder's last frames must be quiet where chapters are joined, whatever pause the script asks for; the longest,
#: two MP3 frames at 24 kHz, last 48 ms.
SHORTEST_TAIL_MS = 100


@dataclass(frozen=True, slots=True)
class GapPlace:
    """A gap: from sample ``at``, where the clip before it ends; its speech ended at ``spoken``.

    ``own`` is the script's pause there in milliseconds, ``None`` for the table's, ``pauses_ms[kind]``. The ``first``
    gap is the chapter's head, the ``last`` one its tail.
    """

    at: int
    spoken: int
    pauses_ms: Mapping[Boundary, int]
    kind: Boundary
    own: int | None
    first: bool
    last: bool

    def quiet_ms(self, own: int | None) -> int:
        """The pause of a gap without sounds that wait, or behind the last of them."""
        pause = self.pauses_ms[self.kind] if own is None else own
        return max(pause, SHORTEST_TAIL_MS) if self.last else pause


def fill_gap(placing: Placing, place: GapPlace, events: Sequence[Event], heard: Mapping[int, Heard], lead: int) -> int:
    """Place what is heard in a gap; where the next clip begins, whose speech comes ``lead`` samples later.

    Of the last gap, where the chapter ends.
    """
    if any(event.waits for event in events):
        begin = _Waiting(placing, place, heard).fill(events, lead)
    else:
        begin = max(place.at, place.spoken + placing.n(place.quiet_ms(place.own)) - lead)
        start = placing.n(EDGE_MS) if place.first else place.at
        _start(placing, [e for e in events if not _is_under(e)], heard, start)
        _start(placing, filter(_is_under, events), heard, start if place.last else begin)
    return max(begin, placing.end + placing.n(EDGE_MS)) if place.last and placing.end else begin


def _is_under(event: Event) -> bool:
    return isinstance(event.mark, SoundMark) and event.mark.under


def _start(placing: Placing, events: Sequence[Event] | Iterator[Event], heard: Mapping[int, Heard], at: int) -> None:
    """Everything that speech does not wait for."""
    for event in events:
        mark = event.mark
        if isinstance(mark, SoundMark) and mark.under:
            placing.play(event.item, mark, heard[event.item], at)
        elif isinstance(mark, SoundMark | MusicMark):
            placing.begin(mark, heard[event.item], at)
        elif isinstance(mark, MusicEnd):
            placing.end_music(mark, at)
        elif isinstance(mark, SoundEnd):
            placing.end_loops(mark, at)


class _Waiting:
    """A gap with sounds that speech waits for, one after the other.

    Pauses of the script stand where they are written: what the segment has of them beyond those behind the first such
    sound is before it.
    """

    def __init__(self, placing: Placing, place: GapPlace, heard: Mapping[int, Heard]) -> None:
        self._placing, self._place, self._heard = placing, place, heard
        #: Where quiet is measured from, and from where on something may be placed.
        self._from, self._at = (0, 0) if place.first else (place.spoken, place.at)
        self._pause: int | None = None
        #: The pause where none is written.
        self._usual = place.pauses_ms[Boundary.CHAPTER_HEAD] if place.first else BREATH_MS
        self._under: list[Event] = []

    def fill(self, events: Sequence[Event], lead: int) -> int:
        """Place all; where the next clip, or the chapter's end, is."""
        first = next(n for n, event in enumerate(events) if event.waits)
        if not self._place.first:
            behind = sum(event.mark.ms for event in events[first:] if isinstance(event.mark, PauseMark))
            own = self._place.own
            self._pause = own - behind if own is not None and own > behind else None
        for n, event in enumerate(events):
            if isinstance(event.mark, PauseMark):
                if n > first:
                    self._pause = (self._pause or 0) + event.mark.ms
            elif event.waits:
                self._wait(event)
            elif _is_under(event):
                self._under.append(event)
            else:
                _start(self._placing, [event], self._heard, self._inside(self._at))
        return self._end(lead)

    def _wait(self, event: Event) -> None:
        mark, usual = event.mark, self._usual
        if isinstance(mark, ClipMark) and not self._place.first:
            usual = self._place.pauses_ms[Boundary.PARAGRAPH]
        elif isinstance(mark, MusicEnd):
            usual = 0
        begin = self._from + self._quiet(usual)
        if not isinstance(mark, MusicEnd):
            begin = self._inside(max(begin, self._at))
        _start(self._placing, self._under, self._heard, self._inside(begin))
        self._under.clear()
        self._usual = BREATH_MS
        if isinstance(mark, MusicMark):
            self._at = begin + self._placing.begin(mark, self._heard[event.item], begin)
            self._usual = 0
        elif isinstance(mark, MusicEnd):
            self._at = max(self._at, self._placing.end_music(mark, begin))
        elif isinstance(mark, SoundMark | ClipMark):
            self._at = self._placing.play(event.item, mark, self._heard[event.item], begin)
            if isinstance(mark, ClipMark):
                self._usual = self._place.pauses_ms[Boundary.PARAGRAPH]
        self._from, self._pause = self._at, None

    def _quiet(self, usual: int) -> int:
        return self._placing.n(usual if self._pause is None else self._pause)

    def _end(self, lead: int) -> int:
        if self._place.last:
            begin = self._at + self._placing.n(self._place.quiet_ms(self._pause))
        else:
            begin = max(self._at - lead, self._from + self._quiet(self._usual) - lead, self._place.at)
        _start(self._placing, self._under, self._heard, self._inside(self._at if self._place.last else begin))
        return begin

    def _inside(self, at: int) -> int:
        """The place, or the first one of the chapter at which anything may sound."""
        return max(at, self._placing.n(EDGE_MS)) if self._place.first else at
