"""One file's figures against a profile's limits, and against what is wrong in any audiobook. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from audiobook.profile import Limits, Range
from audiobook.proofing.report import FileReport, Judgement, Spots, Verdict
from audiobook.proofing.words import count, decibel, length

#: A mean of 1 % of full scale: it takes 0.1 dB of headroom and clicks at every cut (own judgement).
MOST_DC = 0.01
#: More drop-outs than this in a minute are the voice's own way of speaking, not accidents: espeak has some 100, where
#: other voices have none in hours (measured; own judgement).
_OWN_WAY_PER_MINUTE = 10
#: A limit in dB is held to what is printed: -18.04 is -18.0.
_DIGITS = 1


@dataclass(frozen=True, slots=True)
class _Figure:
    """One figure with a limit in profiles: how it is read, said, and what helps when it is too low or too high.

    ``{by}`` in the advice is how much is missing.
    """

    code: str
    limit: Callable[[Limits], Range]
    value: Callable[[FileReport], float]
    say: Callable[[float], str]
    unit: str
    low: str
    high: str
    at: Callable[[FileReport], float | None] = lambda _: None


def _dbfs(value: float) -> str:
    return decibel(value, "dBFS")


_ROOM_TONE = "with room tone, not with digital silence"
_FIGURES = (
    _Figure(
        "rms",
        lambda x: x.rms_dbfs,
        lambda f: f.levels.rms_dbfs,
        _dbfs,
        "dBFS",
        "raise the file's level by {by} dB, with a limiter for its peaks",
        "lower the file's level by {by} dB",
    ),
    _Figure(
        "sample-peak",
        lambda x: x.sample_peak_dbfs,
        lambda f: f.levels.sample_peak_dbfs,
        _dbfs,
        "dBFS",
        "raise the file's level by {by} dB",
        "limit the peaks {by} dB lower before encoding",
        lambda f: f.levels.peak_s,
    ),
    _Figure(
        "true-peak",
        lambda x: x.true_peak_dbtp,
        lambda f: f.levels.true_peak_dbtp,
        lambda v: decibel(v, "dBTP"),
        "dBTP",
        "raise the file's level by {by} dB",
        "limit the true peaks {by} dB lower, with 0.5 dB to spare for the encoder",
        lambda f: f.levels.peak_s,
    ),
    _Figure(
        "noise-floor",
        lambda x: x.noise_floor_dbfs,
        lambda f: f.levels.noise_floor_dbfs,
        _dbfs,
        "dBFS",
        "lay room tone under the pauses",
        "listen there to what hums or hisses; take {by} dB of it away, or record again",
        lambda f: f.levels.floor_s,
    ),
    _Figure(
        "head",
        lambda x: x.head_ms,
        lambda f: f.head.ms,
        lambda v: f"{v:.0f} ms of quiet",
        "ms",
        f"begin the file {{by}} ms earlier, {_ROOM_TONE}",
        "cut {by} ms from the beginning",
        lambda _: 0.0,
    ),
    _Figure(
        "tail",
        lambda x: x.tail_ms,
        lambda f: f.tail.ms,
        lambda v: f"{v:.0f} ms of quiet",
        "ms",
        f"end the file {{by}} ms later, {_ROOM_TONE}",
        "cut {by} ms from the end",
        lambda f: f.coding.seconds - f.tail.ms / 1000,
    ),
    _Figure(
        "length",
        lambda x: x.minutes,
        lambda f: f.coding.seconds / 60,
        lambda v: length(v * 60),
        "minutes",
        "join it with its neighbour",
        "split the file at the end of a section",
    ),
    _Figure(
        "bit-rate",
        lambda x: x.kbps,
        lambda f: round(f.coding.kbps),
        lambda v: f"{v:.0f} kbit/s",
        "kbit/s",
        "encode it again from the uncompressed master with a higher bit rate",
        "encode it again from the uncompressed master with a lower bit rate",
    ),
)


def judge_file(file: FileReport, limits: Limits) -> Iterator[Judgement]:
    """Everything that can be said of one file by itself, in the order of the report."""
    yield from _format(file, limits)
    for figure in _FIGURES:
        if wanted := str(figure.limit(limits)):
            yield _figure(file, figure, figure.limit(limits), f"{wanted} {figure.unit}")
    if limits.room_tone:
        advice = "lay room tone under the whole file, never cut pauses to nothing"
        yield _places(file, "room-tone", file.faults.digital, "stretch", "no digital silence over 0.1 s", advice)
    yield from _sound(file)
    yield from _whole(file)


def _figure(file: FileReport, figure: _Figure, limit: Range, wanted: str) -> Judgement:
    value = figure.value(file)
    shown = round(value, _DIGITS) if abs(value) < float("inf") else value
    if limit.holds(shown):
        return Judgement(figure.code, Verdict.PASSED, file.name, figure.say(value), wanted)
    low = limit.least is not None and shown < limit.least
    missing = abs(shown - ((limit.least if low else limit.most) or 0.0))
    by = f"{missing:.0f}" if figure.unit in {"ms", "kbit/s"} else f"{missing:.1f}"
    advice = (figure.low if low else figure.high).replace("{by}", by)
    return Judgement(figure.code, Verdict.FAILED, file.name, figure.say(value), wanted, figure.at(file), advice)


def _format(file: FileReport, limits: Limits) -> Iterator[Judgement]:
    coding = file.coding
    master = "encode it again from the uncompressed master"
    if limits.formats:
        fits = coding.kind in limits.formats or coding.codec in limits.formats
        yield _simple(file, "format", fits, coding.kind, " or ".join(limits.formats), master)
    if limits.rates_hz:
        fits = coding.rate_hz in limits.rates_hz
        wanted = " or ".join(f"{rate}" for rate in limits.rates_hz)
        yield _simple(file, "sample-rate", fits, f"{coding.rate_hz} Hz", f"{wanted} Hz", master)
    if limits.channels:
        fits = coding.channels in limits.channels
        wanted = " or ".join(f"{n}" for n in limits.channels)
        yield _simple(file, "channels", fits, f"{coding.channels}", wanted, master)
    if limits.constant_bit_rate and coding.frame_kbps:
        rates = coding.frame_kbps
        value = f"{rates[0]}" if len(rates) == 1 else f"{rates[0]} to {rates[-1]}"
        judged = _simple(
            file, "constant-bit-rate", len(rates) == 1, f"{value} kbit/s", "one bit rate in all frames", ""
        )
        if judged.verdict is Verdict.FAILED:
            advice = f"{master} with a constant bit rate (CBR)"
            judged = replace(judged, at_s=coding.varies_s, advice=advice)
        yield judged


def _simple(file: FileReport, code: str, fits: bool, value: str, wanted: str, advice: str) -> Judgement:  # noqa: FBT001 - the answer
    verdict = Verdict.PASSED if fits else Verdict.FAILED
    return Judgement(code, verdict, file.name, value, wanted, None, "" if fits else advice)


def _places(file: FileReport, code: str, found: Spots, what: str, wanted: str, advice: str) -> Judgement:
    if not found.count:
        return Judgement(code, Verdict.PASSED, file.name, "none", wanted)
    value = count(found.count, what) + (f", {found.seconds:.2f} s in all" if found.seconds else "")
    return Judgement(code, Verdict.FAILED, file.name, value, wanted, found.first[0].at_s, advice)


def _sound(file: FileReport) -> Iterator[Judgement]:
    """What is wrong whatever the profile says."""
    faults = file.faults
    yield _places(
        file, "clipping", faults.clipped, "place", "none", "master it again from a source that is not clipped"
    )
    yield _places(file, "clicks", faults.clicks, "click", "none", "listen there; repair the click or record it again")
    dropouts = _places(
        file, "drop-outs", faults.dropouts, "drop-out", "none", "listen there; record the sentence again"
    )
    if faults.dropouts.count > _OWN_WAY_PER_MINUTE * file.coding.seconds / 60 and faults.dropouts.count > 1:
        advice = "so many are a voice that falls silent within words by itself (espeak does): listen there"
        dropouts = replace(dropouts, verdict=Verdict.WARNING, advice=advice)
    yield dropouts
    yield _places(file, "silent-gap", faults.gaps, "gap", "none over 10 s", "listen there: is something missing?")
    dc = f"{file.levels.dc * 100:.2f} % of full scale"
    fits = file.levels.dc <= MOST_DC
    yield _simple(file, "dc-offset", fits, dc, f"at most {MOST_DC * 100:g} %", "filter out what lies below 20 Hz")


def _whole(file: FileReport) -> Iterator[Judgement]:
    coding = file.coding
    torn = coding.torn
    yield _simple(file, "whole", not torn, torn or "whole", "all there", "make it again, or fetch it again")
    if coding.damaged.count:
        advice = "make it again, or fetch it again"
        yield _places(file, "damaged", coding.damaged, "packet", "every packet can be decoded", advice)
    if coding.changes.count:
        advice = "make all parts with the same rate and channels before joining them; many players fall silent there"
        yield _places(file, "format-change", coding.changes, "change", "one rate and number of channels", advice)
