"""The tables that the three stages of the ranker read. Training and run time build them with the same functions."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from audiobook.prep.attribution.candidates import candidates_of
from audiobook.prep.attribution.features_candidate import Describer
from audiobook.prep.attribution.features_habits import habit_rows, learn_habits
from audiobook.prep.attribution.features_joint import Weights, beliefs
from audiobook.prep.attribution.features_line import Book
from audiobook.prep.attribution.features_neighbours import rows_of
from audiobook.prep.attribution.model import Verdict
from audiobook.prep.attribution.sieves import CERTAIN

#: One row for each candidate of an utterance.
Rows = Sequence[Sequence[float]]
#: What a certain rule leaves to the other candidates.
_REST = 0.02


@dataclass(frozen=True, slots=True)
class Table:
    """One book ready for the ranker: candidates and numbers of stage 1, for every utterance.

    Only these rows are kept for the whole book; those of the other tables are made when they are asked for.
    """

    book: Book
    verdicts: tuple[Verdict, ...]
    candidates: tuple[tuple[int, ...], ...]
    rows: tuple[Rows, ...]


def first_table(book: Book, verdicts: Sequence[Verdict]) -> Table:
    """Candidates and stage 1's numbers."""
    describer = Describer(book, verdicts)
    candidates = tuple(candidates_of(book, verdicts, n) for n in range(len(book.lines)))
    # Arrays hold the numbers themselves: a third of the memory of lists, and a long book has millions.
    rows = tuple(tuple(array("d", row) for row in describer.rows(n, c)) for n, c in enumerate(candidates))
    return Table(book, tuple(verdicts), candidates, rows)


def is_certain(table: Table, number: int) -> bool:
    """Whether a rule that is never overruled has decided."""
    verdict = table.verdicts[number]
    return verdict.rule in CERTAIN and verdict.person in table.candidates[number]


def certain_chances(table: Table, number: int) -> list[float]:
    """Nearly all of the chance for the one whom the rule names."""
    candidates = table.candidates[number]
    rest = _REST / max(1, len(candidates) - 1)
    return [1 - _REST if c == table.verdicts[number].person else rest for c in candidates]


def believed(table: Table, chances: Sequence[Sequence[float]], weights: Weights) -> list[dict[int, float]]:
    """The chances after a look at each conversation as a whole."""
    return beliefs(table.book.lines, table.candidates, chances, weights)


def habit_table(table: Table, chances: Sequence[dict[int, float]]) -> Iterator[Rows]:
    """How each candidate usually speaks, by chances that some earlier stage gave."""
    habits = learn_habits(table.book.lines, chances)
    return (
        habit_rows(habits, line, candidates, mine, table.book.weights)
        for line, candidates, mine in zip(table.book.lines, table.candidates, chances, strict=True)
    )


def neighbour_table(
    table: Table, chances: Sequence[Sequence[float]], joint: Sequence[dict[int, float]]
) -> Iterator[Rows]:
    """What an earlier stage thinks of the utterances around."""
    own = [dict(zip(c, p, strict=True)) for c, p in zip(table.candidates, chances, strict=True)]
    return (rows_of(table.book.lines, n, c, own, joint) for n, c in enumerate(table.candidates))


def joined(*tables: Iterable[Rows]) -> Iterator[Rows]:
    """Rows of several tables side by side, an utterance at a time."""
    return (
        [[x for part in parts for x in part] for parts in zip(*rows, strict=True)] for rows in zip(*tables, strict=True)
    )
