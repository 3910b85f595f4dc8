"""The entry: which words of a text are said otherwise than they are written.

Everything here is pure and thread-safe; time is linear in the text, apart from sorting the changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib import import_module

from audiobook.prep.speech.model import Change, Context, Rules

#: Languages with rules of our own; every other one goes through ``other``, which knows what it can do.
_OWN = {"en": "english", "zh": "chinese", "cmn": "chinese"}


def changes(
    text: str,
    language: str,
    *,
    protected: Sequence[tuple[int, int]] = (),
    skip: frozenset[str] = frozenset(),
    context: Context | None = None,
) -> tuple[Change, ...]:
    """The changes of ``text`` in order of place; none overlaps another, touches a protected range or changes nothing.

    ``language`` is a BCP 47 tag; its region counts where ``context`` names none. ``protected`` are ranges in characters
    (lexicon entries, words a person gave a spoken form): a change that shares a character with one is left out.
    ``skip`` names rules whose class an engine reads well by itself. A language without rules has no changes.
    """
    base, region = _tag(language)
    rules = _rules(base)
    if rules is None or not text:
        return ()
    around = context or Context()
    if not around.region and region:
        around = Context(region, around.before, around.after, around.heading)
    found = [c for c in rules(text, around) if c.rule not in skip and c.spoken != c.written]
    return _apart(found, sorted(protected))


def spoken(text: str, changes: Sequence[Change]) -> str:
    """The text with its changes made; they are in order and do not overlap."""
    out = []
    at = 0
    for change in changes:
        out += [text[at : change.start], change.spoken]
        at = change.end
    return "".join([*out, text[at:]])


def _apart(found: list[Change], protected: list[tuple[int, int]]) -> tuple[Change, ...]:
    """Of changes that overlap the one that was found first; none inside a protected range."""
    taken: list[bool] = [False] * (max((c.end for c in found), default=0) + 1)
    for start, end in protected:
        for at in range(start, min(end, len(taken))):
            taken[at] = True
    kept = []
    for change in found:
        span = range(change.start, change.end)
        if not any(taken[at] for at in span):
            kept.append(change)
            for at in span:
                taken[at] = True
    return tuple(sorted(kept, key=lambda c: c.start))


def _tag(language: str) -> tuple[str, str]:
    """The language and the region of a tag: ``zh-Hant-TW`` is ``zh``, ``TW``; so is ``zh-Hant``, for its characters."""
    parts = language.replace("_", "-").split("-")
    if parts[1:] and parts[1].lower() == "hant" and len(parts) == 2:  # noqa: PLR2004 - language and script
        parts.append("TW")
    region = next((p.upper() for p in parts[1:] if len(p) == 2 and p.isalpha()), "")  # noqa: PLR2004
    return parts[0].lower(), region


@lru_cache(maxsize=64)
def _rules(base: str) -> Rules | None:
    """The rules of a language, imported when first asked for; None when nobody has any."""
    if base in _OWN:
        found: Rules = import_module(f"audiobook.prep.speech.{_OWN[base]}.rules").find
        return found
    from audiobook.prep.speech.other.rules import rules_of

    return rules_of(base)
