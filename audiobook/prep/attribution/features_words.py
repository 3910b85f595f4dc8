"""Small looks at words: is a name called, is it an object, which pronoun stands there. English."""

from __future__ import annotations

import re

from audiobook.prep.attribution.model import Sex

#: A pronoun that is a subject: it tells the sex of whom the narration around a quotation speaks.
HINT = re.compile(r"\b(?:(?P<he>[Hh]e)|(?P<she>[Ss]he))\b")
_SIR = re.compile(
    r"[,;—-]\s*(?:my )?(?:dear |good )?(?:sir|my lord|old (?:man|fellow|chap|boy)|my boy|papa|father|uncle)\b|^Sir\b",
    re.IGNORECASE,
)
_MADAM = re.compile(
    r"[,;—-]\s*(?:my )?(?:dear |good )?"
    r"(?:ma’am|ma'am|madam|miss|my lady|mamma|mama|mother|aunt|my girl)\b|^(?:Madam|Ma'am)\b",
    re.IGNORECASE,
)
_OBJECT = re.compile(
    r"\b(?:to|at|in|of|on|into|upon|by|with|from|for|towards?|beside|behind|against|over|after|about|than|near|like|\w+ing)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_CALLED_BEFORE = re.compile(
    r"(?:^|[,;.!?:—–\-_(]\s*|\b(?:oh|o|ah|yes|no|well|why|come|now|and|but|please|dear|dearest|poor|good"
    r"|old|young|my|thank you|see|look|you)\s+)[\s_]*$",
    re.IGNORECASE,
)
_CALLED_AFTER = re.compile(r"^_?\s*(?:[,;.!?:—–\-)]|$)")
#: "Jane, Mary and Kate": a list, not a call.
_LIST = re.compile(r"^,?\s+(?:and|or)\s+[A-Z]")


def sign_of(sex: Sex) -> int:
    """1 for a man, -1 for a woman, 0 when unknown."""
    return 1 if sex == Sex.MALE else -1 if sex == Sex.FEMALE else 0


def opens_sentence(text: str, start: int) -> bool:
    """Whether a name begins a sentence or a paragraph."""
    before = text[max(0, start - 12) : start].rstrip()
    return not before or (
        before.endswith((".", "!", "?", "”", '"', "»", "’")) and not before.endswith(("Mr.", "Mrs.", "Dr."))
    )


def is_object(text: str, start: int, end: int) -> bool:
    """Whether a name follows a preposition, or owns something (Jane's)."""
    return text[end : end + 2] in {"'s", "’s"} or bool(_OBJECT.search(text[max(0, start - 24) : start]))


def is_vocative(text: str, start: int, end: int) -> bool:
    """Whether a name inside an utterance is called: set off by commas, or at either end."""
    after = text[end : end + 24]
    if not _CALLED_AFTER.match(after) or _LIST.match(after):
        return False
    if not text[:start].strip() and not text[end:].strip(" ._"):
        return False  # "Bingley." answers a question
    return bool(_CALLED_BEFORE.search(text[max(0, start - 24) : start])) or not text[end:].strip(" .!?_")


def addressed_sex(text: str) -> int:
    """1 when an utterance speaks to a man (sir, papa), -1 to a woman (madam), 0 when it does not say."""
    if _SIR.search(text):
        return 1
    return -1 if _MADAM.search(text) else 0


_SMALL = re.compile(r"[a-z]+(?:['’][a-z]+)*")


def words_in(text: str) -> list[str]:
    """The words of a text in lower case."""
    return _SMALL.findall(text.casefold())


#: The narrator who does something, and a title that somebody is called by ("I hope not, Colonel.").
SELF = re.compile(r"\bI\b(?!\.)")
_CALLED_TITLE = re.compile(
    r"(?:^|[,;.!?—-]\s*|\b(?:dear|good|my|oh|yes|no)\s+)"
    r"(Colonel|General|Captain|Doctor|Major|Inspector|Professor|Sergeant|Admiral|Lieutenant|Judge|Father|Baron|Count|Duke|Prince"
    r"|Princess|Countess|Duchess|Nurse|Marquis|Constable)(?=\s*(?:[,.!?;:—-]|$))"
)


def called_titles(text: str) -> set[str]:
    """Titles that stand for a name in an address, in lower case."""
    return {m[1].casefold() for m in _CALLED_TITLE.finditer(text)}
