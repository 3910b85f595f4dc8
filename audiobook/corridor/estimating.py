"""What a build would cost and how long it would take, before anything is sent or recorded.

The book is read, prepared and cast as by ``build`` with ``until`` the cast; then it is cut as a build cuts it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from audiobook.corridor.casting import cast_book
from audiobook.corridor.credits import credited
from audiobook.corridor.lengths import Pace, audio_seconds, paces, seconds_of
from audiobook.corridor.preparation import open_manuscript, prepare_book
from audiobook.corridor.pricing import Book, ModelEstimate, price_models, priced
from audiobook.corridor.purse import Purse
from audiobook.corridor.request import Request, check_source
from audiobook.corridor.segmenting import segment_book
from audiobook.corridor.sheets import engines_named
from audiobook.corridor.workfolder import WorkFolder, open_work
from audiobook.editing.pauses import pause_table
from audiobook.events import Emit, note, silent
from audiobook.plugins import EngineInfo, load_engine
from audiobook.recording.store import TakeStore
from audiobook.take import Segment, Slate, Take
from audiobook.userfiles import is_file

if TYPE_CHECKING:
    from audiobook.cloud.ledger import Total


@dataclass(frozen=True, slots=True)
class Share:
    """What one engine speaks of the book. ``takes`` are distinct recordings, ``recorded`` how many of them are there.

    ``characters`` and ``speech_s`` are of all takes. ``wall_s`` is how long an offline engine will take for the rest,
    ``None`` where that is not known. ``priced``: there are ``ModelEstimate``s for it.
    """

    engine: str
    model: str
    paid: bool
    priced: bool
    takes: int
    recorded: int
    characters: int
    speech_s: float
    pace: Pace
    wall_s: float | None


@dataclass(frozen=True, slots=True)
class PaidEngine:
    """The models of an engine that costs money, the one in use first."""

    engine: str
    models: tuple[ModelEstimate, ...]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A book before it is recorded. ``audio_s`` is its length with the cast as it is; ``spent`` by currency."""

    name: str
    work: Path
    audio_s: float
    jobs: int
    shares: tuple[Share, ...]
    paid: tuple[PaidEngine, ...]
    spent: tuple[Total, ...]


def estimate(request: Request, emit: Emit = silent) -> Estimate:
    """Estimate a book. Script and casting sheet are written as by a build; nothing is sent, no key is needed.

    Raises AudiobookError as a build does: SourceError, ScriptError, ConfigError, EngineError, BusyError, ...
    """
    check_source(request)
    request = _without_questions(request, emit)
    config = request.config
    with Purse(config) as purse:
        manuscript = open_manuscript(request, emit)
        work = open_work(request.work_root, request.name)
        with work.lock():
            script = prepare_book(manuscript, request, work, emit)
            purse.configure(engines_named(request, work), work, silent, buying=False)
            cast = cast_book(script, request, work, emit)
            spoken = segment_book(script, cast, config.audio.rate_hz, emit)
            segments = credited(spoken, script, cast, config, emit)
            spent, journal = _books(work)
            return _estimated(Book(script, cast, config, work, journal), segments, spent)


def _without_questions(request: Request, emit: Emit) -> Request:
    """The request without new questions to a language model, which cost money; its earlier answers count."""
    casting = request.config.casting
    if not casting.llm:
        return request
    note(emit, "llm-not-asked", "an estimate sends nothing: no language model is asked who speaks")
    return replace(request, config=replace(request.config, casting=replace(casting, llm=False)))


def _books(work: WorkFolder) -> tuple[tuple[Total, ...], frozenset[str]]:
    """What was spent, and the keys of what is paid for and can still be fetched. No ledger is made where none is."""
    if not is_file(work.ledger):
        return (), frozenset()
    from audiobook.cloud.ledger import Ledger

    with Ledger(work.ledger) as ledger:
        waiting = frozenset(key for key in ledger.journalled() if ledger.pending(key) is not None)
        return ledger.totals(), waiting


def _estimated(book: Book, segments: tuple[Segment, ...], spent: tuple[Total, ...]) -> Estimate:
    takes = TakeStore(book.work.takes).load_many(segment.key for segment in segments)
    known = paces(segments, takes)
    jobs = book.config.jobs
    shares = tuple(_share(engine, segments, takes, known, jobs) for engine in known)
    paid = tuple(
        PaidEngine(share.engine, price_models(share.engine, segments, book, known)) for share in shares if share.priced
    )
    length = audio_seconds(segments, takes, known, pause_table(book.config.pauses_ms))
    return Estimate(book.work.name, book.work.root, length, jobs, shares, paid, spent)


def _share(
    engine: str, segments: tuple[Segment, ...], takes: Mapping[str, Take], known: Mapping[str, Pace], jobs: int
) -> Share:
    slates: dict[str, Slate] = {s.key: s.slate for s in segments if s.slate.engine == engine}
    seconds = {key: seconds_of(slate, takes.get(key), known) for key, slate in slates.items()}
    info: EngineInfo = load_engine(engine).info
    pace = known[engine]
    missing = sum(length for key, length in seconds.items() if key not in takes)
    wall = None if info.paid or pace.cpu is None else missing * pace.cpu / jobs
    return Share(
        engine=engine,
        model=info.model,
        paid=info.paid,
        priced=info.paid and priced(engine) is not None,
        takes=len(slates),
        recorded=sum(key in takes for key in slates),
        characters=sum(len(slate.text) for slate in slates.values()),
        speech_s=sum(seconds.values()),
        pace=pace,
        wall_s=wall if missing else 0.0 if not info.paid else None,
    )
