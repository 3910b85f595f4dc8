"""The spoken form of a piece of text: a person's pronunciations first, then the rules of its language.

Each replacement is kept with what stood there and why, so that it can be shown, questioned and undone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from audiobook.annotated import annotate, disarmed
from audiobook.plugins import EngineInfo
from audiobook.prep.lexicon.entry import FormKind
from audiobook.prep.lexicon.match import Lexicon, Match
from audiobook.prep.speech.model import Change, Context
from audiobook.prep.speech.normalise import changes
from audiobook.take import Respoken

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Uttered:
    """``text`` as the engine gets it, ``changes`` in their order, ``missing`` entries that have no form for it."""

    text: str
    changes: tuple[Respoken, ...] = ()
    missing: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class Speaking:
    """How a book is spoken. Not thread-safe, since its lexicon compiles what it is asked for."""

    lexicon: Lexicon = field(default_factory=Lexicon)
    normalise: bool = True

    def utter(
        self, text: str, fixed: Sequence[Range], language: str, speaker: str, info: EngineInfo, context: Context
    ) -> Uttered:
        """The spoken form of ``text`` for an engine; ``fixed`` ranges have theirs already. Linear in the text.

        ``speaker`` is ``""`` for the narrator.
        """
        found = self.lexicon.matches(text, language, speaker, info, protected=fixed)
        formed = [match for match in found if match.form is not None]
        closed = (*fixed, *((match.start, match.end) for match in formed))
        ruled: tuple[Change, ...] = ()
        if self.normalise:
            ruled = changes(text, language, protected=closed, skip=info.says, context=context)
        edits = sorted((*map(_by_entry, formed), *map(_by_rule, ruled)), key=lambda edit: edit[0])
        return _applied(text, edits, tuple(match for match in found if match.form is None))


_Edit = tuple[int, int, str, Respoken]


def _by_entry(match: Match) -> _Edit:
    form = match.form
    assert form is not None  # noqa: S101 - for the type checker
    put = disarmed(form.text) if form.kind is FormKind.RESPELLING else annotate(match.written, form.text)
    return match.start, match.end, put, Respoken(match.written, form.text, match.entry.identity)


def _by_rule(change: Change) -> _Edit:
    put = disarmed(change.spoken)
    return change.start, change.end, put, Respoken(change.written, put, change.rule)


def _applied(text: str, edits: Sequence[_Edit], missing: tuple[Match, ...]) -> Uttered:
    out: list[str] = []
    at = 0
    for start, end, put, _ in edits:
        out += [disarmed(text[at:start]), put]
        at = end
    out.append(disarmed(text[at:]))
    return Uttered("".join(out), tuple(edit[3] for edit in edits), missing)
