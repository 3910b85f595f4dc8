"""Kokoro as a speech engine: 28 English voices, and voices for eight other languages, on one core each.

The model runs in this process on one thread, so the build's worker processes fill the cores; each loads it once.
Measured: 1.4 to 1.8 x real time on one core, 1.6 s to load, up to 0.9 GB for the longest text of one call.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audiobook.cast import Age, Gender
from audiobook.engines.kokoro import chinese, files
from audiobook.engines.kokoro.blend import Blend, parse_blend
from audiobook.engines.kokoro.catalogue import ENGINE, LICENCE, known_voices, letter_of, voice
from audiobook.engines.kokoro.settings import KokoroSettings
from audiobook.engines.kokoro.speech import is_readable
from audiobook.engines.text import has_words
from audiobook.errors import EngineError, TakeError
from audiobook.plugins import EngineInfo, Parallel, Recording
from audiobook.userfiles import of_home, real_path, sha256_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from audiobook.cast import Voice
    from audiobook.cloud.session import Session
    from audiobook.engines.kokoro.model import Model
    from audiobook.engines.kokoro.voicefile import Shelf
    from audiobook.events import Emit
    from audiobook.take import Slate

#: Raise it when the same text becomes other phonemes or other samples by a change of ours.
_REVISION = 1
#: A call takes this much text: English has about one sign a character, and 510 is the model's limit.
_MOST_CHARACTERS = 400
#: One sentence a call. Six paragraphs read whole (scripts/bench/segments.py): 0.0 for 0.3 % of words wrong, but one of
#: two voices speaks 16 % faster and leaves as little as 0.12 s between sentences, and pitch falls no more from each to
#: the next.
_COMFORTABLE_CHARACTERS = 0
#: A Chinese character has 4 to 6 signs (measured: 4.7 with blanks between words).
_HAN_WEIGHT = 4
#: Shorter than the model's own limit: it hurries in longer ones (so its makers), and each second of speech takes 50 MB
#: (measured: 390 MB for 3 seconds, 580 for 12, 960 for 25).
_PIECE_SIGNS = 400
#: How fast the model still speaks well, and how far pitch is moved by resampling (own judgement).
_SPEEDS, _SCALES = (0.5, 2.0), (0.70, 1.40)
#: Another seed gives another rendition, by up to this share in tempo: the model itself knows no chance.
_SEED_TEMPO, _GOLDEN = 0.03, (math.sqrt(5) - 1) / 2
_UNSPOKEN = frozenset({"j"})  # Japanese needs a front end that is not built in


class KokoroEngine:
    """``configure`` it before worker processes start: they find its files by the environment."""

    def __init__(self) -> None:
        """Nothing is read."""
        self._styles: dict[str, NDArray[np.float32]] = {}
        self._usual: dict[str, str | None] = {}

    def configure(self, settings: Mapping[str, Any], *, folder: Path, session: Session | None, emit: Emit) -> None:
        """Take the ``[kokoro]`` table; its paths go into the environment of this process, for its workers.

        Raises ConfigError for a wrong key or value.
        """
        del session, emit
        chosen = KokoroSettings.of(settings)
        for variable, path in ((files.MODEL_VARIABLE, chosen.model), (files.VOICES_VARIABLE, chosen.voices)):
            usual = self._usual.setdefault(variable, os.environ.get(variable))
            named = str(real_path(folder / of_home(path))) if path else usual
            if named is None:
                os.environ.pop(variable, None)
            else:
                os.environ[variable] = named
        for name in ("info", "_shelf", "_model"):
            self.__dict__.pop(name, None)
        self._styles.clear()

    @cached_property
    def info(self) -> EngineInfo:
        """Name, version and limits; the model is named by its contents. Raises EngineError when files are missing."""
        try:
            words = version("hibari-tts")
        except PackageNotFoundError:
            words = "none"
        return EngineInfo(
            ENGINE,
            f"{_REVISION}+hibari.{words}",
            self._contents(),
            Parallel.PROCESSES,
            max_characters=_MOST_CHARACTERS,
            comfortable_characters=_COMFORTABLE_CHARACTERS,
            han_weight=_HAN_WEIGHT,
            phonemes="hibari",
        )

    def _contents(self) -> str:
        path = files.model_path()
        try:
            found = sha256_of(path)
        except OSError as error:
            raise EngineError(f"kokoro's model '{path}' cannot be read: {error.strerror or error}") from error
        name = files.MODEL_NAME if found == files.MODEL_SHA256 else f"kokoro-{found[:12]}"
        return f"{name}+{self._shelf.own}" if self._shelf.own else name

    def voices(self) -> tuple[Voice, ...]:
        """American English first; Chinese where its front end is installed; then voices of the user's own."""
        there = self._shelf.names
        files.model_path()
        order = [name for name in known_voices() if name in there] + sorted(there - known_voices().keys())
        return tuple(voice(name) for name in order if not _lacking(name[0]))

    def voice(self, name: str) -> Voice:
        """One voice, also a mixture, which ``voices`` does not list. Raises EngineError for one that cannot be."""
        blend = self._blend(name)
        first = voice(blend.first)
        if len(blend.parts) == 1:
            return first
        parts = [voice(part) for part, _ in blend.parts]
        genders, ages = {part.gender for part in parts}, {part.age for part in parts}
        return replace(
            first,
            id=str(blend),
            name=" and ".join(part.name for part in parts),
            gender=first.gender if len(genders) == 1 else Gender.NEUTRAL,
            age=_age(ages, first.age),
            description="mixed of " + " and ".join(f"{part} ({weight:.0%})" for part, weight in blend.parts),
            caveat="",
            licence=LICENCE if all(part.licence for part in parts) else "",
        )

    def speaks(self, language: str) -> bool:
        """English, Spanish, French, Hindi, Italian, Portuguese, Chinese: as far as files and front ends are there."""
        return bool(letter_of(language)) and self.lacks(language) is None

    def lacks(self, language: str) -> EngineError | None:
        """Why it does not speak a language that it could, with what to type; ``None`` where there is nothing to do."""
        letter = letter_of(language)
        return (_lacking(letter) or files.lacking()) if letter else None

    def reads(self, text: str) -> bool:
        """Latin letters, Devanagari and, where the front end is installed, Chinese, in every voice; no emoji."""
        return is_readable(text)

    def heard(self, slate: Slate) -> Slate:
        """The slate with the voice in its one spelling and without a direction; an unknown voice stays as it is."""
        try:
            return replace(slate, voice=str(parse_blend(slate.voice)), direction="")
        except EngineError:
            return slate

    def reading(self, text: str, language: str) -> tuple[str, bool | None]:
        """Phonemes as of the text alone; whether the English dictionary gave them, ``None`` for other languages."""
        from audiobook.engines.english import english
        from audiobook.engines.kokoro.speech import signs

        letter = letter_of(language)
        if not letter or not has_words(text) or _lacking(letter):
            return "", None
        if letter in "ab":
            return english(british=letter == "b").reading(text)
        try:
            return signs(text, letter), None
        except TakeError:
            return "", None

    def synthesize(self, slate: Slate) -> Recording:
        """Speak with one voice or a mixture of two; the same slate gives the same samples on one machine.

        Raises TakeError for text that it cannot say or would lose a part of, EngineError for an unknown voice and when
        the model, the voices or a front end are missing or broken.
        """
        from audiobook.engines.kokoro.model import RATE_HZ
        from audiobook.engines.kokoro.pieces import joined, pieces
        from audiobook.engines.kokoro.speech import signs
        from audiobook.sound.resample import resample

        blend = self._blend(slate.voice)
        scale = _within(2 ** (slate.pitch / 12), _SCALES)
        tempo = slate.speed * (1 + _SEED_TEMPO * _spread(slate.seed))
        speed = _within(tempo / scale, _SPEEDS)
        said = signs(slate.text, blend.first[0])
        style = self._style(blend)
        parts = [self._model.speak(piece, style, speed) for piece in pieces(said, _PIECE_SIGNS)]
        samples = joined(parts, RATE_HZ)
        if samples.size == 0:
            raise TakeError("kokoro made no sound for this text")
        return Recording(resample(samples, RATE_HZ * scale, RATE_HZ), RATE_HZ)

    def _blend(self, name: str) -> Blend:
        blend = parse_blend(name)
        for part, _ in blend.parts:
            if part not in self._shelf.names:
                raise EngineError(f"kokoro has no voice '{part}'", hint="all: audiobook voices --engine kokoro")
        if refusal := _lacking(blend.first[0]):
            raise refusal
        return blend

    def _style(self, blend: Blend) -> NDArray[np.float32]:
        """The table of a voice, or of two in their shares; kept, since a book has few voices (0.5 MB each)."""
        key = str(blend)
        if key not in self._styles:
            (first, share), *others = blend.parts
            mixed = self._shelf.style(first) * share
            for name, weight in others:
                mixed = mixed + self._shelf.style(name) * weight
            self._styles[key] = mixed.astype("float32")
        return self._styles[key]

    @cached_property
    def _shelf(self) -> Shelf:
        from audiobook.engines.kokoro.voicefile import Shelf

        return Shelf(files.voices_path())

    @cached_property
    def _model(self) -> Model:
        from audiobook.engines.kokoro.model import Model

        return Model(files.model_path())


def _lacking(letter: str) -> EngineError | None:
    """Why voices with a first letter cannot speak their language, though they are there."""
    if letter in _UNSPOKEN:
        return EngineError("kokoro's Japanese voices need rules that are not built in", hint="use another engine")
    return chinese.missing() if letter == "z" and not chinese.is_installed() else None


def _age(ages: set[Age], first: Age) -> Age:
    return first if len(ages) == 1 else Age.ADULT


def _spread(seed: int) -> float:
    """A number in -1 to 1 that differs much between neighbouring seeds; 0 for 0."""
    return 2 * ((seed * _GOLDEN + 0.5) % 1) - 1 if seed else 0.0


def _within(value: float, bounds: tuple[float, float]) -> float:
    return min(max(value, bounds[0]), bounds[1])
