"""Spoken credits: chapters of their own before and after the book, made from text templates.

They are no part of the book's script: its chapters keep their numbers, and neither attribution nor the proof that
nothing is lost sees them. The opening credits have the number -1, the closing ones that after the last chapter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from audiobook.config import Config
from audiobook.corridor.casting import CastBook
from audiobook.corridor.preparation import PreparedScript
from audiobook.corridor.production import ChapterPlan
from audiobook.corridor.publishing import final_metadata
from audiobook.corridor.segmenting import segment_book
from audiobook.document import Metadata
from audiobook.errors import ConfigError, ScriptError
from audiobook.events import Emit, warn
from audiobook.prep.scriptfile import parse_script
from audiobook.script import Chapter, Script
from audiobook.source import SourceRef
from audiobook.take import Segment
from audiobook.templating import render_text, template_file
from audiobook.userfiles import is_file, real_path, text_of


class Credit(StrEnum):
    """Where credits stand."""

    OPENING = "opening"
    CLOSING = "closing"


#: The chapter's name where a template gives none.
_NAMES = {Credit.OPENING: "Opening Credits", Credit.CLOSING: "End Credits"}
#: The language whose templates do where a book's own has none.
_ENGLISH = "en"
_CHINESE = ("yue", "cmn", "lzh", "wuu")
#: How the narrator is called in metadata where nobody chose a name: ``Hibari (AI voice)``.
_AI = re.compile(r"\s*\(AI voice\)\s*$", re.IGNORECASE)
#: Engines whose voices are called after languages, ``German (Germany)``: nobody is credited by such a name.
_NAMELESS = ("espeak",)
#: Signs that mean something in a script, anywhere or at the beginning of a line or a tag.
_SIGNS = re.compile(r"""[\\\[\]*<>#+{}":?@/-]""")
#: The word and its sign, which would be read as the word twice.
_COPYRIGHT = re.compile(r"\bcopyright\s*(?:©|\(c\))|\(c\)(?=\s*\d)", re.IGNORECASE)
#: A value of more characters is cut, and rights are left out: they are a text for lawyers (own judgement).
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class _Template:
    """A template's text, its file, and the language it is written in."""

    text: str
    file: Path
    language: str


def with_credits(
    plans: tuple[ChapterPlan, ...], prepared: PreparedScript, cast: CastBook, config: Config, emit: Emit
) -> tuple[ChapterPlan, ...]:
    """The book's chapters with the credits that the settings ask for around them.

    Raises ConfigError for a template that is wrong.
    """
    spoken = [segment for plan in plans for segment in plan.segments]
    first, last = _around(spoken, prepared, cast, config, emit)
    return (*first, *plans, *last)


def credited(
    spoken: tuple[Segment, ...], prepared: PreparedScript, cast: CastBook, config: Config, emit: Emit
) -> tuple[Segment, ...]:
    """The book's segments with those of its credits around them. Raises as ``with_credits``."""
    first, last = (
        [s for plan in plans for s in plan.segments] for plans in _around(spoken, prepared, cast, config, emit)
    )
    return (*first, *spoken, *last)


def _around(
    spoken: Sequence[Segment], prepared: PreparedScript, cast: CastBook, config: Config, emit: Emit
) -> tuple[tuple[ChapterPlan, ...], tuple[ChapterPlan, ...]]:
    """What comes before the book and what comes after it; nothing where it is not asked for."""
    wanted = {Credit.OPENING: config.credits.opening, Credit.CLOSING: config.credits.closing}
    first, last = ((_plan(kind, prepared, cast, config, spoken, emit),) if on else () for kind, on in wanted.items())
    return first, last


def _plan(
    kind: Credit, prepared: PreparedScript, cast: CastBook, config: Config, spoken: Sequence[Segment], emit: Emit
) -> ChapterPlan:
    template = _template(kind, prepared.language, config, emit)
    file = str(template.file)
    metadata = final_metadata(prepared.metadata, prepared.language, cast.narrator_name, config)
    if metadata.narrators == (cast.narrator_name,) and cast.cast.narrator.engine in _NAMELESS:
        metadata = replace(metadata, narrators=())
    chapter = credit_chapter(template.text, file, metadata, voices=_voices(cast, spoken))
    alone = replace(
        prepared, script=Script({}, (chapter,), file), path=template.file, language=template.language, cover=None
    )
    index = -1 if kind is Credit.OPENING else len(prepared.script.chapters)
    made = segment_book(alone, cast, config.audio.rate_hz, emit)
    segments = tuple(replace(segment, chapter=index, source=SourceRef(file=file)) for segment in made)
    return ChapterPlan(index, chapter.name or _NAMES[kind], segments)


def _voices(cast: CastBook, spoken: Iterable[Segment]) -> int:
    """How many voices the book has. One that stands in for a few foreign words is not counted."""
    parts = [cast.cast.part_of(speaker) for speaker in {"", *(segment.speaker for segment in spoken)}]
    return len({(part.engine, part.voice) for part in parts})


def credit_chapter(text: str, file: str, metadata: Metadata, *, voices: int = 1) -> Chapter:
    """The chapter that a template makes of a book's metadata; what is unknown is empty in it.

    ``file`` is only named in messages. Raises ConfigError for a template that is wrong or makes no chapter.
    """
    made = render_text(text, file, _data(metadata, voices), _plain)
    where = SourceRef(file=file)
    try:
        chapters = parse_script(made, file).chapters
    except ScriptError as error:
        line = error.source.line if error.source else 0
        shown = made.split("\n")[max(line - 1, 0)].strip()
        message = f"the text that this template makes is no script: {error.message}, in “{shown}”"
        raise ConfigError(message, source=where, hint=error.hint) from None
    if len(chapters) != 1 or not chapters[0].items:
        hint = "begin with one line like: # Opening Credits {silent}"
        raise ConfigError("a template of credits must make one chapter with text", source=where, hint=hint)
    return chapters[0]


def _data(metadata: Metadata, voices: int) -> dict[str, str | int | bool | tuple[str, ...]]:
    names = [_AI.sub("", name) for name in metadata.narrators]
    rights = _COPYRIGHT.sub("Copyright", " ".join(metadata.rights.split()))
    return {
        "title": _line(metadata.title),
        "subtitle": _line(metadata.subtitle),
        "series": _line(metadata.series),
        "part": _line(metadata.series_index) if metadata.series else "",
        "authors": _lines(metadata.authors),
        "translators": _lines(metadata.translators),
        "narrators": _lines(names),
        "ai": bool(names) and all(_AI.search(name) for name in metadata.narrators),
        "voices": voices,
        "publisher": _line(metadata.publisher),
        "year": metadata.year,
        "rights": _line(rights) if len(rights) <= _LONGEST and "://" not in rights else "",
    }


def _lines(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(line for value in values if (line := _line(value)))


def _line(text: str) -> str:
    """A value on one line, without signs that nobody sees, and not longer than anybody listens to."""
    flat = " ".join("".join(" " if unicodedata.category(c) == "Cc" else c for c in text).replace("\ufeff", "").split())
    return flat if len(flat) <= _LONGEST else flat[:_LONGEST].rpartition(" ")[0] or flat[:_LONGEST]


def _plain(text: str) -> str:
    """Text that a script speaks as it stands, wherever it is put."""
    return _SIGNS.sub(lambda sign: "\\" + sign[0], text)


def _template(kind: Credit, language: str, config: Config, emit: Emit) -> _Template:
    """The template to use: the one that is named, the house's for the language, ours. Raises ConfigError."""
    named = config.credits.opening_template if kind is Credit.OPENING else config.credits.closing_template
    if named:
        file = config.folder / named
        if not is_file(file):
            raise ConfigError(f"credits.{kind}_template: there is no file '{file}'")
        return _Template(_read(file), file, language)
    primary = language.partition("-")[0].casefold()
    own = (language.casefold(), primary, *(("zh",) if primary in _CHINESE else ()))
    for tag in dict.fromkeys((*own, _ENGLISH)):
        name = f"credits-{kind}.{tag}.txt.j2"
        house = config.folder / "templates" / name
        found = house if config.folder != Path() and is_file(house) else template_file(name)
        if found is None:
            continue
        if tag in own:
            return _Template(_read(found), found, language)
        message = f"there is no template of {kind} credits for '{language}', so they are spoken in English"
        warn(emit, "credits-in-english", f"{message}; write your own: templates/credits-{kind}.{primary}.txt.j2")
        return _Template(_read(found), found, _ENGLISH)
    raise ConfigError(f"the template of the {kind} credits is missing", hint="install audiobook again")


def _read(file: Path) -> str:
    # Whoever shares a project must not have other files of a person read aloud, through a link either.
    if real_path(file).suffix != ".j2":
        raise ConfigError(f"'{file}' is no template: its name does not end in .j2", hint="name a file like own.txt.j2")
    try:
        return text_of(file)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"the template '{file}' cannot be read: {error}") from error
