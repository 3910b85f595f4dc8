"""What a decoded text itself says against its decoding."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from audiobook.events import warn
from audiobook.source import SourceRef

if TYPE_CHECKING:
    from audiobook.events import Emit

#: Unicode's private use area of the first plane: letters that only the book's own font knows.
_PRIVATE = re.compile("[\ue000-\uf8ff]")
#: Judgement: an icon or two are ornaments; more are text that nobody can read aloud.
_ICONS = 20


def report_doubts(text: str, file: str, emit: Emit) -> None:
    """Warn of characters that could not be decoded, and of many that mean nothing outside the book's own font."""
    if "\ufffd" in text:
        message = "some characters could not be decoded; the file may declare the wrong encoding: save it as UTF-8"
        warn(emit, "undecodable", message, SourceRef(file))
    if (private := len(_PRIVATE.findall(text))) > _ICONS:
        message = f"{private:,} characters have a meaning in the book's own font only and cannot be read aloud"
        warn(emit, "private-use", message, SourceRef(file))
