"""How each language is listened to in a proof: by a pronouncing dictionary, by syllables, or by letters."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from audiobook.errors import AudiobookError
from audiobook.plugins import Reading, load_engine
from audiobook.prep.speech.chinese.numbers import digits, number
from audiobook.proofing.takes.judge import Ear
from audiobook.proofing.takes.words import letters

#: The offline engine whose dictionary of English comes with the program.
_ENGLISH = "hibari"
#: Languages that Whisper's base model writes down well enough to be judged, and how far limits are stretched. Measured:
#: English and Chinese (facts of the project: 3 % of words, 4 to 8 % of characters wrong); the others by the figures
#: that its authors published, in which the base model has fewer than 1 word in 5 wrong only here, and own judgement.
_TOLERANCES = {"en": 1.0, "zh": 1.0, "de": 2.0, "es": 1.5, "fr": 2.0, "it": 1.5, "nl": 2.0, "pt": 1.5}
#: Without syllables, Chinese homophones count as errors.
_BY_SIGNS = 2.0
#: Years are read sign by sign, also in Chinese.
_YEAR = range(1000, 2100)
#: Pinyin whose differences neither engines nor the recogniser keep apart reliably.
_MERGED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))
_INITIALS = "bpmfdtnlgkhjqxzcsrwy"


def ear_of(language: str) -> Ear | None:
    """How to listen to a language (BCP 47); ``None`` for one that is not judged."""
    primary = language.replace("_", "-").partition("-")[0].lower()
    tolerance = _TOLERANCES.get(primary)
    if tolerance is None:
        return None
    if primary == "en":
        return Ear(_english(), tolerance=tolerance)
    if primary == "zh":
        pinyin = _pinyin()
        return Ear(_chinese(pinyin), exact=True, tolerance=tolerance if pinyin else _BY_SIGNS)
    return Ear(letters, tolerance=tolerance)


@cache
def _english() -> Callable[[str], str]:
    """Phonemes of a word by itself; letters where the dictionary is missing or knows nothing."""
    try:
        engine = load_engine(_ENGLISH)
    except (AudiobookError, ImportError):
        return letters
    if not isinstance(engine, Reading):
        return letters
    reading = engine.reading

    @lru_cache(maxsize=65536)
    def sounds(word: str) -> str:
        try:
            return reading(word, "en")[0]
        except AudiobookError:
            return ""

    return sounds


def _pinyin() -> Any:  # noqa: ANN401 - it may not be there
    """The function of the package pypinyin, which comes with the extra, or nothing."""
    try:
        from pypinyin import lazy_pinyin  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        return None
    return lazy_pinyin


def _chinese(pinyin: Any) -> Callable[[str], str]:  # noqa: ANN401 - see above
    """Two signs for each syllable, its beginning and its end; the character twice where syllables are not known."""

    @lru_cache(maxsize=65536)
    def sounds(word: str) -> str:
        said = _numbers(word)
        if pinyin is None:
            return "".join(char * 2 for char in _folded(said) if char.isalnum())
        return "".join(_syllable(syllable) for syllable in pinyin(said) if syllable.strip())

    return sounds


def _numbers(word: str) -> str:
    """Figures as they are said: the recogniser writes them, the text that was spoken has words."""
    if not word.isascii() or not any(char.isdigit() for char in word):
        return word
    plain = word.replace(",", "").rstrip("%")
    if not plain.replace(".", "", 1).isdigit():
        return digits(word)
    said = digits(plain) if plain.isdigit() and int(plain[:8]) in _YEAR else number(plain)
    return f"百分之{said}" if word.endswith("%") else said


def _syllable(syllable: str) -> str:
    """``zhang`` -> ``zɑ``-like two signs: a letter for its beginning (``_`` for none), one for its whole end."""
    if not syllable.isascii() or not syllable.isalpha():
        return letters(syllable)
    plain = syllable.lower()
    for long, short in _MERGED:
        plain = plain.replace(long, short)
    first, rest = (plain[0], plain[1:]) if plain[0] in _INITIALS else ("_", plain)
    return first + (_end_sign(rest) if rest else "")


@cache
def _ends() -> dict[str, str]:
    return {}


def _end_sign(end: str) -> str:
    """One private sign for each end of a syllable; there are some forty."""
    known = _ends()
    return known.setdefault(end, chr(0xE000 + len(known)))


def _folded(text: str) -> str:
    """Simplified and traditional characters as one."""
    from audiobook.prep.speech.chinese.fold import fold

    return fold(text).text
