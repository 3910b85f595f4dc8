"""The sound files that a script names: found in its folder, imported once, kept by their content."""

from __future__ import annotations

import difflib
import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from audiobook.corridor.pools import Pools
from audiobook.corridor.request import Request
from audiobook.corridor.workfolder import WorkFolder, read_json, write_json, writing
from audiobook.errors import ScriptError
from audiobook.podcast.show import SHOW_FILE
from audiobook.script import ClipMark, MusicMark, Script, SoundMark
from audiobook.sound.importing import Imported, import_sound
from audiobook.source import SourceRef
from audiobook.userfiles import is_file, is_folder, real_path, sha256_of

#: Part of every name in the folder of sounds: raise it when files would be imported otherwise.
_IMPORT_VERSION = 1
#: As many names, and such near ones, are offered for one that is not there.
_OFFERED, _NEAR = 3, 0.7

Begin = SoundMark | MusicMark | ClipMark


@dataclass(frozen=True, slots=True)
class Use:
    """A mark that begins a sound: item ``item`` of chapter ``chapter``."""

    chapter: int
    item: int
    mark: Begin


def uses_of(script: Script) -> tuple[Use, ...]:
    """Every mark that begins a sound, in order."""
    return tuple(
        Use(c, n, item)
        for c, chapter in enumerate(script.chapters)
        for n, item in enumerate(chapter.items)
        if isinstance(item, Begin)
    )


def find_files(script: Script, uses: Iterable[Use], request: Request) -> dict[str, Path]:
    """Where each file that a mark names lies: in or under the script's folder, its book's, or its show's.

    A path is tried from the script's folder first. Raises ScriptError, naming the line, for a file that is not there or
    lies elsewhere, through a link too.
    """
    own = Path(script.file).absolute().parent
    # A book's script lies in its work folder; a person puts files beside the book.
    beside = own if request.is_script or request.script else request.place.absolute().parent
    show = next((place for place in (beside, beside.parent) if is_file(place / SHOW_FILE)), beside)
    bases = tuple(dict.fromkeys((own, beside, show)))
    found: dict[str, Path] = {}
    for use in uses:
        name = use.mark.file
        if name not in found:
            problem, hint = _refused(name)
            path = None if problem else next((base / name for base in bases if is_file(base / name)), None)
            if not problem and path is None:
                problem, hint = f"there is no file '{name}'", _offer(name, bases)
            elif path is not None and not any(real_path(path).is_relative_to(real_path(base)) for base in bases):
                problem, hint = f"'{name}' lies outside '{bases[-1]}'", f"copy it into '{bases[0]}'"
            if problem or path is None:
                raise ScriptError(f"[{use.mark.word} …]: {problem}", source=script.at(use.mark.line), hint=hint)
            found[name] = path
    return found


def _refused(name: str) -> tuple[str, str]:
    """What is wrong with a name itself, and what to do."""
    if "://" in name:
        return (
            f"'{name}' is an address; only files are played",
            "download it into the script's folder and name the file",
        )
    if PurePosixPath(name).is_absolute() or PureWindowsPath(name).drive or "\0" in name:
        return f"'{name}' is no path from the script's folder", "copy the file there and write music/theme.wav"
    if "\\" in name:
        return f"'{name}' has a backslash", f"write {PureWindowsPath(name).as_posix()}"
    return "", ""


def _offer(name: str, bases: tuple[Path, ...]) -> str:
    """Where the file was looked for, and names near it that are there."""
    folder = (bases[0] / name).parent
    there: list[str] = []
    for base in bases:
        place = (base / name).parent
        if is_folder(place) and real_path(place).is_relative_to(real_path(base)):
            there += [path.name for path in place.iterdir() if is_file(path)]
    near = difflib.get_close_matches(PurePosixPath(name).name, sorted(set(there)), n=_OFFERED, cutoff=_NEAR)
    guess = f"did you mean {' or '.join(str(PurePosixPath(name).parent / each) for each in near)}? " if near else ""
    return f"{guess}put it into '{real_path(folder)}'"


def import_files(
    script: Script, uses: Iterable[Use], found: Mapping[str, Path], work: WorkFolder, pools: Pools, rate_hz: int
) -> dict[str, Imported]:
    """Every file at the rate of the mix, by the name that marks have for it; those of other builds are removed.

    Raises ScriptError, naming the first mark's line, for a file that is no sound, and OutputError.
    """
    firsts: dict[str, Use] = {}
    for use in uses:
        firsts.setdefault(use.mark.file, use)
    keys = {name: _key(found[name], rate_hz, script.at(use.mark.line)) for name, use in firsts.items()}
    with writing(f"the folder '{work.sounds}'"):
        if keys:
            work.sounds.mkdir(exist_ok=True)
    kept = {key: _kept(work.sounds, key, rate_hz) for key in keys.values()}
    tasks = {
        key: (use, pools.start(import_sound, found[name], work.sounds / f"{key}.flac", rate_hz))
        for name, use in firsts.items()
        if kept[key := keys[name]] is None
    }
    for key, (use, task) in tasks.items():
        try:
            kept[key] = task.result()
        except ScriptError as error:
            raise ScriptError(error.message, source=script.at(use.mark.line), hint=error.hint) from error
        write_json(_sidecar(work.sounds, key), _as_data(kept[key]))
    _prune(work.sounds, set(keys.values()))
    return {name: imported for name, key in keys.items() if (imported := kept[key]) is not None}


def _key(path: Path, rate_hz: int, where: SourceRef) -> str:
    try:
        content = sha256_of(path)
    except OSError as error:
        raise ScriptError(f"'{path}' cannot be read: {error.strerror}", source=where, hint="check it") from error
    return hashlib.sha256(f"{_IMPORT_VERSION}:{rate_hz}:{content}".encode()).hexdigest()


def _sidecar(folder: Path, key: str) -> Path:
    return folder / f"{key}.json"


def _as_data(imported: Imported | None) -> dict[str, object]:
    data = asdict(imported) if imported else {}
    return {name: None if isinstance(v, float) and math.isinf(v) else v for name, v in data.items()}


def _kept(folder: Path, key: str, rate_hz: int) -> Imported | None:
    """What was imported before, if it is there and whole."""
    data = read_json(_sidecar(folder, key))
    names = {field.name for field in fields(Imported)}
    if set(data) != names or data["rate_hz"] != rate_hz or not is_file(folder / f"{key}.flac"):
        return None
    known: dict[str, Any] = {name: -math.inf if value is None else value for name, value in data.items()}
    return Imported(**known)


def _prune(folder: Path, keep: set[str]) -> None:
    """Remove what no mark names any more, and what killed builds left."""
    if not is_folder(folder):
        return
    for path in folder.iterdir():
        key = path.name.removeprefix(".").partition(".")[0]
        ours = len(key) == hashlib.sha256().digest_size * 2 and not set(key) - set("0123456789abcdef")
        if ours and (key not in keep or path.name.startswith(".")):
            with writing(f"'{path}'"):
                path.unlink(missing_ok=True)
