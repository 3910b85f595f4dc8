"""What a change of the lists changes in a book: the passages that sound otherwise, and the entries that did it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from audiobook.plugins import EngineInfo
from audiobook.prep.lexicon.entry import Entry, Form
from audiobook.prep.lexicon.match import Lexicon, Match
from audiobook.prep.lexicon.speak import spoken


@dataclass(frozen=True, slots=True)
class Passage:
    """A text as it is asked for by ``Lexicon.matches``; ``key`` is the caller's own name for it."""

    key: str
    text: str
    language: str
    character: str
    engine: EngineInfo
    protected: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """``written`` was said by ``before`` and is said by ``after``; ``None`` where no entry applied."""

    written: str
    before: Entry | None
    after: Entry | None
    old: Form | None
    new: Form | None

    def __str__(self) -> str:
        """``“Worcester”: was as written, now “Wooster” (lexicon.toml:12)``."""
        return f"“{self.written}”: was {_shown(self.old, self.before)}, now {_shown(self.new, self.after)}"


@dataclass(frozen=True, slots=True)
class Change:
    """A passage whose spoken form differs between two lexicons, with the reasons in order."""

    key: str
    old: str
    new: str
    reasons: tuple[Reason, ...]


def changes(old: Lexicon, new: Lexicon, passages: Iterable[Passage]) -> Iterator[Change]:
    """The passages whose spoken form differs, in order. A moved, reordered or annotated entry changes nothing."""
    for passage in passages:
        one, two = _matches(old, passage), _matches(new, passage)
        before, after = spoken(passage.text, one).text, spoken(passage.text, two).text
        if before != after:
            yield Change(passage.key, before, after, _reasons(one, two))


def used(lexicon: Lexicon, passages: Iterable[Passage]) -> dict[str, int]:
    """How often each entry speaks in the passages, by its identity (``file:line``); entries never used are left out."""
    counts: dict[str, int] = {}
    for passage in passages:
        for match in _matches(lexicon, passage):
            if match.form is not None:
                counts[match.entry.identity] = counts.get(match.entry.identity, 0) + 1
    return counts


def _matches(lexicon: Lexicon, passage: Passage) -> tuple[Match, ...]:
    return lexicon.matches(
        passage.text, passage.language, passage.character, passage.engine, protected=passage.protected
    )


def _reasons(one: tuple[Match, ...], two: tuple[Match, ...]) -> tuple[Reason, ...]:
    before = {(match.start, match.end): match for match in one}
    after = {(match.start, match.end): match for match in two}
    found = []
    for span in sorted({*before, *after}):
        was, now = before.get(span), after.get(span)
        old, new = was.form if was else None, now.form if now else None
        if old != new:
            written = (now or before[span]).written
            found.append(Reason(written, was.entry if was else None, now.entry if now else None, old, new))
    return tuple(found)


def _shown(form: Form | None, entry: Entry | None) -> str:
    return f"“{form.text}” ({entry.identity})" if form is not None and entry is not None else "as written"
