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
from audiobook.sound.codec import AAC_FRAME, local
from audiobook.writers.chapters import ChapterMark

if TYPE_CHECKING:
    from av import AudioStream
    from av.container import InputContainer, OutputContainer

#: Nero's chapter table counts in one byte: above this it is left out, or its readers would see the wrong chapters.
_CHPL_MOST = 255
_COPY_BYTES = 1 << 20


def remux_m4b(encoded: Sequence[EncodedChapter], marks: Sequence[ChapterMark], path: Path) -> None:
    """Write an MP4 audiobook with chapters and its index first. ``encoded`` are AAC files of one encoding.

    Memory grows by the index, about 7 MB an hour. Raises OSError when it cannot be written, QualityError when a
    chapter's file is not what was encoded.
    """
    import av

    rate_hz = encoded[0].encoding.rate_hz
    flags = "+faststart" if len(marks) <= _CHPL_MOST else "+faststart+disable_chpl"
    with av.open(local(path), "w", format="ipod", options={"movflags": flags, "brand": "M4B "}) as output:
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
    except (FileNotFoundError, av.error.InvalidDataError) as error:
        raise _damaged(chapter, "it cannot be read") from error


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
        raise _damaged(chapter, f"it has {copied} packets, not {chapter.packets}")
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
        try:
            source = Path(chapter.path).open("rb")  # noqa: SIM115 - closed below; only opening means that it is gone
        except FileNotFoundError as error:
            raise _damaged(chapter, "it is gone") from error
        with source:
            shutil.copyfileobj(source, file, _COPY_BYTES)


def n_bytes(encoded: Sequence[EncodedChapter]) -> int:
    """How long the joined audio is. Raises QualityError when a chapter's file is gone."""
    total = 0
    for chapter in encoded:
        try:
            total += Path(chapter.path).stat().st_size
        except FileNotFoundError as error:
            raise _damaged(chapter, "it is gone") from error
    return total


def _damaged(chapter: EncodedChapter, what: str) -> QualityError:
    return QualityError(
        f"the mastered chapter '{Path(chapter.path).name}' is damaged: {what}", hint="delete it and build again"
    )
