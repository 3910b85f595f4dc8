"""``audiobook.toml`` -> a frozen Config. This is the only reader of that file.

Each field carries its explanation in ``metadata["doc"]``; the README's table is made from it.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, TypeVar

from audiobook.editing.pauses import pause_table
from audiobook.engines.qwen.settings import QwenSettings
from audiobook.errors import ConfigError
from audiobook.reading import ReadingPolicy
from audiobook.source import SourceRef
from audiobook.timeline import DEFAULT_PAUSES_MS

CONFIG_NAME = "audiobook.toml"

_SHAPES: Mapping[type, str] = {
    bool: "true or false",
    str: "a text in quotes",
    int: "a whole number",
    float: "a number",
    tuple: "a list of texts",
}
_T = TypeVar("_T", "BuildConfig", "AudioConfig", "ReadingPolicy", "CastingConfig", "MetadataConfig", QwenSettings)


def _doc(text: str, **limits: object) -> dict[str, object]:
    return {"doc": text, **limits}


def default_jobs() -> int:
    """The number of cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class BuildConfig:
    """How a book is built."""

    engine: str = field(default="", metadata=_doc("speech engine; empty: hibari for English, espeak for the rest"))
    voice: str = field(default="", metadata=_doc("the narrator's voice; empty: the engine's first for the language"))
    formats: tuple[str, ...] = field(default=("m4b",), metadata=_doc("what to write: m4b, mp3, mp3-chapters"))
    jobs: int = field(default=0, metadata=_doc("worker processes; 0: one per core", least=0, most=256))
    language: str = field(default="", metadata=_doc("language of the book (BCP 47), when the book's own is wrong"))
    lexicons: tuple[str, ...] = field(
        default=(), metadata=_doc("pronunciation lists of a house or series; the book's own, in its folder, goes first")
    )
    max_cost: str = field(
        default="", metadata=_doc("the most that a book may cost over all its builds: 5, 'USD 4.50'; empty: no limit")
    )


@dataclass(frozen=True, slots=True)
class AudioConfig:
    """Loudness and encoding."""

    rate_hz: int = field(
        default=24000, metadata=_doc("sample rate of takes and files", choices=(22050, 24000, 44100, 48000))
    )
    target_lufs: float = field(
        default=-18.0, metadata=_doc("integrated loudness of the book (ITU-R BS.1770-4)", least=-36.0, most=-10.0)
    )
    ceiling_dbtp: float = field(
        default=-2.0,
        metadata=_doc("no decoded sample lies above this; the limiter works 1.5 dB below it", least=-12.0, most=-0.5),
    )
    quality: str = field(default="fast", metadata=_doc("AAC encoder search: fast or best", choices=("fast", "best")))


@dataclass(frozen=True, slots=True)
class CastingConfig:
    """How it is found out who speaks."""

    llm: bool = field(
        default=False,
        metadata=_doc(
            "ask a language model about the lines in doubt, as --llm does: sends text of the book away, costs money,"
            " needs DASHSCOPE_API_KEY"
        ),
    )
    llm_model: str = field(default="qwen-plus", metadata=_doc("the language model to ask"))
    llm_base_url: str = field(
        default="",
        metadata=_doc("where it is; empty: base_url in [qwen], else DASHSCOPE_HTTP_BASE_URL, else by region in [qwen]"),
    )
    llm_max_requests: int = field(
        default=0, metadata=_doc("at most so many requests a run; 0: no limit", least=0, most=1_000_000)
    )
    llm_rpm: int = field(
        default=0,
        metadata=_doc("requests a minute that your account may make; 0: as fast as it lets", least=0, most=100_000),
    )
    llm_price_in: str = field(
        default="", metadata=_doc("what a million tokens sent to it cost, like 'USD 0.40'; --max-cost needs to know")
    )
    llm_price_out: str = field(
        default="", metadata=_doc("what a million tokens of its answers cost; both prices or none")
    )
    llm_json_mode: bool = field(default=False, metadata=_doc("ask for JSON only, for models that know that mode"))
    llm_multimodal: bool = field(
        default=False, metadata=_doc("use the multimodal address, for models that are only there")
    )


@dataclass(frozen=True, slots=True)
class MetadataConfig:
    """What replaces the book's own metadata in the files; empty keeps the book's."""

    title: str = field(default="", metadata=_doc("title of the audiobook"))
    author: str = field(default="", metadata=_doc("author"))
    narrator: str = field(
        default="", metadata=_doc("narrator; empty: the voice's name with a note that it is an AI voice")
    )
    publisher: str = field(default="", metadata=_doc("publisher"))
    series: str = field(default="", metadata=_doc("series"))
    series_index: str = field(default="", metadata=_doc("position in the series"))
    cover: str = field(default="", metadata=_doc("a JPEG or PNG file, relative to audiobook.toml"))


@dataclass(frozen=True, slots=True)
class Config:
    """Everything ``audiobook.toml`` can say. ``pauses_ms`` maps boundary names to milliseconds."""

    build: BuildConfig = field(default_factory=BuildConfig)
    audio: AudioConfig = field(default_factory=AudioConfig)
    reading: ReadingPolicy = field(default_factory=ReadingPolicy)
    casting: CastingConfig = field(default_factory=CastingConfig)
    metadata: MetadataConfig = field(default_factory=MetadataConfig)
    qwen: QwenSettings = field(default_factory=QwenSettings)
    pauses_ms: Mapping[str, int] = field(default_factory=dict)
    folder: Path = field(default=Path())

    @property
    def jobs(self) -> int:
        """The number of workers to use."""
        return self.build.jobs or default_jobs()


def load_config(path: Path) -> Config:
    """Read a config file. Raises ConfigError naming file and key."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"there is no config file '{path}'", hint="write one with: audiobook init") from None
    except IsADirectoryError:
        raise ConfigError(f"'{path}' is a folder, not a config file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read '{path}': {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"'{path}' is not valid TOML: {error}", hint="mend the line that it names") from None
    return parse_config(data, str(path), path.resolve().parent)


def parse_config(data: Mapping[str, Any], file: str, folder: Path = Path()) -> Config:
    """Config from TOML data. Raises ConfigError for an unknown key, a wrong type or a value out of range."""
    where = SourceRef(file=file)
    names = ("build", "audio", "reading", "casting", "metadata", "qwen", "pauses_ms")
    for key, value in data.items():
        if key not in names:
            raise _unknown(key, names, where)
        if not isinstance(value, dict):
            raise ConfigError(f"'{key}' must be a table", source=where, hint=f"write [{key}] on a line of its own")
    return Config(
        build=_table(BuildConfig(), data.get("build", {}), "build", where),
        audio=_table(AudioConfig(), data.get("audio", {}), "audio", where),
        reading=_table(ReadingPolicy(), data.get("reading", {}), "reading", where),
        casting=_table(CastingConfig(), data.get("casting", {}), "casting", where),
        metadata=_table(MetadataConfig(), data.get("metadata", {}), "metadata", where),
        qwen=_table(QwenSettings(), data.get("qwen", {}), "qwen", where),
        pauses_ms=_pauses(data.get("pauses_ms", {}), where),
        folder=folder,
    )


def _table(base: _T, data: Mapping[str, Any], name: str, where: SourceRef) -> _T:
    known = {f.name: f for f in fields(base)}
    values: dict[str, Any] = {}
    for key, value in data.items():
        if key not in known:
            raise _unknown(key, tuple(known), where, f"[{name}] ")
        values[key] = _value(value, getattr(base, key), known[key].metadata, f"{name}.{key}", where)
    return replace(base, **values)


def _value(value: Any, default: Any, limits: Mapping[str, Any], key: str, where: SourceRef) -> Any:  # noqa: ANN401 - TOML data has any type
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if isinstance(default, tuple) and isinstance(value, list) and all(isinstance(v, str) for v in value):
        value = tuple(value)
    if type(value) is not type(default):
        wanted = {
            bool: "true or false",
            str: "a text in quotes",
            int: "a whole number",
            float: "a number",
            tuple: "a list of texts",
        }[type(default)]
        raise ConfigError(f"'{key}' must be {wanted}, not {value!r}", source=where)
    if "choices" in limits and value not in limits["choices"]:
        raise ConfigError(
            f"'{key}' is {value!r}", source=where, hint=f"use one of: {', '.join(map(str, limits['choices']))}"
        )
    for entry in value if "members" in limits else ():
        if entry not in limits["members"]:
            raise _no_member(key, entry, limits["members"], where)
    if "least" in limits and not limits["least"] <= value <= limits["most"]:
        raise ConfigError(f"'{key}' is {value}", source=where, hint=f"use {limits['least']} to {limits['most']}")
    return value


def _pauses(data: Mapping[str, Any], where: SourceRef) -> dict[str, int]:
    try:
        pause_table(data)
    except ConfigError as error:
        raise ConfigError(error.message, source=where, hint=error.hint) from None
    return dict(data)


def _unknown(key: str, known: tuple[str, ...], where: SourceRef, table: str = "") -> ConfigError:
    near = difflib.get_close_matches(key, known, n=1)
    hint = f"did you mean '{near[0]}'?" if near else f"known keys: {', '.join(known)}"
    return ConfigError(f"{table}unknown key '{key}'", source=where, hint=hint)


def _no_member(key: str, entry: str, members: tuple[str, ...], where: SourceRef) -> ConfigError:
    near = difflib.get_close_matches(entry, members, n=1)
    hint = f"did you mean '{near[0]}'?" if near else f"known are: {', '.join(members)}"
    return ConfigError(f"'{key}' names '{entry}', which is not known", source=where, hint=hint)


def config_rows() -> tuple[tuple[str, str, str, str], ...]:
    """(table, key, default, explanation) of every setting, for ``audiobook init`` and the README."""
    tables = (
        ("build", BuildConfig()),
        ("audio", AudioConfig()),
        ("reading", ReadingPolicy()),
        ("casting", CastingConfig()),
        ("metadata", MetadataConfig()),
        ("qwen", QwenSettings()),
    )
    rows = [
        (name, f.name, _toml(getattr(base, f.name)), _explained(f.metadata, getattr(base, f.name)))
        for name, base in tables
        for f in fields(base)
    ]
    rows += [
        ("pauses_ms", str(boundary), str(ms), f"pause at this boundary: {boundary.replace('_', ' ')}")
        for boundary, ms in DEFAULT_PAUSES_MS.items()
    ]
    return tuple(rows)


def _explained(metadata: Mapping[str, Any], default: object) -> str:
    """A setting's explanation, with what its list could hold besides the default."""
    others = [member for member in metadata.get("members", ()) if isinstance(default, tuple) and member not in default]
    return f"{metadata['doc']}; can also name: {', '.join(others)}" if others else str(metadata["doc"])


def _toml(value: object) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, tuple):
        return "[" + ", ".join(f'"{v}"' for v in value) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def config_template() -> str:
    """A commented ``audiobook.toml`` with every setting at its default."""
    from audiobook.templating import render

    tables: dict[str, list[tuple[str, str, str]]] = {}
    for table, key, default, doc in config_rows():
        tables.setdefault(table, []).append((key, default, doc))
    return render("audiobook.toml.j2", tables=tables.items())
