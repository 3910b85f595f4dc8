"""File names that every file system takes."""

from __future__ import annotations

import unicodedata

#: Refused by Windows, or by FAT on players; "/" by everything.
_REFUSED = str.maketrans(dict.fromkeys('<>:"/\\|?*', " "))
#: Most file systems take 255 bytes; ``NN - ``, the suffix and our own ``.part`` need some.
_NAME_BYTES = 180


def chapter_name(number: int, count: int, title: str, suffix: str) -> str:
    """``07 - Title.mp3``, numbers as wide as the last one's; nothing in it but letters that any file system keeps."""
    width = max(2, len(str(count)))
    return f"{number:0{width}} - {_safe(title) or f'Chapter {number}'}{suffix}"


def _safe(title: str) -> str:
    text = unicodedata.normalize("NFC", title).translate(_REFUSED)
    # Controls, format characters (direction marks), surrogates and private use would only make a name unreadable.
    text = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in text)
    text = " ".join(text.split()).encode()[:_NAME_BYTES].decode(errors="ignore")
    return text.strip(" .")
