"""Join encoded chapters without encoding again: packets are counted and given their times, so starts are exact.

Copying by durations or through a concat demuxer drifts by 60 ms a chapter (measured).
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from audiobook.errors import QualityError
from audiobook.master import EncodedChapter
from audiobook.sound.codec import local
from audiobook.sound.codecs import AAC_FRAME
from audiobook.writers.chapters import ChapterMark

if TYPE_CHECKING:
    from av import AudioStream
    from av.container import InputContainer, OutputContainer

#: Nero's chapter table counts in one byte: above this it is left out, or its readers would see the wrong chapters.
_CHPL_MOST = 255
#: Times in an MP4's header have 32 bits, unless a muxer writes the longer form that some players do not know.
_HEADER_TIMES = 1 << 32
_COPY_BYTES = 1 << 20


def remux_mp4(encoded: Sequence[EncodedChapter], marks: Sequence[ChapterMark], path: Path, brand: str) -> None:
    """Write an MP4 with chapters and its index first. ``encoded`` are AAC files of one encoding.

    Chapters are told to the sample, in a book too long for that to the millisecond. Memory grows by the index, about 7
    MB an hour. Raises OSError when it cannot be written, QualityError when a chapter's file is not what was encoded.
    """
    import av

    rate_hz = encoded[0].encoding.rate_hz
    options = {
        "movflags": "+faststart" if len(marks) <= _CHPL_MOST else "+faststart+disable_chpl",
        "brand": brand,
    }
    if sum(e.packets for e in encoded) * AAC_FRAME < _HEADER_TIMES:
        options["movie_timescale"] = str(rate_hz)
    with av.open(local(path), "w", format="ipod", options=options) as output:
        stream: AudioStream | None = None
        pts = -AAC_FRAME  # the encoder's first frame comes before the first sample: the muxer writes an edit list
        for chapter in encoded:
            with _opened(chapter) as source:
                if stream is None:
                    stream = output.add_stream_from_template(source.streams.audio[0])
                    output.set_chapters(_mp4_chapters(marks, rate_hz))  # must come before the first packet
                pts = _copy_packets(source, output, stream, pts, chapter)


def _opened(chapter: EncodedChapter) -> InputContainer:
    import av

    try:
        return av.open(local(Path(chapter.path)), format="aac")
    except (FileNotFoundError, av.error.InvalidDataError, EOFError) as error:
        raise damaged(chapter, "it cannot be read") from error


def _copy_packets(
    source: InputContainer, output: OutputContainer, stream: AudioStream, pts: int, chapter: EncodedChapter
) -> int:
    """Copy one chapter's packets, timed from ``pts`` on; returns the next packet's time."""
    base = Fraction(1, chapter.encoding.rate_hz)
    first = pts
    for packet in source.demux(source.streams.audio[0]):
        if not packet.size:
            continue
        packet.time_base = base
        packet.pts = packet.dts = pts
        packet.duration = AAC_FRAME
        packet.stream = stream
        output.mux_one(packet)
        pts += AAC_FRAME
    copied = (pts - first) // AAC_FRAME
    if copied != chapter.packets:
        raise damaged(chapter, f"it has {copied} packets, not {chapter.packets}")
    return pts


def _mp4_chapters(marks: Sequence[ChapterMark], rate_hz: int) -> list[Any]:
    base = Fraction(1, rate_hz)
    return [
        {"id": n, "start": mark.start, "end": mark.end, "time_base": base, "metadata": {"title": mark.title}}
        for n, mark in enumerate(marks)
    ]


def append_frames(encoded: Sequence[EncodedChapter], file: BinaryIO) -> None:
    """Append the chapters' bare frames. Raises OSError when that fails, QualityError when a chapter's file is gone."""
    for chapter in encoded:
        with opened(chapter) as source:
            shutil.copyfileobj(source, file, _COPY_BYTES)


def opened(chapter: EncodedChapter) -> BinaryIO:
    """A chapter's file. Raises QualityError when it is gone."""
    try:
        return Path(chapter.path).open("rb")
    except FileNotFoundError as error:
        raise damaged(chapter, "it is gone") from error


def n_bytes(encoded: Sequence[EncodedChapter]) -> int:
    """How long the joined audio is. Raises QualityError when a chapter's file is gone."""
    total = 0
    for chapter in encoded:
        try:
            total += Path(chapter.path).stat().st_size
        except FileNotFoundError as error:
            raise damaged(chapter, "it is gone") from error
    return total


def damaged(chapter: EncodedChapter, what: str) -> QualityError:
    """The error for a chapter's file that is not what was encoded."""
    return QualityError(
        f"the mastered chapter '{Path(chapter.path).name}' is damaged: {what}", hint="delete it and build again"
    )
