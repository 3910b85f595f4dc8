"""Who a speech tag says speaks: the narration inside, after and before an utterance is read for its subject.

Cut words and table lookups only, so the whole book is read in one pass; nothing here knows the people of the book.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from audiobook.prep.attribution import tag_chinese, tag_clauses
from audiobook.prep.attribution.model import Paragraphs, Sex, Stretch, Utterance
from audiobook.prep.attribution.tag_subjects import Found


@dataclass(frozen=True, slots=True)
class Tag:
    """The subject of a speech tag.

    ``kind`` is ``name``, ``pronoun``, ``noun`` ("the waiter", "her mother") or ``self``; ``text`` its words as they
    stand. ``near``: it stands beside the verb; ``strong``: the verb hardly ever misleads. ``place`` is where the words
    stand in the narration.
    """

    kind: str
    text: str
    sex: Sex = Sex.UNKNOWN
    near: bool = True
    strong: bool = True
    place: Stretch | None = None


def tag_of(paragraphs: Paragraphs, utterances: Sequence[Utterance], number: int, language: str = "en") -> Tag | None:
    """The tag of utterance ``number``; ``None`` where the narration names no subject."""
    first = utterances[number].stretches[0]
    start, end = _room(paragraphs, utterances, number)
    weak = _behind(paragraphs, utterances[number], end, language)
    leads = weak and weak.kind == "pronoun" and len(utterances[number].stretches) > 1
    if weak and weak.near and not leads:
        return weak
    text = (paragraphs[first.paragraph] or "")[start : first.start]
    tag = _tag(_readers(language)[1](_cleared(text), language), first.paragraph, start)
    if weak and weak.near:
        # "The fat lady asked: “Is it?” And then she added: “Well.”": the first of the two names her.
        sure = tag and tag.strong and tag.kind in {"name", "noun"} and text.rstrip(_MARKS).endswith(":")
        return tag if sure and tag and (tag.sex is Sex.UNKNOWN or tag.sex is weak.sex) else weak
    if not tag and start == 0 and not text.strip(_MARKS):
        tag = _from_paragraph_before(paragraphs, utterances, number, language)
    return tag if tag and (tag.near or not weak) else weak


def _behind(paragraphs: Paragraphs, utterance: Utterance, end: int, language: str) -> Tag | None:
    """The tag in the narration inside and after an utterance: the first that is sure, else the first."""
    after, before = _readers(language)
    text = paragraphs[utterance.stretches[0].paragraph] or ""
    weak: Tag | None = None
    ends = [*(stretch.start for stretch in utterance.stretches[1:]), end]
    for stretch, until in zip(utterance.stretches, ends, strict=True):
        narration = _cleared(text[stretch.end : until])
        tag = _tag(after(narration, text[stretch.start : stretch.end], language), stretch.paragraph, stretch.end)
        if tag and tag.near:
            return tag
        weak = weak or tag
        lead = _tag(before(narration, language), stretch.paragraph, stretch.end) if until != end else None
        if lead and lead.near and lead.strong:
            return lead
    return weak


_MARKS = " \t\n\r\u3000“”‘’'«»„「」『』—–-‚_" + '"'
_QUOTES = str.maketrans(dict.fromkeys('“”"«»„「」『』‚', " "))


def _cleared(narration: str) -> str:
    """The narration with its quotation marks made spaces; every place stays."""
    cleared = narration.translate(_QUOTES)
    if cleared[:1] in {"’", "'"}:
        cleared = " " + cleared[1:]
    if cleared[-1:] in {"‘", "'"}:
        cleared = cleared[:-1] + " "
    return cleared


_After = Callable[[str, str, str], Found | None]
_Before = Callable[[str, str], Found | None]


def _readers(language: str) -> tuple[_After, _Before]:
    if language[:2].casefold() == "zh":
        return tag_chinese.after, tag_chinese.before
    return tag_clauses.after, tag_clauses.before


def _room(paragraphs: Paragraphs, utterances: Sequence[Utterance], number: int) -> tuple[int, int]:
    """Where the narration around an utterance begins and ends in its paragraph: other utterances bound it."""
    utterance = utterances[number]
    first, last = utterance.stretches[0], utterance.stretches[-1]
    start, end = 0, len(paragraphs[last.paragraph] or "")
    if number and (before := utterances[number - 1].stretches[-1]).paragraph == first.paragraph:
        start = before.end
    if number + 1 < len(utterances) and (after := utterances[number + 1].stretches[0]).paragraph == last.paragraph:
        end = after.start
    return start, end


def _from_paragraph_before(
    paragraphs: Paragraphs, utterances: Sequence[Utterance], number: int, language: str
) -> Tag | None:
    """The tag at the end of the paragraph before, when it leads to this one with a colon, a comma or a dash."""
    paragraph = utterances[number].stretches[0].paragraph - 1
    if paragraph < 0 or not (text := paragraphs[paragraph]):
        return None
    start = 0
    if number and (last := utterances[number - 1].stretches[-1]).paragraph == paragraph:
        start = last.end
    _, before_reader = _readers(language)
    return _tag(before_reader(_cleared(text[start:]), language), paragraph, start)


def _tag(found: Found | None, paragraph: int, offset: int) -> Tag | None:
    if not found:
        return None
    phrase = found.phrase
    place = Stretch(paragraph, offset + found.start, offset + found.end)
    return Tag(phrase.kind, phrase.text, phrase.sex, found.near, found.strong, place)
