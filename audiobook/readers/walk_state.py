"""The walk's state and its records: the block in hand, what is finished, what is skipped, where ids stand."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from audiobook.document import Block, BlockKind, Skipped, Span
from audiobook.readers import elements, vocabulary
from audiobook.readers.characters import squeeze
from audiobook.readers.preformatted import preformatted
from audiobook.readers.spans import SpanBuilder, primary
from audiobook.readers.walked import Links, NoteRef, Walked
from audiobook.source import SourceRef

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element

    from audiobook.readers.tables import Table

_SCENE_BREAK = re.compile(r"[\s*⁂•·●○◆◇■□▪▫★☆✻✽✦✶❖❦❧☙⁕⁎✱∗†‡§~=_#\-–—―+]+\Z|(?:[.…·]\s*){3,}\Z")
#: Longest ornament that counts as a scene break, in characters.
_ORNAMENT = 60
_PLAIN_KINDS = frozenset({BlockKind.PARAGRAPH, BlockKind.BLOCKQUOTE, BlockKind.VERSE, BlockKind.HEADING})


class Frame(NamedTuple):
    """The state inside one open element; ``close`` says what its end does: block, speech, table, ruby or nothing.

    ``grouped`` is ``line`` or ``space`` where inner blocks are parts of one block, and says what stands between them.
    """

    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    language: str = ""
    emphasis: bool = False
    link: bool = False
    grouped: str = ""
    verse: bool = False
    direction: bool = False
    exponent: bool = False
    pre: bool = False
    close: str = ""


def is_scene_break(kind: BlockKind, text: str) -> bool:
    """Whether a block is only an ornament between two scenes: ``* * *``, an asterism, a rule of dashes."""
    return kind in _PLAIN_KINDS and len(text) <= _ORNAMENT and _SCENE_BREAK.match(text) is not None


class WalkState:
    """What every part of the walk shares; made for one document and used once."""

    def __init__(self, file: str, split_at: frozenset[str], first_line: int) -> None:
        self.file = file
        self.split_at = split_at
        self.first_line = first_line
        self.frames = [Frame()]
        self.builder = SpanBuilder()
        self.pre: list[str] = []
        self.pre_code = False
        self.alts: list[str] = []
        self.ruby: list[int] = []
        self.tables: list[Table] = []
        self.speakers: list[str] = []
        self.speech_start = 0  # number of blocks when the cell in hand began
        self.after_name = 0  # characters after a speaker's name that belong to the name
        self.language = ""
        self.anchor = ""
        self.line = 0
        self.origin = SourceRef(file)
        self._blocks: list[Block] = []
        self._links: list[Links] = []
        self._skipped: list[Skipped] = []
        self._anchors: dict[str, int] = {}
        self._kinds: list[tuple[int, str]] = []
        self._noterefs: list[NoteRef] = []

    def walked(self) -> Walked:
        """Everything found."""
        return Walked(
            self.file,
            tuple(self._blocks),
            tuple(self._links),
            tuple(self._skipped),
            self._anchors,
            tuple(self._kinds),
            tuple(self._noterefs),
            self.language,
        )

    @property
    def count(self) -> int:
        """How many blocks are finished."""
        return len(self._blocks)

    # -- the block in hand ----------------------------------------------------------------------------------------

    def begin(self) -> None:
        """The next text is the first of its block, unless one is in hand."""
        if not self.builder:
            self.origin = self.here()

    def here(self) -> SourceRef:
        """The place of the block that begins now."""
        return SourceRef(self.file, self.anchor, self.line)

    def boundary(self) -> None:
        """A block begins or ends here."""
        grouped = self.frames[-1].grouped
        if grouped == "line":
            self.builder.line_break()
        elif grouped:
            self.builder.separate()
        else:
            self.flush()

    def flush(self) -> None:
        """Finish the block in hand."""
        frame = self.frames[-1]
        if self.pre:
            text = "".join(self.pre)
            self.pre.clear()
            for kind, spans in preformatted(text, code=self.pre_code):
                self.finish(frame._replace(kind=kind), spans, Links())
        if self.alts:
            self._pictures(frame)
        if not self.builder:
            return
        links = Links(tuple(self.builder.targets), self.builder.linked)
        spans = self.builder.build(frame.language)
        if spans:
            self.finish(frame, spans, links)

    def _pictures(self, frame: Frame) -> None:
        """A heading that is only a picture is its description; every other description is skipped."""
        if frame.kind is BlockKind.HEADING and not self.builder and any(self.alts):
            self.begin()
            self.builder.text(" ".join(self.alts), frame.language)
        else:
            self._skipped.extend(Skipped("image", alt, self.here()) for alt in self.alts)
        self.alts.clear()

    def finish(self, frame: Frame, spans: tuple[Span, ...], links: Links) -> None:
        """Add a block of ``spans``, or what it turns out to be."""
        text = "".join(span.text for span in spans)
        if is_scene_break(frame.kind, text):
            self._skipped.append(Skipped("scene-break", text, self.origin))
            self.scene_break()
            return
        if self.speakers and self.count > self.speech_start and not any(c.isalnum() for c in text):
            # The full stop after a stage direction belongs to what stands before it.
            last = self._blocks[-1]
            self._blocks[-1] = replace(last, spans=(*last.spans, *spans))
            return
        language, spans = _one_language(frame.language, spans)
        level = frame.level if frame.kind is BlockKind.HEADING else 0
        foreign = language if primary(language) != primary(self.language) else ""
        speaker = "" if frame.direction or not self.speakers else self.speakers[-1]
        self.append(Block(frame.kind, spans, self.origin, level, foreign, speaker), links)

    def append(self, block: Block, links: Links | None = None) -> None:
        """Add a finished block."""
        self._blocks.append(block)
        self._links.append(links or Links())

    def scene_break(self) -> None:
        """Add a scene break, once, and only after text."""
        between = self._blocks and self._blocks[-1].kind is not BlockKind.SCENE_BREAK
        if between and not self.frames[-1].grouped:
            self.append(Block(BlockKind.SCENE_BREAK, (), self.here()))

    # -- records --------------------------------------------------------------------------------------------------

    def identify(self, tag: str, attrs: Mapping[str, str], types: tuple[str, ...]) -> None:
        """Note the ids of an element and the kind of section that it begins."""
        for name in (attrs.get("id"), attrs.get("name") if tag == "a" else None):
            if name:
                self._cut_before(name)
                self._anchors.setdefault(name, self.count)
                self.anchor = name
        for value in types:
            if value in vocabulary.KINDS:
                self._kinds.append((self.count, vocabulary.KINDS[value]))

    def _cut_before(self, name: str) -> None:
        frame = self.frames[-1]
        inside = frame.grouped or frame.kind is BlockKind.HEADING or frame.pre
        if name in self.split_at and not inside and self.builder.last in {" ", "\n"}:
            self.flush()

    def skip(self, element: _Element, rule: str, attrs: Mapping[str, str]) -> None:
        """Record that an element is not read; the ids inside it stay findable."""
        if rule in {"noteref", "backlink"}:
            href, mark = unquote(attrs.get("href", "")), elements.short_text(element)
            self._noterefs.append(NoteRef(self.count, href, mark, at_start=not self.builder))
            self.builder.note_removed()
        self.record(rule, element)
        for inner in element.iter():
            if name := inner.get("id"):
                self._anchors.setdefault(str(name), self.count)

    def record(self, rule: str, element: _Element, text: str = "") -> None:
        """Record text that is not read: that of the element, or ``text`` where only a part of it is meant."""
        text = squeeze(text or " ".join(elements.texts(element)))
        if text:
            line = elements.line_of(element) + self.first_line
            self._skipped.append(Skipped(rule, text, SourceRef(self.file, self.anchor, line)))


def _one_language(language: str, spans: tuple[Span, ...]) -> tuple[str, tuple[Span, ...]]:
    """A block whose words are all in one other language is in that language as a whole."""
    own = {span.language for span in spans if any(c.isalnum() for c in span.text)}
    if len(own) != 1 or not (only := own.pop()):
        return language, spans
    return only, tuple(replace(span, language="") for span in spans)
