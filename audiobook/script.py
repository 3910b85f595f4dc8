"""The book as it will be spoken: chapters of paragraphs of cues. Its text form is the tagged script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from audiobook.source import SourceRef

#: The speaker of every stretch that no character speaks.
NARRATOR = ""
#: The speaker of a quotation nobody could be found for; written ``[?]``.
UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class Words:
    """Text to be spoken as it stands; ``language`` is empty for the language of the book."""

    text: str
    emphasis: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Say:
    """``[say "written" as "spoken"]``: text shown one way and spoken another."""

    written: str
    spoken: str


@dataclass(frozen=True, slots=True)
class LineBreak:
    """The end of a verse line: a short pause."""


@dataclass(frozen=True, slots=True)
class Pause:
    """``[pause 800ms]``: this pause instead of the usual one at this place."""

    ms: int


Inline = Words | Say | LineBreak | Pause


@dataclass(frozen=True, slots=True)
class Cue:
    """A stretch of one paragraph in one voice.

    ``speaker`` is ``NARRATOR``, ``UNKNOWN`` or a character's name; ``unsure`` is the ``?`` of a guess.
    """

    parts: tuple[Inline, ...]
    speaker: str = NARRATOR
    direction: str = ""
    unsure: bool = False

    @property
    def text(self) -> str:
        """The words shown to a reader, marks left out, a line break as a newline."""
        return inline_text(self.parts)


def inline_text(parts: tuple[Inline, ...]) -> str:
    """The displayed text of inline parts."""
    shown = []
    for part in parts:
        if isinstance(part, Words):
            shown.append(part.text)
        elif isinstance(part, Say):
            shown.append(part.written)
        elif isinstance(part, LineBreak):
            shown.append("\n")
    return "".join(shown)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the book.

    ``line`` (1-based, 0 unknown) is its place in the script file and no part of its value.
    """

    cues: tuple[Cue, ...]
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Heading:
    """``## Title``: spoken, no chapter mark."""

    parts: tuple[Inline, ...]
    level: int = 2
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class SceneBreak:
    """``***``: a longer pause."""

    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark on a line of its own that is not a pause: ``[sound …]``, ``[music …]``; kept as it stands.

    ``word`` is the first word (``sound``), ``rest`` everything after it.
    """

    word: str
    rest: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class PauseMark:
    """``[pause 1.5s]`` on a line of its own."""

    ms: int
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Note:
    """``<!-- … -->``: a note to people, never spoken."""

    text: str
    line: int = field(default=0, compare=False)


Item = Paragraph | Heading | SceneBreak | PauseMark | Mark | Note


@dataclass(frozen=True, slots=True)
class Chapter:
    """``# Title``: a marker listeners see, spoken unless ``silent``.

    ``title`` is ``None`` only for what stands before the first ``#`` of a script.
    """

    title: tuple[Inline, ...] | None
    items: tuple[Item, ...]
    silent: bool = False
    line: int = field(default=0, compare=False)

    @property
    def name(self) -> str:
        """The title on one line, for chapter marks; empty without a title."""
        return " ".join(inline_text(self.title or ()).split())


@dataclass(frozen=True, slots=True)
class Script:
    """A whole script. ``front`` is the TOML front matter as plain data (it must not be changed in place)."""

    front: Mapping[str, Any]
    chapters: tuple[Chapter, ...]
    file: str = field(default="", compare=False)

    def at(self, line: int) -> SourceRef:
        """A reference to a line of the script file."""
        return SourceRef(file=self.file, line=line)
