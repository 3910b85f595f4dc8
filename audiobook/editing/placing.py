"""Sounds on their way through a chapter: begun, crossed, ended. Positions are samples of the chapter's timeline."""

from __future__ import annotations

from dataclasses import dataclass

from audiobook.editing.heard import Heard, Running
from audiobook.master import ClipSpan
from audiobook.script import ClipMark, MusicEnd, MusicMark, SoundEnd, SoundMark, Stretch
from audiobook.timeline import Sound

#: Fades where a mark says none (own judgement): an atmosphere comes and goes in a breath, a bed goes slower; music that
#: is heard alone first begins as it is.
LOOP_FADE_MS, BED_IN_MS, BED_OUT_MS = 1000, 1000, 2000
#: Music that takes over from other music without saying how crosses this long.
CROSS_MS = 1000
#: Chapters are encoded one by one and joined: both sides of a join are quiet for this long, which is two frames of
#: every encoder (52 ms at 44.1 kHz) and some. What runs over a join fades out before it and in behind it.
EDGE_MS = 100
BORDER_OUT_MS, BORDER_IN_MS = 1000, 500


@dataclass(slots=True)
class _Open:
    """A bed or a loop that runs."""

    mark: SoundMark | MusicMark
    heard: Heard
    start: int
    in_sample: int
    fade_in: int

    @property
    def looped(self) -> bool:
        """Whether it goes on for as long as it is wanted."""
        return isinstance(self.mark, SoundMark) or not self.mark.once

    def last(self, end: int) -> int:
        """Where it ends when it is ended at ``end``."""
        return end if self.looped else min(end, self.start + max(0, self.heard.n_samples - self.in_sample))


class Placing:
    """Gathers one chapter's sounds. Not thread-safe."""

    def __init__(self, rate_hz: int, running: tuple[Running, ...]) -> None:
        """What is ``running`` from the chapter before begins behind the quiet of the join."""
        self._rate_hz = rate_hz
        self.sounds: list[Sound] = []
        self.clips: list[ClipSpan] = []
        self._bed: _Open | None = None
        self._loops: list[_Open] = []
        for each in running:
            opened = _Open(each.mark, each.heard, self.n(EDGE_MS), each.played, self.n(BORDER_IN_MS))
            if isinstance(each.mark, MusicMark):
                self._bed = opened
            else:
                self._loops.append(opened)

    def n(self, ms: int) -> int:
        """Milliseconds in samples."""
        return ms * self._rate_hz // 1000

    @property
    def end(self) -> int:
        """Where the last sound ends that is not running any more."""
        return max((sound.start + sound.n_samples for sound in self.sounds), default=0)

    def play(self, item: int, mark: SoundMark | ClipMark, heard: Heard, at: int) -> int:
        """A sound that ends by itself; where it does."""
        first, last = stretch_of(mark.stretch, heard.n_samples, self._rate_hz)
        fade_in, fade_out = map(self.n, mark.fade or (0, 0))
        speech = isinstance(mark, ClipMark)
        self._add(
            Sound(
                heard.file,
                at,
                first,
                last - first,
                _gain(heard, mark.level_db),
                fade_in=fade_in,
                fade_out=fade_out,
                speech=speech,
            )
        )
        if speech:
            self.clips.append(ClipSpan(item, at, at + last - first))
        return at + last - first

    def begin(self, mark: SoundMark | MusicMark, heard: Heard, at: int) -> int:
        """A loop, or a bed in place of the one that runs; how long it may be heard alone, in samples."""
        if isinstance(mark, SoundMark):
            fade = mark.fade[0] if mark.fade else LOOP_FADE_MS
            self._loops.append(_Open(mark, heard, at, 0, self.n(fade)))
            return 0
        fade = BED_IN_MS if not mark.lead_ms else 0
        if self._bed is not None and self._bed.last(at + 1) > at:
            cross = mark.crossfade_ms or CROSS_MS
            self._close(self._bed, at + self.n(cross), self.n(cross))
            fade = cross
        elif self._bed is not None:
            self._close(self._bed, at, 0)
        if mark.fade or mark.crossfade_ms:
            fade = mark.fade[0] if mark.fade else mark.crossfade_ms
        self._bed = _Open(mark, heard, at, 0, self.n(fade))
        return self.n(mark.lead_ms) if not mark.once else min(self.n(mark.lead_ms), heard.n_samples)

    def end_music(self, mark: MusicEnd, at: int) -> int:
        """End the bed that runs: where it is over. Speech need not wait for that if it has no tail."""
        bed, self._bed = self._bed, None
        if bed is None:
            return at
        own = bed.mark.fade[1] if bed.mark.fade else None
        usual = min(BED_OUT_MS, mark.tail_ms) if mark.tail_ms else BED_OUT_MS
        fade = mark.fade_ms if mark.fade_ms is not None else usual if own is None else own
        return self._close(bed, at + self.n(mark.tail_ms or fade), self.n(fade))

    def end_loops(self, mark: SoundEnd, at: int) -> None:
        """End the loop of a file, or all of them."""
        ended = [each for each in self._loops if mark.file in {"", each.mark.file}]
        for each in ended:
            own = each.mark.fade[1] if each.mark.fade else LOOP_FADE_MS
            fade = self.n(own if mark.fade_ms is None else mark.fade_ms)
            self._close(each, at + fade, fade)
        self._loops = [each for each in self._loops if each not in ended]

    def close(self, n_samples: int) -> tuple[Running, ...]:
        """The chapter ends: what still runs fades out, and is what the next one begins with."""
        left = [each for each in (*self._loops, self._bed) if each is not None]
        end = n_samples - self.n(EDGE_MS)
        goes_on = []
        for each in left:
            last = self._close(each, end, self.n(BORDER_OUT_MS) if each.last(end) == end else 0)
            played = each.in_sample + max(0, last - each.start)
            if each.looped or played < each.heard.n_samples:
                goes_on.append(Running(each.mark, each.heard, played))
        return tuple(goes_on)

    def _close(self, opened: _Open, end: int, fade_out: int) -> int:
        """Place what ran until ``end``; where it is over, which is earlier when the file is."""
        mark, heard = opened.mark, opened.heard
        last = max(opened.last(end), opened.start)
        clear = mark.clear_db if isinstance(mark, MusicMark) else mark.level_db
        self._add(
            Sound(
                heard.file,
                opened.start,
                opened.in_sample,
                last - opened.start,
                _gain(heard, clear),
                loop_samples=heard.loop_samples if opened.looped else 0,
                ducked_db=round(mark.level_db - clear, 2),
                fade_in=opened.fade_in,
                fade_out=max(0, fade_out - (end - last)),
            )
        )
        return last

    def _add(self, sound: Sound) -> None:
        if sound.n_samples > 0:
            self.sounds.append(sound)


def stretch_of(stretch: Stretch | None, n_samples: int, rate_hz: int) -> tuple[int, int]:
    """The samples ``[first, last)`` of a file of so many that a mark names, none beyond its end."""
    if stretch is None:
        return 0, n_samples
    end = n_samples if stretch.end_ms is None else min(stretch.end_ms * rate_hz // 1000, n_samples)
    return min(stretch.start_ms * rate_hz // 1000, end), end


def _gain(heard: Heard, level_db: float) -> float:
    return round(heard.unity_db + level_db, 2)
