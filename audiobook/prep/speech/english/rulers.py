"""Roman numerals after the names of rulers, popes and heirs: ordinals, and an "I" that is no pronoun."""

from __future__ import annotations

import re

from audiobook.numerals import roman_value
from audiobook.prep.marks import words_of
from audiobook.prep.speech.english.page import Page, Rule
from audiobook.prep.speech.english.words import ordinal

#: Names that rulers, popes and their like shared (own list; those of ``audiobook.numerals`` without Malcolm X).
_RULERS = words_of(
    """
    Albert Alexander Alfonso Alphonso Amadeus Anne Antiochus Attalus Baldwin Benedict Boniface Carlos Catherine
    Celestine Charles Christian Claudius Clement Constantine Constantius Cosimo Darius David Demetrius Edmund
    Edward Elizabeth Emmanuel Ernest Eugene Eric Ferdinand Francis Franz Frederick Frederic Friedrich George
    Gregory Gustav Gustavus Haakon Harald Harold Henri Henry Honorius Humbert Innocent Isabella Ivan James Jean
    Joachim Joan John Joseph Josef Juan Julius Justinian Karl Leo Leopold Lewis Louis Ludwig Mahmud Manuel
    Margaret Maria Martin Mary Matthew Matthias Maximilian Mehmed Mohammed Murad Napoleon Nicholas Nikolaus Olaf
    Oscar Otto Paul Pedro Peter Philip Philippe Pius Ptolemy Rama Rameses Ramesses Ramses Richard Robert Rudolf
    Rudolph Rupert Selim Sigismund Sixtus Stanislas Stephen Suleiman Sylvester Theodore Theodosius Thomas Thutmose
    Umberto Urban Victor Vladimir Wenceslas Wenceslaus Wilhelm William Xerxes Leka Mindaugas Amenhotep Seti
    Artaxerxes Nebuchadnezzar Casimir Augustus Haile Akbar Farouk Fuad Hussein Abdullah Feisal Faisal Ahmed Ahmose
    Alfred Eleanor Henrietta Marie Emperor
    """
)
#: A numeral in capitals, 1 to 4999, that is no part of a word and no pronoun with its verb (I’m).
NUMERAL = (
    r"(?P<numeral>(?=[IVXLCDM])M{0,4}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|"
    r"IV|V?I{0,3}))(?![\w-]|’[a-rt-z]|'[a-rt-z])"
)
_TITLED = re.compile(
    r"\b(?P<title>King|Queen|Pope|Emperor|Empress|Tsar|Czar|Kaiser|"
    rf"Prince|Duke|Sultan|Pharaoh|Shah|Saint|St\.?|Antipope)\s(?:[A-Z][\w’]+\s){{1,2}}{NUMERAL}"
)
_RULER = re.compile(rf"\b(?P<name>[A-Z][a-zéèö]+),?\s{NUMERAL}")
_FORENAME = re.compile(r"\b(?P<first>[A-Z][a-z]+)\s(?:[A-Z][a-z]*\.?\s){0,2}\Z")
_FORENAMES = frozenset(_RULERS) | frozenset(
    words_of(
        """
    Alan Andrew Arthur Benjamin Bill Bob Brian Calvin Chester Clarence Cornelius Daniel Donald Douglas Earl Edgar
    Edwin Franklin Fred Gary Gerald Harry Harvey Howard Hugh Hugo Jack Jacob Jeffrey Jim Joe Jonathan Kenneth
    Lawrence Michael Oliver Patrick Peter Ralph Ray Roger Ronald Roy Samuel Sam Simon Steven Thurston Timothy Tom
    Tony Walter Warren Winston
    """
    )
)
_KNOWN_ENDS = re.compile(
    r"[’']s\b|[.,;:!?)”\]]|\Z|\s(?:of|and|the|was|were|had|is|reigned|"
    r"died|ruled|became|in|on|to|by|with|from|who|at|for|did|has|would|"
    r"could|did)\b"
)
_VERB_FIRST = re.compile(
    r"\s(?:am|have|think|know|see|say|want|believe|shall|do|should|thought|saw|met|heard|love|must)\b|[’'](?:m|ve|ll|d)\b"
)
_PRONOUN_BEFORE = re.compile(
    r"\b(?:that|said|says|and|but|than|as|if|when|what|whom|know|told|"
    r"asked|for|with|about|of|like|saw|met|marry|love|loved|poor|dear|"
    r"Mr\.?|Mrs\.?|Miss)\s(?:[A-Z]\w+\s)?\Z"
)


def _ruler(match: re.Match[str], page: Page) -> str | None:
    numeral, value = match["numeral"], roman_value(match["numeral"])
    if not value:
        return None
    after = page.after(match.end())
    names = match.groupdict().get("name")
    if names is not None and names not in _RULERS:
        first = _FORENAME.search(page.before(match.start()))
        if not first or first["first"] not in _FORENAMES or value > 9 or len(numeral) < 2:  # noqa: PLR2004
            return None
    if numeral == "I":
        if names is not None and names not in _RULERS:
            return None
        titled = names is None
        strong = re.match(r"[’']s\b|[.;:!?)\]]|\sof\s[A-Z]", after) or (
            after.startswith(",") and not page.near(match.start(), re.compile("—|“"), 30)
        )
        if not (titled and not _VERB_FIRST.match(after)) and not _surely(match, page, after, bool(strong), names):
            return None
    if numeral in {"C", "D", "L", "M"} or value > 40:  # noqa: PLR2004
        return None
    return f"the {ordinal(value)}"


def _surely(match: re.Match[str], page: Page, after: str, strong: bool, names: str | None) -> bool:  # noqa: FBT001
    """Whether an "I" after a ruler's name is the first of that name, not the speaker."""
    if strong:
        comma = after.startswith(",")
        return not (comma and names and _PRONOUN_BEFORE.search(page.before(match.start())))
    if re.match(r"\s(?:the|an?|of|in|on|at|to|from|with|by|for|who|whose|and|or|as|when|his|her)\b", after):
        return not (names and _PRONOUN_BEFORE.search(page.before(match.start())))
    return page.opens(match.start()) and bool(re.match(r"\s(?:was|had|is|reigned|died|ruled|became|has)\b", after))


_RULER_TH = re.compile(r"\b(?P<name>[A-Z][a-zéèö]+)\s(?P<numeral>[IVX]{1,6})(?:th|st|nd|rd)\b")


def _ruler_th(match: re.Match[str], _page: Page) -> str | None:
    """``Henry VIIIth``."""
    value = roman_value(match["numeral"])
    return f"{match['name']} the {ordinal(value)}" if value and match["name"] in _RULERS else None


#: ``Louis XIV, XV, and XVI``: the numerals after the first one.
_MORE = re.compile(
    r"\b(?P<name>[A-Z][a-zéèö]+)\s[IVX]{1,6}(?P<more>(?:,\s[IVX]{1,6})*,?\s(?:and|or|to)\s[IVX]{1,6})(?![\w’'])"
)


def _more(match: re.Match[str], _page: Page) -> str | None:
    numerals = re.findall(r"[IVX]+", match["more"])
    if match["name"] not in _RULERS or "I" in numerals or not all(map(roman_value, numerals)):
        return None
    return re.sub(r"[IVX]+", lambda found: f"the {ordinal(roman_value(found[0]))}", match["more"])


TH = Rule("roman", _RULER_TH, _ruler_th, needs="IVX")
MORE = Rule("roman", _MORE, _more, group="more", needs="IVX")
TITLED = Rule("roman", _TITLED, _ruler, group="numeral", needs="IVXLC")
NAMED = Rule("roman", _RULER, _ruler, group="numeral", needs="IVX")
