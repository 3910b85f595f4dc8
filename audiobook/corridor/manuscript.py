"""A book as the corridor found it, and what was said while it was read."""

from __future__ import annotations

from dataclasses import dataclass

from audiobook.document import Document
from audiobook.events import Emit, Event, Finding


@dataclass(frozen=True, slots=True)
class Manuscript:
    """The book as the corridor found it: read afresh, or ``None`` when the script in the work folder still fits it.

    ``digest`` is that of the book, ``reading`` that of how it is read.
    """

    digest: str
    document: Document | None
    findings: tuple[Finding, ...] = ()
    reading: str = ""


def keeping(findings: list[Finding], emit: Emit) -> Emit:
    """An ``Emit`` that also keeps the findings: a later build, which does not read the book again, reports them."""

    def keep(event: Event) -> None:
        if isinstance(event, Finding):
            findings.append(event)
        emit(event)

    return keep


def finding_row(finding: Finding) -> dict[str, str]:
    """A finding as it stands in JSON files."""
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "message": finding.message,
        "at": str(finding.source),
    }
