"""What is said otherwise than written in Chinese text: the entry, and the order of the rules."""

from __future__ import annotations

import re
from functools import cache

from audiobook.prep.speech.chinese.fold import fold
from audiobook.prep.speech.chinese.rule import Around, Rule
from audiobook.prep.speech.model import Change, Context

#: Chinese prose of words and its punctuation: where nothing else stands, there is nothing to do.
_PLAIN = re.compile(
    r"[\s\u3000-\u3029\u302a-\u303f\u3400-\u9fff\uf900-\ufaff，。！？；：（）“”‘’…—、《》〈〉「」『』]*\Z"
)
#: Stands for what a rule has taken, so that no later rule reads over it: private use, in no pattern.
_TAKEN = "\ue000"
#: Words between points in the names of events: 五·四.
_CHINESE_EVENT = "·"
#: How much of the paragraph around a piece is looked at.
_REACH = 40


def find(text: str, context: Context) -> list[Change]:
    """The changes of a piece of Chinese text, in no order and none overlapping. Pure, thread-safe, linear."""
    if _PLAIN.match(text):
        return []
    before, after = context.before[-_REACH:], context.after[:_REACH]
    folded = fold(text, before + after, context.region)
    around = Around(folded, fold(before).text, fold(after).text)
    free = folded.text
    changes: list[Change] = []
    for rule in _rules():
        taken: list[tuple[int, int]] = []
        for found in rule.pattern.finditer(free):
            said = rule.say(found, around)
            if said is not None:
                start, end = found.span()
                changes.append(Change(start, end, text[start:end], folded.own(said[0]), said[1]))
                taken.append((start, end))
        free = _without(free, taken)
    return changes


def _without(text: str, taken: list[tuple[int, int]]) -> str:
    if not taken:
        return text
    out = []
    at = 0
    for start, end in taken:
        out += [text[at:start], _TAKEN * (end - start)]
        at = end
    return "".join([*out, text[at:]])


@cache
def _rules() -> tuple[Rule, ...]:
    """What knows more comes first."""
    from audiobook.prep.speech.chinese import amounts, codes, dates, latin, ranges, roman, scores, signs

    return (
        *latin.WEB,
        *signs.EMOJI,
        *roman.RULES,
        *dates.EVENTS,
        *codes.PHONES,
        *dates.DATES,
        *scores.CLOCKS,
        *codes.NAMED,
        *ranges.RULES,
        *amounts.PRICES,
        *codes.MODELS,
        *dates.YEARS,
        *amounts.RULES,
        *latin.LETTERS,
        *signs.RULES,
        *latin.WIDE,
    )
