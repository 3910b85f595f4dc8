"""The audition as one HTML page: sounds, picture and style inside it, so that it can be sent to whoever decides."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audiobook.cast import Age, Gender
from audiobook.casting.audition import Audition, Option, entry_of, sheet_lines
from audiobook.casting.audition_picture import BINS, HEIGHT, Strip
from audiobook.templating import render


@dataclass(frozen=True, slots=True)
class Book:
    """What the page says of the book."""

    title: str
    author: str
    language: str
    sheet: str


def audition_page(
    book: Book,
    auditions: Sequence[Audition],
    sounds: Mapping[tuple[int, int], bytes],
    strips: Sequence[Strip],
    ticks: Sequence[tuple[float, str]],
) -> str:
    """The page. ``sounds`` are MP3 files by the numbers of audition and option; options without one are left out.

    The sounds are inside the page as data: a sample is about 80 kB, so all main characters are 3 to 4 MB, and one
    file cannot lose its sounds when it is moved or sent. It asks for nothing from any network, and says so to the
    browser.
    """
    heard = {n for n, _ in sounds}
    anchors = {audition.key: f"who-{n}" for n, audition in enumerate(auditions) if n in heard}
    return render(
        "audition.html.j2",
        book=book,
        cards=[_card(n, audition, sounds) for n, audition in enumerate(auditions) if n in heard],
        rows=[{"strip": strip, "anchor": anchors.get(strip.name, "")} for strip in strips],
        ticks=ticks,
        bins=BINS,
        height=HEIGHT,
    )


def _card(n: int, audition: Audition, sounds: Mapping[tuple[int, int], bytes]) -> dict[str, Any]:
    person = audition.part.character
    about = [f"{person.lines} line{'s' if person.lines != 1 else ''}"] if audition.key else []
    about += [str(person.gender)] if person.gender is not Gender.UNKNOWN else []
    about += [str(person.age)] if person.age is not Age.UNKNOWN else []
    return {
        "anchor": f"who-{n}",
        "name": audition.key or "Narrator",
        "about": ", ".join(about),
        "text": audition.text,
        "entry": entry_of(audition.key),
        "options": [
            _option(audition, option, sounds[n, i]) for i, option in enumerate(audition.options) if (n, i) in sounds
        ],
    }


def _option(audition: Audition, option: Option, sound: bytes) -> dict[str, Any]:
    part, voice = option.part, option.voice
    how = [f"speed {part.speed:g}"] if part.speed != 1.0 else []
    how += [f"pitch {part.pitch:+g}"] if part.pitch else []
    about = [voice.description, *(str(x) for x in (voice.gender, voice.age) if x != "unknown"), *how]
    return {
        "name": voice.name or voice.id,
        "id": f"{part.engine}/{part.voice}",
        "chosen": option.chosen,
        "about": ", ".join(filter(None, about)),
        "others": ", ".join(option.others),
        "lines": sheet_lines(audition.part, option),
        "sound": base64.b64encode(sound).decode("ascii"),
    }
