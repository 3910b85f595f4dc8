"""``audiobook play``: what is missing of a book is made, then a page that plays it and shows what is spoken."""

from __future__ import annotations

import bisect
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePath

from audiobook.config import Config
from audiobook.corridor.casting import cast_book
from audiobook.corridor.credits import with_credits
from audiobook.corridor.links import check_folder
from audiobook.corridor.mending import mended, refuse_damaged
from audiobook.corridor.pools import Pools
from audiobook.corridor.preparation import PreparedScript, open_manuscript, prepare_book
from audiobook.corridor.production import ChapterPlan, delivery_of, plan_chapters, produce
from audiobook.corridor.publishing import check_targets, make_master
from audiobook.corridor.purse import Purse
from audiobook.corridor.read_along import with_transcript
from audiobook.corridor.reasons import write_segments
from audiobook.corridor.repairs import with_repairs
from audiobook.corridor.request import Request, Stage, Target, check_source
from audiobook.corridor.segmenting import segment_book
from audiobook.corridor.sheets import engines_named
from audiobook.corridor.sounds import book_sounds, check_sounds, delivered
from audiobook.corridor.workfolder import WorkFolder, open_work, read_json
from audiobook.errors import OutputError, UsageError
from audiobook.events import Emit, FileWritten, StageFinished, StageStarted, silent
from audiobook.master import ChapterMaster, Master
from audiobook.mastering.wholeness import damaged
from audiobook.plugins import load_writer, names
from audiobook.script import Script
from audiobook.transcript import TranscribedChapter
from audiobook.userfiles import is_folder, is_there
from audiobook.writers.fields import fields_of
from audiobook.writers.names import BOOK_FIELDS, book_name, check_template
from audiobook.writers.player import ENDING, PlayerWriter, sound_folder
from audiobook.writers.player_data import Proof

_SUFFIX = ".html"
#: Codec -> the folder of sound that is made of it without encoding; the first is the default, exact to the sample.
_SOUNDS = {"aac": "m4a-chapters", "mp3": "mp3-chapters"}
#: Any format that shows text: the transcript is made for it.
_TEXT = "transcript"


def play(request: Request, emit: Emit = silent, *, inside: bool = False) -> Path:
    """Make what is missing of a book, and a page that plays it; returns the page.

    ``request.output`` is the page or the folder for it; the sound lies in a folder beside it, or with ``inside`` in the
    page itself. Raises UsageError, and what a build raises; a build of the same work folder is refused while it runs.
    """
    check_source(request)
    check_template(request.config.build.file_name, BOOK_FIELDS, "build.file_name")
    page = _page(request, "")
    sound = _sound(request)
    _check_place(page, sound)
    build = replace(request.config.build, formats=(sound, _TEXT))
    request = replace(request, config=replace(request.config, build=build), until=Stage.FILES)
    with Pools(request.config.jobs) as pools, Purse(request.config, emit) as purse:
        manuscript = open_manuscript(request, emit)
        work = open_work(request.work_root, request.name)
        with work.lock():
            prepared = prepare_book(manuscript, request, work, emit, purse)
            purse.configure(engines_named(request, work), work, emit)
            master, proof = _master(prepared, request, work, pools, purse, emit)
            started = time.monotonic()
            emit(StageStarted(Stage.FILES, 1))
            if template := request.config.build.file_name:
                page = _page(request, book_name(template, fields_of(master.metadata)))
            PlayerWriter(sound, inside=inside, proof=proof).write(master, page, emit)
            emit(FileWritten(str(page), "player"))
            emit(StageFinished(Stage.FILES, time.monotonic() - started, 1, 0))
    return page


def _master(
    prepared: PreparedScript, request: Request, work: WorkFolder, pools: Pools, purse: Purse, emit: Emit
) -> tuple[Master, Proof]:
    """The finished book with its transcript, as a build makes it, and what a proofer asks of it."""
    check_sounds(prepared, request)
    cast = cast_book(prepared, request, work, emit)
    spoken = segment_book(prepared, cast, request.config.audio.rate_hz, emit)
    sounds = book_sounds(prepared, request, work, pools, emit)
    request = replace(request, config=delivered(request.config, sounds))
    book = plan_chapters(spoken, [chapter.name for chapter in prepared.script.chapters], sounds.sounding)
    plans = with_credits(book, prepared, cast, request.config, emit)
    plans = with_repairs(plans, work)
    write_segments(work, tuple(segment for plan in plans for segment in plan.segments))

    def whole() -> tuple[ChapterMaster, ...]:
        chapters = produce(plans, request, work, pools, purse, emit, sounds)
        codecs = _codecs(request.config.formats, request.config)
        refuse_damaged([pair for codec in codecs for pair in damaged(chapters, codec)], emit)
        return chapters

    master = make_master(prepared, cast, mended(whole), request.config)
    master = with_transcript(master, plans, prepared, request, work)
    return master, proof_of(master, plans, prepared.script)


def proof_of(master: Master, plans: Sequence[ChapterPlan], script: Script) -> Proof:
    """Voice and line of the script for every line of the transcript. Linear but for a search in each chapter."""
    planned = {plan.index: plan for plan in plans}
    texts = master.transcript.chapters if master.transcript else ()
    pairs = list(zip(master.chapters, texts, strict=True))
    return Proof(
        PurePath(script.file).name,
        tuple(tuple(_voices(text, chapter, planned[chapter.chapter])) for chapter, text in pairs),
        tuple(tuple(_script_lines(text, _lines_of(script, chapter.chapter))) for chapter, text in pairs),
    )


def _voices(text: TranscribedChapter, chapter: ChapterMaster, plan: ChapterPlan) -> Iterator[str]:
    """A line lies inside the take that says it; a stand-in's voice is named where one speaks."""
    spans = sorted(chapter.spans, key=lambda span: span.start)
    for line in text.lines:
        n = bisect.bisect_right(spans, line.start, key=lambda span: span.start) - 1
        if line.silent or n < 0 or spans[n].end <= line.start:
            yield ""
        else:
            slate = plan.segments[spans[n].segment].slate
            yield f"{slate.engine}/{slate.voice}"


def _script_lines(text: TranscribedChapter, lines: Mapping[int, int]) -> Iterator[int]:
    return (0 if line.added else lines.get(line.item, 0) for line in text.lines)


def _lines_of(script: Script, number: int) -> dict[int, int]:
    """Item -> line in the script's file; credits stand in none."""
    if not 0 <= number < len(script.chapters):
        return {}
    chapter = script.chapters[number]
    return {-1: chapter.line, **{n: item.line for n, item in enumerate(chapter.items)}}


def _page(request: Request, name: str) -> Path:
    """Where the page goes; ``name`` is the book's as the settings want it. Raises UsageError."""
    output = request.output
    if output is None or is_folder(output):
        return (output or request.place.parent) / f"{name or request.name}{ENDING}{_SUFFIX}"
    if output.suffix.lower() != _SUFFIX:
        raise UsageError(
            f"'{output}' does not end in {_SUFFIX}", hint=f"use -o {output.with_suffix(_SUFFIX)}, or a folder"
        )
    return output


def _check_place(page: Path, sound: str) -> None:
    """Raise OutputError now, not after hours of recording."""
    if is_folder(page):
        raise OutputError(f"'{page}' is a folder", hint="name a file with -o, or remove the folder")
    folder = sound_folder(page)
    if is_there(folder) and not is_folder(folder):
        raise OutputError(
            f"'{folder}' is a file", hint="the sound needs a folder of that name: name another page with -o"
        )
    check_folder(folder, "", "name another page with -o")
    check_targets((Target(sound, folder),))


def _sound(request: Request) -> str:
    """M4A or MP3: what needs no new encoding, by the files that were written before, else by what is asked for."""
    outputs = read_json(WorkFolder(request.work_root, request.name).outputs)
    written = {str(entry.get("format")) for entry in outputs.values() if isinstance(entry, dict)}
    known = _codecs(written & set(names("writers")), request.config) or _codecs(request.config.formats, request.config)
    return next((sound for codec, sound in _SOUNDS.items() if codec in known), _SOUNDS["aac"])


def _codecs(formats: Sequence[str] | set[str], config: Config) -> set[str]:
    found = (load_writer(name).encoding(delivery_of(config)) for name in formats)
    return {encoding.codec for encoding in found if encoding is not None} & set(_SOUNDS)
