"""A report for programs: plain data for JSON."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from audiobook.proofing.report import CheckReport, FileReport

#: Raised when a field goes or changes its meaning; new fields do not raise it.
SCHEMA = 1
_DECIMALS = 4


def as_data(reports: Sequence[CheckReport]) -> dict[str, Any]:
    """All deliveries. Digital silence (minus infinity) is ``null``; drawn curves are left out."""
    return {"schema": SCHEMA, "passed": all(r.passed for r in reports), "deliveries": [_delivery(r) for r in reports]}


def _delivery(report: CheckReport) -> dict[str, Any]:
    data = {
        "name": report.name,
        "profile": report.profile,
        "passed": report.passed,
        "seconds": report.seconds,
        "integrated_lufs": report.integrated_lufs,
        "judgements": [asdict(judgement) for judgement in report.judgements],
        "files": [_file(file) for file in report.files],
    }
    plain: dict[str, Any] = _plain(data)
    return plain


def _file(file: FileReport) -> dict[str, Any]:
    data = asdict(file)
    for section in data["sections"]:
        del section["peaks"], section["loudness"]
    data["tags"] = dict(file.tags)
    return data


def _plain(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Without what JSON cannot say, and without digits that mean nothing. As deep as the report's own classes."""
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    if isinstance(value, float):
        return round(value, _DECIMALS) if math.isfinite(value) else None
    return value
