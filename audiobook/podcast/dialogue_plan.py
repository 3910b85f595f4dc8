"""How many questions an episode takes, and how large: bounded, however long the documents are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from audiobook.errors import SourceError
from audiobook.podcast.dialogue import Jotting, Order, Outline, Topic
from audiobook.podcast.dialogue_length import tokens_of
from audiobook.podcast.dialogue_passages import Passage, batches
from audiobook.podcast.dialogue_prompts import notes_prompt, outline_prompt, section_prompt

#: Tokens of passages in one question. Models that are sold today read 100,000 and more; they overlook less in fewer
#: (own judgement, on the safe side of every model's limit).
READ_TOKENS = 16_000
#: The same for a section, which is about a few pages.
SECTION_TOKENS = 6_000
#: So many questions at most for reading: a million tokens, two very long novels (own judgement).
MOST_READS = 64
#: Notes on one reading, and on all of them: what the plan is made from.
_NOTES, _ALL_NOTES, _FEWEST_NOTES = 16, 400, 5
#: Every question is asked a second time where its answer is not what was asked for.
TRIES = 2
#: Of an answer's room, so much is used (own judgement: rooms are wide so that no answer is cut).
_USED = 0.5


@dataclass(frozen=True, slots=True)
class Plan:
    """``reads`` are the passages in groups to be noted first; none where the plan is made from the passages at once."""

    order: Order
    passages: tuple[Passage, ...]
    reads: tuple[tuple[Passage, ...], ...] = ()

    @property
    def notes(self) -> int:
        """The most notes on one reading."""
        return max(_FEWEST_NOTES, min(_NOTES, _ALL_NOTES // max(len(self.reads), 1)))

    @property
    def questions(self) -> int:
        """How many questions there will be, when every answer is right."""
        return len(self.reads) + 1 + self.order.topics

    @property
    def most(self) -> int:
        """The most questions there can be: each asked twice, and each section mended once."""
        return TRIES * (self.questions + self.order.topics)

    def given(self, topic: Topic) -> tuple[Passage, ...]:
        """The passages that a section is written from: those planned for it, as far as there is room."""
        found: list[Passage] = []
        room = SECTION_TOKENS
        for number in topic.passages:
            passage = self.passages[number - 1]
            if found and passage.tokens > room:
                continue
            found.append(passage)
            room -= passage.tokens
        return tuple(sorted(found, key=lambda passage: passage.number))


@dataclass(frozen=True, slots=True)
class Size:
    """Questions and tokens, as expected and at most."""

    questions: int
    tokens_in: int
    tokens_out: int
    most_questions: int
    most_in: int
    most_out: int


def plan_of(order: Order, passages: Sequence[Passage]) -> Plan:
    """How an episode is written from passages. Raises SourceError for none, and for more than can be read."""
    if not passages:
        raise SourceError("there is no text in what you gave", hint="name documents with text to talk about")
    total = sum(passage.tokens for passage in passages)
    if total <= READ_TOKENS:
        return Plan(order, tuple(passages))
    reads = batches(passages, READ_TOKENS)
    if len(reads) > MOST_READS:
        raise SourceError(
            f"the documents are too long for an episode: about {total:,} tokens of {MOST_READS * READ_TOKENS:,}",
            hint="name fewer documents, or one chapter with --chapter N",
        )
    return Plan(order, tuple(passages), reads)


def size_of(plan: Plan) -> Size:
    """What an episode will take. A model's tokenizer is not asked: counts are estimates, on the high side."""
    order = plan.order
    reading = [notes_prompt(order, read, plan.notes) for read in plan.reads]
    notes = [Jotting("x" * 240, (read[0].number,)) for read in plan.reads for _ in range(plan.notes)]
    planning = outline_prompt(order, notes or plan.passages)
    outline = _guess(plan)
    share = order.share(len(outline.topics))
    given = plan.given(outline.topics[0])
    writing = section_prompt(order, outline, 1, given, (), share)
    topics = len(outline.topics)
    asked = [*((prompt, 1) for prompt in (*reading, planning)), (writing, topics)]
    tokens_in = sum(count * (tokens_of(prompt.system) + tokens_of(prompt.user)) for prompt, count in asked)
    room = sum(count * prompt.max_tokens for prompt, count in asked)
    mending = topics * (tokens_of(writing.system) + tokens_of(writing.user) + writing.max_tokens)
    return Size(
        questions=plan.questions,
        tokens_in=tokens_in,
        tokens_out=round(_USED * room),
        most_questions=plan.most,
        most_in=TRIES * (tokens_in + mending),
        most_out=TRIES * (room + topics * writing.max_tokens),
    )


def _guess(plan: Plan) -> Outline:
    """A plan of the size to expect: sections of equal shares, each with as many passages as there is room for."""
    count = plan.order.topics
    each = max(1, len(plan.passages) // count)
    topics = []
    for n in range(count):
        numbers = tuple(passage.number for passage in plan.passages[n * each : n * each + each])
        topics.append(Topic("x" * 40, ("x" * 80,) * 4, numbers or (1,)))
    return Outline("x" * 40, tuple(topics))
