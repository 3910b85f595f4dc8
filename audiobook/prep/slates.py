"""From a piece of text to what an engine is asked to record: the part, its limits, the spoken form, the language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from audiobook.cast import Part
from audiobook.events import Emit, note, warn
from audiobook.prep.language_letters import is_known, is_latin
from audiobook.prep.passages import Listener
from audiobook.prep.refusals import Refusals
from audiobook.prep.sentences import split_clauses
from audiobook.prep.speech.mixed import Run, stretches
from audiobook.prep.speech.model import Context
from audiobook.prep.spoken import Fit, Piece, has_speech
from audiobook.prep.utter import Range, Uttered
from audiobook.prep.voices import Voices
from audiobook.script import Cue, Script
from audiobook.take import Respoken, Slate

#: So many letters of another writing system make a word; one is a sign (the α of a formula).
_FEWEST_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Shot:
    """One slate with the text that is displayed for it, what of that is said otherwise, and its language if foreign."""

    slate: Slate
    shown: str
    respoken: tuple[Respoken, ...]
    language: str = ""


@dataclass(frozen=True, slots=True)
class _Turn:
    """Who speaks, the language that the engine is told, and the one that the words are in."""

    part: Part
    told: str
    language: str


@dataclass(slots=True)
class Caster:
    """Turns pieces into slates: parts, limits and the voice for a foreign writing system, each looked up once."""

    voices: Voices
    script: Script
    emit: Emit
    parts: dict[str, Part] = field(default_factory=dict)
    fits: dict[str, Fit] = field(default_factory=dict)
    warned: set[str] = field(default_factory=set)
    told: Refusals = field(init=False)

    def __post_init__(self) -> None:
        """The messages go where the others go."""
        self.told = Refusals(self.script, self.emit, self.warned)

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

    def listener(self, part: Part, *, alone: bool) -> Listener:
        """What the voice of a cue makes of other languages; ``alone`` when the cue is its whole paragraph."""

        def kin(language: str) -> bool:
            other = self.voices.fallback(part, language, "")
            return other is not None and other.engine == part.engine

        home, speaks = self.voices.language, self.voices.speaks
        return Listener(home, self.voices.foreign, lambda tag: speaks(part, tag), kin, alone)

    def slates(self, piece: Piece, part: Part, cue: Cue, line: int, context: Context) -> list[Shot]:
        """What is recorded of one piece: one slate, unless languages in it are split or another voice takes less."""
        language = piece.language or self.voices.language
        turn = self._turn(piece, part, language, line)
        desk = _Desk(self, cue, line, context)
        if self.voices.reads(turn.part.engine, piece.text) and self._copes(turn, piece.text):
            if turn.part is part:
                return [desk.shot(piece.text, piece.fixed, piece.displayed, turn)]
            return desk.shots(piece.text, piece.fixed, piece.displayed, turn)
        found: list[Shot] = []
        for start, end, who in self._turns(piece, turn, line):
            run = piece.text[start:end].strip()
            at = piece.text.index(run, start)
            fixed = [(a - at, b - at) for a, b in piece.fixed if a >= at and b <= at + len(run)]
            found += desk.shots(run, fixed, run, who)
        return found

    def _turn(self, piece: Piece, part: Part, language: str, line: int) -> _Turn:
        """Who speaks a piece, as far as it is in its own language."""
        home = self.voices.language
        if self.voices.speaks(part, language):
            return _Turn(part, language, language)
        if piece.language and not piece.apart:
            self.told.kept(part, piece.language, piece.displayed, line)
            return _Turn(part, home, language)
        other = self.voices.fallback(part, language, piece.text)
        self.told.refused(part, other, language, piece.text, line)
        return _Turn(other, language, language) if other else _Turn(part, home, language)

    def _copes(self, turn: _Turn, text: str) -> bool:
        """Whether a voice says all of a text in its language, what stands in it of other languages included."""
        if text.isascii() and is_latin(turn.language):
            return True
        return all(self._says(turn, run, text) for run in stretches(text, turn.language))

    def _says(self, turn: _Turn, run: Run, text: str) -> bool:
        """Whether the voice can say a stretch; one letter of another alphabet is named by any voice that reads it.

        An engine for Chinese that knows English says English words in Chinese too, whatever its voices are called.
        """
        if run.language == turn.language or self.voices.speaks(turn.part, run.language):
            return True
        if run.language == "en" and self.voices.knows(turn.part.engine, "en"):
            return True
        return sum(char.isalpha() for char in text[run.start : run.end]) < _FEWEST_LETTERS

    def _turns(self, piece: Piece, turn: _Turn, line: int) -> list[tuple[int, int, _Turn]]:
        """The stretches of a piece with who speaks them, neighbours of one voice joined. What nobody reads is told."""
        text, found = piece.text, list[tuple[int, int, _Turn]]()
        for run in stretches(text, turn.language, piece.tags):
            words = text[run.start : run.end]
            if not has_speech(words):
                continue
            who = self._who(turn, run, words, text, line)
            if who is None:
                continue
            if found and found[-1][2] == who and found[-1][1] == run.start:
                found[-1] = (found[-1][0], run.end, who)
            else:
                found.append((run.start, run.end, who))
        return found

    def _who(self, turn: _Turn, run: Run, words: str, text: str, line: int) -> _Turn | None:
        part = turn.part
        reads = self.voices.reads(part.engine, words)
        if reads and self._says(turn, run, text):
            return turn
        other = self.voices.fallback(part, run.language, words.strip()) if is_known(words) else None
        if reads:
            self.told.refused(part, other, run.language, words, line)
            return _Turn(other, run.language, run.language) if other else turn
        self.told.unread(part, other, run.language, words, line)
        return _Turn(other, run.language, run.language) if other else None

    def uttered(
        self, text: str, fixed: Sequence[Range], language: str, part: Part, cue: Cue, context: Context, line: int
    ) -> Uttered:
        """The spoken form by the pronunciations and the rules of ``language``."""
        info = self.voices.info(part.engine)
        said = self.voices.speaking.utter(text, fixed, language, cue.speaker, info, context)
        for match in said.missing:
            if match.entry.identity not in self.warned:
                self.warned.add(match.entry.identity)
                message = f"the entry for “{match.written}” ({match.entry.identity}) has no form that {info.name} takes"
                warn(self.emit, "lexicon-no-form", message, self.script.at(line))
        return said

    def slate(self, text: str, part: Part, language: str, direction: str) -> Slate:
        """As sent, without what the engine does not hear, which is told once."""
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


@dataclass(frozen=True, slots=True)
class _Desk:
    """Makes the slates of one piece."""

    caster: Caster
    cue: Cue
    line: int
    context: Context

    def shots(self, text: str, fixed: Sequence[Range], shown: str, turn: _Turn) -> list[Shot]:
        """One slate, or several where the text was cut for an engine that accepts more than this one."""
        fit = self.caster.fit(turn.part.engine)
        if fit.size(text) <= fit.longest:
            return [self.shot(text, fixed, shown, turn)]
        pieces = [piece.strip() for piece in split_clauses(text, fit.most_signs(text), turn.language)]
        return [self.shot(piece, (), piece, turn) for piece in pieces if has_speech(piece)]

    def shot(self, text: str, fixed: Sequence[Range], shown: str, turn: _Turn) -> Shot:
        """One slate, said by the rules of the words' own language."""
        said = self.caster.uttered(text, fixed, turn.language, turn.part, self.cue, self.context, self.line)
        slate = self.caster.slate(said.text, turn.part, turn.told, self.cue.direction)
        foreign = "" if turn.language == self.caster.voices.language else turn.language
        return Shot(slate, shown, said.changes, foreign)
