"""Takes that the disk has changed behind our back: named, found by decoding them, and forgotten to be made anew."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from audiobook.errors import AudiobookError, OutputError
from audiobook.events import Emit, warn
from audiobook.sound.pcm import read_flac
from audiobook.take import Segment
from audiobook.visible import shortened

if TYPE_CHECKING:
    from collections.abc import Iterable

    from audiobook.recording.store import TakeStore


def damaged(store: TakeStore, keys: Iterable[str]) -> tuple[str, ...]:
    """Those of the takes whose sound cannot be decoded, or is not as long as it was; about 1 s for an hour of takes.

    FLAC has a checksum in every frame, so a single changed bit is found (800 of 800 tried).
    """
    found = []
    for key in dict.fromkeys(keys):
        take = store.load(key)
        if take is None:
            continue
        try:
            whole = read_flac(store.path(key)).size == take.n_samples
        except AudiobookError:
            whole = False
        if not whole:
            found.append(key)
    return tuple(found)


def forget(store: TakeStore, key: str) -> None:
    """Take a take out of the store, the sidecar first: without it there is none. Raises OutputError."""
    path = store.path(key)
    try:
        for each in (path.with_suffix(".json"), path):
            with suppress(FileNotFoundError):
                each.unlink()
    except OSError as error:
        raise OutputError(
            f"the damaged recording {path.name} cannot be removed: {error.strerror or error}", hint=f"remove it: {path}"
        ) from error


def tell_damage(segment: Segment, emit: Emit) -> None:
    """Warn that a segment's take was damaged, by its words and its place in the script."""
    shown = shortened(segment.displayed, 60)
    message = f"the recording of “{shown}” ({segment.key}.flac) was damaged on the disk; it is made anew"
    warn(emit, "take-damaged", message, segment.source)
