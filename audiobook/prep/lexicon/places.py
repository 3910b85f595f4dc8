"""On which line an entry and its keys stand, which ``tomllib`` does not tell."""

from __future__ import annotations

import re

_ENTRY = re.compile(r"[ \t]*\[\[[ \t]*[\"']?entry[\"']?[ \t]*\]\]")
_QUOTES = re.compile(r'"""|\'\'\'')


class Places:
    """Lines of one list, 1-based; 0 where a line cannot be told."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self._lines = text.split("\n")
        self._entries: list[int] = []
        inside = ""
        for n, line in enumerate(self._lines, 1):
            if not inside and _ENTRY.match(line):
                self._entries.append(n)
            for found in _QUOTES.findall(line):
                inside = "" if inside == found else inside or found

    def expect(self, entries: int) -> None:
        """Forget the lines when there are not as many headers as entries: a list in an unusual form."""
        if len(self._entries) != entries:
            self._entries = []

    def entry(self, number: int) -> int:
        """The line of the header of an entry, by its number from 0."""
        return self._entries[number] if number < len(self._entries) else 0

    def key(self, number: int, key: str) -> int:
        """The line of a key in an entry; its header's when the key is not found."""
        start = self.entry(number)
        end = self._entries[number + 1] - 1 if number + 1 < len(self._entries) else len(self._lines)
        return self._find(key, start, end) if start and key else start

    def top(self, key: str) -> int:
        """The line of a key or table of the file itself."""
        return self._find(key, 0, len(self._lines))

    def _find(self, key: str, start: int, end: int) -> int:
        name = rf"[ \t]*[\"']?{re.escape(key)}[\"']?[ \t]*"
        own = re.compile(rf"[ \t]*\[*{name}[=\].]|.*[{{,.]{name}[=\]]")
        return next((n for n in range(start + 1, end + 1) if own.match(self._lines[n - 1])), start)
