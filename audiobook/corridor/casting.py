"""The cast stage: characters from the script, voices for them, and the user's own choices from ``cast.toml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audiobook.cast import Cast, Character, Part, Voice
from audiobook.casting.assign import assign
from audiobook.casting.discover import discover
from audiobook.casting.sheet import pins, refresh, voices_of, with_pins
from audiobook.config import Config
from audiobook.corridor.preparation import PreparedScript
from audiobook.corridor.request import Request
from audiobook.corridor.workfolder import WorkFolder, write_text
from audiobook.errors import ConfigError, EngineError, UsageError
from audiobook.events import Emit, warn
from audiobook.plugins import load_engine, names

#: Tried in this order when no engine is named. Neither costs money: an engine that does is used only when named.
DEFAULT_ENGINES = ("hibari", "espeak")


@dataclass(frozen=True, slots=True)
class CastBook:
    """The cast, where its sheet is, and the name under which the narrator is credited."""

    cast: Cast
    path: Path
    narrator_name: str


def engine_for(config: Config, language: str) -> str:
    """The engine asked for, else the first default that speaks the language.

    Raises UsageError for an unknown engine, EngineError when it does not speak the language.
    """
    if config.build.engine:
        if not load_engine(config.build.engine).speaks(language):
            able = [name for name in DEFAULT_ENGINES if load_engine(name).speaks(language)]
            hint = f"use --engine {able[0]}" if able else "see what is there with: audiobook voices"
            raise EngineError(f"the engine '{config.build.engine}' does not speak '{language}'", hint=hint)
        return config.build.engine
    for name in DEFAULT_ENGINES:
        if load_engine(name).speaks(language):
            return name
    raise EngineError(
        f"no installed engine speaks '{language}'",
        hint="if that is not the book's language, name it with --language; else see: audiobook voices",
    )


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
    import difflib

    near = difflib.get_close_matches(wanted, [v.id for v in voices], n=3) or [v.id for v in voices[:8]]
    raise UsageError(
        f"the engine '{engine}' has no voice named '{wanted}'",
        hint=f"for '{language}' there are for example {', '.join(near)}; all: audiobook voices --engine {engine}",
    )


def cast_book(prepared: PreparedScript, request: Request, work: WorkFolder, emit: Emit) -> CastBook:
    """Cast the book and bring the casting sheet up to date.

    Raises ConfigError for a bad sheet, UsageError for an unknown voice, EngineError for a language nobody speaks.
    """
    config = request.config
    engine = engine_for(config, prepared.language)
    voices = voices_for(engine, prepared.language)
    narrator = narrator_voice(config, voices, engine, prepared.language)
    path = request.cast or work.cast
    text = _read(path, must_exist=request.cast is not None)
    base = _read(work.cast_base, must_exist=False) if request.cast is None else ""
    # Characters share the narrator's language or dialect: a Cantonese voice is no second voice for a Mandarin book.
    accent = tuple(v for v in voices if v.languages == narrator.languages)
    cast = _with_choices(
        discover(prepared.script, prepared.language), accent, narrator, pins(text, base, str(path)), voices_of(base)
    )
    _check_voices(cast, path)
    if narrator.caveat:
        warn(emit, "weak-voice", f"{narrator.engine}/{narrator.id}: {narrator.caveat}")
    if request.cast is None:
        fresh = refresh(text, cast, base)
        write_text(path, fresh)
        write_text(work.cast_base, fresh)
    return CastBook(cast, path, _credit(cast))


def _with_choices(
    characters: Sequence[Character],
    voices: Sequence[Voice],
    narrator: Voice,
    chosen: Mapping[str, Mapping[str, Any]],
    previous: Mapping[str, tuple[str, str]],
) -> Cast:
    """Cast with a person's choices as fixed points: a chosen voice is taken, a chosen gender steers the choice."""
    known = tuple(with_pins(Part(c, "", ""), chosen.get(c.name, {})).character for c in characters)
    free = assign(known, voices, narrator_voice=narrator, pinned={}, previous=previous)
    parts = {"": free.narrator, "?": free.unknown, **{p.character.name: p for p in free.parts}}
    fixed = {
        name: with_pins(parts.get(name, Part(Character(name), narrator.engine, narrator.id)), pin)
        for name, pin in chosen.items()
        if "voice" in pin
    }
    cast = assign(known, voices, narrator_voice=narrator, pinned=fixed, previous=previous)

    def finished(name: str, part: Part) -> Part:
        return with_pins(part, chosen[name]) if name in chosen else part

    return Cast(
        finished("", cast.narrator),
        finished("?", cast.unknown),
        tuple(finished(p.character.name, p) for p in cast.parts),
    )


def _read(path: Path, *, must_exist: bool) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        if must_exist:
            raise ConfigError(
                f"there is no casting sheet '{path}'", hint="check the path, or leave out --cast"
            ) from None
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read the casting sheet '{path}': {error}") from error


def _check_voices(cast: Cast, path: Path) -> None:
    for part in (cast.narrator, cast.unknown, *cast.parts):
        if part.engine not in names("engines"):
            raise ConfigError(
                f"{path}: there is no engine named '{part.engine}'", hint=f"installed: {', '.join(names('engines'))}"
            )
        known = {v.id for v in load_engine(part.engine).voices()}
        if part.voice not in known:
            import difflib

            near = difflib.get_close_matches(part.voice, known, n=3)
            raise ConfigError(
                f"{path}: '{part.character.name or 'narrator'}' has the voice '{part.voice}',"
                f" which {part.engine} does not offer",
                hint=f"did you mean {', '.join(near)}?" if near else f"see: audiobook voices --engine {part.engine}",
            )


def _credit(cast: Cast) -> str:
    part = cast.narrator
    titles = {v.id: v.name for v in load_engine(part.engine).voices()}
    return f"{titles.get(part.voice, part.voice)} (AI voice)"
