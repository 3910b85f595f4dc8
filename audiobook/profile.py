"""Delivery profiles: what a store or a player wants of an audiobook's files, as data.

A profile says how to make files (``Making``) and what files must measure (``Limits``). The built-in ones are in
``profiles.toml`` with the source of every figure; people add their own under ``[profiles.NAME]`` in ``audiobook.toml``.
"""

from __future__ import annotations

from dataclasses import dataclass, field

#: The profile of a build that names none.
DEFAULT_PROFILE = "audiobook"


@dataclass(frozen=True, slots=True)
class Range:
    """A figure between two others, both allowed; ``None`` is no limit."""

    least: float | None = None
    most: float | None = None

    def holds(self, value: float) -> bool:
        """Whether a value lies in the range."""
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)

    def __str__(self) -> str:
        """``-23 to -18``, ``at most -60``, ``at least 192``, or nothing without limits."""
        if self.least is not None and self.most is not None:
            return f"{self.least:g}" if self.least == self.most else f"{self.least:g} to {self.most:g}"
        if self.most is not None:
            return f"at most {self.most:g}"
        return "" if self.least is None else f"at least {self.least:g}"


#: No limit at all.
ANY = Range()


@dataclass(frozen=True, slots=True)
class Making:
    """How files are made.

    ``target_lufs``: integrated loudness of the book (BS.1770-4). ``ceiling_dbtp``: no decoded sample may lie above it.
    ``room_tone_dbfs``: RMS of the quiet noise laid under a whole chapter, so that no gap is digital silence; 0 for
    none. ``head_ms``, ``tail_ms``: quiet before and after each chapter; ``None`` keeps the pauses' own. ``rate_hz``:
    sample rate of the files, 0 for the takes' rate. ``*_kbps``: bit rates by codec. ``longest_min``: the longest file,
    0 for any. ``credits``: spoken opening and closing credits as chapters of their own. ``sample_s``: the most
    seconds of a retail sample, 0 for none. ``trim_files``: each file is brought into the limits by a gain of its own.
    ``formats``: what is written when nobody says. ``chapter_name``: template of the names of a folder's files.
    """

    target_lufs: float = -18.0
    ceiling_dbtp: float = -2.0
    room_tone_dbfs: float = 0.0
    head_ms: int | None = None
    tail_ms: int | None = None
    rate_hz: int = 0
    aac_kbps: int = 64
    mp3_kbps: int = 64
    opus_kbps: int = 32
    longest_min: int = 0
    credits: bool = False
    sample_s: int = 0
    trim_files: bool = False
    formats: tuple[str, ...] = ("m4b",)
    chapter_name: str = "{number} - {title}"


@dataclass(frozen=True, slots=True)
class Limits:
    """What the decoded files must measure; a range without ends is not looked at.

    Loudness of the whole delivery in LUFS, the rest of each file: unweighted RMS and noise floor in dBFS, true peak in
    dBTP, sample peak in dBFS, quiet at both ends in ms, length in minutes, kbit/s, Hz and channels as lists of what is
    allowed (empty: anything). ``room_tone``: digital silence longer than a moment is a fault. ``constant_bit_rate``:
    every frame has the same bit rate. ``chapter_files``: one file for each chapter. ``cover_square`` and
    ``cover_px``: the cover's shape and the pixels of its shorter side.
    """

    integrated_lufs: Range = ANY
    rms_dbfs: Range = ANY
    noise_floor_dbfs: Range = ANY
    true_peak_dbtp: Range = ANY
    sample_peak_dbfs: Range = ANY
    head_ms: Range = ANY
    tail_ms: Range = ANY
    minutes: Range = ANY
    kbps: Range = ANY
    cover_px: Range = ANY
    formats: tuple[str, ...] = ()
    rates_hz: tuple[int, ...] = ()
    channels: tuple[int, ...] = ()
    room_tone: bool = False
    constant_bit_rate: bool = False
    chapter_files: bool = False
    cover_square: bool = False
    credits: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """One profile. ``summary`` is a line for people; ``sources`` says where its figures are from, with their date."""

    name: str
    summary: str = ""
    sources: tuple[str, ...] = ()
    making: Making = field(default_factory=Making)
    limits: Limits = field(default_factory=Limits)
