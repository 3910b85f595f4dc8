"""From samples of a chapter to times of the file that is played beside the captions."""

from __future__ import annotations

from dataclasses import dataclass

from audiobook.errors import QualityError
from audiobook.master import ChapterMaster, Master
from audiobook.sound.codecs import AAC_FRAME, MP3_DELAY
from audiobook.transcript import TranscribedChapter, Transcript
from audiobook.writers.chapters import chapter_marks, chosen, rate_played

#: What captions are timed for when no audio is written with them.
_DEFAULT = "aac"
#: What people call the files that the codecs are kept in.
_FILES = {"aac": "M4B or M4A", "mp3": "MP3", "opus": "Opus", "flac": "FLAC", "wav": "WAV"}


@dataclass(frozen=True, slots=True)
class Clock:
    """When a sample of a chapter is heard: the chapter begins at sample ``offset`` of a file played at ``played_hz``.

    ``rate_hz`` is the rate of the chapter's own samples.
    """

    rate_hz: int
    offset: int = 0
    played_hz: int = 1

    def ms(self, sample: int) -> int:
        """The nearest millisecond."""
        scale = self.rate_hz * self.played_hz
        return ((self.offset * self.rate_hz + sample * self.played_hz) * 1000 + scale // 2) // scale


@dataclass(frozen=True, slots=True)
class Timed:
    """A chapter of the transcript, which one it is (from 1), its title and its clock."""

    number: int
    title: str
    chapter: TranscribedChapter
    clock: Clock


def transcript_of(master: Master) -> Transcript:
    """The master's transcript. Raises QualityError when it has none or other chapters."""
    transcript = master.transcript
    if transcript is None or len(transcript.chapters) != len(master.chapters):
        raise QualityError("the book has no transcript to make captions of", hint="build again")
    return transcript


def beside(master: Master) -> str:
    """What the times are those of, in words: the first kind of audio that is written with the captions."""
    return _FILES.get(_codec(master), _codec(master))


def in_book(master: Master, titles: tuple[str, ...]) -> tuple[Timed, ...]:
    """Every chapter with its clock in the one file of the book.

    Each chapter of a joined file is late by the frames that encoders add, which differ by codec: the times are those of
    the first kind of audio asked for, of an M4B when none is. Raises QualityError without a transcript.
    """
    transcript = transcript_of(master)
    starts, played_hz = _starts(master)
    return tuple(
        Timed(n, title, chapter, Clock(transcript.rate_hz, start, played_hz))
        for n, (title, chapter, start) in enumerate(zip(titles, transcript.chapters, starts, strict=True), 1)
    )


def in_files(master: Master, titles: tuple[str, ...]) -> tuple[Timed, ...]:
    """Every chapter with its clock in a file of its own. Raises QualityError without a transcript."""
    transcript = transcript_of(master)
    offset = MP3_DELAY if _codec(master) == "mp3" else 0
    played_hz = rate_played(chosen(master, "mp3")) if offset else transcript.rate_hz
    return tuple(
        Timed(n, title, chapter, Clock(transcript.rate_hz, offset, played_hz))
        for n, (title, chapter) in enumerate(zip(titles, transcript.chapters, strict=True), 1)
    )


def _codec(master: Master) -> str:
    """Encodings stand in the order in which formats were asked for."""
    first = master.chapters[0].encoded if master.chapters else ()
    return first[0].encoding.codec if first else _DEFAULT


def _starts(master: Master) -> tuple[list[int], int]:
    """Where the first sample of each chapter is heard, and the rate that counts them."""
    codec = _codec(master)
    if not any(chapter.encoded for chapter in master.chapters):
        return _m4b_starts(master.chapters), master.chapters[0].rate_hz if master.chapters else 1
    encoded = chosen(master, codec)
    starts = [mark.start for mark in chapter_marks(encoded, [chapter.title for chapter in master.chapters])]
    if codec == "mp3":
        starts[0] = MP3_DELAY  # the mark stands at 0 for players' sake
    return starts, rate_played(encoded)


def _m4b_starts(chapters: tuple[ChapterMaster, ...]) -> list[int]:
    """As the encoder would have it: samples padded to whole frames, and one frame before them."""
    starts, at = [], 0
    for chapter in chapters:
        starts.append(at)
        at += (max(1, -(-chapter.n_samples // AAC_FRAME)) + 1) * AAC_FRAME
    return starts
