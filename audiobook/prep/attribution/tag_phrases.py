"""Read the noun phrase that begins at one of them: a name, a pronoun, "the waiter"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from audiobook.prep.attribution.model import Sex
from audiobook.prep.attribution.tag_tokens import Token
from audiobook.prep.attribution.verbs import (
    EPITHETS,
    FEMALE_TITLES,
    MALE_TITLES,
    NEUTRAL_TITLES,
    SOFT_STOP,
    UTTERED,
    Words,
)
from audiobook.prep.marks import words_of

#: A noun phrase of a tag is short: "the tall old man-servant" (own judgement).
_LONGEST_PHRASE = 6
_PARTICLES = frozenset(words_of("de von van la le du der di da del d den y"))
_TITLES = MALE_TITLES | FEMALE_TITLES | NEUTRAL_TITLES
_MIN_ADVERB = 5
_CONTRACTED = ("n't", "n’t", "'ll", "’ll", "'ve", "’ve", "'re", "’re", "'d", "’d", "I'm", "I’m")
#: Adjectives between an article and a name: the ingenious Giovanelli.
_ADJECTIVES = 2


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: tokens ``[first, last)``. ``kind`` as in ``Tag``, or ``other`` for they, it, you."""

    kind: str
    text: str
    sex: Sex
    first: int
    last: int


def is_adverb(low: str, words: Words) -> bool:
    """Whether the word may stand between a subject and its verb without changing who speaks."""
    return low in words.fillers or (len(low) >= _MIN_ADVERB and low.endswith(words.adverb_ends))


def phrase_at(tokens: list[Token], at: int, words: Words) -> Phrase | None:
    """The noun phrase that begins at token ``at``, if there is one."""
    if at >= len(tokens) or not tokens[at].is_word:
        return None
    low = tokens[at].low
    pronoun = _pronoun(tokens, at, words)
    if pronoun and not (low in words.possessives and _noun_follows(tokens, at + 1, words)):
        return pronoun
    if low in words.possessives or low in words.articles:
        return _with_article(tokens, at, words)
    if low in EPITHETS and not tokens[at].capital and _named(tokens, at + 1, words):
        found = phrase_at(tokens, at + 1, words)
        return found and Phrase(found.kind, found.text, found.sex, at, found.last)
    return _bare(tokens, at, words)


def _bare(tokens: list[Token], at: int, words: Words) -> Phrase | None:
    """A phrase without article: a name, or a noun that stands for one (dit maman)."""
    token = tokens[at]
    if token.low in words.kin and not (words.capital_nouns and not token.capital):
        follows = at + 1 < len(tokens) and tokens[at + 1].is_word and tokens[at + 1].capital
        if not (follows and token.capital):
            return Phrase("noun", token.text, noun_sex(token.low, words), at, at + 1)
        return _name(tokens, at, at, words)
    return _name(tokens, at, at, words) if _named(tokens, at, words) else None


def _pronoun(tokens: list[Token], at: int, words: Words) -> Phrase | None:
    token = tokens[at]
    for pronouns, kind, sex in (
        (words.he, "pronoun", Sex.MALE),
        (words.she, "pronoun", Sex.FEMALE),
        (words.self, "self", Sex.UNKNOWN),
        (words.others, "other", Sex.UNKNOWN),
    ):
        if token.low in pronouns:
            return Phrase(kind, token.text, sex, at, at + 1)
    return None


def _noun_follows(tokens: list[Token], at: int, words: Words) -> bool:
    return at < len(tokens) and tokens[at].low in words.persons


def _named(tokens: list[Token], at: int, words: Words) -> bool:
    """Whether a name may begin here."""
    if at >= len(tokens) or not tokens[at].is_word:
        return False
    token = tokens[at]
    if token.low in _TITLES:
        following = at + 1 < len(tokens) and tokens[at + 1].is_word and tokens[at + 1].capital
        return following or (token.capital and token.low not in words.stop)
    if (
        not token.capital
        or token.low in words.stop
        or token.low in words.prepositions | words.clitics
        or token.text.endswith(_CONTRACTED)
    ):
        return False
    if token.low in SOFT_STOP and at == 0:
        return False
    return not (words.capital_nouns and token.low in words.persons)


def _name(tokens: list[Token], first: int, at: int, words: Words) -> Phrase:
    """The name at ``at``; the phrase began at ``first`` (with an article or an epithet)."""
    last = at + 1
    while last < len(tokens) and last - at < _LONGEST_PHRASE and tokens[last].is_word:
        owner = _owns(tokens[last - 1])
        if owner:
            break
        if tokens[last].capital and tokens[last].low not in words.stop:
            last += 1
        elif tokens[last].low in _PARTICLES | {"of"} and (step := _particles(tokens, last)):
            last = step
        else:
            break
    if _owns(tokens[last - 1]):
        return _owned(tokens, first, at, last, words)
    text = " ".join(token.text for token in tokens[at:last])
    return Phrase("name", text, title_sex(text), first, last)


def _particles(tokens: list[Token], at: int) -> int:
    """Where a name goes on after "de la", "of the" …; 0 when it does not."""
    for step in (1, 2):
        follower = at + step
        if follower < len(tokens) and tokens[follower].is_word and tokens[follower].capital:
            # "asked Eugenio of Mrs. Miller": the title begins another name.
            return 0 if tokens[at].low == "of" and tokens[follower].low in _TITLES else follower + 1
        if follower >= len(tokens) or tokens[follower].low not in _PARTICLES | {"the"}:
            return 0
    return 0


def _owns(token: Token) -> bool:
    return token.text.endswith(("'s", "’s", " s"))


def _owned(tokens: list[Token], first: int, at: int, last: int, words: Words) -> Phrase:
    """X’s brother: the brother speaks, not X."""
    end = _noun_end(tokens, last, words)
    text = " ".join(token.text for token in tokens[at:end])
    if end > last and tokens[end - 1].low in UTTERED:
        owner = " ".join(token.text for token in tokens[at:last])[:-2]
        return Phrase("name", owner, title_sex(owner), first, end)
    return Phrase("noun" if end > last else "other", text, noun_sex(tokens[end - 1].low, words), first, end)


def _noun_end(tokens: list[Token], at: int, words: Words) -> int:
    """Behind the last word of the noun that begins at ``at``."""
    end = at
    while end < len(tokens) and end - at < _LONGEST_PHRASE and tokens[end].is_word:
        low = tokens[end].low
        verb = low in words.strong or low in words.weak
        if low in words.prepositions or (verb and end > at) or low in words.he | words.she | words.self:
            break
        if end > at and low not in words.persons | UTTERED and is_adverb(low, words):
            break
        if end > at and low.endswith("ing") and low not in words.persons and tokens[end - 1].low in words.persons:
            break
        if end > at and low in words.articles:
            break
        end += 1
        if low in words.persons and not (end < len(tokens) and tokens[end].low in words.persons):
            break
    return end


def _with_article(tokens: list[Token], at: int, words: Words) -> Phrase | None:
    begin = at + 1
    if tokens[at].low == "both" and begin < len(tokens) and tokens[begin].low in words.articles:
        begin += 1
    lead = begin
    while lead < len(tokens) and tokens[lead].low in EPITHETS and not tokens[lead].capital:
        lead += 1
    possessive = tokens[at].low in words.possessives
    if not _named(tokens, lead, words) and not possessive:
        lead = _behind_adjectives(tokens, lead, words)
    if not words.capital_nouns and _named(tokens, lead, words):
        name = _name(tokens, at, lead, words)
        after = name.last
        plain = after < len(tokens) and tokens[after].is_word and tokens[after].low in words.persons
        if not plain and not (possessive and name.kind != "name"):
            return name
    if words.capital_nouns and _named(tokens, lead, words) and tokens[lead].low in _TITLES:
        return _name(tokens, at, lead, words)
    return _noun(tokens, at, begin, words)


def _noun(tokens: list[Token], at: int, begin: int, words: Words) -> Phrase | None:
    """The noun whose article stands at ``at``, and the name behind an office."""
    end = _noun_end(tokens, begin, words)
    if end == begin:
        return None
    if _owns(tokens[end - 1]):
        end = _noun_end(tokens, end, words)
    elif tokens[end - 1].low in words.persons and not words.capital_nouns and _named(tokens, end, words):
        # le commissaire Bastien, el cabo Morales: the name behind the office.
        name = _name(tokens, at, end, words)
        if name.kind == "name":
            return name
    text = " ".join(token.text for token in tokens[at:end])
    text = re.sub(r"^([lL]) ", r"\1’", text)  # the elision that the tokens lost: l’homme
    return Phrase("noun", text, noun_sex(tokens[end - 1].low, words), at, end)


def _behind_adjectives(tokens: list[Token], at: int, words: Words) -> int:
    """Where a name stands behind one or two small words ("the ingenious Giovanelli"); else ``at``."""
    for step in range(at, min(len(tokens), at + _ADJECTIVES)):
        low = tokens[step].low
        plain = tokens[step].is_word and not tokens[step].capital and not _owns(tokens[step])
        taken = low in words.prepositions or low in words.persons or low in words.strong or low in words.weak
        if not plain or taken or is_adverb(low, words):
            return at
        if _named(tokens, step + 1, words) and tokens[step + 1].capital:
            return step + 1
    return at


def noun_sex(low: str, words: Words) -> Sex:
    """What a noun for a person says about the voice."""
    if low in words.female:
        return Sex.FEMALE
    return Sex.MALE if low in words.male else Sex.UNKNOWN


def title_sex(name: str) -> Sex:
    """What the title of a name says about the voice."""
    first = name.split(maxsplit=1)[0].casefold().rstrip(".") if name else ""
    if first in FEMALE_TITLES:
        return Sex.FEMALE
    return Sex.MALE if first in MALE_TITLES else Sex.UNKNOWN
