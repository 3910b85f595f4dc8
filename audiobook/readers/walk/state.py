"""The walk's state: the block in hand, and what it turns out to be when it ends."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from audiobook.document import Block, BlockKind, Span
from audiobook.readers.walk import announcements
from audiobook.readers.walk.pre import PreText
from audiobook.readers.walk.preformatted import preformatted
from audiobook.readers.walk.records import Records
from audiobook.readers.walk.spans import SpanBuilder, primary
from audiobook.readers.walk.walked import Links
from audiobook.source import SourceRef

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element

    from audiobook.readers.walk.table_kinds import Table
    from audiobook.reading import ReadingPolicy

_SCENE_BREAK = re.compile(r"[\s*⁂•·●○◆◇■□▪▫★☆✻✽✦✶❖❦❧☙⁕⁎✱∗†‡§~=_#\-–—―+]+\Z|(?:[.…·]\s*){3,}\Z")
#: Longest ornament that counts as a scene break, in characters.
_ORNAMENT = 60
_PLAIN_KINDS = frozenset({BlockKind.PARAGRAPH, BlockKind.BLOCKQUOTE, BlockKind.VERSE, BlockKind.HEADING})


class Frame(NamedTuple):
    """The state inside one open element; ``close`` says what its end does: block, speech, table, ruby or nothing.

    ``grouped`` is ``line`` or ``space`` where inner blocks are parts of one block, and says what stands between them.
    ``note`` is ``note`` inside a note and ``notes`` inside a collection of them; ``opens`` marks the element itself.
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
    note: str = ""
    opens: str = ""
    close: str = ""


def is_scene_break(kind: BlockKind, text: str) -> bool:
    """Whether a block is only an ornament between two scenes: ``* * *``, an asterism, a rule of dashes."""
    return kind in _PLAIN_KINDS and len(text) <= _ORNAMENT and _SCENE_BREAK.match(text) is not None


class WalkState(Records):
    """What every part of the walk shares; made for one document and used once."""

    def __init__(
        self, file: str, split_at: frozenset[str], policy: ReadingPolicy, first_line: int, language: str
    ) -> None:
        super().__init__(file, policy, first_line, language)
        self.split_at = split_at
        self.frames = [Frame()]
        self.builder = SpanBuilder()
        self.pre = PreText()
        self.pre_code = False
        self.alts: list[str] = []
        self.ruby: list[int] = []
        self.tables: list[Table] = []
        self.speakers: list[str] = []
        self.speech_start = 0  # number of blocks when the cell in hand began
        self.after_name = 0  # characters after a speaker's name that belong to the name
        self.origin = SourceRef(file)
        self.ended = 0  # offset just after the last text of the block in hand

    def begin(self) -> None:
        """The next text is the first of its block, unless one is in hand."""
        if not self.builder:
            self.origin = self.here()
            self.ended = self.position

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
            self._flush_pre(frame)
        if self.alts:
            self._pictures(frame)
        if not self.builder:
            return
        links = Links(tuple(self.builder.targets), self.builder.linked)
        spans = self.builder.build(frame.language)
        if spans:
            self.finish(frame, spans, links, replace(self.origin, end=self.ended))

    def _flush_pre(self, frame: Frame) -> None:
        pre, self.pre = self.pre, PreText()
        found = preformatted(pre.text, code=self.pre_code)
        if len(found) == 1 and found[0][0] is BlockKind.CODE and self.policy.code != "read":
            self.leave_out("code", pre.text, self.origin.start, self.ended)
            if self.policy.code == "announce":
                self.announce(announcements.code_left_out(self.spoken_language))
            return
        places = [(self.origin.start, self.ended)] if len(found) == 1 else pre.stanzas()
        for (kind, spans), (start, end) in zip(found, places, strict=True):
            self.finish(frame._replace(kind=kind), spans, Links(), replace(self.origin, start=start, end=end))

    def _pictures(self, frame: Frame) -> None:
        """A heading that is only a picture is its description; other descriptions are read if the policy says so."""
        alts, self.alts = [alt for alt in self.alts if alt], []
        if frame.kind is BlockKind.HEADING and not self.builder and alts:
            self.begin()
            self.builder.text(" ".join(alts), frame.language, added="alt")
            return
        for alt in alts:
            if self.policy.images == "read":
                self.append(Block(BlockKind.CAPTION, (Span(alt, added="alt"),), self.here()))
            else:
                self.picture(alt)

    def finish(self, frame: Frame, spans: tuple[Span, ...], links: Links, source: SourceRef) -> None:
        """Add a block of ``spans``, or what it turns out to be."""
        text = "".join(span.text for span in spans)
        if is_scene_break(frame.kind, text):
            self.scene_break_mark(text, source)
            self.scene_break()
            return
        last = self._blocks[-1] if self._blocks else None
        lone = self.speakers and self.count > self.speech_start and not any(c.isalnum() for c in text)
        if lone and last and last.kind is not BlockKind.SCENE_BREAK:
            # The full stop after a stage direction belongs to what stands before it.
            joined = replace(last.source, end=source.end)
            self._blocks[-1] = replace(last, spans=(*last.spans, *spans), source=joined)
            return
        language, spans = _one_language(frame.language, spans)
        level = frame.level if frame.kind is BlockKind.HEADING else 0
        foreign = language if primary(language) != primary(self.language) else ""
        speaker = "" if frame.direction or not self.speakers else self.speakers[-1]
        self.append(Block(frame.kind, spans, source, level, foreign, speaker), links)

    def scene_break(self) -> None:
        """Add a scene break, once, and only after text."""
        between = self._blocks and self._blocks[-1].kind is not BlockKind.SCENE_BREAK
        if between and not self.frames[-1].grouped:
            self.append(Block(BlockKind.SCENE_BREAK, (), self.here()))

    def skip(self, element: _Element, rule: str, attrs: Mapping[str, str]) -> None:
        """Pass over an element that is not read; the ids inside it stay findable."""
        if rule in {"noteref", "backlink"}:
            self.note_mark(element, attrs, at_start=not self.builder)
            self.builder.note_removed()
        elif rule == "page-break":
            self.page_break(element, attrs)
        elif rule == "note":
            self.note_inside(element, attrs)
        self.record(rule, element)
        self.ids_inside(element)

    def identify(self, tag: str, attrs: Mapping[str, str], types: tuple[str, ...]) -> None:
        """Note the ids of an element and the kind of section that it begins."""
        for name in (attrs.get("id"), attrs.get("name") if tag == "a" else None):
            if name:
                self._cut_before(name)
                self.remember(name)
                self.anchor = name
        self.remember_kinds(types)

    def _cut_before(self, name: str) -> None:
        frame = self.frames[-1]
        inside = frame.grouped or frame.kind is BlockKind.HEADING or frame.pre
        if name in self.split_at and not inside and self.builder.last in {" ", "\n"}:
            self.flush()


def _one_language(language: str, spans: tuple[Span, ...]) -> tuple[str, tuple[Span, ...]]:
    """A block whose words are all in one other language is in that language as a whole."""
    own = {span.language for span in spans if any(c.isalnum() for c in span.text)}
    if len(own) != 1 or not (only := own.pop()):
        return language, spans
    return only, tuple(replace(span, language="") for span in spans)
