"""Measure `audiobook proof`: `python scripts/bench/proof.py BOOK FOLDER [--good N] [--damaged N] [--model M]`.

Good takes of a book and takes damaged on purpose (words cut, repeated, another sentence, a truncated tail, noise),
all by the offline English voice, are heard and judged as `proof` does. Prints how many of each are flagged; with
--mistakes, which were judged wrongly. FOLDER keeps takes and transcripts: a second run only judges. Whisper hears some
15 minutes a minute on one core. Needs the extra `proof` and a Whisper model. With --built zh, the takes are those in
that language of a book that was built before, in its own cast and by any engine, and Chinese words are characters.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from proof_damage import GOOD, Sample, built_slates, make, slates_of

from audiobook.corridor.ears import ear_of
from audiobook.corridor.proof_hearing import Asked, ProofRoom
from audiobook.proofing.takes.heard import Heard, Verdict
from audiobook.proofing.takes.judge import SURE, better, judge
from audiobook.proofing.takes.kept import Kept
from audiobook.proofing.takes.models import find_model
from audiobook.proofing.takes.suspicion import Suspect, Take, suspects
from audiobook.recording.store import TakeStore

_EVERY = 100


def samples_in(folder: Path) -> list[Sample]:
    """What was made for the measurement."""
    return [Sample(**body) for body in json.loads((folder / "samples.json").read_text())]


def judged(folder: Path, samples: Sequence[Sample], model: Path, jobs: int) -> list[tuple[Verdict, Heard, Suspect]]:
    """Each sample as `proof` judges it: a first hearing, and a closer one of what that flags."""
    store, kept = TakeStore(folder / "takes"), Kept(folder / "heard.jsonl")
    kept.load()
    takes = [take for sample in samples if (take := store.load(sample.key))]
    assert len(takes) == len(samples), "takes are missing: remove samples.json"  # noqa: S101 - a chore
    with ProofRoom(kept, store, model, jobs) as room:
        measured = room.measure(takes)
        odd = suspects(
            [
                Take(s.text, s.voice, "one", (t.speech_end - t.speech_start) / t.rate_hz, m)
                for s, t, m in zip(samples, takes, measured, strict=True)
            ]
        )
        asked = [Asked(take, sample.language) for sample, take in zip(samples, takes, strict=True)]
        heard = room.hear(asked, _tell)
        found = [(_verdict(s, h, o), h, o) for s, h, o in zip(samples, heard, odd, strict=True)]
        doubtful = [n for n, (verdict, _, _) in enumerate(found) if not SURE.issuperset(verdict.reasons)]
        good = sum(samples[n].kind == GOOD and verdict.flagged for n, (verdict, _, _) in enumerate(found))
        print(f"first hearing: {good} good ones flagged; {len(doubtful)} takes are heard once more")
        for n, closer in zip(doubtful, room.hear([asked[n] for n in doubtful], _tell, closely=True), strict=True):
            verdict = _verdict(samples[n], closer, odd[n])
            if better(verdict, found[n][0]):
                found[n] = verdict, closer, odd[n]
    return found


def _verdict(sample: Sample, heard: Heard, suspect: Suspect) -> Verdict:
    ear = ear_of(sample.language)
    assert ear is not None  # noqa: S101 - English or Chinese
    return judge(sample.text, heard, ear, suspect.sound)


def _tell(done: int, total: int) -> None:
    if done % _EVERY == 0:
        print(f"  {done}/{total} heard", flush=True)


def report(samples: Sequence[Sample], found: Sequence[tuple[Verdict, Heard, Suspect]], *, mistakes: bool) -> None:
    """The table, and what went wrong."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for sample, (verdict, _, suspect) in zip(samples, found, strict=True):
        for name in (sample.kind, *(["damaged"] if sample.kind != GOOD else [])):
            counts[name][0] += 1
            counts[name][1] += verdict.flagged
            counts[name][2] += bool(suspect.why)
    print(f"{'kind':12} {'takes':>6} {'flagged':>8} {'share':>7} {'suspected unheard':>18}")
    for name, (takes, flagged, odd) in counts.items():
        print(f"{name:12} {takes:6} {flagged:8} {flagged / takes:7.1%} {odd:18}")
    for sample, (verdict, heard, suspect) in zip(samples, found, strict=True):
        if mistakes and verdict.flagged == (sample.kind == GOOD):
            why = ", ".join((*verdict.reasons, *suspect.why))
            print(f"\n{sample.kind} {sample.detail} {sample.voice}: run {verdict.run.score} {why}")
            print(f"  said   {sample.text}\n  heard  {heard.text}")


def main() -> None:
    """Make, hear, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("book", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--good", type=int, default=500)
    parser.add_argument("--damaged", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--built", default="", metavar="LANGUAGE", help="takes of the book's own work folder")
    parser.add_argument("--model", default="")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--mistakes", action="store_true", help="print them: text of the book")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    if not (options.folder / "samples.json").exists():
        built, folder = options.built, options.folder
        slates = built_slates(options.book, folder, built) if built else slates_of(options.book)
        make(slates, folder, options.good, options.damaged, options.seed)
    samples = samples_in(options.folder)
    found = judged(options.folder, samples, find_model(options.model), options.jobs)
    report(samples, found, mistakes=options.mistakes)


if __name__ == "__main__":
    main()
