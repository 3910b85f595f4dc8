"""Mandarin text as phonemes, word by word, by misaki's tables over the dictionaries of jieba and pypinyin."""

from __future__ import annotations

import contextlib
import re
import sys
import warnings
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from audiobook.engines.kokoro.files import cache_folder
from audiobook.engines.kokoro.scripts import Letters, letters_of
from audiobook.errors import EngineError, TakeError

if TYPE_CHECKING:
    from collections.abc import Sequence

#: What the front end needs; misaki itself needs Python below 3.13.
_PACKAGES = ("misaki", "jieba", "pypinyin", "cn2an", "ordered_set")
_TOO_NEW = (3, 13)
_DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")
#: Signs that are words. Everything else that is no letter or digit is a mark.
_SIGNS = str.maketrans(
    {"+": "加", "=": "等于", "&": "和", "%": "百分号", "℃": "摄氏度", "°": "度", "@": "艾特", "#": "井号"}
    | {"＋": "加", "＝": "等于", "＆": "和", "％": "百分号", "〇": "零"}
    | {"$": "美元", "€": "欧元", "£": "英镑", "￥": "元", "¥": "元"}
)
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_HAN_RUN = re.compile(f"(?P<han>[{_HAN}]+)|(?P<other>[^{_HAN}]+)")
_STRESS_OFF = "\u032f"  # under a vowel that is no syllable of its own; the model has no sign for it


def is_installed() -> bool:
    """Whether the packages are there; nothing is imported."""
    return sys.version_info < _TOO_NEW and all(find_spec(name) for name in _PACKAGES)


def missing() -> EngineError:
    """The error where they are not, with the one command that mends it."""
    if sys.version_info >= _TOO_NEW:
        return EngineError(
            "kokoro's Chinese needs Python 3.11 or 3.12: its pronunciations (misaki) do not run on newer ones",
            hint="make an environment with Python 3.12 and type: pip install 'audiobook[kokoro-zh]'",
        )
    return EngineError(
        "kokoro's Chinese needs pronunciations that are not installed", hint="pip install 'audiobook[kokoro-zh]'"
    )


def phonemes(items: Sequence[tuple[str, str]]) -> str:
    """Phonemes of (written, phonemes or ``""``): written is Han, digits and marks.

    Raises TakeError for a character that would be lost, EngineError when the packages are missing.
    """
    rules = _rules()
    found: list[str] = []
    for written, said in items:
        if said:
            found.append(f" {said} ")
            continue
        for match in _HAN_RUN.finditer(_in_words(written, rules)):
            if match["han"]:
                found.append(" ".join(rules.word(word) for word in rules.cut(match["han"])))
            else:
                found.append(_marks(match["other"]))
    return "".join(found)


def _in_words(text: str, rules: _Rules) -> str:
    """Numbers and signs as words."""
    with contextlib.suppress(ValueError, LookupError, OverflowError):
        text = rules.numbers(text)  # a number that is too long for its rules is read digit by digit
    return text.translate(_SIGNS).translate(_DIGITS)


def _marks(text: str) -> str:
    strange = sorted({char for char in text if char.isalnum() or letters_of(char) is not Letters.LATIN})
    if strange:
        raise TakeError(f"this voice cannot pronounce {' '.join(strange[:8])}", hint="give this text another engine")
    return text


class _Rules:
    """The three packages behind three functions."""

    def __init__(self) -> None:
        import logging

        # jieba compiles with warnings, talks on standard error, and keeps its cache where others may write.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            cn2an, jieba, pypinyin = (import_module(name) for name in ("cn2an", "jieba", "pypinyin"))
            misaki = import_module("misaki.zh")
        jieba.setLogLevel(logging.WARNING)
        folder = cache_folder()
        folder.mkdir(parents=True, exist_ok=True)
        jieba.dt.tmp_dir = str(folder)
        self._jieba: Any = jieba
        self._numbers: Any = cn2an
        self._sound: Any = misaki.ZHG2P.py2ipa
        self._spell: Any = pypinyin.lazy_pinyin
        self._style: Any = pypinyin.Style.TONE3

    def cut(self, text: str) -> list[str]:
        """Words."""
        found: list[str] = self._jieba.lcut(text, cut_all=False)
        return found

    def numbers(self, text: str) -> str:
        """Figures as words. Raises ValueError."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of long numbers and leaves them
            found: str = self._numbers.transform(text, "an2cn")
        return found

    def word(self, word: str) -> str:
        """A word's phonemes. Raises TakeError for a character without a reading."""
        try:
            syllables = self._spell(word, style=self._style, neutral_tone_with_five=True, errors=_unread)
            return "".join(self._sound(syllable) for syllable in syllables).replace(_STRESS_OFF, "")
        except (LookupError, ValueError, AssertionError) as error:
            raise TakeError(f"there are no rules for the sound of '{word}'", hint="write it otherwise") from error


def _unread(characters: str) -> list[str]:
    raise TakeError(f"no reading is known of '{characters}'", hint="give it a pronunciation, or write it otherwise")


@cache
def _rules() -> _Rules:
    if not is_installed():
        raise missing()
    try:
        return _Rules()
    except (ImportError, OSError) as error:
        raise EngineError(
            f"kokoro's Chinese cannot be loaded: {error}", hint="pip install --force-reinstall 'audiobook[kokoro-zh]'"
        ) from error
