"""The normal form of a script: the one value that every equal-sounding spelling of a script has.

``parse_script`` only returns normal scripts, and ``parse_script(format_script(s)) == normal(s)`` for every ``s``:

- adjacent ``Words`` of one look and language are one; empty ones are gone; an unusable language tag is dropped;
- a line end inside ``Words`` or ``Say`` is a space; blanks at the edges of a paragraph, of a title and around a
  ``LineBreak`` are gone, and so is a ``LineBreak`` at an edge; a cue without parts, a paragraph without cues too;
- the narrator and the unknown speaker are never ``unsure``; names and directions are on one line, single spaced;
- a narrator's paragraph of one pause is a ``PauseMark``; heading levels lie in 2..6; a note holds no ``-->``;
- marks of sound are as ``soundtext.normal_mark`` has them: with a file, levels and times that their text can say;
- only the first chapter may lack a title, and only if it has items.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from audiobook.prep.marks import BLANK, MAX_PAUSE_MS, is_language, one_line
from audiobook.prep.soundtext import normal_mark
from audiobook.script import (
    NARRATOR,
    UNKNOWN,
    Chapter,
    Cue,
    Heading,
    Inline,
    Item,
    LineBreak,
    Mark,
    Note,
    Paragraph,
    Pause,
    PauseMark,
    Say,
    Script,
    Words,
)

_LINE_END = re.compile(r"[\r\n]+")
#: A heading inside a chapter has two to six hashes.
_LEVELS = (2, 6)


def normal(script: Script) -> Script:
    """The normal form; see the module. Front matter is left as it is."""
    chapters: list[Chapter] = []
    for chapter in script.chapters:
        items = tuple(item for item in map(_item, chapter.items) if item is not None)
        if chapter.title is None and not chapters:
            if items:
                chapters.append(replace(chapter, items=items, silent=False))
            continue
        chapters.append(replace(chapter, title=normal_parts(chapter.title or ()), items=items))
    return replace(script, chapters=tuple(chapters))


def _item(item: Item) -> Item | None:
    if isinstance(item, Paragraph):
        return as_item(normal_cues(item.cues), item.line)
    if isinstance(item, Heading):
        low, high = _LEVELS
        return replace(item, parts=normal_parts(item.parts), level=min(max(item.level, low), high))
    if isinstance(item, Note):
        return replace(item, text=note_text(item.text))
    if isinstance(item, Mark):
        return normal_mark(item)
    if isinstance(item, PauseMark):
        return replace(item, ms=_pause_ms(item.ms))
    return item


def note_text(text: str) -> str:
    """What a note can hold: no end sign, plain line ends, no blanks at the edges."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    while "-->" in text:
        text = text.replace("-->", "-- >")
    return text.strip()


def as_item(cues: tuple[Cue, ...], line: int) -> Paragraph | PauseMark | None:
    """A paragraph of normal cues; a lone narrator's pause is a mark, and nothing is ``None``."""
    if not cues:
        return None
    only = cues[0]
    if len(cues) == 1 and len(only.parts) == 1 and not only.speaker and not only.direction:
        part = only.parts[0]
        if isinstance(part, Pause):
            return PauseMark(part.ms, line)
    return Paragraph(cues, line)


def normal_cues(cues: Sequence[Cue]) -> tuple[Cue, ...]:
    """Cues in normal form, trimmed as one paragraph."""
    heads = [_head(cue) for cue in cues]
    tagged = [(i, part) for i, cue in enumerate(cues) for part in cue.parts]
    return assemble(heads, tagged)


def normal_parts(parts: Sequence[Inline]) -> tuple[Inline, ...]:
    """The parts of a title or heading in normal form."""
    cues = assemble([Cue(())], [(0, part) for part in parts])
    return cues[0].parts if cues else ()


def _head(cue: Cue) -> Cue:
    speaker = one_line(cue.speaker)
    return Cue((), speaker, one_line(cue.direction), cue.unsure and speaker not in {NARRATOR, UNKNOWN})


def assemble(heads: Sequence[Cue], tagged: Iterable[tuple[int, Inline]]) -> tuple[Cue, ...]:
    """Give each head (a cue without parts) its parts, clean, trim and merge them, and drop heads left empty."""
    clean = [(i, part) for i, part in ((i, _clean(part)) for i, part in tagged) if part is not None]
    clean = _trim(clean)
    groups: list[list[Inline]] = [[] for _ in heads]
    for i, part in clean:
        groups[i].append(part)
    return tuple(
        Cue(_merged(group), head.speaker, head.direction, head.unsure)
        for head, group in zip(heads, groups, strict=True)
        if group
    )


def _merged(group: Iterable[Inline]) -> tuple[Inline, ...]:
    """Neighbouring words of one look as one, joined once: a paragraph of a thousand escapes takes linear time."""
    merged: list[Inline] = []
    for look, run in itertools.groupby(group, _look):
        if look is None:
            merged += run
        else:
            merged.append(Words("".join(part.text for part in run if isinstance(part, Words)), *look))
    return tuple(merged)


def _look(part: Inline) -> tuple[bool, str] | None:
    return (part.emphasis, part.language) if isinstance(part, Words) else None


def _clean(part: Inline) -> Inline | None:
    if isinstance(part, Words):
        if not part.text:
            return None
        text = _flat(part.text)
        if part.language and not is_language(part.language):
            return Words(text, part.emphasis)
        return part if text is part.text else Words(text, part.emphasis, part.language)
    if isinstance(part, Say):
        return Say(_flat(part.written), _flat(part.spoken))
    if isinstance(part, Pause):
        return Pause(_pause_ms(part.ms))
    return part


def _pause_ms(ms: int) -> int:
    return min(max(ms, 0), MAX_PAUSE_MS)


def _flat(text: str) -> str:
    if "\n" not in text and "\r" not in text:
        return text
    first, *middle, last = _LINE_END.split(text)
    return " ".join([first.rstrip(BLANK), *(piece.strip(BLANK) for piece in middle), last.lstrip(BLANK)])


def _trim(tagged: list[tuple[int, Inline]]) -> list[tuple[int, Inline]]:
    """Take the blanks at the edges and around line breaks, and the line breaks at the edges."""
    tagged = _strip_after_breaks(tagged)
    tagged.reverse()
    tagged = _strip_after_breaks(tagged, right=True)
    tagged.reverse()
    return tagged


def _strip_after_breaks(tagged: list[tuple[int, Inline]], *, right: bool = False) -> list[tuple[int, Inline]]:
    out: list[tuple[int, Inline]] = []
    edge = start = True
    for i, part in tagged:
        if isinstance(part, LineBreak):
            if not start:
                out.append((i, part))
            edge = True
            continue
        kept = part
        if edge and isinstance(part, Words):
            text = part.text.rstrip(BLANK) if right else part.text.lstrip(BLANK)
            if not text:
                continue
            kept = Words(text, part.emphasis, part.language)
        edge = start = False
        out.append((i, kept))
    return out
