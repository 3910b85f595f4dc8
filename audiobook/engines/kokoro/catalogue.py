"""The voices that come with Kokoro, and how a voice's name tells its language and gender."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from audiobook.cast import Age, Gender, Voice

ENGINE = "kokoro"
#: Of the model and of every voice (licence files of the packages; facts/voices.md section 5).
LICENCE = "Apache-2.0"
_DATA = Path(__file__).parent / "data" / "voices.toml"
#: The first letter of a name, by the makers' convention: language tags, and how a listener would call it.
LANGUAGES = {
    "a": (("en-US", "en"), "American"),
    "b": (("en-GB", "en"), "British"),
    "z": (("zh", "cmn"), "Mandarin"),
    "e": (("es",), "Spanish"),
    "f": (("fr-FR", "fr"), "French"),
    "h": (("hi",), "Hindi"),
    "i": (("it",), "Italian"),
    "j": (("ja",), "Japanese"),
    "p": (("pt-BR", "pt"), "Brazilian"),
}
_NAME = re.compile(f"[{''.join(LANGUAGES)}][fm]_[a-z0-9_]{{1,40}}")
_GENDERS = {"f": (Gender.FEMALE, "woman"), "m": (Gender.MALE, "man")}
#: Names that say an age; every other voice is an adult's (own judgement: nobody has listened to all of them).
_OLD = frozenset({"santa"})
#: Grades below this are the makers' own word for little or poor training speech.
_POOR_GRADES = frozenset({"D-", "F+", "F"})


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one of the 54 voices.

    ``sha256`` (hex) is that of its 510 x 256 float32 numbers; ``grade`` its makers' (A to F, by quality and length of
    the training speech; empty where we have none); ``pitch_hz`` the median pitch (scripts/bench/kokoro.py; 0: not
    measured); ``note`` what else was measured and ``caveat`` what it does badly.
    """

    sha256: str
    grade: str = ""
    pitch_hz: int = 0
    note: str = ""
    caveat: str = ""


def letter_of(language: str) -> str:
    """The first letter of voices for a BCP 47 tag of any region, American English for English; empty without any."""
    tag = language.replace("_", "-").lower()
    if tag.startswith("en-gb"):
        return "b"
    primary = tag.split("-")[0]
    return next((key for key, (tags, _) in LANGUAGES.items() if any(t.split("-")[0] == primary for t in tags)), "")


@cache
def known_voices() -> dict[str, Known]:
    """All 54 by name, the best American voice first, then by language."""
    return {name: Known(**values) for name, values in tomllib.loads(_DATA.read_text("utf-8")).items()}


def is_name(name: str) -> bool:
    """Whether a name can be a voice's: language, gender, ``_`` and a word, such as ``af_heart``."""
    return _NAME.fullmatch(name) is not None


def voice(name: str) -> Voice:
    """A voice as it is offered, from its name and what is known of it. The name is one by ``is_name``."""
    known = known_voices().get(name)
    gender, person = _GENDERS[name[1]]
    tags, accent = LANGUAGES[name[0]]
    word = name[3:]
    age = Age.OLD if word in _OLD else Age.ADULT
    about = [f"{accent} {'old ' if age is Age.OLD else ''}{person}"]
    caveat = ""
    if known is None:
        about.append("a voice of your own")
    else:
        about += [f"{known.pitch_hz} Hz"] if known.pitch_hz else []
        about += [f"graded {known.grade} by its makers"] if known.grade else []
        about += [known.note] if known.note else []
        caveat = known.caveat or ("its makers had little speech to train it on" if known.grade in _POOR_GRADES else "")
    return Voice(
        id=name,
        engine=ENGINE,
        name=word.replace("_", " ").title(),
        languages=tags,
        gender=gender,
        age=age,
        description=", ".join(about),
        caveat=caveat,
        licence=LICENCE if known else "",
    )
