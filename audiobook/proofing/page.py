"""A report as one HTML page: pictures and style inside it, no script, nothing asked of any network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from audiobook.profile import Profile, Range
from audiobook.proofing.drawing import FOOT, GAP, LOUDNESS, WAVE, WIDTH, overview, section_picture
from audiobook.proofing.report import CheckReport, FileReport, Judgement, Spots, Verdict
from audiobook.proofing.words import clock, decibel, length, place
from audiobook.templating import render

#: Pictures of one delivery; a folder of thousands gets those of the first, and says so.
_MOST_PICTURES = 700
#: Code of a judgement -> the places it is about, and what each is called.
_FAULTS = {
    "clicks": ("clicks", "click"),
    "drop-outs": ("dropouts", "drop-out"),
    "silent-gap": ("gaps", "silent gap"),
    "clipping": ("clipped", "clipping"),
    "room-tone": ("digital", "digital silence"),
}


def check_page(reports: Sequence[CheckReport], profile: Profile) -> str:
    """The page. All text is escaped by the template."""
    return render(
        "check.html.j2",
        profile=profile,
        passed=all(report.passed for report in reports),
        deliveries=[_delivery(report, profile) for report in reports],
        width=WIDTH,
        wave=WAVE,
        bottom=WAVE + GAP + LOUDNESS,
        height=WAVE + GAP + LOUDNESS + FOOT,
    )


def _delivery(report: CheckReport, profile: Profile) -> dict[str, Any]:
    files = {file.name: file for file in report.files}
    band = _band(profile.limits.integrated_lufs)
    pictures = [picture for file in report.files for picture in _pictures(report, file, band)]
    return {
        "name": report.name,
        "passed": report.passed,
        "about": _about(report),
        "failures": [_row(j, files) for j in report.failures],
        "warnings": [_row(j, files) for j in report.warnings],
        "checks": _checks(report),
        "files": [_figures(report, file) for file in report.files],
        "pictures": pictures[:_MOST_PICTURES],
        "left_out": max(0, len(pictures) - _MOST_PICTURES),
        "tags": report.files[0].tags,
    }


def _band(limits: Range) -> tuple[float, float] | None:
    if limits.least is None or limits.most is None:
        return None
    return (limits.least, limits.most)


def _about(report: CheckReport) -> str:
    first = report.files[0].coding
    many = f"{len(report.files)} files" if len(report.files) > 1 else "1 file"
    channels = {1: "mono", 2: "stereo"}.get(first.channels, f"{first.channels} channels")
    coding = f"{first.codec} {first.rate_hz} Hz {channels}, {first.kbps:.0f} kbit/s"
    return f"{many}, {length(report.seconds)}, {decibel(report.integrated_lufs, 'LUFS')}; {coding}"


def _row(judgement: Judgement, files: Mapping[str, FileReport]) -> dict[str, str]:
    where = ""
    if judgement.at_s is not None:
        where = place(files[judgement.file], judgement.at_s) if judgement.file in files else clock(judgement.at_s)
    return {
        "what": judgement.code.replace("-", " "),
        "file": judgement.file if len(files) > 1 else "",
        "value": judgement.value,
        "limit": judgement.limit,
        "where": where,
        "advice": judgement.advice,
    }


def _checks(report: CheckReport) -> list[dict[str, Any]]:
    """What was looked at, in the order of the report, with the worst verdict of all files."""
    order = (Verdict.PASSED, Verdict.WARNING, Verdict.FAILED)
    rows: dict[str, dict[str, Any]] = {}
    for judgement in report.judgements:
        row = rows.setdefault(
            judgement.code,
            {"what": judgement.code.replace("-", " "), "limit": judgement.limit, "n": 0, "bad": 0, "value": ""},
        )
        row["n"] += 1
        row["bad"] += judgement.verdict is not Verdict.PASSED
        row["value"] = judgement.value if row["n"] == 1 else ""
        row["verdict"] = max(row.get("verdict", Verdict.PASSED), judgement.verdict, key=order.index)
    return list(rows.values())


def _figures(report: CheckReport, file: FileReport) -> dict[str, Any]:
    levels = file.levels
    bad = {j.code for j in report.failures if j.file == file.name}
    cells = (
        ("length", length(file.coding.seconds)),
        ("loudness", _short(file.loudness.integrated_lufs)),
        ("", _short(file.loudness.short_term_lufs)),
        ("", _short(file.loudness.momentary_lufs)),
        ("", f"{file.loudness.range_lu:.1f}"),
        ("rms", _short(levels.rms_dbfs)),
        ("sample-peak", _short(levels.sample_peak_dbfs)),
        ("true-peak", _short(levels.true_peak_dbtp)),
        ("noise-floor", _short(levels.noise_floor_dbfs)),
        ("head", f"{file.head.ms}{'*' if file.head.digital else ''}"),
        ("tail", f"{file.tail.ms}{'*' if file.tail.digital else ''}"),
    )
    return {"name": file.name, "cells": [(text, code in bad) for code, text in cells]}


def _short(value: float) -> str:
    return decibel(value, "").strip().replace("digital silence", "−∞").replace("-", "−")


def _pictures(report: CheckReport, file: FileReport, band: tuple[float, float] | None) -> list[Any]:
    """The whole file, then each chapter, with what was found wrong in it."""
    bad = [j for j in report.judgements if j.file == file.name and j.verdict is Verdict.FAILED]
    codes = {judgement.code for judgement in bad}
    faults = [
        (spot.at_s, said)
        for code, (name, said) in _FAULTS.items()
        if code in codes
        for spot in _spots(file, name).first
    ]
    faults += [(j.at_s, j.code.replace("-", " ")) for j in bad if j.at_s is not None and j.code not in _FAULTS]
    faults.sort()
    # Files of one book often bear its title, all the same one.
    sections = file.sections
    if len(report.files) > 1 and len(sections) == 1:
        sections = (replace(sections[0], title=file.name),)
    pictures = [section_picture(section, faults, band) for section in sections]
    return [overview(file, faults, band), *pictures] if len(pictures) > 1 else pictures


def _spots(file: FileReport, name: str) -> Spots:
    found: Spots = getattr(file.faults, name)
    return found
