"""WAV files, right and wrong ones."""

from __future__ import annotations

import struct
from collections.abc import Callable

from fake_dashscope.faults import Fault
from fake_dashscope.sound import RATE_HZ

#: What a streaming encoder writes for sizes that it cannot know.
_UNKNOWN_SIZE = 0xFFFFFFFF
#: "Too long" is this many times over: more than any plausible reading, as of a voice that ran away.
_RUNAWAY = 12
#: "Too short" is this part of it.
_CLIPPED = 40
_HEADER_BYTES = 44


def wav(samples: bytes, *, rate_hz: int = RATE_HZ, size: int | None = None) -> bytes:
    """Mono 16-bit samples as a WAV file; ``size`` lies about the bytes that follow."""
    data = len(samples) if size is None else size
    riff = min(data + _HEADER_BYTES - 8, _UNKNOWN_SIZE)
    head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", riff, b"WAVE", b"fmt ", 16, 1, 1, rate_hz, 2 * rate_hz, 2, 16,
                       b"data", data)  # fmt: skip
    return head + samples


#: What becomes of samples under each fault of the audio.
_SPOILED: dict[Fault, Callable[[bytes], bytes]] = {
    Fault.AUDIO_EMPTY: lambda _: b"",
    Fault.AUDIO_BAD_HEADER: lambda samples: bad_header(wav(samples)),
    Fault.AUDIO_SILENT: lambda samples: wav(bytes(len(samples))),
    Fault.AUDIO_TOO_LONG: lambda samples: wav(samples * _RUNAWAY),
    Fault.AUDIO_TOO_SHORT: lambda samples: wav(samples[: len(samples) // _CLIPPED // 2 * 2]),
    Fault.AUDIO_CUT: lambda samples: wav(samples)[: len(samples) // 2],
    Fault.AUDIO_WRONG_RATE: lambda samples: wav(samples, rate_hz=RATE_HZ // 3),
    Fault.AUDIO_STREAMING_HEADER: lambda samples: wav(samples, size=_UNKNOWN_SIZE),
}


def spoiled(samples: bytes, fault: Fault | None) -> bytes:
    """The file for a request that met ``fault``: a right one for ``None`` and for faults that are not in the audio."""
    spoil = _SPOILED.get(fault) if fault else None
    return spoil(samples) if spoil else wav(samples)


def bad_header(data: bytes) -> bytes:
    """The same file with nonsense where the header should be."""
    return b"\x00garbage" * 4 + data[32:]
