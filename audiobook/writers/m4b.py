"""One M4B: AAC with chapters, cover and tags."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from audiobook.events import Emit
from audiobook.master import Delivery, Encoding, Master
from audiobook.writers.atomic import atomic_file
from audiobook.writers.chapters import chapter_marks, chosen, titles
from audiobook.writers.covers import usable_cover
from audiobook.writers.fields import fields_of
from audiobook.writers.join import n_bytes, remux_m4b
from audiobook.writers.tags import mp4_tags, write_mp4
from audiobook.writers.verify import Expected, verify_m4b

#: The index holds about so much for each packet.
_INDEX_BYTES = 16


class M4bWriter:
    """Writes one ``.m4b`` that any player for audiobooks shows with chapters and cover."""

    suffix = ".m4b"

    def encoding(self, delivery: Delivery) -> Encoding:
        """AAC, one channel."""
        return Encoding("aac", delivery.aac_kbps * 1000, delivery.rate_hz, 1, delivery.quality)

    def write(self, master: Master, target: Path, emit: Emit) -> tuple[Path, ...]:
        """Join, tag, read back and only then publish. Raises OutputError or QualityError; the old file stays then."""
        encoded = chosen(master, "aac")
        marks = chapter_marks(encoded, titles(master))
        cover = usable_cover(master.cover, emit)
        tags = mp4_tags(fields_of(master.metadata), cover, f"audiobook {version('audiobook')}")
        room = n_bytes(encoded) + sum(e.packets for e in encoded) * _INDEX_BYTES + len(cover.data if cover else b"")
        with atomic_file(target, room) as temp:
            remux_m4b(encoded, marks, temp)
            write_mp4(temp, tags)
            verify_m4b(temp, Expected(encoded, marks), tags)
        return (target,)
