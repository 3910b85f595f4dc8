"""The server's voices: as the settings name them, as a person describes them, and as the server lists them."""

from __future__ import annotations

import re
from typing import Any

from audiobook.cast import Gender, Voice
from audiobook.engines.described import NOTHING, Description
from audiobook.engines.http.settings import HttpSettings

ENGINE = "http"
#: Kokoro's names say language and gender: ``af_heart``, ``zm_yunxi`` (facts sheet voices, section 5).
_KOKORO = re.compile(r"([abefhijpz])([fm])_[a-z]+", re.ASCII)
_KOKORO_LANGUAGES = {
    "a": "en-US", "b": "en-GB", "e": "es", "f": "fr", "h": "hi", "i": "it", "j": "ja", "p": "pt-BR", "z": "zh",
}  # fmt: skip
_GENDERS = {"f": Gender.FEMALE, "m": Gender.MALE}
_ID_KEYS = ("id", "voice_id", "voice", "name")
_MOST_VOICES, _LONGEST_NAME = 2000, 200


def listed(answer: Any) -> tuple[str, ...]:  # noqa: ANN401 - JSON has any type
    """Voice ids out of what servers answer: a list of names or of objects, bare or under ``voices`` or ``data``."""
    found = answer
    if isinstance(answer, dict):
        found = next((answer[key] for key in ("voices", "data") if key in answer), [])
    if isinstance(found, dict):
        found = list(found)
    names = [_name(each) for each in found[:_MOST_VOICES]] if isinstance(found, list) else []
    usable = (name for name in names if 0 < len(name) <= _LONGEST_NAME and name.isprintable())
    return tuple(dict.fromkeys(usable))


def _name(entry: object) -> str:
    if isinstance(entry, dict):
        entry = next((entry[key] for key in _ID_KEYS if isinstance(entry.get(key), str)), "")
    return entry if isinstance(entry, str) else ""


def offered(settings: HttpSettings, about: dict[str, Description], names: tuple[str, ...]) -> tuple[Voice, ...]:
    """The voices as an engine offers them: named ones first, then described ones, then ``names`` of the server."""
    ids = dict.fromkeys((*settings.voices, *about, *names))
    return tuple(_voice(each, about.get(each, NOTHING), settings) for each in ids)


def _voice(key: str, said: Description, settings: HttpSettings) -> Voice:
    known = _KOKORO.fullmatch(key)
    language = (_KOKORO_LANGUAGES[known[1]],) if known else ()
    gender = _GENDERS[known[2]] if known else Gender.UNKNOWN
    return Voice(
        id=key,
        engine=ENGINE,
        name=said.name or key,
        languages=said.languages or language or settings.languages,
        gender=gender if said.gender is Gender.UNKNOWN else said.gender,
        age=said.age,
        description=said.description or f"a voice of {settings.model}",
    )
