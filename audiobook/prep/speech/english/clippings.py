"""Short forms of dictionaries, letters and reports: Sw. and Dan., wd, 8th Bn, five ft. seven in."""

from __future__ import annotations

import re

from audiobook.prep.speech.english.page import Page, Rule
from audiobook.prep.speech.english.units import name_of

_SAID = {
    "Sw.": "Swedish", "Dan.": "Danish", "Icel.": "Icelandic", "Phil. Trans.": "Philosophical Transactions",
    "crim. con.": "crim con", "pro. tem.": "pro tem", "Resp.": "Respectable", "MSS.": "manuscripts",
    "MS.": "manuscript", "lbs": "pounds", "MSS": "manuscripts", "wd": "would", "shd": "should", "cd": "could",
}  # fmt: skip
#: Some only where the sentence goes on, since they are names or end sentences as well.
_LANGUAGE = r"\b(?:Sw|Dan|Icel)\.(?=\s(?:and\s)?(?:[A-Z][a-z]+\.\s)?[a-zà-ÿ])"
_WORD = r"\b(?:crim\. con|pro\. tem|Resp|MSS?)\.(?=\s[a-z])|\b(?:wd|shd|cd)(?=\s[a-z])"
_ALWAYS = r"\bPhil\. Trans\.|\b(?:lbs|MSS)\b(?!\.)"
_REGIMENTS = {"Bn": "Battalion", "Regt": "Regiment", "Rgt": "Regiment", "Coy": "Company", "Bde": "Brigade"}
_REGIMENT = re.compile(r"(?:\d(?:st|nd|rd|th)|\b[A-Z][a-z]+)\s(?P<unit>Bn|Regt|Rgt|Coy|Bde)\b\.?")
#: Measures after a number that the author wrote in words: five ft. seven in.
_WORDED = re.compile(
    r"\b(?P<count>one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred)\s"
    r"(?P<unit>(?:ft|yds?|lbs?|oz|cwt|hrs?|in)\.)",
)  # fmt: skip

_FEET = re.compile(r"\b(?:ft\.?|feet|foot)\s\Z")


def _worded(match: re.Match[str], page: Page) -> str | None:
    after = re.match(r"\s(?:in|by|of|long|high|wide|tall|deep)\b", page.after(match.end()))
    if match["unit"].lower() == "in." and not after and not _FEET.search(page.before(match.start())):
        return None
    name = name_of(match["unit"].rstrip(".").lower(), one=match["count"].lower() == "one", british=page.british)
    return name + ("." if page.ends(match.end()) else "")


RULES = (
    Rule("abbreviation", re.compile(f"{_LANGUAGE}|{_WORD}|{_ALWAYS}"), lambda m, _p: _SAID[m[0]]),
    Rule("abbreviation", _REGIMENT, lambda m, _p: _REGIMENTS[m["unit"]], group="unit"),
    Rule("abbreviation", _WORDED, _worded, group="unit", needs="."),
)
