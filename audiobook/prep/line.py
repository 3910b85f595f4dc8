"""What attribution finds: a quotation with its speaker."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A quotation with its speaker: ``[start, end)`` of its paragraph.

    ``rule`` names what decided, ``confidence`` is the probability that it is right; ``unsure`` lines get a ``?``.
    ``utterance`` is the number of the utterance in the attribution.
    """

    start: int
    end: int
    speaker: str
    unsure: bool
    rule: str
    confidence: float = 1.0
    utterance: int = -1
