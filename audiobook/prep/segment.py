"""From the script and its cast to segments: what the engines are asked to speak, in order.

Boundaries. Between the pieces of one split sentence stands a CLAUSE, between sentences of one cue a SENTENCE, at a
verse line's end a LINE. Between two cues of a paragraph stands a SPEAKER pause only when the first ends a sentence and
the second begins one; a quotation and its tag (“Come,” said she) are one sentence in two voices and get the CLAUSE
pause. Then PARAGRAPH, HEADING around headings and after a title, SCENE at a scene break, CHAPTER_TAIL; the strongest
wins. An explicit pause replaces what the table of pauses would say.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from audiobook.cast import Cast, Part
from audiobook.events import Emit, Finding, Severity, note, warn
from audiobook.plugins import EngineInfo
from audiobook.prep.sentences import is_cjk
from audiobook.prep.spoken import Fit, Piece, ends_sentence, has_speech, pieces_of
from audiobook.prep.writing import language_of, writing_runs
from audiobook.script import (
    NARRATOR,
    Chapter,
    Cue,
    Heading,
    Inline,
    LineBreak,
    Paragraph,
    PauseMark,
    Say,
    SceneBreak,
    Script,
    Words,
)
from audiobook.source import SourceRef
from audiobook.take import Boundary, Segment, Slate

_STRENGTH = {
    boundary: n
    for n, boundary in enumerate(
        (
            Boundary.CLAUSE,
            Boundary.LINE,
            Boundary.SENTENCE,
            Boundary.SPEAKER,
            Boundary.PARAGRAPH,
            Boundary.HEADING,
            Boundary.SCENE,
            Boundary.CHAPTER_TAIL,
        )
    )
}
_TITLE_ITEM = -1
_TITLE_END = re.compile(r"[.!?…。！？:;：；,，]\s*$")
_SHOWN_TEXT = 40


def _all_heard(slate: Slate) -> Slate:
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
    heard: Callable[[Slate], Slate] = _all_heard


def segment(
    script: Script,
    cast: Cast,
    *,
    language: str,
    rate_hz: int,
    info: Callable[[str], EngineInfo],
    reads: Callable[[str, str], bool],
    fallback: Callable[[str], Part | None],
    emit: Emit,
    heard: Callable[[Slate], Slate] = _all_heard,
) -> tuple[Segment, ...]:
    """All segments of a book in reading order.

    ``info(engine)`` gives an engine's limits, ``reads(engine, text)`` whether it pronounces every letter of a text;
    ``fallback(text)`` a part of another engine that can, or ``None``, which is an ``unreadable-text`` finding of
    severity error. ``heard(slate)`` leaves out what its engine makes nothing of, which is told once. ``rate_hz`` is the
    rate takes are kept at. Linear in the length of the script.
    """
    voices = Voices(cast, language, rate_hz, info, reads, fallback, heard)
    caster = _Caster(voices, script, emit)
    segments: list[Segment] = []
    for n, chapter in enumerate(script.chapters):
        segments += _ChapterWalk(caster, n).walk(chapter)
    return tuple(segments)


@dataclass(slots=True)
class _Caster:
    """Turns pieces into slates: parts, limits and the voice for a foreign writing system, each looked up once."""

    voices: Voices
    script: Script
    emit: Emit
    parts: dict[str, Part] = field(default_factory=dict)
    fits: dict[str, Fit] = field(default_factory=dict)
    warned: set[str] = field(default_factory=set)

    def part(self, speaker: str) -> Part:
        if speaker not in self.parts:
            self.parts[speaker] = self.voices.cast.part_of(speaker)
        return self.parts[speaker]

    def fit(self, engine: str) -> Fit:
        if engine not in self.fits:
            info = self.voices.info(engine)
            longest, comfortable = max(info.max_characters, 1), info.comfortable_characters
            self.fits[engine] = Fit(longest, comfortable, self.voices.language, info.han_weight)
        return self.fits[engine]

    def slates(self, piece: Piece, part: Part, direction: str, line: int) -> list[tuple[Slate, str]]:
        """The slates of one piece with the text displayed for each: one, unless writing systems must be split."""
        if self.voices.reads(part.engine, piece.text):
            return [(self._slate(piece.text, part, piece.language or self.voices.language, direction), piece.displayed)]
        found: list[tuple[Slate, str]] = []
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
                own, language = other, language_of(system, piece.language or self.voices.language)
            found.append((self._slate(run, own, language, direction), run))
        return found

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


class _ChapterWalk:
    """Walks one chapter and gathers its segments; boundaries and pauses go to the segment before them."""

    def __init__(self, caster: _Caster, chapter: int) -> None:
        self._caster = caster
        self._chapter = chapter
        self._segments: list[Segment] = []

    def walk(self, chapter: Chapter) -> list[Segment]:
        if chapter.title and not chapter.silent:
            self._cue(Cue(self._closed(chapter.title)), (_TITLE_ITEM, 0), chapter.line)
            self._raise(Boundary.HEADING)
        for n, item in enumerate(chapter.items):
            if isinstance(item, Paragraph):
                self._paragraph(item, n)
            elif isinstance(item, Heading):
                self._raise(Boundary.HEADING)
                self._cue(Cue(self._closed(item.parts)), (n, 0), item.line)
                self._raise(Boundary.HEADING)
            elif isinstance(item, SceneBreak):
                self._raise(Boundary.SCENE)
            elif isinstance(item, PauseMark):
                self._pause(item.ms, item.line)
        self._raise(Boundary.CHAPTER_TAIL)
        return self._segments

    def _closed(self, parts: tuple[Inline, ...]) -> tuple[Inline, ...]:
        """A title is read as a sentence: a stop at its end and at the end of each of its lines."""
        stop = "。" if is_cjk(self._caster.voices.language) else "."
        out: list[Inline] = []
        for part in (*parts, LineBreak()):
            if isinstance(part, LineBreak):
                last = out[-1] if out else None
                text = last.text if isinstance(last, Words) else last.spoken if isinstance(last, Say) else stop
                if not _TITLE_END.search(text):
                    out.append(Say("", stop))
                out.append(Say("", " "))
            else:
                out.append(part)
        return tuple(out[:-1])

    def _paragraph(self, paragraph: Paragraph, n: int) -> None:
        for at, cue in enumerate(paragraph.cues):
            if at and self._segments and has_speech(cue.text):
                self._raise(self._between(paragraph.cues[at - 1], cue))
            self._cue(cue, (n, at), paragraph.line)
        self._raise(Boundary.PARAGRAPH)

    @staticmethod
    def _between(one: Cue, two: Cue) -> Boundary:
        first = next((c for c in two.text if c.isalnum()), "")
        if ends_sentence(one.text) and not first.islower():
            return Boundary.SPEAKER
        return Boundary.CLAUSE

    def _cue(self, cue: Cue, place: tuple[int, int], line: int) -> None:
        part = self._caster.part(cue.speaker)
        pieces = pieces_of(cue.parts, self._caster.fit(part.engine))
        for n, piece in enumerate(pieces):
            if not piece.text:
                self._pause(piece.pause_ms or 0, line)
                continue
            slates = self._caster.slates(piece, part, cue.direction, line)
            last = n == len(pieces) - 1 and piece.after is not Boundary.LINE
            for i, (slate, shown) in enumerate(slates):
                inner = Boundary.CLAUSE if i < len(slates) - 1 or last else piece.after
                pause = piece.pause_ms if i == len(slates) - 1 else None
                self._add(slate, shown, cue.speaker or NARRATOR, (place, inner, pause, line))

    def _add(
        self, slate: Slate, shown: str, speaker: str, at: tuple[tuple[int, int], Boundary, int | None, int]
    ) -> None:
        (item, cue), after, pause, line = at
        source: SourceRef = self._caster.script.at(line)
        self._segments.append(Segment(slate, slate.key, self._chapter, item, cue, speaker, after, pause, shown, source))

    def _raise(self, boundary: Boundary) -> None:
        if self._segments and _STRENGTH[boundary] > _STRENGTH[self._segments[-1].after]:
            self._segments[-1] = replace(self._segments[-1], after=boundary)

    def _pause(self, ms: int, line: int) -> None:
        if not self._segments:
            message = "a pause before the first words of a chapter has no place; set the chapter's head pause instead"
            note(self._caster.emit, "pause-without-place", message, self._caster.script.at(line))
            return
        last = self._segments[-1]
        self._segments[-1] = replace(last, pause_ms=(last.pause_ms or 0) + ms)
