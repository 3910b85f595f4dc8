"""What a person is told of languages and letters that a voice has no command of, once for each kind."""

from __future__ import annotations

from dataclasses import dataclass

from audiobook.cast import Part
from audiobook.events import Emit, Finding, Severity, note, warn
from audiobook.script import Script

_SHOWN_TEXT = 40


@dataclass(frozen=True, slots=True)
class Refusals:
    """Tells where in ``script`` it was first; ``warned`` holds what was told."""

    script: Script
    emit: Emit
    warned: set[str]

    def kept(self, part: Part, language: str, text: str, line: int) -> None:
        """``language-kept``: a short passage stays with a voice that does not speak its language."""
        if not self._once(f"kept {part.engine}"):
            return
        message = f"{_name(part)} reads short passages in other languages with its own accent, first in {language}:"
        message += f' “{_short(text)}”; foreign_voice = "sentence" gives them other voices'
        note(self.emit, "language-kept", message, self.script.at(line))

    def refused(self, part: Part, other: Part | None, language: str, text: str, line: int) -> None:
        """``language-fallback``: another voice speaks a passage; ``unspeakable-language``: no voice there is can."""
        if not self._once(f"refused {part.engine} {other.engine if other else ''} {language}"):
            return
        at, shown = self.script.at(line), _short(text)
        if other is None:
            message = f"no installed voice speaks {language}: {_name(part)} reads it as it can, first “{shown}”"
            warn(self.emit, "unspeakable-language", message, at)
            return
        tell = note if other.engine == part.engine else warn
        message = f"{_name(part)} does not speak {language}; {_name(other)} does, first in “{shown}”"
        tell(self.emit, "language-fallback", message, at)

    def unread(self, part: Part, other: Part | None, language: str, text: str, line: int) -> None:
        """``fallback-voice``: another voice reads the letters; ``unreadable-text``, each time: none can."""
        at, shown = self.script.at(line), _short(text)
        if other is None:
            self.emit(Finding("unreadable-text", Severity.ERROR, f"no voice can read “{shown}”", at))
        elif self._once(f"unread {part.engine} {language}"):
            message = f"{_name(part)} cannot read the letters of {language}; {_name(other)} reads them"
            warn(self.emit, "fallback-voice", f"{message}, first in “{shown}”", at)

    def _once(self, kind: str) -> bool:
        """Whether something is to be told for the first time."""
        new = kind not in self.warned
        self.warned.add(kind)
        return new


def _name(part: Part) -> str:
    return f"the voice {part.engine}/{part.voice}"


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHOWN_TEXT else flat[:_SHOWN_TEXT] + "…"
