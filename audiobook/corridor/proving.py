"""``audiobook proof``: the takes of a book are heard by a recogniser and held against what they should say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from audiobook.config import default_jobs
from audiobook.corridor.casting import cast_book
from audiobook.corridor.credits import with_credits
from audiobook.corridor.pools import Pools
from audiobook.corridor.preparation import PreparedScript, open_manuscript, prepare_book
from audiobook.corridor.production import ChapterPlan, plan_chapters
from audiobook.corridor.proof_hearing import ProofRoom, Tell
from audiobook.corridor.proof_judging import Line, Proving, Wish
from audiobook.corridor.proof_repairing import Mending, RepairShop
from audiobook.corridor.proof_reporting import Proof, ProofLine, write_proof
from audiobook.corridor.purse import Purse
from audiobook.corridor.repairs import load_repairs, repaired, save_repairs
from audiobook.corridor.request import Request, check_source
from audiobook.corridor.segmenting import segment_book
from audiobook.corridor.sheets import engines_named
from audiobook.corridor.workfolder import WorkFolder, open_work, writing
from audiobook.errors import SourceError
from audiobook.events import Emit, note, silent, warn
from audiobook.plugins import load_engine
from audiobook.proofing.takes.kept import Kept
from audiobook.proofing.takes.models import find_model, only_english
from audiobook.proofing.takes.whisper import check_installed
from audiobook.recording.store import TakeStore
from audiobook.take import Segment

FOLDER = "proof"


def prove(
    request: Request,
    wish: Wish,
    emit: Emit = silent,
    tell: Tell | None = None,
    room: Callable[[Kept, TakeStore, Path, int], ProofRoom] | None = None,
) -> Proof:
    """Hear takes of a book, as far as there are any, judge them, and write ``proof.html`` and ``proof.json``.

    Nothing is recorded but with ``wish.repair``. ``tell`` gets how many takes were heard, from this thread. Raises
    SourceError when nothing is recorded yet, EngineError without a recogniser, and what preparing a book raises.
    ``room`` makes another one than Whisper's.
    """
    check_source(request)
    if room is None:
        check_installed()
    model = find_model(wish.model)
    with Pools(request.config.jobs) as pools, Purse(request.config, emit) as purse:
        manuscript = open_manuscript(request, emit)
        work = open_work(request.work_root, request.name)
        with work.lock():
            prepared = prepare_book(manuscript, request, work, emit, purse)
            buying = bool(wish.repair and wish.spend)
            purse.configure(engines_named(request, work), work, emit if buying else silent, buying=buying)
            store = TakeStore(work.takes)
            lines = _lines(_plans(prepared, request, work, emit), work, store)
            if not lines:
                raise SourceError(
                    "nothing of this book is recorded yet", hint=f"audiobook build {request.source}, then proof"
                )
            with writing(f"'{work.root / FOLDER}'"):
                (work.root / FOLDER).mkdir(exist_ok=True)
            kept = Kept(work.root / FOLDER / "heard.jsonl")
            kept.load()
            jobs = request.config.jobs or default_jobs()
            with (room or ProofRoom)(kept, store, model, jobs) as listening:
                proving = Proving(listening, only_english(model), lines, tell or _tell_nobody, emit)
                found = proving.run(wish)
                if wish.repair:
                    shop = RepairShop(store, pools, jobs, proving.verdicts_of, emit)
                    found = _repaired(found, shop, wish, work, emit)
                    purse.kept(store)
            return write_proof(work, prepared, found, proving.unjudged, len(lines), store)


def _plans(prepared: PreparedScript, request: Request, work: WorkFolder, emit: Emit) -> tuple[ChapterPlan, ...]:
    cast = cast_book(prepared, request, work, emit)
    spoken = segment_book(prepared, cast, request.config.audio.rate_hz, emit)
    book = plan_chapters(spoken, [chapter.name for chapter in prepared.script.chapters])
    return with_credits(book, prepared, cast, request.config, emit)


def _lines(plans: Sequence[ChapterPlan], work: WorkFolder, store: TakeStore) -> list[Line]:
    """Every distinct segment that is recorded, in reading order, with the take that the book uses."""
    repairs = load_repairs(work)
    first: dict[str, tuple[str, Segment, Segment]] = {}
    for plan in plans:
        for segment in plan.segments:
            if segment.key not in first:
                repair = repairs.get(segment.key)
                used = repaired(segment, repair, store) if repair else segment
                first[segment.key] = plan.title, segment, used
    takes = store.load_many(used.key for _, _, used in first.values())
    return [
        Line(title, segment, repairs.get(segment.key) if used is not segment else None, takes[used.key])
        for title, segment, used in first.values()
        if used.key in takes
    ]


def _repaired(found: list[ProofLine], shop: RepairShop, wish: Wish, work: WorkFolder, emit: Emit) -> list[ProofLine]:
    """Flagged lines recorded again; each better take is in ``repairs.json`` at once."""
    repairs = load_repairs(work)

    def keep(mending: Mending) -> None:
        if mending.repair is not None:
            repairs[mending.segment.key] = mending.repair
            save_repairs(work, repairs)

    places, paid = [], 0
    for n, line in enumerate(found):
        if line.verdict.flagged:
            if load_engine(line.segment.slate.engine).info.paid and not wish.spend:
                paid += 1
            else:
                places.append(n)
    if paid:
        message = f"{paid} flagged takes are by an engine that costs money and are left; --yes-spend buys them again"
        warn(emit, "repair-costs", message)
    lines = [found[n] for n in places]
    before = [Mending(one.segment, one.take, one.heard, one.verdict, one.repair) for one in lines]
    after = shop.mend(before, wish.repair, keep)
    for n, one in zip(places, after, strict=True):
        found[n] = replace(
            found[n],
            take=one.take,
            heard=one.heard,
            verdict=one.verdict,
            repair=one.repair,
            mended=not one.verdict.flagged,
        )
    mended = sum(not one.verdict.flagged for one in after)
    if places:
        note(emit, "repaired", f"{mended} of {len(places)} flagged takes are right now; build again to use them")
    return found


def _tell_nobody(done: int, total: int) -> None:
    del done, total
