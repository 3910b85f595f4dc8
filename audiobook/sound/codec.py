"""Encode and decode audio with PyAV: AAC in ADTS and MP3 as bare frames, so that chapters can be joined by packets.

Files are opened as local files of a named container, never as URLs and never by guessing from their content.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Samples of one AAC frame, and of silence that the encoder puts before the first (ISO/IEC 14496-3, AAC-LC).
AAC_FRAME = 1024
#: Samples that decoding an MP3 without a LAME header puts before the first: 576 from the encoder and 529 from the
#: decoder (LAME technical FAQ; measured).
MP3_DELAY = 1105
#: Samples handed to the encoder at once: 8.1 CPU s an hour for AAC against 9.2 with single frames (measured).
_FEED = 65536
#: The lowest rate of MPEG-1; below it a frame has half the samples (ISO/IEC 13818-3).
_MPEG1_LOWEST_HZ = 32000


@dataclass(frozen=True, slots=True)
class _Codec:
    container: str
    suffix: str
    encoder: str
    sample_format: str
    container_options: Mapping[str, str] = field(default_factory=dict)
    #: Encoder options by quality.
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


_CODECS = {
    "aac": _Codec(
        "adts", ".aac", "aac", "fltp", options={"fast": {"aac_coder": "fast"}, "best": {"aac_coder": "twoloop"}}
    ),
    # Without a Xing header and tags the file is frames only; setting a bit rate makes them all of one size.
    "mp3": _Codec(
        "mp3",
        ".mp3",
        "libmp3lame",
        "s16p",
        {"write_xing": "0", "id3v2_version": "0"},
        {"fast": {}, "best": {"compression_level": "2"}},
    ),
}
_CONTAINERS = {".aac": "aac", ".mp3": "mp3", ".m4b": "mov", ".m4a": "mov", ".flac": "flac", ".wav": "wav"}


def encoder_version() -> str:
    """What the encoded bytes depend on, without loading the encoder: PyAV's wheels carry their own ffmpeg and LAME."""
    return f"av {version('av')}"


def suffix_of(codec: str) -> str:
    """The suffix, with the dot, of a bare encoded file. Raises ValueError for an unknown codec."""
    return _codec(codec).suffix


def frame_samples(codec: str, rate_hz: int) -> int:
    """Samples of one encoded frame. Raises ValueError for an unknown codec."""
    _codec(codec)
    if codec == "aac":
        return AAC_FRAME
    return 1152 if rate_hz >= _MPEG1_LOWEST_HZ else 576


def _codec(name: str) -> _Codec:
    if name not in _CODECS:
        raise ValueError(f"no codec named '{name}'; there are {', '.join(_CODECS)}")
    return _CODECS[name]


def local(path: Path) -> str:
    """The name under which PyAV opens a file as a file, whatever its name looks like."""
    return f"file:{path.absolute()}"


@dataclass(frozen=True, slots=True)
class Encoded:
    """What an encoder wrote: samples after padding to whole frames, packets counted, CPU milliseconds of encoding."""

    n_samples: int
    packets: int
    cpu_ms: int


class Encoder:
    """Write mono 16-bit samples to one bare encoded file, a block at a time. Not thread-safe.

    ``codec`` is ``aac`` or ``mp3``, ``bit_rate`` in bits per second, ``quality`` is ``fast`` or ``best``. Raises
    OSError when the file cannot be written and ValueError for settings the encoder does not have.
    """

    def __init__(self, path: Path, codec: str, rate_hz: int, bit_rate: int, quality: str) -> None:
        import av

        self._codec = _codec(codec)
        if quality not in self._codec.options:
            raise ValueError(f"no quality named '{quality}'; there are {', '.join(self._codec.options)}")
        self._frame = frame_samples(codec, rate_hz)
        self._rate_hz = rate_hz
        self._position = self._packets = 0
        self._cpu = 0.0
        started = time.thread_time()
        self._output: Any = av.open(
            local(path), "w", format=self._codec.container, options=dict(self._codec.container_options)
        )
        try:
            stream: Any = self._output.add_stream(
                self._codec.encoder, rate=rate_hz, options=dict(self._codec.options[quality])
            )
            self._stream = stream
            self._stream.format = self._codec.sample_format
            self._stream.layout = "mono"
            self._stream.bit_rate = bit_rate
            self._output.start_encoding()  # opens the file now, not with the first packet
        except BaseException:
            self.close()
            raise
        self._cpu += time.thread_time() - started

    def write(self, samples: NDArray[np.int16]) -> None:
        """Encode some more. Any number of samples."""
        import numpy as np

        for at in range(0, len(samples), _FEED):
            part = samples[at : at + _FEED]
            if self._codec.sample_format == "fltp":
                self._encode(part * np.float32(1 / 32768))
            else:
                self._encode(part)

    def finish(self) -> Encoded:
        """Pad with silence to whole frames, write what is left and close the file."""
        import numpy as np

        missing = -self._position % self._frame or (0 if self._position else self._frame)
        self.write(np.zeros(missing, np.int16))
        started = time.thread_time()
        self._mux(self._stream.encode(None))
        self.close()
        self._cpu += time.thread_time() - started
        return Encoded(self._position, self._packets, round(self._cpu * 1000))

    def close(self) -> None:
        """Close the file as it is; does nothing after ``finish``."""
        self._output.close()

    def _encode(self, part: NDArray[Any]) -> None:
        import av

        started = time.thread_time()
        frame = av.AudioFrame.from_ndarray(part[None, :], format=self._codec.sample_format, layout="mono")
        frame.sample_rate = self._rate_hz
        frame.time_base = Fraction(1, self._rate_hz)
        frame.pts = self._position
        self._position += len(part)
        self._mux(self._stream.encode(frame))
        self._cpu += time.thread_time() - started

    def _mux(self, packets: list[Any]) -> None:
        for packet in packets:
            self._output.mux(packet)
            self._packets += 1


def container_of(path: Path) -> str:
    """The container name to open a file with, by its suffix. Raises ValueError for an unknown suffix."""
    suffix = path.suffix.lower()
    if suffix not in _CONTAINERS:
        raise ValueError(f"no container is known for '{path.name}'; there are {', '.join(_CONTAINERS)}")
    return _CONTAINERS[suffix]


def decode_blocks(path: Path, container: str = "") -> Iterator[NDArray[np.float32]]:
    """Decode a file's audio to mono float32 blocks, full scale 1.0, at its own rate; more channels are averaged.

    ``container`` overrides the suffix. What the file itself marks as padding (an MP4 edit list) is left out. Raises
    OSError when it cannot be opened or decoded, ValueError when it holds no audio or its suffix is unknown.
    """
    import av

    with av.open(local(path), format=container or container_of(path)) as source:
        if not source.streams.audio:
            raise ValueError(f"'{path.name}' holds no audio")
        resampler = av.AudioResampler(format="fltp")
        for frame in source.decode(source.streams.audio[0]):
            for plain in resampler.resample(frame):
                yield plain.to_ndarray().mean(axis=0, dtype="float32")
