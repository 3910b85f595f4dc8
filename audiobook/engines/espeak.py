"""Every other language by espeak-ng, a formant synthesiser: intelligible, robotic, quick (750 x real time), 10 MB.

The library comes with the ``espeakng-loader`` wheel and is called through ctypes. It keeps its state in globals and
crashes when two threads speak, so it is used one call at a time and side by side only in processes.
"""

from __future__ import annotations

import re
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from audiobook.annotated import runs
from audiobook.engines.espeak_library import library
from audiobook.engines.espeak_voices import PACKAGE, all_voices, missing, voice_for, voice_path
from audiobook.engines.text import has_words, speakable
from audiobook.errors import TakeError
from audiobook.plugins import EngineInfo, Parallel, Recording
from audiobook.sound.pcm import to_float32

if TYPE_CHECKING:
    from audiobook.cast import Voice
    from audiobook.take import Slate

_NORMAL_WPM, _WPM = 175, (80, 450)
#: Its pitch runs from 0 to 100, an octave for each 50 (pitch_adjust_tab in synthdata).
_NORMAL_PITCH, _PITCH_PER_SEMITONE, _PITCHES = 50, 50 / 12, (0, 100)
#: The library marks where it turned to the rules of another language, and back.
_SWITCHED = re.compile(r"\([a-z]{2,3}(?:-[a-z0-9]+)*\)")
_POSSESSIVE = re.compile(r"['’]s(?!\w)")


class EspeakEngine:
    """Over a hundred languages, Mandarin from ideographs included. The first ``synthesize`` loads the library."""

    @cached_property
    def info(self) -> EngineInfo:
        """Name, version and limits; raises EngineError when the package is missing."""
        try:
            installed = version(PACKAGE)
        except PackageNotFoundError as error:
            raise missing() from error
        return EngineInfo("espeak", installed, "espeak-ng", Parallel.PROCESSES, max_characters=1000, phonemes="espeak")

    def voices(self) -> tuple[Voice, ...]:
        """American English first, then by language; the main languages also with six speakers each."""
        return all_voices()

    def speaks(self, language: str) -> bool:
        """Whether there is a voice for the tag or for one it narrows (``zh-Hant-TW`` -> ``zh``)."""
        return bool(voice_for(language))

    def reads(self, text: str) -> bool:
        """Every script: what a voice has no rules for it names letter by letter."""
        del text
        return True

    def synthesize(self, slate: Slate) -> Recording:
        """Speak with the slate's voice. Mandarin differs by a few samples from call to call.

        Raises TakeError when there is nothing to say, EngineError for an unknown voice or a missing or broken library.
        """
        said = _with_phonemes(slate.text)
        text = speakable(slate.text if said is None else said)
        if not has_words(text):
            raise TakeError("there is nothing to say in this text")
        native = library()
        pcm = native.speak(
            text,
            voice=voice_path(slate.voice),
            wpm=_within(_NORMAL_WPM * slate.speed, _WPM),
            pitch=_within(_NORMAL_PITCH + slate.pitch * _PITCH_PER_SEMITONE, _PITCHES),
            phonemes=said is not None,
        )
        import numpy as np

        samples = np.frombuffer(pcm, dtype=np.int16)
        if not samples.any():
            raise TakeError("espeak made no sound for this text")
        return Recording(to_float32(samples), native.rate_hz)

    def reading(self, text: str, language: str) -> tuple[str, bool | None]:
        """Phonemes in espeak's own notation, by the voice that reads the language first.

        It has rules for each language and a dictionary of exceptions only, so it cannot tell a good guess from a bad
        one: ``None``. ``False`` where it has no rules for a letter and turned to those of another language.
        """
        voice = voice_for(language)
        if not voice or not has_words(text):
            return "", None
        found = library().phonemes(speakable(text), voice=voice_path(voice))
        strange = _SWITCHED.search(found) is not None
        return " ".join(_SWITCHED.sub("", found.replace("_|", "")).split()), False if strange else None


def _with_phonemes(text: str) -> str | None:
    """Annotated text in the library's own notation, its other brackets made round; ``None`` when it has no phonemes.

    The library would spell an ``'s`` after phonemes, so that becomes one of them, by the sound before it.
    """
    found = runs(text)
    if not any(phonemes for _, phonemes in found):
        return None
    out = ""
    for written, phonemes in found:
        if phonemes:
            out += f"[[{phonemes}]]"
            continue
        plain = written.replace("[", "(").replace("]", ")")
        if out.endswith("]]") and (own := _POSSESSIVE.match(plain)):
            last = out[-len("]]") - 1]
            out = out[: -len("]]")] + ("Iz" if last in "szSZ" else "s" if last in "ptkfT" else "z") + "]]"
            plain = plain[own.end() :]
        out += plain
    return out


def _within(value: float, bounds: tuple[int, int]) -> int:
    return round(min(max(value, bounds[0]), bounds[1]))
