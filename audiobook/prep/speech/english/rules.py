"""All English rules in their order: what knows more is asked first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from audiobook.prep.speech.english import (
    abbreviations,
    capitals,
    chemistry,
    clippings,
    codes,
    counting,
    dates,
    degrees,
    hyphened,
    initials,
    money,
    old_money,
    romans,
    scores,
    sounds,
    states,
    symbols,
    times,
    titles,
    units,
    web,
    years,
)
from audiobook.prep.speech.english.page import Rule, opened, run
from audiobook.prep.speech.english.trigger import may_change
from audiobook.prep.speech.model import Change, Context

#: The hyphen that does not break; as long as the other one, so that places stay.
_HARD_HYPHEN = "\u2011"
#: In a novel most pieces with anything to change hold one of these two and nothing else.
_TITLED = re.compile(r"\bMrs?\. (?=[A-Z][a-z])")
_ORDER = (
    *web.RULES,
    *counting.RAISED,
    *symbols.BEFORE,
    *hyphened.RULES,
    *sounds.RULES,
    *dates.RULES,
    *times.RULES,
    *old_money.RULES,
    *money.RULES,
    *degrees.RULES,
    *units.RULES,
    *chemistry.RULES,
    *codes.RULES,
    *symbols.FORMULAS,
    *states.RULES,
    *initials.DOTTED,
    *clippings.RULES,
    *abbreviations.RULES,
    *scores.RULES,
    *counting.RULES,
    *years.RULES,
    *counting.PLAIN,
    *romans.RULES,
    *titles.RULES,
    *capitals.RULES,
    *initials.RULES,
    *symbols.RULES,
    *counting.LAST,
)


def find(text: str, context: Context) -> list[Change]:
    """All changes of a piece of English, none overlapping. Pure and thread-safe; linear in the text."""
    if not may_change(text):
        return []
    return search(text, context, _ORDER if may_change(_TITLED.sub("Sir ", text)) else titles.RULES)


def search(text: str, context: Context, rules: Sequence[Rule] = _ORDER) -> list[Change]:
    """The same, every rule asked."""
    page = opened(text.replace(_HARD_HYPHEN, "-"), context)
    run(page, rules)
    return [replace(found, written=text[found.start : found.end]) for found in page.found]
