"""English number words. The library num2words knows them; here are its forms as a narrator says them.

num2words agrees with an independent implementation (hibari's), but for "and", on the cardinals and ordinals from 0 to
20,000 and on 5,000 random ones up to 10^12 (measured 23 November 2026).
"""

from __future__ import annotations

import re
from functools import lru_cache

from audiobook.prep.marks import words_of

DIGITS = words_of("zero one two three four five six seven eight nine")
_HUNDRED, _THOUSAND = 100, 1000
#: num2words knows names up to here (the library's short scale); beyond, digits are read one by one.
_MOST_DIGITS = 60
_AND = re.compile(r" and (?=[a-z-]+$)| and (?=[a-z-]+ (?:thousand|[a-z]+illion))")
_DENOMINATORS = {2: ("half", "halves"), 4: ("quarter", "quarters")}


@lru_cache(maxsize=4096)
def cardinal(number: int, *, british: bool = True) -> str:
    """``150`` is one hundred and fifty, without the "and" in American English."""
    return _words(number, "cardinal", british=british)


@lru_cache(maxsize=4096)
def ordinal(number: int, *, british: bool = True) -> str:
    """``21`` is twenty-first."""
    return _words(number, "ordinal", british=british)


def _words(number: int, kind: str, *, british: bool) -> str:
    from num2words import num2words

    said: str = num2words(number, lang="en", to=kind).replace(",", "")
    return said if british else _AND.sub(" ", said)


def year(number: int, *, british: bool = True) -> str:
    """In pairs: 1776 seventeen seventy-six, 1703 seventeen oh three, 890 eight ninety, 2001 two thousand and one."""
    century, rest = divmod(number, _HUNDRED)
    if number < _HUNDRED or (century % 10 == 0 and (rest < 10 or (century == 10 and not rest))):  # noqa: PLR2004
        return cardinal(number, british=british)
    if not rest:
        return f"{cardinal(century)} hundred"
    return f"{cardinal(century)} {'oh ' if rest < 10 else ''}{cardinal(rest)}"  # noqa: PLR2004


def decade(number: int) -> str:
    """1930 is nineteen-thirties, 60 sixties, 1700 seventeen hundreds."""
    said = year(number)
    return f"{said[:-1]}ies" if said.endswith("y") else f"{said}s"


def code(digits: str) -> str:
    """A number that names a thing, as people say it: 66 sixty-six, 747 seven forty-seven, 402 four oh two."""
    number = int(digits)
    if digits.startswith("0") or len(digits) > 4:  # noqa: PLR2004
        return spelled(digits)
    if number < _HUNDRED or number % _THOUSAND == 0:
        return cardinal(number)
    return year(number) if number % _HUNDRED or number > _THOUSAND else cardinal(number)


def many(digits: str) -> str:
    """Several things of that number: 747s seven forty-sevens."""
    said = code(digits)
    return f"{said[:-1]}ies" if said.endswith("y") else f"{said}es" if said.endswith("x") else f"{said}s"


def spelled(digits: str, zero: str = "oh") -> str:
    """Digit by digit."""
    return " ".join(zero if digit == "0" else DIGITS[int(digit)] for digit in digits if digit.isdigit())


def fraction(above: int, below: int) -> str:
    """Three quarters, four sevenths, a half."""
    one, many = _DENOMINATORS.get(below) or (ordinal(below), f"{ordinal(below)}s")
    if above == 1 and below in {_HUNDRED, _THOUSAND}:
        return f"a {one.removeprefix('one ')}"
    if above == 1:
        return f"{'an' if one.startswith('e') else 'a'} {one}"
    return f"{cardinal(above)} {many}"


def number(written: str, *, british: bool = True) -> str:
    """Digits with a sign, commas between thousands and a point: ``-1,234.05``."""
    bare = written.replace(",", "")
    sign = "minus " if bare[:1] in "-−–" and bare[:1] else "plus " if bare[:1] == "+" else ""
    whole, _, rest = bare.lstrip("-−–+").partition(".")
    short = len(whole) <= _MOST_DIGITS
    said = (cardinal(int(whole), british=british) if short else spelled(whole)) if whole else ""
    if rest:
        nought = "oh" if whole.strip("0") else "zero"
        said = f"{said} point {spelled(rest, nought)}".lstrip()
    return sign + said


def plural(noun: str) -> str:
    """The plural of a unit's name: of its first word where it is several, ``mile per hour``."""
    first, space, rest = noun.partition(" per ")
    return f"{first}s{space}{rest}"
