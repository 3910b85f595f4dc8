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
from dataclasses import replace

from audiobook.cast import Cast, Part
from audiobook.events import Emit, note
from audiobook.plugins import EngineInfo
from audiobook.prep.passages import Foreign
from audiobook.prep.sentences import is_cjk
from audiobook.prep.slates import Caster, Shot
from audiobook.prep.speech.model import Context
from audiobook.prep.spoken import ends_sentence, has_speech, pieces_of
from audiobook.prep.utter import Speaking
from audiobook.prep.voices import Voices, all_heard, any_language
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


def segment(
    script: Script,
    cast: Cast,
    *,
    language: str,
    rate_hz: int,
    info: Callable[[str], EngineInfo],
    reads: Callable[[str, str], bool],
    fallback: Callable[[Part, str, str], Part | None],
    emit: Emit,
    speaks: Callable[[Part, str], bool] = any_language,
    knows: Callable[[str, str], bool] = any_language,
    foreign: Foreign | None = None,
    heard: Callable[[Slate], Slate] = all_heard,
    speaking: Speaking | None = None,
) -> tuple[Segment, ...]:
    """All segments of a book in reading order.

    ``info(engine)`` gives an engine's limits, ``reads(engine, text)`` whether it pronounces every letter of a text,
    ``speaks(part, language)`` whether a part's voice speaks a language and ``knows(engine, language)`` whether any
    voice of its engine does; ``fallback(part, language, text)`` a part that can stand in, or ``None``. That nobody
    speaks a language is an ``unspeakable-language`` warning, that nobody can read a text an ``unreadable-text`` error.
    ``foreign`` is what a person wants of passages in other languages.

    ``heard(slate)`` leaves out what its engine makes nothing of, which is told once. ``speaking`` says how words are
    spoken, as they are written without it. ``rate_hz`` is the rate takes are kept at. Linear in the length of the
    script.
    """
    how = speaking or Speaking(normalise=False)
    wishes = foreign or Foreign()
    voices = Voices(cast, language, rate_hz, info, reads, fallback, speaks, knows, wishes, heard, how)
    caster = Caster(voices, script, emit)
    segments: list[Segment] = []
    for n, chapter in enumerate(script.chapters):
        segments += _ChapterWalk(caster, n).walk(chapter)
    return tuple(segments)


class _ChapterWalk:
    """Walks one chapter and gathers its segments; boundaries and pauses go to the segment before them."""

    def __init__(self, caster: Caster, chapter: int) -> None:
        self._caster = caster
        self._chapter = chapter
        self._segments: list[Segment] = []

    def walk(self, chapter: Chapter) -> list[Segment]:
        if chapter.title and not chapter.silent:
            self._cue(Cue(self._closed(chapter.title)), (_TITLE_ITEM, 0), chapter.line, heading=True)
            self._raise(Boundary.HEADING)
        for n, item in enumerate(chapter.items):
            if isinstance(item, Paragraph):
                self._paragraph(item, n)
            elif isinstance(item, Heading):
                self._raise(Boundary.HEADING)
                self._cue(Cue(self._closed(item.parts)), (n, 0), item.line, heading=True)
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
        alone = sum(has_speech(cue.text) for cue in paragraph.cues) == 1
        for at, cue in enumerate(paragraph.cues):
            if at and self._segments and has_speech(cue.text):
                self._raise(self._between(paragraph.cues[at - 1], cue))
            self._cue(cue, (n, at), paragraph.line, alone=alone)
        self._raise(Boundary.PARAGRAPH)

    @staticmethod
    def _between(one: Cue, two: Cue) -> Boundary:
        first = next((c for c in two.text if c.isalnum()), "")
        if ends_sentence(one.text) and not first.islower():
            return Boundary.SPEAKER
        return Boundary.CLAUSE

    def _cue(self, cue: Cue, place: tuple[int, int], line: int, *, heading: bool = False, alone: bool = True) -> None:
        part = self._caster.part(cue.speaker)
        pieces = pieces_of(cue.parts, self._caster.fit(part.engine), self._caster.listener(part, alone=alone))
        for n, piece in enumerate(pieces):
            if not piece.text:
                self._pause(piece.pause_ms or 0, line)
                continue
            before = pieces[n - 1].displayed if n else ""
            after = pieces[n + 1].displayed if n + 1 < len(pieces) else ""
            context = Context(before=before, after=after, heading=heading)
            shots = self._caster.slates(piece, part, cue, line, context)
            last = n == len(pieces) - 1 and piece.after is not Boundary.LINE
            for i, shot in enumerate(shots):
                inner = Boundary.CLAUSE if i < len(shots) - 1 or last else piece.after
                pause = piece.pause_ms if i == len(shots) - 1 else None
                self._add(shot, cue.speaker or NARRATOR, (place, inner, pause, line))

    def _add(self, shot: Shot, speaker: str, at: tuple[tuple[int, int], Boundary, int | None, int]) -> None:
        (item, cue), after, pause, line = at
        slate, source = shot.slate, self._caster.script.at(line)
        self._segments.append(
            Segment(
                slate,
                slate.key,
                self._chapter,
                item,
                cue,
                speaker,
                after,
                pause,
                shot.shown,
                shot.respoken,
                source,
                shot.language,
            )
        )

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
