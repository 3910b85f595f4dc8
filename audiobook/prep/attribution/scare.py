"""Tell scare quotes, words and titles in quotation marks from speech (facts sheet, section 5)."""

from __future__ import annotations

import re

from audiobook.prep.attribution.tag_clauses import after, verb_begins
from audiobook.prep.attribution.verbs import words_for
from audiobook.prep.marks import words_of

#: A word or title is shorter than this; CJK signs count for several letters.
_LONGEST = 60
_ENDS_SPEECH = tuple(".,!?;:-—–_'’)…。！？，；：、～")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_CJK_ENDS = tuple("。！？…，；")
_WORD = re.compile(r"[^\W\d_]+")
#: A verb of speech stands this close before the colon that leads to speech (own judgement).
_VERB_NEAR = 4
#: Longer ones are mostly reported speech. Measured on the dev novels: 88 % of those of one to four words are no speech.
_FEW_WORDS = 4
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
_COMMA_OUTSIDE = {"de", "fr", "es", "it", "ru"}
#: The same, where no table of verbs could show the tag.
_NO_TABLE = {"sv", "fi", "da", "nb", "nn", "no", "pl", "cs", "uk", "hu", "hr", "sr", "bg"}


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
    if language[:2].casefold() == "ja":
        return _is_japanese_scare(quoted, lead, text[behind[0] : behind[1]])
    if _CJK.search(quoted):
        return _is_cjk_scare(quoted, lead, text[behind[0] : behind[1]])
    return _is_part(quoted, lead, text[behind[0] : behind[1]], language)


def _is_part(quoted: str, lead: str, follow: str, language: str) -> bool:
    """The same for languages with spaces, by how the quotation ends and what stands around it."""
    if quoted.endswith(_ENDS_SPEECH):
        return _is_word(quoted, lead, language)
    if lead.endswith(":") and _says(lead, language):
        return False
    if lead and not lead.endswith(_LEADS_TO_SPEECH):
        return True
    return _runs_on(quoted, follow, language)


def _runs_on(quoted: str, follow: str, language: str) -> bool:
    """Whether the sentence runs on behind the mark without a tag („Gut“, sagte er has one)."""
    if quoted[0].islower() and re.match(r"\s+[^\W\d_]", follow) and not verb_begins(follow, language):
        # "had been seen, on the Tuesday, ‘hanging about’ the shop": neither begins nor ends like a sentence.
        return follow.lstrip()[0].islower() and not _has_tag(follow, quoted, language)
    if not re.match(r"\s*[.,;]", follow) or (language[:2].casefold() in _NO_TABLE and follow.lstrip().startswith(",")):
        return False
    if re.match(r"\s*,", follow) and verb_begins(follow, language):
        return False
    tag = after(follow, f"{quoted},", language) if re.match(r"\s*,", follow) else None
    return not tag or not (tag.near or language[:2].casefold() in _COMMA_OUTSIDE)


def _has_tag(follow: str, quoted: str, language: str) -> bool:
    tag = after(follow, f"{quoted},", language)
    return bool(tag and tag.near)


def _says(lead: str, language: str) -> bool:
    """Whether a verb of speech stands among the last words: "and said to her:", but not "the title of the paper:"."""
    words = words_for(language)
    return any(word in words.strong or word in words.weak for word in _WORD.findall(lead.casefold())[-_VERB_NEAR:])


def _is_word(quoted: str, lead: str, language: str) -> bool:
    """Whether Americans set the sentence’s own stop or comma inside the marks: what they call “a scene.” it is."""
    if not quoted[0].islower() or not quoted.endswith((",", ".")) or not lead or not lead[-1].isalpha():
        return False
    return (
        language.startswith("en")
        and len(quoted.split()) <= _FEW_WORDS
        and not _says(lead.rsplit(maxsplit=1)[-1], language)
    )


#: What follows the と of a quotation that is said; and of one that is written, or only a name.
_JA_SAYS = re.compile(
    r"[言云訊聞答叫呟囁尋問怒告語述返呼頼命喚笑口声話唸歌祈咎窘促遮繰挨拶]|つぶや|ささや|たず|いう|いった|いい|どな|さけ|うな|しゃべ|こたえ|きい|くりかえ"
)
_JA_WRITES = re.compile(
    r"と(?:だけ)?[、]?(?:[^。、「]{0,12}(?:書|記し|印刷|彫|刻|貼り|題)|(?:あ[るっり]|いう|称|呼ばれ|名づけ|名付け|思|考え|読[めむん]))"
)
_JA_PARTICLE = re.compile(
    r"\s*(?:[のをがにはもやへ]|など|なんて|という|だの|だった|である|です|らしい|から|まで|より|、(?!と)|[・と]「)"
)


def _is_japanese_scare(quoted: str, lead: str, follow: str) -> bool:
    """A word in marks: a particle binds it to its sentence. Speech stands alone, or と leads from it to a verb."""
    behind = follow.lstrip("、 ")
    if behind.startswith(("と", "って")):
        clause = re.split(r"[。「]", behind, maxsplit=1)[0]
        # Where a sentence begins, any と leads from speech: 「これ」と健太は指さした。
        begins = not lead or lead.endswith(("、", *_CJK_ENDS))
        return bool(_JA_WRITES.match(behind)) or not (begins or _JA_SAYS.search(clause))
    if quoted.endswith(_ENDS_SPEECH) and not follow.strip():
        return False
    if _JA_PARTICLE.match(follow):
        return True
    return bool(lead) and not lead.endswith((*_CJK_ENDS, "、", "」", "』", "：", "―", "—"))


def _is_cjk_scare(quoted: str, lead: str, follow: str) -> bool:
    """A word in marks inside a Chinese or Japanese sentence: no sign ends it, no colon leads to it."""
    if quoted.endswith(_ENDS_SPEECH) or lead.endswith(("：", ":")):
        return False
    return bool(lead or follow.strip()) and not (lead.endswith(_CJK_ENDS) and not follow.strip())
