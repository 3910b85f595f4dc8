"""The scoring protocol of attribution (facts, section 3), as plain functions on a novel and an ``Attribution``.

``align`` brings the verdicts in line with the gold quotations; the other functions score what it gives.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from attribution_data import Novel, trimmed

from audiobook.prep.attribution.model import Attribution, Sex, Verdict
from audiobook.prep.marks import words_of

#: Words before a name that are no name themselves.
_TITLES = frozenset(
    words_of("""
    mr mrs miss ms dr sir lady lord master mister madame mme mademoiselle mlle monsieur m st captain capt colonel
    col major general lieutenant count countess baron baroness duke duchess prince princess king queen aunt uncle
    mother father brother sister cousin professor prof rev reverend inspector the a an old little young poor dear
    de of von van la le and
    """)
)
_ARTICLE = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)
_KINDS = ("E", "A", "I")
NOBODY = Verdict(-1, 0.0, "none")


@dataclass(frozen=True, slots=True)
class Answer:
    """One gold quotation with what the system says of it: ``name`` is the gold name its person maps to."""

    kind: str
    speaker: str
    person: int
    name: str
    confidence: float
    rule: str

    @property
    def right(self) -> bool:
        """Whether the speaker is the gold one."""
        return self.name == self.speaker


@dataclass(frozen=True, slots=True)
class Tally:
    """Right and all, so that sums over novels are micro averages."""

    right: int = 0
    total: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.total + other.total)

    @property
    def share(self) -> float:
        """Right in all, 0 where there is nothing."""
        return self.right / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class Spans:
    """Detection of speech: exact spans, characters, and gold spans that are covered to 80 %."""

    exact: tuple[int, int, int] = (0, 0, 0)
    characters: tuple[int, int, int] = (0, 0, 0)
    covered: Tally = field(default_factory=Tally)

    def __add__(self, other: Spans) -> Spans:
        exact, characters = (
            tuple(a + b for a, b in zip(one, two, strict=True))
            for one, two in ((self.exact, other.exact), (self.characters, other.characters))
        )
        return Spans(exact, characters, self.covered + other.covered)  # type: ignore[arg-type]


def prf(both: int, found: int, gold: int) -> tuple[float, float, float]:
    """Precision, recall and their harmonic mean from counts."""
    precision = both / found if found else 0.0
    recall = both / gold if gold else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if both else 0.0


def align(novel: Novel, attribution: Attribution) -> list[Verdict]:
    """The verdict of the detected utterance that overlaps each gold quotation most; nobody's where none does.

    With the gold quotations as utterances each one overlaps itself most, except the few that lie inside each other;
    for those use ``attribution.verdicts`` as they are.
    """
    if attribution.utterances == novel.utterances:
        return list(attribution.verdicts)
    places: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for number, utterance in enumerate(attribution.utterances):
        for s in utterance.stretches:
            places[s.paragraph].append((s.start, s.end, number))
    result = []
    for gold in novel.gold:
        overlap: Counter[int] = Counter()
        for s in gold.utterance.stretches:
            for start, end, number in places[s.paragraph]:
                overlap[number] += max(0, min(end, s.end) - max(start, s.start))
        best = max(overlap, key=lambda n: (overlap[n], -n), default=-1)
        result.append(attribution.verdicts[best] if best >= 0 and overlap[best] > 0 else NOBODY)
    return result


def normal(text: str) -> str:
    """A name for comparing: lower case, no article before it, letters only."""
    return "".join(c for c in _ARTICLE.sub("", text.strip()).casefold() if c.isalpha())


def map_people(novel: Novel, attribution: Attribution) -> dict[int, str]:
    """Lenient mapping: which gold name each discovered person is, by a majority of the mentions that tell."""
    full: dict[str, set[str]] = defaultdict(set)
    single: dict[str, set[str]] = defaultdict(set)
    for character in novel.characters:
        for alias in (character.name, *character.aliases):
            full[normal(alias)].add(character.name)
            for word in re.split(r"[^\w'’]+", alias.casefold()):
                if word and word not in _TITLES:
                    single[normal(word)].add(character.name)
    votes: dict[int, Counter[str]] = defaultdict(Counter)
    for mention in attribution.mentions:
        key = normal(mention.text)
        fits = full.get(key) or single.get(key, set())
        if key and mention.person >= 0 and len(fits) == 1:
            votes[mention.person][next(iter(fits))] += 1
    names = {person: min(c, key=lambda n: (-c[n], n)) for person, c in votes.items()}
    teller = next((c.name for c in novel.characters if c.narrator), None)
    if teller:
        names |= {n: teller for n, person in enumerate(attribution.people) if person.narrator}
    return names


def answers(novel: Novel, attribution: Attribution, names: Mapping[int, str]) -> list[Answer]:
    """What the system says of each gold quotation; ``names`` maps its persons to gold names."""
    verdicts = align(novel, attribution)
    return [
        Answer(g.kind, g.speaker, v.person, names.get(v.person, ""), v.confidence, v.rule)
        for g, v in zip(novel.gold, verdicts, strict=True)
    ]


def score_list(novel: Novel, attribution: Attribution) -> list[Answer]:
    """Setting 1: the given list and the gold quotations; a person's name is the gold name."""
    return answers(novel, attribution, {n: p.name for n, p in enumerate(attribution.people)})


def score_end_to_end(novel: Novel, attribution: Attribution) -> list[Answer]:
    """Settings 2 and 3: discovered persons, mapped leniently."""
    return answers(novel, attribution, map_people(novel, attribution))


def accuracy(found: Sequence[Answer], kind: str = "") -> Tally:
    """Right answers among all gold quotations, or among those of one kind (E, A, I)."""
    chosen = [a for a in found if not kind or a.kind == kind]
    return Tally(sum(a.right for a in chosen), len(chosen))


def by_kind(found: Sequence[Answer]) -> tuple[Tally, ...]:
    """Accuracy on explicit, anaphoric and implicit quotations."""
    return tuple(accuracy(found, kind) for kind in _KINDS)


def one_to_one(found: Sequence[Answer]) -> Tally:
    """Voices without names: pairs of gold speaker and person by count, each side used once. Nobody is no voice."""
    pairs = Counter((a.speaker, a.person) for a in found if a.person >= 0)
    used: set[str | int] = set()
    right = 0
    for (speaker, person), n in sorted(pairs.items(), key=lambda item: (-item[1], item[0])):
        if speaker not in used and person not in used:
            used |= {speaker, person}
            right += n
    return Tally(right, len(found))


def gender(novel: Novel, attribution: Attribution, found: Sequence[Answer]) -> Tally:
    """Quotations of men and women whose predicted person has that gender; unknown is wrong."""
    sexes = {c.name: c.sex for c in novel.characters}
    chosen = [a for a in found if sexes.get(a.speaker, Sex.UNKNOWN) is not Sex.UNKNOWN]
    right = sum(a.person >= 0 and attribution.people[a.person].sex is sexes[a.speaker] for a in chosen)
    return Tally(right, len(chosen))


def most_confident(found: Sequence[Answer], share: float = 0.5) -> Tally:
    """Right answers among the most confident share of the quotations."""
    order = sorted(found, key=lambda a: -a.confidence)[: round(len(found) * share)]
    return Tally(sum(a.right for a in order), len(order))


def errors_in_least(found: Sequence[Answer], share: float = 0.3) -> Tally:
    """How many of all errors lie among the least confident share of the quotations."""
    order = sorted(found, key=lambda a: a.confidence)[: round(len(found) * share)]
    return Tally(sum(not a.right for a in order), sum(not a.right for a in found))


def marked(found: Sequence[Answer], threshold: float) -> tuple[Tally, Tally]:
    """How many quotations get a question mark, and how many of all errors have one."""
    doubtful = [a for a in found if a.confidence < threshold]
    errors = sum(not a.right for a in found)
    return Tally(len(doubtful), len(found)), Tally(sum(not a.right for a in doubtful), errors)


def spans(novel: Novel, attribution: Attribution) -> Spans:
    """Detected stretches against gold ones: exact, by character, and coverage."""
    wanted = {t for g in novel.gold for s in g.spans if (t := trimmed(novel.text, *s))[0] < t[1]}
    found = set()
    for utterance in attribution.utterances:
        for s in utterance.stretches:
            base = novel.starts[s.paragraph]
            start, end = trimmed(novel.text, base + s.start, base + s.end)
            if start < end:
                found.add((start, end))
    gold_mask, found_mask = _mask(wanted, len(novel.text)), _mask(found, len(novel.text))
    both = sum(map(int.__and__, gold_mask, found_mask))
    covered = sum(sum(found_mask[s:e]) >= 0.8 * (e - s) for s, e in wanted)
    return Spans(
        (len(wanted & found), len(found), len(wanted)),
        (both, sum(found_mask), sum(gold_mask)),
        Tally(covered, len(wanted)),
    )


def _mask(places: set[tuple[int, int]], length: int) -> bytearray:
    mask = bytearray(length)
    for start, end in places:
        mask[start:end] = b"\1" * (end - start)
    return mask
