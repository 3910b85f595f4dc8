"""A piper voice of a few hundred bytes: for each phoneme a stretch of a steady note, higher for each next speaker.

The model is written as the protobuf messages that ONNX defines (onnx.proto3), so that no package is needed for it.
"""

from __future__ import annotations

import json
import struct

RATE_HZ = 22050
#: Samples of one phoneme at length scale 1; piper puts a blank between phonemes, which is one too.
HOP = 800
_FLOAT, _INT64 = 1, 7


def _varint(value: int) -> bytes:
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def _field(number: int, value: int | bytes | str) -> bytes:
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    data = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _node(op: str, inputs: list[str], output: str, **attributes: int) -> bytes:
    body = b"".join(_field(1, name) for name in inputs) + _field(2, output) + _field(3, output) + _field(4, op)
    for name, value in attributes.items():
        body += _field(5, _field(1, name) + _field(3, value) + _field(20, 2))
    return _field(1, body)


def _constant(name: str, kind: int, values: list, dims: tuple[int, ...] = ()) -> bytes:
    raw = struct.pack(f"<{len(values)}{'f' if kind == _FLOAT else 'q'}", *values)
    return _field(5, b"".join(_field(1, d) for d in dims) + _field(2, kind) + _field(8, name) + _field(9, raw))


def _port(number: int, name: str, kind: int, dims: list[int | str]) -> bytes:
    shape = b"".join(_field(1, _field(1, d) if isinstance(d, int) else _field(2, d)) for d in dims)
    return _field(number, _field(1, name) + _field(2, _field(1, _field(1, kind) + _field(2, shape))))


def model(speakers: int = 1) -> bytes:
    """``sin(2 pi hz n / rate) / 4`` for phonemes x hop x length scale samples; noise scale moves the loudness."""
    several = speakers > 1
    nodes = [
        _node("Cast", ["input_lengths"], "count", to=_FLOAT),
        _node("Gather", ["scales", "one"], "length"),
        _node("Mul", ["count", "length"], "long"),
        _node("Mul", ["long", "hop"], "samples"),
        _node("Squeeze", ["samples"], "end"),
        _node("Range", ["zero_f", "end", "one_f"], "ramp"),
    ]
    step = "step"
    if several:
        nodes += [
            _node("Cast", ["sid"], "sid_f", to=_FLOAT),
            _node("Add", ["sid_f", "one_f"], "nth"),
            _node("Mul", ["nth", "step"], "own_step"),
        ]
        step = "own_step"
    nodes += [
        _node("Mul", ["ramp", step], "phase"),
        _node("Sin", ["phase"], "wave"),
        _node("Mul", ["wave", "quarter"], "quiet"),
        _node("Reshape", ["quiet", "shape"], "output"),
    ]
    constants = [
        _constant("one", _INT64, [1]),
        _constant("hop", _FLOAT, [HOP]),
        _constant("zero_f", _FLOAT, [0]),
        _constant("one_f", _FLOAT, [1]),
        _constant("step", _FLOAT, [2 * 3.14159265 * 150 / RATE_HZ]),
        _constant("quarter", _FLOAT, [0.25]),
        _constant("shape", _INT64, [1, 1, -1], (3,)),
    ]
    ports = [
        _port(11, "input", _INT64, ["batch", "phonemes"]),
        _port(11, "input_lengths", _INT64, ["batch"]),
        _port(11, "scales", _FLOAT, [3]),
        *([_port(11, "sid", _INT64, ["batch"])] if several else []),
        _port(12, "output", _FLOAT, ["b", "c", "t"]),
    ]
    graph = b"".join(nodes) + _field(2, "tone") + b"".join(constants) + b"".join(ports)
    return _field(1, 8) + _field(7, graph) + _field(8, _field(1, "") + _field(2, 17))


def description(*, espeak="en-us", code="en_US", speakers=None, rate_hz=RATE_HZ, alphabet=None, **more):
    """What lies beside a model; ``speakers`` are names, ``alphabet`` the phonemes it has a sound for."""
    from string import ascii_letters

    signs = alphabet or "_^$ !'(),-.:;?" + ascii_letters + "æçðøħŋœɐɑɒɔɕɖəɚɛɜɟɡɢɣɥɦɪɫɬɭɮɯɰɱɲɳɹɻɽɾʀʁʂʃʈʉʊʋʌʎʏʐʑʒʔˈˌːθχᵻʲ̩̃"
    return {
        "audio": {"sample_rate": rate_hz, "quality": "low"},
        "espeak": {"voice": espeak},
        "language": {"code": code},
        "inference": {"noise_scale": 0.667, "length_scale": 1.0, "noise_w": 0.8},
        "phoneme_type": "espeak",
        "phoneme_id_map": {sign: [n] for n, sign in enumerate(signs)},
        "num_symbols": len(signs),
        "num_speakers": len(speakers or ()) or 1,
        "speaker_id_map": {name: n for n, name in enumerate(speakers or ())},
    } | more


def write_voice(folder, name="en_US-tone-low", **said):
    """A voice in a folder; returns the path of its model."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.onnx"
    body = description(**said)
    path.write_bytes(model(body["num_speakers"]))
    path.with_name(f"{path.name}.json").write_text(json.dumps(body), encoding="utf-8")
    return path
