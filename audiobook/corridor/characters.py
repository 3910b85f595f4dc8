"""Who speaks in a book's script, with what attribution knows of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from audiobook.cast import Age, Character, Gender
from audiobook.casting.discover import discover
from audiobook.corridor.speaking import Known
from audiobook.script import Item, Paragraph, Script


def characters_of(
    script: Script, language: str, names: Mapping[str, str], known: Known | None = None
) -> tuple[Character, ...]:
    """Who speaks, other names counted as the one they stand for, and where each of them speaks first.

    What attribution ``known`` of them goes before what their lines tell: aliases, gender and age.
    """
    known = known or Known()
    script = _renamed(script, names) if names else script
    places: dict[str, str] = {}
    for n, chapter in enumerate(script.chapters, 1):
        for item in chapter.items:
            for cue in item.cues if isinstance(item, Paragraph) else ():
                places.setdefault(cue.speaker, f"{n}. {chapter.name}".rstrip(". "))
    found = discover(script, language)
    people = {names.get(name, name): person for name, person in known.people.items()}
    taken = {c.name for c in found} | set(known.people)
    return tuple(replace(_joined(c, people.get(c.name), taken), first_place=places.get(c.name, "")) for c in found)


def _joined(found: Character, known: Character | None, taken: Collection[str]) -> Character:
    """A character with what attribution knows of it; an alias that is somebody's name is nobody's alias."""
    if known is None:
        return found
    return replace(
        found,
        gender=known.gender if known.gender is not Gender.UNKNOWN else found.gender,
        age=known.age if known.age is not Age.UNKNOWN else found.age,
        aliases=tuple(alias for alias in known.aliases if alias not in taken),
    )


def _renamed(script: Script, names: Mapping[str, str]) -> Script:
    def item_of(item: Item) -> Item:
        if not isinstance(item, Paragraph) or not any(cue.speaker in names for cue in item.cues):
            return item
        return replace(item, cues=tuple(replace(c, speaker=names.get(c.speaker, c.speaker)) for c in item.cues))

    return replace(script, chapters=tuple(replace(c, items=tuple(map(item_of, c.items))) for c in script.chapters))
