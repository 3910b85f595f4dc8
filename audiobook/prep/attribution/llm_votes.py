"""From a model's labels to verdicts: what may change, and what may not, whatever the model says."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from audiobook.prep.attribution.model import Attribution, Paragraphs, Person, Utterance, Verdict

#: The rule in a verdict that a language model decided.
RULE = "llm"
#: How sure such a verdict is. Not measured with Qwen, own judgement: published models are right in about nine of ten
#: lines (facts sheet, section 4), but here they only see the hard ones; two methods that agree are worth more.
AGREED = 0.9
CHANGED = 0.75
#: What may stand around a name that somebody is called by.
_AROUND = frozenset(",;:.!?…—–-\"'“”‘’«»「」『』，。！？；：、()")
_BEFORE = re.compile(r"(?:^|\W)(?:my|dear|dearest|oh|o|ah|poor|old|yes|no|well|and|but|now|come)$", re.IGNORECASE)
#: "Mr. Bennet" calls nobody whose name is only Bennet, although a full stop stands before it.
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|Prof|Rev|Capt|Col|Gen|Lt|Sgt|Hon|Messrs|M|Mme|Mlle|Sr|Sra|Hr|Fr)\.$")


class Outcome(StrEnum):
    """What became of a line that was asked about."""

    AGREED = "agreed"
    CHANGED = "changed"
    UNKNOWN = "unknown"
    DISPUTED = "windows disagree"
    CALLED = "called by name in the line"
    UNANSWERED = "no answer"
    #: It was not asked, or the service failed: the next pass asks.
    WAITING = "not answered yet"


@dataclass(frozen=True, slots=True)
class LineProvenance:
    """Where the speaker of utterance ``utterance`` comes from; ``before`` is the offline verdict."""

    utterance: int
    outcome: Outcome
    model: str
    prompt_version: str
    windows: tuple[str, ...]
    before: Verdict


@dataclass(frozen=True, slots=True)
class Vote:
    """One window's label for an utterance: a person, -1 for "unknown". ``window`` is the hash of what was asked."""

    person: int
    window: str


def judge(
    paragraphs: Paragraphs, attribution: Attribution, utterance: int, votes: Sequence[Vote]
) -> tuple[Outcome, Verdict]:
    """The verdict after the votes; the offline one stays unless all agree on one person who can be it."""
    before = attribution.verdicts[utterance]
    people = {vote.person for vote in votes}
    if not people:
        return Outcome.UNANSWERED, before
    if len(people) > 1:
        return Outcome.DISPUTED, before
    person = people.pop()
    if not 0 <= person < len(attribution.people):
        return Outcome.UNKNOWN, before
    if is_called(paragraphs, attribution.utterances[utterance], attribution.people[person]):
        return Outcome.CALLED, before
    if person == before.person:
        return Outcome.AGREED, Verdict(person, max(AGREED, before.confidence), RULE)
    return Outcome.CHANGED, Verdict(person, CHANGED, RULE)


def apply(
    paragraphs: Paragraphs,
    attribution: Attribution,
    votes: Mapping[int, Sequence[Vote]],
    asked: Sequence[int],
    model: str,
    version: str,
    waiting: Collection[int] = (),
) -> tuple[Attribution, tuple[LineProvenance, ...]]:
    """``attribution`` with new verdicts for ``asked`` and nothing else new, and where each came from.

    Of them, ``waiting`` are in a passage that is still to be asked about.
    """
    verdicts = list(attribution.verdicts)
    records: list[LineProvenance] = []
    for utterance in asked:
        cast = votes.get(utterance, ())
        outcome, verdicts[utterance] = judge(paragraphs, attribution, utterance, cast)
        if outcome is Outcome.UNANSWERED and utterance in waiting:
            outcome = Outcome.WAITING
        windows = tuple(vote.window for vote in cast)
        records.append(LineProvenance(utterance, outcome, model, version, windows, attribution.verdicts[utterance]))
    people, utterances, mentions = attribution.people, attribution.utterances, attribution.mentions
    return Attribution(people, utterances, tuple(verdicts), mentions), tuple(records)


def is_called(paragraphs: Paragraphs, utterance: Utterance, person: Person) -> bool:
    """Whether somebody is called by one of the person's names inside the utterance: set off on both sides."""
    names = [name for name in {person.name, *person.aliases} if name.strip()]
    for stretch in utterance.stretches:
        text = (paragraphs[stretch.paragraph] or "")[stretch.start : stretch.end]
        if any(_calls(text, name) for name in names):
            return True
    return False


def _calls(text: str, name: str) -> bool:
    at = text.find(name)
    while at >= 0:
        before, after = text[max(0, at - 40) : at].rstrip(), text[at + len(name) : at + len(name) + 40].lstrip()
        opened = not before or before[-1] in _AROUND or bool(_BEFORE.search(before))
        opened = opened and not _TITLED.search(before)
        if opened and (not after or after[0] in _AROUND) and not after.startswith(("'s", "’s")):
            return True
        at = text.find(name, at + 1)
    return False
