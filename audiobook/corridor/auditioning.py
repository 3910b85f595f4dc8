"""The audition: main characters recorded in several voices, as a little book of its own, on one page to listen to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from audiobook.cast import Cast, Part, Voice
from audiobook.casting.audition import Audition, first_lines, main_characters, options_for, stage_name
from audiobook.casting.audition_page import Book, audition_page
from audiobook.casting.audition_picture import chapter_ticks, strips
from audiobook.casting.scenes import chapter_starts, names_of, turns_of
from audiobook.corridor.casting import CastBook, cast_book
from audiobook.corridor.mending import mended, refuse_damaged
from audiobook.corridor.pools import Pools
from audiobook.corridor.preparation import PreparedScript, open_manuscript, prepare_book
from audiobook.corridor.production import plan_chapters, produce
from audiobook.corridor.purse import Purse
from audiobook.corridor.request import Request, Stage, check_source
from audiobook.corridor.segmenting import segment_book
from audiobook.corridor.sheets import engines_named
from audiobook.corridor.voices import voices_for
from audiobook.corridor.workfolder import WorkFolder, open_work, write_text, writing
from audiobook.errors import OutputError, UsageError
from audiobook.events import Emit, note, silent
from audiobook.master import ChapterMaster
from audiobook.mastering.wholeness import damaged
from audiobook.prep.sentences import split_sentences
from audiobook.script import NARRATOR, Chapter, Paragraph, Script
from audiobook.userfiles import is_folder, is_there

PAGE = "audition.html"
_FOLDER = "audition"
#: MP3 plays in every browser, and bare frames of one size need no container.
_FORMAT = "mp3"
_NARRATOR_NAMES = {"", "narrator"}


@dataclass(frozen=True, slots=True)
class _AuditionFolder(WorkFolder):
    """Masters and levels apart from the book's; takes are shared, so that a voice chosen is partly recorded already."""

    @property
    def takes(self) -> Path:
        """The book's own."""
        return self.root.parent / "takes"


def audition(request: Request, names: tuple[str, ...] = (), emit: Emit = silent) -> Path:
    """Record an audition and write its page into ``request.output``, a folder (else into the work folder).

    ``names`` are those of characters, or aliases; without any the narrator and the main characters are heard. Raises
    UsageError for an unknown name, and what a build raises.
    """
    check_source(request)
    folder = request.output
    if folder is not None and is_there(folder) and not is_folder(folder):
        raise UsageError(f"'{folder}' is not a folder", hint="-o names the folder that the page is written into")
    with Pools(request.config.jobs) as pools, Purse(request.config, emit) as purse:
        manuscript = open_manuscript(request, emit)
        work = open_work(request.work_root, request.name)
        with work.lock():
            prepared = prepare_book(manuscript, request, work, emit, purse)
            purse.configure(engines_named(request, work), work, emit)
            cast = cast_book(prepared, request, work, emit)
            auditions = _auditions(prepared, cast.cast, names, emit)
            sounds = _record(auditions, prepared, cast, request, work, _Makers(pools, purse), emit)
            if not sounds:
                raise UsageError("there is nothing to hear: nobody has a line that can be spoken")
            page = (folder or work.root / _FOLDER) / PAGE
            with writing(f"'{page}'"):
                page.parent.mkdir(parents=True, exist_ok=True)
            write_text(page, _page(auditions, sounds, prepared, cast))
    return page


@dataclass(frozen=True, slots=True)
class _Makers:
    """What sound is made with."""

    pools: Pools
    purse: Purse


def _auditions(prepared: PreparedScript, cast: Cast, names: tuple[str, ...], emit: Emit) -> tuple[Audition, ...]:
    """Who is heard, with lines and voices; who has no line is a note."""
    wanted = dict(_named(name, cast) for name in names)
    if not names:
        wanted = {NARRATOR: cast.narrator, **{part.character.name: part for part in main_characters(cast)}}
    aliases = names_of(cast)
    voices: dict[tuple[str, str], tuple[Voice, ...]] = {}
    found = []
    for key, part in wanted.items():
        lines = first_lines(prepared.script, key, aliases, lambda text: split_sentences(text, prepared.language))
        if not lines:
            note(emit, "no-lines", f"'{key or 'narrator'}' has no line in the script, so there is nothing to hear")
            continue
        place = (part.engine, part.voice)
        if place not in voices:
            voices[place] = _comparable(part, prepared.language)
        found.append(Audition(key, part, lines, options_for(part, cast, voices[place])))
    return tuple(found)


def _named(name: str, cast: Cast) -> tuple[str, Part]:
    """A character by name or alias, whatever the case. Raises UsageError with the nearest names."""
    plain = " ".join(name.split()).casefold()
    known = {part.character.name: part for part in cast.parts}
    spellings = {alias.casefold(): full for alias, full in names_of(cast).items()} | {n.casefold(): n for n in known}
    if plain in spellings:
        return spellings[plain], known[spellings[plain]]
    if plain in _NARRATOR_NAMES:
        return NARRATOR, cast.narrator
    import difflib

    near = [spellings[n] for n in difflib.get_close_matches(plain, spellings, n=3, cutoff=0.4)] or list(known)[:8]
    raise UsageError(
        f"there is no character named '{name}' in the casting sheet",
        hint=f"there are for example {', '.join(dict.fromkeys(near))}" if near else "the book has no characters",
    )


def _comparable(part: Part, language: str) -> tuple[Voice, ...]:
    """The voices of a part's engine in the language or dialect of its own."""
    voices = voices_for(part.engine, language)
    own = next((v.languages for v in voices if v.id == part.voice), None)
    return tuple(v for v in voices if own is None or v.languages == own)


def _record(
    auditions: tuple[Audition, ...],
    prepared: PreparedScript,
    cast: CastBook,
    request: Request,
    work: WorkFolder,
    makers: _Makers,
    emit: Emit,
) -> dict[tuple[int, int], bytes]:
    """Each option's sound as an MP3, by the numbers of audition and option: a book with one chapter an option."""
    places = [(n, i) for n, audition in enumerate(auditions) for i in range(len(audition.options))]
    chapters, parts = [], []
    for n, i in places:
        person = stage_name(n, i)
        cues = (Paragraph((replace(cue, speaker=person.name, unsure=False),)) for cue in auditions[n].lines)
        chapters.append(Chapter(None, tuple(cues)))
        parts.append(replace(auditions[n].options[i].part, character=person))
    script = replace(prepared, script=Script(prepared.script.front, tuple(chapters), str(prepared.path)))
    stage = replace(cast, cast=Cast(cast.cast.narrator, cast.cast.unknown, tuple(parts)))
    segments = segment_book(script, stage, request.config.audio.rate_hz, emit)
    config = replace(request.config, build=replace(request.config.build, formats=(_FORMAT,)), pauses_ms={})
    desk = replace(request, config=config, until=Stage.MASTERS)
    root = work.root / _FOLDER
    with writing(f"the folder '{root}'"):
        root.mkdir(exist_ok=True)
    plans = plan_chapters(segments, [_title(auditions[n], i) for n, i in places])

    def whole() -> tuple[ChapterMaster, ...]:
        made = produce(plans, desk, _AuditionFolder(root, work.name), makers.pools, makers.purse, emit)
        refuse_damaged([pair for master in made for pair in damaged([master], master.encoded[0].encoding.codec)], emit)
        return made

    masters = mended(whole)
    sounds = {}
    for master in masters:
        try:
            sounds[places[master.chapter]] = Path(master.encoded[0].path).read_bytes()
        except OSError as error:
            raise OutputError("a recorded sample has vanished", hint="run the same command again") from error
    return sounds


def _page(
    auditions: tuple[Audition, ...],
    sounds: dict[tuple[int, int], bytes],
    prepared: PreparedScript,
    cast: CastBook,
) -> str:
    turns = turns_of(prepared.script, names_of(cast.cast))
    starts = chapter_starts(prepared.script)
    names = [part.character.name for part in main_characters(cast.cast)]
    names += [a.key for a in auditions if a.key and a.key not in names]
    data = prepared.metadata
    book = Book(data.title or prepared.path.name, ", ".join(data.authors), prepared.language, cast.path.name)
    return audition_page(book, auditions, sounds, strips(turns, starts, names), chapter_ticks(starts))


def _title(audition: Audition, option: int) -> str:
    """What the log of the recording calls a sample."""
    return f"{audition.key or 'Narrator'} in {audition.options[option].part.voice}"
