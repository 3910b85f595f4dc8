"""Numbers that name a thing: telephones, codes, rooms, roads, models, flights, versions, chemical formulas."""

from __future__ import annotations

import re

from audiobook.prep.marks import words_of
from audiobook.prep.speech.english.page import Page, Rule
from audiobook.prep.speech.english.words import cardinal, code, many, spelled

_CALLED = (
    r"(?:call(?:s|ed|ing)?|dial(?:s|led|ed|ling)?|phone[ds]?|rang|ring(?:s|"
    r"ing)?|texts?|texted|text|extension|ext\.?|(?:phone|telephone|"
    r"mobile|fax) number|helpline|hotline|tel\.?|telephone|fax|mobile)"
)
_GROUPED = re.compile(
    r"(?<![\w.,/:$£€-])(?:\+\d{1,3}(?:[ -]?\(?\d{1,5}\)?){2,6}|\(\d{2,5}\)[ -]?\d{3,4}[ -]?\d{3,"
    r"4}|0\d{2,4}[ -]\d{3,4}(?:[ -]\d{3,4})?|0\d{3,4}[ -]\d{5,6}|0\d{9,10}|"
    r"(?:1[- .])?\d{3}[- .]\d{3}[- .]\d{4}|\d{3}-\d{4})(?![\w/:-]|[.,]\d)(?:,?\s(?P<ext>ext\.?|"
    r"extension|x)\s?(?P<extension>\d{1,6}))?"
)
_DIALLED = re.compile(
    rf"\b{_CALLED}\s(?:(?:is|was|no\.|number|the|on|me|us|up|at|to)\s)*(?P<digits>\d{{3,8}})(?![\w/:%]|[.,]\d)",
    re.IGNORECASE,
)
_EMERGENCY = re.compile(
    r"(?<![\w.,/$£€])(?P<digits>911|999|112|111|101)(?=\s(?:call|calls|operator|dispatcher|emergency)\b)"
)
_CODE = re.compile(
    r"\b(?:PIN|ID|[Cc]ode|[Pp]asscode|[Pp]assword|[Pp]assport|[Ss]erial|"
    r"[Aa]ccount|[Bb]adge|[Pp]ostcode|ZIP|zip|[Ll]icen[cs]e|[Pp]late|"
    r"[Cc]ombination|ISBN|[Rr]eference|[Ii]nvoice|[Bb]ooking)"
    r"(?:\s(?:code|number|no\.|is|was|ID))*[:,\s]\s?#?(?P<digits>\d{3,}(?:-\d+)*)(?![\w/:%]|[.,]\d)"
)
_NAMES_CODE = re.compile(
    r"\b(?:PIN|ID|code|passcode|password|serial|account|postcode|zip|combination|isbn|badge|passport)", re.IGNORECASE
)


def _phone(match: re.Match[str], _page: Page) -> str | None:
    written = match[0] if not match["ext"] else match[0][: match.start("ext") - match.start()].rstrip(", ")
    groups = [group for group in re.split(r"[ ().-]+", written) if group]
    said = ", ".join(("plus " if group[0] == "+" else "") + spelled(group) for group in groups)
    return f"{said}, extension {spelled(match['extension'])}" if match["ext"] else said


def _digits(match: re.Match[str], _page: Page) -> str:
    return ", ".join(spelled(group) for group in match["digits"].split("-"))


def _code(match: re.Match[str], page: Page) -> str | None:
    named = _NAMES_CODE.search(match[0])
    return _digits(match, page) if named or len(match["digits"]) > 4 else code(match["digits"])  # noqa: PLR2004


_ZIP = re.compile(r"(?:\b[A-Z]{2}|\b[A-Z][a-z]+),?\s(?P<zip>\d{5})(?:-(?P<four>\d{4}))?(?!\w|[.,]\d)")
_STATE_ZIP = re.compile(r"(?<=[a-z],\s)[A-Z]{2}\s\Z|(?<=\s)[A-Z]{2}\s\Z")


def _zip(match: re.Match[str], page: Page) -> str | None:
    if not re.match(r"[A-Z]{2}", match[0]) and not re.search(r",\s\Z", page.before(match.start())):
        return None
    return spelled(match["zip"])


#: Words before a number that is said as a name: Room four oh two, Flight fifteen forty-nine.
_THINGS = words_of(
    """
    Room Rm Rm. Suite Apartment Apt Apt. Flat Route Rte Rte. Highway Hwy Hwy. Interstate Boeing Airbus Flight Bus
    Porsche Peugeot Mercedes BMW Ferrari Platform Gate Bay Cell Ward Unit Locker Model Concorde Nikon Canon Nokia
    Intel Pentium GeForce Radeon Xbox PlayStation Levi’s room flight route gate
    """
)
_THING = re.compile(
    rf"\b(?:{'|'.join(map(re.escape, sorted(_THINGS, key=len, reverse=True)))})\s(?:No\.\s)?(?P<n"
    rf"umber>(?P<digits>\d{{1,4}})(?P<letter>[A-Z])?)(?!\w|[.,:]\d|[-–]\d)"
)
_FLIGHT = re.compile(r"\b(?P<line>[A-Z]{2}|[A-Z]\d|\d[A-Z])\s(?P<number>\d{3,4})(?!\w|[.,:/]\d|-\d)")
_FLYING = re.compile(
    r"\b(?:[Ff]lights?|flew|fly|flying|airline|gate|departure|landed|lands|took off|plane|boarding|boarded)\b"
)


def _thing(match: re.Match[str], _page: Page) -> str:
    more = match["letter"] or ""
    return f"{code(match['digits'])} {code(more[1:]) if more.startswith('-') else more}".rstrip()


def _flight(match: re.Match[str], page: Page) -> str | None:
    if not page.near(match.start(), _FLYING):
        return None
    line = " ".join(char if char.isalpha() else cardinal(int(char)) for char in match["line"])
    return f"{line} {code(match['number'])}"


_HOUSE = re.compile(r"(?<![\w.,/:£$-])(?P<number>\d{1,4})(?P<letter>[A-Za-z])(?![\w’'.]\w|\w)")
_HOUSE_STREET = re.compile(
    r"(?<![\w.,/:£$-])(?P<number>\d{3,5})(?=,?\s(?:[NSEW]\.?\s)?(?:[A-Z][\w’.]+\s){1,4}(?:Street"
    r"|St\b|Road|Rd\b|Avenue|Ave\b|Boulevard|Blvd\b|Lane|Ln\b|Drive|"
    r"Dr\b|Court|Ct\b|Square|Sq\b|Place|Pl\b|Way|Terrace|Crescent|Highway|"
    r"Parkway))"
)


def _house(match: re.Match[str], _page: Page) -> str | None:
    if match["letter"] in "hms" or (match["letter"].islower() and match["letter"] not in "abcdef"):
        return None
    return f"{code(match['number'])} {match['letter'].upper()}"


def _street(match: re.Match[str], page: Page) -> str | None:
    number = match["number"]
    if len(number) == 3:  # noqa: PLR2004
        return cardinal(int(number), british=page.british)
    return code(number) if len(number) == 4 else spelled(number)  # noqa: PLR2004


#: Letters and numbers that are said apart: F-15, A380, MP3, COVID-19, R2-D2, 4G, 3D.
_MODEL = re.compile(
    r"(?<![\w./:@#$£€-])(?=[A-Za-z0-9-]*\d)(?=[A-Za-z0-9-]*[A-Z])(?:[A-Z]{1,4}[a-z]?|"
    r"\d{1,4})(?:-?(?:[A-Z]{1,4}|\d{1,4}))+(?:-\d{1,3})?(?P<plural>s)?(?![\w/:@]|"
    r"[.,]\d)"
)
_WORDS = frozenset(
    words_of(
        """
    COVID SARS VAT RAM ROM SIM WAP NATO AIDS PIN MIG CAT CAD MAX PRO AIR VAX DIN RAID
    """
    )
)


def _model(match: re.Match[str], page: Page) -> str | None:
    del page
    out: list[str] = []
    for piece in re.findall(r"[A-Za-z]+|\d+", match[0].removesuffix(match["plural"] or "")):
        if piece.isdigit():
            out.append(code(piece) if piece != "0" else "zero")
        else:
            out.append(piece if piece in _WORDS or piece[1:-1].islower() else " ".join(piece.upper()))
    if match["plural"]:
        digits = re.findall(r"\d+\Z", match[0].removesuffix("s"))
        out[-1] = many(digits[0]) if digits else f"{out[-1]}s"
    return " ".join(out)


_VERSION = re.compile(r"\b(?P<mark>[vV]\.?\s?|[Vv]ersion\s|[Rr]elease\s)(?P<number>\d+(?:\.\d+)*)(?![\w/:])")
_DOTTED = re.compile(
    r"(?<![\w.,/:])(?P<mark>)(?P<number>(?!\d{1,3}(?:\.\d{3}){2})\d{1,4}(?:\.\d{1,5}){2,4})(?![\w/:]|\.\d)"
)


def _version(match: re.Match[str], page: Page) -> str | None:
    mark = match["mark"]
    if mark == "V" and "." not in match["number"]:
        return None
    if mark.strip(". ") in {"v", "V"}:
        if "." not in match["number"] and (" " in mark or "." in mark):
            return None
        mark = "version "
    parts = match["number"].split(".")
    said = " point ".join(code(part) if part.strip("0") else spelled(part, "zero") for part in parts)
    if any(part.startswith("0") and len(part) > 1 for part in parts):
        said = " point ".join(spelled(part, "zero") if part.startswith("0") else code(part) for part in parts)
    del page
    return mark + said


def _batteries(match: re.Match[str], _page: Page) -> str:
    return {"AA": "double A", "AAA": "triple A"}[match["size"]]


RULES = (
    Rule(
        "model",
        re.compile(r"(?<!\w)(?P<lines>480|720|1080|1440|2160)(?P<scan>[pi])\b"),
        lambda m, _p: f"{code(m['lines'])} {m['scan'].upper()}",
        needs="0",
    ),
    Rule("model", re.compile(r"\b(?P<size>AAA?)(?=[- ](?:batter|cell|size|lithium|alkaline))"), _batteries, needs="A"),
    Rule("phone", _GROUPED, _phone, needs="0"),
    Rule("phone", _DIALLED, _digits, group="digits", needs="0"),
    Rule("phone", _EMERGENCY, _digits, group="digits", needs="0"),
    Rule("phone", _CODE, _code, group="digits", needs="0"),
    Rule("address", _ZIP, _zip, group="zip", needs="0"),
    Rule("model", _VERSION, _version, needs="0"),
    Rule("model", _DOTTED, _version, needs="0"),
    Rule("model", _FLIGHT, _flight, needs="0"),
    Rule(
        "model",
        re.compile(r"\b[A-Z]{2,}\s(?P<number>[2-9][1-9]\d\d)\b(?![.,:/-]\d)"),
        lambda m, _p: code(m["number"]),
        group="number",
        needs="0",
    ),
    Rule("address", _THING, _thing, group="number", needs="0"),
    Rule("address", _HOUSE_STREET, _street, needs="0"),
    Rule("model", _MODEL, _model, needs="0"),
    Rule("address", _HOUSE, _house, needs="0"),
)
