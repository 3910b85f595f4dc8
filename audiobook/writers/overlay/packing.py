"""The package as a zip file: the source's members as they are, changed and new ones, and the audio."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from audiobook.errors import QualityError
from audiobook.writers.join import opened, remux_mp4
from audiobook.writers.overlay.readback import read_back

if TYPE_CHECKING:
    from audiobook.writers.overlay.archive import Archive
    from audiobook.writers.overlay.clips import Sound

_MIMETYPE, _EPUB = "mimetype", b"application/epub+zip"
#: The zip format's first possible time: a package made twice from one book has the same bytes in it.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_COPY_BYTES = 1 << 20


def pack(
    path: Path, archive: Archive, changed: Mapping[str, bytes], dropped: set[str], sounds: Sequence[Sound]
) -> None:
    """Write the package: the media type first and not packed (OCF 3.3, section 4.3), then all else in its order.

    Memory is bounded by the largest chapter's index. Raises OSError, SourceError, QualityError.
    """
    with zipfile.ZipFile(path, "w") as package:
        package.writestr(_entry(_MIMETYPE, packed=False), _EPUB)
        for name in archive.names:
            if name in changed:
                package.writestr(_entry(name), changed[name])
            elif name != _MIMETYPE and name not in dropped:
                entry = _entry(name, packed=not archive.is_stored(name))
                entry.file_size = archive.size(name)
                with package.open(entry, "w") as out:
                    archive.copy(name, out)
        for name in changed:
            if name not in archive.names:
                package.writestr(_entry(name), changed[name])
        for sound in sounds:
            _add_sound(package, sound, path.with_name(f"{path.name}.m4a"))
    _verify(path, len(sounds))


def _add_sound(package: zipfile.ZipFile, sound: Sound, temp: Path) -> None:
    entry = _entry(sound.name, packed=False)
    if sound.encoded.encoding.codec != "aac":
        with opened(sound.encoded) as source:
            _store(package, entry, source, Path(sound.encoded.path).stat().st_size)
        return
    try:
        remux_mp4((sound.encoded,), (), temp, "M4A ")
        with temp.open("rb") as source:
            _store(package, entry, source, temp.stat().st_size)
    finally:
        temp.unlink(missing_ok=True)


def _store(package: zipfile.ZipFile, entry: zipfile.ZipInfo, source: BinaryIO, size: int) -> None:
    entry.file_size = size
    with package.open(entry, "w") as out:
        shutil.copyfileobj(source, out, _COPY_BYTES)


def _entry(name: str, *, packed: bool = True) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _NO_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    entry.external_attr = 0o644 << 16
    return entry


def _verify(path: Path, sounds: int) -> None:
    """Raise QualityError unless the package reads back."""
    try:
        with zipfile.ZipFile(path) as package:
            infos = package.infolist()
            first = infos[0]
            right = first.filename == _MIMETYPE and first.compress_type == zipfile.ZIP_STORED and not first.extra
            audio = sum(info.filename.endswith((".m4a", ".mp3")) for info in infos)
            if not right or package.read(first) != _EPUB or audio < sounds:
                raise QualityError("the written package did not pass its check", hint="build again")
        for _ in read_back(path):
            pass
    except zipfile.BadZipFile as error:
        raise QualityError(f"the written package cannot be read back: {error}", hint="build again") from error
