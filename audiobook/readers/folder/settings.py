"""What stands beside the chapters of a book in a folder: book.toml, book.json, .gitbook.yaml, metadata.yaml."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from audiobook.document import Metadata
from audiobook.errors import SourceError
from audiobook.events import silent, warn
from audiobook.readers.encoding import decode
from audiobook.readers.hrefs import normal
from audiobook.readers.inside import inside
from audiobook.readers.markdown.front_matter import cover_of, metadata_of, split_front_matter
from audiobook.source import SourceRef

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from audiobook.events import Emit

#: No settings file is longer; a longer one is not read.
_LONGEST = 2**20


@dataclass(frozen=True, slots=True)
class BookSettings:
    """``files`` are the settings files found; ``folder`` and ``summary`` say where the chapters and their list are.

    All paths are inside the book's folder, with ``/``; empty where nothing is said. ``cover`` is as written.
    """

    metadata: Metadata = field(default_factory=Metadata)
    folder: str = ""
    summary: str = ""
    cover: str = ""
    files: tuple[str, ...] = ()


def read_settings(root: Path, emit: Emit) -> BookSettings:
    """All settings of a book's folder, the first file that says something counts; what cannot be read is reported."""
    found = BookSettings()
    for name, read in _READERS:
        try:
            text = _text_of(root, name)
            if text is not None:
                found = _joined(found, replace(read(text, name, emit), files=(name,)))
        except (ValueError, RecursionError, SourceError) as error:
            warn(emit, "settings-unreadable", f"{name} cannot be read: {error}", SourceRef(name))
            found = replace(found, files=(*found.files, name))
    return found


def text_folder(root: Path) -> str:
    """The folder for chapters that the settings in ``root`` name; empty when they name none."""
    return read_settings(root, silent).folder


def merged(first: Metadata, second: Metadata) -> Metadata:
    """``first``, with what it does not say taken from ``second``."""
    return Metadata(**{f.name: getattr(first, f.name) or getattr(second, f.name) for f in fields(Metadata)})


def _joined(first: BookSettings, second: BookSettings) -> BookSettings:
    return BookSettings(
        merged(first.metadata, second.metadata),
        first.folder or second.folder,
        first.summary or second.summary,
        first.cover or second.cover,
        (*first.files, *second.files),
    )


def _text_of(root: Path, name: str) -> str | None:
    file = inside(root, name)
    if file is None:
        return None
    try:
        with file.open("rb") as opened:
            data = opened.read(_LONGEST + 1)
    except OSError as error:
        raise ValueError(error.strerror or str(error)) from error
    if len(data) > _LONGEST:
        raise ValueError(f"it is longer than {_LONGEST // 2**20} MiB")
    return decode(data)


def _mdbook(text: str, name: str, emit: Emit) -> BookSettings:
    del name, emit
    book = _table(tomllib.loads(text), "book")
    folder = normal(str(book.get("src") or "src"))
    return BookSettings(_metadata(book), folder, f"{folder}/SUMMARY.md".lstrip("/"), cover_of(book))


def _gitbook_json(text: str, name: str, emit: Emit) -> BookSettings:
    del name, emit
    values = json.loads(text)
    values = values if isinstance(values, dict) else {}
    return _gitbook(values, _metadata(values), cover_of(values))


def _gitbook_yaml(text: str, name: str, emit: Emit) -> BookSettings:
    return _gitbook(_yaml(text, name, emit), Metadata(), "")


def _gitbook(values: dict[str, Any], metadata: Metadata, cover: str) -> BookSettings:
    folder = normal(str(values.get("root") or ""))
    summary = str(_table(values, "structure").get("summary") or "")
    return BookSettings(metadata, folder, normal(f"{folder}/{summary}") if summary else "", cover)


def _pandoc(text: str, name: str, emit: Emit) -> BookSettings:
    values = _yaml(text, name, emit)
    return BookSettings(_metadata(values), cover=cover_of(values))


def _yaml(text: str, name: str, emit: Emit) -> dict[str, Any]:
    fenced = text if text.startswith("---") else f"---\n{text}"
    return split_front_matter(f"{fenced}\n---\n", name, emit)[0]


def _metadata(values: dict[str, Any]) -> Metadata:
    return metadata_of({str(key).lower(): value for key, value in values.items() if key not in {"src", "source"}})


def _table(values: dict[str, Any], name: str) -> dict[str, Any]:
    found = values.get(name)
    return found if isinstance(found, dict) else {}


_READERS: tuple[tuple[str, Callable[[str, str, Emit], BookSettings]], ...] = (
    ("metadata.yaml", _pandoc),
    ("metadata.yml", _pandoc),
    ("book.toml", _mdbook),
    ("book.json", _gitbook_json),
    (".gitbook.yaml", _gitbook_yaml),
)
