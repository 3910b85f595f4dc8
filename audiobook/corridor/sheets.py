"""The casting sheet as a file: read, asked for its engines, and held against what these offer."""

from __future__ import annotations

from pathlib import Path

from audiobook.cast import Cast
from audiobook.casting.sheet import parse_cast
from audiobook.casting.sheet_check import line_of_name
from audiobook.corridor.request import Request
from audiobook.corridor.voices import find_voice
from audiobook.corridor.workfolder import WorkFolder
from audiobook.errors import ConfigError
from audiobook.plugins import load_engine, names
from audiobook.source import SourceRef
from audiobook.userfiles import text_of


def read_sheet(path: Path, *, must_exist: bool) -> str:
    """The text of a casting sheet, empty when there is none and it need not be there. Raises ConfigError."""
    try:
        return text_of(path)
    except FileNotFoundError:
        if must_exist:
            raise ConfigError(
                f"there is no casting sheet '{path}'", hint="check the path, or leave out --cast"
            ) from None
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read the casting sheet '{path}': {error}") from error


def engines_named(request: Request, work: WorkFolder) -> tuple[str, ...]:
    """The engines that settings and casting sheet name, as far as they are installed. Raises ConfigError."""
    path = request.cast or work.cast
    text = read_sheet(path, must_exist=request.cast is not None)
    entries = parse_cast(text, str(path)).entries if text.strip() else {}
    config = request.config
    cast = (str(entry.get("engine", "")) for entry in entries.values())
    found = (config.build.engine, *config.casting.engines, *cast)
    return tuple(dict.fromkeys(name for name in found if name in names("engines")))


def check_voices(cast: Cast, path: Path, text: str) -> None:
    """Raise ConfigError, with its line, for a voice or an engine of the sheet that is not there."""
    parts = {"": cast.narrator, "?": cast.unknown, **{part.character.name: part for part in cast.parts}}
    for name, part in parts.items():
        if part.engine not in names("engines"):
            raise ConfigError(
                f"'{name or 'narrator'}' has the engine '{part.engine}', which is not installed",
                source=SourceRef(file=str(path), line=line_of_name(text, name, "engine")),
                hint=f"installed: {', '.join(names('engines'))}",
            )
        if find_voice(part.engine, part.voice) is None:
            import difflib

            known = {v.id for v in load_engine(part.engine).voices()}

            near = difflib.get_close_matches(part.voice, known, n=3)
            raise ConfigError(
                f"'{name or 'narrator'}' has the voice '{part.voice}', which {part.engine} does not offer",
                source=SourceRef(file=str(path), line=line_of_name(text, name, "voice")),
                hint=f"did you mean {', '.join(near)}?" if near else f"see: audiobook voices --engine {part.engine}",
            )
