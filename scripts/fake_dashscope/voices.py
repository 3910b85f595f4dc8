"""Engines of audiobook's in the place of the cloud's voices, for people who want to hear something."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Callable

from fake_dashscope.models import MEN
from fake_dashscope.settings import SYNTHETIC
from fake_dashscope.sound import RATE_HZ, Recipe, synthetic

#: BCP 47 tags of the ``language_type`` names; ``Auto`` and anything else is told by the letters.
_TAGS = {
    "Chinese": "zh",
    "English": "en",
    "German": "de",
    "Italian": "it",
    "Portuguese": "pt",
    "Spanish": "es",
    "Japanese": "ja",
    "Korean": "ko",
    "French": "fr",
    "Russian": "ru",
}


def speaker(name: str) -> Callable[[Recipe], bytes]:
    """What renders recipes: ``synthetic``, or an engine by name. Raises UsageError for an unknown engine."""
    if name == SYNTHETIC:
        return synthetic
    from audiobook.plugins import load_engine

    load_engine(name)
    return _Ensemble(name).speak


class _Ensemble:
    """An engine that speaks for all voices, each always with the same one of its own. Thread-safe by a lock."""

    def __init__(self, engine: str) -> None:
        self._engine = engine
        self._lock = threading.Lock()

    def speak(self, recipe: Recipe) -> bytes:
        """Mono 16-bit samples at ``RATE_HZ``; the synthetic sound where the engine cannot read the text."""
        from audiobook.cast import Gender
        from audiobook.errors import TakeError
        from audiobook.plugins import load_engine
        from audiobook.sound.pcm import to_int16
        from audiobook.sound.resample import resample
        from audiobook.take import Slate

        engine = load_engine(self._engine)
        tag = _TAGS.get(recipe.language) or ("en" if recipe.text.isascii() else "zh")
        if not engine.speaks(tag) or not engine.reads(recipe.text):
            return synthetic(recipe)
        gender = Gender.MALE if recipe.voice in MEN else Gender.FEMALE
        voices = [v for v in engine.voices() if {"*", tag} & {t.split("-")[0] for t in v.languages}]
        voices = [v for v in voices if v.gender is gender] or voices or list(engine.voices())
        voice = voices[zlib.crc32(recipe.voice.encode()) % len(voices)]
        info = engine.info
        slate = Slate(recipe.text, info.name, info.version, info.model, voice.id, tag, seed=recipe.seed)
        try:
            with self._lock:
                recording = engine.synthesize(slate)
        except TakeError:
            return synthetic(recipe)
        return to_int16(resample(recording.samples, recording.rate_hz, RATE_HZ)).astype("<i2").tobytes()
