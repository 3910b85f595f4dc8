"""Which takes of a book are heard in a proof, and what is to be said of each."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from audiobook.corridor.ears import ear_of
from audiobook.corridor.proof_hearing import Asked, ProofRoom, Tell
from audiobook.corridor.proof_reporting import ProofLine
from audiobook.corridor.repairs import Repair
from audiobook.events import Emit, StageFinished, StageStarted, warn
from audiobook.proofing.takes.heard import Heard, Verdict
from audiobook.proofing.takes.judge import SURE, Ear, better, judge
from audiobook.proofing.takes.suspicion import Suspect, suspects
from audiobook.proofing.takes.suspicion import Take as Known
from audiobook.take import Segment, Take

#: What the stage is called in events.
STAGE = "proof"
#: Takes drawn besides the suspicious ones, unless a person says otherwise (own judgement: 95 % sure to meet a fault
#: that one take in twenty has).
SAMPLE = 60


@dataclass(frozen=True, slots=True)
class Wish:
    """What to hear and what to do about it.

    ``everything``; else ``suspicious`` takes, and a ``sample`` of so many others. ``repair``: how often a flagged take
    is recorded again; ``spend``: also by engines that cost money. ``model``: folder of the recogniser's model.
    """

    everything: bool = False
    suspicious: bool = True
    sample: int = SAMPLE
    repair: int = 0
    spend: bool = False
    model: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A distinct take: its first segment as the script has it, the repair it has, and the take."""

    chapter: str
    segment: Segment
    repair: Repair | None
    take: Take

    @property
    def language(self) -> str:
        """That of the words."""
        return self.segment.language or self.segment.slate.language


class Proving:
    """One proof of a book's takes."""

    def __init__(self, room: ProofRoom, english: bool, lines: list[Line], tell: Tell, emit: Emit) -> None:  # noqa: FBT001 - the model's
        self._room, self._english, self._lines = room, english, lines
        self._tell, self._emit = tell, emit
        self._suspects: list[Suspect] = []
        #: Language -> takes that would have been heard but cannot be judged.
        self.unjudged: dict[str, int] = {}

    def run(self, wish: Wish) -> list[ProofLine]:
        """Every take that was heard, in reading order."""
        started = time.monotonic()
        self._suspects = self._measured([(line.segment, line.take) for line in self._lines])
        chosen = self._chosen(wish)
        self._emit(StageStarted(STAGE, len(chosen)))
        lines = [self._lines[n] for n in chosen]
        odd = [self._suspects[n] for n in chosen]
        judged = self._judged([(line.segment, line.take) for line in lines], odd)
        self._emit(StageFinished(STAGE, time.monotonic() - started, len(chosen)))
        return [
            ProofLine(line.chapter, line.segment, line.take, heard, verdict, line.repair, suspect.why)
            for line, suspect, (heard, verdict) in zip(lines, odd, judged, strict=True)
        ]

    def verdicts_of(self, pairs: Sequence[tuple[Segment, Take]]) -> list[tuple[Heard, Verdict]]:
        """What is to be said of new takes, held against what is usual in the book."""
        known = [(line.segment, line.take) for line in self._lines]
        odd = self._measured([*known, *pairs])[len(known) :]
        return self._judged(pairs, odd)

    def _measured(self, pairs: Sequence[tuple[Segment, Take]]) -> list[Suspect]:
        found = self._room.measure([take for _, take in pairs])
        return suspects(
            [
                Known(
                    segment.slate.text,
                    segment.slate.voice_key,
                    segment.slate.engine,
                    (take.speech_end - take.speech_start) / take.rate_hz,
                    measures,
                )
                for (segment, take), measures in zip(pairs, found, strict=True)
            ]
        )

    def _chosen(self, wish: Wish) -> list[int]:
        """Which lines to hear. What is drawn depends on the takes alone: a second proof draws the same."""
        able = []
        for n, line in enumerate(self._lines):
            if self._ear(line.language):
                able.append(n)
            else:
                self.unjudged[line.language] = self.unjudged.get(line.language, 0) + 1
        for language, count in self.unjudged.items():
            warn(
                self._emit,
                "not-judged",
                f"{count} takes in {language} are not judged: the recogniser is not good at it",
            )
        if wish.everything:
            return able
        odd = {n for n in able if wish.suspicious and self._suspects[n].why}
        rest = sorted((n for n in able if n not in odd), key=lambda n: self._lines[n].segment.key, reverse=True)
        return sorted(odd | set(rest[: wish.sample]))

    def _ear(self, language: str) -> Ear | None:
        if self._english and not language.lower().startswith("en"):
            return None
        return ear_of(language)

    def _judged(self, pairs: Sequence[tuple[Segment, Take]], odd: Sequence[Suspect]) -> list[tuple[Heard, Verdict]]:
        """Hear all once; whose words are flagged, once more, closely and by itself. The better hearing counts."""
        asked = [Asked(take, segment.language or segment.slate.language) for segment, take in pairs]
        heard = self._room.hear(asked, self._tell)
        found = [(h, self._verdict(pairs[n][0], h, odd[n])) for n, h in enumerate(heard)]
        doubtful = [n for n, (_, verdict) in enumerate(found) if not SURE.issuperset(verdict.reasons)]
        closer = self._room.hear([asked[n] for n in doubtful], lambda *_: None, closely=True)
        for n, second in zip(doubtful, closer, strict=True):
            verdict = self._verdict(pairs[n][0], second, odd[n])
            if better(verdict, found[n][1]):
                found[n] = second, verdict
        return found

    def _verdict(self, segment: Segment, heard: Heard, suspect: Suspect) -> Verdict:
        ear = self._ear(segment.language or segment.slate.language)
        assert ear is not None  # noqa: S101 - only what can be judged is chosen
        return judge(segment.slate.text, heard, ear, suspect.sound)
