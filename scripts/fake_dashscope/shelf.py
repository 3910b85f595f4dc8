"""Finished audio, waiting to be fetched. Kept as recipes, since a book of samples would not fit in memory."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from fake_dashscope.faults import Fault
from fake_dashscope.sound import Recipe


@dataclass(frozen=True, slots=True)
class Item:
    """One result. ``expires_at`` is a Unix time, to the millisecond so that tests need not wait a second."""

    audio_id: str
    recipe: Recipe = field(repr=False)
    fault: Fault | None
    expires_at: float
    request_id: str

    @property
    def path(self) -> str:
        """Its address, less the host."""
        signature = hashlib.sha256(f"{self.audio_id}/{self.expires_at}".encode()).hexdigest()[:16]
        return f"/audio/{self.audio_id}.wav?Expires={int(self.expires_at)}&Signature={signature}"


class Shelf:
    """Items by id. Thread-safe."""

    def __init__(self, lifetime_s: float) -> None:
        self._lifetime_s = lifetime_s
        self._lock = threading.Lock()
        self._items: dict[str, Item] = {}
        self._made: Counter[str] = Counter()
        self._expired_before = 0.0

    def add(self, digest: str, recipe: Recipe, fault: Fault | None, request_id: str) -> Item:
        """Put a result there. Its id depends only on the request and on how often that was made."""
        with self._lock:
            self._made[digest] += 1
            audio_id = f"{digest[:20]}-{self._made[digest]}"
            item = Item(audio_id, recipe, fault, round(time.time() + self._lifetime_s, 3), request_id)
            self._items[audio_id] = item
            return item

    def find(self, path: str) -> Item | None:
        """The item of a whole path with its query, or ``None`` when nothing or not exactly that is there."""
        audio_id = path.partition("?")[0].removeprefix("/audio/").removesuffix(".wav")
        with self._lock:
            item = self._items.get(audio_id)
        return item if item is not None and item.path == path else None

    def expired(self, item: Item) -> bool:
        """Whether its address is no longer good."""
        return time.time() >= item.expires_at or item.expires_at <= self._expired_before

    def expire_all(self) -> None:
        """Let everything that is there expire now."""
        with self._lock:
            self._expired_before = max((item.expires_at for item in self._items.values()), default=0.0)
