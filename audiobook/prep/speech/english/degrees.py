"""Degrees: of temperature, of angles and of places on the earth."""

from __future__ import annotations

import re

from audiobook.prep.speech.english.amounts import AMOUNT, SPACE, TO, is_one, said
from audiobook.prep.speech.english.page import Page, Rule
from audiobook.prep.speech.english.words import cardinal

_DEGREES = re.compile(
    rf"(?<![\w.,/:])(?P<minus>[-−+–]?)(?P<first>{AMOUNT}){SPACE}?°?(?:{TO}(?P<second>{AMOUNT}))?"
    rf"{SPACE}?(?P<sign>[°º]|℃|℉)(?:{SPACE}?(?P<scale>[CFK])(?![\w’']))?"
)
_SCALES = {"C": "Celsius", "F": "Fahrenheit", "K": "Kelvin", "℃": "Celsius", "℉": "Fahrenheit"}
_PLACE = re.compile(
    rf"(?<![\w.,])(?P<degrees>\d{{1,3}}){SPACE}?[°º]{SPACE}?(?:(?P<minutes>\d{{1,2}}){SPACE}?[′'’"
    rf"]{SPACE}?)?(?:(?P<seconds>\d{{1,2}}){SPACE}?[″\"”]{SPACE}?)?(?P<way>[NSEW]\b)"
)
_MINUTES = re.compile(
    rf"(?<![\w.,])(?P<degrees>\d{{1,3}}){SPACE}?[°º]{SPACE}?(?P<minutes>\d{{1,2}}){SPACE}?[′'’](?P<way>)(?P<seconds>)"
)
_WAYS = {"N": " north", "S": " south", "E": " east", "W": " west"}


def _place(match: re.Match[str], _page: Page) -> str:
    out = _counted(match["degrees"], "degree")
    if match["minutes"]:
        out += " " + _counted(match["minutes"], "minute")
    if match["seconds"]:
        out += " " + _counted(match["seconds"], "second")
    return out + _WAYS.get(match["way"] or "", "")


def _counted(digits: str, noun: str) -> str:
    return f"{cardinal(int(digits))} {noun}{'' if int(digits) == 1 else 's'}"


def _degrees(match: re.Match[str], page: Page) -> str | None:
    minus = {"-": "minus ", "−": "minus ", "–": "minus ", "+": "plus "}.get(match["minus"], "")
    first = said(match["first"], british=page.british)
    if match["second"]:
        first += f" to {said(match['second'], british=page.british)}"
    scale = _SCALES.get(match["scale"] or match["sign"], "")
    noun = "degree" if is_one(match["first"]) and not match["second"] else "degrees"
    return f"{minus}{first} {noun} {scale}".rstrip()


RULES = (
    Rule("unit", _PLACE, _place, needs="°º"),
    Rule("unit", _MINUTES, _place, needs="°º"),
    Rule("unit", _DEGREES, _degrees, needs="°º℃℉"),
)
