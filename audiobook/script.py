"""The book as it will be spoken: chapters of paragraphs of cues. Its text form is the tagged script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

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


#: Levels where a mark says none, in dB against the voices (0 is as loud as they are). An atmosphere is noticed and not
#: listened to; a bed is well under who speaks, and in the clear carries without drowning what comes before and after
#: (own judgement).
LOOP_DB, BED_DB, CLEAR_DB = -24.0, -18.0, -8.0
#: No bed is louder than this under speech (own judgement): nearer, words are lost.
MOST_BED_DB = -12.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """``12.5s-48s``: a part of a file in milliseconds; without an end it goes on to the file's."""

    start_ms: int
    end_ms: int | None = None


@dataclass(frozen=True, slots=True)
class SoundMark:
    """``[sound FILE]``: speech waits until it ends, but for one that is ``under`` what is said or a ``loop``.

    ``file`` is a path from the script's folder. ``level_db`` is against the voices, ``fade`` in and out in
    milliseconds; ``None`` is the usual one.
    """

    word: ClassVar[str] = "sound"
    file: str
    level_db: float = 0.0
    under: bool = False
    loop: bool = False
    stretch: Stretch | None = None
    fade: tuple[int, int] | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class SoundEnd:
    """``[sound end FILE]``: the loop of this file ends here, all that run without one."""

    word: ClassVar[str] = "sound"
    file: str = ""
    fade_ms: int | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class MusicMark:
    """``[music FILE]``: a bed from here on, looped unless ``once``, and quieter while someone speaks.

    ``level_db`` is its level then, ``clear_db`` that in the clear. It is heard alone for ``lead_ms``. A bed that runs
    already fades out over ``crossfade_ms`` while this one fades in.
    """

    word: ClassVar[str] = "music"
    file: str
    level_db: float = BED_DB
    clear_db: float = CLEAR_DB
    fade: tuple[int, int] | None = None
    lead_ms: int = 0
    crossfade_ms: int = 0
    once: bool = False
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class MusicEnd:
    """``[music end]``: the bed is heard alone for ``tail_ms`` and is gone then."""

    word: ClassVar[str] = "music"
    tail_ms: int = 0
    fade_ms: int | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class ClipMark:
    """``[clip FILE 12.5s-48s "What she says." as Ada]``: a recording of someone who speaks; speech waits for it.

    ``words`` is what transcripts show for it, ``speaker`` whose words they are.
    """

    word: ClassVar[str] = "clip"
    file: str
    stretch: Stretch | None = None
    level_db: float = 0.0
    fade: tuple[int, int] | None = None
    words: str = ""
    speaker: str = NARRATOR
    line: int = field(default=0, compare=False)


#: A mark on a line of its own that is not a pause.
Mark = SoundMark | SoundEnd | MusicMark | MusicEnd | ClipMark


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
