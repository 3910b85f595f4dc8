"""A picture beside a source file, and never one outside its folder."""

from __future__ import annotations

import mimetypes
from typing import TYPE_CHECKING
from urllib.parse import unquote

from audiobook.events import warn
from audiobook.readers.hrefs import is_remote
from audiobook.readers.pictures.cover import jpeg_cover
from audiobook.source import SourceRef
from audiobook.userfiles import bytes_of, is_file, real_path

if TYPE_CHECKING:
    from pathlib import Path

    from audiobook.document import Cover
    from audiobook.events import Emit

_CAP = 64 * 2**20


def local_cover(source: Path, address: str, emit: Emit) -> Cover | None:
    """The picture at a relative address in the source's own folder; None, with a warning, where it cannot be used.

    Remote addresses, absolute paths, ``..`` and links that lead out of the folder are left alone.
    """
    address = address.strip()
    if not address or is_remote(address) or address.startswith(("/", "\\", "#", "?")):
        return None
    parts = unquote(address.partition("#")[0].partition("?")[0]).replace("\\", "/").split("/")
    if ".." in parts or any("\0" in part or ":" in part for part in parts):
        return None
    try:
        folder = real_path(source.parent)
        file = real_path(folder.joinpath(*parts))
        if not file.is_relative_to(folder) or not is_file(file) or file.stat().st_size > _CAP:
            return None
        data = bytes_of(file)
    except OSError:
        return None
    cover = jpeg_cover(data, mimetypes.guess_type(file.name)[0] or "")
    if cover is None:
        warn(emit, "cover-unreadable", f"the picture {address} cannot be read", SourceRef(source.name))
    return cover
