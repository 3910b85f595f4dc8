"""Where notes are read: not at all, after the paragraph that refers to them, or at the end of their chapter."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from audiobook.document import Block, BlockKind, Section, Skipped, Span
from audiobook.readers.hrefs import resolve
from audiobook.readers.walk import announcements
from audiobook.readers.walk.spans import cut_spans
from audiobook.readers.walk.walked import NoteBody

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from audiobook.readers.walk.walked import NoteRef, Page
    from audiobook.reading import ReadingPolicy

#: Signs around a note's number at the head of its body.
_AROUND = "[](){}.,: \u00a0"


@dataclass(slots=True)
class _Body:
    """A note's text on its page; ``mark`` is the mark of the first reference to it."""

    page: Page
    note: NoteBody
    mark: str = ""
    placed: bool = field(default=False)

    def indices(self) -> range:
        return range(self.note.first, self.note.end)

    def spoken(self) -> list[int]:
        """Indices of the blocks that hold text, apart from those that another rule has left out."""
        blocks = self.page.walked.blocks
        kept = (index for index in self.indices() if index not in self.page.dropped)
        return [index for index in kept if blocks[index].kind is not BlockKind.SCENE_BREAK]


def place_notes(pages: Sequence[Page], policy: ReadingPolicy, language: str = "") -> None:
    """Leave notes out as ``note``, or attach each to the block that first refers to it, as the policy says.

    A note is what markup names so, or a block that a note mark leads to and that begins with a mark: both are asked
    for, so that a link to a chapter never silences prose. Notes that nothing refers to stay in their place unless all
    are left out. Chapter-end notes are attached too; :func:`notes_last` moves them.
    """
    bodies, targets = _bodies(pages)
    found = _references(pages, bodies, targets)
    if policy.notes == "skip":
        for body in bodies:
            for index in body.indices():
                body.page.drop(index, "note")
    else:
        _attach(bodies, found, language)


def _references(
    pages: Sequence[Page], bodies: list[_Body], targets: dict[tuple[str, str], _Body]
) -> list[tuple[Page, NoteRef, _Body]]:
    """The marks that lead to notes; bodies that only a mark tells are added to the others."""
    files = {page.walked.file: page for page in pages}
    found: list[tuple[Page, NoteRef, _Body]] = []
    for page in pages:
        for ref in page.walked.noterefs:
            body = _target(page, ref, targets) or _by_link(page, ref, files, bodies, targets)
            if body is not None:
                body.mark = body.mark or ref.mark
                found.append((page, ref, body))
    return found


def _attach(bodies: Sequence[_Body], found: Sequence[tuple[Page, NoteRef, _Body]], language: str) -> None:
    inside = {(id(body.page), index) for body in bodies for index in body.indices()}
    for page, ref, body in found:
        if not body.placed and (id(page), ref.block) not in inside and ref.block < len(page.walked.blocks):
            body.placed = True
            page.attached.setdefault(ref.block, []).extend(_read(body, language))
            body.page.moved.update(body.indices())
    for body in bodies:
        if not body.placed:
            _read_in_place(body, language)


def _bodies(pages: Sequence[Page]) -> tuple[list[_Body], dict[tuple[str, str], _Body]]:
    bodies: list[_Body] = []
    targets: dict[tuple[str, str], _Body] = {}
    for page in pages:
        for note in page.walked.notes:
            if note.furniture:
                for index in range(note.first, note.end):
                    page.drop(index, "notes")
                continue
            bodies.append(_Body(page, note))
            for name in note.ids:
                targets.setdefault((page.walked.file, name), bodies[-1])
    return bodies, targets


def _target(page: Page, ref: NoteRef, targets: dict[tuple[str, str], _Body]) -> _Body | None:
    return targets.get(resolve(page.walked.file, ref.href)) if "#" in ref.href else None


def _by_link(
    page: Page, ref: NoteRef, files: Mapping[str, Page], bodies: list[_Body], targets: dict[tuple[str, str], _Body]
) -> _Body | None:
    """The block that a mark leads to, where no markup says that it is a note."""
    if ref.at_start or "#" not in ref.href:
        return None
    file, fragment = resolve(page.walked.file, ref.href)
    target = files.get(file)
    index = target.walked.anchors.get(fragment, -1) if target else -1
    if target is None or not 0 <= index < len(target.walked.blocks) or index in target.dropped:
        return None
    if (target is page and index == ref.block) or not _begins_with_mark(target, index, ref.mark):
        return None
    body = _Body(target, NoteBody(index, index + 1, frozenset({fragment})))
    bodies.append(body)
    targets[file, fragment] = body
    return body


def _begins_with_mark(page: Page, index: int, mark: str) -> bool:
    if any(ref.block == index and ref.at_start for ref in page.walked.noterefs):
        return True
    return _mark_length(page.walked.blocks[index].text, mark) > 0


def _mark_length(text: str, mark: str) -> int:
    """How many characters at the head of a note only repeat its mark; 0 when it does not begin with it."""
    bare = mark.strip(_AROUND)
    lead = len(text) - len(text.lstrip(_AROUND))
    rest = text[lead:]
    if not bare or not rest.startswith(bare) or rest[len(bare) : len(bare) + 1].isalnum():
        return 0
    after = rest[len(bare) :]
    return len(text) - len(after.lstrip(_AROUND))


def _read(body: _Body, language: str) -> list[Block]:
    """The note's blocks as they are read: announced, without their own mark."""
    page, note = body.page, body.note
    blocks = [page.walked.blocks[index] for index in body.spoken()]
    if not blocks and note.skip >= 0:
        page.unskipped.add(note.skip)
        blocks = [Block(BlockKind.NOTE, (Span(note.text),), page.walked.skipped[note.skip].source)]
    if not blocks:
        return []
    first, *rest = blocks
    return [_announced(page, first, body.mark, language), *(_as_note(block) for block in rest)]


def _announced(page: Page, block: Block, mark: str, language: str) -> Block:
    length = _mark_length(block.text, mark)
    cut, spans = cut_spans(block.spans, length)
    own = "".join(span.text for span in cut if not span.added)
    if own.strip():
        page.marks.append(Skipped("note-mark", own, replace(block.source, end=block.source.start)))
    words = announcements.note_begins(block.language or language)
    blank = "" if words.endswith("：") else " "
    return _as_note(replace(block, spans=(Span(words + blank, added="note-label"), *spans)))


def _as_note(block: Block) -> Block:
    return replace(block, kind=BlockKind.NOTE, level=0)


def _read_in_place(body: _Body, language: str) -> None:
    note, page = body.note, body.page
    if note.skip >= 0:
        if note.first < len(page.walked.blocks):
            page.attached.setdefault(note.first, []).extend(_read(body, language))
        return
    for index, block in zip(
        (
            i
            for i in body.indices()
            if page.walked.blocks[i].kind is not BlockKind.SCENE_BREAK and i not in page.dropped
        ),
        _read(body, language),
        strict=True,
    ):
        page.changed[index] = block


def notes_last(sections: Sequence[Section], policy: ReadingPolicy, language: str = "") -> tuple[Section, ...]:
    """Sections with their notes at the end, under a heading, where the policy asks for that; else as they are."""
    if policy.notes != "chapter-end":
        return tuple(sections)
    return tuple(_with_notes_last(section, section.language or language) for section in sections)


def _with_notes_last(section: Section, language: str) -> Section:
    notes = [block for block in section.blocks if block.kind is BlockKind.NOTE]
    text = [block for block in section.blocks if block.kind is not BlockKind.NOTE]
    if not notes or not text:
        return section
    heading = Block(
        BlockKind.HEADING,
        (Span(announcements.notes_heading(language), added="announcement"),),
        notes[0].source,
        level=2,
    )
    return replace(section, blocks=(*text, heading, *notes))
