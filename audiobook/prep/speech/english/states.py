"""The states of America behind a town: Chicago, Ill.; Austin, TX."""

from __future__ import annotations

import re

from audiobook.prep.marks import words_of
from audiobook.prep.speech.english.abbreviations import alternatives, ended
from audiobook.prep.speech.english.page import Page, Rule

_STATES = {
    "Ala": "Alabama", "Ariz": "Arizona", "Ark": "Arkansas", "Cal": "California", "Calif": "California",
    "Colo": "Colorado", "Conn": "Connecticut", "Del": "Delaware", "Fla": "Florida", "Ga": "Georgia",
    "Ill": "Illinois", "Ind": "Indiana", "Kan": "Kansas", "Ky": "Kentucky", "La": "Louisiana",
    "Mass": "Massachusetts", "Md": "Maryland", "Mich": "Michigan", "Minn": "Minnesota", "Mo": "Missouri",
    "Mont": "Montana", "Neb": "Nebraska", "Nev": "Nevada", "Okla": "Oklahoma", "Ore": "Oregon", "Oreg": "Oregon",
    "Penn": "Pennsylvania", "Tenn": "Tennessee", "Tex": "Texas", "Va": "Virginia", "Vt": "Vermont",
    "Wash": "Washington", "Wis": "Wisconsin", "Wyo": "Wyoming",
}  # fmt: skip
_POSTAL = dict(
    entry.split("=")
    for entry in words_of(
        """
    AL=Alabama AK=Alaska AZ=Arizona AR=Arkansas CA=California CO=Colorado CT=Connecticut DE=Delaware FL=Florida
    GA=Georgia HI=Hawaii ID=Idaho IL=Illinois IN=Indiana IA=Iowa KS=Kansas KY=Kentucky LA=Louisiana ME=Maine
    MD=Maryland MA=Massachusetts MI=Michigan MN=Minnesota MS=Mississippi MO=Missouri MT=Montana NE=Nebraska
    NV=Nevada NH=New_Hampshire NJ=New_Jersey NM=New_Mexico NY=New_York NC=North_Carolina ND=North_Dakota OH=Ohio
    OK=Oklahoma OR=Oregon PA=Pennsylvania RI=Rhode_Island SC=South_Carolina SD=South_Dakota TN=Tennessee TX=Texas
    UT=Utah VT=Vermont VA=Virginia WA=Washington WV=West_Virginia WI=Wisconsin WY=Wyoming
        """
    )
)


def _state(match: re.Match[str], page: Page) -> str | None:
    if not re.search(r"\b[A-Z][a-z]+,\s\Z", page.before(match.start())):
        return None
    return _STATES[match["state"]] + ended(match, page)


#: Postal letters that are also a word, a degree or a title: only after a town that is known, or before a ZIP code.
_DOUBTFUL = frozenset(words_of("OK IN OR HI OH ME MD MA PA LA AL ID DE CO MO MS VA"))
_TOWNS = re.compile(
    r"\b(?:Tulsa|Oklahoma City|Norman|Honolulu|Columbus|Cleveland|Cincinnati|Dayton|Toledo|Akron|Portland|Eugene|"
    r"Salem|Bangor|"
    r"Indianapolis|Gary|Baltimore|Bethesda|Annapolis|Rockville|Boston|Cambridge|Worcester|Springfield|Philadelphia|"
    r"Pittsburgh|New Orleans|Baton Rouge|Birmingham|Mobile|Montgomery|Boise|Wilmington|Dover|Denver|Boulder|Aspen|"
    r"Kansas City|St\. Louis|Jackson|Richmond|Norfolk|Arlington),\s\Z"
)


def _postal(match: re.Match[str], page: Page) -> str | None:
    known = _TOWNS.search(page.before(match.start())) or re.match(r"\s\d{5}", page.after(match.end()))
    if (match["state"] in _DOUBTFUL and not known) or not re.search(r"\b[A-Z][a-z]+,\s\Z", page.before(match.start())):
        return None
    return _POSTAL[match["state"]].replace("_", " ")


def _new_state(match: re.Match[str], page: Page) -> str:
    states = {
        "NY": "New York",
        "NJ": "New Jersey",
        "NH": "New Hampshire",
        "NM": "New Mexico",
        "NC": "North Carolina",
        "SC": "South Carolina",
        "RI": "Rhode Island",
    }
    return states["".join(filter(str.isalpha, match[1]))] + ("." if page.ends(match.end()) else "")


RULES = (
    Rule(
        "address", re.compile(r"(?<=[a-z],\s)(N\.\s?[YJHMC]\.|S\.\s?C\.|R\.\s?I\.)(?!\s?\w\.)"), _new_state, needs="."
    ),
    Rule("address", re.compile(rf"(?<=[a-z],\s)(?P<state>{alternatives(_STATES)})\."), _state, needs="."),
    Rule(
        "address",
        re.compile(rf"(?<=[a-z],\s)(?P<state>{alternatives(_POSTAL)})\b(?!\.?\w|\.[A-Z])"),
        _postal,
        needs=",",
    ),
)
