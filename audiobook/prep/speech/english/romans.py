"""Roman numerals: cardinals after what is counted, ordinals before centuries, never the pronoun. See ``rulers``."""

from __future__ import annotations

import re

from audiobook.numerals import roman_value
from audiobook.prep.marks import words_of
from audiobook.prep.speech.english import rulers
from audiobook.prep.speech.english.page import Page, Rule
from audiobook.prep.speech.english.rulers import NUMERAL
from audiobook.prep.speech.english.words import cardinal, ordinal, year

_COUNTED = words_of(
    """
    chapter chap chap. ch. act scene book bk bk. part pt. volume vol. vol canto section sect. sec. article art.
    appendix figure fig. table plate page pages p. pp. war type stage phase level class mark episode unit lesson
    psalm sonnet number no. case group division canto letter stave fit stanza verse step round series season
    category schedule title paragraph annex exhibit question problem theorem rule note session track movement
    symphony opus item point apollo soyuz saturn gemini titan polaris trident falcon bowl factor grade tier world
    rocky rambo jaws godfather terminator superman fantasy quest crusade fragment epistle homily olympiad legion
    corps expedition census amendment quarto folio volumes chapters acts books parts sections wars plates figures
    articles corinthians thessalonians timothy kings samuel chronicles maccabees
    """
)
_ANY = (
    r"(?P<numeral>(?=[ivxlcdm])m{0,4}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|"
    r"iv|v?i{0,3}))(?![\w-]|’[a-rt-z]|'[a-rt-z])"
)
_KEY = rf"(?P<key>{'|'.join(re.escape(word) for word in sorted(_COUNTED, key=len, reverse=True))})"
_AFTER_KEY = re.compile(
    rf"\b{_KEY}[\s\u00a0]{_ANY}(?:\s?(?P<to>[-–—]|to|and|&|or|,)\s?(?P<second>[ivxlc]+)\b(?![’'-]))?", re.IGNORECASE
)
#: After one of these an "I" is more often the speaker: "in that case I", "at one point I".
_NOT_PRONOUN = frozenset(
    words_of(
        """
    act book bk bk. canto chap chap. ch. chapter episode fig. p. part pt. scene sect. sec. type vol. vol volume
    war phase stage
    """
    )
)
#: What can be named by a letter as well, so that a single one stays: letter V, case C, point X.
_LOOSE = frozenset(
    words_of(
        """
    letter point item group factor level class grade note track case exhibit point theorem division step number
    world category schedule
    """
    )
)
_LONG = frozenset(words_of("chapter psalm page pages p. pp. sonnet canto verse hymn book ch. chap."))
_VERB_AFTER_I = re.compile(
    r"[ ](?:am|was|had|have|will|would|should|shall|could|can|did|do|"
    r"must|may|might|never|always|also|just|only|really|first|"
    r"then|think|thought|know|knew|saw|see|read|wrote|liked?|loved?|"
    r"hated?|remember(?:ed)?|felt|said|say|want(?:ed)?|played|play|"
    r"took|"
    r"made|found|mean|meant|enjoyed|came|went|got|suppose|believe|wish|hope|[a-z]+ed)\b|’[mvdl]|'[mvdl]"
)


def _keyed(match: re.Match[str], page: Page) -> str | None:  # noqa: PLR0911 - one refusal a line
    key, numeral = match["key"].lower(), match["numeral"]
    value = roman_value(numeral)
    if not value or not (numeral.isupper() or numeral.islower()):
        return None
    if numeral in {"I", "i"} and (
        key not in _NOT_PRONOUN
        or (_VERB_AFTER_I.match(page.after(match.end("numeral"))) and not match["key"][0].isupper())
    ):
        return None
    if numeral.islower() and len(numeral) == 1 and numeral not in "ivx":
        return None
    if (
        numeral in {"I", "i"}
        and (key == "war" or not match["key"][0].isupper())
        and (key == "war" or key in {"type", "phase", "stage", "part"})
        and not re.search(r"\bWorld\s\Z", page.before(match.start()))
    ):
        return None
    if len(numeral) == 1 and (
        (
            key in _LOOSE
            and (numeral != "I" or key in {"letter", "item", "division", "step", "case", "number", "factor"})
        )
        or (numeral in "LCDM" and key not in _LONG)
    ):
        return None
    if key in {"world", "mix"} or numeral.lower() in {"mix", "mi", "di", "dim", "vim", "mil"}:
        return None
    return cardinal(value)


def _second(match: re.Match[str], page: Page) -> str | None:
    value = roman_value(match["second"])
    if not value or (match["second"] in {"I", "i"} and match["to"] in {"and", ","}):
        return None
    if (
        match["to"] in {"and", ",", "or"}
        and match["second"].islower()
        and len(match["second"]) > 1
        and match["numeral"].isupper()
    ):
        return None
    del page
    return cardinal(value)


def _joint(match: re.Match[str], _page: Page) -> str | None:
    if not roman_value(match["second"]) or match["to"] not in {"-", "–", "—"}:
        return None
    return "to" if match[0][match.start("to") - match.start() - 1].isspace() else " to "


_THE = re.compile(r"\b[A-Z][a-z]+\sthe\s(?P<numeral>[IVX]{1,5})\b(?!\.\w)")
_CENTURY = re.compile(
    rf"\b{NUMERAL}(?:th|st|nd|rd)?(?=(?:\s|-)(?:century|centuries|Century|"
    r"dynasty|Dynasty|arrondissement|Corps|Olympiad)\b)"
)
_CENTURY_TH = re.compile(r"\b(?P<numeral>[IVXLC]{2,6}|[VX])(?:th|st|nd|rd)\b")


def _century(match: re.Match[str], _page: Page) -> str | None:
    value = roman_value(match["numeral"])
    return ordinal(value) if value else None


_ALONE = re.compile(r"(?<![\w.’'&/-])(?P<numeral>[IVX]{2,7}|XX?L|M[CDLXVI]{3,})(?![\w’'&-]\w|[\w&])")
_LIST = re.compile(r"(?<![\w.’'])(?P<list>[IVX]{1,5}(?:,\s[IVX]{1,5})+(?:,?\s(?:and|or)\s[IVX]{1,5})?)(?!\w|[’'])")
#: Items of a list, each with its numeral: "I, the Grampus; II, the Black Fish".
_ITEMS = re.compile(r"(?:(?<=[—;:])|(?<=[—;:.]\s))(?P<numeral>[IVX]{1,5})(?=,\s[“\"‘]?[^\W\d_])")
_ROMANS = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
_ITEM = re.compile(r"(?P<open>\()(?P<numeral>[ivxIVX]{1,5})(?P<close>\))")
_DRIP = re.compile(r"\s(?:drip|line|bag|fluids?|antibiotics|needle|stand|therapy|pole)\b")


def _alone(match: re.Match[str], page: Page) -> str | None:
    numeral = match["numeral"]
    value = roman_value(numeral)
    if not value:
        return None
    if numeral in {"XX", "XXX", "XL", "XXL"} and not page.context.heading:
        return " ".join(numeral)
    if numeral == "IV" and _DRIP.match(page.after(match.end())):
        return "I V"
    return year(value) if numeral.startswith("M") else cardinal(value)


def _list(match: re.Match[str], _page: Page) -> str | None:
    parts = re.findall(r"[IVX]+", match["list"])
    if (len(parts) == 2 and "I" in parts) or not all(map(roman_value, parts)) or len(set(parts)) < len(parts):  # noqa: PLR2004
        return None
    return re.sub(r"[IVX]+", lambda m: cardinal(roman_value(m[0])), match["list"])


def _listed(match: re.Match[str], page: Page) -> str | None:
    """One of a list when the numeral before or after it stands in the text too, as an item."""
    value = roman_value(match["numeral"])
    beside = [_ROMANS[n] for n in (value - 1, value + 1) if 0 < n < len(_ROMANS)]
    there = any(re.search(rf"[—;:.]\s?{numeral},\s", page.text) for numeral in beside)
    return cardinal(value) if value and there else None


def _item(match: re.Match[str], _page: Page) -> str | None:
    value = roman_value(match["numeral"])
    return cardinal(value) if value and match["numeral"] not in {"I", "X", "V"} else None


_HEAD = re.compile(r"\A\s*(?P<numeral>[IVXLC]{1,8})(?=[.:]?\s|[.:]?\Z)")


def _head(match: re.Match[str], page: Page) -> str | None:
    value = roman_value(match["numeral"])
    if not page.context.heading or not value:
        return None
    alone = re.match(r"[.:]|\s*\Z|\s*[—–]", page.after(match.end()))
    return cardinal(value) if alone or len(match["numeral"]) > 1 else None


RULES = (
    Rule("roman", _HEAD, _head, group="numeral"),
    rulers.MORE,
    Rule("roman", _LIST, _list, needs="I"),
    Rule("roman", _ITEMS, _listed, group="numeral", needs="IVX"),
    Rule("roman", _THE, _century, group="numeral", needs="IVX"),
    Rule("roman", _CENTURY, _century, needs="IVX"),
    rulers.TH,
    Rule("roman", _CENTURY_TH, _century, needs="IVX"),
    rulers.TITLED,
    Rule("roman", _AFTER_KEY, _joint, group="to"),
    Rule("roman", _AFTER_KEY, _second, group="second"),
    Rule("roman", _AFTER_KEY, _keyed, group="numeral"),
    rulers.NAMED,
    Rule("roman", _ITEM, _item, group="numeral", needs="("),
    Rule("roman", _ALONE, _alone, needs="IVXM"),
)
