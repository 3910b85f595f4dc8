"""Turn a book into a chaptered audiobook.

``build(Request(...))`` does it all; the nouns (``Document``, ``Script``, ``Cast``, ...) are what flows between the
stages. Names are loaded when first used, so that importing the package costs nothing.
"""

from __future__ import annotations

import importlib
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from audiobook.cast import Cast, Character, Part, Voice
    from audiobook.config import Config, load_config
    from audiobook.corridor import Request, Result, build
    from audiobook.document import Document
    from audiobook.errors import AudiobookError
    from audiobook.prep.scriptfile import format_script, parse_script
    from audiobook.readers.choose import read_document
    from audiobook.script import Script

__all__ = [
    "AudiobookError",
    "Cast",
    "Character",
    "Config",
    "Document",
    "Part",
    "Request",
    "Result",
    "Script",
    "Voice",
    "build",
    "format_script",
    "load_config",
    "parse_script",
    "read_document",
]

_HOMES = {
    "AudiobookError": "errors",
    "Cast": "cast",
    "Character": "cast",
    "Config": "config",
    "Document": "document",
    "Part": "cast",
    "Request": "corridor",
    "Result": "corridor",
    "Script": "script",
    "Voice": "cast",
    "build": "corridor",
    "format_script": "prep.scriptfile",
    "load_config": "config",
    "parse_script": "prep.scriptfile",
    "read_document": "readers.choose",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any public name
    if name == "__version__":
        return version("audiobook")
    if name not in _HOMES:
        raise AttributeError(f"module 'audiobook' has no attribute '{name}'")
    return getattr(importlib.import_module(f"audiobook.{_HOMES[name]}"), name)
