"""From a text and the entries found in it to what the engine gets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from audiobook.annotated import annotate, disarmed
from audiobook.prep.lexicon.entry import FormKind
from audiobook.prep.lexicon.match import Match


@dataclass(frozen=True, slots=True)
class Spoken:
    """``text`` as sent to the engine; ``changes`` as (start, end) in it with the match that put it there.

    ``missing`` are matches without a form for the engine: their words stay as they are written.
    """

    text: str
    changes: tuple[tuple[int, int, Match], ...] = ()
    missing: tuple[Match, ...] = ()


def spoken(text: str, matches: Sequence[Match]) -> Spoken:
    """Put each match's form in its place; what the book itself holds of annotation marks is taken out.

    ``matches`` are in order and do not overlap, as ``Lexicon.matches`` returns them.
    """
    out: list[str] = []
    changes: list[tuple[int, int, Match]] = []
    at = size = 0
    for match in matches:
        if match.form is None:
            continue
        before = disarmed(text[at : match.start])
        if match.form.kind is FormKind.RESPELLING:
            put = disarmed(match.form.text)
        else:
            put = annotate(match.written, match.form.text)
        out += [before, put]
        size += len(before)
        changes.append((size, size + len(put), match))
        size += len(put)
        at = match.end
    out.append(disarmed(text[at:]))
    return Spoken("".join(out), tuple(changes), tuple(match for match in matches if match.form is None))
