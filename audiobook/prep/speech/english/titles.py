"""Titles before and after names, saints and streets."""

from __future__ import annotations

import re

from audiobook.prep.marks import words_of
from audiobook.prep.speech.english.abbreviations import alternatives
from audiobook.prep.speech.english.page import STARTERS, Page, Rule

#: Said in full before a name (a capital letter or an initial follows).
_BEFORE = {
    "Dr": "Doctor", "Drs": "Doctors", "Prof": "Professor", "Rev": "Reverend", "Revd": "Reverend", "Capt": "Captain",
    "Col": "Colonel", "Gen": "General", "Maj": "Major", "Lt": "Lieutenant", "Lieut": "Lieutenant", "Sgt": "Sergeant",
    "Sergt": "Sergeant", "Cpl": "Corporal", "Pvt": "Private", "Pte": "Private", "Adm": "Admiral",
    "Cmdr": "Commander", "Cdr": "Commander", "Brig": "Brigadier", "Insp": "Inspector", "Supt": "Superintendent",
    "Sen": "Senator", "Rep": "Representative", "Gov": "Governor", "Pres": "President", "Fr": "Father",
    "Sr": "Sister", "Br": "Brother", "Bp": "Bishop", "Abp": "Archbishop", "Amb": "Ambassador", "Atty": "Attorney",
    "Det": "Detective", "Const": "Constable", "Hon": "Honourable", "Rt": "Right",
    "Messrs": "Messieurs", "MM": "Messieurs", "Mme": "Madame", "Mmes": "Mesdames", "Mlle": "Mademoiselle",
    "Mgr": "Monsignor", "Msgr": "Monsignor", "Cllr": "Councillor", "Maj-Gen": "Major General", "Ven": "Venerable",
    "Bt": "Baronet", "Sec": "Secretary", "Treas": "Treasurer", "Asst": "Assistant", "Dep": "Deputy", "Wm": "William",
    "Geo": "George", "Chas": "Charles", "Thos": "Thomas", "Jas": "James", "Jos": "Joseph", "Robt": "Robert",
    "Edw": "Edward", "Benj": "Benjamin", "Saml": "Samuel", "Alex": "Alexander",
}  # fmt: skip
_ALWAYS = {
    "Mr": "Mister", "Mrs": "Missus", "Ms": "Miz", "Mx": "Mix", "Messrs": "Messieurs", "Mme": "Madame",
    "Mlle": "Mademoiselle", "Mmes": "Mesdames", "Mlles": "Mesdemoiselles", "MR": "Mister", "MRS": "Missus",
}  # fmt: skip
_BARE = words_of("Dr Prof Capt Sgt Lt Lieut Messrs Rev Revd Maj Col Cpl Pte Mgr Geo Wm Chas Thos Jas Robt Benj")
_STREETS = {
    "St": "Street", "Sts": "Streets", "Dr": "Drive", "Ave": "Avenue", "Av": "Avenue", "Blvd": "Boulevard",
    "Rd": "Road", "Ln": "Lane", "Sq": "Square", "Ct": "Court", "Pl": "Place", "Pkwy": "Parkway", "Ter": "Terrace",
    "Terr": "Terrace", "Cres": "Crescent", "Cl": "Close", "Gdns": "Gardens", "Bldg": "Building", "Hwy": "Highway",
    "Expy": "Expressway", "Fwy": "Freeway", "Tpke": "Turnpike", "Pk": "Park",
}  # fmt: skip
_ONLY_STREETS = words_of("Ave Blvd Rd Ln Pkwy Cres Gdns Hwy Bldg Expy Tpke")
_WAYS = {
    "N": "North",
    "S": "South",
    "E": "East",
    "W": "West",
    "NE": "Northeast",
    "NW": "Northwest",
    "SE": "Southeast",
    "SW": "Southwest",
}
_NAME = r"(?=\s[“‘(]?(?:[A-ZÀ-Þ][\w’'.-]|[A-Z]\.|(?:de|van|von|du|la|le|and|d’|O’|of)\b))"


def _point(match: re.Match[str], page: Page, words: str, *, names: bool = True) -> str:
    """The words, with the full stop that an abbreviation's point also was."""
    return words + ("." if match[0].endswith(".") and page.ends(match.end(), names=names) else "")


def _always(match: re.Match[str], page: Page) -> str:
    end = "." if match[0].endswith(".") and not page.after(match.end()).strip("”’\"') ") else ""
    return _ALWAYS[match["title"]] + end


def _before(match: re.Match[str], page: Page) -> str | None:
    if match["title"] == "Sr" and re.search(r"[A-Z][a-z]+,?\s\Z", page.before(match.start())):
        return None
    word = _BEFORE[match["title"]]
    return word if page.british else word.replace("Honourable", "Honorable")


_AFTER = {
    "Esq": "Esquire", "Esqr": "Esquire", "Jr": "Junior", "Jun": "Junior", "Junr": "Junior", "Sr": "Senior",
    "Sen": "Senior", "Snr": "Senior", "Bart": "Baronet", "Bt": "Baronet", "Kt": "Knight",
}  # fmt: skip


def _after(match: re.Match[str], page: Page) -> str | None:
    if match["title"] in {"Sen", "Sr"} and not re.search(r"[A-Z][\w’]+,?\s\Z", page.before(match.start())):
        return None
    return _point(match, page, _AFTER[match["title"]])


def _after_small(match: re.Match[str], page: Page) -> str | None:
    """``Dixon jun.,``: after a name only."""
    if not re.search(r"\b[A-Z][\w’]+\s\Z", page.before(match.start())):
        return None
    return {"jun": "junior", "sen": "senior"}[match["title"]]


#: A street's own name before its kind: Elm, 5th, St. John’s.
_NAMED = re.compile(r"(?:\b[A-ZÀ-Þ][\w’'-]*|\d(?:st|nd|rd|th)|\bof\s\w+)\s\Z")


def _street(match: re.Match[str], page: Page) -> str | None:
    kind, after = match["kind"], page.after(match.end())
    if not _NAMED.search(page.before(match.start())):
        return None
    if kind in {"St", "Dr", "Ct", "Pl", "Sq", "Cl", "Ter", "Pk", "Av"}:
        following = re.match(r"\s([A-Z][\w’]+)", after)
        if kind in {"St", "Dr"} and following and following[1] not in STARTERS:
            return None
    return _point(match, page, _STREETS[kind])


_COMPASS = re.compile(
    r"(?:Street|Road|Avenue|Boulevard|Drive|Lane|St|Rd|Ave|Blvd|Dr|"
    r"Ln|Place|Square)\.?\s(?P<way>(?:[NS][EW]|[NSEW])\b\.?)(?P<point>)(?!\w|"
    r"\s?[NSEW]\.)"
)
_COMPASS_FIRST = re.compile(
    r"(?<![\w.])(?:\d{1,5}\s)?(?P<way>(?:[NS][EW]|[NSEW])\b\.?)(?P<point>)(?=\s(?:[A-Z][a-z]+|"
    r"\d+(?:st|nd|rd|th))\s(?:[A-Z][a-z]+\s)?(?:Street|St|Avenue|Ave|"
    r"Road|Rd|Boulevard|Blvd|Drive|Dr|Lane|Ln)\b)"
)


def _compass(match: re.Match[str], page: Page) -> str:
    ends = match["way"].endswith(".") and page.ends(match.end("way"))
    return _WAYS[match["way"].rstrip(".")] + ("." if ends else "")


def _saint(match: re.Match[str], page: Page) -> str | None:
    if re.search(r"\d(?:st|nd|rd|th)\s\Z", page.before(match.start())):
        return None
    return "Saints" if match[0].startswith("Sts") else "Saint"


def _monsieur(match: re.Match[str], page: Page) -> str | None:
    before = page.before(match.start())
    return (
        None
        if re.search(r"(?:[A-Z][\w’]+|[A-Z]\.)\s\Z", before)
        and not re.search(r"[.!?]\s\Z|\b(?:And|But|The|To|When|If|As|Poor|Dear|So|That)\s\Z", before)
        else "Monsieur"
    )


_LOWER = {
    "rev": "reverend",
    "capt": "captain",
    "prof": "professor",
    "hon": "honourable",
    "rt": "right",
    "gen": "general",
    "col": "colonel",
}
RULES = (
    Rule(
        "title",
        re.compile(r"\b(?P<title>rev|capt|prof|hon|gen|col)\b\.?(?=\s[A-Z])|\brt\b\.?(?=\s(?:rev|hon)\b)"),
        lambda m, _p: _LOWER[m[0].rstrip(".")],
    ),
    Rule("title", re.compile(rf"\b(?P<title>{alternatives(_ALWAYS)})\b(?:\.|(?=[\s’'?!,;:-]|\Z))"), _always, needs="M"),
    Rule("address", _COMPASS, _compass, group="way", needs="NSEW"),
    Rule("address", _COMPASS_FIRST, _compass, group="way", needs="NSEW"),
    Rule(
        "title",
        re.compile(
            rf"(?<=\s)(?P<kind>{alternatives(_STREETS)})\.(?=\s|[,;:)’”?!]|"
            r"\Z)(?!\s[a-z]+\s[A-Z][a-z]+\s\d)"
        ),
        _street,
        needs=".",
    ),
    Rule(
        "title",
        re.compile(rf"(?<=\s)(?P<kind>St|{alternatives(_ONLY_STREETS)})\b(?=\s?(?:[,;:)!?]|\Z)|\s[a-z])"),
        _street,
    ),
    Rule("title", re.compile(r"\bSts?\b\.?(?=[\s-][A-ZÀ-Þ][a-zà-ÿ])"), _saint, needs="S"),
    Rule("title", re.compile(r"\bSt\.(?=—)"), _saint, needs="S"),
    Rule("title", re.compile(rf"\b(?P<title>{alternatives(_AFTER)})\."), _after, needs="."),
    Rule("title", re.compile(r"(?<=[a-z]\s)(?<!\d\s)(?P<title>jun|sen)\.(?=,)"), _after_small, needs="."),
    Rule("title", re.compile(r"(?:(?<=[a-z]\s)|(?<=[a-z],\s))(?P<title>Jr|Sr|Esq|Snr)\b(?=[\s,;:’]|\Z)"), _after),
    Rule("title", re.compile(rf"\b(?P<title>{alternatives(_BEFORE)})\.{_NAME}"), _before, needs="."),
    Rule(
        "title",
        re.compile(
            r"\b(?P<title>Lt|Maj|Brig|Lieut)\.?-(?=(?:Col|Gen|Cmdr|Colonel|"
            r"General)\b)"
        ),
        lambda m, _p: _BEFORE[m["title"]] + " ",
    ),
    Rule("title", re.compile(rf"\b(?P<title>{alternatives(_BARE)})(?=\s[A-ZÀ-Þ][a-zà-ÿ’]|\s[A-Z]\.\s[A-Z])"), _before),
    Rule(
        "title",
        re.compile(r"\b(?:(?<=the\s)|(?<=[Tt]his\s)|(?<=a\s))Dr\.(?=\s[a-z]|,|\Z)"),
        lambda _m, _p: "doctor",
        needs=".",
    ),
    Rule(
        "title", re.compile(r"(?<![\w.])M\.(?=\s(?:[A-ZÀ-Þ][a-zà-ÿ’]|(?:de|du|le|la|d’|l’)\b))"), _monsieur, needs="M"
    ),
)
