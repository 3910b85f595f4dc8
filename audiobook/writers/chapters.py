"""Chapter marks: where each chapter starts in the joined file, and the ID3 frames that say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from audiobook.errors import QualityError
from audiobook.master import EncodedChapter, Master
from audiobook.sound.codecs import MP3_DELAY, frame_samples, played_hz

#: A CTOC counts its children in one byte (ID3v2 chapter frame addendum); parts of a nested one stay well below.
_CTOC_CHILDREN = 200
#: "The value is not used" for byte offsets (ID3v2 chapter frame addendum).
_NO_OFFSET = 0xFFFFFFFF
#: Nero's chapter table counts a title's bytes in one byte.
_TITLE_BYTES = 250
#: UTF-16 with byte order mark: all that ID3v2.3 has besides Latin-1.
UTF16 = 1


@dataclass(frozen=True, slots=True)
class ChapterMark:
    """A chapter of the joined file, in decoded samples."""

    start: int
    end: int
    title: str


def chosen(master: Master, codec: str) -> tuple[EncodedChapter, ...]:
    """Each chapter's file of that codec, in order. Raises QualityError when one is missing or they do not match."""
    found = []
    for chapter in master.chapters:
        first = next((e for e in chapter.encoded if e.encoding.codec == codec), None)
        if first is None:
            raise QualityError(f"chapter '{chapter.title}' was not encoded as {codec}", hint="build again")
        found.append(first)
    if not found:
        raise QualityError("the book has no chapters", hint="check the script: it has nothing to speak")
    # A file whose chapters differ in rate plays silent after the first (audiobookshelf#5153).
    if len({e.encoding for e in found}) > 1:
        raise QualityError("the chapters are not all encoded alike", hint="delete the masters folder and build again")
    return tuple(found)


def titles(master: Master) -> tuple[str, ...]:
    """Every chapter's title on one line, ``Chapter N`` for an empty one, cut to what chapter tables hold."""
    return tuple(_shortened(" ".join(c.title.split()) or f"Chapter {n}") for n, c in enumerate(master.chapters, 1))


def _shortened(title: str) -> str:
    data = title.encode(errors="replace")
    if len(data) <= _TITLE_BYTES:
        return data.decode()
    return data[:_TITLE_BYTES].decode(errors="ignore").rstrip() + "…"


def chapter_marks(encoded: Sequence[EncodedChapter], names: Sequence[str]) -> tuple[ChapterMark, ...]:
    """Where the chapters lie in a file joined by packets, exact to the sample at the rate at which it is played.

    Every chapter brings the packets that its encoder added, so starts are counted in packets. An MP4's edit list hides
    the first chapter's added frame, Opus's pre-skip what its encoder is late by. In MP3 nothing is hidden, so
    everything is late by the decoder's delay; the first mark stands at 0 nevertheless, since players show no chapter
    before the first mark.
    """
    encoding = encoded[0].encoding
    frame = frame_samples(encoding.codec, encoding.rate_hz)
    delay = MP3_DELAY if encoding.codec == "mp3" else 0
    starts = [delay]
    for chapter in encoded:
        starts.append(starts[-1] + chapter.packets * frame)
    starts[0] = 0
    starts[-1] = duration_samples(encoded)
    return tuple(ChapterMark(a, b, name) for a, b, name in zip(starts, starts[1:], names, strict=False))


def duration_samples(encoded: Sequence[EncodedChapter]) -> int:
    """The playing time of the joined file as players count it: without what MP4's edit list and Opus's ends hide."""
    encoding = encoded[0].encoding
    frame = frame_samples(encoding.codec, encoding.rate_hz)
    packets = sum(e.packets for e in encoded)
    match encoding.codec:
        case "aac":
            return (packets - 1) * frame
        case "opus":
            return (packets - encoded[-1].packets) * frame + encoded[-1].n_samples
    return packets * frame


def rate_played(encoded: Sequence[EncodedChapter]) -> int:
    """Samples a second of marks and durations: the rate at which the joined file is decoded."""
    return played_hz(encoded[0].encoding.codec, encoded[0].encoding.rate_hz)


def milliseconds(samples: int, rate_hz: int) -> int:
    """The nearest millisecond."""
    return (samples * 1000 + rate_hz // 2) // rate_hz


def _element_ids(marks: Sequence[ChapterMark]) -> list[str]:
    """Names of the CHAP frames that make the file's order the order of time.

    mutagen sorts frames by size, then by name; ffmpeg, and the players built on it, list chapters as they stand in the
    file. So a short title gets a long name: all frames are of one size, and the numbers in the names decide.
    """
    sizes = [len(mark.title.encode("utf-16-le", "surrogatepass")) for mark in marks]
    digits = len(str(len(marks)))
    return [f"chp{n:0{digits}}{'-' * (max(sizes) - size)}" for n, size in enumerate(sizes)]


def id3_chapter_frames(marks: Sequence[ChapterMark], rate_hz: int) -> list[Any]:
    """CHAP frames and the contents, without which Apple's players list no chapters; nested above 200 chapters."""
    from mutagen.id3 import CHAP, CTOC, TIT2, CTOCFlags

    frames: list[Any] = [
        CHAP(
            element_id=name,
            start_time=milliseconds(mark.start, rate_hz),
            end_time=milliseconds(mark.end, rate_hz),
            start_offset=_NO_OFFSET,
            end_offset=_NO_OFFSET,
            sub_frames=[TIT2(encoding=UTF16, text=[mark.title])],
        )
        for name, mark in zip(_element_ids(marks), marks, strict=True)
    ]
    children = [frame.element_id for frame in frames]
    if len(children) > _CTOC_CHILDREN:
        parts = [children[i : i + _CTOC_CHILDREN] for i in range(0, len(children), _CTOC_CHILDREN)]
        children = [f"toc{n}" for n in range(len(parts))]
        frames += [
            CTOC(element_id=name, flags=CTOCFlags.ORDERED, child_element_ids=part, sub_frames=[])
            for name, part in zip(children, parts, strict=True)
        ]
    flags = CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED
    frames.append(CTOC(element_id="toc", flags=flags, child_element_ids=children, sub_frames=[]))
    return frames
