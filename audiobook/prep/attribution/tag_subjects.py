"""The parts of a tag: verbs of speech, and the subject that a verb belongs to."""

from __future__ import annotations

from dataclasses import dataclass

from audiobook.prep.attribution.tag_phrases import Phrase, is_adverb, phrase_at
from audiobook.prep.attribution.tag_tokens import Token
from audiobook.prep.attribution.verbs import INFINITIVES, PARTICLE_VERBS, Words
from audiobook.prep.marks import words_of

_STARTS = frozenset(
    words_of(
        "and but or when while as if that because though so then for until et mais quand und aber als y pero cuando"
    )
)
_JOINS = frozenset(words_of("and but as when then while if that et und y quand als cuando"))
#: A subject stands at most this many words before its verb, a clause begins at most so many (own judgement).
_LONGEST_SUBJECT, _LONGEST_CLAUSE = 7, 40
#: A shorter word is hardly a verb in the past: la, va, il (own judgement).
_SHORTEST_PAST = 4


@dataclass(frozen=True, slots=True)
class Found:
    """The subject of a tag. ``near``: it stands beside the verb; ``strong``: the verb hardly ever misleads."""

    phrase: Phrase
    near: bool
    strong: bool
    start: int
    end: int
    verb_end: int = 0


def verb_kind(tokens: list[Token], at: int, words: Words) -> str:
    """``strong``, ``weak`` or nothing: what kind of verb of speech the token is."""
    if at >= len(tokens):
        return ""
    low = tokens[at].low
    if low in PARTICLE_VERBS and words.particles:
        particle = at + 1 < len(tokens) and tokens[at + 1].low in words.particles
        return "weak" if particle else ""
    if low in words.strong:
        return "" if at + 1 < len(tokens) and tokens[at + 1].low == "nothing" else "strong"
    if low in INFINITIVES and any(token.low in {"heard", "hear"} for token in tokens[max(0, at - 4) : at]):
        return "weak"
    return "weak" if low in words.weak else ""


def looks_told(low: str, words: Words) -> bool:
    """Whether a word has the ending of the narrator’s past; the French future (viendra) has not."""
    return len(low) >= _SHORTEST_PAST and low.endswith(words.past) and not low.endswith(("ra", "cela"))


def found_at(phrase: Phrase, tokens: list[Token], *, near: bool, strong: bool, verb: int = -1) -> Found | None:
    """A tag with this subject; ``None`` for they, it and you, who are no one person."""
    if phrase.kind == "other":
        return None
    last = max(phrase.last - 1, verb)
    return Found(phrase, near, strong, tokens[phrase.first].start, tokens[phrase.last - 1].end, tokens[last].end)


def over_fillers(tokens: list[Token], at: int, words: Words) -> int:
    """Behind the commas, adverbs and object pronouns that stand between a subject and its verb."""
    while at < len(tokens) and (
        tokens[at].text == ","
        or tokens[at].low in words.clitics
        or (tokens[at].is_word and is_adverb(tokens[at].low, words))
    ):
        if verb_kind(tokens, at, words):
            break
        at += 1
    return at


def is_participle(low: str) -> bool:
    """Whether the word is an English participle: "saying" has its subject further away."""
    return low.endswith("ing")


def before_verb(tokens: list[Token], verb_at: int, words: Words) -> Phrase | None:
    """The phrase that ends right before the verb, adverbs and auxiliaries between them left out."""
    end = verb_at
    while end > 0 and (
        tokens[end - 1].low in words.clitics or (tokens[end - 1].is_word and is_adverb(tokens[end - 1].low, words))
    ):
        end -= 1
    best = None
    relative = end > 0 and tokens[end - 1].low in {"who", "qui"}
    if relative:
        # "looked at the Rabbit, who said": whoever stands before "who".
        end -= 2 if end > 1 and tokens[end - 2].text == "," else 1
    for first in range(end - 1, max(-1, end - _LONGEST_SUBJECT), -1):
        if not tokens[first].is_word:
            break
        phrase = phrase_at(tokens, first, words)
        if phrase and end <= phrase.last <= verb_at and (relative or not _is_object(tokens, first, words)):
            best = phrase
    return best


def _is_object(tokens: list[Token], first: int, words: Words) -> bool:
    """Whether the phrase at ``first`` hangs on a preposition or a participle: turning to the waiter, asking Anne."""
    if first == 0 or not tokens[first - 1].is_word:
        return False
    low = tokens[first - 1].low
    return (low in words.prepositions and low not in _JOINS) or low.endswith("ing") or low in words.weak | words.strong


def clause_subject(tokens: list[Token], verb_at: int, words: Words) -> Phrase | None:
    """The subject of the clause that ``verb_at`` belongs to: the last phrase that begins one, else the first."""
    n = max(0, verb_at - _LONGEST_CLAUSE)
    first = last = None
    while n < verb_at:
        phrase = phrase_at(tokens, n, words) if tokens[n].is_word else None
        if not phrase or phrase.last > verb_at:
            n += 1
            continue
        person = phrase.kind != "noun" or phrase.text.split()[-1].casefold() in words.persons
        if person and phrase.kind != "other" and not _is_object(tokens, n, words):
            before_it = tokens[n - 1] if n else None
            begins = before_it is None or before_it.low in _STARTS
            if begins or (before_it and not before_it.is_word and phrase.kind != "noun"):
                last = phrase
            first = first or phrase
        n = phrase.last
    return last or first
