"""File names by template, that every file system takes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import asdict
from string import Formatter
from typing import TYPE_CHECKING

from audiobook.errors import ConfigError

if TYPE_CHECKING:
    from audiobook.writers.contents import Track
    from audiobook.writers.fields import Fields

#: What a book's name can be made of; the rest of the fields are longer than a name.
BOOK_FIELDS = (
    "title", "subtitle", "author", "narrator", "translator", "series", "part", "year", "publisher", "language",
    "isbn", "asin",
)  # fmt: skip
#: What a chapter's name can be made of besides: ``title`` is the chapter's then, ``book`` the book's.
CHAPTER_FIELDS = ("number", "title", "book", *(name for name in BOOK_FIELDS if name != "title"))
#: Refused by Windows, or by FAT on players; "/" by everything.
_REFUSED = str.maketrans(dict.fromkeys('<>:"/\\|?*', " "))
#: Most file systems take 255 bytes; ``NN - ``, the suffix and our own ``.part`` need some.
_NAME_BYTES = 180
#: Names of devices, which Windows gives to no file.
_DEVICES = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")
#: What empty fields leave of a template: brackets around nothing, and one of two dashes.
_EMPTY = re.compile(r"\(\s*\)|\[\s*\]")
_TWO_DASHES = re.compile(r"(?:\s[-–—,]+)+(\s[-–—]\s)")
#: Marks that join parts of a name, and say nothing at its ends.
_AT_ENDS = " -–—_,"


def check_template(template: str, known: tuple[str, ...], key: str, needed: str = "") -> None:
    """Raise ConfigError, naming the setting ``key``, for a template of other fields or without the ``needed`` one."""
    listed = ", ".join(f"{{{name}}}" for name in known)
    try:
        parts = list(Formatter().parse(template))
    except ValueError as error:
        raise ConfigError(f"'{key}' is '{template}': {error}", hint=f"fields are: {listed}") from None
    used = [name for _text, name, _form, _as in parts if name is not None]
    for _text, name, form, converted in parts:
        if name is None:
            continue
        if name not in known:
            raise ConfigError(f"'{key}' has an unknown field '{{{name}}}'", hint=f"fields are: {listed}")
        if form or converted:
            raise ConfigError(f"'{key}' says how to format '{{{name}}}'", hint=f"write {{{name}}} alone")
    if needed and needed not in used:
        raise ConfigError(f"'{key}' has no {{{needed}}}", hint="files would get one name")


def book_name(template: str, fields: Fields) -> str:
    """A book's file name without suffix, safe on every file system; ``Untitled`` when nothing is left of it."""
    name = _rendered(template, {name: getattr(fields, name) for name in BOOK_FIELDS})
    return f"{name}_" if _DEVICES.fullmatch(name) else name or "Untitled"


def volume_name(stem: str, volume: int, volumes: int) -> str:
    """``Book - 02 of 12``, numbers as wide as the last one's; the name itself for the only one."""
    return f"{stem} - {volume:0{len(str(volumes))}} of {volumes}" if volumes > 1 else stem


def chapter_name(template: str, track: Track, fields: Fields, suffix: str) -> str:
    """``07 - Title.mp3``, numbers as wide as the last one's; nothing in it but letters that any file system keeps."""
    width = max(2, len(str(track.count)))
    values = asdict(fields) | {
        "number": f"{track.number:0{width}}",
        "title": _safe(track.title) if _safe(track.title).strip(_AT_ENDS) else f"Chapter {track.number}",
        "book": fields.title,
    }
    name = _rendered(template, values)
    if values["number"] not in name:  # cut off behind a title without end
        name = _cut(f"{values['number']} - {name}")
    return name + suffix


def _rendered(template: str, values: dict[str, object]) -> str:
    text = template.format_map({name: _safe(str(value)) for name, value in values.items()})
    text = _TWO_DASHES.sub(r"\1", " ".join(_EMPTY.sub(" ", text).split()))
    return _cut(_safe(text.strip(_AT_ENDS)))


def _safe(title: str) -> str:
    text = unicodedata.normalize("NFC", title).translate(_REFUSED)
    # Controls, format characters (direction marks), surrogates and private use would only make a name unreadable.
    text = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in text)
    return _cut(" ".join(text.split()))


def _cut(text: str) -> str:
    return text.encode()[:_NAME_BYTES].decode(errors="ignore").strip(" .")
