"""English in the IPA -> the phonemes of hibari and of espeak-ng's English voices.

Broad transcriptions of either side of the Atlantic and the common sounds of foreign names, each as the nearest English
one. What the table does not know makes the whole conversion fail: better no phonemes than wrong ones. hibari's signs
are those of its American dictionary, espeak's those that it prints for the same words (both checked in the tests).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

#: IPA -> (hibari, espeak). Keys that end in ɹ hold only where no vowel follows.
_VOWELS = {
    **dict.fromkeys(("eɪ", "eː", "ei"), ("A", "eI")),
    **dict.fromkeys(("aɪ", "ɑɪ", "ai"), ("I", "aI")),
    **dict.fromkeys(("ɔɪ", "oɪ", "ɔi"), ("Y", "OI")),
    **dict.fromkeys(("aʊ", "ɑʊ", "au"), ("W", "aU")),
    **dict.fromkeys(("oʊ", "əʊ", "ɔʊ", "ou", "oː", "o"), ("O", "oU")),
    **dict.fromkeys(("ɜːɹ", "ɜɹ", "ɝː", "ɝ", "ɜː", "ɜ", "øː", "ø", "œ"), ("ɜɹ", "3:")),
    **dict.fromkeys(("ɚ", "əɹ"), ("əɹ", "3")),
    **dict.fromkeys(("ɑːɹ", "ɑɹ"), ("ɑɹ", "A@")),
    **dict.fromkeys(("ɔːɹ", "ɔɹ", "oːɹ", "oɹ"), ("ɔɹ", "O@")),
    **dict.fromkeys(("ɪəɹ", "ɪɹ", "iəɹ", "iːɹ", "ɪə"), ("ɪɹ", "i@3")),
    **dict.fromkeys(("ɛəɹ", "ɛɹ", "eəɹ", "eɹ", "ɛə", "eə", "ɛː"), ("ɛɹ", "e@")),
    **dict.fromkeys(("ʊəɹ", "ʊɹ", "uːɹ", "ʊə"), ("ʊɹ", "U@")),
    "iː": ("i", "i:"),
    "i": ("i", "i"),
    **dict.fromkeys(("ɪ", "ɨ", "ᵻ"), ("ɪ", "I")),
    **dict.fromkeys(("e", "ɛ"), ("ɛ", "E")),
    **dict.fromkeys(("æ", "a"), ("æ", "a")),
    **dict.fromkeys(("ɑː", "ɑ", "aː"), ("ɑ", "A:")),
    **dict.fromkeys(("ɒː", "ɒ"), ("ɑ", "0")),
    **dict.fromkeys(("ɔː", "ɔ"), ("ɔ", "O:")),
    "ʊ": ("ʊ", "U"),
    **dict.fromkeys(("uː", "u", "yː", "y", "ɯ", "ʉː", "ʉ"), ("u", "u:")),
    **dict.fromkeys(("ʌ", "ɐ"), ("ʌ", "V")),
    **dict.fromkeys(("ə", "ɵ", "ɘ"), ("ə", "@")),
}
_CONSONANTS = {
    **{sign: (sign, sign) for sign in "pbtdkfvszmnlhwj"},
    **dict.fromkeys(("ɡ", "g", "ɣ", "ɟ"), ("ɡ", "g")),
    **dict.fromkeys(("ɹ", "ɻ", "ʁ", "ʀ"), ("ɹ", "r")),
    "ɾ": ("ɾ", "t#"),
    "ʔ": ("ʔ", "?"),
    "θ": ("θ", "T"),
    "ð": ("ð", "D"),
    **dict.fromkeys(("ʃ", "ʂ", "ɕ"), ("ʃ", "S")),
    **dict.fromkeys(("ʒ", "ʐ", "ʑ"), ("ʒ", "Z")),
    **dict.fromkeys(("tʃ", "ʧ", "tɕ", "tʂ"), ("ʧ", "tS")),
    **dict.fromkeys(("dʒ", "ʤ", "dʑ"), ("ʤ", "dZ")),
    "ŋ": ("ŋ", "N"),
    **dict.fromkeys(("x", "χ"), ("k", "x")),
    **dict.fromkeys(("ç", "ɦ"), ("h", "h")),
    **dict.fromkeys(("c", "q"), ("k", "k")),
    "ɲ": ("nj", "nj"),
    "ʎ": ("lj", "lj"),
    **dict.fromkeys(("ɫ", "ɭ", "ɬ"), ("l", "l")),
    **dict.fromkeys(("ʍ", "ɰ"), ("w", "w")),
    **dict.fromkeys(("β", "ʋ"), ("v", "v")),
    "ɸ": ("f", "f"),
    "ɱ": ("m", "m"),
    "ɳ": ("n", "n"),
    "ʈ": ("t", "t"),
    "ɖ": ("d", "d"),
    "ʝ": ("j", "j"),
    "\u0303": ("n", "n"),  # a nasal vowel, as English speakers say it
}
_SYLLABIC = "\u0329"
#: Ties between the halves of one sound, and brackets around the whole or around a sound that some leave out.
_SKIPPED = frozenset("\u0361\u035c()[]/")
#: Finer than English needs: syllable breaks, length of consonants, aspiration, places and states of the tongue.
_LEFT_OUT = frozenset(".‿ːˑ|\u032f\u032a\u031a\u0325\u030a\u031e\u031d\u031f\u0320ʰʲʷˠ")
_STRESS = {"ˈ": ("ˈ", "'"), "'": ("ˈ", "'"), "ˌ": ("ˌ", ",")}
_LONGEST = max(map(len, [*_VOWELS, *_CONSONANTS]))


@dataclass(frozen=True, slots=True)
class Converted:
    """Phonemes, or none and the signs that the table does not know."""

    text: str
    unknown: tuple[str, ...] = ()


def to_hibari(ipa: str) -> Converted:
    """IPA -> hibari's signs; a stress mark stands before its vowel, and the first vowel is stressed if nothing is."""
    return _convert(ipa, 0)


def to_espeak(ipa: str) -> Converted:
    """IPA -> mnemonics of espeak-ng's English voices, to stand inside ``[[…]]``."""
    return _convert(ipa, 1)


def _convert(ipa: str, side: int) -> Converted:
    signs = unicodedata.normalize("NFD", ipa).replace("c\u0327", "ç").replace("r", "ɹ")
    signs = "".join(sign for sign in signs if sign not in _SKIPPED)
    out: list[str] = []
    unknown: set[str] = set()
    stress, stressed, at = "", False, 0
    while at < len(signs):
        key = _key(signs, at)
        if key in _VOWELS:
            out += [stress, _VOWELS[key][side]]
            stressed, stress = stressed or bool(stress), ""
        elif key in _CONSONANTS:
            out.append(_CONSONANTS[key][side])
        elif key in _STRESS:
            stress = _STRESS[key][side]
        elif key == _SYLLABIC and out:
            out.insert(len(out) - 1, stress + ("ᵊ" if side == 0 else "@"))
            stressed, stress = stressed or bool(stress), ""
        elif key not in _LEFT_OUT:
            out.append(" ")
            unknown.update(key.strip())
        at += len(key)
    if unknown:
        return Converted("", tuple(sorted(unknown)))
    return Converted("".join(out if stressed else _stressed(out, side)).strip())


def _stressed(out: list[str], side: int) -> list[str]:
    """With the first vowel stressed."""
    vowels = {value[side] for value in _VOWELS.values()}
    first = next((n for n, sign in enumerate(out) if sign in vowels), len(out))
    return [*out[:first], _STRESS["ˈ"][side], *out[first:]] if first < len(out) else out


def _key(signs: str, at: int) -> str:
    """The longest key of the tables that the signs go on with; else one sign."""
    for length in range(_LONGEST, 1, -1):
        key = signs[at : at + length]
        if len(key) < length or (key not in _VOWELS and key not in _CONSONANTS):
            continue
        following = signs[at + length :].lstrip("ˈˌ'.")[:1]
        if not (key.endswith("ɹ") and following in _VOWELS):
            return key
    return signs[at]
