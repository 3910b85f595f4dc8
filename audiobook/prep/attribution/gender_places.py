"""What the places around a person say of the gender: pronouns after a mention, "sir" in an answer, "my wife"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from audiobook.prep.attribution.features_words import addressed_sex, is_object, opens_sentence
from audiobook.prep.attribution.first_person import narration
from audiobook.prep.attribution.gender_words import form_key
from audiobook.prep.attribution.model import Mention, Paragraphs, Person, Sex, Stretch, Utterance
from audiobook.prep.attribution.names_chinese import is_chinese
from audiobook.prep.attribution.names_scan import spoken_places

if TYPE_CHECKING:
    from audiobook.prep.attribution.tagging import Tag

#: About fifteen words after a mention; beyond it a pronoun tells less (facts, section 7).
_REACH = 85
_ENGLISH = r"\b(?:(?P<he>he|him|his|himself)|(?P<she>she|her|hers|herself))\b"
_PRONOUNS = {
    "zh": re.compile(r"(?P<he>他(?!们|們))|(?P<she>她(?!们|們))"),
    # Things have genders too, and "sie" is many people as well: the balance still tells.
    "fr": re.compile(r"\b(?:(?P<he>il)|(?P<she>elle))\b", re.IGNORECASE),
    "de": re.compile(r"\b(?:(?P<he>er|ihn|ihm)|(?P<she>sie|ihr))\b"),
    "es": re.compile(r"\b(?:(?P<he>él)|(?P<she>ella))\b", re.IGNORECASE),
}
_OTHERS = re.compile(_ENGLISH, re.IGNORECASE)
#: How far the first pronoun after a mention is to be believed, by the place of the name; measured on the dev novels as
#: the logarithm of right to wrong: subjects .82 to .96 right, others .78, objects .67, somebody else between .67.
_SUBJECT, _OTHER, _OBJECT, _BETWEEN = 1.7, 1.2, 0.6, 0.5
#: "X ... himself" is right in 95 % and more, but for objects.
_SELF = 3.0
#: "Sir" or "madam" in the line before or after, in the paragraph beside it: right in 86 %.
_CALLED = 1.8
#: A pronoun tag that goes on in the same paragraph: right in 94 %.
_GOES_ON = 2.5
#: "My wife" in one's own line: 36 of 36.
_SPOUSE = 4.0
_SPOUSES = re.compile(r"\b[Mm]y (?:(?:dear|poor|late|own|good|beloved|first) )?(?:(?P<wife>wife)|husband)\b")
#: The narrator's own are many in a book and right as often; they count up to so many.
_TELLER = 3

Evidence = dict[int, tuple[float, float]]


def form_counts(mentions: Sequence[Mention]) -> Mapping[int, Mapping[str, int]]:
    """For each person how often each form stands in the book."""
    counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for mention in mentions:
        if mention.person >= 0:
            counts[mention.person][form_key(mention.text)] += 1
    return counts


def read_places(
    paragraphs: Paragraphs,
    utterances: Sequence[Utterance],
    people: Sequence[Person],
    mentions: Sequence[Mention],
    language: str,
    tags: Sequence[Tag | None] = (),
) -> Evidence:
    """For each person the weight of what speaks for a man and for a woman. Linear in the text."""
    found: Evidence = defaultdict(lambda: (0.0, 0.0))
    code = "zh" if is_chinese(language) else language.partition("-")[0].casefold()
    _after_mentions(paragraphs, spoken_places(utterances), mentions, _PRONOUNS.get(code, _OTHERS), found)
    if tags:
        _in_talk(paragraphs, utterances, _speakers(people, mentions, tags), tags, found)
    teller = next((n for n, p in enumerate(people) if p.narrator), -1)
    if teller >= 0:
        spouses = [m for text in narration(paragraphs, utterances) for m in _SPOUSES.finditer(text)]
        for m in spouses[:_TELLER]:
            _add(found, teller, _SPOUSE, man=bool(m["wife"]))
    return found


def _add(found: Evidence, person: int, weight: float, *, man: bool) -> None:
    men, women = found[person]
    found[person] = (men + weight, women) if man else (men, women + weight)


def _after_mentions(
    paragraphs: Paragraphs,
    speech: Mapping[int, Sequence[Stretch]],
    mentions: Sequence[Mention],
    pronouns: re.Pattern[str],
    found: Evidence,
) -> None:
    told = [m for m in mentions if not m.spoken and m.person >= 0]
    for number, mention in enumerate(told):
        place = mention.place
        text = paragraphs[place.paragraph] or ""
        pronoun = pronouns.search(text, place.end, place.end + _REACH)
        if not pronoun or _is_said(speech.get(place.paragraph, ()), place.paragraph, pronoun.start()):
            continue
        after = told[number + 1].place if number + 1 < len(told) else None
        between = (
            after is not None
            and after.paragraph == place.paragraph
            and after.start < pronoun.start()
            and told[number + 1].person != mention.person
        )
        weight = _weight(text, place, pronoun[0], between=between)
        _add(found, mention.person, weight, man=pronoun.lastgroup == "he")


def _is_said(speech: Sequence[Stretch], paragraph: int, at: int) -> bool:
    """Whether a place lies in the speech of its paragraph."""
    before = bisect_left(speech, Stretch(paragraph, at + 1, 0)) - 1
    return before >= 0 and at < speech[before].end


def _weight(text: str, place: Stretch, pronoun: str, *, between: bool) -> float:
    if between:
        return _BETWEEN
    if is_object(text, place.start, place.end):
        return _OBJECT
    if pronoun.endswith("self"):
        return _SELF
    return _SUBJECT if opens_sentence(text, place.start) else _OTHER


def _speakers(people: Sequence[Person], mentions: Sequence[Mention], tags: Sequence[Tag | None]) -> list[int]:
    """Who speaks the lines whose tag names somebody or says "I"; -1 for the others."""
    at = {(m.place.paragraph, m.place.end): m.person for m in mentions if not m.spoken}
    teller = next((n for n, p in enumerate(people) if p.narrator), -1)
    result = []
    for tag in tags:
        who = -1
        if tag and tag.near and tag.place and tag.kind in {"name", "noun"}:
            who = at.get((tag.place.paragraph, tag.place.end), -1)
        elif tag and tag.kind == "self":
            who = teller
        result.append(who)
    return result


def _in_talk(
    paragraphs: Paragraphs,
    utterances: Sequence[Utterance],
    speakers: Sequence[int],
    tags: Sequence[Tag | None],
    found: Evidence,
) -> None:
    texts = [" ".join((paragraphs[s.paragraph] or "")[s.start : s.end] for s in u.stretches) for u in utterances]
    for number, person in enumerate(speakers):
        if person < 0:
            continue
        if spouse := _SPOUSES.search(texts[number]):
            _add(found, person, _SPOUSE, man=bool(spouse["wife"]))
        for other in (number - 1, number + 1):
            if not 0 <= other < len(texts) or speakers[other] == person:
                continue
            gap = abs(utterances[other].stretches[0].paragraph - utterances[number].stretches[0].paragraph)
            if gap == 1 and (sex := addressed_sex(texts[other])):
                _add(found, person, _CALLED, man=sex > 0)
            tag = tags[other]
            if gap == 0 and other > number and tag and tag.kind == "pronoun" and tag.sex is not Sex.UNKNOWN:
                _add(found, person, _GOES_ON, man=tag.sex is Sex.MALE)
