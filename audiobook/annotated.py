"""Text with phonemes in it, as it goes to an engine: Unicode's interlinear annotation (U+FFF9 to U+FFFB).

``U+FFF9 Worcester U+FFFA wˈʊstəɹ U+FFFB`` is the word as written and, in the engine's own alphabet, as it is said.
Unicode made these three characters for text with its reading beside it and wants them in no file that is exchanged; so
no book can forge one once ``disarmed`` took them out, while ``[word](/phonemes/)`` or ``[[phonemes]]`` could stand in
any book. Only engines whose ``EngineInfo.phonemes`` says so get annotated text.
"""

from __future__ import annotations

import re

_ANCHOR, _SEPARATOR, _END = "\ufff9", "\ufffa", "\ufffb"
_MARKS = re.compile(f"[{_ANCHOR}{_SEPARATOR}{_END}]")
_ANNOTATED = re.compile(
    f"{_ANCHOR}([^{_ANCHOR}{_SEPARATOR}{_END}]*){_SEPARATOR}([^{_ANCHOR}{_SEPARATOR}{_END}]*){_END}"
)


def disarmed(text: str) -> str:
    """Text of a book, without the marks."""
    return _MARKS.sub("", text) if not text.isascii() else text


def annotate(written: str, phonemes: str) -> str:
    """A word with how it is said; neither may hold a mark."""
    return f"{_ANCHOR}{disarmed(written)}{_SEPARATOR}{disarmed(phonemes)}{_END}"


def runs(text: str) -> tuple[tuple[str, str], ...]:
    """Stretches in order as (written text, phonemes or ``""``), none empty; stray marks are dropped."""
    found: list[tuple[str, str]] = []
    at = 0
    for match in _ANNOTATED.finditer(text):
        found += [(disarmed(text[at : match.start()]), ""), (match[1], match[2])]
        at = match.end()
    found.append((disarmed(text[at:]), ""))
    return tuple((written, phonemes) for written, phonemes in found if written)


def written_text(text: str) -> str:
    """The text as written: each annotated word without its phonemes."""
    return "".join(written for written, _ in runs(text)) if _ANCHOR in text else disarmed(text)
