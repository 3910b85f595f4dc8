"""Addresses inside a book: relative to the file they stand in, percent-encoded, with a fragment."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import unquote

#: A scheme of one letter is a drive.
_REMOTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//")


def is_remote(href: str) -> bool:
    """Whether an address leads out of the book (or holds its data itself)."""
    return bool(_REMOTE.match(href.strip()))


def resolve(base_file: str, href: str) -> tuple[str, str]:
    """``(file, fragment)`` of ``href`` as written in ``base_file``, both decoded, the file from the book's root.

    A path that climbs out of the book stays below its root.
    """
    path, _, fragment = href.strip().replace("\\", "/").partition("#")
    path = path.partition("?")[0]
    if not path:
        return base_file, unquote(fragment)
    return normal(posixpath.join(posixpath.dirname(base_file), unquote(path))), unquote(fragment)


def normal(path: str) -> str:
    """A member's path without ``.``, ``..``, backslashes and a leading slash; empty for the root."""
    parts: list[str] = []
    for part in path.replace("\\", "/").split("/"):
        if part == "..":
            if parts:
                parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)
