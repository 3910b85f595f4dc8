"""``audiobook cast``: the casting sheet written, edited and taken in, and the script's speakers after it.

In this order, so that a call that is cut off loses nothing: edits go into the sheet; then the script is attributed
again if the sheet's names say something new; then the cast is made from the script.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from audiobook.cast import Cast
from audiobook.casting.csvsheet import from_csv, read_csv, to_csv
from audiobook.casting.merge import Settled, merge_characters, rename_character, settle
from audiobook.casting.sheet import parse_cast
from audiobook.casting.sheet_toml import name_series
from audiobook.corridor.asking import attribute_for, model_of
from audiobook.corridor.casting import cast_book
from audiobook.corridor.manuscript import Manuscript
from audiobook.corridor.preparation import PreparedScript, open_manuscript, prepare_book
from audiobook.corridor.purse import Purse
from audiobook.corridor.request import Request, check_source
from audiobook.corridor.rescripting import (
    Attribute,
    people_of,
    read_script,
    rename_in_script,
    write_script,
)
from audiobook.corridor.sheets import engines_named, read_sheet
from audiobook.corridor.workfolder import WorkFolder, open_work, read_json, write_bytes, write_text, writing
from audiobook.errors import ConfigError, UsageError
from audiobook.events import Emit, silent, warn
from audiobook.script import UNKNOWN, Paragraph, Script
from audiobook.source import SourceRef
from audiobook.userfiles import bytes_of, holds, is_file, is_there, text_of

_CSV_SUFFIXES = (".csv", ".tsv", ".txt")


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be done to the sheet. ``edits`` are ``("merge", keep, other)`` and ``("rename", old, new)``, in order.

    ``series`` is a shared sheet to use from now on (made when it is not there), ``csv_in`` a file to take in.
    """

    edits: tuple[tuple[str, str, str], ...] = ()
    series: Path | None = None
    csv_in: Path | None = None


@dataclass(frozen=True, slots=True)
class Recast:
    """The cast and where it stands; ``lines`` counts all that is spoken by somebody, and the doubtful ones of them.

    ``report`` is ``casting_report``'s.
    """

    cast: Cast
    path: Path
    script: Path
    lines: int
    unsure: int
    report: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class _Way:
    """How speakers are found, and what that may cost."""

    attribute: Attribute
    purse: Purse


def recast(
    request: Request, change: Change | None = None, emit: Emit = silent, *, attribute: Attribute | None = None
) -> Recast:
    """Write or refresh a book's casting sheet, after ``change``; re-attribute what a person did not pin in the script.

    ``attribute`` finds the speakers, as the settings say where none is given. Raises AudiobookError. A second build or
    cast of the same work folder is refused while one runs.
    """
    change = change or Change()
    check_source(request)
    purse = Purse(request.config)
    manuscript = open_manuscript(request, emit)
    work = open_work(request.work_root, request.name)
    with work.lock(), purse:
        attribute = attribute or attribute_for(request.config, work, purse)
        if not is_file(work.cast) and (change.edits or change.csv_in):
            # There is nothing to edit yet: the first sheet is made as without any change.
            prepared = _scripted(manuscript, request, work, Settled("", "", {}), _Way(attribute, purse), emit)
            cast_book(prepared, request, work, silent)
            manuscript = replace(manuscript, document=None)
        text = _changed(read_sheet(work.cast, must_exist=False), change, work)
        settled = settle(text, read_sheet(work.cast_base, must_exist=False), str(work.cast))
        if settled.text.strip():
            write_text(work.cast, settled.text)
            if settled.base.strip():
                write_text(work.cast_base, settled.base)
        for message in settled.lost:
            warn(emit, "cast-conflict", message, SourceRef(file=str(work.cast)))
        prepared = _scripted(manuscript, request, work, settled, _Way(attribute, purse), emit)
        purse.configure(engines_named(request, work), work, silent, buying=False)
        if change.series is not None and not is_file(work.cast):
            cast_book(prepared, request, work, silent)
            write_text(work.cast, _changed(read_sheet(work.cast, must_exist=True), Change(series=change.series), work))
        made = cast_book(prepared, request, work, emit, grow=True)
    lines, unsure = _counts(prepared.script)
    return Recast(made.cast, made.path, prepared.path, lines, unsure, made.report)


def _changed(text: str, change: Change, work: WorkFolder) -> str:
    """The sheet with what was asked for. Raises ConfigError."""
    file = str(work.cast)
    if change.csv_in is not None:
        text = from_csv(_bytes(change.csv_in), text, str(change.csv_in))
    for what, one, other in change.edits:
        text = (merge_characters if what == "merge" else rename_character)(text, one, other, file)
    if change.series is not None and text.strip():
        place = Path(os.path.relpath(change.series.absolute(), work.root.absolute())).as_posix()
        if not is_there(change.series):
            write_text(change.series, "")
        parse_cast(text_of(change.series), str(change.series))
        text = name_series(text, place)
    return text


def _bytes(path: Path) -> bytes:
    try:
        return bytes_of(path)
    except OSError as error:
        raise ConfigError(f"cannot read '{path}': {error.strerror}", hint="check the path") from error


def _scripted(
    manuscript: Manuscript,
    request: Request,
    work: WorkFolder,
    settled: Settled,
    way: _Way,
    emit: Emit,
) -> PreparedScript:
    """The script, attributed anew where the book or the sheet's names say so; else only with the names changed."""
    own = not request.is_script and request.script is None
    people = people_of(settled, str(work.cast))
    document = manuscript.document
    if own and document is None and read_json(work.source_map).get("people", "") != people.key:
        manuscript = _read_again(manuscript, request, emit)
        document = manuscript.document
    if own and document is not None:
        model = model_of(request.config.casting, work)
        write_script(manuscript, document, request.place.name, work, people, emit, way.attribute, model=model)
        manuscript = replace(manuscript, document=None)
    elif settled.names:
        path = request.source if request.is_script else request.script or work.script
        for file in (path, work.script_base) if own else (path,):
            if is_file(file):
                write_text(file, rename_in_script(read_script(file), settled.names, str(file)))
    return prepare_book(manuscript, request, work, emit, way.purse)


def _read_again(manuscript: Manuscript, request: Request, emit: Emit) -> Manuscript:
    from audiobook.readers.choose import read_document

    document = read_document(request.source, emit, request.config.reading, parts=request.parts)
    language = request.config.build.language
    if language:
        document = replace(document, metadata=replace(document.metadata, language=language))
    return replace(manuscript, document=document)


def _counts(script: Script) -> tuple[int, int]:
    cues = [
        cue
        for chapter in script.chapters
        for item in chapter.items
        if isinstance(item, Paragraph)
        for cue in item.cues
        if cue.speaker
    ]
    return len(cues), sum(cue.unsure or cue.speaker == UNKNOWN for cue in cues)


def export_csv(path: Path, work: WorkFolder) -> Path:
    """Write the sheet as CSV; a file with cells that were changed and not read back is not overwritten.

    Raises UsageError, OutputError.
    """
    check_csv_name(path)
    text = to_csv(read_sheet(work.cast, must_exist=True), str(work.cast))
    last = work.root / ".prepared.cast.csv"
    if is_file(path) and is_file(last) and not _same_cells(path, last) and not _same_text(path, text):
        raise UsageError(
            f"'{path}' holds changes that were not read back",
            hint=f"take them in with --csv-in {path}, or give another name",
        )
    with writing(f"'{path}'"):
        write_bytes(path, text.encode("utf-8-sig"))
        write_text(last, text)
    return path


def check_csv_name(path: Path) -> None:
    """Refuse to write a sheet over what may be the book (``--csv BOOK``). Raises UsageError."""
    if path.suffix.lower() not in _CSV_SUFFIXES:
        raise UsageError(f"'{path}' is no name for a CSV file", hint=f"use --csv {path.with_suffix('.csv').name}")


def _same_cells(one: Path, other: Path) -> bool:
    try:
        rows = [[dict(row.cells) for row in read_csv(bytes_of(file), str(file))] for file in (one, other)]
    except ConfigError:
        return False
    return rows[0] == rows[1]


def _same_text(path: Path, text: str) -> bool:
    return holds(path, text.encode("utf-8-sig"))


def work_of(request: Request) -> WorkFolder:
    """The work folder of a request that was cast."""
    return WorkFolder(request.work_root, request.name)
