"""Spanish, French, Hindi, Italian and Portuguese as phonemes, by espeak-ng and misaki's changes to its signs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from audiobook.engines.espeak_library import library
from audiobook.engines.espeak_voices import voice_path
from audiobook.engines.text import has_words
from audiobook.errors import TakeError

if TYPE_CHECKING:
    from collections.abc import Sequence

#: espeak-ng's voice for the first letter of a Kokoro voice.
VOICES = {"e": "es", "f": "fr", "h": "hi", "i": "it", "p": "pt-br"}
#: The library says nothing of marks, and the model needs them.
_MARKS = re.compile(r'([;:,.!?—–…"“”()]+)')
#: Where it turned to the rules of another language, and back; it ties the letters of the tag, too.
_SWITCHED = re.compile(r"\([a-z0-9^-]+\)")
#: Tied sounds that the model was trained on as one sign (misaki 0.9.4, espeak.py).
_TIED = {
    "a^ɪ": "I", "a^ʊ": "W", "d^z": "ʣ", "d^ʒ": "ʤ", "e^ɪ": "A", "o^ʊ": "O", "ə^ʊ": "Q", "s^s": "S", "t^s": "ʦ",
    "t^ʃ": "ʧ", "ɔ^ɪ": "Y",
}  # fmt: skip
_TIED_SOUND = re.compile("|".join(map(re.escape, _TIED)))


def phonemes(items: Sequence[tuple[str, str]], letter: str) -> str:
    """Phonemes of (written, phonemes or ``""``) in the language of a voice's first letter.

    Raises TakeError where the library says nothing for words, EngineError when it is missing.
    """
    found: list[str] = []
    for written, said in items:
        if said:
            found.append(f"{said} " if written[-1:].isspace() else said)
            continue
        found += [_said(part, letter) if has_words(part) else part for part in _MARKS.split(written)]
    return "".join(found)


def _said(text: str, letter: str) -> str:
    """The phonemes of a stretch without marks, with its blanks at both ends."""
    spoken = library().phonemes(text.strip(), voice=voice_path(VOICES[letter]), ipa=True)
    spoken = _TIED_SOUND.sub(lambda match: _TIED[match[0]], _SWITCHED.sub("", spoken)).replace("^", "").replace("-", "")
    if not spoken.strip():
        raise TakeError(f"espeak-ng says nothing for '{text.strip()[:40]}'", hint="give this text another engine")
    return f"{' ' if text[:1].isspace() else ''}{spoken.strip()}{' ' if text[-1:].isspace() else ''}"
