"""What came back, decoded from memory and held against what was asked."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from audiobook.engines.http.wav import SoundError, read_wav
from audiobook.engines.text import expected_seconds
from audiobook.sound.pcm import rms_dbfs, speech_bounds, to_int16

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_RATES_HZ = (8000, 192_000)
_SILENT_DBFS = -55.0
#: A take has 0.3 to 3 times the usual length of its text (facts sheet dashscope, section 7); a very short one more,
#: since the voice's own silence and a slow single word count for more there.
_SHORTEST, _LONGEST, _SLACK_S, _TOO_SHORT_TO_TELL_S = 0.3, 3.0, 2.5, 1.0
#: What servers and players understand as the bounds of a speed.
SPEEDS = (0.25, 4.0)
#: Around the place where the pieces of a text meet, so much of the voice's own quiet is kept.
_JOIN_MS = 150
_ID3, _FLAC, _OGG = b"ID3", b"fLaC", b"OggS"
#: The eleven set bits that begin each frame.
_MPEG, _MPEG_SYNC = b"\xff", b"\xe0"


def longest_s(text: str, speed: float = 1.0) -> float:
    """The most seconds that this text can take."""
    return _LONGEST * expected_seconds(text) / _slowest(speed) + _SLACK_S


def decode(data: bytes, most_s: float, pcm_rate_hz: int = 0) -> tuple[NDArray[np.float32], int]:
    """Mono float samples and their rate, of a WAV, FLAC, MP3 or Ogg, whatever was asked for.

    With ``pcm_rate_hz`` what is no WAV is bare 16-bit samples at that rate. Of what is packed, not more than
    ``most_s`` seconds and one are decoded. Raises SoundError. Thread-safe.
    """
    import numpy as np

    if not data:
        raise SoundError("it is empty")
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return read_wav(data)
    if pcm_rate_hz:
        return np.frombuffer(data[: len(data) & ~1], "<i2").astype(np.float32) / np.float32(32768), pcm_rate_hz
    if data[:4] in {_FLAC, _OGG} or data[:3] == _ID3 or (data[:1] == _MPEG and data[1:2] >= _MPEG_SYNC):
        return _packed(data, most_s)
    raise SoundError("it is in no format that is read (WAV, FLAC, MP3, Ogg)")


def _packed(data: bytes, most_s: float) -> tuple[NDArray[np.float32], int]:
    """By libsndfile; the bound matters, since a small file may hold hours."""
    import soundfile

    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            rate_hz = int(file.samplerate)
            if not _RATES_HZ[0] <= rate_hz <= _RATES_HZ[1]:
                raise SoundError(f"its sample rate is {rate_hz} Hz")
            samples = file.read(int((most_s + 1) * rate_hz), dtype="float32", always_2d=True)
    except (soundfile.SoundFileError, RuntimeError, TypeError) as error:
        raise SoundError(f"it cannot be decoded ({type(error).__name__})") from None
    mono: NDArray[np.float32] = samples.mean(axis=1, dtype=samples.dtype)
    return mono, rate_hz


def sound_problem(samples: NDArray[np.float32], rate_hz: int, text: str, speed: float = 1.0) -> str:
    """Why these samples cannot be this text, read aloud; empty when they can."""
    import numpy as np

    if samples.size == 0:
        return "it has no samples"
    if not np.isfinite(samples).all():
        return "it has samples that are not numbers"
    level = rms_dbfs(samples)
    if level < _SILENT_DBFS:
        return f"it is silent ({level:.0f} dBFS)"
    seconds, usual = samples.size / rate_hz, expected_seconds(text) / min(max(speed, 1.0), SPEEDS[1])
    if usual > _TOO_SHORT_TO_TELL_S and seconds < _SHORTEST * usual:
        return f"{seconds:.1f} s is too short for {len(text)} characters"
    if seconds > longest_s(text, speed):
        return f"{seconds:.1f} s is too long for {len(text)} characters"
    return ""


def _slowest(speed: float) -> float:
    return max(min(speed, 1.0), SPEEDS[0])


def joined(parts: list[tuple[NDArray[np.float32], int]]) -> tuple[NDArray[np.float32], int]:
    """Parts of one text with little quiet where they meet. Raises SoundError when their rates differ."""
    import numpy as np

    rates = {rate_hz for _, rate_hz in parts}
    if len(rates) > 1:
        raise SoundError("its parts have several sample rates")
    (rate_hz,) = rates
    if len(parts) == 1:
        return parts[0]
    margin = rate_hz * _JOIN_MS // 1000
    cut = []
    for n, (part, _) in enumerate(parts):
        start, end = speech_bounds(to_int16(part), rate_hz)
        first = 0 if n == 0 else max(0, start - margin)
        last = part.size if n == len(parts) - 1 else min(part.size, end + margin)
        cut.append(part[first:last])
    return np.concatenate(cut), rate_hz
