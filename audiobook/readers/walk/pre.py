"""The text of a ``pre`` in the making, with the place of every piece in the document's text."""

from __future__ import annotations

from bisect import bisect_right

from audiobook.readers.walk.characters import clean


class PreText:
    """Pieces of text with their offsets; what is skipped between two pieces is not part of it."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._starts: list[int] = []  # of each piece in the joined text
        self._places: list[int] = []  # of each piece in the document's text
        self._length = 0

    def __bool__(self) -> bool:
        return bool(self._pieces)

    def add(self, piece: str, place: int) -> None:
        """Add a piece that stands at ``place`` in the document's text."""
        if piece:
            self._pieces.append(piece)
            self._starts.append(self._length)
            self._places.append(place)
            self._length += len(piece)

    @property
    def text(self) -> str:
        """All pieces."""
        return "".join(self._pieces)

    def stanzas(self) -> list[tuple[int, int]]:
        """Start and end in the document's text of every run of lines between empty ones."""
        found: list[tuple[int, int]] = []
        at, first, end = 0, -1, 0
        for line in [*self.text.split("\n"), ""]:
            if clean(line).strip():
                first, end = (at if first < 0 else first), at + len(line)
            elif first >= 0:
                found.append((self._place(first), self._place(end - 1) + 1))
                first = -1
            at += len(line) + 1
        return found

    def _place(self, index: int) -> int:
        piece = bisect_right(self._starts, index) - 1
        return self._places[piece] + index - self._starts[piece]
