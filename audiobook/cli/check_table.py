"""A check for people: the figures of each file, then what failed and what to do."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from audiobook.cli.coverage import cells
from audiobook.proofing.report import CheckReport, FileReport, Judgement, Verdict
from audiobook.proofing.words import decibel, length, place

_HEAD = ("FILE", "LENGTH", "LUFS", "RMS", "PEAK", "TRUE", "FLOOR", "HEAD", "TAIL")
_GAP = "  "
_WIDEST = 110
_NARROWEST_NAME = 12
#: Files that are named for one kind of failure; the rest is counted.
_NAMED = 3
_SILENT = "silent"
_PICTOGRAM = {Verdict.PASSED: " ", Verdict.WARNING: "?", Verdict.FAILED: "x"}


def as_text(report: CheckReport, width: int) -> str:
    """The report in lines of at most ``width`` columns, 60 at least."""
    room = min(max(width, 60), _WIDEST)
    verdict = "passed" if report.passed else "FAILED"
    many = f"{len(report.files)} files, " if len(report.files) > 1 else ""
    loudness = decibel(report.integrated_lufs, "LUFS")
    head = f"{report.name}: {verdict} (profile {report.profile}); {many}{length(report.seconds)}, {loudness}"
    lines = [*_wrapped([head], room), "", *_table(report, room), ""]
    lines += _wrapped(_told(report, report.failures, "x"), room)
    lines += _wrapped(_told(report, report.warnings, "?"), room)
    passed = list(dict.fromkeys(j.code for j in report.judgements if _all_passed(report, j.code)))
    lines += _wrapped([f"passed: {', '.join(passed)}"], room) if passed else []
    return "\n".join(lines)


def _all_passed(report: CheckReport, code: str) -> bool:
    return all(j.verdict is Verdict.PASSED for j in report.judgements if j.code == code)


def _table(report: CheckReport, width: int) -> list[str]:
    rows = [_row(file) for file in report.files]
    widths = [max(len(head), *(len(row[n]) for row in rows)) for n, head in enumerate(_HEAD[1:], 1)]
    free = max(_NARROWEST_NAME, width - sum(widths) - len(_GAP) * len(widths) - 2)
    name = min(free, max(len(_HEAD[0]), *(cells(row[0]) for row in rows)))
    lines = [_line("  " + _HEAD[0], name + 2, _HEAD[1:], widths)]
    for file, row in zip(report.files, rows, strict=True):
        mark = _PICTOGRAM[_verdict(report, file.name)]
        lines.append(_line(f"{mark} {_cut(row[0], name)}", name + 2, row[1:], widths))
    return lines


def _verdict(report: CheckReport, name: str) -> Verdict:
    own = {j.verdict for j in report.judgements if j.file == name}
    return next((v for v in (Verdict.FAILED, Verdict.WARNING) if v in own), Verdict.PASSED)


def _row(file: FileReport) -> tuple[str, ...]:
    levels = file.levels
    figures = (
        file.loudness.integrated_lufs,
        levels.rms_dbfs,
        levels.sample_peak_dbfs,
        levels.true_peak_dbtp,
        levels.noise_floor_dbfs,
    )
    shown = (decibel(value, "").strip().replace("digital silence", _SILENT) for value in figures)
    ends = (f"{end.ms / 1000:.2f} s{'*' if end.digital and end.ms else ''}" for end in (file.head, file.tail))
    return (file.name, length(file.coding.seconds), *shown, *ends)


def _cut(text: str, room: int) -> str:
    if cells(text) <= room:
        return text
    while cells(text) > room - 1:
        text = text[:-1]
    return text + "…"


def _line(name: str, room: int, figures: Sequence[str], widths: Sequence[int]) -> str:
    padded = name + " " * max(0, room - cells(name))
    return _GAP.join((padded, *map(str.rjust, figures, widths))).rstrip()


def _told(report: CheckReport, judgements: Iterable[Judgement], mark: str) -> list[str]:
    """One line for each judgement; where many files fail alike, the first of them."""
    files = {file.name: file for file in report.files}
    by_code: dict[str, list[Judgement]] = {}
    for judgement in judgements:
        by_code.setdefault(judgement.code, []).append(judgement)
    lines = []
    for code, found in by_code.items():
        lines += [f"{mark} {_sentence(judgement, files)}" for judgement in found[:_NAMED]]
        if len(found) > _NAMED:
            lines.append(f"{mark} {code}: the same in {len(found) - _NAMED} more files")
    return lines


def _sentence(judgement: Judgement, files: dict[str, FileReport]) -> str:
    file = files.get(judgement.file)
    where = f" at {place(file, judgement.at_s)}" if file and judgement.at_s is not None else ""
    name = f" {judgement.file}:" if file and len(files) > 1 else ""
    said = f"{judgement.code}:{name} {judgement.value}{where}; wanted: {judgement.limit}"
    return f"{said}; {judgement.advice}" if judgement.advice else said


def _wrapped(texts: Iterable[str], width: int) -> list[str]:
    return [
        line for text in texts for line in textwrap.wrap(text, width, subsequent_indent=_GAP, break_on_hyphens=False)
    ]
