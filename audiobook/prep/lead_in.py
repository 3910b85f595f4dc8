"""The capitals a printer sets at a chapter's opening (``IT WAS a dark night``): shown so, spoken as plain words."""

from __future__ import annotations

import re
from dataclasses import replace

from audiobook.prep.marks import words_of
from audiobook.script import Inline, Paragraph, Say, Words

_OPENING = re.compile(
    r"(?P<before>[“”\"‘’«„¡¿(\[]*)"
    r"(?P<run>[^\W\d_a-zß-öø-ÿ][\w’'.,;:-]*(?:[ \u00a0][^\W\d_a-zß-öø-ÿ][\w’'.,;:-]*)*)"
    r"(?=[ \u00a0][^\W\d_A-Z])"
)
#: Short words that a voice would spell, and that open a chapter far more often as words than as letters.
_SMALL = frozenset(
    words_of("""
    a all an and are as at be but by did do for from go had has have he her him his how i if in into is it me my no nor
    not now of off on once one or our out over she so than that the their then there they this to two up upon us was we
    were what when where who why with yes you your
    """)
)
_ROMAN = re.compile(r"[IVXLC]{2,}\W*\Z")


def recased(paragraph: Paragraph) -> Paragraph:
    """A chapter's first paragraph with capital lead-in words spoken as plain words; what is displayed stays."""
    if not paragraph.cues or not paragraph.cues[0].parts:
        return paragraph
    cue, *others = paragraph.cues
    first, *rest = cue.parts
    if not isinstance(first, Words) or first.language:
        return paragraph
    opening = _opening(first)
    return replace(paragraph, cues=(replace(cue, parts=(*opening, *rest)), *others)) if opening else paragraph


def _opening(words: Words) -> tuple[Inline, ...]:
    found = _OPENING.match(words.text)
    if not found:
        return ()
    run = found["run"].split()
    letters = ["".join(c for c in word if c.isalpha()) for word in run]
    if any(word != word.upper() for word in run) or not any(len(word) > 1 for word in letters):
        return ()
    if len(run) == 1 and letters[0].lower() not in _SMALL:
        return ()  # a name, or letters that are spelled: NASA, ALICE
    spoken = " ".join(_spoken(word, first=number == 0) for number, word in enumerate(run))
    end = found.end("run")
    before = (replace(words, text=found["before"]),) if found["before"] else ()
    return (*before, Say(words.text[found.start("run") : end], spoken), replace(words, text=words.text[end:]))


def _spoken(word: str, *, first: bool) -> str:
    bare = "".join(c for c in word if c.isalpha() or c in "’'").lower()
    if bare == "i" or bare.startswith(("i’", "i'")):
        return word[:1] + word[1:].lower()
    if _ROMAN.match(word):
        return word
    return word.lower() if bare in _SMALL and not first else word[:1] + word[1:].lower()
