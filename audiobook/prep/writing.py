"""Writing systems: which one a stretch of text is in, and a language to speak it in."""

from __future__ import annotations

import re
from collections.abc import Iterator

#: Writing system -> characters and the language tried for it when the book does not say.
_SYSTEMS = {
    "Han": ("\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff", "zh"),
    "Kana": ("\u3040-\u30ff", "ja"),
    "Hangul": ("\uac00-\ud7af\u1100-\u11ff", "ko"),
    "Cyrillic": ("\u0400-\u052f", "ru"),
    "Greek": ("\u0370-\u03ff\u1f00-\u1fff", "el"),
    "Hebrew": ("\u0590-\u05ff", "he"),
    "Arabic": ("\u0600-\u06ff\u0750-\u077f", "ar"),
    "Devanagari": ("\u0900-\u097f", "hi"),
    "Thai": ("\u0e00-\u0e7f", "th"),
}
_RUN = re.compile("|".join(f"(?P<{name}>[{chars}])" for name, (chars, _) in _SYSTEMS.items()) + r"|(?P<Latin>[^\W\d_])")


def writing_runs(text: str) -> Iterator[tuple[str, str]]:
    """``(writing system, stretch)`` of a text, lossless; signs and digits go with what stands before them.

    Kana and Han in one stretch are Japanese. A text without letters is one Latin stretch.
    """
    start, system = 0, ""
    for found in _RUN.finditer(text):
        own = found.lastgroup or "Latin"
        if own == system or {own, system} == {"Kana", "Han"}:
            system = "Kana" if "Kana" in {own, system} else own
            continue
        if system:
            yield system, text[start : found.start()]
            start = found.start()
        system = own
    if text:
        yield system or "Latin", text[start:]


def language_of(system: str, default: str) -> str:
    """The language to speak a writing system in; ``default`` for Latin and unknown ones."""
    return _SYSTEMS[system][1] if system in _SYSTEMS else default
