"""The files stage: writing what was asked for, and leaving alone what is there already."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import os
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from audiobook.config import Config
from audiobook.corridor.casting import CastBook
from audiobook.corridor.pools import Pools
from audiobook.corridor.preparation import PreparedScript, load_picture
from audiobook.corridor.production import delivery_of
from audiobook.corridor.request import Stage, Target
from audiobook.corridor.workfolder import WorkFolder, output_error, read_json, write_json, writing
from audiobook.document import Cover, Metadata
from audiobook.errors import ConfigError, OutputError
from audiobook.events import Emit, Event, FileWritten, Finding, StageFinished, StageStarted
from audiobook.master import ChapterMaster, Master
from audiobook.plugins import load_writer

#: Part of every output's key: raise it when writers put something else into the same master.
_WRITER_SCHEMA = 1
#: A day of audio is joined in about 170 MB.
_LONG_BOOK_S = 24 * 3600


def check_targets(targets: tuple[Target, ...]) -> None:
    """Raise OutputError now, not after hours of recording, when a target's folder cannot be written to."""
    for target in targets:
        if target.path.is_dir() and load_writer(target.format).suffix:
            raise OutputError(f"'{target.path}' is a folder", hint="name a file with -o, or remove the folder")
        folder = target.path.parent
        if not folder.is_dir():
            raise OutputError(f"there is no folder '{folder}'", hint=f"make it first: mkdir -p '{folder}'")
        probe = folder / f".audiobook-probe-{os.getpid()}"
        try:
            probe.touch(exist_ok=False)
        except OSError as error:
            raise output_error(error, f"to '{folder}'") from error
        finally:
            with contextlib.suppress(OSError):
                probe.unlink()


def make_master(
    prepared: PreparedScript, cast: CastBook, chapters: tuple[ChapterMaster, ...], config: Config
) -> Master:
    """Chapters, metadata with the config's replacements, and cover together."""
    metadata = final_metadata(prepared.metadata, prepared.language, cast.narrator_name, config)
    cover = prepared.cover
    if config.metadata.cover:
        file = config.folder / config.metadata.cover
        if not file.is_file():
            raise ConfigError(f"metadata.cover: there is no file '{file}'")
        cover = load_picture(file)
    return Master(metadata, chapters, cover, _key(metadata, chapters, cover))


def final_metadata(metadata: Metadata, language: str, narrator: str, config: Config) -> Metadata:
    """The book's metadata with what the config replaces, and a narrator in any case."""
    given = config.metadata
    return replace(
        metadata,
        title=given.title or metadata.title,
        authors=(given.author,) if given.author else metadata.authors,
        narrators=(given.narrator,) if given.narrator else metadata.narrators or (narrator,),
        publisher=given.publisher or metadata.publisher,
        series=given.series or metadata.series,
        series_index=given.series_index or metadata.series_index,
        language=language,
    )


def _key(metadata: Metadata, chapters: tuple[ChapterMaster, ...], cover: Cover | None) -> str:
    body = {
        "schema": _WRITER_SCHEMA,
        "metadata": dataclasses.asdict(metadata),
        "chapters": [(c.title, c.key) for c in chapters],
        "cover": hashlib.sha256(cover.data).hexdigest() if cover else "",
    }
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _target_key(target: Target, master: Master, config: Config) -> str:
    encoding = load_writer(target.format).encoding(delivery_of(config))
    body = [master.key, target.format, dataclasses.asdict(encoding)]
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def publish(
    master: Master, targets: tuple[Target, ...], config: Config, work: WorkFolder, pools: Pools, emit: Emit
) -> tuple[Path, ...]:
    """Write every target that is not there yet or was made from something else. Raises OutputError, QualityError."""
    started = time.monotonic()
    emit(StageStarted(Stage.FILES, len(targets)))
    known = read_json(work.outputs)
    paths: list[Path] = []
    fresh = 0
    for target in targets:
        name = str(target.path.resolve())
        entry = known.get(name, {})
        key = _target_key(target, master, config)
        if entry.get("key") == key and _untouched(entry.get("files", {})):
            emit(FileWritten(str(target.path), target.format, unchanged=True))
        else:
            files, findings = _write_apart(target, master, pools)
            for finding in findings:
                emit(finding)
            known[name] = {
                "format": target.format,
                "key": key,
                "files": {str(f.resolve()): _stat(f) for f in files},
            }
            write_json(work.outputs, known)
            emit(FileWritten(str(target.path), target.format))
            fresh += 1
        paths.append(target.path)
    emit(StageFinished(Stage.FILES, time.monotonic() - started, fresh, len(targets) - fresh))
    return tuple(paths)


def _write_apart(target: Target, master: Master, pools: Pools) -> tuple[tuple[Path, ...], tuple[Finding, ...]]:
    """Write one file in a worker process: joining takes about 7 MB of memory for each hour of the book.

    For a long book that is a fresh process, without what mastering has left in the others.
    """
    with contextlib.ExitStack() as ends, writing(f"'{target.path}'"):
        if sum(c.n_samples / c.rate_hz for c in master.chapters) > _LONG_BOOK_S:
            pools = ends.enter_context(Pools(1))
        return pools.start(_write, target.format, master, target.path).result()


def _write(name: str, master: Master, path: Path) -> tuple[tuple[Path, ...], tuple[Finding, ...]]:
    found: list[Finding] = []

    def keep(event: Event) -> None:
        if isinstance(event, Finding):
            found.append(event)

    return load_writer(name).write(master, path, keep), tuple(found)


def _stat(path: Path) -> list[int]:
    found = path.stat()
    return [found.st_size, found.st_mtime_ns]


def _untouched(files: dict[str, Any]) -> bool:
    try:
        return bool(files) and all(_stat(Path(name)) == stat for name, stat in files.items())
    except OSError:
        return False
