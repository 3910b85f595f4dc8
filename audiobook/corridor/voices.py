"""Which engine and which voices a book is offered, by its settings and its language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from audiobook.cast import Voice
from audiobook.config import Config
from audiobook.errors import EngineError, UsageError
from audiobook.events import silent
from audiobook.plugins import Configurable, Lacking, Mixing, load_engine, names

#: Tried in this order when no engine is named. Neither costs money: an engine that does is used only when named.
DEFAULT_ENGINES = ("hibari", "kokoro", "espeak")
#: Whose voices characters get besides, when nobody names an engine: many real voices, where they are installed.
_BESIDES = ("kokoro",)
#: Engines that run in processes of this machine and take settings: worker processes find these in the environment.
_SETTLED_FIRST = ("kokoro", "piper")


def settle_local(config: Config, engines: Iterable[str] = _SETTLED_FIRST) -> None:
    """Give engines of this machine their settings, before a worker process is started. Raises ConfigError.

    Nothing is loaded and no voice looked for: whether one is there is found out when it is asked for. Other
    ``engines`` can only be asked afterwards what they offer; nothing can be bought.
    """
    for name in engines:
        engine = load_engine(name) if name in names("engines") else None
        if isinstance(engine, Configurable):
            engine.configure(asdict(getattr(config, name)), folder=config.folder, session=None, emit=silent)


def engine_for(config: Config, language: str) -> str:
    """The engine asked for, else the first default that speaks the language.

    Raises UsageError for an unknown engine, EngineError when it does not speak the language.
    """
    if config.build.engine:
        engine = load_engine(config.build.engine)
        if not engine.speaks(language):
            if isinstance(engine, Lacking) and (error := engine.lacks(language)) is not None:
                raise error
            able = [name for name in DEFAULT_ENGINES if usable(name, language)]
            hint = f"use --engine {able[0]}" if able else "see what is there with: audiobook voices"
            raise EngineError(f"the engine '{config.build.engine}' does not speak '{language}'", hint=hint)
        return config.build.engine
    for name in DEFAULT_ENGINES:
        if usable(name, language):
            return name
    raise EngineError(
        f"no installed engine speaks '{language}'",
        hint="if that is not the book's language, name it with --language; else see: audiobook voices",
    )


def usable(engine: str, language: str) -> bool:
    """Whether an engine is installed with all it needs, and speaks a language."""
    if engine not in names("engines"):
        return False
    try:
        return load_engine(engine).speaks(language) and bool(load_engine(engine).voices())
    except EngineError:
        return False


def voices_besides(config: Config, narrator: Voice, language: str) -> tuple[Voice, ...]:
    """Voices of other engines for the characters: as the settings say, else of those that are used by default.

    Only in the narrator's language or a region of it (an Englishman in an American's book; no Cantonese in a Mandarin
    one). Raises UsageError for an unknown engine, EngineError for one that is named and does not speak the language.
    """
    named = tuple(name for name in config.casting.engines if name != narrator.engine)
    for name in named:
        if not load_engine(name).speaks(language):
            raise EngineError(
                f"the engine '{name}' of casting.engines does not speak '{language}'",
                hint="take it out of [casting], or see what is there with: audiobook voices",
            )
    if not named and not config.casting.engines and not config.build.engine:
        named = tuple(name for name in _BESIDES if name != narrator.engine and usable(name, language))
    return tuple(v for name in named for v in voices_for(name, language) if any(map(_is_region, v.languages)))


def _is_region(tag: str) -> bool:
    """Whether a tag names a language, at most with a region: en, en-GB, zh-CN; not zh-yue."""
    _, _, more = tag.partition("-")
    return not more or (len(more) == 2 and more.isalpha())  # noqa: PLR2004 - ISO 3166: two letters


def voices_for(engine: str, language: str) -> tuple[Voice, ...]:
    """The engine's voices for a language, an exact match of the tag first."""
    primary = language.split("-", maxsplit=1)[0].lower()
    voices = [
        v
        for v in load_engine(engine).voices()
        if any(t == "*" or t.split("-")[0].lower() == primary for t in v.languages)
    ]
    exact = language.lower()
    return tuple(sorted(voices, key=lambda v: not any(t.lower() == exact for t in v.languages)))


def find_voice(engine: str, voice: str) -> Voice | None:
    """A voice by its id, also a mixture that its engine does not list; ``None`` for one that it does not have."""
    loaded = load_engine(engine)
    listed = next((each for each in loaded.voices() if each.id == voice), None)
    if listed is not None or not isinstance(loaded, Mixing):
        return listed
    try:
        return loaded.voice(voice)
    except EngineError:
        return None


def narrator_voice(config: Config, voices: tuple[Voice, ...], engine: str, language: str) -> Voice:
    """The narrator's voice. Raises UsageError with the nearest names for an unknown one."""
    if not voices:
        raise EngineError(f"the engine '{engine}' has no voice for '{language}'", hint="see: audiobook voices")
    wanted = config.build.voice
    if not wanted:
        return voices[0]
    for voice in (*voices, *load_engine(engine).voices()):
        if wanted in (voice.id, f"{voice.engine}/{voice.id}"):
            return voice
    if mixed := find_voice(engine, wanted.removeprefix(f"{engine}/")):
        return mixed
    import difflib

    near = difflib.get_close_matches(wanted, [v.id for v in voices], n=3) or [v.id for v in voices[:8]]
    raise UsageError(
        f"the engine '{engine}' has no voice named '{wanted}'",
        hint=f"for '{language}' there are for example {', '.join(near)}; all: audiobook voices --engine {engine}",
    )
