"""Capitals and letters: initialisms are spelled, emphasis is said in plain words, initials lose their point."""

from __future__ import annotations

import re

from audiobook.numerals import roman_value
from audiobook.prep.speech.english.letters import ACRONYMS, LETTERS, SHORT_WORDS, VOWELLESS
from audiobook.prep.speech.english.page import Page, Rule

_CAPS = r"[A-ZÀ-Þ]{2,}(?:[’'](?:[A-ZÀ-Þ]+))*"
_WORD = re.compile(
    r"(?<![\w&@#./’'])(?P<word>[A-ZÀ-Þ]{2,}(?:[’'][A-ZÀ-Þ]+)*|I[’'][A-Z]{1,2})(?P<ending>s\b"
    r"|[’']s\b)?(?![\w&@]|/\w)"
)
_AMP = re.compile(r"(?<![\w&])(?P<left>[A-Z]{1,3})\s?&\s?(?P<right>[A-Z]{1,2})(?![\w&])")
_OF_NOUN = re.compile(
    r"\s(?:department|support|manager|team|worker|staff|system|systems|"
    r"industry|sector|company|specialist|skills|help|guy|job|consultant|"
    r"security|professional|project|budget)\b"
)


#: Words that are letters as well: what must stand before them to be those.
_TOLD = {
    "AM": r"\d\s?\Z", "PM": "", "LA": r"\b(?:in|to|from|of|the)\s\Z", "OR": r"\bthe\s\Z", "AD": "", "RIP": "", "ID": "",
    "ER": r"\b(?:the|an|in)\s\Z", "MA": r"\b(?:an|the|her|his)\s\Z",
    "PA": r"(?:\b(?:a|the|her|his|my|our|their)|[’']s?)\s\Z",
    "ARM": r"\bby\s\Z", "CAD": r"\b(?:in|using)\s\Z",
}  # fmt: skip


def _is_letters(word: str, ending: str, page: Page, start: int, end: int) -> bool | None:  # noqa: PLR0911 - one word a line
    """True for letters, False for a loud word, None for a word that keeps its capitals."""
    before, after = page.before(start), page.after(end)
    if word in ACRONYMS:
        return None
    if word == "US":
        return not _loud_beside(page, start, end) and not re.search(
            r"\b(?:tell|told|let|give|gave|help|of|for|to|with|like|between|and|about|not|all|both|it’s|was)\s\Z",
            before,
        )
    if word == "AM" and re.match(r"\s(?:radio|station|band|frequency|dial)", after):
        return True
    if word == "IT":
        return bool(
            _OF_NOUN.match(after)
            or (
                re.search(r"\b(?:the|an|our|their|my|in|[Aa])\s\Z", before)
                and not _loud_beside(page, start, end)
                and re.match(r"[.,]|\s(?:and|crowd)", after)
            )
        )
    if word == "WHO":
        return bool(re.search(r"\b[Tt]he\s\Z", before)) and not _loud_beside(page, start, end)
    if word in _TOLD:
        return bool(re.search(_TOLD[word], before)) and not _loud_beside(page, start, end)
    if word in LETTERS:
        return True
    return _unknown(word, ending, page, start, end)


def _unknown(word: str, ending: str, page: Page, start: int, end: int) -> bool | None:
    letters = re.sub(r"[^A-Z]", "", word)
    if word in SHORT_WORDS or word in VOWELLESS or "’" in word or "'" in word:
        return False
    if ending != "s" and len(letters) > 3 and not _sayable(letters):  # noqa: PLR2004
        return True
    if not re.search("[AEIOUYÀ-Þ]", word):
        return len(word) < 6 or None  # noqa: PLR2004
    if ending == "s":
        return True
    if len(letters) <= 3:  # noqa: PLR2004
        return not _loud_beside(page, start, end)
    return False


#: Consonants that may open and close an English word (own list); capitals with others are letters: LAPD, NSPCC.
_OPENING = re.compile(
    r"(?:[BCDFGHJKLMNPQRSTVWXYZ]|[BCFGPS]L|[BCDFGPTWK]R|S[CKLMNPTWHQ]|"
    r"SCR|SPR|STR|SPL|SHR|THR|CHR|SQU|SCH|TH|CH|SH|WH|PH|QU|KN|GN|PS|"
    r"TW|DW|GH|GU|RH|PN|TS|CZ|KH|ZH)?(?:[AEIOUYÀ-Þ])"
)
_CLOSING = re.compile(
    r"[AEIOUYÀ-Þ](?:[BCDFGHKLMNPRSTVWXYZ]|([BDFGLMNPRSTZCK])\1|CK|CT|"
    r"FT|GH|GHT|GHTS|LD|LF|LK|LL|LM|LP|LT|LTH|LVE|MB|MN|MP|MPT|MPH|"
    r"NC|NCH|ND|NG|NGS|NGTH|NK|NT|NTH|NX|NS|PH|PT|PTH|RB|RCH|RD|RF|"
    r"RG|RK|RL|RM|RN|RP|RS|RST|RT|RTH|RLD|"
    r"SH|SK|SM|SP|SS|ST|TCH|TH|TZ|WL|WN|WK|XT|XTH|CH|DTH|FTH|LS|MS|"
    r"NDS|NTS|RDS|RTS|STS|THS|TS|DS|KS|PS|GS|BS|FS|RMS|RNS|RKS|LDS|"
    r"LTS|LLS|SHT|SKS|SPS|CKS|CTS|MPS|NKS|RLS|WNS|WLS|THM|RMTH|LPS|"
    r"LFS|GN|NN|RR)?\Z"
)


def _sayable(letters: str) -> bool:
    """Whether capitals can be said as an English word."""
    return bool(_OPENING.match(letters) and _CLOSING.search(letters))


def _loud_beside(page: Page, start: int, end: int) -> bool:
    """Whether a neighbour is a loud word too: IT WAS."""
    before = re.search(r"([A-Z][A-Z’']*)[,;:!]?[\s-]\Z", page.before(start))
    after = re.match(r"[,;:!]?[\s-]([A-Z][A-Z’']*)\b", page.after(end))
    near = [found[1] for found in (before, after) if found]
    return any(
        word not in LETTERS and word not in ACRONYMS and len(word) > 1 and re.search("[AEIOUY]", word) for word in near
    )


def _capitals(match: re.Match[str], page: Page) -> str | None:
    word, ending = match["word"], match["ending"] or ""
    start, end = match.span()
    value = roman_value(word)
    if (
        value
        and len(word) > 1
        and word
        not in {
            "MIX",
            "DIM",
            "DI",
            "MI",
            "CD",
            "MD",
            "DC",
            "MC",
            "CV",
            "LCD",
            "MM",
            "CC",
            "CIVIC",
            "LIVID",
            "VIVID",
            "MIMIC",
            "CIVIL",
        }
    ):
        return None
    letters = _is_letters(word, ending, page, start, end)
    if letters is None:
        return match[0] if word in ACRONYMS else None
    if letters:
        return " ".join(char for char in word if char.isalpha()) + ending
    return _plain(word) + ending


def _plain(word: str) -> str:
    if word.startswith(("I’", "I'")):
        return "I" + word[1:].lower()
    return word.lower()


def _rule_of(match: re.Match[str], page: Page) -> bool:
    said = _capitals(match, page)
    return bool(said) and " " in str(said)


def _initialism(match: re.Match[str], page: Page) -> str | None:
    return _capitals(match, page) if _rule_of(match, page) or match["word"] in ACRONYMS else None


def _amp(match: re.Match[str], _page: Page) -> str:
    left, right = " ".join(match["left"]), " ".join(match["right"])
    return f"{left} and {right}"


RULES = (
    Rule(
        "initialism",
        re.compile(r"\b[A-Z]{2,3}/[A-Z]{2,3}\b(?!/)"),
        lambda m, _p: " ".join(filter(str.isalpha, m[0])),
        needs="/",
    ),
    Rule(
        "roman",
        re.compile(r"\bWW(?P<war>II?)\b"),
        lambda m, _p: f"World War {'One' if m['war'] == 'I' else 'Two'}",
        needs="W",
    ),
    Rule("initialism", _AMP, _amp, needs="&"),
    Rule("initialism", _WORD, _initialism),
    Rule("emphasis", _WORD, _capitals),
)
