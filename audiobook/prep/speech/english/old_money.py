"""Pounds, shillings and pence, as Britain counted them until 1971."""

from __future__ import annotations

import re

from audiobook.prep.speech.english.amounts import INTEGER, SPACE
from audiobook.prep.speech.english.money import ADVERBS
from audiobook.prep.speech.english.page import Page, Rule
from audiobook.prep.speech.english.words import cardinal, number

_FARTHINGS = {"¼": "farthing", "¾": "three farthings", "½": "halfpenny"}
_PENNIES = {1: "a penny", 2: "twopence", 3: "threepence"}


def _pence(pence: str) -> str:
    if pence[-1:] in _FARTHINGS:
        whole = _pence(pence[:-1]) if pence[:-1] else ""
        small = _FARTHINGS[pence[-1]]
        return f"{whole} {small}" if whole else small if small.startswith("three") else f"a {small}"
    whole, _, half = pence.partition("½")
    words = _PENNIES.get(int(whole), f"{cardinal(int(whole))}pence") if whole else ""
    halfpenny = " halfpenny" if pence.endswith("½") else ""
    return (words + halfpenny).strip() if half == "" else words


_OLD = re.compile(
    rf"(?<![\w.,:/-])(?:£{SPACE}?(?P<pounds>{INTEGER}),?{SPACE}(?=\d{{1,2}}{SPACE}?s\b)|"
    rf"(?P<ell>{INTEGER}){SPACE}?l\.,?{SPACE}(?=\d{{1,2}}{SPACE}?s\b))?"
    rf"(?:(?P<shillings>\d{{1,2}}){SPACE}?s(?P<point>\.|\b)(?![’'\w]))?(?:,?(?(shillings){SPACE}?"
    rf")(?P<pence>\d{{0,2}}[¼½¾]?)(?(pence)){SPACE}?d(?P<lastpoint>\.|\b)(?![’'\w]))?"
)


def _old(match: re.Match[str], page: Page) -> str | None:
    pounds, shillings, pence = match["pounds"] or match["ell"], match["shillings"], match["pence"]
    if not shillings and not pence:
        return None
    said = []
    if pounds:
        said.append(f"{number(pounds, british=page.british)} {'pound' if pounds == '1' else 'pounds'}")
    if shillings:
        said.append(f"{cardinal(int(shillings))} {'shilling' if shillings == '1' else 'shillings'}")
    if pence:
        said.append(("and " if said else "") + _pence(pence))
    point = match["lastpoint"] if pence else match["point"]
    return " ".join(said) + ("." if point == "." and page.ends(match.end()) else "")


def _slash(match: re.Match[str], page: Page) -> str | None:
    shillings = int(match["shillings"])
    if match["pence"]:
        return f"{cardinal(shillings)} and {_pence(match['pence']).removesuffix('pence')}" if shillings else None
    noun = re.match(r" [A-Za-z]{3,}", page.after(match.end())) and not ADVERBS.match(page.after(match.end()))
    return f"{cardinal(shillings)} {'shilling' if noun or shillings == 1 else 'shillings'}"


_LSD = re.compile(r"£(?P<pounds>[\d,]+)[‒–-](?P<shillings>\d{1,2})[‒–-](?P<pence>\d{1,2}[¼½¾]?)(?!\w)")


def _lsd(match: re.Match[str], page: Page) -> str:
    pounds, shillings, pence = match["pounds"], int(match["shillings"]), match["pence"]
    said = [f"{number(pounds, british=page.british)} {'pound' if pounds == '1' else 'pounds'}"]
    if shillings:
        said.append(f"{cardinal(shillings)} {'shilling' if shillings == 1 else 'shillings'}")
    if pence.strip("0"):
        said.append(f"and {_pence(pence)}")
    return " ".join(said)


#: The heads of a bill's columns, each before its sum.
_COLUMNS = {"£.": "pounds", "s.": "shillings", "d.": "pence"}
_COLUMN = re.compile(r"(?:\A|(?<=\s))(?P<coin>[£sd]\.)(?=:\s)")
#: A sum that the author wrote in words before the sign.
_WORDED = re.compile(
    r"\b(?P<count>one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty)[\s-]"
    r"(?P<coin>[sd]\.)(?!\w)", re.IGNORECASE
)  # fmt: skip


def _worded(match: re.Match[str], page: Page) -> str:
    one = match["count"].lower() == "one"
    coin = (" penny" if one else "pence") if match["coin"] == "d." else " shilling" if one else " shillings"
    return match["count"] + coin + ("." if page.ends(match.end()) else "")


def _sums(match: re.Match[str], page: Page) -> str:
    return "pounds, shillings and pence" + ("." if match[0].endswith(".") and page.ends(match.end()) else "")


RULES = (
    Rule("money", _LSD, _lsd, needs="£"),
    Rule("money", _OLD, _old, needs="0123456789¼½¾"),
    Rule(
        "money",
        re.compile(r"(?<![\w./])(?P<shillings>\d{1,2})/(?:(?P<pence>$^)|[-–‒—]|(?=\s))(?!\w)"),
        _slash,
        needs="/",
    ),
    Rule("money", re.compile(r"£\.?\s?s\.?\s?d\.?(?!\w)"), _sums, needs="£"),
    Rule("money", _COLUMN, lambda m, _p: _COLUMNS[m["coin"]], group="coin", needs="£sd"),
    Rule("money", _WORDED, _worded, needs="."),
)
