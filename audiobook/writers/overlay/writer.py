"""EPUB 3 with Media Overlays: the book itself, with each sentence shown as it is heard."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from audiobook.errors import OutputError, QualityError
from audiobook.events import note, warn
from audiobook.master import Delivery, EncodedChapter, Encoding, Master
from audiobook.userfiles import is_there
from audiobook.writers.atomic import atomic_file
from audiobook.writers.chapters import chosen
from audiobook.writers.join import n_bytes
from audiobook.writers.overlay.archive import Archive
from audiobook.writers.overlay.binding import Bound, Item, bind, by_page
from audiobook.writers.overlay.clips import Sound
from audiobook.writers.overlay.metadata import active_class, complete
from audiobook.writers.overlay.package import Package
from audiobook.writers.overlay.packing import pack
from audiobook.writers.overlay.page import Page
from audiobook.writers.overlay.paths import href
from audiobook.writers.overlay.smil import MEDIA_TYPE, overlay
from audiobook.writers.overlay.upgrade import upgraded

if TYPE_CHECKING:
    from audiobook.events import Emit
    from audiobook.transcript import Transcript

_FOLDER = "read-along"
#: A yellow that leaves black on white and white on black readable.
_STYLE = ".{} {{\n\tbackground-color: rgba(255, 214, 64, 0.45);\n}}\n"
_AUDIO = {"aac": (".m4a", "audio/mp4"), "mp3": (".mp3", "audio/mpeg")}


@dataclass(slots=True)
class _Book:
    """The package that is being made. ``changed`` are members with other bytes than the source's, or new ones."""

    archive: Archive
    package: Package
    sounds: Mapping[int, Sound]
    folder: str
    changed: dict[str, bytes] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)
    used: set[int] = field(default_factory=set)
    durations: dict[str, int] = field(default_factory=dict)
    lines: int = 0
    edited: int = 0
    lost: int = 0


class EpubOverlayWriter:
    """Writes ``.epub``: the source book with ids, SMIL files and the chapters' audio as M4A."""

    suffix = ".epub"
    ending = "-read-along"
    codec: ClassVar[str] = "aac"

    def encoding(self, delivery: Delivery) -> Encoding:
        """AAC, one channel."""
        return Encoding("aac", delivery.aac_kbps * 1000, delivery.rate_hz, 1, delivery.quality)

    def write(self, master: Master, target: Path, emit: Emit) -> tuple[Path, ...]:
        """Mark the pages, write the overlays, pack all with the audio, read back and only then publish.

        Raises OutputError without a transcript or when the target is the book itself, SourceError when the book has
        changed or cannot be packed again, QualityError when a chapter's audio is not what was encoded.
        """
        return self.write_book(master, master.source, target, emit)

    def write_book(self, master: Master, source: Path | None, target: Path, emit: Emit) -> tuple[Path, ...]:
        """The same from a book that is named here."""
        transcript = master.transcript
        if transcript is None:
            raise OutputError("a read-along needs the transcript of the book", hint="build again")
        with ExitStack() as ends:
            if source is None or source.suffix.lower() != ".epub":
                from audiobook.writers.overlay.clean import clean_book

                source, transcript = clean_book(master, transcript, target, ends)
            if is_there(target) and is_there(source) and target.samefile(source):
                raise OutputError(f"'{target}' is the book itself", hint="name another file with -o, or another folder")
            archive = ends.enter_context(Archive(source))
            self._write(archive, master, transcript, target, emit)
        return (target,)

    def _write(self, archive: Archive, master: Master, transcript: Transcript, target: Path, emit: Emit) -> None:
        encoded = chosen(master, self.codec)
        package = Package(archive)
        folder = package.folder(_FOLDER, archive)
        sounds = _sounds(encoded, transcript, folder)
        book = _Book(archive, package, sounds, folder)
        book.changed |= upgraded(archive, package, emit)
        if gone := package.drop_overlays():
            note(
                emit, "overlay-replaced", f"{len(gone)} Media Overlays of the book give way to those of this recording"
            )
            book.dropped.update(gone)
        _bind_pages(book, transcript, emit)
        if not book.durations:
            raise OutputError("none of what is spoken stands in the book", hint="build again, or leave out this format")
        _add_files(book, encoded)
        complete(package, book.durations, master.metadata, active_class(package))
        book.changed[package.name] = package.data()
        _tell(book, archive, emit)
        room = sum(archive.size(name) for name in archive.names) + n_bytes(encoded) * 21 // 20
        with atomic_file(target, room) as temp:
            audio = [sounds[number] for number in sorted(book.used)]
            pack(temp, archive, book.changed, book.dropped, audio)


class EpubOverlayMp3Writer(EpubOverlayWriter):
    """The same with the chapters' audio as MP3."""

    ending = "-read-along-mp3"
    codec: ClassVar[str] = "mp3"

    def encoding(self, delivery: Delivery) -> Encoding:
        """MP3 at a constant bit rate, one channel."""
        return Encoding("mp3", delivery.mp3_kbps * 1000, delivery.rate_hz, 1, delivery.quality)


def _sounds(encoded: tuple[EncodedChapter, ...], transcript: Transcript, folder: str) -> dict[int, Sound]:
    if len(encoded) != len(transcript.chapters):
        raise QualityError("the transcript has other chapters than the recording", hint="build again")
    digits = len(str(len(encoded)))
    return {
        n: Sound(f"{folder}/audio/{n + 1:0{digits}}{_AUDIO[each.encoding.codec][0]}", each, transcript.rate_hz)
        for n, each in enumerate(encoded)
    }


def _bind_pages(book: _Book, transcript: Transcript, emit: Emit) -> None:
    """Mark every page that something is spoken of, and write its overlay."""
    pages = {book.archive.find(name): item for name, item in book.package.pages().items()}
    spine = book.package.spine_ids()
    for file, items in by_page(transcript).items():
        name = book.archive.find(file)
        item = pages.get(name)
        lines = sum(not spoken.line.silent for each in items for spoken in each.spoken)
        book.lines += lines
        if item is None or not name or str(item.get("id", "")).strip() not in spine:
            book.lost += lines
            continue
        try:
            bound, smil, length = _bind_page(book, name, items)
        except ValueError as error:
            warn(emit, "overlay-page", f"this page stays without read-along: {error}")
            book.lost += lines
            continue
        book.lost += sum(not spoken.line.silent for spoken in bound.lost)
        book.edited += sum(len(stretch.spoken) for stretch, _ in bound.stretches if stretch.edited)
        if not smil:
            continue
        item.set("media-overlay", _add_overlay(book, smil, length))
        book.used.update(clip.chapter for clip in bound.clips)
        bound.marker.link_style(href(f"{book.folder}/style.css", name))
        book.changed[name] = bound.marker.result().encode(bound.marker.page.encoding)


def _bind_page(book: _Book, name: str, items: list[Item]) -> tuple[Bound, str, int]:
    page = Page(book.changed.get(name) or book.archive.read(name))
    bound = bind(page, items)
    if not bound.clips:
        return bound, "", 0
    smil, length = overlay(name, f"{book.folder}/overlay.smil", bound.marker, bound.clips, book.sounds)
    return bound, smil, length


def _add_overlay(book: _Book, smil: str, length: int) -> str:
    number = len(book.durations) + 1
    name = f"{book.folder}/{number:04}.smil"
    found = book.package.add_item(name, MEDIA_TYPE, f"read-along-{number}")
    book.changed[name] = smil.encode()
    book.durations[found] = length
    return found


def _add_files(book: _Book, encoded: tuple[EncodedChapter, ...]) -> None:
    book.changed[f"{book.folder}/style.css"] = _STYLE.format(active_class(book.package)).encode()
    book.package.add_item(f"{book.folder}/style.css", "text/css", "read-along-style")
    for number in sorted(book.used):
        media_type = _AUDIO[encoded[number].encoding.codec][1]
        book.package.add_item(book.sounds[number].name, media_type, f"read-along-audio-{number + 1}")


def _tell(book: _Book, archive: Archive, emit: Emit) -> None:
    if archive.outside:
        warn(emit, "overlay-outside", f"{len(archive.outside)} files lie outside the book and are left out")
    if book.lost:
        note(
            emit,
            "overlay-lines",
            f"{book.lost} of {book.lines} spoken lines stand nowhere in the book and are left out of the read-along",
        )
    if book.edited:
        note(emit, "overlay-edited", f"{book.edited} spoken lines stand for other words of the book, at their place")
