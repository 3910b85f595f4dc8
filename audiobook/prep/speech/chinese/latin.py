"""Latin letters in Chinese text: web and mail addresses, initialisms. Words stay; a voice or ``mixed`` sees to them."""

from __future__ import annotations

import re

from audiobook.prep.speech.chinese.fold import half_width
from audiobook.prep.speech.chinese.numbers import digits
from audiobook.prep.speech.chinese.rule import Around, Rule, Said, fixed, rule
from audiobook.prep.speech.chinese.words import ACRONYMS

_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?"
_ENDINGS = (
    "com|cn|org|net|edu|gov|io|ai|app|dev|info|top|me|tv|cc|xyz|shop|"
    "site|online|tech|hk|tw|jp|uk|us|de|fr|ru|kr|eu|co|mil|int|biz|vip"
)
_DOMAIN = rf"(?:{_HOST}\.)+(?:{_ENDINGS})(?![A-Za-z0-9])"
_SPOKEN_SIGNS = {
    ".": "点",
    "@": "艾特",
    "/": "斜杠",
    "-": "横杠",
    "_": "下划线",
    ":": "冒号",
    "?": "问号",
    "=": "等于",
    "&": "和",
    "#": "井号",
    "%": "百分号",
    "+": "加",
    "~": "波浪号",
}
_PIECES = re.compile(r"[A-Za-z]+|\d+|.")
_LONGEST = 6


def letters(word: str) -> str:
    """``GDP`` is ``G D P``, ``CDs`` is ``C Ds``."""
    ending = "s" if word.endswith("s") and word[:-1].isupper() else ""
    return " ".join(word.removesuffix("s") if ending else word) + ending


def _web(found: re.Match[str], _around: Around) -> Said:
    text = re.sub(r"^https?://", "", found[0]).rstrip("/")
    domain_end = re.search(r"[/?#]", text.rpartition("@")[2])
    host = len(text) if domain_end is None else text.rindex(text.rpartition("@")[2]) + domain_end.start()
    out: list[str] = []
    for piece in _PIECES.finditer(text):
        word = piece[0]
        last = piece.end() == host and piece.start() > 0
        if word == "www" or (last and len(word) == 2 and word.isalpha()):  # noqa: PLR2004
            out.append(letters(word.upper()))
        elif word.isalpha() and word.isupper() and len(word) > 1 and word not in ACRONYMS:
            out.append(letters(word))
        elif word.isdigit():
            out.append(digits(word))
        else:
            out.append(_SPOKEN_SIGNS.get(word, word))
    return "".join(out), "web"


def _initials(found: re.Match[str], around: Around) -> Said:
    word = found[0].replace(".", "").replace(" ", "")
    if word in ACRONYMS:
        return None
    beside = around.folded.text[max(0, found.start() - 2) : found.start()] + "|" + around.right(found.end())[:2]
    if len(word) > _LONGEST or re.search(r"[A-Za-z]\s?\||\|\s[A-Z]{7}", beside):
        return None
    return letters(word), "initialism"


def _dotted(found: re.Match[str], _around: Around) -> Said:
    return letters(found[0].replace(".", "").replace(" ", "")), "initialism"


def _half(found: re.Match[str], around: Around) -> Said:
    said = half_width(around.written(found))
    return (said, "fullwidth") if said != around.written(found) else None


WEB: tuple[Rule, ...] = (
    rule(r"https?://[A-Za-z0-9./_\-?=&%#:~+]*[A-Za-z0-9/]", _web),
    rule(rf"(?<![A-Za-z0-9._+\-])[A-Za-z0-9._+\-]{{1,64}}@{_DOMAIN}", _web),
    rule(
        rf"(?<![A-Za-z0-9@.])(?:www\.[A-Za-z0-9.\-]+[A-Za-z0-9]|{_DOMAIN})(?:/[A-Za-z0-9./_\-?=&%#]*[A-Za-z0-9])?", _web
    ),
)
LETTERS: tuple[Rule, ...] = (
    rule(r"(?<![A-Za-z])(?:[A-Z]\. ?){2,5}(?![A-Za-z])", _dotted),
    fixed(r"(?<![A-Za-z])PhD(?![A-Za-z])", "P H D", "initialism"),
    fixed(r"(?<![A-Za-z])WWII(?![A-Za-z])", "二战", "initialism"),
    fixed(r"(?<![A-Za-z])WWI(?![A-Za-z])", "一战", "initialism"),
    fixed(r"(?<![A-Za-z])pH(?![A-Za-z])", "P H", "initialism"),
    fixed(r"(?<![A-Za-z])(?:vs|VS|Vs)\.?(?![A-Za-z])", "对", "initialism"),
    rule(r"(?<![A-Za-z’'])[A-Z]{2,}s?(?![A-Za-z’'])", _initials),
)
#: After all others: what only is set wide.
WIDE: tuple[Rule, ...] = (rule(r"[A-Za-z0-9][A-Za-z0-9\-]*", _half),)
