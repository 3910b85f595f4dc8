"""A model with Kokoro's inputs in a few hundred bytes, and voices for it: a steady note as long as the text."""

from __future__ import annotations

import numpy as np
from fakes import onnx_voice as onnx

#: Samples of a sign at speed 1: 62 ms, about what the real model makes.
HOP = 1500
RATE_HZ = 24000
HZ = 100


def model(tokens="tokens"):
    """``sin(2 pi HZ (1 + mean of the style) n / rate) / 4`` for signs x HOP / speed samples."""
    nodes = [
        onnx._node("Shape", [tokens], "shape"),
        onnx._node("Gather", ["shape", "one"], "count_i"),
        onnx._node("Cast", ["count_i"], "count", to=onnx._FLOAT),
        onnx._node("Mul", ["count", "hop"], "long"),
        onnx._node("Div", ["long", "speed"], "samples"),
        onnx._node("Squeeze", ["samples"], "end"),
        onnx._node("Range", ["zero_f", "end", "one_f"], "ramp"),
        onnx._node("ReduceMean", ["style"], "mean", keepdims=0),
        onnx._node("Add", ["mean", "one_f"], "factor"),
        onnx._node("Mul", ["factor", "step"], "own_step"),
        onnx._node("Mul", ["ramp", "own_step"], "phase"),
        onnx._node("Sin", ["phase"], "wave"),
        onnx._node("Mul", ["wave", "quarter"], "audio"),
    ]
    constants = [
        onnx._constant("one", onnx._INT64, [1]),
        onnx._constant("hop", onnx._FLOAT, [HOP]),
        onnx._constant("zero_f", onnx._FLOAT, [0]),
        onnx._constant("one_f", onnx._FLOAT, [1]),
        onnx._constant("step", onnx._FLOAT, [2 * np.pi * HZ / RATE_HZ]),
        onnx._constant("quarter", onnx._FLOAT, [0.25]),
    ]
    ports = [
        onnx._port(11, tokens, onnx._INT64, [1, "n"]),
        onnx._port(11, "style", onnx._FLOAT, [1, 256]),
        onnx._port(11, "speed", onnx._FLOAT, [1]),
        onnx._port(12, "audio", onnx._FLOAT, ["t"]),
    ]
    graph = b"".join(nodes) + onnx._field(2, "note") + b"".join(constants) + b"".join(ports)
    return onnx._field(1, 8) + onnx._field(7, graph) + onnx._field(8, onnx._field(1, "") + onnx._field(2, 17))


def table(mean):
    """A voice's numbers, which make its note ``1 + mean`` times as high."""
    return np.full((510, 256), mean, dtype="<f4")


#: Names that are no known voice's, so that any contents will do.
VOICES = {"af_one": 0.0, "bm_two": 1.0, "ff_three": 0.5}


def write_kokoro(folder, voices=None):
    """Model and voices in a folder; returns their two paths."""
    shelf = folder / "voices"
    shelf.mkdir(parents=True, exist_ok=True)
    for name, mean in (VOICES if voices is None else voices).items():
        (shelf / f"{name}.bin").write_bytes(table(mean).tobytes())
    path = folder / "model.onnx"
    path.write_bytes(model())
    return path, shelf
