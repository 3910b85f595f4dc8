"""What the formats that are asked for need of encoded files."""

from __future__ import annotations

from audiobook.config import Config
from audiobook.master import Delivery, Encoding
from audiobook.plugins import load_writer


def encodings_for(config: Config) -> tuple[Encoding, ...]:
    """What the formats asked for need, each once; the first is the one whose times captions use."""
    wanted = [load_writer(name).encoding(delivery_of(config)) for name in config.formats]
    return tuple(dict.fromkeys(encoding for encoding in wanted if encoding is not None))


def delivery_of(config: Config) -> Delivery:
    """What the settings want of encoded files."""
    audio, rate_hz = config.audio, config.audio.file_rate_hz or config.audio.rate_hz
    kbps = audio.aac_kbps, audio.mp3_kbps, audio.opus_kbps
    return Delivery(rate_hz, audio.quality, *kbps, channels=audio.channels or 1)
