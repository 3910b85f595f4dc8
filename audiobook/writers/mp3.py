"""One MP3 with chapters, cover and tags in ID3."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from audiobook.events import Emit
from audiobook.master import Delivery, Encoding, Master
from audiobook.writers.atomic import atomic_file
from audiobook.writers.chapters import chapter_marks, chosen, id3_chapter_frames, titles
from audiobook.writers.covers import usable_cover
from audiobook.writers.fields import fields_of
from audiobook.writers.join import append_frames, n_bytes
from audiobook.writers.tags import id3_tags, write_id3
from audiobook.writers.verify import Expected, verify_mp3

#: The tag holds about so much for each chapter.
_MARK_BYTES = 512


class Mp3Writer:
    """Writes one ``.mp3``: a tag with chapters, then the chapters' frames, all of one size."""

    suffix = ".mp3"

    def encoding(self, delivery: Delivery) -> Encoding:
        """MP3 at a constant bit rate, one channel."""
        return Encoding("mp3", delivery.mp3_kbps * 1000, delivery.rate_hz, 1, delivery.quality)

    def write(self, master: Master, target: Path, emit: Emit) -> tuple[Path, ...]:
        """Tag, append, read back and only then publish. Raises OutputError or QualityError; the old file stays then."""
        encoded = chosen(master, "mp3")
        marks = chapter_marks(encoded, titles(master))
        cover = usable_cover(master.cover, emit)
        tags = id3_tags(fields_of(master.metadata), cover, f"audiobook {version('audiobook')}")
        for frame in id3_chapter_frames(marks, encoded[0].encoding.rate_hz):
            tags.add(frame)
        room = n_bytes(encoded) + len(marks) * _MARK_BYTES + len(cover.data if cover else b"")
        with atomic_file(target, room) as temp:
            write_id3(temp, tags)
            with temp.open("ab") as file:
                append_frames(encoded, file)
            verify_mp3(temp, Expected(encoded, marks), tags)
        return (target,)
