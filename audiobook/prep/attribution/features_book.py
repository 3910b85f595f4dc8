"""One pass over a book: where people are named around and inside each utterance, and what its tag says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from audiobook.prep.attribution.features_around import (
    Names,
    add_narrator,
    listen,
    plain_name,
    surround,
    text_at,
    titles_of,
)
from audiobook.prep.attribution.features_kin import resolve_kin
from audiobook.prep.attribution.features_line import Book, Line, Naming, Words
from audiobook.prep.attribution.features_words import is_object, opens_sentence, sign_of
from audiobook.prep.attribution.model import Mention, Paragraphs, Person, Utterance

if TYPE_CHECKING:
    from audiobook.prep.attribution.tagging import Tag


def read_book(
    paragraphs: Paragraphs,
    utterances: Sequence[Utterance],
    tags: Sequence[Tag | None],
    people: Sequence[Person],
    mentions: Sequence[Mention],
) -> Book:
    """Everything the sieves and the ranker ask for, in linear time."""
    words = Words(paragraphs)
    narrator = next((i for i, p in enumerate(people) if p.narrator), -1)
    inside: dict[int, list[Mention]] = defaultdict(list)
    told: dict[int, list[Naming]] = defaultdict(list)
    counts = [0] * len(people)
    for mention in sorted(mentions, key=lambda m: m.place):
        if mention.person < 0:
            continue
        counts[mention.person] += 1
        place = mention.place
        if mention.spoken:
            inside[place.paragraph].append(mention)
            continue
        text = paragraphs[place.paragraph] or ""
        role = 2 if opens_sentence(text, place.start) else 0 if is_object(text, place.start, place.end) else 1
        told[place.paragraph].append(
            Naming(words.at(place.paragraph, place.start), mention.person, place.paragraph, place.start, role)
        )
    flat = tuple(n for p in sorted(told) for n in told[p])
    if narrator >= 0:
        add_narrator(paragraphs, utterances, words, told, narrator)
    lines = _lines(paragraphs, utterances, words)
    names = Names(people, mentions)
    for line, tag in zip(lines, tags, strict=True):
        if tag is not None:
            line.kind, line.sex, line.near, line.strong = str(tag.kind), sign_of(tag.sex), tag.near, tag.strong
            line.tagged = narrator if line.kind == "self" else names.find(tag)
            line.noun = plain_name(tag.text) if line.kind == "noun" else ""
    surround(paragraphs, utterances, lines, told)
    titles = titles_of(people)
    for line, utterance in zip(lines, utterances, strict=True):
        listen(paragraphs, utterance, line, inside, titles)
    resolve_kin(lines, flat, people, [sign_of(p.sex) for p in people])
    return _book(people, lines, flat, counts, narrator)


def _book(
    people: Sequence[Person], lines: list[Line], flat: tuple[Naming, ...], counts: list[int], narrator: int
) -> Book:
    total = sum(counts) or 1
    order = sorted(range(len(people)), key=lambda i: (-counts[i], i))
    ranks = [0] * len(people)
    for rank, person in enumerate(order):
        ranks[person] = rank
    by_person: dict[int, list[int]] = defaultdict(list)
    for naming in flat:
        by_person[naming.person].append(naming.at)
    return Book(
        tuple(people),
        tuple(sign_of(p.sex) for p in people),
        tuple(lines),
        flat,
        tuple(n.at for n in flat),
        tuple(c / total for c in counts),
        tuple(ranks),
        narrator,
        tuple(order[:3]),
        by_person,
    )


def _lines(paragraphs: Paragraphs, utterances: Sequence[Utterance], words: Words) -> list[Line]:
    scenes = []
    count = 0
    for text in paragraphs:
        count += text is None
        scenes.append(count)
    result: list[Line] = []
    for number, utterance in enumerate(utterances):
        head, tail = utterance.stretches[0], utterance.stretches[-1]
        line = Line(
            number,
            head.paragraph,
            tail.paragraph,
            words.at(head.paragraph, head.start),
            words.at(tail.paragraph, tail.end),
            scene=scenes[head.paragraph],
            continued=utterance.continued or (number > 0 and _goes_on(paragraphs, utterances[number - 1], utterance)),
            opens=head.start <= 1,
            question=text_at(paragraphs, tail).rstrip().endswith("?"),
            length=sum(len(text_at(paragraphs, s).split()) for s in utterance.stretches),
        )
        if result:
            back = result[-1]
            line.gap = head.paragraph - back.last - 1
            line.words_between = max(0, line.start - back.end)
            if line.gap < 0:
                line.alone = back.alone = False
        result.append(line)
    return result


def _goes_on(paragraphs: Paragraphs, before: Utterance, utterance: Utterance) -> bool:
    """Whether an utterance opens anew though the one in the paragraph before never closed."""
    end, start = before.stretches[-1], utterance.stretches[0]
    if before.dash or utterance.dash or start.paragraph != end.paragraph + 1:
        return False
    text = paragraphs[end.paragraph] or ""
    opening = (paragraphs[start.paragraph] or "")[: start.start].strip()
    return end.end == len(text.rstrip()) and len(opening) == 1 and not opening.isalnum()
