"""Parts without a page of their own: their titles are spoken before their first chapter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audiobook.document import Section
from audiobook.source import SourceRef

if TYPE_CHECKING:
    from collections.abc import Sequence


def with_parts(sections: Sequence[Section], summary: str) -> tuple[Section, ...]:
    """The sections with an empty one of kind ``part`` wherever a part begins that has none; linear in their number.

    ``summary`` is the file that names the parts; empty where the files themselves are the parts.
    """
    paged = {(*section.path, section.title) for section in sections}
    found: list[Section] = []
    before: tuple[str, ...] = ()
    for section in sections:
        path = section.path
        for length in range(1, len(path) + 1):
            here = path[:length]
            if here not in paged and here != before[:length]:
                found.append(
                    Section(path[length - 1], (), path[: length - 1], "part", SourceRef(summary or section.source.file))
                )
        found.append(section)
        before = (*path, section.title)
    return tuple(found)
