"""Names of files inside a package and the references between them."""

from __future__ import annotations

import posixpath
from urllib.parse import quote, unquote, urlsplit


def href(name: str, base: str) -> str:
    """A member as ``base``, another member, refers to it: relative and percent-encoded."""
    return quote(posixpath.relpath(name, posixpath.dirname(base) or "."), safe="/~!$&'()*+,;=@")


def resolved(reference: str, base: str) -> str:
    """The member that a reference in ``base`` means, without its fragment; empty when it leads out of the package."""
    try:
        parts = urlsplit(reference.strip())
    except ValueError:
        return ""
    if parts.scheme or parts.netloc or parts.path.startswith("/"):
        return ""
    name = posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(parts.path))) if parts.path else base
    return "" if name.startswith("..") or name == "." else name


def safe(name: str) -> bool:
    """Whether a member's name stays inside the package on every system."""
    parts = name.split("/")
    return bool(name) and "\\" not in name and "\0" not in name and ":" not in parts[0] and not {"", ".."} & set(parts)
