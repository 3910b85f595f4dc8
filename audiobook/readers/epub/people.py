"""Who made the book: authors, translators, narrators, and everybody else with a role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audiobook.document import Contributor
from audiobook.readers.relators import AUTHOR, CONTRIBUTOR, NARRATOR, TRANSLATOR, role_terms

if TYPE_CHECKING:
    from audiobook.readers.epub.values import Value, Values


@dataclass(frozen=True, slots=True)
class People:
    """Names as they are shown (``file-as`` is for sorting); somebody with several roles stands under each."""

    authors: tuple[str, ...]
    translators: tuple[str, ...]
    narrators: tuple[str, ...]
    contributors: tuple[Contributor, ...]


def people_of(values: Values) -> People:
    """The people of creator and contributor elements. Creators without a role are the authors.

    A book that names no author has for authors its creators other than translators and narrators (an anthology's
    editor, who is also among the contributors).
    """
    creators = values.named("creator")
    parts = [(value.text, role) for value in creators for role in _roles(value, AUTHOR)]
    parts += [(value.text, role) for value in values.named("contributor") for role in _roles(value, CONTRIBUTOR)]
    apart = {name for name, role in parts if role in {TRANSLATOR, NARRATOR}}
    return People(
        authors=_with(parts, AUTHOR) or tuple(dict.fromkeys(v.text for v in creators if v.text not in apart)),
        translators=_with(parts, TRANSLATOR),
        narrators=_with(parts, NARRATOR),
        contributors=tuple(
            Contributor(name, role) for name, role in dict.fromkeys(parts) if role not in {AUTHOR, TRANSLATOR, NARRATOR}
        ),
    )


def _roles(value: Value, otherwise: str) -> tuple[str, ...]:
    terms = (term for given in (*value.roles, value.opf("role")) for term in role_terms(given))
    return tuple(dict.fromkeys(terms)) or (otherwise,)


def _with(parts: list[tuple[str, str]], role: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name, known in parts if known == role))
