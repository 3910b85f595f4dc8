"""Where in a book something stands, so that every message can point into it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceRef:
    """A place in a source file.

    ``file`` is the path inside the book (an EPUB member) or the file's name; ``anchor`` an element id when
    there is one; ``line`` is 1-based, 0 when unknown; ``start`` and ``end`` are code-point offsets into the
    file's text: the concatenated text of its elements in document order, head, scripts and styles left out; both are
    0 when unknown.
    """

    file: str = ""
    anchor: str = ""
    line: int = 0
    start: int = 0
    end: int = 0

    def __str__(self) -> str:
        """``file:line#anchor``, leaving out what is unknown."""
        text = self.file
        if self.line:
            text += f":{self.line}"
        if self.anchor:
            text += f"#{self.anchor}"
        return text
