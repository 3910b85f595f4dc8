"""Passages of a cue that are in another language than the book, and which of them get a voice of their own.

A passage is one or more whole sentences. What markup says goes first, ``[lang en]`` in an English book included: that
is how a person overrules the detector. A change of voices is heard, and a plain synthetic voice in the middle of a good
narration is heard more than an accent; so where the voice cannot speak the language, another one takes over only

- for another writing system, which the voice has no sounds for;
- where its own engine has a voice for the language: that is the same kind of voice;
- for a long passage: two sentences or more, or a whole paragraph, of at least ``LONG_WORDS`` words.

Nothing shorter is worth it: in a novel it is a phrase whose sense the next sentence gives. ``Switch`` is the setting.
A sentence is never cut for a phrase in letters that the voice reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from audiobook.prep.language_letters import family, has_other_letters, is_latin
from audiobook.prep.languages import could_be, detect, may_be_foreign

#: About eight seconds of speech (own judgement): a listener who knows the language would want to understand it.
LONG_WORDS = 20
_WORD = re.compile(r"[^\W\d_]+")
_LATIN_LETTER = re.compile(r"[A-Za-z\u00c0-\u024f]")


class Switch(StrEnum):
    """Which passages get another voice when theirs cannot speak the language."""

    LONG = "long"
    SENTENCE = "sentence"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Foreign:
    """What a person wants of passages in other languages; ``detect`` finds them also where no markup names them."""

    detect: bool = True
    switch: Switch = Switch.LONG


@dataclass(frozen=True, slots=True)
class Listener:
    """The languages of a cue's voice: ``speaks(tag)`` it, ``kin(tag)`` another voice of its engine does.

    ``home`` is the language of the book, ``alone`` whether the cue is all of its paragraph.
    """

    home: str
    wishes: Foreign
    speaks: Callable[[str], bool]
    kin: Callable[[str], bool]
    alone: bool = True


@dataclass(frozen=True, slots=True)
class Sentence:
    """``language`` is empty for the book's; ``apart`` when it needs a voice of its own. ``text`` keeps its spaces."""

    text: str
    language: str = ""
    apart: bool = False


Tagged = tuple[str, frozenset[str]]


def passages(sentences: Sequence[Tagged], listener: Listener | None) -> list[Sentence]:
    """The sentences of one cue with their languages.

    Each comes with the tags that stand over its letters, ``""`` where there is none. Linear in the text.
    """
    if listener is None:
        return [Sentence(text, _tag(tags)) for text, tags in sentences]
    languages = _languages(sentences, listener)
    if not any(languages):
        return [Sentence(text) for text, _ in sentences]
    found: list[Sentence] = []
    at = 0
    for language, group in groupby(languages):
        size = len(list(group))
        texts = [text for text, _ in sentences[at : at + size]]
        whole = listener.alone and size == len(sentences)
        apart = bool(language) and _apart(texts, language, listener, whole=whole)
        found += [Sentence(text, language, apart) for text in texts]
        at += size
    return found


def _tag(tags: frozenset[str]) -> str:
    return next(iter(tags)) if len(tags) == 1 else ""


def _languages(sentences: Sequence[Tagged], listener: Listener) -> list[str]:
    home = listener.home
    look = listener.wishes.detect and may_be_foreign(" ".join(text for text, _ in sentences), home)
    found: list[str] = []
    for text, tags in sentences:
        tag = _tag(tags)
        if not tag and look and tags <= {""}:
            tag = detect(text, home) or ""
        found.append("" if tag.lower() == home.lower() else tag)
    if look and any(found) and not any(tags - {""} for _, tags in sentences):
        # “Oui, oui!” between two French sentences: too short to be known alone. Where markup names any, it names all.
        for n in range(1, len(found) - 1):
            near = found[n - 1]
            if not found[n] and near == found[n + 1] and could_be(sentences[n][0], near, home):
                found[n] = near
    return found


def _apart(texts: Sequence[str], language: str, listener: Listener, *, whole: bool) -> bool:
    if listener.speaks(language):
        return False
    other_letters = any(has_other_letters(text) for text in texts)
    if not is_latin(language) and not other_letters:
        return False  # ``grc-Latn``: no Greek voice reads Latin letters as Greek
    if _other_writing(texts, language, listener.home):
        return True
    switch = listener.wishes.switch
    if switch is Switch.NEVER:
        return False
    if switch is Switch.SENTENCE or listener.kin(language):
        return True
    return (whole or len(texts) > 1) and sum(len(_WORD.findall(text)) for text in texts) >= LONG_WORDS


def _other_writing(texts: Sequence[str], language: str, home: str) -> bool:
    """Whether the letters are not those of the book's language, as those of ``ru-Latn`` are in an English book."""
    if is_latin(home):
        return any(has_other_letters(text) for text in texts)
    return family(language).isdisjoint(family(home)) or any(_LATIN_LETTER.search(text) for text in texts)
