"""From a piece of text to what an engine is asked to record: the part, its limits, the spoken form, the language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from audiobook.cast import Cast, Part
from audiobook.events import Emit, Finding, Severity, note, warn
from audiobook.plugins import EngineInfo
from audiobook.prep.speech.model import Context
from audiobook.prep.spoken import Fit, Piece, has_speech
from audiobook.prep.utter import Range, Speaking, Uttered
from audiobook.prep.writing import language_of, writing_runs
from audiobook.script import Cue, Script
from audiobook.take import Respoken, Slate

_SHOWN_TEXT = 40


def all_heard(slate: Slate) -> Slate:
    """The slate as it is: the engine hears all of it."""
    return slate


@dataclass(frozen=True, slots=True)
class Voices:
    """How segments find out what engines can do; all of them must be cheap, they are called for every segment."""

    cast: Cast
    language: str
    rate_hz: int
    info: Callable[[str], EngineInfo]
    reads: Callable[[str, str], bool]
    fallback: Callable[[str], Part | None]
    heard: Callable[[Slate], Slate] = all_heard
    speaking: Speaking = field(default_factory=lambda: Speaking(normalise=False))


@dataclass(frozen=True, slots=True)
class Shot:
    """One slate with the text that is displayed for it and what of that is said otherwise."""

    slate: Slate
    shown: str
    respoken: tuple[Respoken, ...]


@dataclass(slots=True)
class Caster:
    """Turns pieces into slates: parts, limits and the voice for a foreign writing system, each looked up once."""

    voices: Voices
    script: Script
    emit: Emit
    parts: dict[str, Part] = field(default_factory=dict)
    fits: dict[str, Fit] = field(default_factory=dict)
    warned: set[str] = field(default_factory=set)

    def part(self, speaker: str) -> Part:
        """Who speaks for a cue's speaker."""
        if speaker not in self.parts:
            self.parts[speaker] = self.voices.cast.part_of(speaker)
        return self.parts[speaker]

    def fit(self, engine: str) -> Fit:
        """What the engine accepts in one call."""
        if engine not in self.fits:
            info = self.voices.info(engine)
            longest, comfortable = max(info.max_characters, 1), info.comfortable_characters
            self.fits[engine] = Fit(longest, comfortable, self.voices.language, info.han_weight)
        return self.fits[engine]

    def slates(self, piece: Piece, part: Part, cue: Cue, line: int, context: Context) -> list[Shot]:
        """What is recorded of one piece: one slate, unless writing systems must be split."""
        home = piece.language or self.voices.language
        said = self._uttered(piece.text, piece.fixed, home, part, cue, context, line)
        if self.voices.reads(part.engine, said.text):
            return [Shot(self._slate(said.text, part, home, cue.direction), piece.displayed, said.changes)]
        found: list[Shot] = []
        for system, text in writing_runs(piece.text):
            run = text.strip()
            if not has_speech(run):
                continue
            if self.voices.reads(part.engine, run):
                own, language = part, self.voices.language
            else:
                other = self._other(run, system, part, line)
                if other is None:
                    continue
                own, language = other, language_of(system, home)
            said = self._uttered(run, (), language, own, cue, context, line)
            found.append(Shot(self._slate(said.text, own, language, cue.direction), run, said.changes))
        return found

    def _uttered(
        self, text: str, fixed: Sequence[Range], language: str, part: Part, cue: Cue, context: Context, line: int
    ) -> Uttered:
        info = self.voices.info(part.engine)
        said = self.voices.speaking.utter(text, fixed, language, cue.speaker, info, context)
        for match in said.missing:
            if match.entry.identity not in self.warned:
                self.warned.add(match.entry.identity)
                message = f"the entry for “{match.written}” ({match.entry.identity}) has no form that {info.name} takes"
                warn(self.emit, "lexicon-no-form", message, self.script.at(line))
        return said

    def _other(self, text: str, system: str, part: Part, line: int) -> Part | None:
        other = self.voices.fallback(text)
        at = self.script.at(line)
        shown = text if len(text) <= _SHOWN_TEXT else text[:_SHOWN_TEXT] + "…"
        if other is None:
            self.emit(Finding("unreadable-text", Severity.ERROR, f"no voice can read “{shown}” ({system} letters)", at))
        elif system not in self.warned:
            self.warned.add(system)
            mine, theirs = f"{part.engine}/{part.voice}", f"{other.engine}/{other.voice}"
            message = f"the voice {mine} cannot read {system} letters; {theirs} reads them"
            warn(self.emit, "fallback-voice", f"{message}, first in “{shown}”", at)
        return other

    def _slate(self, text: str, part: Part, language: str, direction: str) -> Slate:
        info = self.voices.info(part.engine)
        slate = Slate(
            text=text,
            engine=info.name,
            engine_version=info.version,
            model=info.model,
            voice=part.voice,
            language=language,
            direction=direction or part.direction,
            speed=part.speed,
            pitch=part.pitch,
            rate_hz=self.voices.rate_hz,
        )
        heard = self.voices.heard(slate)
        if heard.direction != slate.direction:
            self._lost("direction", f"“{slate.direction}”", slate)
        if (heard.speed, heard.pitch) != (slate.speed, slate.pitch):
            self._lost("speed", "speed and pitch", slate)
        return heard

    def _lost(self, what: str, shown: str, slate: Slate) -> None:
        """Say once for each voice's engine what it makes nothing of."""
        code = f"{what}-dropped"
        if f"{code} {slate.engine}" not in self.warned:
            self.warned.add(f"{code} {slate.engine}")
            message = (
                f"{slate.engine} with the model {slate.model} takes no {what}: {shown} and others make no difference"
            )
            note(self.emit, code, message)
