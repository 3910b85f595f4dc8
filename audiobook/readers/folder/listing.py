"""The texts that lie in a folder without a summary, in natural order."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING

from audiobook.errors import SourceError
from audiobook.events import note, warn
from audiobook.readers.folder.names import natural_key, reading_key
from audiobook.readers.foreign import HTML_SUFFIXES, MARKDOWN_SUFFIXES, TEXT_SUFFIXES
from audiobook.readers.inside import inside
from audiobook.source import SourceRef

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from audiobook.events import Emit

#: A folder with more entries than this is not looked through to its end.
_MOST_ENTRIES = 100_000
#: Entries looked at in a folder inside, to see whether it holds text.
_GLANCE = 1_000
_SCRIPT = ".script.md"
#: Names of files about the folder, which are no part of the book when there are other texts.
_ABOUT = frozenset({"readme", "license", "licence", "copying", "changelog", "contributing", "code_of_conduct"})
#: Names of the page that comes first.
_FIRST = frozenset({"index", "_index"})


@dataclass(slots=True)
class _Found:
    texts: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    epubs: list[str] = field(default_factory=list)


def listed(root: Path, folder: str, emit: Emit) -> tuple[str, ...]:
    """Texts directly in ``root/folder`` as paths from ``root`` on, in the order in which they are read.

    That is natural order, but for an index page, which comes first, and for what books have before and after their
    chapters (a preface, an appendix) where the name says nothing else.

    Hidden files and tagged scripts are no texts of the book; a README, a licence and the like only where there is
    nothing else; an HTML page of the same name as a Markdown text is what was made from it. Raises SourceError when
    nothing is left.
    """
    found = _scan(root / folder)
    prefix = f"{folder}/" if folder else ""
    names = _inside_only(found.texts, root, prefix, emit)
    names = _without_copies(_without_about(names, prefix, emit), prefix, emit)
    if not names:
        raise _nothing(root / folder, found)
    for name in found.folders:
        if _holds_text(root / folder / name):
            message = f"the folder '{name}' holds text too, which is not read: list all of it in a SUMMARY.md"
            warn(emit, "folder-not-read", message, SourceRef(f"{prefix}{name}"))
    ordered = sorted(names, key=lambda name: (_stem(name) not in _FIRST, reading_key(PurePath(name).stem), name))
    return tuple(prefix + name for name in ordered)


def is_index(name: str) -> bool:
    """Whether a file is the page that says what a folder is about."""
    return _stem(PurePath(name).name) in _FIRST


def _scan(folder: Path) -> _Found:
    found = _Found()
    try:
        with os.scandir(folder) as entries:
            for number, entry in enumerate(entries):
                if number >= _MOST_ENTRIES:
                    raise SourceError(f"the folder '{folder}' has more than {_MOST_ENTRIES:,} entries")
                _sort_in(entry, found)
    except OSError as error:
        raise SourceError(
            f"the folder '{folder}' cannot be read: {error.strerror or error}", hint="change its permissions"
        ) from error
    return found


def _sort_in(entry: os.DirEntry[str], found: _Found) -> None:
    name = entry.name
    lower = name.lower()
    if name.startswith("."):
        return
    if lower.endswith(_SCRIPT):
        found.scripts.append(name)
    elif lower.endswith(TEXT_SUFFIXES):
        _refuse_unspeakable(name)
        found.texts.append(name)
    elif lower.endswith(".epub"):
        found.epubs.append(name)
    elif entry.is_dir(follow_symlinks=False) and not lower.endswith(".audiobook"):
        found.folders.append(name)


def _refuse_unspeakable(name: str) -> None:
    try:
        name.encode()
    except UnicodeEncodeError:
        raise SourceError(
            f"the name of the file {name!a} is not valid Unicode", hint="give the file another name"
        ) from None


def _inside_only(names: Iterable[str], root: Path, prefix: str, emit: Emit) -> list[str]:
    """Regular files; a link that leads out of the folder is reported and left alone."""
    kept = []
    for name in names:
        try:
            if inside(root, prefix + name):
                kept.append(name)
        except SourceError as error:
            warn(emit, "outside-folder", f"not read: {error.message}", SourceRef(prefix + name))
    return kept


def _without_about(names: list[str], prefix: str, emit: Emit) -> list[str]:
    texts = [name for name in names if _stem(name).partition("-")[0] not in _ABOUT]
    if not texts:
        return [name for name in names if _stem(name) == "readme"] or names
    for name in sorted(set(names) - set(texts)):
        note(emit, "file-not-read", f"{name} is about the folder and not read", SourceRef(prefix + name))
    return texts


def _without_copies(names: list[str], prefix: str, emit: Emit) -> list[str]:
    written = {_stem(name) for name in names if name.lower().endswith(MARKDOWN_SUFFIXES)}
    kept = []
    for name in names:
        if name.lower().endswith(HTML_SUFFIXES) and _stem(name) in written:
            message = f"{name} is not read: a Markdown file has the same name, so it is the same text"
            warn(emit, "file-not-read", message, SourceRef(prefix + name))
        else:
            kept.append(name)
    return kept


def _holds_text(folder: Path) -> bool:
    try:
        with os.scandir(folder) as entries:
            for number, entry in enumerate(entries):
                if number >= _GLANCE:
                    return False
                lower = entry.name.lower()
                if lower.endswith(TEXT_SUFFIXES) and not lower.startswith((".", "readme.")):
                    return True
    except OSError:
        return False
    return False


def _nothing(folder: Path, found: _Found) -> SourceError:
    message = f"the folder '{folder}' holds no Markdown or HTML file"
    if found.scripts:
        hint = f"it holds a tagged script; build that: audiobook build {folder / min(found.scripts)}"
    elif found.epubs:
        hint = f"name the book itself: audiobook build {folder / min(found.epubs, key=natural_key)}"
    elif any(_holds_text(folder / name) for name in found.folders):
        hint = "its texts lie in folders inside: build one of these, or list the chapters in a SUMMARY.md"
    else:
        hint = "name the book's file (.epub, .html or .md), or a folder with its chapters"
    return SourceError(message, hint=hint)


def _stem(name: str) -> str:
    return PurePath(name).stem.casefold()
