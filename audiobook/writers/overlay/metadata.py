"""What the package says of its overlays: how long they are, who reads, and what that means for its readers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from audiobook.writers.fields import AI_VOICE
from audiobook.writers.overlay.accessibility import describe
from audiobook.writers.overlay.package import remove
from audiobook.writers.overlay.smil import clock

if TYPE_CHECKING:
    from audiobook.document import Metadata
    from audiobook.writers.overlay.package import Package

_NARRATOR, ACTIVE_CLASS = "media:narrator", "media:active-class"
#: The name that the standard's own examples use.
_USUAL = "-epub-media-overlay-active"
_CLASS_NAME = re.compile(r"-?[A-Za-z_][A-Za-z0-9_-]{0,80}")


def active_class(package: Package) -> str:
    """What a reading system puts on the element that is heard: the book's own word, which its styles may know."""
    own = [(meta.text or "").strip() for meta in package.metas(ACTIVE_CLASS)]
    return own[0] if own and _CLASS_NAME.fullmatch(own[0]) else _USUAL


def complete(package: Package, durations: Mapping[str, int], metadata: Metadata, active: str) -> None:
    """Write durations in milliseconds by the id of their overlay, their exact sum, and all that goes with them."""
    package.set_meta("dcterms:modified", f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}")
    package.add_meta("media:duration", clock(sum(durations.values())))
    for number, length in durations.items():
        package.add_meta("media:duration", clock(length), refines=f"#{number}")
    package.set_meta(ACTIVE_CLASS, active)
    for meta in package.metas(_NARRATOR):
        remove(meta)  # they read another recording
    for narrator in dict.fromkeys(name.strip() for name in metadata.narrators if name.strip()):
        package.add_meta(_NARRATOR, narrator)
    summary = f"The text is shown as it is heard, sentence by sentence. {AI_VOICE}."
    describe(package, summary)
