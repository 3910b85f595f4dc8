"""Who speaks in Chinese: the colon rule first (``黛玉道：“…”``), then a tag after the quotation, else a guess by turns.

Names stand without spaces between them, so they are learned from the book: what is left of the clause before a verb of
speech when adverbs are taken away, if it is short and occurs more than once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from audiobook.prep.line import Line
from audiobook.prep.quotes import Quote, Style, find_quotes
from audiobook.script import UNKNOWN

_VERB = (
    r"(?:说道|說道|问道|問道|答道|叫道|喊道|笑道|哭道|骂道|罵道|嚷道|想道|叹道|嘆道|应道|應道|喝道|劝道|勸道|谢道|謝道|回道|吩咐道|告诉|告訴|"
    r"回答|吩咐|大喊|大叫|低语|反问|反問|追问|追問|解释|解釋|补充|補充|说|說|道|问|問|答|喊|叫|嚷|骂|罵|曰|云)"
)
#: Manner words between the subject and the verb; they belong to neither.
_MANNER = (
    r"(?:一面|一边|一邊|连忙|連忙|急忙|赶忙|趕忙|又|也|便|就|忙|因|乃|却|卻|才|方|都|只|还|還|且|再|先|遂|即|亦|复|復|笑着|笑著|哭着|哭著|冷笑|大笑|微笑|陪笑|"
    r"赔笑|含笑|嘻嘻|低声|低聲|大声|大聲|轻声|輕聲|小声|小聲|高声|高聲|忽然|突然|接着|接著|继续|繼續|慢慢|地|笑|叹气|嘆氣|叹|嘆|哭|急|怒|喜|向前|上前|回头|回頭|点头|點頭|"
    r"摇头|搖頭|听了|聽了|听说|聽說|见了|見了)"
)
_LEAD = re.compile(
    r"^(?:只见|只見|只听|只聽|忽听|忽聽|忽见|忽見|原来|原來|那|这|這|却说|卻說|于是|於是|这时|這時|此时|此時|谁知|誰知|当下|當下|不料|于|但|可|而|早有|次日|一时|一時|这里|這裡|"
    r"那边|那邊|后来|後來|说着|說著|听了|因见|因見|方才|随后|隨後|正|恰)+"
)
_TAG = re.compile(rf"(?P<who>[\u4e00-\u9fff]{{1,12}}?)(?:{_MANNER}){{0,3}}(?P<verb>{_VERB})$")
_TO_WHOM = re.compile(r"(?:向|对|對|和|与|與|朝|冲|跟|把|拉|指着|指著|望着|望著|看着|看著|听|聽|见|見|忙|在|从|從)")
_CLAUSE = re.compile(r"[，。！？；：、…—\s“”‘’「」『』,.!?;:()（）]")
_ENDS_TAG = ("：", ":", "，", ",")
_AFTER = re.compile(rf"^[，,\s]*(?P<clause>[\u4e00-\u9fff]{{1,16}}?{_VERB})(?:着|著|道)?(?=[。，！？；：、,.!?]|$)")
_PRONOUNS = {"他", "她", "我", "你", "咱", "它", "他们", "她们", "我们", "大家", "众人", "眾人", "他們", "她們", "我們"}
_NO_NAME = frozenset("的了是在有不个個就都也还還着著把被和与與之其何哪怎这這那又便忙")
_LONGEST_NAME = 4
_LONGEST_QUOTE_GAP = 60


def attribute_chinese(paragraphs: Sequence[str | None], style: Style) -> tuple[tuple[Line, ...], ...]:
    """Like ``attribute``, for Chinese. Linear in the length of the book."""
    quoted = [find_quotes(text, style) if text else () for text in paragraphs]
    tags = [
        [_tag(text or "", group, n) for n in range(len(group))] for text, group in zip(paragraphs, quoted, strict=True)
    ]
    counts = Counter(who for group in tags for clause in group if (who := _bare(clause)) and who not in _PRONOUNS)
    names = {name for name, n in counts.items() if n > 1 and len(name) > 1}
    result: list[tuple[Line, ...]] = []
    turns: list[str] = []
    gap = 0
    for text, group, clauses in zip(paragraphs, quoted, tags, strict=True):
        if text is None or not group:
            gap += 1
            turns = [] if text is None or gap > 1 else turns
            result.append(())
            continue
        lines = []
        last = ""
        for quote, clause in zip(group, clauses, strict=True):
            speaker, unsure, rule = _who(clause, names, last, turns)
            lines.append(Line(quote.start, quote.end, speaker, unsure, rule))
            last = speaker if speaker != UNKNOWN else last
        turns = [*turns[-3:], lines[-1].speaker]
        gap = 0
        result.append(tuple(lines))
    return tuple(result)


def _tag(text: str, group: Sequence[Quote], n: int) -> str:
    """The clause that says who speaks: before the quotation when it leads to it, else right after it."""
    quote = group[n]
    before = text[group[n - 1].end if n else 0 : quote.start].rstrip()
    if before.endswith(_ENDS_TAG):
        clauses = [c for c in _CLAUSE.split(before[-_LONGEST_QUOTE_GAP:]) if c]
        for clause in reversed(clauses):
            if _TAG.search(clause):
                return clause
        return clauses[0] if clauses and before.endswith(("：", ":")) else ""
    end = group[n + 1].start if n + 1 < len(group) else len(text)
    found = _AFTER.match(text[quote.end : end][:_LONGEST_QUOTE_GAP])
    return found["clause"] if found else ""


def _bare(clause: str) -> str:
    """The name a clause's subject is, if it looks like one."""
    found = _TAG.search(clause)
    if not found:
        return ""
    who = _LEAD.sub("", found["who"])
    whom = _TO_WHOM.search(who)
    if whom:
        who = who[: whom.start()]
    who = re.sub(rf"(?:{_MANNER})+$", "", who)
    if not 0 < len(who) <= _LONGEST_NAME or (set(who) & _NO_NAME):
        return who if who in _PRONOUNS else ""
    return who


def _who(clause: str, names: set[str], last: str, turns: Sequence[str]) -> tuple[str, bool, str]:
    bare = _bare(clause)
    if bare in names:
        return bare, False, "name"
    if clause and bare not in _PRONOUNS and (name := _first_name(clause, names)):
        return name, True, "far-name"
    if last:
        return last, bool(bare), "same-paragraph"
    two = turns[-2:]
    if len(two) > 1 and two[0] not in {two[1], UNKNOWN}:
        return two[0], True, "turns"
    return UNKNOWN, False, "unknown"


def _first_name(clause: str, names: set[str]) -> str:
    for start in range(len(clause)):
        for length in range(min(_LONGEST_NAME, len(clause) - start), 1, -1):
            if clause[start : start + length] in names:
                return clause[start : start + length]
    return ""
