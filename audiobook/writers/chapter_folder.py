"""Writers of a folder with one file for each chapter."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, ClassVar

from audiobook.errors import OutputError
from audiobook.events import Emit
from audiobook.master import Delivery, Encoding, Master
from audiobook.userfiles import is_file, is_folder, is_there, text_of
from audiobook.writers.atomic import atomic_file, check_room, reporting, sync, unfinished
from audiobook.writers.contents import Contents, Kind, by_chapter, tool
from audiobook.writers.names import chapter_name

#: Lists what an earlier run put into the folder, with what it was made from.
_MANIFEST = ".audiobook-files.json"
#: Part of what a file is made from: raise it when a writer puts something else into the same chapter.
_SCHEMA = 2
#: Stands for the state of a file that is being replaced: never equal to one on disk.
_UNFINISHED = (-2, 0)


@dataclass(frozen=True, slots=True)
class _File:
    """One file of the folder; ``made_from`` changes whenever its bytes would."""

    name: str
    contents: Contents
    made_from: str


class ChapterFolderWriter:
    """Writes a folder of numbered files, each with the book's tags and cover.

    A file is made from its chapter's packets, which are there: a changed tag, cover or number copies them behind a new
    tag and encodes nothing; a file that would become the same is not touched.
    """

    kind: ClassVar[Kind]
    #: The text is not in the file: another transcript is no reason to write it again.
    audio_only: ClassVar[bool] = True
    #: Suffix of the files.
    file_suffix: ClassVar[str]
    suffix = ""

    def encoding(self, delivery: Delivery) -> Encoding:
        """What the chapters must be encoded as."""
        return self.kind.encoding(delivery)

    def write(self, master: Master, target: Path, emit: Emit) -> tuple[Path, ...]:
        """Write the chapters that changed and remove those that are gone. Raises OutputError or QualityError.

        A new folder appears complete. In one that is there, each file is replaced at once; files that are not ours
        stay.
        """
        if is_there(target) and not is_folder(target):
            raise OutputError(f"'{target}' is a file", hint="name a folder with -o")
        files = self._plan(master, emit)
        with reporting(target):
            if is_folder(target):
                self._update(target, files, emit)
            else:
                self._create(target, files, emit)
        return tuple(target / file.name for file in files)

    def _plan(self, master: Master, emit: Emit) -> tuple[_File, ...]:
        files = []
        picture = hashlib.sha256(master.cover.data).hexdigest() if master.cover else ""
        chapters = by_chapter(master, self.kind.codec, emit)
        for chapter, own in zip(master.chapters, chapters, strict=True):
            assert own.track is not None  # noqa: S101 - by_chapter gives every chapter one
            body = {
                "schema": _SCHEMA,
                "tool": tool(),
                "fields": asdict(own.fields),
                "cover": picture,
                "track": asdict(own.track),
                "audio": chapter.key,
                "encoding": asdict(own.encoded[0].encoding),
            }
            made_from = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
            name = chapter_name(master.chapter_name, own.track, own.fields, self.file_suffix)
            files.append(_File(name, own, made_from))
        return tuple(files)

    def _create(self, target: Path, files: tuple[_File, ...], emit: Emit) -> None:
        """Fill a folder under another name and give it its own at the end."""
        temp = unfinished(target)
        shutil.rmtree(temp, ignore_errors=True)  # what a killed run left
        check_room(target, sum(file.contents.n_bytes for file in files))
        temp.mkdir()
        try:
            for file in files:
                self._write(temp / file.name, file, emit)
            _save_manifest(temp, _entries(temp, files))
            temp.replace(target)
            sync(target.parent)
        except BaseException:
            shutil.rmtree(temp, ignore_errors=True)
            raise

    def _update(self, target: Path, files: tuple[_File, ...], emit: Emit) -> None:
        known = _read_manifest(target, self.file_suffix)
        wanted = {file.name for file in files}
        changed = [file for file in files if known.get(file.name) != [file.made_from, *_state(target / file.name)]]
        gone = sorted(set(known) - wanted)
        if not changed and not gone:
            return
        # Everything that may be there is listed first: a killed run never leaves a file that no list names as ours.
        _save_manifest(target, {**known, **{file.name: [file.made_from, *_UNFINISHED] for file in changed}})
        for file in changed:
            self._write(target / file.name, file, emit)
        for name in gone:
            (target / name).unlink(missing_ok=True)
        _save_manifest(target, _entries(target, files))

    def _write(self, path: Path, file: _File, emit: Emit) -> None:
        with atomic_file(path, file.contents.n_bytes) as temp:
            self.kind.make(temp, file.contents, emit)


def _state(path: Path) -> tuple[int, int]:
    """Size and time: of the same size is also what a person, a program or a disk has changed in its place."""
    if not is_file(path):
        return -1, 0
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _read_manifest(folder: Path, suffix: str) -> dict[str, list[Any]]:
    """File name -> what it was made from, its size and time. Names that lead out of the folder are not ours."""
    try:
        data = json.loads(text_of(folder / _MANIFEST, "utf-8"))
        entries = {str(name): list(entry) for name, entry in data["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return {name: entry for name, entry in entries.items() if name == Path(name).name and name.endswith(suffix)}


def _entries(folder: Path, files: tuple[_File, ...]) -> dict[str, list[Any]]:
    return {file.name: [file.made_from, *_state(folder / file.name)] for file in files}


def _save_manifest(folder: Path, entries: Mapping[str, list[Any]]) -> None:
    text = json.dumps({"files": entries}, ensure_ascii=False, indent=1) + "\n"
    with atomic_file(folder / _MANIFEST, len(text)) as temp:
        temp.write_text(text, encoding="utf-8")
