"""Numbers, money, percent, times and abbreviations of the languages that num2words knows.

The words of numbers are the library's; inflected languages get the form that a dictionary shows.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from audiobook.prep.speech.model import Change, Context, Rules
from audiobook.prep.speech.other.tables import TONGUES, Tongue

_DATIVE = re.compile(r"\b(?:am|dem|den|vom|zum|im|beim|des)\s\Z", re.IGNORECASE)
#: Years whose words must agree with what follows, which the library cannot do: left to the engine.
_INFLECTED = re.compile(r"\s(?:году|года|году|годом|годах|годов|гг?\.|roku|r\.|latach|lat)")
_YEAR = range(1100, 2100)
_ODD_YEARS = {"de", "nl"}  # the library reads 1984 as nineteen hundred eighty-four where the language does


def rules_of(language: str) -> Rules | None:
    """The rules of a language by its two letters; None when there are none."""
    tongue = TONGUES.get(language)
    return _Reader(tongue) if tongue else None


class _Reader:
    """The rules of one language: patterns made once, nothing kept between calls."""

    def __init__(self, tongue: Tongue) -> None:
        self._tongue = tongue
        number = rf"(?:\d{{1,3}}(?:{tongue.thousands}\d{{3}})+|\d+)(?:{re.escape(tongue.decimal)}\d+)?"
        signs = "|".join(re.escape(sign) for sign in sorted(tongue.money, key=len, reverse=True)) or "$^"
        self._money = re.compile(
            rf"(?<!\w)(?:(?P<before>{signs})\s?(?P<one>{number})|(?P<two>{number})\s?(?P<after>{signs}))"
        )
        self._percent = re.compile(rf"(?<![\w.,])(?P<minus>[-−])?(?P<number>{number})\s?%")
        self._range = re.compile(rf"(?<![\w.,-])(?P<one>{number})\s?[–-]\s?(?P<two>{number})(?![\w-])")
        self._number = re.compile(rf"(?<![\d.,])(?P<minus>(?<![\w)])[-−](?=\d))?(?P<number>{number})")
        self._ordinal = re.compile(rf"(?<![\w.,])(?P<number>\d+){tongue.ordinal}(?!\w)") if tongue.ordinal else None
        self._clock = re.compile(
            r"(?<![\d:.,])(?P<hour>[01]?\d|2[0-4])[:h](?P<minute>[0-5]\d)(?![\d:])(?:\s?(?:Uhr|uur|h)\b)?"
        )
        self._dated = re.compile(rf"\b(?:{tongue.years})\s\Z", re.IGNORECASE) if tongue.years else None
        short = "|".join(re.escape(word) for word in sorted(tongue.short, key=len, reverse=True))
        self._short = re.compile(rf"(?<!\w)(?:{short})(?!\w)") if short else None

    def __call__(self, text: str, context: Context) -> list[Change]:  # noqa: C901 - one class after the other
        """All changes; where two overlap the first one stays."""
        del context
        found: list[Change] = []

        def put(match: re.Match[str], spoken: str | None, rule: str) -> None:
            if spoken:
                found.append(Change(*match.span(), match[0], spoken, rule))

        for match in self._short.finditer(text) if self._short else ():
            put(match, self._tongue.short[match[0]] + self._full_stop(text, match), "abbreviation")
        if not any(char.isdecimal() for char in text):
            return found
        for match in self._money.finditer(text):
            put(match, self._sum(match), "money")
        for match in self._percent.finditer(text):
            put(match, self._join(self._said(match["number"], match["minus"]), self._tongue.percent), "percent")
        for match in self._clock.finditer(text) if self._tongue.clock else ():
            put(match, self._time(match["hour"], match["minute"]), "time")
        for match in self._ordinal.finditer(text) if self._ordinal else ():
            ending = (
                "n"
                if _DATIVE.search(text[max(0, match.start() - 8) : match.start()]) and self._tongue.code == "de"
                else ""
            )
            put(match, _words(int(match["number"]), self._tongue.code, "ordinal") + ending, "ordinal")
        for match in self._range.finditer(text):
            put(
                match,
                self._join(
                    self._year_or(match["one"], text, match.start()),
                    self._tongue.to,
                    self._year_or(match["two"], text, match.start()),
                ),
                "range",
            )
        for match in self._number.finditer(text):
            if _INFLECTED.match(text, match.end()):
                continue
            spoken = (
                self._year_or(match["number"], text, match.start())
                if not match["minus"]
                else self._said(match["number"], "-")
            )
            put(match, spoken, "cardinal")
        return found

    def _full_stop(self, text: str, match: re.Match[str]) -> str:
        return "." if match[0].endswith(".") and not text[match.end() :].strip(" ”“»«\"'’)") else ""

    def _join(self, *words: str) -> str:
        return self._tongue.space.join(filter(None, words))

    def _sum(self, match: re.Match[str]) -> str:
        written = match["one"] or match["two"]
        one, many = self._tongue.money[match["before"] or match["after"]]
        whole, _, cents = written.partition(self._tongue.decimal)
        unit = one if whole == "1" else many
        if len(cents) not in {0, 2}:
            return self._join(self._said(written), unit)
        return self._join(self._said(whole), unit, self._said(cents) if len(cents) == 2 and int(cents) else "")  # noqa: PLR2004

    def _time(self, hour: str, minute: str) -> str:
        tongue = self._tongue
        spoken = [_words(int(hour), tongue.code, "cardinal"), tongue.clock]
        if int(minute):
            spoken.append(_words(int(minute), tongue.code, "cardinal"))
        elif tongue.clock in {"y", "e"}:
            spoken.pop()
        if tongue.code == "de" and hour.lstrip("0") == "1":
            spoken[0] = "ein"
        return self._join(*spoken)

    def _year_or(self, written: str, text: str, start: int) -> str:
        year = written.isdecimal() and len(written) == 4 and int(written) in _YEAR and self._tongue.code in _ODD_YEARS  # noqa: PLR2004
        if year and self._dated and self._dated.search(text[max(0, start - 24) : start]):
            return _words(int(written), self._tongue.code, "year")
        return self._said(written)

    def _said(self, written: str, minus: str | None = None) -> str:
        tongue = self._tongue
        whole, _, part = re.sub(tongue.thousands, "", written).partition(tongue.decimal)
        spoken = [tongue.minus if minus else "", _words(int(whole), tongue.code, "cardinal")]
        if part:
            spoken.append(tongue.point)
            spoken += [_words(int(digit), tongue.code, "cardinal") for digit in part]
        return self._join(*spoken)


@lru_cache(maxsize=4096)
def _words(number: int, language: str, kind: str) -> str:
    library: Any = _library()
    try:
        spoken: str = library(number, lang=language, to=kind)
    except (NotImplementedError, OverflowError, IndexError, KeyError):
        return " ".join(library(int(digit), lang=language) for digit in str(number))
    return spoken


def _library() -> Any:  # noqa: ANN401 - num2words ships no types
    from num2words import num2words

    return num2words
