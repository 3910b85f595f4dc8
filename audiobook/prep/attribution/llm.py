"""The optional pass that asks a language model about the lines in doubt. It can add labels and nothing else.

The book is untrusted, and so is every answer: an answer is read as labels out of two closed lists or dropped.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path

from audiobook.events import Emit, StageFinished, StageStarted, note, silent, warn
from audiobook.prep.attribution.llm_answer import UNKNOWN, read_labels
from audiobook.prep.attribution.llm_cache import LabelCache, key_of
from audiobook.prep.attribution.llm_client import ChatClient, Gate, GateClosedError, NoAnswerError
from audiobook.prep.attribution.llm_prompt import PROMPT_VERSION, Asking, Prompter
from audiobook.prep.attribution.llm_votes import LineProvenance, Vote, apply
from audiobook.prep.attribution.llm_windows import cut_windows, tokens_of
from audiobook.prep.attribution.model import Attribution, Paragraphs

#: Rules whose verdict no model overrules (facts sheet, section 9): a name or "I" in the tag, and a person's choice.
PROTECTED_RULES = frozenset({"name", "self", "pin"})
#: A wrong answer gets one more try.
_SEEDS = (1, 2)
#: So many failures in a row mean that the service is down (own judgement).
_FAILURES = 3
_STAGE = "llm"
_WRONG = "the model's answer was not what was asked for, twice"


@dataclass(frozen=True, slots=True)
class _Job:
    asking: Asking
    key: str


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why a window has no labels; ``again``: another pass may get some. An empty reason is given elsewhere."""

    reason: str
    again: bool = True


#: The labels for one window by quotation id, or why there are none.
_Outcome = dict[str, str] | _Failure


def improve(
    paragraphs: Paragraphs,
    attribution: Attribution,
    *,
    model: str,
    threshold: float,
    cache_folder: Path,
    client: ChatClient,
    emit: Emit = silent,
    pinned: Collection[int] = (),
    max_requests: int | None = None,
    workers: int = 4,
) -> tuple[Attribution, tuple[LineProvenance, ...]]:
    """Ask about the lines under ``threshold`` and return the attribution with better verdicts, and where each is from.

    ``pinned`` are utterances whose speaker a person chose. At most ``max_requests`` requests are sent, retries among
    them; windows answered before cost none. Raises EngineError when the model cannot be asked at all, OutputError when
    answers cannot be kept. Whatever else goes wrong, a spent budget and a service that is down among it, leaves the
    offline verdicts of the lines concerned, with a warning; those that another pass may get are ``WAITING``.
    """
    asked, known = _sort_lines(attribution, threshold, pinned)
    cache = LabelCache(cache_folder)
    jobs: list[_Job] = []
    if asked and attribution.people:
        prompter = Prompter(paragraphs, attribution, known, model)
        for window in cut_windows(paragraphs, attribution.utterances, asked):
            asking = prompter.ask_about(window)
            jobs.append(_Job(asking, key_of(asking.question, PROMPT_VERSION)))
    found: dict[str, _Outcome] = {}
    for job in jobs:
        kept = cache.load(job.key, job.asking.lines, job.asking.cast)
        if kept is not None:
            found[job.key] = kept
    missing = [job for job in jobs if job.key not in found]
    if missing:
        client.ready()
        cache.prepare()
        _announce(missing, len(jobs), client, max_requests, emit)
        found.update(_ask_all(missing, cache, client, Gate(max_requests, _FAILURES), workers, emit))
    votes, waiting = _count(jobs, found)
    return apply(paragraphs, attribution, votes, asked, model, PROMPT_VERSION, waiting)


def _count(jobs: Sequence[_Job], found: Mapping[str, _Outcome]) -> tuple[dict[int, list[Vote]], set[int]]:
    """The votes for each line, and the lines in windows that are still to be asked about."""
    votes: defaultdict[int, list[Vote]] = defaultdict(list)
    waiting: set[int] = set()
    for job in jobs:
        outcome = found[job.key]
        if isinstance(outcome, _Failure):
            waiting.update(job.asking.lines.values() if outcome.again else ())
            continue
        for name, label in outcome.items():
            person = -1 if label == UNKNOWN else job.asking.cast[label]
            votes[job.asking.lines[name]].append(Vote(person, job.key))
    return votes, waiting


def _sort_lines(
    attribution: Attribution, threshold: float, pinned: Collection[int]
) -> tuple[list[int], dict[int, int]]:
    """The utterances to ask about, and those whose speaker stands, with him."""
    asked: list[int] = []
    known: dict[int, int] = {}
    fixed = set(pinned)
    for number, verdict in enumerate(attribution.verdicts):
        if number in fixed or verdict.rule in PROTECTED_RULES:
            known[number] = verdict.person
        elif verdict.confidence < threshold:
            asked.append(number)
    return asked, known


def _announce(missing: Sequence[_Job], windows: int, client: ChatClient, limit: int | None, emit: Emit) -> None:
    """Say what leaves the computer and how often, before it does."""
    tokens = sum(tokens_of(job.asking.question.system) + tokens_of(job.asking.question.user) for job in missing)
    lines = len({line for job in missing for line in job.asking.lines.values()})
    kept = f"; {windows - len(missing)} of {windows} passages were answered before" if windows > len(missing) else ""
    most = f", at most {limit}" if limit is not None else ""
    note(
        emit,
        "llm-requests",
        f"text of the book is sent to {client.place}; requests: about {len(missing)}{most}, tokens in all: about "
        f"{tokens:,}, lines in doubt: {lines}{kept}",
    )


def _ask_all(
    jobs: Sequence[_Job], cache: LabelCache, client: ChatClient, gate: Gate, workers: int, emit: Emit
) -> dict[str, _Outcome]:
    """What came of each job, by its key; what was answered is in the cache."""
    began = time.monotonic()
    emit(StageStarted(_STAGE, len(jobs)))
    found: dict[str, _Outcome] = {}
    pool = ThreadPoolExecutor(max_workers=max(1, min(workers, len(jobs))), thread_name_prefix="llm")
    try:
        futures = {pool.submit(_ask, job, cache, client, gate): job for job in jobs}
        for future in as_completed(futures):
            found[futures[future].key] = future.result()
    except BaseException:
        gate.close()
        client.stop()  # wakes those who wait for their turn, so that an error or Ctrl-C ends at once
        raise
    finally:
        # Answers on their way are still kept.
        pool.shutdown(wait=True, cancel_futures=True)
    failures = [outcome.reason for outcome in found.values() if isinstance(outcome, _Failure)]
    emit(StageFinished(_STAGE, time.monotonic() - began, done=len(found) - len(failures)))
    if failures:
        warn(
            emit,
            "llm-incomplete",
            f"passages without a usable answer: {len(failures)} of {len(jobs)}; their lines in doubt keep the speaker "
            f"found without the language model: {_commonest(failures)}",
        )
    return found


def _ask(job: _Job, cache: LabelCache, client: ChatClient, gate: Gate) -> _Outcome:
    """The labels for one window, checked and kept, or why there are none; a wrong answer is asked for once more."""
    try:
        gate.check()
        for seed in _SEEDS:
            answer = client.ask(replace(job.asking.question, seed=seed), job.key, gate)
            labels = read_labels(answer.text, job.asking.lines, job.asking.cast) if answer.complete else None
            if labels is not None:
                cache.save(job.key, labels, job.asking.question.model, PROMPT_VERSION)
                gate.report()
                return labels
    except GateClosedError as closed:
        return _Failure(str(closed))
    except NoAnswerError as error:
        if not error.isolated:
            gate.report(str(error))
        return _Failure(str(error), again=not error.isolated)
    except BaseException:
        gate.close()  # here and not where it is reported, so that no other thread sends one more
        raise
    gate.report(_WRONG)
    return _Failure(_WRONG, again=False)


def _commonest(reasons: Sequence[str]) -> str:
    counts = Counter(reason for reason in reasons if reason)
    return max(counts, key=lambda reason: counts[reason], default="the pass was stopped")
