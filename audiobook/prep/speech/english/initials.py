"""Letters with points: initialisms, degrees, and the initials of names."""

from __future__ import annotations

import re

from audiobook.prep.speech.english.page import STARTERS, Page, Rule

_DOTTED = re.compile(r"(?<![\w.])(?:[A-Za-z]\.\s?){1,7}[A-Za-z]\.(?:(?=[’'][sS]\b)|(?!\w))")
_DEGREES = re.compile(
    r"(?<![\w.])(?:Ph\.\s?D|B\.\s?Sc|M\.\s?Sc|D\.\s?Phil|LL\.\s?[BDM]|"
    r"Litt\.\s?D|D\.\s?Litt|B\.\s?Phil|M\.\s?Phil|Ed\.\s?D)\.?(?!\w)"
)
_MIXED = {
    "PhD": "P H D", "PhDs": "P H Ds", "MSc": "M S C", "BSc": "B S C", "DPhil": "D Phil", "LLB": "L L B",
    "LLM": "L L M", "PhD’s": "P H D’s", "MPhil": "M Phil", "BEd": "B Ed", "MEng": "M Eng", "DVDs": "D V Ds",
}  # fmt: skip


def _dotted(match: re.Match[str], page: Page) -> str | None:
    written = match[0]
    letters = [char.upper() for char in written if char.isalpha()]
    if written.lower() in {"i.e.", "e.g.", "q.v.", "n.b.", "i. e.", "e. g."} or (
        " I. " in f" {written}" and len(letters) == 2 and " " in written and written[0] != "I"  # noqa: PLR2004
    ):
        return None
    spaced = " " in written
    if spaced and written.islower() and len(letters) == 2 and letters[0] in "AI":  # noqa: PLR2004
        return None
    return " ".join(letters) + ("." if page.ends(match.end()) else "")


def _degree(match: re.Match[str], page: Page) -> str:
    end = "." if match[0].endswith(".") and page.ends(match.end()) else ""
    spoken = {
        "DPhil": "D Phil",
        "BPhil": "B Phil",
        "MPhil": "M Phil",
        "LittD": "Litt D",
        "DLitt": "D Litt",
        "EdD": "E D D",
    }
    bare = "".join(filter(str.isalpha, match[0]))
    return spoken.get(bare, " ".join(bare.upper())) + end


_INITIAL = re.compile(r"(?<![\w.’'-])(?P<letter>[A-ZÀ-Þ])\.(?=\s[A-ZÀ-Þ](?:[a-zà-ÿ’']|[A-Z’]))")
_TITLE_BEFORE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Sir|Lord|Lady|Professor|Prof|Captain|Capt|"
    r"Colonel|Col|General|Gen|Rev|Judge|Senator|President|Major|St|"
    r"[A-Z])\.?\s\Z"
)
_NAME_BEFORE = re.compile(
    r"(?:\A|[^\w]\s?|\b(?:by|of|and|to|with|from|for|the|in|at|said|"
    r"is|was|as|or|that|near|on)\s|\b[A-ZÀ-Þ][a-zà-ÿ’]+\s)[“‘(]?\Z"
)


def _initial(match: re.Match[str], page: Page) -> str | None:
    before, after = page.before(match.start()), page.after(match.end())
    word = re.match(r"\s([^\W\d_]+)", after)
    titled = _TITLE_BEFORE.search(before)
    if not word or (word[1] in STARTERS and not titled):
        return None
    if match["letter"] == "I" and not titled:
        return None
    if re.search(
        (
            r"\b(?:Vitamin|Plan|Type|Group|Class|Point|Part|Section|Exhibit|"
            r"Appendix|Grade|Team|Block|Hepatitis|Schedule|Figure|Table|Option|"
            r"Generation|letter|Company|King|Queen|Act|World|War)\s\Z"
        ),
        before,
    ):
        return None
    return match["letter"] if titled or _NAME_BEFORE.search(before) else None


def _clipped(match: re.Match[str], _page: Page) -> str:
    """A letter that stands for a name: its point is no full stop, since the sentence goes on."""
    return match["letter"]


_CLIPPED = re.compile(
    r"(?<![\w.’'-])(?P<letter>[A-HJ-ZÀ-Þ])\."
    r"(?=[,;:—]|\s[(“‘]*[a-zà-ÿ\d]|\s\(|\s[B-HJ-NP-Z](?:[,;:)]|\s[a-z]))"
)


def _ordered(match: re.Match[str], page: Page) -> str:
    """An order of priests: C. S. Sp."""
    return match["last"] + ("." if page.ends(match.end()) else "")


def _mixed(match: re.Match[str], _page: Page) -> str:
    return _MIXED[match[0]]


#: Before the abbreviations, of which some look like a letter of one of these.
DOTTED = (
    Rule(
        "address",
        re.compile(r"(?<![\w.])(?:[NSEW]\.\s?){1,2}(?=\d{1,2}\b(?!\w))"),
        lambda m, _p: " ".join(filter(str.isalpha, m[0])) + " ",
        needs=".",
    ),
    Rule("initialism", _DEGREES, _degree, needs="."),
    Rule("initialism", _DOTTED, _dotted, needs="."),
)
RULES = (
    Rule("initialism", re.compile(rf"\b(?:{'|'.join(sorted(_MIXED, key=len, reverse=True))})\b"), _mixed),
    Rule("initialism", _INITIAL, _initial, needs="."),
    Rule("initialism", _CLIPPED, _clipped, needs="."),
    Rule("initialism", re.compile(r"(?<=\b[A-Z]\.\s)(?P<last>Sp)\.(?=[\s;,)])"), _ordered, needs="."),
)
