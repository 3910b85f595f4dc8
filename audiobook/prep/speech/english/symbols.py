"""Signs that are said as words, formulas, and emoji."""

from __future__ import annotations

import re
import unicodedata

from audiobook.prep.speech.english.amounts import AMOUNT
from audiobook.prep.speech.english.page import Page, Rule
from audiobook.prep.speech.english.words import cardinal, fraction, number, ordinal, spelled

_OPS = {
    "=": "equals", "+": "plus", "-": "minus", "−": "minus", "–": "minus", "×": "times", "*": "times", "·": "times",
    "÷": "divided by", "<": "is less than", ">": "is greater than", "≤": "is less than or equal to",
    "≥": "is greater than or equal to", "≠": "is not equal to", "≈": "is approximately", "±": "plus or minus",
    "/": "over", "^": "to the power of", "√": "the square root of ", "∞": "infinity",
}  # fmt: skip
_COMPARED = {"<": "less than", ">": "greater than"}
_GREEK = {
    "π": "pi", "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "Δ": "delta", "θ": "theta", "λ": "lambda",
    "μ": "mu", "σ": "sigma", "Σ": "sigma", "φ": "phi", "ω": "omega", "Ω": "omega", "ε": "epsilon", "ρ": "rho",
    "τ": "tau",
}  # fmt: skip
_POWERS = {"²": "squared", "³": "cubed", "⁴": "to the fourth", "⁵": "to the fifth", "ⁿ": "to the N"}
_G = "".join(_GREEK)
_P = "".join(_POWERS)
_FACTOR = rf"(?:√?\(?(?:\d+(?:,\d{{3}})*(?:\.\d+)?)?(?:[a-zA-Z](?![a-zA-Z]{{2}})|[{_G}]){{0,3}}[{_P}]?\)?)"
_TERM = (
    rf"(?:√?\(?(?:\d+(?:,\d{{3}})*(?:\.\d+)?(?:[{_G}a-zA-Z](?![a-z])){{0,3}}|[{_G}a-zA-Z]{{1,3}}(?![a-z])|∞)[{_P}]?\)?)"
)
_OP = r"\s?[=+−×÷<>≤≥≠≈±/*·^]\s?|\s[-–]\s|[-−–](?=\d|[a-z]\b)"
_FORMULA = re.compile(
    rf"(?<![\w.,/@#&’'-])(?P<lead>[-−±](?=[\da-zπ]))?(?P<body>{_TERM}(?:(?:{_OP})[-−]?{_TERM})+)(?![\w/@])"
)
_POWER = re.compile(
    rf"(?<![\w.,])(?P<body>(?:\d+(?:[,.]\d+)*)?(?:[{_G}][a-zA-Z]?|[a-zA-Z])?[{_P}])(?![\w])|"
    r"(?<![\w])(?P<root>√\s?\d+(?:[,.]\d+)*)"
)
_MATH = re.compile(r"[=+−×÷<>≤≥≠≈±²³√π*^]|\d\s[-–]\s\d|\b[a-z]/[a-z]\b")


def _formula(match: re.Match[str], page: Page) -> str | None:
    body = match["body"]
    if not _MATH.search(body) or (not re.search(r"[\d²³π=]", body) and "=" not in page.text):
        return None
    if re.fullmatch(r"[A-Za-z]{2,}[/+][A-Za-z]{2,}", body) or (
        re.search(r"[A-Za-z]{2,}", body)
        and "=" not in body
        and not re.search(r"[²³√π]", body)
        and not re.search(r"\d[a-z]", body)
    ):
        return None
    lead = f"{_OPS[match['lead']]} " if match["lead"] else ""
    return lead + " ".join(_tokens(body, page))


def _tokens(body: str, page: Page) -> list[str]:
    out: list[str] = []
    simple = not re.search(r"[=+−×÷√²³]", body)
    for token in re.findall(rf"\d+(?:,\d{{3}})*(?:\.\d+)?|[A-Za-z]|[{_G}]|[{_P}]|[^\w\s]", body):
        if token[0].isdecimal():
            out.append(number(token, british=page.british))
        elif token in _GREEK:
            out.append(_GREEK[token])
        elif token in _POWERS:
            out.append(_POWERS[token])
        elif token in _COMPARED:
            out.append(_COMPARED[token])
        elif token in _OPS:
            out.append(_OPS[token].strip().removeprefix("is ") if simple else _OPS[token].strip())
        elif token.isalpha():
            out.append(token.upper())
    return out


def _power(match: re.Match[str], page: Page) -> str:
    return " ".join(_tokens(match[0], page))


_PICTURE = (
    "[\U0001f300-\U0001f5ff\U0001f600-\U0001f64f\U0001f680-\U0001f6ff\U0001f7e0-\U0001f7eb\U0001f900-\U0001faff"
    "\u2600-\u27bf\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u231a\u231b\u23e9-\u23f3\u25fd\u25fe]"
)
_TONE = "(?:\ufe0f|[\U0001f3fb-\U0001f3ff])?"
_JOINED = f"{_PICTURE}{_TONE}(?:\u200d(?:{_PICTURE}|[\u2640\u2642]){_TONE})*"
_EMOJI = re.compile(f"(?P<one>[\U0001f1e6-\U0001f1ff]{{2}}|[#*0-9]\ufe0f?\u20e3|{_JOINED})(?:\\s?(?P=one))*")
#: Signs in the emoji blocks that print has used for long and that are no pictures in a sentence.
_ORNAMENTS = frozenset("☙❦❧✠✝☞☜✻✽✾✿❖✦✧★☆✢✣✤✥✱✲✳✶✷✸✹✺❀❁❂❃❋✓✔✗✘☐☑☒❡❢❣❜❛❝❞♪♫♩♬")


def emoji_name(picture: str) -> str:
    """The CLDR short name of an emoji in English, from the library ``emoji``; Unicode's own name where it has none."""
    import emoji

    if not emoji.is_emoji(picture):
        bare = picture.replace("\ufe0f", "")
        return unicodedata.name(bare[:1], "").lower() if bare else ""
    name: str = emoji.demojize(picture, delimiters=("", ""), language="en")
    flag = "flag: " if "\U0001f1e6" <= picture[0] <= "\U0001f1ff" else ""
    return flag + name.replace("_", " ").strip()


def _emoji(match: re.Match[str], page: Page) -> str | None:
    if match["one"][0] in _ORNAMENTS and "\ufe0f" not in match["one"]:
        return None
    name = emoji_name(match["one"])
    if not name:
        return None
    left = " " if match.start() and page.text[match.start() - 1].isalnum() else ""
    after = page.text[match.end() : match.end() + 1]
    right = " " if after.isalnum() or unicodedata.category(after or " ") == "So" else ""
    return f"{left}{name}{right}"


def _padded(word: str, match: re.Match[str], page: Page) -> str:
    """The word with a blank where it would touch another."""
    left = (
        " "
        if match.start() and not page.text[match.start() - 1].isspace() and page.text[match.start() - 1] not in '([“‘"—'
        else ""
    )
    after = page.text[match.end() : match.end() + 1]
    return f"{left}{word}{' ' if after and (after.isalnum() or after in '$£€') else ''}"


_WORDS = {
    "&": "and", "§": "section", "§§": "sections", "¶": "paragraph", "¶¶": "paragraphs", "©": "copyright",
    "®": "registered trademark", "™": "trademark", "@": "at", "≈": "approximately", "→": "to", "℅": "care of",
    "°": "degrees", "±": "plus or minus", "÷": "divided by", "=": "equals", "<": "less than", ">": "greater than",
    "≤": "less than or equal to", "≥": "greater than or equal to", "≠": "is not equal to", "+": "plus", "×": "times",
    "%": "percent", "№": "number", "∞": "infinity", "~": "approximately", "√": "the square root of", "π": "pi",
    "−": "minus", "†": "", "‡": "",
}  # fmt: skip


def _sign(match: re.Match[str], page: Page) -> str | None:
    return _padded(_WORDS[match["sign"]], match, page)


def _cross(_match: re.Match[str], _page: Page) -> str:
    """The cross that a bishop puts behind his name is not said."""
    return ""


def _or(match: re.Match[str], page: Page) -> str:
    """In ``and/or`` the "or" stands there already."""
    both = re.match(r"or\b", page.after(match.end())) and re.search(r"\band\s?\Z", page.before(match.start()))
    return " " if both else " or "


_KEYS = {"*": "star", "#": "hash"}
_PHONE = re.compile(
    r"\b(?:press|presses|pressed|dial|dialled|dialed|hit|key|keys|button|then|by|enter|or)\s\Z", re.IGNORECASE
)


def _key(match: re.Match[str], page: Page) -> str | None:
    if not _PHONE.search(page.before(match.start())) and not re.match(
        r"\s(?:key|button|sign)\b", page.after(match.end())
    ):
        return None
    return " ".join(_KEYS[char] for char in match[0])


def _hash(_match: re.Match[str], _page: Page) -> str:
    return "number "


_RAISED = re.compile(r"(?<=\d)\s?[x×]\s?(?=10[⁰¹²³⁴-⁹])|10(?P<power>⁻[⁰¹²³⁴-⁹]+|[⁰¹²³⁴-⁹]{2,}|[⁴-⁹])")
_UP = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def _raised(match: re.Match[str], _page: Page) -> str:
    if not match["power"]:
        return " times "
    power = match["power"].translate(_UP)
    return f"ten to the {'minus ' + cardinal(-int(power)) if power.startswith('-') else ordinal(int(power))}"


def _starred(match: re.Match[str], _page: Page) -> str:
    hash_ = " hash" if match["hash"] else ""
    return f"{_KEYS[match['sign']]} {spelled(match['digits'])}{hash_}"


BEFORE = (
    Rule(
        "symbol", re.compile(r"(?<![\w*#])(?P<sign>\*)(?P<digits>\d{1,6})(?P<hash>#)?(?![\w*.])"), _starred, needs="*"
    ),
    Rule("emoji", _EMOJI, _emoji),
    Rule("symbol", _RAISED, _raised, needs="⁰¹²³⁴⁵⁶⁷⁸⁹"),
    Rule("symbol", re.compile(r"(?<![\w#])[*#](?![\w*#])"), _key, needs="*#"),
    Rule("symbol", re.compile(r"(?<![\w#&])#\s?(?=\d)"), _hash, needs="#"),
)
FORMULAS = (
    Rule("symbol", _FORMULA, _formula),
    Rule("symbol", _POWER, _power, needs=_P + "√"),
)
RULES = (
    Rule(
        "symbol",
        re.compile(r"(?P<sign>§§|¶¶|[§¶№©®™≈→~])(?=\s?[\w.])\s?"),
        lambda m, p: _padded(_WORDS[m["sign"]], m, p).rstrip() + " ",
        needs="§¶№©®™≈→~",
    ),
    Rule("symbol", re.compile(r"(?P<sign>[&])"), _sign, needs="&"),
    Rule(
        "symbol", re.compile(r"(?<=[A-Z][a-z]{3})[a-z]*(?P<cross>\s\+)(?=[.,;]|\Z)"), _cross, group="cross", needs="+"
    ),
    Rule("symbol", re.compile(r"(?<=\s)(?P<sign>[@=<>≤≥≠±÷+×−])(?=\s)"), _sign, needs="@=<>≤≥≠±÷+×−"),
    Rule(
        "symbol",
        re.compile(r"(?<!\w)(?P<sign>[<>≤≥±≈])\s?(?=[\d£$€])"),
        lambda m, _p: _WORDS[m["sign"]] + " ",
        needs="<>≤≥±≈",
    ),
    Rule(
        "symbol",
        re.compile(r"\b(?P<letter>[A-Z])(?P<more>\+\+?)(?!\w)"),
        lambda m, _p: m["letter"] + " plus" * len(m["more"]),
        needs="+",
    ),
    Rule("symbol", re.compile(r"(?<=\d)(?P<sign>[+])(?!\w)"), _sign, needs="+"),
    Rule("symbol", re.compile(r"(?P<sign>[®™°π])"), _sign, needs="®™°π"),
    Rule("symbol", re.compile(r"\bn/a\b|\bN/A\b"), lambda _m, _p: "N A", needs="/"),
    Rule("symbol", re.compile(r"\bw/(?=\s)|\bw/o\b"), lambda m, _p: "without" if m[0] == "w/o" else "with", needs="/"),
    Rule("symbol", re.compile(r"(?<=[a-z’]{2})/(?=[a-z]{2})(?![a-z]*/)|(?<=[a-z]{2})/(?=[A-Z][a-z])"), _or, needs="/"),
)
__all__ = ["AMOUNT", "BEFORE", "FORMULAS", "RULES", "emoji_name", "fraction"]
