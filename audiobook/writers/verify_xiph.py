"""Read back Opus and FLAC files before they get their name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from audiobook.errors import QualityError
from audiobook.sound.codec import local
from audiobook.sound.codecs import frame_samples
from audiobook.writers.chapters import duration_samples, rate_played
from audiobook.writers.contents import Contents
from audiobook.writers.ogg import verify_pages
from audiobook.writers.verify import check, check_chapters, check_duration, places

#: Packets decoded at the beginning, and frames compared at each place looked at.
_PACKETS, _FRAMES = 8, 2
#: Readers take hours of two digits only: a longer book's chapters are compared as they are written.
_CLOCK_S = 100 * 3600


def verify_opus(path: Path, contents: Contents, entries: Sequence[tuple[str, str]]) -> None:
    """Raise QualityError unless every page is whole, and length, chapters and tags are right; decodes its beginning."""
    import av
    from mutagen import MutagenError
    from mutagen.oggopus import OggOpus

    try:
        verify_pages(path, contents.encoded)
        with av.open(local(path), format="ogg") as file:
            _check_table(file, contents)
            for n, _frame in enumerate(file.decode(file.streams.audio[0])):
                if n == _PACKETS:
                    break
        written = OggOpus(path).tags
    except (av.error.InvalidDataError, EOFError, MutagenError, IndexError, ValueError) as error:
        raise QualityError(f"the written file cannot be read back: {error}", hint="build again") from error
    _check_entries(written, entries)


def verify_flac(
    path: Path, contents: Contents, entries: Sequence[tuple[str, str]], *, tracks: int, picture: bool
) -> None:
    """Raise QualityError unless length, chapters and tags are right and the audio of some chapters is in its place."""
    import av
    import soundfile
    from mutagen import MutagenError
    from mutagen.flac import FLAC

    try:
        with av.open(local(path), format="flac") as file:
            _check_table(file, contents)
        with soundfile.SoundFile(path) as sound:
            wanted = duration_samples(contents.encoded)
            check(sound.frames == wanted, f"it has {sound.frames} samples, not {wanted}")
            for place in places(contents.encoded):
                _compare_samples(sound, place, contents)
        written: Any = FLAC(path)
    except (av.error.InvalidDataError, EOFError, MutagenError, soundfile.LibsndfileError, IndexError) as error:
        raise QualityError(f"the written file cannot be read back: {error}", hint="build again") from error
    _check_entries(written.tags, entries)
    found = len(written.cuesheet.tracks) - 1 if written.cuesheet else 0
    check(found == tracks, f"its cue sheet has {found} tracks, not {tracks}")
    check(bool(written.pictures) == picture, "its cover is missing")


def _check_table(file: Any, contents: Contents) -> None:  # noqa: ANN401 - PyAV's container
    rate_hz = rate_played(contents.encoded)
    check_duration((file.duration or 0) / 1_000_000, contents)
    if not contents.marks or contents.marks[-1].start < _CLOCK_S * rate_hz:
        check_chapters(file.chapters(), contents)


def _compare_samples(sound: Any, place: int, contents: Contents) -> None:  # noqa: ANN401 - soundfile ships no types
    import numpy as np
    import soundfile

    block = frame_samples("flac", contents.encoded[0].encoding.rate_hz)
    sound.seek(sum(e.packets for e in contents.encoded[:place]) * block)
    own, _rate = soundfile.read(contents.encoded[place].path, frames=_FRAMES * block, dtype="int16")
    found = sound.read(len(own), dtype="int16")
    check(bool(np.array_equal(found, own)), f"the audio of chapter {place + 1} is not in its place")


def _check_entries(written: Any, entries: Sequence[tuple[str, str]]) -> None:  # noqa: ANN401 - mutagen's comments
    found = [(name.upper(), text) for name, text in written or ()]
    wrong = [name for name, text in entries if (name, text.encode(errors="replace").decode()) not in found]
    check(not wrong, f"its tags {', '.join(wrong)} are not what was written")
