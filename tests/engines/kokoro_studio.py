"""Engines with the made-up model and, where it was fetched or installed, with the real one."""

from contextlib import contextmanager
from functools import cache

import pytest
from fakes.kokoro_model import write_kokoro

from audiobook.engines.kokoro import files
from audiobook.engines.kokoro.engine import KokoroEngine
from audiobook.errors import EngineError
from audiobook.take import Slate


@contextmanager
def made_up(folder, voices=None):
    """The engine over a made-up model in a folder."""
    model, shelf = write_kokoro(folder, voices)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(files.MODEL_VARIABLE, str(model))
        patch.setenv(files.VOICES_VARIABLE, str(shelf))
        yield KokoroEngine()


@cache
def real():
    """The engine over the real model, or a skip with the reason."""
    engine = KokoroEngine()
    try:
        if engine.info.model != files.MODEL_NAME:
            pytest.skip("another model than Kokoro v1.0 int8 is set")
        engine.voices()
    except EngineError as error:
        pytest.skip(f"{error}; {error.hint}")
    return engine


def slate(text, voice, **fields):
    return Slate(text, "kokoro", "", "", voice, "", **fields)
