"""Writers of one file for a whole book or volume."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from audiobook.events import Emit
from audiobook.master import Delivery, Encoding, Master
from audiobook.writers.atomic import atomic_file
from audiobook.writers.contents import Kind, whole

#: An MP4's index holds 4 for each packet, and 8 a second at most; other files have none.
_INDEX_BYTES = 5


class OneFileWriter:
    """Joins the chapters' packets in one file; a changed tag or cover joins them again and encodes nothing."""

    kind: ClassVar[Kind]
    suffix: str
    #: The text is not in the file: another transcript is no reason to write it again.
    audio_only: ClassVar[bool] = True

    def encoding(self, delivery: Delivery) -> Encoding:
        """What the chapters must be encoded as."""
        return self.kind.encoding(delivery)

    def write(self, master: Master, target: Path, emit: Emit) -> tuple[Path, ...]:
        """Join, tag, read back and only then publish. Raises OutputError or QualityError; the old file stays then."""
        contents = whole(master, self.kind.codec, emit)
        index = sum(e.packets for e in contents.encoded) * _INDEX_BYTES if self.kind.codec == "aac" else 0
        with atomic_file(target, contents.n_bytes + index) as temp:
            self.kind.make(temp, contents, emit)
        return (target,)
