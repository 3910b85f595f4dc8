"""Decode somebody's sound file: as a local file, in the container that its first bytes say, with decoders from a list.

In bounded memory, and up to a length. Whatever is wrong with the file is a ScriptError.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from audiobook.errors import ScriptError
from audiobook.sound.codec import local
from audiobook.sound.signatures import DECODERS, HEAD_BYTES, KNOWN, container_by_content

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

#: Longer sounds are refused: an episode is at most so long, and a small file may unpack to any length (own judgement).
LONGEST_S = 6 * 3600
#: Rates of real recordings; others would make a short file very long.
_RATES_HZ = (4000, 384_000)
#: A sample 60 dB beyond full scale is no sound.
_BROKEN = 1000.0
#: Samples handed out at once, about.
_AT_ONCE = 65_536
_STEREO = 2


def unpacked_blocks(source: Path) -> Iterator[tuple[Floats, int]]:
    """The decoded sound, full scale 1.0: blocks of shape ``(n, 1)`` or ``(n, 2)``, and their rate.

    Of more than two channels two are made by the rule of ``sound.channels.down_mixed``. What the file marks as padding
    is left out. Raises ScriptError for a file that is missing, of an unknown kind, broken, without sound, or longer
    than ``LONGEST_S``.
    """
    import numpy as np

    container = _container(source)
    held: list[Floats] = []
    length = rate_hz = total = 0
    for samples, rate_hz in _frames(source, container):
        held.append(samples)
        length, total = length + len(samples), total + len(samples)
        if total > LONGEST_S * rate_hz:
            raise ScriptError(
                f"'{source.name}' is longer than {LONGEST_S // 3600} hours", hint="cut out what is wanted of it"
            )
        if length >= _AT_ONCE:
            yield _whole(source, np.concatenate(held)), rate_hz
            held, length = [], 0
    if not total:
        raise _empty(source)
    if held:
        yield _whole(source, np.concatenate(held)), rate_hz


def _whole(source: Path, block: Floats) -> Floats:
    import numpy as np

    # A comparison with NaN is false too.
    if not np.abs(block).max(initial=0.0) < _BROKEN:
        raise _broken(source, "its samples are no levels")
    return block


def _container(source: Path) -> str:
    try:
        if not source.is_file():
            raise ScriptError(f"there is no sound file '{source}'", hint="check its name and folder")
        with source.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        raise ScriptError(
            f"'{source}' cannot be read: {error.strerror or error}", hint="check the file's permissions"
        ) from error
    if container := container_by_content(head):
        return container
    raise ScriptError(f"'{source.name}' is no sound file that is known", hint=f"{KNOWN} are; convert it to one of them")


def _frames(source: Path, container: str) -> Iterator[tuple[Floats, int]]:
    """Each decoded frame as ``(n, 1)`` or ``(n, 2)`` floats with its rate. Raises ScriptError and nothing else."""
    import av
    import numpy as np

    from audiobook.sound.channels import down_mixed

    allowed = DECODERS[container]
    options = {"protocol_whitelist": "file", "codec_whitelist": ",".join(sorted(allowed))}
    try:
        # A tag in some old character set is no reason to refuse the sound.
        with av.open(local(source), format=container, options=options, metadata_errors="replace") as opened:
            if not opened.streams.audio:
                raise _empty(source)
            stream = opened.streams.audio[0]
            kind = (_checked_rate(source, stream.codec_context, allowed), stream.layout.name)
            names = [channel.name for channel in stream.layout.channels]
            # All channels in one plane: PyAV 18.1 reads beyond the end of a list of eight planes or more.
            plain = av.AudioResampler(format="flt")
            for frame in opened.decode(stream):
                for part in plain.resample(frame):
                    if (part.sample_rate, part.layout.name) != kind:
                        raise _broken(source, "its rate or its channels change")
                    samples: Floats = np.ascontiguousarray(part.to_ndarray().reshape(-1, len(names)), np.float32)
                    yield samples if len(names) <= _STEREO else down_mixed(samples, names), kind[0]
    except (OSError, ValueError, av.FFmpegError) as error:
        raise _broken(source, getattr(error, "strerror", None) or error) from error


def _checked_rate(source: Path, codec: Any, allowed: frozenset[str]) -> int:  # noqa: ANN401 - PyAV's own type
    name = codec.name if codec else "unknown"
    if name not in allowed:
        raise ScriptError(f"'{source.name}' holds sound of the kind '{name}'", hint=f"{KNOWN} are known; convert it")
    rate_hz = int(codec.rate or 0)
    if not _RATES_HZ[0] <= rate_hz <= _RATES_HZ[1]:
        raise _broken(source, f"{rate_hz} samples a second")
    return rate_hz


def _broken(source: Path, reason: object) -> ScriptError:
    return ScriptError(f"'{source.name}' cannot be decoded: {reason}", hint="it may be damaged; export it anew")


def _empty(source: Path) -> ScriptError:
    return ScriptError(f"'{source.name}' holds no sound", hint="use another file")
