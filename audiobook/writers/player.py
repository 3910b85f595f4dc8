"""A page that plays the book while it shows what is spoken: one HTML file, and a folder with the sound beside it.

It works from the disk, without a server: nothing is fetched, and the page itself forbids that (Content-Security-
Policy); its one script is named there by its digest. All text is data in script elements that the browser never runs.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from audiobook.errors import OutputError, QualityError
from audiobook.events import Emit
from audiobook.master import Delivery, Encoding, Master
from audiobook.plugins import load_writer
from audiobook.templating import render, template_file
from audiobook.userfiles import holds
from audiobook.writers.atomic import atomic_file, check_room, reporting, unfinished
from audiobook.writers.captions_clock import in_files
from audiobook.writers.chapters import chosen, titles
from audiobook.writers.contents import by_chapter
from audiobook.writers.covers import usable_cover
from audiobook.writers.fields import AI_VOICE, fields_of
from audiobook.writers.lpf_pages import direction
from audiobook.writers.player_data import NO_PROOF, Proof, Speakers, chapter_json, in_script

ENDING = "-player"
#: In this order: the parts of one script.
_SCRIPTS = ("player-book.js", "player-text.js", "player-sound.js", "player-marks.js", "player.js")
#: Format of the folder -> codec, suffix and media type of its files.
_SOUNDS = {"m4a-chapters": ("aac", ".m4a", "audio/mp4"), "mp3-chapters": ("mp3", ".mp3", "audio/mpeg")}
#: With sound inside, a page is loaded as a whole before it plays; own judgement: three hours at 64 kbit/s.
_MOST_INSIDE_BYTES = 100_000_000
_RATES = (
    0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 1, 1.1, 1.2, 1.25, 1.3, 1.4, 1.5, 1.6, 1.7, 1.75, 1.8, 1.9, 2, 2.25, 2.5, 2.75, 3,
)  # fmt: skip
_NAPS_MIN = (5, 10, 15, 20, 30, 45, 60, 90)
_HELP = (
    (("Space", "K"), "play or pause"),
    (("←", "→", "J", "L"), "15 seconds back or forward"),
    (("P", "N"), "previous or next sentence"),
    (("Shift+P", "Shift+N"), "previous or next chapter"),
    (("−", "+", "1"), "slower, faster, normal speed"),
    (("F",), "back to the spoken sentence"),
    (("C",), "list of chapters"),
    (("E",), "proof: speakers, voices and marks"),
    (("M",), "mark the spoken sentence as wrong"),
    (("↑", "↓", "Enter"), "in the text: go from sentence to sentence, play from there"),
    (("Esc",), "close a window like this one"),
)


@dataclass(frozen=True, slots=True)
class PlayerWriter:
    """Writes ``Book-player.html`` and the folder ``Book-player``.

    ``sound`` is the format of the folder, ``m4a-chapters`` or ``mp3-chapters``; with ``inside`` the sound is in the
    page itself and there is no folder. Without a ``proof`` the page shows neither voices nor places in the script.
    """

    sound: str = "m4a-chapters"
    inside: bool = False
    proof: Proof = NO_PROOF
    suffix = ".html"
    ending = ENDING

    def encoding(self, delivery: Delivery) -> Encoding | None:
        """What the chapters must be encoded as."""
        return load_writer(self.sound).encoding(delivery)

    def write(self, master: Master, target: Path, emit: Emit) -> tuple[Path, ...]:
        """Write the sound that changed, then the page. Raises OutputError or QualityError; the old page stays then."""
        codec, _, _ = _SOUNDS[self.sound]
        encoded = chosen(master, codec)
        own = replace(
            master,
            chapters=tuple(replace(c, encoded=(e,)) for c, e in zip(master.chapters, encoded, strict=True)),
            chapter_name="{number}",
        )
        folder = sound_folder(target)
        bare = replace(own, cover=None)
        sounds: tuple[str, ...] = ()
        files: tuple[Path, ...] = ()
        if self.inside:
            sounds = self._inside(bare, target, codec, emit)
        else:
            files = load_writer(self.sound).write(bare, folder, emit)
            _remove_others(folder, files)
        cover = self._cover(own, folder, emit)
        text = self._page(own, [f"{_address(folder)}/{file.name}" for file in files], sounds, cover, folder.name)
        _write_changed(target, text.encode(errors="replace"))
        return (target, *files)

    def _inside(self, master: Master, target: Path, codec: str, emit: Emit) -> tuple[str, ...]:
        """Every chapter's file in base64."""
        size = sum(contents.n_bytes for contents in by_chapter(master, codec, emit))
        if size > _MOST_INSIDE_BYTES:
            raise OutputError(
                f"the sound of this book, {size / 1e6:.0f} MB, is too much for one page",
                hint="leave out --one-file: the sound then lies in a folder beside the page",
            )
        # Beside the page and not where temporary files go: there may be no room, and ours to mend is only this place.
        temp = unfinished(target.with_suffix(".sound"))
        with reporting(target):
            shutil.rmtree(temp, ignore_errors=True)  # what a killed run left
            temp.mkdir()
            try:
                files = load_writer(self.sound).write(master, temp / "sound", emit)
                return tuple(base64.b64encode(file.read_bytes()).decode("ascii") for file in files)
            finally:
                shutil.rmtree(temp, ignore_errors=True)

    def _cover(self, master: Master, folder: Path, emit: Emit) -> str:
        """The address of the cover, empty without one."""
        cover = usable_cover(master.cover, emit)
        if cover is None:
            return ""
        if self.inside:
            return f"data:{cover.media_type};base64,{base64.b64encode(cover.data).decode('ascii')}"
        path = folder / ("cover.png" if cover.media_type == "image/png" else "cover.jpg")
        _write_changed(path, cover.data)
        return f"{_address(folder)}/{path.name}"

    def _page(self, master: Master, files: Sequence[str], sounds: Sequence[str], cover: str, folder: str) -> str:
        fields = fields_of(master.metadata, master.volume, master.volumes)
        names = titles(master)
        speakers = Speakers()
        timed = in_files(master, names)
        chapters = [chapter_json(chapter, speakers, self.proof) for chapter in timed]
        _, suffix, media = _SOUNDS[self.sound]
        language = master.metadata.language or "en"
        book = {
            "id": _identifier(master),
            "name": _file_name(fields.name),
            "title": fields.name,
            "author": fields.author,
            "language": language,
            "script": self.proof.script,
            "folder": folder,
            "suffix": suffix[1:],
            "media": media,
            "inside": self.inside,
            "chapters": [
                [name, c.clock.ms(c.chapter.n_samples), file]
                for name, c, file in zip(names, timed, files or [""] * len(names), strict=True)
            ],
            "who": list(speakers.numbers),
        }
        style = _template("player.css")
        script = f'"use strict";\n(() => {{\n{"".join(map(_template, _SCRIPTS))}}})();\n'
        return render(
            "player.html.j2",
            title=fields.name,
            author=fields.author,
            voice=AI_VOICE,
            language=language,
            direction=direction(language),
            cover=cover,
            style=style,
            style_hash=_digest(style),
            script=script,
            script_hash=_digest(script),
            rates=_RATES,
            naps=_NAPS_MIN,
            help=_HELP,
            book=in_script(book),
            chapters=chapters,
            sounds=sounds,
        )


def sound_folder(page: Path) -> Path:
    """The folder with the sound of a page: called like the page, but never like the book itself."""
    stem = page.stem
    return page.with_name(stem if stem.endswith(ENDING) else stem + ENDING)


def _address(folder: Path) -> str:
    """A folder beside the page as the browser finds it; a name may have any signs, even a colon."""
    return f"./{quote(os.fsencode(folder.name))}"


def _remove_others(folder: Path, files: Sequence[Path]) -> None:
    """Remove the numbered sounds of an earlier page that had them in the other format."""
    own = set(files)
    for _, suffix, _ in _SOUNDS.values():
        for old in folder.glob(f"*{suffix}"):
            if old not in own and old.stem.isdecimal():
                with reporting(old):
                    old.unlink()


def _write_changed(path: Path, data: bytes) -> None:
    with reporting(path):
        if holds(path, data):
            return
        check_room(path, len(data))
    with atomic_file(path, len(data)) as temp:
        temp.write_bytes(data)


def _template(name: str) -> str:
    """A part of the page that has no places to fill in; read as it is, since braces are its own."""
    path = template_file(name)
    if path is None:
        raise QualityError(f"the installed program is not complete: '{name}' is missing", hint="install it again")
    return path.read_text(encoding="utf-8")


def _digest(text: str) -> str:
    """How a Content-Security-Policy names a script or a style that stands in the page."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}"


def _identifier(master: Master) -> str:
    """The same for the same book, whatever is edited in it: what is remembered belongs to it."""
    data = master.metadata
    body = [data.title, *data.authors, data.language, data.isbn, f"{master.volume}/{master.volumes}"]
    return uuid.uuid5(uuid.NAMESPACE_URL, "audiobook:player:" + json.dumps(body)).hex


def _file_name(title: str) -> str:
    return "".join(char if char.isalnum() else "-" for char in title).strip("-")[:60] or "book"
