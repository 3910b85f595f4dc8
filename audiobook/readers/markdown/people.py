"""The people that front matter names, each with what they did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from audiobook.document import Contributor
from audiobook.readers.relators import AUTHOR, CONTRIBUTOR, NARRATOR, TRANSLATOR, role_terms
from audiobook.readers.walk.characters import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: Keys that name authors, and the other keys that name people: the role itself, in one number or the other.
_AUTHORS = ("author", "authors", "creator", "creators", "by")
_ROLES = """
translator narrator editor illustrator contributor compiler photographer annotator adapter abridger commentator
cartographer composer lyricist proofreader artist designer
"""
_KEYS = {
    **dict.fromkeys(_AUTHORS, AUTHOR),
    **{key: role for role in _ROLES.split() for key in (role, f"{role}s")},
    **{f"cover{joint}{maker}": "cover designer" for joint in "-_ " for maker in ("artist", "designer")},
    **{f"series{joint}editor": "series editor" for joint in "-_ "},
}


class People(NamedTuple):
    """Names by what their owners did; somebody with several roles stands under each."""

    authors: tuple[str, ...]
    translators: tuple[str, ...]
    narrators: tuple[str, ...]
    contributors: tuple[Contributor, ...]


def people_of(values: Mapping[str, Any]) -> People:
    """Everybody whom the front matter names; pandoc's lists may give each person a role."""
    parts = tuple(dict.fromkeys(part for key, role in _KEYS.items() for part in _named(values.get(key), role)))

    def those(wanted: str) -> tuple[str, ...]:
        return tuple(name for name, role in parts if role == wanted)

    others = (Contributor(name, role) for name, role in parts if role not in {AUTHOR, TRANSLATOR, NARRATOR})
    return People(those(AUTHOR), those(TRANSLATOR), those(NARRATOR), tuple(others))


def _named(value: object, otherwise: str) -> Iterator[tuple[str, str]]:
    for person in value if isinstance(value, list) else [value]:
        name = plain_value(person)
        given = plain_value(person.get("role")) if isinstance(person, dict) else ""
        roles = role_terms(given) or (otherwise,)
        if otherwise not in {AUTHOR, CONTRIBUTOR}:
            roles = (otherwise,)
        for role in roles if name else ():
            yield name, role


def plain_value(value: object) -> str:
    """A scalar, or the text of a mapping like ``{type: main, text: …}`` or ``{name: …}``."""
    if isinstance(value, dict):
        value = next((value[key] for key in ("text", "name", "title", "identifier") if key in value), "")
    if value is None or isinstance(value, (dict, list)):
        return ""
    return squeeze(str(value))
