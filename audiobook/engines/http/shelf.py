"""Where sounds that were paid for lie until their takes are kept, so that a kill between the two costs nothing.

The service that speech engines of the cloud offer, to fetch a result again by its address, these servers lack: the
sound comes once, in the reply. So it is laid down before the ledger says that it was bought.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable
from pathlib import Path

from audiobook.userfiles import bytes_of, place

_SCHEME, _SUFFIX = "bought:", ".sound"
#: Nobody takes them away but us, so that the ledger need not forget them: ten years.
LIFE_S = 10 * 365 * 24 * 3600.0


class Shelf:
    """A folder beside the ledger. Thread-safe; nothing is made before something is bought."""

    def __init__(self, folder: Path) -> None:
        """``folder`` may be missing."""
        self._folder = folder

    def put(self, key: str, data: bytes) -> str:
        """Keep it under a key; returns what the ledger's journal remembers of it, empty if it cannot be kept.

        The disk has its bytes and its name before this returns: the ledger, which is flushed at every step, would else
        remember after a power cut what is not there, and the sound would be bought again.
        """
        path = self._path(key)
        try:
            place([data], path)
        except OSError:
            # A full disk: the caller has the sound in hand, and will say so when it cannot keep the take.
            return ""
        return f"{_SCHEME}{path.stem}"

    def get(self, journalled: str, key: str) -> bytes:
        """What was bought under a key, empty when it is not there. ``journalled`` is what the ledger remembers."""
        path = self._path(key)
        if journalled != f"{_SCHEME}{path.stem}":
            return b""
        try:
            return bytes_of(path)
        except OSError:
            return b""

    def drop(self, key: str) -> None:
        """It is kept elsewhere, or cannot be used."""
        with contextlib.suppress(OSError):
            self._path(key).unlink(missing_ok=True)

    def sweep(self, keys: Iterable[str]) -> None:
        """Drop everything but what was bought under these keys, and the folder if nothing is left in it."""
        wanted = {self._path(key).name for key in keys}
        with contextlib.suppress(OSError):
            for path in self._folder.iterdir():
                if path.name not in wanted:
                    path.unlink(missing_ok=True)
            self._folder.rmdir()

    def _path(self, key: str) -> Path:
        return self._folder / f"{hashlib.sha256(key.encode()).hexdigest()[:40]}{_SUFFIX}"
