"""Find the subject of the speech tag in a piece of narration: after a quotation, or leading to one."""

from __future__ import annotations

from dataclasses import replace

from audiobook.prep.attribution.model import Sex
from audiobook.prep.attribution.tag_phrases import Phrase, is_adverb, phrase_at
from audiobook.prep.attribution.tag_subjects import (
    Found,
    before_verb,
    clause_subject,
    found_at,
    is_participle,
    looks_told,
    over_fillers,
    verb_kind,
)
from audiobook.prep.attribution.tag_tokens import Token, tokens_of
from audiobook.prep.attribution.verbs import UTTERED, Words, words_for
from audiobook.prep.marks import words_of

#: How much narration around a quotation is read; a tag is short (own judgement).
REACH = 300
#: How many words may stand between a subject and its verb (facts sheet, section 5: within 12).
_FAR = 12
#: How many words behind its verb a Russian subject is looked for (own judgement).
_BEHIND = 6
#: Without a colon or a comma, the verb stands this close before the quotation (own judgement).
_CLOSE = 5
_SKIPPED_SIGNS = frozenset(",;:—–-(_")
_CONNECTORS = frozenset(words_of("then so thus and but alors puis und da y entonces"))
#: What joins a second verb to a subject, and who would be another one between.
_JOINERS = frozenset(words_of("and then but et puis und dann y luego e poi"))
_OTHERS = frozenset(words_of("he she they i we who that il elle er sie ella"))
_LEADS = frozenset(":,—–-")


def after(text: str, spoken: str, language: str) -> Found | None:
    """The subject of a tag in the narration right after a quotation that says ``spoken``."""
    words = words_for(language)
    tokens = _sentence(tokens_of(text[:REACH], elides=language[:2].casefold() in {"fr", "it"}))
    at = 0
    while at < len(tokens) and (tokens[at].text[0] in _SKIPPED_SIGNS or tokens[at].low in _CONNECTORS):
        at += 1
    if at >= len(tokens) or not tokens[at].is_word:
        return None
    # A capital after a full stop begins a new sentence: what somebody does, not who spoke.
    broken = at > 0 and tokens[0].text[0] in _SKIPPED_SIGNS
    if spoken.rstrip("_ ").endswith((".", "…")) and tokens[at].capital and not broken:
        first = phrase_at(tokens, at, words)
        if not (first and first.kind == "self"):
            return None
    runs_on = not tokens[at].capital or spoken.rstrip("_ ")[-1:] in {",", "—", "-", "–"} or broken
    return _inverted(tokens, at, words) or _direct(tokens, at, words, runs_on=runs_on)


def verb_begins(text: str, language: str) -> bool:
    """Whether narration begins with a verb of speech, whoever its subject is: rief jemand, dijo, entfuhr es ihm."""
    words = words_for(language)
    tokens = _sentence(tokens_of(text[:REACH], elides=language[:2].casefold() in {"fr", "it"}))
    at = 0
    while at < len(tokens) and (not tokens[at].is_word or tokens[at].low in words.clitics):
        at += 1
    return bool(verb_kind(tokens, at, words) or _told(tokens, at, words))


def inverted(text: str, language: str) -> Found | None:
    """The subject of a tag that begins a piece of text, its verb before it."""
    words = words_for(language)
    tokens = _sentence(tokens_of(text[:REACH], elides=language[:2].casefold() in {"fr", "it"}))
    return _inverted(tokens, 0, words)


def before(text: str, language: str) -> Found | None:
    """The subject of a tag in the narration that leads to a quotation: it must end in a colon, a comma or a dash."""
    words = words_for(language)
    tail = text[-REACH:].rstrip(" \n\t_")
    offset = len(text) - len(text[-REACH:])
    tokens = _last_sentence(tokens_of(tail, elides=language[:2].casefold() in {"fr", "it"}))
    if tail[-1:] not in _LEADS and not any(
        verb_kind(tokens, n, words) for n in range(max(0, len(tokens) - _CLOSE), len(tokens))
    ):
        return None
    found = _leading(tokens, words, colon=tail.endswith(":"))
    return replace(found, start=found.start + offset, end=found.end + offset) if found else None


def _sentence(tokens: list[Token]) -> list[Token]:
    """The tokens up to the first end of a sentence."""
    for n, token in enumerate(tokens):
        if token.ends:
            return tokens[:n]
    return tokens


def _last_sentence(tokens: list[Token]) -> list[Token]:
    for n in range(len(tokens) - 1, -1, -1):
        if tokens[n].ends:
            return tokens[n + 1 :]
    return tokens


def _inverted(tokens: list[Token], at: int, words: Words) -> Found | None:
    """The verb first: said Anne, cried out the waiter, lui dit Jean, fragte er."""
    verb_at = at
    while verb_at < len(tokens) and tokens[verb_at].low in words.clitics and not verb_kind(tokens, verb_at, words):
        if tokens[verb_at].low == "a":
            break
        verb_at += 1
    if verb_at < len(tokens) and is_adverb(tokens[verb_at].low, words) and not verb_kind(tokens, verb_at, words):
        verb_at += 1
    if tokens[verb_at : verb_at + 1] and tokens[verb_at].low in {"was", "were", "came"} and words.particles:
        return _was_reply(tokens, verb_at, words)
    verb = verb_kind(tokens, verb_at, words)
    if not verb:
        return _told(tokens, verb_at, words)
    subject_at = verb_at + 1
    while subject_at < len(tokens) and _skippable(tokens, subject_at, words):
        subject_at += 1
    phrase = phrase_at(tokens, subject_at, words) or _behind_adjective(tokens, subject_at, words)
    while words.bare_nouns and not phrase and subject_at < min(len(tokens), verb_at + _BEHIND):
        # "крикнула из-за стены бабушка": free order.
        subject_at += 1
        phrase = phrase_at(tokens, subject_at, words)
    return found_at(phrase, tokens, near=True, strong=verb == "strong") if phrase else None


def _told(tokens: list[Token], at: int, words: Words) -> Found | None:
    """Any verb in the narrator’s past and a person right behind it, in the languages that put the verb first."""
    if at >= len(tokens) or tokens[at].capital:
        return None
    if tokens[at].low in {"a", "ai"} and "je" in words.self:
        return _composed(tokens, at, words)
    drawn = at > 0 and tokens[at - 1].low in {"s", "se"} and tokens[at].low.endswith(("it", "ut", "int"))
    if not (drawn or looks_told(tokens[at].low, words)):
        return None
    subject_at = at + 1
    while subject_at < len(tokens) and _skippable(tokens, subject_at, words):
        subject_at += 1
    phrase = phrase_at(tokens, subject_at, words)
    while words.bare_nouns and not phrase and subject_at < min(len(tokens), at + _BEHIND):
        subject_at += 1
        phrase = phrase_at(tokens, subject_at, words)
    if not phrase or phrase.kind not in {"name", "noun", "pronoun"}:
        return None
    if phrase.kind == "noun" and tokens[phrase.last - 1].low not in words.persons:
        return None
    return found_at(phrase, tokens, near=True, strong=False)


def _composed(tokens: list[Token], at: int, words: Words) -> Found | None:
    """The French perfect, its subject between its parts: a-t-il répondu, ai-je dit."""
    phrase = phrase_at(tokens, at + 1, words)
    if not phrase or phrase.kind not in {"pronoun", "self"} or phrase.last >= len(tokens):
        return None
    if not tokens[phrase.last].low.endswith(("é", "dit", "du", "pris", "fait", "ri")):
        return None
    return found_at(phrase, tokens, near=True, strong=False, verb=phrase.last)


def _behind_adjective(tokens: list[Token], at: int, words: Words) -> Phrase | None:
    """A name behind one small word: "remarked sceptical Anne"."""
    if at + 1 >= len(tokens) or not tokens[at].is_word or tokens[at].capital or not tokens[at + 1].capital:
        return None
    low = tokens[at].low
    if low in words.prepositions or low in words.articles or low in {"him", "her", "me", "them", "us", "it"}:
        return None
    return phrase_at(tokens, at + 1, words)


def _was_reply(tokens: list[Token], at: int, words: Words) -> Found | None:
    """The verdict as a noun: "was Marilla’s comment", "was his reply", "came Anne’s voice"."""
    phrase = phrase_at(tokens, at + 1, words)
    if not phrase or tokens[phrase.last - 1].low not in UTTERED:
        return None
    if phrase.kind == "noun":
        owner = tokens[phrase.first].low
        if owner not in {"his", "her"}:
            return None
        phrase = Phrase("pronoun", owner, Sex.MALE if owner == "his" else Sex.FEMALE, phrase.first, phrase.first + 1)
    return found_at(phrase, tokens, near=True, strong=True)


def _skippable(tokens: list[Token], at: int, words: Words) -> bool:
    token = tokens[at]
    if not token.is_word or token.capital:
        return False
    return token.low in words.particles or is_adverb(token.low, words)


def _direct(tokens: list[Token], at: int, words: Words, *, runs_on: bool) -> Found | None:
    """The subject first: Anne said, she then replied, the waiter, bowing low, answered."""
    phrase = phrase_at(tokens, at, words)
    if not phrase:
        return _weak_inverted(tokens, at, words) if runs_on else None
    verb_at = over_fillers(tokens, phrase.last, words)
    verb = verb_kind(tokens, verb_at, words)
    if verb:
        return found_at(phrase, tokens, near=True, strong=verb == "strong", verb=verb_at)
    if heard := _heard(tokens, phrase.last, words):
        return heard
    for n in range(phrase.last, min(len(tokens), phrase.last + _FAR)):
        verb = verb_kind(tokens, n, words)
        if verb and tokens[n - 1].low not in words.articles | words.possessives:
            return found_at(phrase, tokens, near=False, strong=verb == "strong")
    return found_at(phrase, tokens, near=False, strong=False) if runs_on else None


def _heard(tokens: list[Token], at: int, words: Words) -> Found | None:
    """Who is heard: "she heard Ralph say"."""
    for n in range(at, min(len(tokens) - 2, at + 3)):
        if tokens[n].low in {"heard", "hear"}:
            phrase = phrase_at(tokens, n + 1, words)
            if phrase and verb_kind(tokens, over_fillers(tokens, phrase.last, words), words):
                return found_at(phrase, tokens, near=True, strong=False)
    return None


def _weak_inverted(tokens: list[Token], at: int, words: Words) -> Found | None:
    """Another verb in the place of a verb of speech: "Yes," smiled Anne."""
    token = tokens[at]
    if token.capital or token.low in words.prepositions:
        return None
    subject_at = at + 1
    while subject_at < len(tokens) and _skippable(tokens, subject_at, words):
        subject_at += 1
    phrase = phrase_at(tokens, subject_at, words)
    if not phrase or phrase.kind in {"other", "noun"}:
        return None
    return found_at(phrase, tokens, near=False, strong=False)


def _second_predicate(tokens: list[Token], phrase: Phrase, verb_at: int, words: Words) -> bool:
    """Whether the verb is a further one of the same subject, and nobody else is named: Anne looked up and said."""
    joined = verb_at
    while joined > 0 and tokens[joined - 1].is_word and is_adverb(tokens[joined - 1].low, words):
        joined -= 1
    # "then" is an adverb too.
    if not any(token.low in _JOINERS for token in tokens[max(phrase.last, joined - 1) : verb_at]):
        return False
    if any(token.is_word and not is_adverb(token.low, words) for token in tokens[verb_at + 1 :]):
        return False
    between = range(phrase.last, joined - 1)
    return not any(tokens[n].is_word and (tokens[n].capital or tokens[n].low in _OTHERS) for n in between)


def _leading(tokens: list[Token], words: Words, *, colon: bool) -> Found | None:
    verbs = [n for n in range(len(tokens)) if verb_kind(tokens, n, words)]
    for verb_at in reversed(verbs):
        strong = verb_kind(tokens, verb_at, words) == "strong"
        if phrase := before_verb(tokens, verb_at, words):
            return found_at(phrase, tokens, near=True, strong=strong)
        if verb_at == 0 or not is_participle(tokens[verb_at].low):
            phrase = phrase_at(tokens, verb_at + 1, words)
            fronted = verb_at == 0 or words.capital_nouns or is_adverb(tokens[verb_at - 1].low, words)
            if phrase and fronted and phrase.kind != "other" and not clause_subject(tokens, verb_at, words):
                return found_at(phrase, tokens, near=True, strong=strong)
        phrase = clause_subject(tokens, verb_at, words)
        if phrase:
            near = strong and _second_predicate(tokens, phrase, verb_at, words)
            return found_at(phrase, tokens, near=near, strong=strong)
    phrase = clause_subject(tokens, len(tokens), words) if colon else None
    return found_at(phrase, tokens, near=False, strong=False) if phrase else None
