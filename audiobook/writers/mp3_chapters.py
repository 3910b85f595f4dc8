"""A folder with one tagged MP3 for each chapter."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from audiobook.document import Cover
from audiobook.errors import OutputError
from audiobook.events import Emit
from audiobook.master import Delivery, EncodedChapter, Encoding, Master
from audiobook.writers.atomic import atomic_file, check_room, reporting, unfinished
from audiobook.writers.chapters import chosen, titles
from audiobook.writers.covers import usable_cover
from audiobook.writers.fields import Fields, fields_of
from audiobook.writers.join import append_frames, n_bytes
from audiobook.writers.names import chapter_name
from audiobook.writers.tags import id3_tags, write_id3
from audiobook.writers.verify import Expected, verify_mp3

#: Lists what an earlier run put into the folder, with what it was made from.
_MANIFEST = ".audiobook-files.json"
#: A tag without its cover.
_TAG_BYTES = 16384
#: Part of what a file is made from: raise it when this writer puts something else into the same chapter.
_SCHEMA = 1
#: Stands for the size of a file that is being replaced: never equal to one on disk.
_UNFINISHED = -2


@dataclass(frozen=True, slots=True)
class _File:
    """One file of the folder; ``made_from`` changes whenever its bytes would."""

    name: str
    number: int
    title: str
    encoded: EncodedChapter
    made_from: str


class Mp3ChaptersWriter:
    """Writes a folder of ``NN - Title.mp3``, numbered, each with the book's tags and cover."""

    suffix = ""

    def encoding(self, delivery: Delivery) -> Encoding:
        """MP3 at a constant bit rate, one channel."""
        return Encoding("mp3", delivery.mp3_kbps * 1000, delivery.rate_hz, 1, delivery.quality)

    def write(self, master: Master, target: Path, emit: Emit) -> tuple[Path, ...]:
        """Write the chapters that changed and remove those that are gone. Raises OutputError or QualityError.

        A new folder appears complete. In one that is there, each file is replaced at once; files that are not ours
        stay.
        """
        if target.exists() and not target.is_dir():
            raise OutputError(f"'{target}' is a file", hint="name a folder with -o")
        cover = usable_cover(master.cover, emit)
        fields = fields_of(master.metadata)
        files = _plan(master, fields, cover)
        with reporting(target):
            if target.is_dir():
                _update(target, files, fields, cover)
            else:
                _create(target, files, fields, cover)
        return tuple(target / file.name for file in files)


def _plan(master: Master, fields: Fields, cover: Cover | None) -> tuple[_File, ...]:
    encoded = chosen(master, "mp3")
    names = titles(master)
    common = {
        "schema": _SCHEMA,
        "tool": _tool(),
        "fields": asdict(fields),
        "cover": hashlib.sha256(cover.data).hexdigest() if cover else "",
        "count": len(names),
    }
    files = []
    for number, (chapter, own, title) in enumerate(zip(master.chapters, encoded, names, strict=True), 1):
        body = {**common, "number": number, "title": title, "audio": chapter.key, "encoding": asdict(own.encoding)}
        made_from = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
        files.append(_File(chapter_name(number, len(names), title, ".mp3"), number, title, own, made_from))
    return tuple(files)


def _tool() -> str:
    return f"audiobook {version('audiobook')}"


def _create(target: Path, files: tuple[_File, ...], fields: Fields, cover: Cover | None) -> None:
    """Fill a folder under another name and give it its own at the end."""
    temp = unfinished(target)
    shutil.rmtree(temp, ignore_errors=True)  # what a killed run left
    check_room(target, n_bytes([f.encoded for f in files]) + len(files) * _extra(cover))
    temp.mkdir()
    try:
        for file in files:
            _write(temp / file.name, file, len(files), fields, cover)
        _save_manifest(temp, _entries(temp, files))
        temp.replace(target)
    except BaseException:
        shutil.rmtree(temp, ignore_errors=True)
        raise


def _update(target: Path, files: tuple[_File, ...], fields: Fields, cover: Cover | None) -> None:
    known = _read_manifest(target)
    wanted = {file.name for file in files}
    changed = [file for file in files if known.get(file.name) != [file.made_from, _size(target / file.name)]]
    gone = sorted(set(known) - wanted)
    if not changed and not gone:
        return
    # Everything that may be there is listed first, so that a killed run never leaves a file that no list names as ours.
    _save_manifest(target, {**known, **{file.name: [file.made_from, _UNFINISHED] for file in changed}})
    for file in changed:
        _write(target / file.name, file, len(files), fields, cover)
    for name in gone:
        (target / name).unlink(missing_ok=True)
    _save_manifest(target, _entries(target, files))


def _write(path: Path, file: _File, count: int, fields: Fields, cover: Cover | None) -> None:
    tags = id3_tags(fields, cover, _tool(), (file.number, count, file.title))
    with atomic_file(path, n_bytes([file.encoded]) + _extra(cover)) as temp:
        write_id3(temp, tags)
        with temp.open("ab") as output:
            append_frames([file.encoded], output)
        verify_mp3(temp, Expected([file.encoded]), tags)


def _extra(cover: Cover | None) -> int:
    return _TAG_BYTES + (len(cover.data) if cover else 0)


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else -1


def _read_manifest(folder: Path) -> dict[str, list[Any]]:
    """File name -> what it was made from and its size. Names that lead out of the folder are not ours."""
    try:
        data = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        entries = {str(name): list(entry) for name, entry in data["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return {name: entry for name, entry in entries.items() if name == Path(name).name and name.endswith(".mp3")}


def _entries(folder: Path, files: tuple[_File, ...]) -> dict[str, list[Any]]:
    return {file.name: [file.made_from, _size(folder / file.name)] for file in files}


def _save_manifest(folder: Path, entries: Mapping[str, list[Any]]) -> None:
    text = json.dumps({"files": entries}, ensure_ascii=False, indent=1) + "\n"
    with atomic_file(folder / _MANIFEST, len(text)) as temp:
        temp.write_text(text, encoding="utf-8")
