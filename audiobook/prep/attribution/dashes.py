"""Turns of dialogue that begin with a dash, and the narrator's words inside them (``—No —dijo él—. Vete.``)."""

from __future__ import annotations

import re

from audiobook.prep.attribution.tag_clauses import after, inverted, verb_begins
from audiobook.prep.attribution.tag_subjects import Found, looks_told
from audiobook.prep.attribution.verbs import words_for

#: Where the narrator may break in: after a comma, an end of a sentence or a dash.
_BREAK = re.compile(r"[,;!?…—–][»”]?\s+|\.\.\.\s+|(?<=\s)[—–](?=\w)|\s*--?\s+")
#: Where a tag ends.
_END = re.compile(r"[,.;:!?…—–]")
_DASH = re.compile(r"[—–―]")
_DASH_OPENS = re.compile(r"(?<=\s)[—–―]\s*(?=\w)")
_LONGEST_TAG = 160
#: French tags that hide their verb: s’enquit, ai-je répondu, a-t-il dit.
_DRAWN = re.compile(r"s[’']\w|se\s|ai-je\s|a-t-(?:il|elle|on)\s")
_LOOK = 60
_WORD = re.compile(r"[^\W\d_]+")
#: After a comma these go on with the tag: "dit Jean, qui riait"; "he said, turning".
_GOES_ON = re.compile(
    r"\s*(?:qui|when|after|before|until|dont|en|tout|avec|sans|les?|la|who|while|as|with|his|her|turning|\w+ing|\w+ant|sin|con|mientras|que"
    r"|sonriendo|der|die|das|mit|and\s+(?:then\s+)?(?:\w+[^\W\de]ed|began|went|sat|stood|took|turned|put|left|shut|ran|came|got|rose|fell|shook"
    r"|held|gave|spat|drank|struck|threw|drew|bent|caught|blew|wept|(?:could|would|did|was|had)(?:n[’']t|\s+not)))\b"
)
#: Signs of talk in a sentence: it speaks to somebody, or its pronoun and verb are drawn together (He’s gone).
_TALKS = re.compile(
    r"\b(?:you|your|ye|yours)\b|\b(?:he|she|they|it|that|there|who|what)[’'](?:s|ll|re|ve|d)\b", re.IGNORECASE
)
_NARRATION_PRONOUNS = {"he", "she", "they", "él", "ella", "er", "sie"}
_FRENCH_PRONOUNS = {"il", "elle", "ils", "elles"}
#: A French narrator's tense (il s’assit, elle riait), not that of speech (il l’aura, elle est).
_FRENCH_PAST = re.compile(
    r"(?:(?:se|s[’']|le|la|les|l[’']|lui|leur|y|en|ne|n[’'])\s*)*"
    r"(?!(?:a|va|aura|sera|fera|ira|viendra|pourra|voudra|devra|faudra|fait|dit|vit|sait|met|est)\b)"
    r"\w+(?:[^\W\d]a|it|ut|int|ait|aient|èrent|irent|urent)\b"
)


def dash_turn(text: str, start: int, end: int, language: str) -> list[tuple[int, int]]:
    """What is spoken in a turn that begins at ``start``, behind its dash."""
    if language[:2].casefold() in {"es", "pt", "gl", "ca"} or _DASH_OPENS.search(text, start, end):
        parts = _by_dashes(text, start, end, language)
        if len(parts) > 1 or parts[0][1] < end:
            return [p for part in parts for p in cut_incises(text, *part, language)]
    return cut_incises(text, start, end, language)


def _by_dashes(text: str, start: int, end: int, language: str) -> list[tuple[int, int]]:
    """Speech up to a dash that brings in the narrator, and again behind the dash that ends his words."""
    parts = []
    at = start
    while True:
        opened = next(
            (
                m
                for m in _DASH_OPENS.finditer(text, at, end)
                if _is_tag(text[m.end() : m.end() + _LONGEST_TAG], language)
            ),
            None,
        )
        if not opened:
            parts.append((at, end))
            return parts
        parts.append((at, opened.start()))
        closed = _DASH.search(text, opened.end(), end)
        if not closed:
            return parts
        at = closed.end()
        while at < end and (text[at] in ".,;:!?…" or text[at].isspace()):
            at += 1


def _is_tag(text: str, language: str) -> bool:
    """Whether the narrator speaks here: a tag, or any words that begin small in a language that uses dashes so."""
    if language[:2].casefold() in {"es", "pt", "gl", "ca"}:
        return True
    if words_for(language).bare_nouns:
        return verb_begins(text, language)
    return _has_verb(text, language) and after(text, "x,", language) is not None


def _has_verb(text: str, language: str) -> bool:
    """A quick look for a verb of speech among the first words, before the narration is read in full."""
    words = words_for(language)
    if words.past and _DRAWN.match(text):
        return True
    found = _WORD.findall(text[:_LOOK].casefold())
    return any(word in words.strong or word in words.weak for word in found) or (
        bool(words.past) and any(looks_told(word, words) for word in found)
    )


def cut_incises(text: str, start: int, end: int, language: str) -> list[tuple[int, int]]:
    """The spoken parts of ``[start, end)`` without short tags between commas: « Oui, dit-il, j’y vais. »."""
    parts = []
    at = search = start
    while broken := _BREAK.search(text, search, end):
        found = _tag_at(text, broken.end(), end, language)
        if not found:
            search = max(broken.end(), search + 1)
            continue
        stop = broken.start() + (0 if text[broken.start()] in "—–- " else 1)
        parts.append((at, stop))
        at = search = _resume(text, broken.end() + found.verb_end, end, found)
    if at < end:
        parts.append((at, end))
    return parts


def _tag_at(text: str, at: int, end: int, language: str) -> Found | None:
    piece = text[at : min(end, at + _LONGEST_TAG)]
    if not _has_verb(piece, language):
        return None
    # In the languages of this convention the verb comes first; "il dit" inside speech is speech.
    found = after(piece, "x,", language) if language.startswith("en") else inverted(piece, language)
    if found and "," in piece[found.end : found.verb_end]:
        return None  # "Thank you, Mr. Foley, said Dan": the first name is spoken to
    if not found or not found.near or _spoken_on(piece[found.verb_end :]):
        return None
    if found.phrase.kind == "self" and "-je" not in piece[: found.verb_end]:
        return None
    return found


def _spoken_on(rest: str) -> bool:
    """Whether what follows shows that this is speech about speech: "he said that …"."""
    return bool(re.match(r"\s+(?:that|so|it|I|you|que|qu[’']|dass)\b", rest))


def _resume(text: str, found_end: int, end: int, found: Found) -> int:
    """Where speech goes on behind a tag; the end when it does not."""
    at = found_end
    while sign := _END.search(text, at, end):
        if sign[0] == "," and _GOES_ON.match(text, sign.end(), end):
            at = sign.end()
            continue
        if sign[0] in ".!?…" and _narrates(text[sign.end() : end], found):
            return end
        rest = sign.end()
        while rest < end and (text[rest].isspace() or text[rest] in "—–."):
            rest += 1
        return rest
    return end


def _narrates(rest: str, found: Found) -> bool:
    """Whether the sentence behind a tag tells what somebody does, not what he says."""
    sentence = re.match(r"[^.!?…]*[.!?…]?", rest)
    word = re.match(r"\s*(?:(?:Et|Puis|Then|And)\s+)?([^\W\d_]+)\s*(.*)", sentence[0], re.DOTALL) if sentence else None
    if not word or not sentence or sentence[0].endswith(("!", "?")):
        return False
    first = word[1]
    if _TALKS.search(sentence[0]):
        return False
    if first.casefold() in _FRENCH_PRONOUNS:
        return bool(_FRENCH_PAST.match(word[2]))
    return first.casefold() in _NARRATION_PRONOUNS or first in found.phrase.text.split()
