"""An episode written step by step: notes on long documents, a plan, its sections in order, and their length."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from audiobook.corridor.podcast_dialogue_asking import Answered, Asker
from audiobook.errors import EngineError
from audiobook.events import Emit, StageFinished, StageStarted, note, warn
from audiobook.podcast.dialogue import Jotting, Line, Lines, Order, Outline
from audiobook.podcast.dialogue_answer import read_lines, read_notes, read_outline
from audiobook.podcast.dialogue_length import clock
from audiobook.podcast.dialogue_passages import Passage
from audiobook.podcast.dialogue_plan import Plan
from audiobook.podcast.dialogue_prompts import notes_prompt, outline_prompt, section_prompt


@dataclass(frozen=True, slots=True)
class Draft:
    """A written episode: a section is ``None`` where no usable answer came. ``given`` are each section's passages."""

    outline: Outline
    sections: tuple[Lines | None, ...]
    given: tuple[tuple[int, ...], ...]
    length: int


@dataclass(slots=True)
class _Step:
    """One stage, between its two events."""

    name: str
    emit: Emit
    began: float
    done: int = 0
    reused: int = 0

    def count(self, answer: Answered[Any]) -> None:
        self.done += answer.value is not None
        self.reused += answer.kept

    def end(self) -> None:
        self.emit(StageFinished(self.name, time.monotonic() - self.began, self.done - self.reused, self.reused))


def _begin(name: str, total: int, emit: Emit) -> _Step:
    emit(StageStarted(name, total))
    return _Step(name, emit, time.monotonic())


class Author:
    """Writes one episode. Called from the coordinating thread."""

    def __init__(self, plan: Plan, asker: Asker, emit: Emit) -> None:
        self._plan, self._asker, self._emit = plan, asker, emit
        self._order = plan.order

    def write(self) -> Draft:
        """The whole episode. Raises EngineError when the model cannot be asked, or nothing comes of it."""
        outline = self._outline(self._notes() if self._plan.reads else None)
        given = [self._plan.given(topic) for topic in outline.topics]
        sections = self._sections(outline, given)
        if not any(sections):
            raise EngineError("the model wrote no section that can be used", hint="try another one with --model")
        sections = self._mended(outline, given, sections)
        numbers = tuple(tuple(passage.number for passage in passages) for passages in given)
        return Draft(outline, tuple(sections), numbers, self._length(sections))

    def _notes(self) -> list[Jotting]:
        """Notes on long documents, in their order."""
        plan = self._plan
        step = _begin("notes", len(plan.reads), self._emit)
        asked = []
        for read in plan.reads:
            allowed = frozenset(passage.number for passage in read)
            prompt = notes_prompt(self._order, read, plan.notes)
            asked.append((prompt, lambda text, _, allowed=allowed: read_notes(text, allowed, plan.notes)))
        found: list[Jotting] = []
        for read, answer in zip(plan.reads, self._asker.ask_all(asked), strict=True):
            step.count(answer)
            if answer.value is None:
                place = f"passages {read[0].number} to {read[-1].number} ({read[0].file})"
                warn(self._emit, "dialogue-notes-missing", f"{place} are left out: {answer.reason}")
            found += answer.value or ()
        step.end()
        if not found:
            raise EngineError("the model made no note that can be used", hint="try another one with --model")
        return found

    def _outline(self, notes: list[Jotting] | None) -> Outline:
        step = _begin("outline", 1, self._emit)
        material: Sequence[Passage] | Sequence[Jotting] = self._plan.passages if notes is None else notes
        if notes is None:
            allowed = frozenset(passage.number for passage in self._plan.passages)
        else:
            allowed = frozenset(number for jotting in notes for number in jotting.passages)
        prompt = outline_prompt(self._order, material)
        answer = self._asker.ask(prompt, lambda text, _: read_outline(text, allowed, self._order.topics))
        step.count(answer)
        step.end()
        if answer.value is None:
            raise EngineError(f"there is no plan of the episode: {answer.reason}", hint="try another --model")
        return answer.value

    def _sections(self, outline: Outline, given: Sequence[Sequence[Passage]]) -> list[Lines | None]:
        """Each section from its passages and the last lines of the one before."""
        step = _begin("sections", len(outline.topics), self._emit)
        share = self._order.share(len(outline.topics))
        found: list[Lines | None] = []
        before: tuple[Line, ...] = ()
        for number, (topic, passages) in enumerate(zip(outline.topics, given, strict=True), 1):
            answer = self._section(outline, number, passages, before, share)
            step.count(answer)
            found.append(answer.value)
            if answer.value is None:
                continue
            before = answer.value.lines
            length = f"{answer.value.length(self._order.pace):,} {self._order.pace.unit}"
            where = f"section {number} of {len(outline.topics)}"
            note(self._emit, "dialogue-section", f"{where}: “{topic.title}”, {length}")
        step.end()
        return found

    def _section(
        self,
        outline: Outline,
        number: int,
        passages: Sequence[Passage],
        before: Sequence[Line],
        length: int,
        draft: Lines | None = None,
    ) -> Answered[Lines]:
        allowed = frozenset(passage.number for passage in passages)
        hosts = self._order.hosts
        prompt = section_prompt(self._order, outline, number, passages, before, length, draft)
        return self._asker.ask(prompt, lambda text, whole: read_lines(text, hosts, allowed, complete=whole))

    def _mended(
        self, outline: Outline, given: Sequence[Sequence[Passage]], sections: list[Lines | None]
    ) -> list[Lines | None]:
        """The sections after one round that makes them longer or shorter, where the whole is not as ordered.

        An episode that is whole but for its length is not given up: where no more can be asked, it stays as it is.
        """
        wanted = self._wanted(sections)
        if not wanted:
            return sections
        pace = self._order.pace
        step = _begin("length", len(wanted), self._emit)
        mended = list(sections)
        try:
            for n, length in wanted.items():
                draft, earlier = sections[n], mended[n - 1] if n else None
                answer = self._section(outline, n + 1, given[n], earlier.lines if earlier else (), length, draft)
                step.count(answer)
                gap = abs((draft.length(pace) if draft else 0) - length)
                if answer.value and abs(answer.value.length(pace) - length) < gap:
                    mended[n] = answer.value
        except EngineError as error:
            warn(self._emit, "dialogue-length-kept", f"the episode keeps its length: {error.message}")
        step.end()
        return mended

    def _wanted(self, sections: Sequence[Lines | None]) -> dict[int, int]:
        """The lengths to give to as many sections as it takes, furthest off first; none where the whole fits."""
        order, pace = self._order, self._order.pace
        total = self._length(sections)
        share = order.share(len(sections))
        short = total < order.length
        gaps = {n: share - each.length(pace) for n, each in enumerate(sections) if each}
        chosen: set[int] = set()
        for n in sorted(gaps, key=lambda n: -abs(gaps[n])):
            if order.fits(total):
                break
            if gaps[n] and (gaps[n] > 0) == short:
                chosen.add(n)
                total += gaps[n]
        return dict.fromkeys(sorted(chosen), share)

    def _length(self, sections: Sequence[Lines | None]) -> int:
        return sum(each.length(self._order.pace) for each in sections if each)


def tell_sections(draft: Draft, order: Order, emit: Emit) -> None:
    """What was left out of the answers, and what is odd about them as a whole."""
    silent_hosts = set(order.hosts)
    for number, section in enumerate(draft.sections, 1):
        if section is None:
            continue
        silent_hosts -= {line.host for line in section.lines}
        if section.dropped:
            rows = "a line" if section.dropped == 1 else f"{section.dropped} lines"
            warn(emit, "dialogue-lines-dropped", f"section {number}: {rows} of the answer left out: no host says it")
        if section.unknown:
            names = ", ".join(section.unknown[:5])
            warn(emit, "unknown-reference", f"section {number}: references to passages it was not given: {names}")
        if not any(line.passages for line in section.lines):
            warn(emit, "section-without-source", f"section {number} names no passage at all")
    for name in sorted(silent_hosts):
        warn(emit, "host-silent", f"{name} says nothing in this episode")


def tell_length(draft: Draft, order: Order, emit: Emit) -> None:
    """How long it is, and how long it was to be; a warning where that is not the same."""
    pace = order.pace
    said = f"{draft.length:,} {pace.unit}, about {clock(pace.seconds(draft.length))}"
    message = f"the episode has {said}; {clock(pace.seconds(order.length))} was asked for"
    if order.fits(draft.length):
        note(emit, "dialogue-length", message)
    else:
        warn(emit, "dialogue-length-missed", message)
