"""The user's own piper voices: small neural voices of many languages, each a file with a description beside it.

No voice comes with the package: those that people train are under licences of their own. Measured with a voice of
medium quality: 15 x real time on one core, half a second to load, 460 MB for the longest text spoken at once.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audiobook.engines.described import Description, descriptions
from audiobook.engines.letters import readable, unreadable
from audiobook.engines.piper.files import ENGINE, VoiceFile, find_files, sound_digest
from audiobook.engines.piper.settings import CARRIED_VARIABLE, OWN, VOICES_VARIABLE, PiperSettings
from audiobook.engines.text import has_words, speakable
from audiobook.errors import EngineError, TakeError
from audiobook.plugins import EngineInfo, Parallel, Recording
from audiobook.userfiles import of_home

if TYPE_CHECKING:
    from audiobook.cast import Voice
    from audiobook.cloud.session import Session
    from audiobook.engines.piper.model import LoadedVoice, Manner
    from audiobook.events import Emit
    from audiobook.take import Slate

_PACKAGE = "piper-tts"
#: So many models stay in a process's memory, those used last.
_MOST_LOADED = 4
#: How far a voice is asked to hurry or to drawl.
_SPEEDS = (0.4, 2.5)


@dataclass(slots=True, eq=False)
class _Desk:
    """Settings and what they name; made anew by ``configure``."""

    settings: PiperSettings
    folder: Path
    about: dict[str, Description]
    files: dict[str, VoiceFile] = field(default_factory=dict)
    speakers: dict[str, tuple[VoiceFile, int | None]] = field(default_factory=dict)
    voices: tuple[Voice, ...] = ()
    loaded: OrderedDict[Path, LoadedVoice] = field(default_factory=OrderedDict)

    def places(self) -> tuple[Path, ...]:
        named = self.settings.voices or PiperSettings.from_environment().voices
        return tuple(self.folder / of_home(place) for place in named)

    def noise(self, voice: VoiceFile) -> tuple[float, float]:
        scale, width = self.settings.noise_scale, self.settings.noise_w
        return voice.noise_scale if scale == OWN else scale, voice.noise_w if width == OWN else width

    def read(self) -> _Desk:
        """Look at the files, once."""
        if self.voices:
            return self
        places = self.places()
        if not places:
            raise EngineError(
                "piper has no voices: none is named",
                hint=f'write voices = ["path/to/voice.onnx"] under [piper] in audiobook.toml, or set {VOICES_VARIABLE}',
            )
        files = find_files(places)
        for voice in files:
            numbers = dict(voice.speakers)
            for offered in voice.voices(self.about):
                _, _, speaker = offered.id[len(voice.name) :].partition("#")
                self.speakers[offered.id] = (voice, numbers[speaker] if numbers else None)
        self.files = {voice.name: voice for voice in files}
        self.voices = tuple(offered for voice in files for offered in voice.voices(self.about))
        return self


class PiperEngine:
    """Used one call at a time, and side by side in processes. The first ``synthesize`` with a voice loads it."""

    def __init__(self) -> None:
        """No file is read; until ``configure`` the settings are those of the environment."""
        self._desk = _Desk(PiperSettings.from_environment(), Path(), {})

    def configure(self, settings: Mapping[str, Any], *, folder: Path, session: Session | None, emit: Emit) -> None:
        """Take the ``[piper]`` table; ``folder`` is the one of ``audiobook.toml``. Nothing is bought here.

        It goes into the environment of this process, where worker processes find it that are started afterwards.
        Raises ConfigError for a wrong setting. Voice files are looked at when they are asked for.
        """
        del session, emit
        read = PiperSettings.of(settings)
        os.environ.pop(CARRIED_VARIABLE, None)
        if read != PiperSettings(about=read.about):
            os.environ[CARRIED_VARIABLE] = replace(read, voices=read.voices or _own_voices()).carried(folder)
        if (read, folder) != (self._desk.settings, self._desk.folder):
            self._desk = _Desk(read, folder, descriptions(read.about, "piper.about"))

    @cached_property
    def info(self) -> EngineInfo:
        """Name, version and limits; raises EngineError when the package is missing."""
        try:
            installed = version(_PACKAGE)
        except PackageNotFoundError as error:
            from audiobook.engines.piper.model import missing

            raise missing() from error
        return EngineInfo(ENGINE, installed, "vits", Parallel.PROCESSES, max_characters=300)

    def voices(self) -> tuple[Voice, ...]:
        """Every speaker of every file, in the order of the settings. Raises EngineError for what is not there."""
        _ = self.info
        return self._desk.read().voices

    def speaks(self, language: str) -> bool:
        """Whether a voice is of that language, in any region."""
        wanted = _primary(language)
        try:
            return any(_primary(tag) == wanted for voice in self.voices() for tag in voice.languages)
        except EngineError:
            return False

    def reads(self, text: str) -> bool:
        """Letters of the writing systems of all its voices' languages; no emoji. A single voice may read fewer."""
        try:
            return readable(text, {tag for voice in self.voices() for tag in voice.languages})
        except EngineError:
            return False

    def heard(self, slate: Slate) -> Slate:
        """The slate with what names the voice's sound as its model, and without what piper cannot do.

        There is no direction, no pitch and no seed; each voice has one language.
        """
        known = self._desk.read().speakers.get(slate.voice)
        if known is None:
            return replace(slate, direction="", pitch=0.0, seed=0)
        voice = known[0]
        digest = sound_digest(voice, *self._desk.noise(voice))
        return replace(slate, model=f"{voice.name}-{digest}", language=voice.language, direction="", pitch=0.0, seed=0)

    def synthesize(self, slate: Slate) -> Recording:
        """Speak at the voice's own rate. With noise, as most voices are made for, no two recordings are the same.

        Raises TakeError when there is nothing to say or the voice has no sound for it, EngineError for an unknown
        voice, or when the package or the model does not work.
        """
        desk = self._desk.read()
        known = desk.speakers.get(slate.voice)
        if known is None:
            raise _unknown(slate.voice, tuple(desk.speakers))
        voice, speaker = known
        text = speakable(slate.text)
        if not has_words(text):
            raise TakeError("there is nothing to say in this text")
        strange = unreadable(text, (voice.language,))
        if strange:
            raise TakeError(f"{voice.name} cannot pronounce {' '.join(strange[:8])}", hint="give it another voice")
        noise_scale, noise_w = desk.noise(voice)
        speed = min(max(slate.speed, _SPEEDS[0]), _SPEEDS[1])
        from audiobook.engines.piper.model import Manner

        return _spoken(
            self._loaded(voice), voice, text, Manner(speaker, voice.length_scale / speed, noise_scale, noise_w)
        )

    def _loaded(self, voice: VoiceFile) -> LoadedVoice:
        from audiobook.engines.piper.model import LoadedVoice

        loaded = self._desk.loaded
        if voice.path not in loaded:
            while len(loaded) >= _MOST_LOADED:
                loaded.popitem(last=False)
            loaded[voice.path] = LoadedVoice(voice)
        loaded.move_to_end(voice.path)
        return loaded[voice.path]


def _own_voices() -> tuple[str, ...]:
    """Those that a person's variable names."""
    return PiperSettings.from_environment().voices


def _spoken(loaded: LoadedVoice, voice: VoiceFile, text: str, manner: Manner) -> Recording:
    from audiobook.engines.piper.model import missing_extra

    try:
        return Recording(loaded.speak(text, manner), voice.rate_hz)
    except (TakeError, EngineError, MemoryError):
        raise
    except ImportError as error:
        raise missing_extra(voice) from error
    except Exception as error:
        if type(error).__module__.startswith("onnxruntime"):
            raise EngineError(
                f"the model of the piper voice '{voice.name}' failed ({type(error).__name__})",
                hint="is it a voice for piper 1.x? fetch it again, with the description that belongs to it",
            ) from error
        raise TakeError(f"piper failed on this text: {type(error).__name__}") from error


def _primary(tag: str) -> str:
    return tag.replace("_", "-").split("-")[0].lower()


def _unknown(voice: str, known: tuple[str, ...]) -> EngineError:
    import difflib

    near = difflib.get_close_matches(voice, known, n=3) or known[:4]
    hint = f"there are for example {', '.join(near)}; all: audiobook voices --engine piper"
    return EngineError(f"piper has no voice '{voice}'", hint=hint)
