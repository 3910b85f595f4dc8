"""The whole programme of a chapter before the limiter: voices, room tone, and sounds at the rate of the mix."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from audiobook.mastering.ducking import Ducking, speech_of
from audiobook.mastering.mix import mixed_blocks
from audiobook.mastering.placed import Player
from audiobook.mastering.roomtone import RoomTone
from audiobook.sound.channels import fitted
from audiobook.sound.resample import Resampler

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from audiobook.mastering.levels import Gains
    from audiobook.timeline import Sound, Timeline

    Floats = NDArray[np.float32]

#: Part of the key of chapters with sounds: raise it whenever they would be mixed to other samples.
MIX_VERSION = 1
#: Samples of voices that are raised to the rate of the mix at once.
_AT_ONCE = 65_536


def programme_blocks(
    timeline: Timeline, takes: Path, sounds: Path, gains: Gains, room_tone_dbfs: float = 0.0
) -> Iterator[Floats]:
    """The chapter's samples in order, full scale 1.0, not limited; shape ``(n,)``, or ``(n, 2)`` for two channels.

    Together ``timeline.n_samples * timeline.mix_factor``. Voices and room tone (RMS in dBFS, 0.0 for none) are in the
    middle, each channel 3 dB lower than one alone would be. ``sounds`` is the folder of imported files, wanted only
    where the timeline has some. Memory does not depend on the chapter's length. Raises AudiobookError when a take or a
    sound cannot be read, ValueError for a sound that is not inside the chapter.
    """
    voices = _voices(timeline, takes, gains, room_tone_dbfs)
    if timeline.mix_factor != 1:
        voices = _raised(voices, timeline.rate_hz, timeline.mix_factor)
    if timeline.channels == 1 and not timeline.sounds:
        yield from voices
        return
    with contextlib.ExitStack() as cleanup:
        sounding = _Sounding(timeline, sounds, gains.book_db)
        cleanup.callback(sounding.close)
        for block in voices:
            mixed = fitted(block, timeline.channels)
            sounding.add_to(mixed)
            yield mixed


def _voices(timeline: Timeline, takes: Path, gains: Gains, room_tone_dbfs: float) -> Iterator[Floats]:
    """Voices over room tone in one channel at the timeline's rate; silence where there is no track."""
    tone = RoomTone(timeline.rate_hz, room_tone_dbfs) if room_tone_dbfs else None
    for block in mixed_blocks(timeline, takes, gains):
        if tone:
            tone.add_to(block)
        yield block


def _raised(blocks: Iterator[Floats], rate_hz: int, factor: int) -> Iterator[Floats]:
    """The same at ``factor`` times the rate: exact in length, without delay."""
    resampler = Resampler(rate_hz, rate_hz * factor)
    for block in blocks:
        for at in range(0, len(block), _AT_ONCE):
            yield resampler.process(block[at : at + _AT_ONCE])
    yield resampler.flush()


class _Sounding:
    """All sounds of a chapter, added block after block; files are open only while they are heard."""

    def __init__(self, timeline: Timeline, folder: Path, book_db: float) -> None:
        for sound in timeline.sounds:
            _check(sound, timeline)
        self._timeline, self._folder, self._book_db = timeline, folder, book_db
        # Sounds that begin together are added in the timeline's order: the sum is the same every time.
        self._waiting = deque(sorted(timeline.sounds, key=lambda sound: sound.start))
        self._ducking = Ducking(speech_of(timeline), timeline.rate_hz * timeline.mix_factor)
        self._playing: list[Player] = []
        self._at = 0

    def add_to(self, block: Floats) -> None:
        end = self._at + len(block)
        while self._waiting and self._waiting[0].start * self._timeline.mix_factor < end:
            self._playing.append(Player(self._waiting.popleft(), self._timeline, self._folder, self._book_db))
        for player in self._playing:
            player.add_to(block, self._at, self._ducking)
        self._at = end
        for player in [each for each in self._playing if each.end <= end]:
            player.close()
            self._playing.remove(player)

    def close(self) -> None:
        for player in self._playing:
            player.close()


def _check(sound: Sound, timeline: Timeline) -> None:
    inside = sound.start >= 0 and sound.n_samples > 0 and sound.start + sound.n_samples <= timeline.n_samples
    if not inside or min(sound.in_sample, sound.loop_samples, sound.fade_in, sound.fade_out) < 0 or sound.ducked_db > 0:
        raise ValueError(f"chapter {timeline.chapter + 1} has a sound that cannot be placed: {sound}")
