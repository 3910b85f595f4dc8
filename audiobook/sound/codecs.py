"""The codecs that chapters are kept in: how each is encoded, and what must be known to count its packets.

Pure data; thread-safe, imports nothing heavy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

#: Samples of one AAC frame, and of silence that the encoder puts before the first (ISO/IEC 14496-3, AAC-LC).
AAC_FRAME = 1024
#: Samples that decoding an MP3 without a LAME header puts before the first: 576 from the encoder and 529 from the
#: decoder (LAME technical FAQ; measured).
MP3_DELAY = 1105
#: Opus is always played at this rate, whatever was encoded (RFC 7845, section 5.1).
OPUS_RATE_HZ = 48000
#: Rates that libopus takes as they are; others are resampled to 48 kHz first (RFC 6716, section 2.1.3).
OPUS_RATES_HZ = (8000, 12000, 16000, 24000, 48000)
#: Opus packets a second: 20 ms each, the encoder's default and what RFC 7845 advises for stored audio.
_OPUS_PACKETS = 50
#: Block sizes of ffmpeg's FLAC encoder (libavcodec/flacenc.c): the largest of these that is at most so many ms long.
_FLAC_BLOCKS = (256, 512, 576, 1024, 1152, 2048, 2304, 4096, 4608, 8192)
_FLAC_BLOCK_MS = 105
#: The lowest rate of MPEG-1; below it a frame has half the samples (ISO/IEC 13818-3).
_MPEG1_LOWEST_HZ = 32000


@dataclass(frozen=True, slots=True)
class Codec:
    """How to encode. ``sample_format`` is float or 16-bit, by channel (``p``) or interleaved; options are ffmpeg's."""

    container: str
    suffix: str
    encoder: str
    sample_format: str
    container_options: Mapping[str, str] = field(default_factory=dict)
    #: Encoder options by quality.
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


CODECS = {
    "aac": Codec(
        "adts", ".aac", "aac", "fltp", options={"fast": {"aac_coder": "fast"}, "best": {"aac_coder": "twoloop"}}
    ),
    # Without a Xing header and tags the file is frames only; setting a bit rate makes them all of one size.
    "mp3": Codec(
        "mp3",
        ".mp3",
        "libmp3lame",
        "fltp",
        {"write_xing": "0", "id3v2_version": "0"},
        {"fast": {}, "best": {"compression_level": "2"}},
    ),
    # Without bitexact the stream's number is random. compression_level is libopus's complexity, 10 its own default.
    "opus": Codec(
        "ogg",
        ".opus",
        "libopus",
        "s16",
        {"fflags": "+bitexact"},
        options={"fast": {"compression_level": "5"}, "best": {}},
    ),
    # Levels of 5 and more have the block size that frame_samples tells.
    "flac": Codec(
        "flac", ".flac", "flac", "s16", options={"fast": {"compression_level": "5"}, "best": {"compression_level": "8"}}
    ),
    "wav": Codec("wav", ".wav", "pcm_s16le", "s16", {"rf64": "auto"}, {"fast": {}, "best": {}}),
}
#: LAME turns everything down by itself at lower bit rates (its table of presets: kbit/s up to, factor; measured with
#: tones: -0.445 dB up to 160, -0.264 dB at 192, none from 256 on).
_LAME_SCALE = ((160, 0.95), (192, 0.97), (224, 0.98))
#: What has no bit rate to choose.
LOSSLESS = frozenset({"flac", "wav"})


def codec_named(name: str) -> Codec:
    """A codec by its name. Raises ValueError for an unknown one."""
    if name not in CODECS:
        raise ValueError(f"no codec named '{name}'; there are {', '.join(CODECS)}")
    return CODECS[name]


def encoder_gain(codec: str, bit_rate: int) -> float:
    """The factor by which samples are raised before encoding, so that they are decoded at their own level."""
    if codec != "mp3":
        return 1.0
    return next((1 / scale for kbps, scale in _LAME_SCALE if bit_rate <= kbps * 1000), 1.0)


def played_hz(codec: str, rate_hz: int) -> int:
    """The rate at which a file encoded at ``rate_hz`` is decoded: Opus's is always 48 kHz."""
    return OPUS_RATE_HZ if codec == "opus" else rate_hz


def frame_samples(codec: str, rate_hz: int) -> int:
    """Samples of one encoded packet at the rate at which it is decoded; 1 for plain samples.

    Raises ValueError for an unknown codec.
    """
    codec_named(codec)
    match codec:
        case "aac":
            return AAC_FRAME
        case "opus":
            return OPUS_RATE_HZ // _OPUS_PACKETS
        case "flac":
            return max(n for n in _FLAC_BLOCKS if n <= max(_FLAC_BLOCKS[0], rate_hz * _FLAC_BLOCK_MS // 1000))
        case "wav":
            return 1
    return 1152 if rate_hz >= _MPEG1_LOWEST_HZ else 576
