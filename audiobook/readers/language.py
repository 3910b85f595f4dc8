"""A light guess at the language of a text that declares none: by its writing system."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from audiobook.document import Section

#: Letters looked at; a guess from 20,000 letters does not get better with more.
_ENOUGH = 20_000
#: Share of the letters that a writing system needs (judgement: an English book may quote a page of Greek).
_SHARE = 0.25

_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]"), 0.1),
    ("ko", re.compile("[\uac00-\ud7af\u1100-\u11ff]"), _SHARE),
    ("zh", re.compile("[\u3400-\u4dbf\u4e00-\u9fff]"), _SHARE),
    ("ru", re.compile("[\u0400-\u04ff]"), _SHARE),
    ("el", re.compile("[\u0370-\u03ff]"), _SHARE),
    ("he", re.compile("[\u0590-\u05ff]"), _SHARE),
    ("ar", re.compile("[\u0600-\u06ff]"), _SHARE),
    ("hi", re.compile("[\u0900-\u097f]"), _SHARE),
    ("th", re.compile("[\u0e00-\u0e7f]"), _SHARE),
)
_LETTER = re.compile(r"[^\W\d_]")


def guess_language(pieces: Iterable[str]) -> str:
    """A BCP 47 primary tag from the letters of ``pieces``; ``en`` when the script does not tell."""
    sample: list[str] = []
    size = 0
    for piece in pieces:
        sample.append(piece)
        size += len(piece)
        if size > _ENOUGH:
            break
    text = "".join(sample)[:_ENOUGH]
    letters = len(_LETTER.findall(text))
    for language, pattern, share in _SCRIPTS:
        if letters and len(pattern.findall(text)) >= share * letters:
            return language
    return "en"


def guess_from_sections(sections: Iterable[Section]) -> str:
    """The same over the text of a book."""
    return guess_language(block.text for section in sections for block in section.blocks)
