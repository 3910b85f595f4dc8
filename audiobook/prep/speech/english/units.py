"""Measures: a number and the sign of a unit."""

from __future__ import annotations

import re

from audiobook.prep.marks import words_of
from audiobook.prep.speech.english.amounts import AMOUNT, MINUS, SPACE, TO, below_one, is_one, said
from audiobook.prep.speech.english.page import Page, Rule
from audiobook.prep.speech.english.words import cardinal, plural

#: sign: name, the name in British spelling; the plural is made from it.
_TABLE = """
km:kilometre m:metre cm:centimetre mm:millimetre dm:decimetre nm:nanometre µm:micrometre μm:micrometre mi:mile yd:yard
yds:yard ft:foot kg:kilogram kgs:kilogram g:gram mg:milligram µg:microgram μg:microgram mcg:microgram lb:pound lbs:pound
oz:ounce cwt:hundredweight t:tonne l:litre L:litre ml:millilitre mL:millilitre cl:centilitre dl:decilitre hl:hectolitre
gal:gallon pt:pint pts:pint qt:quart ha:hectare km/h:kilometre_per_hour kph:kilometre_per_hour kmph:kilometre_per_hour
m/s:metre_per_second km/s:kilometre_per_second ft/s:foot_per_second mph:mile_per_hour rpm:revolution_per_minute
mpg:mile_per_gallon Hz:hertz kHz:kilohertz MHz:megahertz GHz:gigahertz THz:terahertz W:watt kW:kilowatt MW:megawatt
GW:gigawatt TW:terawatt kWh:kilowatt_hour MWh:megawatt_hour V:volt kV:kilovolt mV:millivolt mA:milliamp
mAh:milliamp_hour J:joule kJ:kilojoule MJ:megajoule kcal:kilocalorie cal:calorie Pa:pascal kPa:kilopascal
hPa:hectopascal mb:millibar dB:decibel KB:kilobyte kB:kilobyte MB:megabyte GB:gigabyte TB:terabyte PB:petabyte
Mbps:megabit_per_second Gbps:gigabit_per_second kbps:kilobit_per_second MB/s:megabyte_per_second
GB/s:gigabyte_per_second hp:horsepower bhp:brake_horsepower px:pixel dpi:dot_per_inch fps:frame_per_second
ms:millisecond sec:second secs:second min:minute mins:minute hr:hour hrs:hour yr:year yrs:year mo:month mos:month
wk:week wks:week doz:dozen psi:pound_per_square_inch sq_ft:square_foot sq_m:square_metre sq_km:square_kilometre
sq_mi:square_mile sq_yd:square_yard sq_in:square_inch cu_ft:cubic_foot cu_m:cubic_metre cc:cubic_centimetre
fl_oz:fluid_ounce m²:square_metre km²:square_kilometre cm²:square_centimetre mm²:square_millimetre m2:square_metre
km2:square_kilometre ft²:square_foot m³:cubic_metre cm³:cubic_centimetre km³:cubic_kilometre m3:cubic_metre
cm3:cubic_centimetre Ω:ohm kΩ:kilohm kg/m³:kilogram_per_cubic_metre g/cm³:gram_per_cubic_centimetre
m/s²:metre_per_second_squared N:newton kN:kilonewton MP:megapixel ppm:part_per_million bpm:beat_per_minute
wpm:word_per_minute nmi:nautical_mile tsp:teaspoon tbsp:tablespoon tsps:teaspoon tbsps:tablespoon
st:stone in:inch bbl:barrel
"""
_NAMES = {
    sign.replace("_", " "): name.replace("_", " ") for sign, name in (entry.split(":") for entry in _TABLE.split())
}
_SAME = ("hertz", "horsepower", "hundredweight", "dozen", "stone")
#: In these the point belongs to the abbreviation.
_POINTED = words_of(
    """
    yd yds ft lb lbs oz cwt gal pt pts qt sec secs min mins hr hrs yr yrs mo mos wk wks doz in mi st
    """
)


def _alternatives() -> str:
    signs = sorted(_NAMES, key=len, reverse=True)
    pointed = [re.escape(sign) + r"\.?" for sign in signs if sign in _POINTED]
    squares = [re.escape(sign).replace("\\ ", r"\.?[ ]") + r"\.?" for sign in signs if " " in sign]
    plain = [re.escape(sign) for sign in signs if sign not in _POINTED and " " not in sign]
    return "|".join([*squares, *sorted(pointed + plain, key=len, reverse=True)])


_UNIT = rf"(?P<unit>{_alternatives()})(?![\w²³’'/&°])"
_MEASURE = re.compile(
    rf"(?<![\w.,/:])(?P<minus>{MINUS})(?P<first>{AMOUNT})(?:(?P<to>{TO}|"
    rf"{SPACE}?[×x]{SPACE}?)(?P<second>{AMOUNT}))?(?P<gap>{SPACE}|-)?{_UNIT}"
)
_ATTRIBUTE = re.compile(
    r"\b(?:an?|the|this|that|his|her|its|my|your|our|their|one|every|each|another)\s+\Z", re.IGNORECASE
)
_NO_NOUN = re.compile(
    r" (?:today|tomorrow|yesterday|tonight|now|once|twice|then|there|here|because|"
    r"since|until|till|inland|upstream|downstream|uphill|downhill|"
    r"beyond|inside|outside|behind|ahead|past|between|through|towards?|along|around|round|only|more|not|nor|should|would|could|can|will|may|might|must|"
    r"has|have|had|are|be|been|do|does|did|his|her|their|my|our|your|this|these|those|some|all|both|exactly|maximum|minimum|each|any|near|without|within|during|"
    r"against|among|about|offshore|east|off|twice|daily|[a-z]+ing|a|above|across|after|ago|an|and|apart|as|at|away|before|below|but|by|deep|down|short|shy|clear|free|left|right|worth|further|farther|closer|back|forward|ago|each|early|every|for|from|he|"
    r"high|if|in|into|is|it|late|later|less|long|more|of|off|on|or|"
    r"out|over|per|she|so|south|north|east|west|square|tall|than|that|"
    r"the|then|"
    r"they|thick|to|under|up|was|we|were|when|which|while|who|wide|with|you|[a-z]+ed|[a-z]+ly)\b"
)
#: Nouns that a measure describes more often than not (own list).
_NOUN = re.compile(
    r" (?:race|final|walk|run|journey|radius|fence|wall|tower|building|"
    r"ship|gun|rifle|bottle|bag|sprint|freestyle|dash|limit|zone|telescope|"
    r"lens|cable|drop|climb|"
    r"hike|swim|trip|stretch|pipe|tank|bulb|battery|engine|motor|screen|monitor|drive|disk|hurdles|relay|course)s?\b"
)
#: Signs that are also ordinary words or letters: only where nothing else can be meant.
_IN = re.compile(r"\s*(?:[x×,;)]|\Z|by\b|and \d|long|wide|high|thick|deep|tall|in diameter|of (?:rain|snow))")


def name_of(sign: str, *, one: bool, british: bool) -> str:
    """The name of a unit in the singular or plural, in the spelling of the region."""
    name = _NAMES[re.sub(r"\.(?= |\Z)", "", sign)]
    if not british:
        name = name.replace("metre", "meter").replace("litre", "liter")
    if one or name.endswith(_SAME):
        return name
    if "foot" in name:
        return name.replace("foot", "feet")
    return "inches" if name == "inch" else "square inches" if name == "square inch" else plural(name)


def _single(match: re.Match[str], page: Page) -> bool:
    if match["gap"] == "-":
        return True
    if is_one(match["first"]) and not match["second"]:
        return True
    if match["unit"].rstrip(".") in {"lbs", "yrs", "hrs", "mins", "secs", "yds", "kgs", "wks", "mos", "pts"}:
        return False
    after = page.after(match.end())
    described = re.match(r" [a-z]{3,}|-[a-z]", after) and not _NO_NOUN.match(after)
    return bool(described)


def _meant(match: re.Match[str], page: Page) -> bool:
    sign, after = match["unit"], page.after(match.end())
    if sign == "in" and not _IN.match(after):
        return False
    if sign == "in." and match["gap"] != "-" and not _IN.match(after) and page.ends(match.end()):
        return False
    if sign.rstrip(".") == "st":
        return bool(re.match(r",? \d{1,2} ?lbs?\b|[.,;)]|\Z", after)) and match["gap"] == " "
    if sign.startswith("mo") and match["gap"] is None:
        return False
    if sign in {"V", "N", "L", "W", "J", "A"}:
        return match["gap"] != "-" and not re.match(r"\.? ?[A-Z\d]", after)
    return True


def _measure(match: re.Match[str], page: Page) -> str | None:
    if not _meant(match, page):
        return None
    single = _single(match, page)
    british, sign = page.british, match["unit"]
    point = "." if sign.endswith(".") and page.ends(match.end()) else ""
    minus = "minus " if match["minus"] else ""
    first = said(match["first"], british=british)
    if below_one(match["first"]) and not match["second"]:
        return f"{first} of {_a(name_of(sign, one=True, british=british))}{point}"
    if match["second"]:
        joint = " by " if "×" in match["to"] or "x" in match["to"] else " to "
        first += joint + said(match["second"], british=british)
    gap = "-" if match["gap"] == "-" else " "
    return f"{minus}{first}{gap}{name_of(sign, one=single, british=british)}{point}"


def _a(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeio' or noun == 'hour' else 'a'} {noun}"


def _height(match: re.Match[str], _page: Page) -> str:
    return f"{cardinal(int(match['feet']))} foot {cardinal(int(match['inches']))}"


_FEET_INCHES = re.compile(rf"(?<![\w.,])(?P<feet>\d{{1,2}}){SPACE}?ft\.?,?{SPACE}(?P<inches>\d{{1,2}}){SPACE}?ins?\b")


def _feet_inches(match: re.Match[str], _page: Page) -> str:
    feet, inches = int(match["feet"]), int(match["inches"])
    noun, small = "foot" if feet == 1 else "feet", "inch" if inches == 1 else "inches"
    return f"{cardinal(feet)} {noun} {cardinal(inches)} {small}"


def _times(match: re.Match[str], page: Page) -> str | None:
    words = said(match["first"], british=page.british)
    follows = page.after(match.end())
    if re.match(r" ?\d", follows):
        return None
    return f"{words} time{'' if is_one(match['first']) else 's'}"


def _inches(match: re.Match[str], page: Page) -> str:
    words = said(match["first"], british=page.british)
    return f"{words} {'inch' if is_one(match['first']) or re.match(r' [a-z]', page.after(match.end())) else 'inches'}"


def _lengths(_match: re.Match[str], _page: Page) -> str:
    return " by "


#: Units in words: "⅜ inch" is three eighths of an inch, "½ mile" half a mile.
_WORDS = (
    r"inch|mile|foot|yard|pint|cup|pound|ounce|teaspoon|tablespoon|"
    r"hour|second|metre|meter|litre|liter|gallon|kilo|minute|ton|acre|"
    r"degree|cent|tsp|tbsp"
)
_PART = re.compile(rf"(?<![\w/.-])(?P<first>\d{{1,2}}/\d{{1,3}}|{AMOUNT})(?P<gap>[ -])(?P<unit>{_WORDS})\b")


def _part(match: re.Match[str], page: Page) -> str | None:
    if not below_one(match["first"]):
        return None
    words = said(match["first"], british=page.british)
    if re.search(r"\b(?:an?|the|one|another|every|each|first|last)\s\Z", page.before(match.start()), re.IGNORECASE):
        return f"{words.removeprefix('a ')}{match['gap']}{match['unit']}"
    if words == "a half":
        return (
            f"half{match['gap'] if match['gap'] == '-' else ' '}"
            f"{_a(match['unit']) if match['gap'] == ' ' else match['unit']}"
        )
    if match["gap"] == "-":
        return f"{words.removeprefix('a ').removesuffix('s')}-{match['unit']}"
    return f"{words} of {_a(match['unit'])}"


RULES = (
    Rule(
        "unit",
        re.compile(r"(?<![\w.,])(?P<feet>\d{1,2})['′’]" + SPACE + r"?(?P<inches>\d{1,2})(?:[\"″”]|''|’’|′′)"),
        _height,
        needs="0",
    ),
    Rule(
        "unit", re.compile(r"(?<![\w.,])(?P<feet>[3-7])['′’](?P<inches>1[01]|\d)(?![\w'’\"″”])"), _height, needs="'′’"
    ),
    Rule("unit", re.compile(r"(?<=\d)[x×](?=\d)"), _lengths, needs="x×"),
    Rule("unit", _FEET_INCHES, _feet_inches, needs="0"),
    Rule("unit", _MEASURE, _measure, needs="0½¼¾⅓⅔⅛⅜⅝⅞" if False else ""),
    Rule("fraction", _PART, _part, needs=""),
    Rule(
        "unit",
        re.compile(
            rf"(?<![\w.,])(?P<first>{AMOUNT})[\"”](?=\s(?:screens?|monitors?|"
            r"TVs?|tvs?|displays?|wheels?|pipes?|guns?|disks?|records?|pizzas?|"
            r"laptops?|nails?|tablets?)\b)"
        ),
        _inches,
        needs='"”',
    ),
    Rule("unit", re.compile(rf"(?<![\w.,])(?P<first>{AMOUNT})[″](?!\w)"), _inches, needs="″"),
    Rule("unit", re.compile(rf"(?<![\w.,])(?P<first>{AMOUNT})[×x](?![\w×])(?!{SPACE}?[\d=+−-])"), _times, needs="×x"),
    Rule(
        "unit",
        re.compile(
            rf"(?<=[\da-zA-Z²])({SPACE}?×{SPACE}?)(?=\d+(?:\.\d+)?{SPACE}?(?:[cmk]?m|"
            r"ft|in|px)\b)"
        ),
        _lengths,
        needs="×",
    ),
)
