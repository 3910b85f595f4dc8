"""Writers of text beside the audio: one file for the book, or a folder with one for each chapter."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from audiobook.errors import OutputError
from audiobook.events import Emit
from audiobook.master import Delivery, Master
from audiobook.userfiles import holds, is_folder, is_there, text_of
from audiobook.writers.atomic import atomic_file, reporting
from audiobook.writers.captions_clock import Timed, beside, in_book, in_files, transcript_of
from audiobook.writers.chapters import titles
from audiobook.writers.contents import Track
from audiobook.writers.fields import Fields, fields_of
from audiobook.writers.names import chapter_name

#: Lists what an earlier run put into the folder.
_MANIFEST = ".audiobook-files.json"


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of itself. ``audio`` is whose times these are, ``title`` the chapter's in its own file."""

    fields: Fields
    language: str
    audio: str
    title: str


class Captions(ABC):
    """What writers of captions share: they need no audio, and their texts are made a piece at a time."""

    #: Suffix of the files.
    file_suffix: ClassVar[str]

    def encoding(self, delivery: Delivery) -> None:
        """Nothing has to be encoded."""
        del delivery

    @abstractmethod
    def pieces(self, about: About, chapters: Sequence[Timed]) -> Iterator[str]:
        """The text of one file, in pieces."""


class BookCaptions(Captions):
    """Writes one file for the whole book."""

    suffix: ClassVar[str]

    def write(self, master: Master, target: Path, emit: Emit) -> tuple[Path, ...]:
        """Write the file. Raises OutputError, and QualityError when there is no transcript."""
        del emit
        about = _about(master)
        _write(target, self.pieces(about, in_book(master, titles(master))))
        return (target,)


class ChapterCaptions(Captions):
    """Writes a folder with one file a chapter, named like the chapters' audio files."""

    suffix = ""

    def write(self, master: Master, target: Path, emit: Emit) -> tuple[Path, ...]:
        """Write the chapters that changed and remove those that are gone. Raises OutputError or QualityError.

        Files that are not ours stay. What an earlier run wrote is left alone while nobody changed it and it would be
        the same.
        """
        del emit
        if is_there(target) and not is_folder(target):
            raise OutputError(f"'{target}' is a file", hint="name a folder with -o")
        names = titles(master)
        chapters = in_files(master, names)
        about = _about(master)
        files = []
        with reporting(target):
            target.mkdir(exist_ok=True)
            known = _read_manifest(target, self.file_suffix)
            for chapter in chapters:
                track = Track(chapter.number, len(chapters), chapter.title)
                path = target / chapter_name(master.chapter_name, track, about.fields, self.file_suffix)
                own = About(about.fields, about.language, about.audio, chapter.title)
                _write_changed(path, "".join(self.pieces(own, [chapter])))
                files.append(path)
            wanted = {path.name for path in files}
            for name in known - wanted:
                (target / name).unlink(missing_ok=True)
            _write_changed(target / _MANIFEST, json.dumps({"files": sorted(wanted)}, ensure_ascii=False) + "\n")
        return tuple(files)


def _about(master: Master) -> About:
    fields = fields_of(master.metadata, master.volume, master.volumes)
    return About(fields, transcript_of(master).language, beside(master), fields.name)


def _write(path: Path, pieces: Iterable[str]) -> None:
    with atomic_file(path, 0) as temp, temp.open("w", encoding="utf-8", newline="\n", errors="replace") as file:
        for piece in pieces:
            file.write(piece)


def _write_changed(path: Path, text: str) -> None:
    if not holds(path, text.encode(errors="replace")):
        _write(path, [text])


def _read_manifest(folder: Path, suffix: str) -> set[str]:
    """The files of an earlier run. Names that lead out of the folder are not ours."""
    try:
        names = [str(name) for name in json.loads(text_of(folder / _MANIFEST, "utf-8"))["files"]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return set()
    return {name for name in names if name == Path(name).name and name.endswith(suffix)}


def clock_time(ms: int, separator: str = ".") -> str:
    """``01:02:03.004``: hours of two digits or more."""
    seconds, ms = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{separator}{ms:03}"
