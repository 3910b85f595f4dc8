"""The files stage: writing what was asked for, and leaving alone what is there already."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from audiobook.config import Config
from audiobook.corridor.casting import CastBook
from audiobook.corridor.links import check_folder
from audiobook.corridor.mending import refuse_damaged
from audiobook.corridor.pools import Pools
from audiobook.corridor.preparation import PreparedScript, load_picture
from audiobook.corridor.production import delivery_of
from audiobook.corridor.request import Stage, Target, chapter_template, file_name
from audiobook.corridor.workfolder import WorkFolder, output_error, read_json, write_json, writing
from audiobook.document import Cover, Metadata
from audiobook.errors import ConfigError, OutputError
from audiobook.events import Emit, Event, FileWritten, Finding, StageFinished, StageStarted, silent
from audiobook.master import ChapterMaster, Master
from audiobook.mastering.wholeness import Damage, damaged
from audiobook.plugins import load_writer
from audiobook.userfiles import is_file, is_folder, real_path
from audiobook.writers.covers import check_cover
from audiobook.writers.fields import fields_of
from audiobook.writers.names import book_name, volume_name
from audiobook.writers.volumes import split, warn_of_long_chapters

#: Part of every output's key: raise it when writers put something else into the same master.
_WRITER_SCHEMA = 2
#: In every folder of files that a writer made.
_MANIFEST = ".audiobook-files.json"


def check_targets(targets: tuple[Target, ...]) -> None:
    """Raise OutputError now, not after hours of recording, when a target's folder cannot be written to."""
    for target in targets:
        if is_folder(target.path) and load_writer(target.format).suffix:
            raise OutputError(f"'{target.path}' is a folder", hint="name a file with -o, or remove the folder")
        check_folder(target.path, _MANIFEST, "name another place with -o")
        folder = target.path.parent
        if not is_folder(folder):
            raise OutputError(f"there is no folder '{folder}'", hint=f"make it first: mkdir -p '{folder}'")
        try:
            # Without a name where the system can do that, so that a kill leaves nothing.
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            raise output_error(error, f"to '{folder}'") from error


def make_master(
    prepared: PreparedScript, cast: CastBook, chapters: tuple[ChapterMaster, ...], config: Config
) -> Master:
    """Chapters, metadata with the config's replacements, and cover together."""
    metadata = final_metadata(prepared.metadata, prepared.language, cast.narrator_name, config)
    cover = final_cover(prepared, config)
    key = _key(metadata, chapters, cover)
    return Master(metadata, chapters, cover, key, chapter_name=chapter_template(config))


def final_cover(prepared: PreparedScript, config: Config, emit: Emit = silent) -> Cover | None:
    """The book's cover, or the one that the settings name; warns where the profile wants another. Raises ConfigError.

    Asked before anything is recorded, so that nobody learns it after hours.
    """
    cover = prepared.cover
    if config.metadata.cover:
        file = config.folder / config.metadata.cover
        if not is_file(file):
            raise ConfigError(f"metadata.cover: there is no file '{file}'")
        cover = load_picture(file)
    check_cover(cover, config.profile.limits, emit)
    return cover


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


@dataclass(frozen=True, slots=True)
class _Job:
    """One file or folder to be written; ``of`` is the book's name that it is a volume of."""

    format: str
    path: Path
    master: Master
    of: Path

    def key(self, config: Config) -> str:
        """Changes with everything that shapes the file."""
        writer = load_writer(self.format)
        master = self.master
        body = [
            master.key,
            self.format,
            repr(writer.encoding(delivery_of(config))),
            [(c.title, c.key) for c in master.chapters],
            [master.volume, master.volumes],
            "" if writer.suffix else master.chapter_name,
        ]
        # Audio is the same whatever the text looks like; other files show the text in the time of the audio beside it.
        if not getattr(writer, "audio_only", False):
            body += [[repr(e.encoding) for c in master.chapters[:1] for e in c.encoded]]
            body += [repr(master.transcript), master.source_sha256]
        return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _jobs(target: Target, master: Master, config: Config) -> tuple[_Job, ...]:
    """The files of one format: the book, named as its metadata says, or its volumes."""
    suffix = load_writer(target.format).suffix
    path = target.path
    if target.name:
        path = path.with_name(file_name(book_name(target.name, fields_of(master.metadata)), target.format, suffix))
    longest_min = config.audio.longest_min if target.book and suffix else 0
    volumes = split(master, longest_min)
    return tuple(
        _Job(target.format, path.with_name(volume_name(path.stem, v.volume, v.volumes) + suffix), v, path)
        if len(volumes) > 1
        else _Job(target.format, path, v, path)
        for v in volumes
    )


def publish(
    master: Master, targets: tuple[Target, ...], config: Config, work: WorkFolder, pools: Pools, emit: Emit
) -> tuple[Path, ...]:
    """Write every target that is not there yet or was made from something else; a long book as volumes.

    A changed tag, cover or name puts the encoded chapters together again and encodes none; each is held against its
    checksum before. Volumes that are no longer wanted are removed if nobody touched them. Raises OutputError,
    QualityError; DamagedMasterError when the disk has damaged chapters, whose files are gone then (``mending.mended``),
    and all targets are written that need none of them.
    """
    started = time.monotonic()
    jobs = [job for target in targets for job in _jobs(target, master, config)]
    emit(StageStarted(Stage.FILES, len(jobs)))
    if any(target.book for target in targets):
        warn_of_long_chapters(master, config.audio.longest_min, emit)
    known = _known_outputs(work)
    fresh, spoilt = 0, list[Damage]()
    for job in jobs:
        check_folder(job.path, _MANIFEST, "name another place with -o")
        entry = known.get(str(real_path(job.path)), {})
        key = job.key(config)
        if entry.get("key") == key and _untouched(entry.get("files", {})):
            emit(FileWritten(str(job.path), job.format, unchanged=True))
            continue
        files, findings, damages = _write_apart(job, config, pools)
        if damages:
            spoilt += damages
            continue
        for finding in findings:
            emit(finding)
        written = {str(real_path(f)): _stat(f) for f in files}
        known[str(real_path(job.path))] = {"format": job.format, "key": key, "files": written, "of": str(job.of)}
        write_json(work.outputs, known)
        emit(FileWritten(str(job.path), job.format))
        fresh += 1
    refuse_damaged(spoilt, emit)
    _remove_other_volumes(jobs, known, work)
    emit(StageFinished(Stage.FILES, time.monotonic() - started, fresh, len(jobs) - fresh))
    return tuple(job.path for job in jobs)


def _known_outputs(work: WorkFolder) -> dict[str, Any]:
    """What ``outputs.json`` tells of files that were written; entries that are not as we write them are forgotten."""
    wanted = {"key": str, "files": dict, "of": str}
    return {
        name: entry
        for name, entry in read_json(work.outputs).items()
        if isinstance(entry, dict) and all(isinstance(entry.get(key), kind) for key, kind in wanted.items())
    }


def _remove_other_volumes(jobs: list[_Job], known: dict[str, Any], work: WorkFolder) -> None:
    """Remove volumes of an earlier division of the same book: beside the new ones they would be heard twice."""
    wanted = {str(real_path(job.path)) for job in jobs}
    books = {str(job.of) for job in jobs}
    for name in [name for name, entry in known.items() if entry.get("of") in books and name not in wanted]:
        entry = known.pop(name)
        beside = Path(name).parent == real_path(Path(entry["of"])).parent  # the list may be somebody else's
        other = Path(name).name != Path(entry["of"]).name
        if beside and other and name in entry["files"] and _untouched(entry["files"]):
            with writing(f"'{name}'"):
                Path(name).unlink()
        write_json(work.outputs, known)


#: The files written, what was found, and chapters that are damaged: then nothing was written.
_Written = tuple[tuple[Path, ...], tuple[Finding, ...], tuple[Damage, ...]]


def _write_apart(job: _Job, config: Config, pools: Pools) -> _Written:
    """Write one file in a worker process: the coordinating one stays small and listens to Ctrl-C."""
    encoding = load_writer(job.format).encoding(delivery_of(config))
    with writing(f"'{job.path}'"):
        return pools.start(_write, job.format, job.master, job.path, encoding.codec if encoding else "").result()


def _write(name: str, master: Master, path: Path, codec: str) -> _Written:
    if spoilt := damaged(master.chapters, codec):
        return (), (), spoilt
    found: list[Finding] = []

    def keep(event: Event) -> None:
        if isinstance(event, Finding):
            found.append(event)

    return load_writer(name).write(master, path, keep), tuple(found), ()


def _stat(path: Path) -> list[int]:
    found = path.stat()
    return [found.st_size, found.st_mtime_ns]


def _untouched(files: dict[str, Any]) -> bool:
    try:
        return bool(files) and all(_stat(Path(name)) == stat for name, stat in files.items())
    except OSError:
        return False
