"""Notes of a Markdown text: which mark means which note, and where the notes' blocks stand among those of the text."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from audiobook.readers.walk.walked import NoteBody, NoteRef

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from audiobook.document import Block
    from audiobook.readers.walk.walked import Links


@dataclass(slots=True)
class Mark:
    """A note mark: the number of its block in its part, and the label or the name of the note, or an address."""

    block: int
    label: str = ""
    name: str = ""
    href: str = ""
    text: str = ""
    at_start: bool = False
    line: int = 0


@dataclass(slots=True)
class Part:
    """Blocks that belong together: the text itself, or one note. ``at`` is the number of blocks before a note."""

    label: str = ""
    name: str = ""
    line: int = 0
    at: int = 0
    blocks: list[Block] = field(default_factory=list)
    links: list[Links] = field(default_factory=list)
    anchors: dict[str, int] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)


class Joined(NamedTuple):
    """The text with its notes. ``places`` are the new numbers of the text's blocks, and of its end."""

    whole: Part
    places: tuple[int, ...]
    notes: tuple[NoteBody, ...]
    references: tuple[NoteRef, ...]


def resolve(parts: Iterable[Part], notes: Sequence[Part]) -> None:
    """Give every mark its note: of several with one label, the next one in the text, else the last.

    Chapters that were put together into one file each begin their notes with 1.
    """
    by_label: dict[str, list[Part]] = {}
    for note in notes:
        by_label.setdefault(note.label, []).append(note)
    lines = {label: [note.line for note in found] for label, found in by_label.items()}
    for part in parts:
        for mark in part.marks:
            if mark.label and mark.label in by_label:
                index = bisect_left(lines[mark.label], mark.line)
                mark.name = by_label[mark.label][min(index, len(lines[mark.label]) - 1)].name


def used(body: Part, notes: Sequence[Part]) -> list[Part]:
    """Notes that the text refers to, directly or from other notes, in the order of their first marks."""
    by_name = {note.name: note for note in notes}
    found: dict[str, Part] = {}
    due = deque(mark.name for mark in body.marks)
    while due:
        name = due.popleft()
        if name in by_name and name not in found:
            found[name] = by_name[name]
            due.extend(mark.name for mark in by_name[name].marks)
    return list(found.values())


def join(body: Part, last: Sequence[Part], in_place: Sequence[Part]) -> Joined:
    """The text's blocks with the notes ``in_place`` where they are defined and those of ``last`` at the end."""
    whole = Part()
    places: list[int] = []
    bodies: list[NoteBody] = []
    waiting = deque(sorted(in_place, key=lambda note: note.at))
    for index in range(len(body.blocks) + 1):
        while waiting and waiting[0].at <= index:
            bodies.append(_add(whole, waiting.popleft()))
        places.append(len(whole.blocks))
        if index < len(body.blocks):
            whole.blocks.append(body.blocks[index])
            whole.links.append(body.links[index])
    whole.marks += [replace(mark, block=places[min(mark.block, len(places) - 1)]) for mark in body.marks]
    bodies += [_add(whole, note) for note in last]
    for name, index in body.anchors.items():
        whole.anchors[name] = places[index]
    return Joined(whole, tuple(places), tuple(bodies), tuple(_references(whole)))


def _add(whole: Part, note: Part) -> NoteBody:
    """Put a note at the end of what is there."""
    first = len(whole.blocks)
    whole.blocks += note.blocks
    whole.links += note.links
    for name, index in note.anchors.items():
        whole.anchors.setdefault(name, first + index)
    whole.marks += [replace(mark, block=first + mark.block) for mark in note.marks]
    return NoteBody(first, len(whole.blocks), frozenset({note.name}))


def _references(whole: Part) -> Iterator[NoteRef]:
    for mark in whole.marks:
        href = mark.href or (f"#{quote(mark.name, safe=':^')}" if mark.name else "")
        if href and mark.block < len(whole.blocks):
            yield NoteRef(mark.block, href, mark.text, mark.at_start)
