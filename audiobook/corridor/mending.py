"""Mastered chapters that the disk has damaged: named, forgotten, and made anew while the build goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from audiobook.corridor.files import writing
from audiobook.errors import DamagedMasterError
from audiobook.events import Emit, warn
from audiobook.mastering.kept import damage
from audiobook.mastering.wholeness import Damage

_T = TypeVar("_T")
#: How often chapters that turn out to be damaged are made anew; a disk that goes on damaging them ends the build.
_MENDINGS = 2


def mended(make: Callable[[], _T]) -> _T:
    """What ``make`` returns; it is done again where a chapter's file was found damaged, and forgotten, on the way.

    Raises what ``make`` raises, DamagedMasterError only for a file that is damaged again and again.
    """
    for _ in range(_MENDINGS):
        with suppress(DamagedMasterError):
            return make()
    return make()


def tell_damage(masters: Path, key: str, title: str, emit: Emit) -> None:
    """Warn when a chapter that must be mastered is there and damaged, so that the work is no riddle."""
    if name := damage(masters, key):
        _warn(title, name, emit)


def refuse_damaged(found: Sequence[Damage], emit: Emit) -> None:
    """Name each of these chapters, remove its file, and raise DamagedMasterError if there was one; OutputError."""
    for chapter, encoded in {encoded.path: (chapter, encoded) for chapter, encoded in found}.values():
        _warn(chapter.title, Path(encoded.path).name, emit)
        with writing(f"'{encoded.path}'"):
            Path(encoded.path).unlink(missing_ok=True)
    if found:
        chapter, encoded = found[0]
        raise DamagedMasterError(
            f"the mastered chapter '{chapter.title}' ({Path(encoded.path).name}) was damaged on the disk",
            hint="run the same command again: the chapter is made anew; if it is damaged again, the disk is failing",
        )


def _warn(title: str, name: str, emit: Emit) -> None:
    message = f"the mastered chapter '{title}' ({name}) was damaged on the disk; it is made anew"
    warn(emit, "master-damaged", message)
