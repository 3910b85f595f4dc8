"""From the book as read to the book as it will be spoken.

Attribution only adds tags: the words of the script are the words of the document's blocks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from audiobook.document import Block, BlockKind, Document, Section, Span
from audiobook.events import Emit, note
from audiobook.prep.frontmatter import front_of
from audiobook.prep.lead_in import recased
from audiobook.prep.line import Line
from audiobook.prep.marks import is_language, one_line
from audiobook.prep.normal import normal
from audiobook.prep.speakers import SPOKEN, Speakers, find_speakers
from audiobook.prep.titles import first_words, heading_text, title_parts
from audiobook.script import (
    NARRATOR,
    UNKNOWN,
    Chapter,
    Cue,
    Heading,
    Inline,
    Item,
    LineBreak,
    Paragraph,
    Say,
    SceneBreak,
    Script,
    Words,
    inline_text,
)

_DIRECTION = re.compile(r"\s*(?:\(.*\)|\[.*\])[\s.]*", re.DOTALL)
_LETTERS = re.compile(r"\w")


def prepare(document: Document, emit: Emit, speakers: Speakers | None = None) -> Script:
    """The script of a document, in normal form. Linear in its length; called from one thread.

    ``speakers`` is what ``find_speakers`` found in the same document; it is asked where none is given.
    """
    language = document.metadata.language
    speakers = speakers or find_speakers(document)
    chapters = []
    for section, spoken in zip(document.sections, speakers.lines, strict=True):
        if becomes_chapter(section):
            chapters.append(_chapter(section, spoken, language))
    script = normal(Script(front_of(document.metadata, _source_name(document)), tuple(chapters)))
    _report(speakers, emit)
    return script


def becomes_chapter(section: Section) -> bool:
    """Whether a section has a chapter in the script: a title, or anything that is spoken."""
    if section.title.strip():
        return True
    return any(block.kind is not BlockKind.SCENE_BREAK and block.text.strip() for block in section.blocks)


def _source_name(document: Document) -> str:
    """The file of the book when it is a single one (not an EPUB's members)."""
    files = {s.source.file for s in document.sections if s.source.file}
    only = files.pop() if len(files) == 1 else ""
    return only if "/" not in only and not only.endswith((".xhtml", ".opf")) else ""


def _report(speakers: Speakers, emit: Emit) -> None:
    every = list(speakers.every_line())
    if every:
        unknown = sum(line.speaker == UNKNOWN for line in every)
        unsure = sum(line.unsure for line in every)
        note(emit, "quotations", f"{len(every)} quotations: {unsure} guessed speakers, {unknown} unknown")


def _chapter(section: Section, lines: Sequence[tuple[Line, ...]], language: str) -> Chapter:
    items: list[Item] = []
    for block, spoken in zip(section.blocks, lines, strict=True):
        item = _item(block, spoken, section, language)
        if item is None:
            continue
        opens = not items or not isinstance(items[-1], Paragraph)
        items.append(recased(item) if opens and isinstance(item, Paragraph) and block.kind in SPOKEN else item)
    if section.title.strip():
        return Chapter(_lines(title_parts(section.title, section.language or language, section.kind)), tuple(items))
    name = first_words(next((text for item in items if (text := _shown(item).strip())), ""))
    return Chapter((Words(name),), tuple(items), silent=True)


def _shown(item: Item) -> str:
    if isinstance(item, Paragraph):
        return "".join(cue.text for cue in item.cues)
    return inline_text(item.parts) if isinstance(item, Heading) else ""


def _lines(parts: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """A newline in a title is a line break."""
    out: list[Inline] = []
    for part in parts:
        if isinstance(part, Words) and "\n" in part.text:
            for n, line in enumerate(part.text.split("\n")):
                out += [LineBreak(), Words(line)] if n else [Words(line)]
        else:
            out.append(part)
    return tuple(out)


def _item(block: Block, lines: Sequence[Line], section: Section, language: str) -> Item | None:
    if block.kind is BlockKind.SCENE_BREAK:
        return SceneBreak()
    if not block.text.strip():
        return None
    home = block.language or section.language or language
    if block.kind is BlockKind.HEADING:
        plain = all(not (s.language or s.hint or s.emphasis or s.line_break) for s in block.spans)
        parts = heading_text(block.text) if plain else _slice(block.spans, 0, len(block.text), home, language)
        return Heading(parts, max(block.level, 2))
    if block.speaker:
        return Paragraph(_play(block, home, language))
    cues = []
    at = 0
    for line in lines:
        end = _with_blanks(block.text, line.end)
        cues.append(Cue(_slice(block.spans, at, line.start, home, language)))
        cues.append(Cue(_slice(block.spans, line.start, end, home, language), line.speaker, unsure=line.unsure))
        at = end
    cues.append(Cue(_slice(block.spans, at, len(block.text), home, language)))
    return Paragraph(_joined(cues))


def _with_blanks(text: str, end: int) -> int:
    """The blank after a quotation is the quotation's, so that the tag after it stands before a word."""
    while end < len(text) and text[end] == " ":
        end += 1
    return end


@dataclass(slots=True)
class _Voice:
    """A cue in the making; lists, since a paragraph of thousands of scraps must not cost its square."""

    speaker: str
    unsure: bool
    parts: list[Inline]
    has_letters: bool

    def cue(self) -> Cue:
        return Cue(tuple(self.parts), self.speaker, unsure=self.unsure)


def _joined(cues: Sequence[Cue]) -> tuple[Cue, ...]:
    """Cues of one voice become one cue; a narrator's scrap without a letter (a dash, a point) joins its neighbour."""
    out: list[_Voice] = []
    for cue in cues:
        if not cue.parts:
            continue
        last = out[-1] if out else None
        letters = _LETTERS.search(cue.text) is not None
        scrap = cue.speaker == NARRATOR and not letters
        if last and (scrap or (last.speaker, last.unsure) == (cue.speaker, cue.unsure)):
            last.parts.extend(cue.parts)
            last.has_letters = last.has_letters or letters
        elif last and last.speaker == NARRATOR and not last.has_letters:
            last.parts.extend(cue.parts)
            last.speaker, last.unsure, last.has_letters = cue.speaker, cue.unsure, letters
        else:
            out.append(_Voice(cue.speaker, cue.unsure, list(cue.parts), letters))
    return tuple(voice.cue() for voice in out)


def _play(block: Block, home: str, language: str) -> tuple[Cue, ...]:
    """A turn of a play: the persona speaks, a stage direction in brackets is the narrator's."""
    cues = []
    for span in block.spans:
        speaker = NARRATOR if _DIRECTION.fullmatch(span.text) else one_line(block.speaker)
        cues.append(Cue(_slice((span,), 0, len(span.text) + 1, home, language), speaker))
    return _joined(cues)


def _slice(spans: Sequence[Span], start: int, end: int, home: str, language: str) -> tuple[Inline, ...]:
    """The parts of ``[start, end)`` of a block's text (in which a line break counts one)."""
    parts: list[Inline] = []
    at = 0
    for span in spans:
        stop = at + len(span.text)
        if at < end and stop > start:
            text = span.text[max(start - at, 0) : end - at]
            if span.hint and text == span.text:
                parts.append(Say(text, span.hint))
            else:
                parts.append(Words(text, span.emphasis, _tagged_language(span.language or home, language)))
        at = stop
        if span.line_break:
            if start <= at < end:
                parts.append(LineBreak())
            at += 1
    return tuple(parts)


def _tagged_language(own: str, book: str) -> str:
    """The language to tag a stretch with: empty when it is the book's (``en-GB`` in an ``en`` book too)."""
    if not own or not is_language(own) or own.partition("-")[0].casefold() == book.partition("-")[0].casefold():
        return ""
    return own
