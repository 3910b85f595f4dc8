"""Chapter masters on disk: what names them, their sidecars, reading them back and clearing out old ones.

``masters/`` holds ``<key>.<encoding>.<suffix>``, ``<key>.energies.npy`` and, written last, ``<key>.json``, which knows
the checksums of them all and of itself: a disk may damage a file and leave its length and time. The small files are
checked whenever they are read, the sound only before something is made of it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
from collections.abc import Collection, Sequence
from dataclasses import asdict, astuple
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audiobook.master import ChapterMaster, EncodedChapter, Encoding, Loudness, MasterSpan
from audiobook.mastering.programme import MIX_VERSION
from audiobook.mastering.roomtone import TONE_VERSION
from audiobook.mastering.wholeness import DamagedFileError, check_energies, check_seal
from audiobook.sealing import sealed
from audiobook.sound.codec import encoder_version, suffix_of
from audiobook.userfiles import text_of

if TYPE_CHECKING:
    from audiobook.mastering.levels import Gains
    from audiobook.timeline import Timeline

#: Part of every key: raise it whenever mixing, limiting or encoding would give other samples, since it masters all
#: books anew.
MASTER_SCHEMA = 2


def master_key(timeline: Timeline, gains: Gains, room_tone_dbfs: float = 0.0) -> str:
    """SHA-256 (hex) of everything that shapes a chapter's audio and spans, and of nothing else.

    Not of how it is encoded: a format asked for later adds a file to what is there. Not of its title or number, so
    that renaming and renumbering encode nothing; of the gains in dB, not the voices' names. Room tone is in it only
    where there is some, so that chapters mastered before there was any keep their keys. Raises KeyError for a voice
    whose gain was not measured.
    """
    body: dict[str, Any] = {
        "schema": MASTER_SCHEMA,
        "encoder": _encoder(),
        "rate_hz": timeline.rate_hz,
        "n_samples": timeline.n_samples,
        "tracks": [
            [[c.take, c.segment, c.start, c.in_sample, c.n_samples, round(gains.of(c.voice), 6)] for c in track.clips]
            for track in timeline.tracks
        ],
        "ceiling_dbtp": gains.ceiling_dbtp,
    }
    if room_tone_dbfs:
        body["room_tone"] = [TONE_VERSION, room_tone_dbfs]
    if timeline.sounds or timeline.channels != 1 or timeline.mix_factor != 1:
        sounds = [[*astuple(sound), round(gains.book_db, 6)] for sound in timeline.sounds]
        body["mix"] = [MIX_VERSION, timeline.channels, timeline.mix_factor, sounds]
    return hashlib.sha256(json.dumps(body, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


@cache
def _encoder() -> str:
    return encoder_version()


def encoded_file(folder: Path, key: str, encoding: Encoding) -> Path:
    """Where one encoding of a chapter is kept."""
    name = f"{encoding.codec}-{encoding.bit_rate}-{encoding.rate_hz}-{encoding.quality}"
    if encoding.channels != 1:
        name += f"-{encoding.channels}ch"
    return folder / f"{key}.{name}{suffix_of(encoding.codec)}"


def energies_file(folder: Path, key: str) -> Path:
    """Where a chapter's 100 ms energies are kept (numpy float64)."""
    return folder / f"{key}.energies.npy"


def sidecar_file(folder: Path, key: str) -> Path:
    """The file whose existence says that the chapter is complete."""
    return folder / f"{key}.json"


def sidecar_text(
    master: ChapterMaster, others: Sequence[EncodedChapter] = (), energies_crc32: int | None = None
) -> str:
    """What is kept of a chapter's master, with other encodings made earlier; neither its title nor its number."""
    made = {e.encoding for e in master.encoded}
    encoded = (*master.encoded, *(e for e in others if e.encoding not in made))
    loudness = asdict(master.loudness)
    text = json.dumps(
        {
            "schema": MASTER_SCHEMA,
            "rate_hz": master.rate_hz,
            "n_samples": master.n_samples,
            "loudness": {
                name: None if math.isinf(value) else value for name, value in loudness.items() if value is not None
            },
            "encoded": [
                {**asdict(e), "path": Path(e.path).name, "bytes": Path(e.path).stat().st_size} for e in encoded
            ],
            "spans": [[s.segment, s.start, s.end] for s in master.spans],
            "encoder_cpu_ms": master.encoder_cpu_ms,
            "energies_crc32": energies_crc32,
        },
        separators=(",", ":"),
    )
    return sealed(text)


def load_master(
    folder: Path, key: str, encodings: Sequence[Encoding], chapter: int = 0, title: str = ""
) -> ChapterMaster | None:
    """A kept chapter with these encodings, or ``None`` when one of them or all is missing or damaged.

    ``chapter`` and ``title`` are the caller's.
    """
    try:
        data = _sidecar(folder, key)
        there = {e.encoding: e for e in _whole(folder, key, data)}
        encoded = tuple(there[encoding] for encoding in encodings)
        loudness = {name: float("-inf") if value is None else value for name, value in data["loudness"].items()}
        return ChapterMaster(
            chapter,
            title,
            key,
            data["rate_hz"],
            data["n_samples"],
            Loudness(**loudness),
            encoded,
            tuple(MasterSpan(*span) for span in data["spans"]),
            data["encoder_cpu_ms"],
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def encoded_already(folder: Path, key: str) -> tuple[EncodedChapter, ...]:
    """The encodings of a chapter that are there and whole."""
    try:
        return _whole(folder, key, _sidecar(folder, key))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return ()


def damage(folder: Path, key: str) -> str:
    """The name of a chapter's file that is not as it was written; empty when all that is there is as it seems.

    The sound is only held against its length: ``wholeness.damaged`` reads it. A missing file is no damage.
    """
    try:
        data = _sidecar(folder, key)
        for entry in data["encoded"]:
            with contextlib.suppress(FileNotFoundError):
                _encoded(folder, key, entry)
    except DamagedFileError as error:
        return str(error)
    except (OSError, _OtherVersionError):
        return ""
    except (ValueError, TypeError, KeyError, AttributeError):
        return sidecar_file(folder, key).name
    return ""


class _OtherVersionError(ValueError):
    """The sidecar is of another version of audiobook."""


def _sidecar(folder: Path, key: str) -> Any:  # noqa: ANN401 - JSON; every use is inside a try
    path = sidecar_file(folder, key)
    text = text_of(path, "utf-8")
    check_seal(text, path.name)
    data = json.loads(text)
    if data["schema"] != MASTER_SCHEMA:
        raise _OtherVersionError
    check_energies(energies_file(folder, key), data.get("energies_crc32"))
    return data


def _whole(folder: Path, key: str, data: Any) -> tuple[EncodedChapter, ...]:  # noqa: ANN401 - JSON
    found = []
    for entry in data["encoded"]:
        with contextlib.suppress(OSError, ValueError):
            found.append(_encoded(folder, key, entry))
    return tuple(found)


def _encoded(folder: Path, key: str, data: dict[str, Any]) -> EncodedChapter:
    encoding = Encoding(**data["encoding"])
    path = encoded_file(folder, key, encoding)
    if path.stat().st_size != data["bytes"]:
        raise DamagedFileError(path.name)
    return EncodedChapter(encoding, str(path), data["n_samples"], data["packets"], data.get("crc32"))


def prune_masters(folder: Path, keep: Collection[str]) -> int:
    """Remove chapters whose key is not in ``keep``, and what killed jobs left; returns how many files went.

    Only while no job is writing there. Files that are not named like ours stay.
    """
    gone = 0
    for path in folder.iterdir():
        key = path.name.removeprefix(".").partition(".")[0]
        ours = len(key) == hashlib.sha256().digest_size * 2 and not set(key) - set("0123456789abcdef")
        if ours and (key not in keep or path.name.startswith(".")):
            path.unlink(missing_ok=True)
            gone += 1
    return gone
