"""The mixed, measured, encoded programme, chapter by chapter."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from audiobook.document import Cover, Metadata
from audiobook.transcript import Transcript


@dataclass(frozen=True, slots=True)
class Encoding:
    """How audio is encoded. ``bit_rate`` in bits per second; ``quality`` is ``fast`` or ``best``."""

    codec: str
    bit_rate: int
    rate_hz: int
    channels: int = 1
    quality: str = "fast"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a person or a profile wants of encoded files; each writer takes of it what concerns it."""

    rate_hz: int
    quality: str = "fast"
    aac_kbps: int = 64
    mp3_kbps: int = 64
    opus_kbps: int = 32
    channels: int = 1


@dataclass(frozen=True, slots=True)
class Loudness:
    """Measured before encoding: ITU-R BS.1770-4 integrated loudness and true peak, the sample peak, unweighted RMS.

    ``integrated_lufs`` is ``-inf`` when nothing passed the gate. ``rms_dbfs`` is ``None`` for what was mastered by a
    version that did not measure it.
    """

    integrated_lufs: float
    true_peak_dbtp: float
    sample_peak_dbfs: float
    rms_dbfs: float | None = None


@dataclass(frozen=True, slots=True)
class MasterSpan:
    """When a segment is heard: samples ``[start, end)`` from the chapter's start."""

    segment: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ClipSpan:
    """When a recorded clip is heard, item ``item`` of its chapter in the script: samples ``[start, end)``."""

    item: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class EncodedChapter:
    """One encoded file of a chapter.

    ``n_samples`` is the PCM length after padding to whole frames; ``packets`` were counted while encoding; ``path`` is
    the file on disk. ``crc32`` is the checksum of all its bytes, ``None`` for what was mastered by a version that took
    none.
    """

    encoding: Encoding
    path: str
    n_samples: int
    packets: int
    crc32: int | None = None


@dataclass(frozen=True, slots=True)
class ChapterMaster:
    """One mastered chapter. ``clips`` are the recordings in it that speak, as the script places them."""

    chapter: int
    title: str
    key: str
    rate_hz: int
    n_samples: int
    loudness: Loudness
    encoded: tuple[EncodedChapter, ...]
    spans: tuple[MasterSpan, ...] = ()
    encoder_cpu_ms: int = 0
    clips: tuple[ClipSpan, ...] = ()


@dataclass(frozen=True, slots=True)
class Master:
    """A whole book, or one volume of it, ready for the writers.

    ``volume`` of ``volumes`` is which one, counted from 1; ``chapter_name`` is the template of the names of a folder's
    files. ``transcript`` has the same chapters; without one no captions can be written. ``source`` is the file of the
    book it was read from, if it is one file, with its digest.
    """

    metadata: Metadata
    chapters: tuple[ChapterMaster, ...]
    cover: Cover | None = None
    key: str = ""
    volume: int = 1
    volumes: int = 1
    chapter_name: str = "{number} - {title}"
    transcript: Transcript | None = None
    source: Path | None = None
    source_sha256: str = ""
