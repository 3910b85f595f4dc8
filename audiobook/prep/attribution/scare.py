"""Tell scare quotes, words and titles in quotation marks from speech (facts sheet, section 5)."""

from __future__ import annotations

import re

from audiobook.prep.attribution.tag_clauses import after
from audiobook.prep.marks import words_of

#: A word or title is shorter than this; CJK signs count for several letters.
_LONGEST = 60
_ENDS_SPEECH = tuple(".,!?;:-—–_'’)…。！？，；：、～")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_CJK_ENDS = tuple("。！？…，；")
_LEADS_TO_SPEECH = tuple(".,!?;:—–-…。！？，；：、")


#: Words that cannot stand before speech: the quotation is a part of their sentence ("at the “Trois Couronnes,” …").
_BINDS = frozenset(
    words_of("""
    the a an of his her their my its our your as in at by about from on with for these those every some any no than
    word words called named termed entitled
    le la les un une des du de au aux son sa ses leur der die das den dem ein eine einen im am zum el los las una
    """)
)
#: Languages that set the comma of a tag behind the closing mark.
_COMMA_OUTSIDE = {"de", "fr", "es", "it"}
#: The same, where no table of verbs could show the tag.
_NO_TABLE = {"sv", "fi", "da", "nb", "nn", "no", "pl", "cs", "ru", "uk", "hu", "hr", "sr", "bg"}


def is_scare(
    text: str, before: tuple[int, int], inner: tuple[int, int], behind: tuple[int, int], language: str
) -> bool:
    """Whether the words at ``inner`` are only quoted inside a sentence; narration stands ``before`` and ``behind``."""
    quoted = text[inner[0] : inner[1]]
    lead = text[before[0] : before[1]].rstrip()
    if len(quoted) >= _LONGEST:
        return False
    if lead and lead[-1].isalpha() and lead.rsplit(maxsplit=1)[-1].casefold() in _BINDS:
        return True
    if _CJK.search(quoted):
        return _is_cjk_scare(quoted, lead, text[behind[0] : behind[1]])
    if quoted.endswith(_ENDS_SPEECH):
        return False
    if lead and not lead.endswith(_LEADS_TO_SPEECH):
        return True
    return _runs_on(quoted, text[behind[0] : behind[1]], language)


def _runs_on(quoted: str, follow: str, language: str) -> bool:
    """Whether the sentence runs on behind the mark without a tag („Gut“, sagte er has one)."""
    if not re.match(r"\s*[.,;]", follow) or (language[:2].casefold() in _NO_TABLE and follow.lstrip().startswith(",")):
        return False
    tag = after(follow, f"{quoted},", language) if re.match(r"\s*,", follow) else None
    return not tag or not (tag.near or language[:2].casefold() in _COMMA_OUTSIDE)


def _is_cjk_scare(quoted: str, lead: str, follow: str) -> bool:
    """A word in marks inside a Chinese or Japanese sentence: no sign ends it, no colon leads to it."""
    if quoted.endswith(_ENDS_SPEECH) or lead.endswith(("：", ":")):
        return False
    return bool(lead or follow.strip()) and not (lead.endswith(_CJK_ENDS) and not follow.strip())
