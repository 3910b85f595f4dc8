"""An MP4 of one AAC track and its chapters: everything that stands before the first packet.

The head is as long before the packets' sizes are known as after, so a file is written in one go: room for the head is
left, packets are appended, and the head is filled in. Its tables take 4 bytes a packet, and nothing is held twice.
"""

from __future__ import annotations

import itertools
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audiobook.sound.codecs import AAC_FRAME
from audiobook.writers import mp4_boxes as boxes
from audiobook.writers.chapters import ChapterMark
from audiobook.writers.mp4_boxes import Boxes, box

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Nero's chapter table counts in one byte: above this it is left out, or its readers would see the wrong chapters.
_NERO_MOST = 255
#: Nero's chapter table counts time in units of 100 ns.
_NERO_HZ = 10_000_000
#: A movie too long to be told in samples counts milliseconds.
_MILLISECONDS = 1000
_AUDIO, _TEXT = 1, 2


@dataclass(frozen=True, slots=True)
class Programme:
    """What a file holds.

    ``config`` is the decoder's configuration, ``sizes`` (shape ``(packets,)``, big-endian 32-bit) each packet's bytes
    and ``audio_bytes`` their sum; ``marks`` may be empty. ``meta`` is the finished box of tags. The first packet is
    the encoder's own and is not played.
    """

    rate_hz: int
    channels: int
    config: bytes
    sizes: NDArray[np.uint32]
    audio_bytes: int
    marks: Sequence[ChapterMark]
    brand: str
    meta: bytes = b""

    @property
    def timescale(self) -> int:
        """The movie's units a second: samples, or in a book too long for 32 bits of them milliseconds."""
        return self.rate_hz if len(self.sizes) * AAC_FRAME < boxes.HEADER_TIMES else _MILLISECONDS

    def movie_time(self, samples: int) -> int:
        """Samples in the movie's units, to the nearest."""
        return (samples * self.timescale + self.rate_hz // 2) // self.rate_hz

    @property
    def duration(self) -> int:
        """What is played, in the movie's units."""
        return self.movie_time((len(self.sizes) - 1) * AAC_FRAME)


def head(programme: Programme) -> Boxes:
    """All that stands before the first packet, the index first; as long whatever the sizes are."""
    file_type = boxes.file_type(programme.brand.encode())
    texts = b"".join(boxes.text_sample(mark.title) for mark in programme.marks)
    data_bytes = len(texts) + programme.audio_bytes
    before = boxes.size_of(file_type) + boxes.size_of(_movie(programme, 0, 0, wide=False)) + 8
    wide = before + data_bytes >= 1 << 32
    if wide:
        before = boxes.size_of(file_type) + boxes.size_of(_movie(programme, 0, 0, wide=True)) + 16
        data = struct.pack(">I4sQ", 1, b"mdat", 16 + data_bytes)
    else:
        data = struct.pack(">I4s", 8 + data_bytes, b"mdat")
    return (*file_type, *_movie(programme, before, before + len(texts), wide=wide), data, texts)


def _movie(programme: Programme, texts_at: int, audio_at: int, *, wide: bool) -> Boxes:
    marks = programme.marks
    tracks = _sound_track(programme, audio_at, wide=wide)
    if marks:
        tracks += _text_track(programme, texts_at, wide=wide)
    about: Boxes = (programme.meta,)
    if 0 < len(marks) <= _NERO_MOST:
        half = programme.rate_hz // 2
        rows = [((mark.start * _NERO_HZ + half) // programme.rate_hz, mark.title.encode()) for mark in marks]
        about += boxes.nero_chapters(rows)
    user = box(b"udta", about) if boxes.size_of(about) else ()
    header = boxes.movie_header(programme.timescale, programme.duration, _TEXT if marks else _AUDIO)
    return box(b"moov", header, tracks, user)


def _sound_track(programme: Programme, audio_at: int, *, wide: bool) -> Boxes:
    """A chunk is a second of packets, as QuickTime's players like it."""
    import numpy as np

    count = len(programme.sizes)
    each = max(1, round(programme.rate_hz / AAC_FRAME))
    in_chunks = np.add.reduceat(programme.sizes, np.arange(0, count, each), dtype=np.int64)
    offsets = audio_at + np.cumsum(in_chunks) - in_chunks
    runs = [(1, each)] if count >= each else []
    if count % each:
        runs.append((len(in_chunks), count % each))
    mean_bps = int(in_chunks.sum()) * 8 * programme.rate_hz // (count * AAC_FRAME)
    most_bps = max(mean_bps, int(in_chunks.max()) * 8 * programme.rate_hz // (each * AAC_FRAME))
    entry = boxes.aac_entry(programme.rate_hz, programme.channels, programme.config, most_bps, mean_bps)
    table = box(
        b"stbl",
        boxes.descriptions(entry),
        boxes.durations([(count, AAC_FRAME)]),
        boxes.chunks(runs),
        boxes.sample_sizes(count, programme.sizes.view("u1").data),
        boxes.chunk_offsets(len(offsets), _numbers(offsets, wide=wide), wide=wide),
        boxes.pre_roll(count),
    )
    media = box(
        b"mdia",
        boxes.media_header(programme.rate_hz, count * AAC_FRAME),
        boxes.handler(b"soun", b"SoundHandler"),
        box(b"minf", boxes.sound_header(), boxes.in_this_file(), table),
    )
    return box(
        b"trak",
        boxes.track_header(_AUDIO, programme.duration, sounds=True),
        boxes.edit_list(programme.duration, AAC_FRAME),
        boxes.points_to(b"chap", _TEXT) if programme.marks else (),
        media,
    )


def _text_track(programme: Programme, texts_at: int, *, wide: bool) -> Boxes:
    """The chapters as QuickTime's players and Apple's read them: a text each, as long as it lasts, in one chunk."""
    import numpy as np

    marks = programme.marks
    starts = [*(programme.movie_time(mark.start) for mark in marks), programme.duration]
    sizes = np.array([len(boxes.text_sample(mark.title)) for mark in marks], ">u4")
    table = box(
        b"stbl",
        boxes.descriptions(boxes.text_entry()),
        boxes.durations([(1, after - start) for start, after in itertools.pairwise(starts)]),
        boxes.chunks([(1, len(marks))]),
        boxes.sample_sizes(len(marks), sizes.view("u1").data),
        boxes.chunk_offsets(1, _numbers(np.array([texts_at]), wide=wide), wide=wide),
    )
    media = box(
        b"mdia",
        boxes.media_header(programme.timescale, programme.duration, boxes.UNTOLD),
        boxes.handler(b"text", b"SubtitleHandler"),
        box(b"minf", boxes.text_header(), boxes.in_this_file(), table),
    )
    return box(
        b"trak",
        boxes.track_header(_TEXT, programme.duration, sounds=False),
        boxes.edit_list(programme.duration, 0),
        media,
    )


def _numbers(offsets: NDArray[np.int64], *, wide: bool) -> memoryview:
    return offsets.astype(">u8" if wide else ">u4").view("u1").data
