"""Values in a rendered script: kept apart from its text until the script has been read.

A value is printed as a placeholder, signs that stand for nothing (Unicode's noncharacters). So the script's reader
never sees the value: whatever it holds cannot become a tag, a mark or a heading. When the script has its shape, each
value is put where its placeholder stands, as words, as a name, as a direction.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from audiobook.errors import ScriptError
from audiobook.script import (
    NARRATOR,
    UNKNOWN,
    Chapter,
    ClipMark,
    Cue,
    Heading,
    Inline,
    Item,
    Mark,
    MusicEnd,
    Note,
    Paragraph,
    Say,
    Script,
    Words,
)
from audiobook.source import SourceRef

#: U+FDD0 to U+FDEF are noncharacters: "for internal use" in a program, never in a text (Unicode 15, section 23.7).
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_DIGITS = "".join(map(chr, range(0xFDD2, 0xFDDC)))
_TO_DIGITS = str.maketrans("0123456789", _DIGITS)
_FROM_DIGITS = str.maketrans(_DIGITS, "0123456789")
_PLACEHOLDER = re.compile(f"{_OPEN}([{_DIGITS}]+){_CLOSE}")
RESERVED = re.compile("[\ufdd0-\ufdef]")
#: A file of the show's own: below the folder, no blanks, a suffix. What else stands in a mark says how it is played.
_FILE = re.compile(r"\w[\w.-]*(?:/\w[\w.-]*)*\.\w{2,5}")
#: So much of a value is shown in a message.
_SHOWN = 40


@dataclass(slots=True)
class Values:
    """The values of one rendered text, by the number in their placeholders. Not thread-safe."""

    texts: list[str] = field(default_factory=list)

    def keep(self, text: str) -> str:
        """The placeholder for a value."""
        self.texts.append(text)
        return f"{_OPEN}{str(len(self.texts) - 1).translate(_TO_DIGITS)}{_CLOSE}"

    def restored(self, text: str) -> str:
        """The text with each placeholder's value in its place."""
        return _PLACEHOLDER.sub(self._of, text) if _OPEN in text else text

    def shown(self, text: str) -> str:
        """The same for a message: on one line, long values cut."""

        def short(found: re.Match[str]) -> str:
            flat = " ".join(self._of(found).split())
            return flat if len(flat) <= _SHOWN else f"{flat[:_SHOWN]}…"

        return _PLACEHOLDER.sub(short, text)

    def _of(self, found: re.Match[str]) -> str:
        return self.texts[int(found[1].translate(_FROM_DIGITS))]


def fill(script: Script, values: Values, files: Collection[str] = ()) -> Script:
    """The script with its values. ``files`` are paths that may stand in a mark besides those below its folder.

    Linear in the length of the result. Raises ScriptError, naming the line of ``script``, for a value that cannot
    stand where the template puts it: a speaker without a name, a file that is none.
    """
    filling = _Filling(values, frozenset(files), script)
    return replace(
        script, front=filling.front(script.front), chapters=tuple(filling.chapter(each) for each in script.chapters)
    )


@dataclass(frozen=True, slots=True)
class _Filling:
    values: Values
    files: frozenset[str]
    script: Script

    def front(self, data: Any) -> Any:  # noqa: ANN401 - TOML data has any type
        if isinstance(data, str):
            return self.values.restored(data)
        if isinstance(data, Mapping):
            return {self.values.restored(key): self.front(value) for key, value in data.items()}
        return [self.front(each) for each in data] if isinstance(data, list) else data

    def chapter(self, chapter: Chapter) -> Chapter:
        title = None if chapter.title is None else self.parts(chapter.title)
        return replace(chapter, title=title, items=tuple(self.item(item) for item in chapter.items))

    def item(self, item: Item) -> Item:
        if isinstance(item, Paragraph):
            return replace(item, cues=tuple(self.cue(cue, item.line) for cue in item.cues))
        if isinstance(item, Heading):
            return replace(item, parts=self.parts(item.parts))
        if isinstance(item, Note):
            return replace(item, text=self.values.restored(item.text))
        if isinstance(item, Mark):
            return self.mark(item)
        return item

    def cue(self, cue: Cue, line: int) -> Cue:
        speaker = cue.speaker
        if _PLACEHOLDER.search(speaker):
            speaker = " ".join(self.values.restored(speaker).split())
            if speaker in {NARRATOR, UNKNOWN}:
                what = "is empty" if speaker == NARRATOR else f"is '{speaker}', which is nobody's"
                raise self.wrong(f"the name of a speaker {what}", line, "give every host and guest a name")
        return replace(cue, parts=self.parts(cue.parts), speaker=speaker, direction=self.values.restored(cue.direction))

    def parts(self, parts: tuple[Inline, ...]) -> tuple[Inline, ...]:
        return tuple(map(self.part, parts))

    def part(self, part: Inline) -> Inline:
        if isinstance(part, Words):
            return replace(part, text=self.values.restored(part.text))
        if isinstance(part, Say):
            return Say(self.values.restored(part.written), self.values.restored(part.spoken))
        return part

    def mark(self, mark: Mark) -> Mark:
        """A value in a mark names a file, or says what is heard and from whom; never how loud it is played."""
        if isinstance(mark, MusicEnd):
            return mark
        if isinstance(mark, ClipMark):
            speaker = " ".join(self.values.restored(mark.speaker).split())
            mark = replace(mark, words=self.values.restored(mark.words), speaker=speaker)
        for found in _PLACEHOLDER.finditer(mark.file):
            name = self.values.restored(found[0])
            if name not in self.files and not _FILE.fullmatch(name):
                shown = self.values.shown(found[0])
                hint = "name a file below the script's folder, of letters, digits, '-', '_' and '.': music/theme.wav"
                raise self.wrong(
                    f"“{shown}” cannot stand in [{mark.word} …]: it is no plain file name", mark.line, hint
                )
        return replace(mark, file=self.values.restored(mark.file))

    def wrong(self, message: str, line: int, hint: str) -> ScriptError:
        return ScriptError(message, source=SourceRef(file=self.script.file, line=line), hint=hint)
