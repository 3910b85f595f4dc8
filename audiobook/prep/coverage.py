"""The verbatim proof from the book to the script: every character is spoken, changed or left out by a named rule.

Two laws are checked, and a book that breaks one is not built:

- of each content document, what stands in the sections and what was left out are all the characters that the reader
  counted on its own (white space and what ``visible`` drops are no characters here);
- of each chapter, what the script shows is exactly what the section's blocks say, in order.

Together they say that the spoken text is the book's, and name the rule for every character that is not spoken as
written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from audiobook.document import Block, BlockKind, Document, Section, Skipped
from audiobook.errors import CoverageError
from audiobook.prep.coverage_changes import (
    FAULT,
    Passage,
    Titled,
    check_same,
    passage,
    split_personas,
    title_account,
)
from audiobook.prep.prepare import becomes_chapter
from audiobook.script import Chapter, Heading, Inline, Paragraph, Say, Script, Words, inline_text
from audiobook.source import SourceRef
from audiobook.visible import visible


@dataclass(frozen=True, slots=True)
class ChapterCoverage:
    """One chapter's account. ``source`` characters are ``spoken`` as written, ``changed`` or ``skipped``.

    ``beside`` was left out too, but is no text of the page (a picture's description). ``added`` counts, by rule, what
    is spoken and is not the book's. ``said`` counts texts shown one way and spoken another: ``(shown, spoken)``.
    """

    title: str
    spoken: int
    changed: tuple[Passage, ...] = ()
    skipped: tuple[Passage, ...] = ()
    beside: tuple[Passage, ...] = ()
    added: Mapping[str, int] = field(default_factory=dict)
    said: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def source(self) -> int:
        """Characters of the book in this chapter."""
        return self.spoken + sum(p.characters for p in (*self.changed, *self.skipped))


@dataclass(frozen=True, slots=True)
class Coverage:
    """The account of a whole book. ``outside`` and ``outside_beside`` belong to no chapter.

    ``counted`` is False when the reader gave no counts of its own, so that only the second law was checked.
    """

    chapters: tuple[ChapterCoverage, ...]
    outside: tuple[Passage, ...] = ()
    outside_beside: tuple[Passage, ...] = ()
    counted: bool = True

    @property
    def source(self) -> int:
        """Characters of the whole book."""
        return sum(c.source for c in self.chapters) + sum(p.characters for p in self.outside)


@dataclass(slots=True)
class _Text:
    """What a section's blocks say, with the characters of each file that are the book's own."""

    shown: str = ""
    own: Counter[str] = field(default_factory=Counter)
    added: Counter[str] = field(default_factory=Counter)
    breaks: list[Skipped] = field(default_factory=list)


def prove(document: Document, script: Script) -> Coverage:
    """Prove that ``script`` says what ``document`` says, and give the account. Linear; thread-safe.

    ``script`` is what ``prepare`` made of the document. Raises CoverageError naming the place where a law is broken.
    """
    skips: dict[int, list[Skipped]] = {}
    for skip in document.skipped:
        skips.setdefault(skip.section, []).append(skip)
    outside = skips.pop(-1, [])
    found: list[ChapterCoverage] = []
    own: Counter[str] = Counter()
    chapters = iter(script.chapters)
    for number, section in enumerate(document.sections):
        text = _text_of(section.blocks)
        own.update(text.own)
        own.update(_file_counts(text.breaks))
        here = [*skips.pop(number, ()), *text.breaks]
        if becomes_chapter(section):
            found.append(_account(section, text, next(chapters, None), here))
        else:
            outside += here
    if extra := next(chapters, None):
        raise CoverageError(f"the script has a chapter '{extra.name}' that is not in the book", hint=FAULT)
    outside += chain.from_iterable(skips.values())
    _check_files(document, own)
    counted, beside = _passages(outside)
    return Coverage(tuple(found), counted, beside, counted=bool(document.sources))


def _text_of(blocks: Sequence[Block]) -> _Text:
    """Blocks are joined file by file, so that the characters are counted once a file and not once a block."""
    text = _Text()
    runs: list[tuple[str, list[str]]] = []
    for block in blocks:
        file = block.source.file
        if block.kind is BlockKind.SCENE_BREAK:
            if block.spans and visible(block.own_text):
                text.breaks.append(Skipped("scene-break", block.own_text, block.source))
            continue
        if not runs or runs[-1][0] != file:
            runs.append((file, []))
        for span in block.spans:
            runs[-1][1].append(span.text)
            if span.added:
                size = len(visible(span.text))
                text.added[span.added] += size
                text.own[file] -= size
    shown = [(file, visible("".join(parts))) for file, parts in runs]
    for file, seen in shown:
        text.own[file] += len(seen)
    text.shown = "".join(seen for _, seen in shown)
    return text


def _account(section: Section, text: _Text, chapter: Chapter | None, skips: Iterable[Skipped]) -> ChapterCoverage:
    if chapter is None:
        name = section.title or text.shown[:40]
        raise CoverageError(f"the script lacks the chapter '{name}'", source=section.source, hint=FAULT)
    said = _script_text(chapter)
    if said != text.shown:
        check_same(text.shown, said, chapter.name, section.blocks)
    titled = Titled(0, (), 0)
    counted, beside = _passages(skips)
    if not chapter.silent:
        wanted, shown = visible(section.title), visible(inline_text(chapter.title or ()))
        if shown != wanted:
            check_same(wanted, shown, chapter.name, ())
        titled = title_account(section.title, [p for p in counted if p.rule == "title-heading"])
        counted = tuple(p for p in counted if p.rule != "title-heading")
    speakers = {cue.speaker for item in chapter.items if isinstance(item, Paragraph) for cue in item.cues}
    personas, counted = split_personas(counted, speakers)
    added = text.added + Counter({"title": titled.added})
    return ChapterCoverage(
        chapter.name,
        sum(text.own.values()) + titled.spoken,
        titled.changed + personas,
        counted,
        beside,
        dict(sorted(added.items())),
        Counter((part.written, part.spoken) for part in _parts(chapter) if isinstance(part, Say)),
    )


def _script_text(chapter: Chapter) -> str:
    """What the chapter's items show, title left out."""
    shown: list[str] = []
    for part in _body(chapter):
        if isinstance(part, Words):
            shown.append(part.text)
        elif isinstance(part, Say):
            shown.append(part.written)
    return visible("".join(shown))


def _body(chapter: Chapter) -> Iterator[Inline]:
    for item in chapter.items:
        if isinstance(item, Paragraph):
            for cue in item.cues:
                yield from cue.parts
        elif isinstance(item, Heading):
            yield from item.parts


def _parts(chapter: Chapter) -> Iterator[Inline]:
    return chain(() if chapter.silent else chapter.title or (), _body(chapter))


def _passages(skips: Iterable[Skipped]) -> tuple[tuple[Passage, ...], tuple[Passage, ...]]:
    """What was left out: characters of the book, and what is none. Marks that nobody sees are not listed."""
    counted: list[Passage] = []
    beside: list[Passage] = []
    for skip in skips:
        found = passage(skip)
        if found.characters:
            (counted if skip.counted else beside).append(found)
    return tuple(counted), tuple(beside)


def _file_counts(skips: Iterable[Skipped]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for skip in skips:
        counts[skip.source.file] += len(visible(skip.text))
    return counts


def _check_files(document: Document, own: Counter[str]) -> None:
    """The first law. ``own`` are the characters that stand in sections."""
    if not document.sources:
        return
    found = own + _file_counts(skip for skip in document.skipped if skip.counted)
    wanted = {source.file: source.characters for source in document.sources}
    for file in dict.fromkeys([*wanted, *found]):
        missing = wanted.get(file, 0) - found[file]
        if missing:
            what = f"{missing} characters are neither read nor left out by a rule"
            if missing < 0:
                what = f"{-missing} characters are read twice, or are not the book's"
            raise CoverageError(f"{what}, of {wanted.get(file, 0)}", source=SourceRef(file=file), hint=FAULT)
