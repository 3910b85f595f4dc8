"""English by hibari: a small neural voice ("heart") that lies in its own wheel, and character voices derived from it.

A derived voice is the same speaker with a longer or shorter vocal tract and another pitch: what makes listeners hear
another person of another sex, age and size. The tract is moved by playing the speech at another speed (the model speaks
faster or slower to keep the pace), the pitch by ``hibari_pitch``. Measured: CPU 126 x real time on one core, derived
voices about 100 x, 1 s to load, 290 MB.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from audiobook.annotated import runs
from audiobook.cast import Voice
from audiobook.engines.hibari_pitch import repitched
from audiobook.engines.hibari_sounds import hushed
from audiobook.engines.hibari_text import pieces, plain, put_phonemes, readable, stand_ins
from audiobook.engines.hibari_voices import RECIPES, SCALES, SPEAKER, TEMPOS, alike
from audiobook.engines.text import has_words, speakable
from audiobook.errors import EngineError, TakeError
from audiobook.plugins import EngineInfo, Parallel, Recording
from audiobook.sound.pcm import speech_bounds, to_int16
from audiobook.sound.resample import resample

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from audiobook.take import Slate

_PACKAGE = "hibari-tts"
_RATE_HZ = 24000
#: Memory grows with the longest sound the model makes at once: 320 phonemes take 292 MB at speed 1.0 and 341 MB at 0.8,
#: the slowest that a voice of ours needs; a slower one gets shorter pieces (measured).
_MAX_PHONEMES, _FULL_PIECES_FROM_SPEED = 320, 0.8
#: One sentence a call: it reads each by itself anyway. Measured on six paragraphs in two voices, whole and sentence by
#: sentence: 0.5 and 0.7 % of words wrong, pace within 0.3 %, all pauses of one length (scripts/bench/segments.py).
_COMFORTABLE_CHARACTERS = 0
#: Quiet left on either side of a join, of the 300 and 450 ms that the model puts around every piece.
_JOIN_MS = 150
#: hibari rates its readings: 4 and 3 come from its dictionaries, 2 is the guess of its network.
_KNOWN_RATING = 3
#: A phoneme between the two marks that hibari puts around them.
_FEWEST_IDS = 3


class HibariEngine:
    """The embedded default for English. The first ``synthesize`` of a process loads the model."""

    @cached_property
    def info(self) -> EngineInfo:
        """Name, version and limits; raises EngineError when the package is missing."""
        try:
            installed = version(_PACKAGE)
        except PackageNotFoundError as error:
            raise _missing() from error
        return EngineInfo(
            "hibari",
            installed,
            SPEAKER,
            Parallel.PROCESSES,
            max_characters=300,
            comfortable_characters=_COMFORTABLE_CHARACTERS,
            phonemes="hibari",
        )

    def voices(self) -> tuple[Voice, ...]:
        """The narrator first, then the voices derived from it."""
        _ = self.info
        return tuple(
            Voice(
                id=key,
                engine="hibari",
                name=recipe.name,
                languages=("en",),
                gender=recipe.gender,
                age=recipe.age,
                description=recipe.description,
                derived="" if key == SPEAKER else SPEAKER,
                licence="Apache-2.0",
                alike=alike(key),
            )
            for key, recipe in RECIPES.items()
        )

    def heard(self, slate: Slate) -> Slate:
        """The slate with the recipe of a derived voice in its model, so that a new recipe is recorded again.

        The speaker's own voice and unknown ones stay as they are; so do the takes that a book has of them.
        """
        recipe = RECIPES.get(slate.voice)
        return replace(slate, model=recipe.model) if recipe and slate.voice != SPEAKER else slate

    def speaks(self, language: str) -> bool:
        """English of any region."""
        return language.replace("_", "-").split("-")[0].lower() == "en"

    def reads(self, text: str) -> bool:
        """Latin letters with any accents, digits and punctuation; no other script and no emoji. Phonemes always."""
        return all(map(readable, {char for written, phonemes in runs(text) if not phonemes for char in written}))

    def synthesize(self, slate: Slate) -> Recording:
        """Speak English; the same slate gives the same samples on one machine.

        Raises TakeError for text it would leave out or that breaks its pronunciation rules, EngineError when the
        package or the model does not work.
        """
        import numpy as np

        recipe = RECIPES.get(slate.voice)
        if recipe is None:
            raise EngineError(f"hibari has no voice '{slate.voice}'", hint=f"voices: {', '.join(RECIPES)}")
        marked, said = stand_ins(slate.text)
        text = speakable(marked)
        if not has_words(text):
            raise TakeError("there is nothing to say in this text")
        strange = sorted(char for char in set(text) if not readable(char))
        if strange:
            raise TakeError(f"hibari cannot pronounce {' '.join(strange[:8])}", hint="give this text another engine")
        scale = _within(recipe.scale * 2 ** (slate.pitch / 12), SCALES)
        tempos, speeds = zip(*TEMPOS, strict=True)
        speed = float(np.interp(recipe.pace * slate.speed / scale, tempos, speeds))
        try:
            noise = np.random.default_rng(slate.seed)
            limit = int(_MAX_PHONEMES * min(1.0, speed / _FULL_PIECES_FROM_SPEED))
            parts = [
                self._speak(phonemes, speed, recipe.pitch, noise) for phonemes in self._phonemes(text, limit, said)
            ]
        except (TakeError, EngineError):
            raise
        except MemoryError as error:
            raise EngineError("there is not enough memory to run hibari", hint="use fewer --jobs") from error
        except Exception as error:
            if type(error).__module__.startswith("onnxruntime"):
                raise EngineError(f"hibari's model failed: {error}", hint=_hint_reinstall()) from error
            raise TakeError(f"hibari failed on this text: {type(error).__name__}: {error}") from error
        samples = np.concatenate(_joinable(parts)) if parts else None
        if samples is None or samples.size == 0:
            raise TakeError("hibari made no sound for this text")
        return Recording(resample(samples, _RATE_HZ * scale, _RATE_HZ), _RATE_HZ)

    def reading(self, text: str, language: str) -> tuple[str, bool]:  # noqa: ARG002 - it has one accent
        """Phonemes as of the text alone, and whether its dictionary or its spelling of initials gave all of them."""
        from hibari.g2p.normalize import normalize

        g2p = self._model.g2p
        tokens = g2p.phonemize_tokens(g2p.tokenize(normalize(plain(text))))
        phonemes = "".join(self._sound(token) + (" " if token.whitespace else "") for token in tokens).strip()
        return phonemes, has_words(text) and all((token.rating or 0) >= _KNOWN_RATING for token in tokens)

    @cached_property
    def _model(self) -> Any:  # noqa: ANN401 - hibari ships no types
        try:
            from hibari import Hibari
        except ImportError as error:
            raise _missing() from error
        try:
            # One thread: two give other samples than one, and the pool already uses every core.
            return Hibari(voice=SPEAKER, threads=1)
        except Exception as error:
            raise EngineError(f"hibari's model cannot be loaded: {error}", hint=_hint_reinstall()) from error

    def _speak(self, phonemes: str, speed: float, pitch: float, noise: np.random.Generator) -> NDArray[np.float32]:
        """What hibari's ``from_ids`` does, which keeps the pitch to itself; then with the pitch times ``pitch``."""
        import numpy as np
        from hibari import dsp

        model = self._model
        ids = model.ids(phonemes)
        if len(ids) < _FEWEST_IDS:
            return np.zeros(0, np.float32)
        asked = {"ids": np.asarray([ids], np.int64), "speed": np.asarray([speed], np.float32)}
        spectrum = [out[0] for out in model.sess.run(None, asked)]
        samples: NDArray[np.float32] = dsp.synth(*spectrum, noise)
        return repitched(samples, spectrum[-1], pitch, _RATE_HZ)

    def _phonemes(self, text: str, limit: int, said: Mapping[str, str] | None = None) -> Iterator[str]:
        """Phonemes in pieces of bounded length, with every word accounted for."""
        for sentence in self._model.split_sentences(plain(text)):
            yield from pieces(self._pronounce(sentence, said or {}), limit)

    @staticmethod
    def _sound(token: Any) -> str:  # noqa: ANN401 - hibari ships no types
        """Its phonemes; those of a word without vowels that hibari would spell (Sh!, brr) are its bare sounds."""
        phonemes: str = token.phonemes or ""
        return (hushed(token.text) or phonemes) if (token.rating or 0) < _KNOWN_RATING else phonemes

    def _pronounce(self, sentence: str, said: Mapping[str, str] | None = None) -> str:
        """What hibari's own G2P call does, but a word that would vanish is read by its letters alone or refused.

        Words in ``said`` have their phonemes; they are set before those of their neighbours, which depend on them.
        """
        from hibari.g2p.normalize import normalize

        g2p = self._model.g2p
        spoken = []
        tokens = g2p.tokenize(normalize(sentence))
        put_phonemes(tokens, said or {})
        for token in g2p.phonemize_tokens(tokens):
            phonemes = self._sound(token)
            if not phonemes and has_words(token.text):
                phonemes = g2p.oov("".join(filter(str.isalpha, token.text))) or ""
                if not phonemes:
                    raise TakeError(f"hibari leaves out '{token.text}'", hint="give it a pronunciation in the script")
            spoken.append(phonemes + (" " if token.whitespace else ""))
        return "".join(spoken).strip()


def _joinable(parts: list[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
    """The parts with less quiet where they meet; one part, the usual case, stays as it is."""
    if len(parts) == 1:
        return parts
    margin = _RATE_HZ * _JOIN_MS // 1000
    cut = []
    for index, part in enumerate(parts):
        start, end = speech_bounds(to_int16(part), _RATE_HZ)
        first = 0 if index == 0 else max(0, start - margin)
        last = part.size if index == len(parts) - 1 else min(part.size, end + margin)
        cut.append(part[first:last])
    return cut


def _within(value: float, bounds: tuple[float, float]) -> float:
    return min(max(value, bounds[0]), bounds[1])


def _hint_reinstall() -> str:
    return f"pip install --force-reinstall '{_PACKAGE}>=0.2.1,<0.3'"


def _missing() -> EngineError:
    return EngineError("the speech engine hibari is not installed", hint=f"pip install '{_PACKAGE}>=0.2.1,<0.3'")
