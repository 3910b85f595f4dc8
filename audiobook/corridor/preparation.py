"""The script stage: the book becomes a tagged script, and what a person wrote in an earlier one is kept."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from audiobook.corridor.asking import attribute_for, model_of, wants_model
from audiobook.corridor.coverage import proven_coverage, reading_digest, summary
from audiobook.corridor.digest import digest_of
from audiobook.corridor.lexicons import lexicon_of
from audiobook.corridor.manuscript import Manuscript, keeping
from audiobook.corridor.purse import Purse
from audiobook.corridor.request import Request
from audiobook.corridor.rescripting import people_of, read_script, write_script
from audiobook.corridor.workfolder import WorkFolder
from audiobook.document import Cover, Document, Metadata
from audiobook.errors import ScriptError
from audiobook.events import Emit, Finding, note
from audiobook.prep.frontmatter import metadata_of
from audiobook.prep.passages import Foreign, Switch
from audiobook.prep.scriptfile import near_names, parse_script
from audiobook.prep.utter import Speaking
from audiobook.script import Script
from audiobook.source import SourceRef
from audiobook.userfiles import bytes_of, is_file, is_there, real_path, text_of


@dataclass(frozen=True, slots=True)
class PreparedScript:
    """A parsed script with where it came from, and how its words are spoken."""

    script: Script
    path: Path
    metadata: Metadata
    language: str
    cover: Cover | None
    speaking: Speaking = field(default_factory=Speaking, repr=False)
    foreign: Foreign = field(default_factory=Foreign)


def open_manuscript(request: Request, emit: Emit) -> Manuscript:
    """Read the book if it, or what is read of it, is new or changed.

    Nothing is written yet, so a bad book leaves nothing behind. Raises SourceError, CoverageError, ConfigError.
    """
    if request.is_script:
        return Manuscript("", None)
    digest, reading = digest_of(request), reading_digest(request.config.reading)
    work = WorkFolder(request.work_root, request.name)
    script = request.script or work.script
    asked = not request.script and wants_model(request.config.casting, work)
    if is_file(script) and not asked and (known := proven_coverage(work, digest, reading)) is not None:
        note(emit, "coverage", summary(known))
        return Manuscript(digest, None, reading=reading)
    from audiobook.readers.choose import read_document

    findings: list[Finding] = []
    document = read_document(request.source, keeping(findings, emit), request.config.reading, parts=request.parts)
    language = request.config.build.language
    if language:
        document = replace(document, metadata=replace(document.metadata, language=language))
    return Manuscript(digest, document, tuple(findings), reading)


def is_new(request: Request) -> bool:
    """Whether a book will be read for the first time, as far as can be told without opening it."""
    known = is_there(WorkFolder(request.work_root, request.name).source_map)
    return not request.is_script and not known and (bool(request.parts) or is_there(request.source))


def prepare_book(
    manuscript: Manuscript, request: Request, work: WorkFolder, emit: Emit, purse: Purse | None = None
) -> PreparedScript:
    """The script to record: the user's own, prepared from the book first where needed. Raises ScriptError.

    What a language model is asked, where a person wants that, is paid from ``purse``; without one it is not asked.

    Raises CoverageError, before a script is written, when a character of the book would be lost or doubled.
    """
    fresh = None
    if manuscript.document is not None:
        fresh = _write_script(manuscript, manuscript.document, request, work, emit, purse)
    path = request.source if request.is_script else request.script or work.script
    text = read_script(path)
    if fresh is not None and fresh[0] == text:
        script = replace(fresh[1], file=str(path))
    else:
        script = parse_script(text, str(path))
    for name, meant, line in near_names(script):
        note(emit, "rare-name", f"'{name}' speaks once; is '{meant}' meant?", script.at(line))
    if not any(chapter.items or chapter.title for chapter in script.chapters):
        own = path == work.script and not request.is_script
        hint = "delete it and build again: it is written anew from the book" if own else ""
        raise ScriptError("the script has no text to speak", source=SourceRef(file=str(path)), hint=hint)
    language = request.config.build.language or str(script.front.get("language", "")) or "en"
    cover = _cover_of(script, path, work)
    speaking, build = Speaking(lexicon_of(request, work)), request.config.build
    foreign = Foreign(build.languages == "auto", Switch(build.foreign_voice))
    return PreparedScript(script, path, metadata_of(script.front), language, cover, speaking, foreign)


def _write_script(
    manuscript: Manuscript, document: Document, request: Request, work: WorkFolder, emit: Emit, purse: Purse | None
) -> tuple[str, Script]:
    """Prepare, prove and write the script with the names that the casting sheet knows; as text and parsed."""
    from audiobook.casting.merge import settle

    sheet = request.cast or work.cast
    settled = settle(_text(sheet), _text(work.cast_base), str(sheet))
    people = people_of(settled, str(sheet))
    name, merge = request.place.name, request.script is None
    attribute, model = attribute_for(request.config, work, purse), model_of(request.config.casting, work)
    return write_script(manuscript, document, name, work, people, emit, attribute, model=model, merge=merge)


def _text(sheet: Path) -> str:
    """A casting sheet's text; nothing where there is none yet (the cast stage says what is wrong with one)."""
    try:
        return text_of(sheet)
    except (OSError, UnicodeDecodeError):
        return ""


def _cover_of(script: Script, path: Path, work: WorkFolder) -> Cover | None:
    named = script.front.get("cover")
    file = work.cover()
    if isinstance(named, str) and named:
        file = inside(path.parent, named, SourceRef(file=str(path)))
    return load_picture(file) if file is not None else None


def inside(folder: Path, name: str, where: SourceRef) -> Path:
    """A file named in a script, which must lie in or under the script's own folder. Raises ScriptError."""
    file = real_path(folder / name)
    if not file.is_relative_to(real_path(folder)):
        raise ScriptError(f"'{name}' lies outside the script's folder", source=where, hint="copy it beside the script")
    if not is_file(file):
        raise ScriptError(f"there is no file '{name}' beside the script", source=where)
    return file


def picture_bytes(file: Path) -> bytes:
    """What a picture file holds. Raises ScriptError when it cannot be read, or is too large for a picture."""
    try:
        return bytes_of(file)
    except OSError as error:
        raise ScriptError(f"the picture '{file.name}' cannot be read: {error.strerror or error}") from error


def load_picture(file: Path) -> Cover:
    """A cover picture from disk as JPEG or PNG. Raises ScriptError when it is not a picture."""
    from audiobook.readers.pictures.cover import jpeg_cover

    kind = {".png": "image/png", ".svg": "image/svg+xml"}.get(file.suffix.lower(), "image/jpeg")
    cover = jpeg_cover(picture_bytes(file), kind)
    if cover is None:
        raise ScriptError(f"the cover '{file.name}' is not a picture that can be used", hint="use a JPEG or PNG file")
    return cover
