"""Navigation made from sections, for formats that bring none of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audiobook.document import NavPoint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audiobook.document import Section


def nav_of_sections(sections: Sequence[Section]) -> tuple[NavPoint, ...]:
    """One entry a titled section; sections with a path lie under the part that has it."""
    roots: list[NavPoint] = []
    number = 0
    while number < len(sections):
        section = sections[number]
        own = (*section.path, section.title)
        end = number + 1
        while end < len(sections) and sections[end].path[: len(own)] == own:
            end += 1
        children = tuple(NavPoint(child.title, child.source) for child in sections[number + 1 : end] if child.title)
        if section.title:
            roots.append(NavPoint(section.title, section.source, children))
        number = end
    return tuple(roots)
