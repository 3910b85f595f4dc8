"""What was heard and measured, kept in a file of JSON lines, so that a second proof is quick and a stopped one goes on.

A line is added as soon as something is known, so a killed process loses nothing but half a line, which is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from audiobook.proofing.takes.heard import Heard, HeardWord
from audiobook.proofing.takes.sound import Measures
from audiobook.userfiles import bytes_of

#: Raised when what is kept changes its meaning.
_SCHEMA = 1
#: A line is about 500 bytes, and a very long book has 200,000 takes.
_MOST_BYTES = 1 << 29


@dataclass(slots=True)
class Kept:
    """The file and what is in it. Names of entries are the caller's; one process at a time."""

    path: Path
    heard: dict[str, Heard] = field(default_factory=dict)
    measured: dict[str, Measures] = field(default_factory=dict)

    def load(self) -> None:
        """Read what is there; damaged lines are left out."""
        try:
            lines = bytes_of(self.path, _MOST_BYTES).splitlines()
        except OSError:
            return
        for line in lines:
            try:
                self._take(json.loads(line))
            except (ValueError, TypeError, KeyError, AttributeError):
                continue

    def _take(self, body: Mapping[str, Any]) -> None:
        if body["schema"] != _SCHEMA:
            return
        if "words" in body:
            words = tuple(HeardWord(str(text), float(start), float(end)) for text, start, end in body["words"])
            self.heard[body["name"]] = Heard(words, bool(body["looped"]))
        else:
            self.measured[body["name"]] = Measures(*(float(body["sound"][f.name]) for f in fields(Measures)))

    def add_heard(self, found: Mapping[str, Heard]) -> None:
        """Keep what was heard. Raises OSError."""
        self.heard.update(found)
        self._add(
            {"words": [(w.text, w.start_s, w.end_s) for w in heard.words], "looped": heard.looped, "name": name}
            for name, heard in found.items()
        )

    def add_measured(self, found: Mapping[str, Measures]) -> None:
        """Keep what was measured. Raises OSError."""
        self.measured.update(found)
        self._add({"sound": asdict(measures), "name": name} for name, measures in found.items())

    def _add(self, bodies: Iterable[dict[str, Any]]) -> None:
        lines = [json.dumps({"schema": _SCHEMA, **body}, ensure_ascii=False, allow_nan=False) for body in bodies]
        # A line break first: the file may end in half a line.
        with self.path.open("a", encoding="utf-8") as file:
            file.write("".join(f"\n{line}" for line in lines))
