"""What was heard in a delivery and how it was judged: plain frozen data, picklable, without paths' content.

Levels are in dBFS (RMS and samples), dBTP (between samples), LUFS and LU (ITU-R BS.1770-4, EBU Tech 3342); minus
infinity is digital silence. Times are seconds from the beginning of a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How a judgement ends; only a failure makes a delivery fail."""

    PASSED = "passed"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file; ``seconds`` is its length, ``size`` what makes it remarkable, in words."""

    at_s: float
    seconds: float = 0.0
    size: str = ""


@dataclass(frozen=True, slots=True)
class Spots:
    """All places of one kind: how many, their length together, and the first of them (``KEPT`` at most)."""

    count: int = 0
    seconds: float = 0.0
    first: tuple[Spot, ...] = ()


#: Places of one kind that a report names; the rest is only counted.
KEPT = 20


def spots(found: list[Spot]) -> Spots:
    """Spots in the order of time."""
    found = sorted(found, key=lambda spot: spot.at_s)
    return Spots(len(found), sum(spot.seconds for spot in found), tuple(found[:KEPT]))


@dataclass(frozen=True, slots=True)
class Coding:
    """How a file is coded. ``kind`` is mp3, m4b, m4a, opus, ogg, flac, wav or aac; ``kbps`` the mean.

    ``frame_kbps``: the different bit rates of MP3 frames, empty for other kinds. ``seconds`` is what was decoded,
    ``claimed_s`` what the file says itself (``None`` when it says nothing). ``torn`` says in words why the file does
    not look whole. ``damaged``: packets that could not be decoded. ``changes``: where rate or channels change.
    ``varies_s``: where the second bit rate comes.
    """

    kind: str
    codec: str
    rate_hz: int
    channels: int
    kbps: float
    seconds: float
    claimed_s: float | None = None
    frame_kbps: tuple[int, ...] = ()
    torn: str = ""
    damaged: Spots = Spots()
    changes: Spots = Spots()
    varies_s: float | None = None


@dataclass(frozen=True, slots=True)
class Loudness:
    """By BS.1770-4: integrated, largest of 400 ms and of 3 s in LUFS, and the range by EBU Tech 3342 in LU."""

    integrated_lufs: float
    momentary_lufs: float
    short_term_lufs: float
    range_lu: float


@dataclass(frozen=True, slots=True)
class Levels:
    """Unweighted levels. ``noise_floor_dbfs``: RMS of the quietest 500 ms that are not digital silence.

    ``dc`` is the largest mean of a channel, of full scale. ``peak_s`` and ``floor_s`` are where the largest sample and
    the quietest half second are.
    """

    rms_dbfs: float
    sample_peak_dbfs: float
    true_peak_dbtp: float
    noise_floor_dbfs: float
    dc: float
    peak_s: float = 0.0
    floor_s: float = 0.0


@dataclass(frozen=True, slots=True)
class End:
    """The quiet at one end of a file: how long, and whether most of it is digital silence."""

    ms: int
    digital: bool


@dataclass(frozen=True, slots=True)
class Faults:
    """What was heard in the sound. ``digital`` are stretches of digital silence, ``gaps`` of quiet, both anywhere."""

    clicks: Spots = Spots()
    dropouts: Spots = Spots()
    gaps: Spots = Spots()
    clipped: Spots = Spots()
    digital: Spots = Spots()


@dataclass(frozen=True, slots=True)
class Mark:
    """One entry of a file's chapter table."""

    title: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A cover: pixels and kind (jpeg, png, or empty when it cannot be read); ``where`` is a file's name."""

    width: int
    height: int
    kind: str
    where: str


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter, or a whole file without chapters, for drawing.

    ``peaks``: largest sample of each of equal pieces, full scale 1.0; ``loudness``: short-term LUFS at their ends.
    """

    title: str
    start_s: float
    end_s: float
    integrated_lufs: float
    peaks: tuple[float, ...]
    loudness: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class FileReport:
    """Everything measured of one file. ``tags`` are pairs by the names that players show."""

    name: str
    n_bytes: int
    coding: Coding
    loudness: Loudness
    levels: Levels
    head: End
    tail: End
    faults: Faults
    marks: tuple[Mark, ...]
    tags: tuple[tuple[str, str], ...]
    cover: Picture | None
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """One thing that was looked at. ``file`` is empty for the delivery as a whole.

    ``code`` is kebab-case and stable; ``value`` and ``limit`` are words with units; ``at_s`` is the first place;
    ``advice`` says what to do next.
    """

    code: str
    verdict: Verdict
    file: str
    value: str
    limit: str
    at_s: float | None = None
    advice: str = ""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """One delivery: a file, or a folder of files in natural order."""

    name: str
    profile: str
    files: tuple[FileReport, ...]
    integrated_lufs: float
    judgements: tuple[Judgement, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing failed; warnings do not count."""
        return not self.failures

    @property
    def failures(self) -> tuple[Judgement, ...]:
        """What failed."""
        return tuple(j for j in self.judgements if j.verdict is Verdict.FAILED)

    @property
    def warnings(self) -> tuple[Judgement, ...]:
        """What should be looked at."""
        return tuple(j for j in self.judgements if j.verdict is Verdict.WARNING)

    @property
    def seconds(self) -> float:
        """Playing time of all files."""
        return sum(file.coding.seconds for file in self.files)
