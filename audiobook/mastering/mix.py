"""Timeline -> float samples, a block at a time: read takes, join, gain, fades."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from audiobook.errors import DamagedTakeError
from audiobook.sound.pcm import read_flac
from audiobook.take import take_file

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audiobook.mastering.levels import Gains
    from audiobook.timeline import Clip, Timeline, Track

    Floats = NDArray[np.float32]

#: A block ends with the first clip after this many seconds, so that hardly any take is read in two parts (seeking in
#: FLAC costs as much as reading), ...
_BLOCK_S = 20
#: ... and at the latest after this many, which bounds the memory whatever an engine returns for one segment.
_LONGEST_S = 60
#: Clips begin and end this softly: too short to hear, too long to click.
_FADE_S = 0.005
_BYTES = 2


def mixed_blocks(timeline: Timeline, takes: Path, gains: Gains) -> Iterator[Floats]:
    """The chapter's samples in order, full scale 1.0, not limited; together ``timeline.n_samples``.

    ``takes`` is the folder of takes, ``gains`` the gain of every voice of the timeline. Tracks are added. Raises
    DamagedTakeError when a take cannot be read.
    """
    cuts = _cuts(timeline)
    tracks = [_blocks(track, cuts, timeline.rate_hz, takes, gains) for track in timeline.tracks]
    for blocks in zip(*tracks, strict=True):
        mixed = blocks[0]
        for block in blocks[1:]:
            mixed += block
        yield mixed


def _cuts(timeline: Timeline) -> list[int]:
    """Where blocks begin and end: 0, ends of the first track's clips, and wherever a block would grow too long."""
    ends = [clip.start + clip.n_samples for clip in timeline.tracks[0].clips] if timeline.tracks else []
    block, longest = round(_BLOCK_S * timeline.rate_hz), round(_LONGEST_S * timeline.rate_hz)
    cuts = [0]
    for end in (*ends, timeline.n_samples):
        while end - cuts[-1] > longest:
            cuts.append(cuts[-1] + longest)
        if end - cuts[-1] >= block or (end == timeline.n_samples and end > cuts[-1]):
            cuts.append(end)
    return cuts


def _blocks(track: Track, cuts: Sequence[int], rate_hz: int, takes: Path, gains: Gains) -> Iterator[Floats]:
    first = 0
    for start, end in itertools.pairwise(cuts):
        while first < len(track.clips) and track.clips[first].start + track.clips[first].n_samples <= start:
            first += 1
        heard = []
        for clip in track.clips[first:]:
            if clip.start >= end:
                break
            heard.append(clip)
        joined = np.frombuffer(_joined(heard, start, end, rate_hz, takes), np.int16)
        block = np.empty(end - start, np.float32)
        at = 0
        for clip in heard:
            low, high = max(clip.start, start) - start, min(clip.start + clip.n_samples, end) - start
            gain = np.float32(10 ** (gains.of(clip.voice) / 20) / 32768)
            block[at:low] = 0
            np.multiply(joined[low:high], gain, out=block[low:high])
            _fade(block, clip, start, rate_hz)
            at = high
        block[at:] = 0
        yield block


def _joined(clips: Sequence[Clip], start: int, end: int, rate_hz: int, takes: Path) -> bytes:
    """Raw 16-bit samples of ``[start, end)``: clips and the quiet between them in one join.

    One join of all parts is linear; appending segments one by one is quadratic (44 CPU minutes for ten hours,
    measured).
    """
    parts: list[bytes | memoryview] = []
    at = start
    for clip in clips:
        low, high = max(clip.start, start), min(clip.start + clip.n_samples, end)
        samples = read_flac(take_file(takes, clip.take), clip.in_sample + low - clip.start, high - low)
        if len(samples) != high - low:
            raise DamagedTakeError(
                f"the recording {clip.take}.flac is shorter than it was",
                hint="delete it from the takes folder and build again; it is recorded anew",
            )
        parts += (bytes(_BYTES * (low - at)), samples.data.cast("B"))
        at = high
    parts.append(bytes(_BYTES * (end - at)))
    with warnings.catch_warnings():
        # pydub looks for an ffmpeg program that we never use, and for a standard module that newer Pythons deprecate.
        warnings.simplefilter("ignore")
        from pydub import AudioSegment
    joined = AudioSegment(data=b"".join(parts), sample_width=_BYTES, frame_rate=rate_hz, channels=1)
    return bytes(joined.raw_data)


def _fade(block: Floats, clip: Clip, start: int, rate_hz: int) -> None:
    """Fade in and out where the clip's edges lie in this block, or the part of a fade that does."""
    length = min(round(_FADE_S * rate_hz), clip.n_samples // 2)
    ramp = np.arange(1, length + 1, dtype=np.float32) / np.float32(length + 1)
    for at, shape in ((clip.start, ramp), (clip.start + clip.n_samples - length, ramp[::-1])):
        low, high = max(at, start), min(at + length, start + len(block))
        if low < high:
            block[low - start : high - start] *= shape[low - at : high - at]
