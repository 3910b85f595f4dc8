"""The script stage: the book becomes a tagged script, and what a person wrote in an earlier one is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from audiobook.corridor.coverage import coverage_data, coverage_file, proven_coverage, reading_digest, summary
from audiobook.corridor.digest import digest_of
from audiobook.corridor.request import Request
from audiobook.corridor.workfolder import WorkFolder, write_bytes, write_json, write_text
from audiobook.document import Cover, Document, Metadata
from audiobook.errors import ScriptError
from audiobook.events import Emit, Event, Finding, note, warn
from audiobook.prep.frontmatter import metadata_of
from audiobook.prep.scriptfile import near_names, parse_script
from audiobook.script import Script
from audiobook.source import SourceRef

_SUFFIX = {"image/jpeg": ".jpg", "image/png": ".png"}


@dataclass(frozen=True, slots=True)
class Manuscript:
    """The book as the corridor found it: read afresh, or ``None`` when the script in the work folder still fits it.

    ``digest`` is that of the book, ``reading`` that of how it is read.
    """

    digest: str
    document: Document | None
    findings: tuple[Finding, ...] = ()
    reading: str = ""


@dataclass(frozen=True, slots=True)
class PreparedScript:
    """A parsed script with where it came from."""

    script: Script
    path: Path
    metadata: Metadata
    language: str
    cover: Cover | None


def open_manuscript(request: Request, emit: Emit) -> Manuscript:
    """Read the book if it, or what is read of it, is new or changed.

    Nothing is written yet, so a bad book leaves nothing behind. Raises SourceError, CoverageError, ConfigError.
    """
    if request.is_script:
        return Manuscript("", None)
    digest, reading = digest_of(request), reading_digest(request.config.reading)
    work = WorkFolder(request.work_root, request.name)
    script = request.script or work.script
    if script.is_file() and (known := proven_coverage(work, digest, reading)) is not None:
        note(emit, "coverage", summary(known))
        return Manuscript(digest, None, reading=reading)
    from audiobook.readers.choose import read_document

    findings: list[Finding] = []
    document = read_document(request.source, _keeping(findings, emit), request.config.reading, parts=request.parts)
    language = request.config.build.language
    if language:
        document = replace(document, metadata=replace(document.metadata, language=language))
    return Manuscript(digest, document, tuple(findings), reading)


def is_new(request: Request) -> bool:
    """Whether a book will be read for the first time, as far as can be told without opening it."""
    known = WorkFolder(request.work_root, request.name).source_map.exists()
    return not request.is_script and not known and (bool(request.parts) or request.source.exists())


def _keeping(findings: list[Finding], emit: Emit) -> Emit:
    """An ``Emit`` that also keeps the findings: a later build, which does not read the book again, reports them."""

    def keep(event: Event) -> None:
        if isinstance(event, Finding):
            findings.append(event)
        emit(event)

    return keep


def finding_row(finding: Finding) -> dict[str, str]:
    """A finding as it stands in JSON files."""
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "message": finding.message,
        "at": str(finding.source),
    }


def prepare_book(manuscript: Manuscript, request: Request, work: WorkFolder, emit: Emit) -> PreparedScript:
    """The script to record: the user's own, prepared from the book first where needed. Raises ScriptError.

    Raises CoverageError, before a script is written, when a character of the book would be lost or doubled.
    """
    fresh = None
    if manuscript.document is not None:
        fresh = _write_script(manuscript, manuscript.document, request, work, emit)
    path = request.source if request.is_script else request.script or work.script
    text = _read(path)
    if fresh is not None and fresh[0] == text:
        script = replace(fresh[1], file=str(path))
    else:
        script = parse_script(text, str(path))
    for name, meant, line in near_names(script):
        note(emit, "rare-name", f"'{name}' speaks once; is '{meant}' meant?", script.at(line))
    if not any(chapter.items or chapter.title for chapter in script.chapters):
        raise ScriptError("the script has no text to speak", source=SourceRef(file=str(path)))
    language = request.config.build.language or str(script.front.get("language", "")) or "en"
    cover = _cover_of(script, path, work)
    return PreparedScript(script, path, metadata_of(script.front), language, cover)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ScriptError(f"there is no script '{path}'", hint="check the path, or leave out --script") from None
    except UnicodeDecodeError as error:
        raise ScriptError(
            f"the script is not UTF-8 text (byte {error.start})",
            source=SourceRef(file=str(path)),
            hint="save it as UTF-8",
        ) from None
    except OSError as error:
        raise ScriptError(f"cannot read the script '{path}': {error.strerror}") from error


def _write_script(
    manuscript: Manuscript, document: Document, request: Request, work: WorkFolder, emit: Emit
) -> tuple[str, Script]:
    """Prepare, prove and write the script and what is known about it; the new script as text and parsed."""
    from audiobook.prep.coverage import prove
    from audiobook.prep.prepare import prepare
    from audiobook.prep.scriptfile import format_script
    from audiobook.prep.sourcemap import page_marks, source_map

    findings = list(manuscript.findings)
    keep = _keeping(findings, emit)
    script = prepare(document, keep)
    name = request.place.name
    fresh = format_script(replace(script, front=dict(script.front) | {"source": name}))
    # The text is proven, not what it was made from: so formatting and parsing are within the proof.
    script = parse_script(fresh, str(work.script))
    coverage = coverage_data(prove(document, script), manuscript.digest, manuscript.reading)
    note(keep, "coverage", summary(coverage))
    if request.script is None:
        _merge_into(fresh, work, emit)
    write_text(work.script_base, fresh)
    if document.cover is not None:
        write_bytes(work.root / f"cover{_SUFFIX[document.cover.media_type]}", document.cover.data)
    write_json(coverage_file(work), coverage)
    data: dict[str, Any] = {
        "sha256": manuscript.digest,
        "reading": manuscript.reading,
        "source": name,
        "skipped": [{"rule": s.rule, "characters": len(s.text), "at": str(s.source)} for s in document.skipped],
        "findings": [finding_row(f) for f in findings],
        "page_breaks": page_marks(document),
        "map": source_map(document, script),
    }
    write_json(work.source_map, data)
    return fresh, script


def _merge_into(fresh: str, work: WorkFolder, emit: Emit) -> None:
    """Write the new script; a person's edits of an earlier one are kept, and what clashes is listed."""
    if not work.script.is_file():
        write_text(work.script, fresh)
        return
    from audiobook.prep.merge import merge_scripts

    mine = _read(work.script)
    base = _read(work.script_base) if work.script_base.is_file() else mine
    if fresh == base:
        return  # read again for another reason: nothing to merge
    merged = merge_scripts(base, mine, fresh)
    write_text(work.script.with_suffix(".before-merge.md"), mine)
    write_text(work.script, merged.text)
    note(
        emit,
        "script-merged",
        "the book, or what is read of it, has changed: merged into the script, your edits are kept",
    )
    for line, message in merged.conflicts:
        warn(emit, "merge-conflict", message, SourceRef(file=str(work.script), line=line))


def _cover_of(script: Script, path: Path, work: WorkFolder) -> Cover | None:
    named = script.front.get("cover")
    file = work.cover()
    if isinstance(named, str) and named:
        file = inside(path.parent, named, SourceRef(file=str(path)))
    return load_picture(file) if file is not None else None


def inside(folder: Path, name: str, where: SourceRef) -> Path:
    """A file named in a script, which must lie in or under the script's own folder. Raises ScriptError."""
    file = (folder / name).resolve()
    if not file.is_relative_to(folder.resolve()):
        raise ScriptError(f"'{name}' lies outside the script's folder", source=where, hint="copy it beside the script")
    if not file.is_file():
        raise ScriptError(f"there is no file '{name}' beside the script", source=where)
    return file


def load_picture(file: Path) -> Cover:
    """A cover picture from disk as JPEG or PNG. Raises ScriptError when it is not a picture."""
    from audiobook.readers.pictures.cover import jpeg_cover

    kind = {".png": "image/png", ".svg": "image/svg+xml"}.get(file.suffix.lower(), "image/jpeg")
    cover = jpeg_cover(file.read_bytes(), kind)
    if cover is None:
        raise ScriptError(f"the cover '{file.name}' is not a picture that can be used", hint="use a JPEG or PNG file")
    return cover
