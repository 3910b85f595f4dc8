"""Kokoro: an 82-million-parameter voice model with 54 voices in nine languages, run by onnxruntime on one core."""
