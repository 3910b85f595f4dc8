"""What kind of sound file something is, by its first bytes and by nothing else.

Only kinds that hold their sound themselves are known. A playlist, a list of parts or an address never is one, whatever
its name: those make a decoder open other files.
"""

from __future__ import annotations

#: Bytes that ``container_by_content`` wants to see.
HEAD_BYTES = 64
_RIFF_KINDS = (b"RIFF", b"RF64")
#: An MPEG audio frame begins with eleven set bits; then two of version (01 is reserved) and two of layer (01 is III).
_MPEG_FIRST, _MPEG_SYNC = 0xFF, 0xE0
_VERSION, _RESERVED_VERSION = 0x18, 0x08
_LAYER, _LAYER_III = 0x06, 0x02
#: Audio decoders that may be used on each container. Names are ffmpeg's.
DECODERS = {
    "wav": frozenset({
        "pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_f64le", "pcm_alaw", "pcm_mulaw",
    }),
    "flac": frozenset({"flac"}),
    "mp3": frozenset({"mp3", "mp3float"}),
    "mov": frozenset({"aac", "alac", "mp3", "mp3float", "opus", "libopus", "flac"}),
    "ogg": frozenset({"vorbis", "libvorbis", "opus", "libopus", "flac"}),
}  # fmt: skip
#: How the kinds are called in messages.
KNOWN = "WAV, FLAC, MP3, M4A, Ogg and Opus"


def container_by_content(head: bytes) -> str:
    """The container, by ffmpeg's name, whose first bytes these are; empty for an unknown one."""
    if head[:4] in _RIFF_KINDS and head[8:12] == b"WAVE":
        return "wav"
    if head[:4] == b"fLaC":
        return "flac"
    if head[:4] == b"OggS":
        return "ogg"
    if head[4:8] == b"ftyp":
        return "mov"
    return "mp3" if head[:3] == b"ID3" or _is_mpeg(head) else ""


def _is_mpeg(head: bytes) -> bool:
    if len(head) < HEAD_BYTES or head[0] != _MPEG_FIRST or head[1] & _MPEG_SYNC != _MPEG_SYNC:
        return False
    return head[1] & _VERSION != _RESERVED_VERSION and head[1] & _LAYER == _LAYER_III
