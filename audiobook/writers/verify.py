"""Read back what was written, before it gets its name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audiobook.errors import QualityError
from audiobook.master import EncodedChapter
from audiobook.sound.codec import local
from audiobook.sound.codecs import frame_samples
from audiobook.writers.chapters import duration_samples, rate_played
from audiobook.writers.contents import Contents

if TYPE_CHECKING:
    from mutagen.id3 import ID3

#: A chapter table in milliseconds is right to half of one.
_CLOSE_S = 0.001
_MICROSECOND = 1e-6
#: Frames decoded at the beginning.
_FRAMES = 8
#: Bytes compared at each place looked at.
_BYTES = 4096


def places(encoded: Sequence[EncodedChapter]) -> tuple[int, ...]:
    """Chapters to look into: the first, one in the middle and the last."""
    return tuple(sorted({0, len(encoded) // 2, len(encoded) - 1}))


def verify_mp3(path: Path, expected: Contents, tags: ID3) -> None:
    """Raise QualityError unless the MP3 is its tag and all frames, with chapters and tags; decodes its beginning."""
    import av
    from mutagen import MutagenError
    from mutagen.id3 import ID3

    try:
        written = ID3(path, translate=False)
        with av.open(local(path), format="mp3") as file:
            if expected.marks:
                check_chapters(file.chapters(), expected)
            for n, _frame in enumerate(file.decode(file.streams.audio[0])):
                if n == _FRAMES:
                    break
    except (av.error.InvalidDataError, EOFError, MutagenError, IndexError) as error:
        raise QualityError(f"the written file cannot be read back: {error}", hint="build again") from error
    _compare_bytes(path, written.size, expected)
    wrong = [f.HashKey for f in tags.values() if f.HashKey not in written or written[f.HashKey] != f]
    check(not wrong, f"its tags {', '.join(wrong)} are not what was written")


def check(right: bool, problem: str) -> None:  # noqa: FBT001 - reads as a sentence
    """Raise QualityError with the problem unless all is right."""
    if not right:
        raise QualityError(f"the written file did not pass its check: {problem}", hint="build again")


def _seconds(microseconds: int | None) -> float:
    return (microseconds or 0) / 1_000_000


def check_duration(seconds: float, expected: Contents) -> None:
    """Raise QualityError unless the playing time is right to a packet, or to the microseconds it is told in."""
    rate_hz = rate_played(expected.encoded)
    wanted = duration_samples(expected.encoded) / rate_hz
    frame = frame_samples(expected.encoded[0].encoding.codec, rate_hz) / rate_hz
    check(abs(seconds - wanted) <= frame + _MICROSECOND, f"it plays {seconds:.3f} s, not {wanted:.3f} s")


def check_chapters(found: Sequence[Any], expected: Contents) -> None:
    """Raise QualityError unless the table has every chapter's title, and its start to the millisecond."""
    check(len(found) == len(expected.marks), f"it has {len(found)} chapters, not {len(expected.marks)}")
    for n, (chapter, mark) in enumerate(zip(found, expected.marks, strict=True), 1):
        start = float(chapter["start"] * chapter["time_base"])
        wanted = mark.start / rate_played(expected.encoded)
        check(abs(start - wanted) <= _CLOSE_S, f"chapter {n} starts at {start:.3f} s, not {wanted:.3f} s")
        title = chapter["metadata"].get("title", "")
        check(title == mark.title, f"chapter {n} is called '{title}', not '{mark.title}'")


def _compare_bytes(path: Path, audio_at: int, expected: Contents) -> None:
    """A file of appended frames is as long as they are, and has each looked-at chapter in its place."""
    sizes = [Path(e.path).stat().st_size for e in expected.encoded]
    total = path.stat().st_size - audio_at
    check(total == sum(sizes), f"it has {total} bytes of audio, not {sum(sizes)}")
    with path.open("rb") as file:
        for place in places(expected.encoded):
            file.seek(audio_at + sum(sizes[:place]))
            with Path(expected.encoded[place].path).open("rb") as own:
                wanted = own.read(_BYTES)
            check(file.read(len(wanted)) == wanted, f"the audio of chapter {place + 1} is not in its place")
