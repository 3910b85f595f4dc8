"""Decode any checked audio file, block by block, in its own rate and channels."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from audiobook.errors import SourceError
from audiobook.proofing.kinds import Kind, kind_of
from audiobook.proofing.report import Spot

if TYPE_CHECKING:
    import numpy as np
    from av.container import InputContainer
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

#: Samples handed out at once, the quickest of those tried: 5.6 CPU s an hour against 6.6 with 16,384.
BLOCK = 131072
#: Numbers of channels whose loudness BS.1770-4 defines; an audiobook has one or two.
_CHANNELS = frozenset({1, 2, 3, 5, 6})
_LOWEST_HZ, _HIGHEST_HZ = 4000, 384_000
#: A frame of more channels is not looked into: PyAV 18.1 reads beyond the end of a list of eight planes or more, which
#: ends the process (found by fuzzing). No audiobook has them.
_MOST_READ = 7
#: Packets that may fail one after another before the rest is given up.
_MOST_DAMAGED = 200


class Source:
    """One opened audio file. A context manager; not thread-safe.

    Only what ``kinds`` found is opened, as a local file of that container, with the decoders of that kind: nothing in
    the file can name another file, another container or an address. Raises SourceError for what cannot be decoded.
    """

    def __init__(self, path: Path) -> None:
        import av

        self.path = path
        self.kind: Kind = kind_of(path)
        options = {"protocol_whitelist": "file", "codec_whitelist": ",".join((*self.kind.decoders, "mjpeg", "png"))}
        with self._refusing():
            self._file: InputContainer = av.open(
                f"file:{path.absolute()}", format=self.kind.container, options=options, metadata_errors="replace"
            )
        self._damaged: list[Spot] = []
        self._changes: list[Spot] = []
        self.n_samples = 0
        #: Bytes of all audio packets.
        self.n_bytes = 0
        self.packets = 0
        self.pictures: list[bytes] = []
        try:
            self._open_stream()
        except BaseException:
            self.close()
            raise

    def _open_stream(self) -> None:
        if not self._file.streams.audio:
            raise SourceError(f"'{self.path.name}' holds no audio", hint="give a file with sound in it")
        self._stream = self._file.streams.audio[0]
        context = self._stream.codec_context
        if context is None:  # PyAV's types do not say so
            raise SourceError(
                f"the sound of '{self.path.name}' is coded in a way that is not known",
                hint="export it again as MP3, AAC, Opus, FLAC or WAV",
            )
        self.rate_hz, self.channels, self.codec = (
            context.sample_rate,
            context.channels,
            context.name.removesuffix("float"),
        )
        if not _LOWEST_HZ <= self.rate_hz <= _HIGHEST_HZ or self.channels not in _CHANNELS:
            raise SourceError(
                f"'{self.path.name}' has {self.channels} channels at {self.rate_hz} Hz, which is not an audiobook",
                hint="export it again with one or two channels",
            )

    def __enter__(self) -> Self:
        """It is open already."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    @property
    def claimed_s(self) -> float | None:
        """Length in seconds that the container claims for its audio."""
        stream = self._stream
        if stream.duration and stream.time_base:
            return float(stream.duration * stream.time_base)
        return self._file.duration / 1_000_000 if self._file.duration else None

    @property
    def claimed_packets(self) -> int:
        """Packets that the container counts, 0 when it does not."""
        return self._stream.frames

    @property
    def metadata(self) -> dict[str, str]:
        """Tags of the file and of its stream (Ogg keeps them there), by FFmpeg's names in small letters."""
        both = {**dict(self._stream.metadata), **dict(self._file.metadata)}
        return {str(key).lower(): str(value) for key, value in both.items()}

    @property
    def chapters(self) -> list[Any]:
        """The chapter table as PyAV gives it."""
        return list(self._file.chapters())

    @property
    def damaged(self) -> list[Spot]:
        """Packets that could not be decoded."""
        return self._damaged

    @property
    def changes(self) -> list[Spot]:
        """Where the rate or the channels change in the middle of the file."""
        return self._changes

    def blocks(self) -> Iterator[Floats]:
        """All audio as blocks of shape (channels, n), float32, full scale 1.0; n is ``BLOCK`` or somewhat more."""
        import numpy as np

        held: list[Floats] = []
        size = 0
        for part in self._parts():
            held.append(part)
            size += part.shape[1]
            if size >= BLOCK:
                yield np.concatenate(held, axis=1)
                held, size = [], 0
        if held:
            yield np.concatenate(held, axis=1)

    def _parts(self) -> Iterator[Floats]:
        import av

        with self._refusing():
            streams = [self._stream, *(s for s in self._file.streams.video if _is_picture(s))]
            packets = self._file.demux(streams)
            in_a_row = 0
            while in_a_row < _MOST_DAMAGED:
                try:
                    packet: Any = next(packets)
                    if packet.stream is not self._stream:
                        self._keep_picture(bytes(packet))
                        continue
                    self.n_bytes += packet.size
                    self.packets += bool(packet.size)
                    frames = packet.decode()
                except StopIteration:
                    return
                except (av.error.InvalidDataError, av.error.PatchWelcomeError) as error:
                    in_a_row += 1
                    self._damaged.append(Spot(self.n_samples / self.rate_hz, 0.0, error.strerror or ""))
                    continue
                in_a_row = 0 if frames else in_a_row
                for frame in frames:
                    part = self._floats(frame)
                    self.n_samples += part.shape[1]
                    yield part

    def _keep_picture(self, data: bytes) -> None:
        if data and len(self.pictures) < 2:  # noqa: PLR2004 - front and back
            self.pictures.append(data)

    def _floats(self, frame: Any) -> Floats:  # noqa: ANN401 - av.AudioFrame, loosely typed
        if frame.sample_rate != self.rate_hz or frame.layout.nb_channels != self.channels:
            return self._changed(frame)
        return _as_floats(frame.to_ndarray(), frame.format.is_planar, self.channels)

    def _changed(self, frame: Any) -> Floats:  # noqa: ANN401 - the same
        """A frame of another rate or layout than the first: said once for each stretch, and measured all the same."""
        import numpy as np

        size = f"{frame.layout.nb_channels} channels at {frame.sample_rate} Hz"
        if not self._changes or self._changes[-1].size != size:
            self._changes.append(Spot(self.n_samples / self.rate_hz, 0.0, size))
        if frame.layout.nb_channels > _MOST_READ:
            return np.zeros((self.channels, round(frame.samples * self.rate_hz / frame.sample_rate)), np.float32)
        plain = _as_floats(frame.to_ndarray(), frame.format.is_planar, frame.layout.nb_channels).mean(axis=0)
        n = round(len(plain) * self.rate_hz / frame.sample_rate)
        at = np.linspace(0, len(plain) - 1, n)
        return np.tile(np.interp(at, np.arange(len(plain)), plain).astype(np.float32), (self.channels, 1))

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        import av

        try:
            yield
        except FileNotFoundError:
            raise SourceError(f"there is no file '{self.path}'") from None
        except (av.error.FFmpegError, OSError, ValueError) as error:
            raise SourceError(
                f"'{self.path.name}' cannot be decoded: {getattr(error, 'strerror', None) or error}",
                hint="is the file whole? fetch or export it again",
            ) from error


def _is_picture(stream: Any) -> bool:  # noqa: ANN401 - av.VideoStream
    """Only pictures in tags, never a film, whose packets would be all of the file."""
    import av

    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def _as_floats(samples: NDArray[Any], planar: bool, channels: int) -> Floats:  # noqa: FBT001 - the frame's own flag
    import numpy as np

    plain = samples if planar or channels == 1 else samples.reshape(-1, channels).T
    if plain.dtype == np.uint8:
        return (plain.astype(np.float32) - np.float32(128)) / np.float32(128)
    if plain.dtype.kind == "i":
        return np.asarray(plain, np.float32) * np.float32(1 / 2 ** (8 * plain.dtype.itemsize - 1))
    return np.asarray(plain, np.float32)
