"""Words without a vowel as people make them: Sh! is a sound, not the letters S and H. In hibari's alphabet."""

from __future__ import annotations

import re

_VOWELS = re.compile("[aeiouyà-ÿ]", re.IGNORECASE)
#: Letters and pairs of them, the longest first, with the sound they have without a vowel beside them (own list).
_SOUNDS = {
    "sch": "ʃ", "tch": "ʧ", "sh": "ʃ", "ch": "ʧ", "th": "θ", "ph": "f", "wh": "w", "ck": "k", "kh": "k", "gh": "ɡ",
    "b": "b", "c": "k", "d": "d", "f": "f", "g": "ɡ", "h": "h", "j": "ʤ", "k": "k", "l": "ᵊl", "m": "m", "n": "ᵊn",
    "p": "p", "q": "k", "r": "ɜɹ", "s": "s", "t": "t", "v": "v", "w": "w", "x": "ks", "z": "z",
}  # fmt: skip
_LETTERS = re.compile("|".join(sorted(_SOUNDS, key=len, reverse=True)))
#: What can be held; a word without any of these (wh, tt, b) gets a short vowel behind it.
_HELD = frozenset("ʃʧθflmnɹsvz")


def hushed(word: str) -> str:
    """The phonemes of a word of consonants, such as ``ssh``, ``brr`` or a broken-off ``bl``; empty for another word.

    Capitals throughout are letters (BBC). Linear.
    """
    if len(word) < 2 or not word[1:].islower() or not word.isalpha() or _VOWELS.search(word):  # noqa: PLR2004
        return ""
    letters = re.sub(r"(.)\1+", r"\1", word.lower())
    if _LETTERS.sub("", letters):
        return ""
    sounds = "".join(_SOUNDS[found] for found in _LETTERS.findall(letters))
    return sounds if _HELD & set(sounds) else f"{sounds}ə"
