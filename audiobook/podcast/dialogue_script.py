"""A written episode as a tagged script for a person to edit: hosts' lines, and notes that say what each rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from audiobook.podcast.dialogue import Lines, Outline, Topic
from audiobook.podcast.dialogue_check import Doubt, doubts_of, said_before
from audiobook.podcast.dialogue_passages import Passage
from audiobook.script import Chapter, Cue, Item, Note, Paragraph, Script, Words

_HEAD = (
    "Written by the language model {model} from: {files}. Check each claim against its source, edit what is said, and "
    "then take draft = true out of the front matter. Notes like this one are never spoken."
)
_MISSING = "check: this section could not be written"


def script_of(
    front: Mapping[str, Any],
    outline: Outline,
    sections: Sequence[Lines | None],
    passages: Sequence[Passage],
    given: Sequence[Sequence[int]],
    model: str,
) -> tuple[Script, tuple[Doubt, ...]]:
    """The script, and what is doubtful in it: one doubt for each note of the script that begins with ``check:``.

    ``given`` are the numbers of the passages that each section was written from. Whatever lines and titles hold is
    words. Linear.
    """
    known = {passage.number: passage for passage in passages}
    files = ", ".join(dict.fromkeys(passage.file for passage in passages))
    chapters: list[Chapter] = []
    doubts: list[Doubt] = []
    seen: set[str] = set()
    for topic, lines, numbers in zip(outline.topics, sections, given, strict=True):
        items: list[Item] = [] if chapters else [Note(_HEAD.format(model=model, files=files))]
        for item, doubt in _items(lines, known, numbers, seen):
            items.append(item)
            if doubt is not None:
                doubts.append(doubt)
        if lines is None:
            doubts.append(Doubt("dialogue-section-missing", _missing(topic)))
            items.append(Note(_MISSING))
        chapters.append(Chapter((Words(topic.title),), tuple(items), silent=True))
    return Script(front, tuple(chapters)), tuple(doubts)


def _missing(topic: Topic) -> str:
    return f"the section “{topic.title}” could not be written: the model's answers were not what was asked for"


def _items(
    lines: Lines | None, known: Mapping[int, Passage], given: Sequence[int], seen: set[str]
) -> Iterator[tuple[Item, Doubt | None]]:
    for line in lines.lines if lines else ():
        yield Paragraph((Cue((Words(line.text),), line.host),)), None
        for number in line.passages:
            yield Note(source_note(known[number])), None
        for doubt in (*doubts_of(line, known, given), *said_before(line, seen)):
            yield Note(f"check: {doubt.message}"), doubt


def source_note(passage: Passage) -> str:
    """``source: FILE, CHAPTER, passage 12 "First words"``."""
    place = ", ".join(filter(None, (passage.file, passage.chapter)))
    return f'source: {place}, passage {passage.number} "{passage.begins}"'


def checks_at(script: Script) -> tuple[int, ...]:
    """The lines of the notes that begin with ``check:`` in a script that was read from its text, in order."""
    items = (item for chapter in script.chapters for item in chapter.items)
    return tuple(item.line for item in items if isinstance(item, Note) and item.text.startswith("check:"))
