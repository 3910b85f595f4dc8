"""The part of the walk for plays set in paragraphs: a name on its own line, or at the head of the speech."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from audiobook.readers.walk import elements
from audiobook.readers.walk.characters import squeeze
from audiobook.readers.walk.tables import PERSONA, TableWalk

if TYPE_CHECKING:
    from lxml.etree import _Element

    from audiobook.readers.walk.state import Frame

DIRECTION = "z3998:stage-direction"
#: Longest name of a persona, in characters.
_LONGEST_NAME = 120
#: What parts a name from its speech.
_AFTER_NAME = re.compile(r"\s*[.:]\s*[—–]?\s*")


class PlayWalk(TableWalk):
    """Speeches outside tables. A name stays until the next name, the next heading or the next section."""

    def is_name_line(self, element: _Element) -> bool:
        """A paragraph that is only the name of who speaks next; remembers the name."""
        child = _first_persona(element)
        if child is None or self.tables:
            return False
        whole = elements.short_text(element, _LONGEST_NAME)
        name = elements.short_text(child, _LONGEST_NAME)
        if len(whole) > _LONGEST_NAME or squeeze(whole).rstrip(".:— ") != squeeze(name).rstrip(".:— "):
            return False
        self.speakers[:] = [squeeze(name).rstrip(".: ")]
        self.speech_start = self.count
        return True

    def end_of_speech(self) -> None:
        """A heading or a new section: nobody speaks any more."""
        if not self.tables:
            self.speakers.clear()

    def is_leading_name(self, element: _Element, types: tuple[str, ...], frame: Frame) -> bool:
        """A name at the head of its paragraph, parted from the speech by a full stop or a colon; remembers the name."""
        if PERSONA not in types or self.builder or self.tables or frame.direction or frame.close:
            return False
        found = _AFTER_NAME.match(str(element.tail or ""))
        name = squeeze(elements.short_text(element, _LONGEST_NAME))
        if not found or not name:
            return False
        self.record("persona", element, found[0])
        self.after_name = found.end()
        self.speakers[:] = [name.rstrip(".: ")]
        self.speech_start = self.count
        return True


def _first_persona(element: _Element) -> _Element | None:
    first = next(iter(element), None)
    if first is None or str(element.text or "").strip():
        return None
    return first if PERSONA in elements.types_of(elements.attributes(first)) else None
