"""Money of today; that of before 1971 is in ``old_money``."""

from __future__ import annotations

import re

from audiobook.prep.marks import words_of
from audiobook.prep.speech.english.amounts import AMOUNT, SPACE, TO, is_one, ranged
from audiobook.prep.speech.english.page import Page, Rule
from audiobook.prep.speech.english.words import cardinal, number

_UNITS = {
    "£": ("pound", "pounds", "penny", "pence"), "$": ("dollar", "dollars", "cent", "cents"),
    "€": ("euro", "euros", "cent", "cents"), "¥": ("yen", "yen", "sen", "sen"), "￥": ("yen", "yen", "sen", "sen"),
    "₹": ("rupee", "rupees", "paisa", "paise"), "₩": ("won", "won", "", ""),
    "₽": ("rouble", "roubles", "kopeck", "kopecks"), "₺": ("lira", "lira", "", ""),
    "₪": ("shekel", "shekels", "", ""), "₿": ("bitcoin", "bitcoins", "", ""), "฿": ("baht", "baht", "", ""),
    "₫": ("dong", "dong", "", ""), "₴": ("hryvnia", "hryvnias", "", ""),
}  # fmt: skip
_WHOSE = {
    "US": "U S ", "A": "Australian ", "AU": "Australian ", "C": "Canadian ", "CA": "Canadian ", "HK": "Hong Kong ",
    "NZ": "New Zealand ", "S": "Singapore ", "R": "R ",
}  # fmt: skip
_CODES = {
    "USD": ("US", "$"), "EUR": ("", "€"), "GBP": ("", "£"), "JPY": ("", "¥"), "INR": ("", "₹"), "AUD": ("A", "$"),
    "CAD": ("C", "$"),
}  # fmt: skip
_BIG = {
    "k": "thousand",
    "m": "million",
    "mn": "million",
    "b": "billion",
    "bn": "billion",
    "tn": "trillion",
    "t": "trillion",
}
_SIGNS = "".join(_UNITS)
_SCALE = r"(?:thousand|million|billion|trillion|(?:[kK]|mn|[mM]|bn|[bB]|tn)(?![\w’']))"
_MONEY = re.compile(
    r"(?<!\w)(?P<minus>[-−](?=\S))?(?:(?P<whose>US|AU?|CA?|HK|NZ|S|"
    rf"R)?(?P<sign>[{_SIGNS}]){SPACE}?|(?P<code>USD|EUR|GBP|JPY|INR|"
    rf"AUD|CAD){SPACE}?)"
    rf"(?P<first>{AMOUNT})(?P<firstscale>{SPACE}?{_SCALE})?(?:{TO}(?:[A-Z]{{0,2}}[{_SIGNS}])?(?P<"
    rf"second>{AMOUNT}))?(?:[ \u00a0-]?(?P<scale>{_SCALE}))?(?P<plus>\+)?"
)
_CODE_AFTER = re.compile(
    rf"(?<![\w.,])(?P<first>{AMOUNT}){SPACE}?(?:(?P<code>USD|EUR|GBP|JPY|INR|AUD|CAD)\b|(?P<sign>[€£]))"
)
#: A noun that the sum describes: "a $300 prize". Own list.
_NOUNS = words_of(
    """
    advance bail banknote bargain bet bill bond bonus bottle bounty bribe budget car card charge check cheque coat
    coin contract cost cut cover debt deal deposit discount donation dress fare fee fine fortune fund gift grant
    house income investment jacket jackpot lawsuit licence loan loss lunch meal menu note offer payment penalty
    pension piece plan policy present price prize profit project purse raise ransom rebate refund rent reward ring
    rise room salary scholarship settlement share shirt shoes stake stamp suit tab tag tax ticket tip toll token
    upgrade voucher wager watch win
    """
)
_NOUN = re.compile(
    r"[ -](?:(?:new|old|cash|gold|silver|bank|gift|parking|speeding|"
    rf"down|entrance|entry)[ -])?(?:{'|'.join(_NOUNS)})s?\b"
)
_DETERMINED = re.compile(
    r"(?:\b(?:an?|the|this|that|his|her|its|my|your|our|their|one|two|three|four|five|six|seven|eight|nine|ten|twelve|"
    r"twenty|fifty|hundred|new|crisp|single|another|every|each|final|record|whopping)\s+)\Z", re.IGNORECASE
)  # fmt: skip
ADVERBS = re.compile(
    r" (?:[a-z]+(?:ly|ed|ing)|a|an|and|apiece|as|at|away|back|by|each|every|extra|for|from|if|in|into|is|it|less|more|"
    r"now|of|off|on|or|out|over|per|she|he|so|than|that|the|then|they|this|to|today|was|were|we|when|which|with|worth|"
    r"you)\b"
)
_BEFORE_NOUN = re.compile(r" [a-z]{3,}")


def _one_noun(page: Page, start: int, end: int) -> bool:
    """Whether the sum stands before the noun that it describes."""
    after = page.after(end)
    if re.match(r"-[a-z]", after) or _NOUN.match(after):
        return True
    before = page.before(start)
    told = _DETERMINED.search(before)
    return bool(told and _BEFORE_NOUN.match(after) and not ADVERBS.match(after))


def _money(match: re.Match[str], page: Page) -> str | None:
    whose, sign = _CODES[match["code"]] if match["code"] else (match["whose"] or "", match["sign"])
    one, many, cent, cents = _UNITS[sign]
    minus = "minus " if match["minus"] else "over " if match["plus"] else ""
    scale = (match["scale"] or match["firstscale"] or "").strip(" \u00a0")
    scale = _BIG.get(scale.lower(), scale)
    first, second = match["first"], match["second"]
    if second is None and match["firstscale"] and not match["scale"]:
        pass
    pounds, point, rest = first.partition(".")
    if cent and not second and not scale and point and len(rest) == 2:  # noqa: PLR2004
        return minus + _coins(
            pounds, int(rest), (_WHOSE.get(whose, "") + one, _WHOSE.get(whose, "") + many, cent, cents), page
        )
    words = ranged(first, second, british=page.british)
    single = (is_one(first) and not second and not scale) or _one_noun(page, match.start(), match.end())
    unit = _WHOSE.get(whose, "") + (one if single else many)
    return minus + " ".join(filter(None, (words, scale, unit)))


def _coins(whole: str, small: int, unit: tuple[str, str, str, str], page: Page) -> str:
    one, many, cent, cents = unit
    coins = f"{cardinal(small)} {cent if small == 1 else cents}"
    if not whole.strip("0,"):
        return coins
    sum_ = f"{number(whole, british=page.british)} {one if is_one(whole) else many}"
    if not small:
        return sum_
    return f"{sum_} {cardinal(small)}" if many == "pounds" else f"{sum_} and {coins}"


def _after(match: re.Match[str], page: Page) -> str | None:
    whose, sign = _CODES[match["code"]] if match["code"] else ("", match["sign"])
    one, many = _UNITS[sign][:2]
    words = ranged(match["first"], None, british=page.british)
    return f"{words} {_WHOSE.get(whose, '')}{one if is_one(match['first']) else many}"


def _pennies(match: re.Match[str], page: Page) -> str | None:
    if match["first"] in {"480", "720", "1080", "1440", "2160"}:
        return None  # lines of a screen
    small = "cent" if match["sign"] == "¢" else "penny"
    many = "cents" if small == "cent" else "pence"
    single = is_one(match["first"]) or (small == "cent" and _one_noun(page, match.start(), match.end()))
    return f"{ranged(match['first'], match['second'], british=page.british)} {small if single else many}"


def _guineas(match: re.Match[str], page: Page) -> str | None:
    words = ranged(match["first"], None, british=page.british)
    return f"{words} {'guinea' if match['first'] == '1' else 'guineas'}" + (
        "." if match["point"] and page.ends(match.end()) else ""
    )


_EACH = re.compile(
    r"(?<=\d)/(?P<unit>lb|kg|oz|hr|hour|day|week|month|year|yr|night|person|mile|km|litre|gallon|head)\b"
)


def _each(match: re.Match[str], _page: Page) -> str:
    return " per " + {
        "lb": "pound",
        "kg": "kilogram",
        "oz": "ounce",
        "hr": "hour",
        "yr": "year",
        "km": "kilometre",
    }.get(match["unit"], match["unit"])


RULES = (
    Rule("money", _EACH, _each, needs="/"),
    Rule("money", _MONEY, _money, needs=f"{_SIGNS}UEGJIAC"),
    Rule("money", _CODE_AFTER, _after, needs="UEGJIAC€£"),
    Rule(
        "money",
        re.compile(
            rf"(?<![\w.,])(?P<first>{AMOUNT})(?:{TO}(?P<second>{AMOUNT}))?{SPACE}?(?P<sign>[¢]|"
            r"p\b(?!\.\w))"
        ),
        _pennies,
        needs="¢p",
    ),
    Rule("money", re.compile(rf"(?<![\w.,])(?P<first>{AMOUNT}){SPACE}?gns?(?P<point>\.|\b)"), _guineas, needs="g"),
    Rule("money", re.compile(r"£(?!\s?[\d.½])"), lambda _m, _p: "pound", needs="£"),
)
