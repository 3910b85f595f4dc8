"""What a proof found, as ``proof.json`` for programs and ``proof.html`` to listen and look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from audiobook.annotated import written_text
from audiobook.corridor.preparation import PreparedScript
from audiobook.corridor.repairs import Repair
from audiobook.corridor.workfolder import WorkFolder, write_json, write_text
from audiobook.proofing.takes.heard import Heard, Reason, Verdict
from audiobook.proofing.takes.words import Shown, marked
from audiobook.recording.store import TakeStore
from audiobook.take import Segment, Take
from audiobook.templating import render

JSON, PAGE = "proof.json", "proof.html"
#: Raised when a field goes or changes its meaning.
SCHEMA = 1
#: More than this on one page and no browser is quick; the rest is in the JSON (own judgement).
_MOST_CARDS = 1000
#: Of the recording, played before what is wrong (own judgement: a word or two).
_BEFORE_S = 0.6
_ADVICE: Mapping[Reason, str] = {
    Reason.MISSING: "words are missing",
    Reason.ADDED: "words were added",
    Reason.REPEATED: "words are said twice",
    Reason.OTHER: "other words are said",
    Reason.NOTHING: "no words are heard",
    Reason.NOISE: "there is noise in it",
    Reason.CUT_OFF: "it ends in the middle of sound",
}


@dataclass(frozen=True, slots=True)
class ProofLine:
    """One take that was heard. ``segment`` is the script's own; ``repair`` how the take is made instead, if it is.

    ``why`` it was suspected before it was heard; ``mended`` when this proof recorded it again and it is right now.
    """

    chapter: str
    segment: Segment
    take: Take
    heard: Heard
    verdict: Verdict
    repair: Repair | None = None
    why: tuple[str, ...] = ()
    mended: bool = False


@dataclass(frozen=True, slots=True)
class Proof:
    """What was written, and how many takes there are, were heard, are flagged, were mended."""

    page: Path
    data: Path
    takes: int
    heard: int
    flagged: int
    mended: int


def write_proof(
    work: WorkFolder,
    prepared: PreparedScript,
    lines: Sequence[ProofLine],
    unjudged: Mapping[str, int],
    takes: int,
    store: TakeStore,
) -> Proof:
    """Write both reports into the work folder. Raises OutputError."""
    flagged = [line for line in lines if line.verdict.flagged]
    mended = [line for line in lines if line.mended]
    book = str(prepared.script.front.get("title") or work.name)
    counts = {"takes": takes, "heard": len(lines), "flagged": len(flagged), "mended": len(mended)}
    body = {
        "schema": SCHEMA,
        "passed": not flagged,
        **counts,
        "not_judged": dict(unjudged),
        "lines": [_data(line, store, work) for line in (*flagged, *mended)],
    }
    write_json(work.root / JSON, body)
    worst = sorted(flagged, key=lambda line: -line.verdict.run.score)
    shown = {id(line) for line in worst[:_MOST_CARDS]}
    page = render(
        "proof.html.j2",
        book=book,
        script=Path(prepared.script.file).name,
        counts=counts,
        unjudged=sorted(unjudged.items()),
        flagged=[_card(line, store, work) for line in flagged if id(line) in shown],
        mended=[_card(line, store, work) for line in mended[:_MOST_CARDS]],
        left_out=max(0, len(flagged) - _MOST_CARDS),
    )
    write_text(work.root / PAGE, page)
    return Proof(work.root / PAGE, work.root / JSON, takes, len(lines), len(flagged), len(mended))


def _data(line: ProofLine, store: TakeStore, work: WorkFolder) -> dict[str, Any]:
    segment, verdict = line.segment, line.verdict
    return {
        "chapter": line.chapter,
        "script": {"file": Path(segment.source.file).name, "line": segment.source.line},
        "speaker": segment.speaker,
        "voice": segment.slate.voice_key,
        "text": written_text(segment.slate.text),
        "heard": line.heard.text,
        "reasons": [str(reason) for reason in verdict.reasons],
        "run": verdict.run.score,
        "said_words": verdict.run.said,
        "heard_words": verdict.run.heard,
        "error_rate": verdict.error_rate,
        "suspected": line.why,
        "take": _sound(line, store, work),
        "at_s": _at(line),
        "repair": {"seed": line.repair.seed, "parts": line.repair.parts} if line.repair else None,
        "mended": line.mended,
    }


def _card(line: ProofLine, store: TakeStore, work: WorkFolder) -> dict[str, Any]:
    segment, verdict = line.segment, line.verdict
    at = _at(line)
    return {
        "chapter": line.chapter,
        "line": segment.source.line,
        "speaker": segment.speaker,
        "voice": segment.slate.voice_key,
        "said": marked(written_text(segment.slate.text), verdict.run.said),
        "heard": _heard(line.heard, verdict),
        "reasons": [_ADVICE[reason] for reason in verdict.reasons],
        "why": ", ".join(line.why),
        "run": f"{verdict.run.score:.1f}",
        "rate": f"{verdict.error_rate:.0%}",
        "sound": _sound(line, store, work),
        "at": f"{at:.1f}" if at else "",
        "key": line.take.key[:12],
        "repair": _made(line.repair),
    }


def _heard(heard: Heard, verdict: Verdict) -> Shown:
    """What was heard, with the words of the run marked."""
    return marked(heard.text, verdict.run.heard)


def _made(repair: Repair | None) -> str:
    if repair is None:
        return ""
    parts = f", in {len(repair.parts)} parts" if repair.parts else ""
    return f"recorded again with seed {repair.seed}{parts}"


def _sound(line: ProofLine, store: TakeStore, work: WorkFolder) -> str:
    """The take's address as the page sees it."""
    path = store.path(line.take.key)
    return quote(path.relative_to(work.root).as_posix())


def _at(line: ProofLine) -> float:
    """Where in the take's file the run is heard, a little before it; 0 at the start."""
    if line.verdict.run.score <= 0:
        return 0.0
    shown = _heard(line.heard, line.verdict)
    start = line.heard.time_of(len(shown.before)) + line.take.speech_start / line.take.rate_hz
    return round(max(0.0, start - _BEFORE_S), 1)
