"""All settings as rows: for ``audiobook init`` and the README."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from audiobook.config.tables import AudioConfig, BuildConfig, CastingConfig, CreditsConfig, MetadataConfig
from audiobook.engines.http.settings import HttpSettings
from audiobook.engines.kokoro.settings import KokoroSettings
from audiobook.engines.piper.settings import PiperSettings
from audiobook.engines.qwen.settings import QwenSettings
from audiobook.reading import ReadingPolicy
from audiobook.timeline import DEFAULT_PAUSES_MS


def config_rows() -> tuple[tuple[str, str, str, str], ...]:
    """(table, key, default, explanation) of every setting, for ``audiobook init`` and the README."""
    tables = (
        ("build", BuildConfig()),
        ("audio", AudioConfig()),
        ("reading", ReadingPolicy()),
        ("casting", CastingConfig()),
        ("credits", CreditsConfig()),
        ("metadata", MetadataConfig()),
        ("qwen", QwenSettings()),
        ("kokoro", KokoroSettings()),
        ("piper", PiperSettings()),
        ("http", HttpSettings()),
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
    if isinstance(value, dict):
        return "{}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def config_template() -> str:
    """A commented ``audiobook.toml`` with every setting at its default."""
    from audiobook.templating import render

    tables: dict[str, list[tuple[str, str, str]]] = {}
    for table, key, default, doc in config_rows():
        tables.setdefault(table, []).append((key, default, doc))
    return render("audiobook.toml.j2", tables=tables.items())
