"""The walk over an XHTML or HTML tree: every character ends in a block or in a named skip.

The walk keeps its own stack and never recurses, so its depth is bounded by the input's length only. Any element that
begins a block ends the text before it; every other element flows, so that text is found wherever it stands and words
are joined or separated exactly as a browser would show them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from audiobook.document import BlockKind
from audiobook.readers.walk import elements, vocabulary
from audiobook.readers.walk.plays import DIRECTION, PlayWalk
from audiobook.readers.walk.preformatted import is_code
from audiobook.readers.walk.proof import proven
from audiobook.readers.walk.silent import Rules
from audiobook.reading import NARRATORS_CHOICE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element

    from audiobook.readers.walk.state import Frame
    from audiobook.readers.walk.walked import Walked
    from audiobook.reading import ReadingPolicy

_KIND_OF_TAG = {
    "li": BlockKind.LIST_ITEM,
    "dt": BlockKind.LIST_ITEM,
    "dd": BlockKind.LIST_ITEM,
    "blockquote": BlockKind.BLOCKQUOTE,
    "figcaption": BlockKind.CAPTION,
    "caption": BlockKind.CAPTION,
}
_ENDS_SPEECH = vocabulary.HEADING_TAGS | {"section", "article", "hgroup"}
#: Elements with an id that are notes of their own inside a collection of notes.
_NOTE_TAGS = frozenset({"li", "p", "div", "aside", "dd", "section"})
_TABLE_TAGS = frozenset({"table", "tr", "td", "th"})
#: A block inside a heading with more text than this is a chapter whose heading was never closed.
_LONGEST_HEADING = 300
_DEFAULT_LEVEL = 2


def walk(
    root: _Element,
    file: str,
    *,
    policy: ReadingPolicy = NARRATORS_CHOICE,
    split_at: frozenset[str] = frozenset(),
    first_line: int = 0,
    language: str = "",
) -> Walked:
    """Blocks of one document in reading order, with the proof that none of its characters is lost.

    ``split_at`` are ids of navigation targets: a block never runs across one of them. ``first_line`` is added to line
    numbers, for a fragment inside a larger file. ``language`` is that of announcements where the document declares
    none. Linear in the number of elements. Raises ConfigError for a CSS selector that is none, CoverageError.
    """
    return proven(_Walk(file, split_at, policy, first_line, language).run(root), root)


class _Walk(PlayWalk):
    def run(self, root: _Element) -> Walked:
        from lxml import etree

        self.rules = Rules(self.policy, root)
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            if event == "start":
                if not self._enter(element):
                    self.frames.append(self.frames[-1]._replace(close="", opens=""))
                    walker.skip_subtree()
                elif element.text:
                    self.text(str(element.text))
            else:
                self._leave()
                if element.tail and element is not root:
                    self.position += self.after_name
                    self.text(str(element.tail)[self.after_name :])
                self.after_name = 0
        self.flush()
        return self.walked()

    def _enter(self, element: _Element) -> bool:
        """Begin an element; False when nothing inside is read."""
        tag = elements.tag_of(element)
        if not tag or tag in vocabulary.MACHINE_TAGS:
            return False
        attrs = elements.attributes(element)
        types = elements.types_of(attrs) if attrs else ()
        block = tag in vocabulary.BLOCK_TAGS
        rule = self.rules.rule(element, tag, attrs, types)
        if tag == "sup" and not rule:
            rule = self.raised_rule(element)
        if block and rule != "page-break":
            self.boundary()
            self.line = elements.line_of(element) + self.first_line
        frame = self._child_frame(tag, attrs)
        if block and tag not in _TABLE_TAGS and (note := self._note_kind(tag, attrs, rule, frame)):
            frame = self._enter_note(note, attrs, frame)
            rule = ""
        if attrs:
            self.identify(tag, attrs, types)
        if rule and rule != "exponent":
            self.skip(element, rule, attrs)
            return False
        if block:
            return self._enter_block(element, tag, attrs, types, frame)
        if types and self.is_leading_name(element, types, frame):
            return False
        if rule == "exponent":
            frame = frame._replace(exponent=True)
        return self.enter_inline(element, tag, attrs, types, frame)

    def _child_frame(self, tag: str, attrs: Mapping[str, str]) -> Frame:
        frame = self.frames[-1]
        if frame.close or frame.opens:
            frame = frame._replace(close="", opens="")
        if attrs and (language := elements.language_of(attrs)):
            frame = frame._replace(language=language)
            if tag in {"html", "body"}:
                self.language = self.language or language
        return frame

    def _leave(self) -> None:
        match self.frames[-1].close:
            case "block":
                self._close_block()
            case "speech":
                self.close_speech()
            case "table":
                self.close_table()
            case "ruby":
                self.close_ruby()
            case "roman":
                self.close_roman()
        match self.frames.pop().opens:
            case "note":
                self.close_note()
            case "notes":
                self.close_collection()

    def _note_kind(self, tag: str, attrs: Mapping[str, str], rule: str, frame: Frame) -> str:
        """Whether an element is a note or a collection of notes; nothing inside a note is."""
        if frame.note == "note":
            return ""
        if rule == "note" or (rule == "notes" and not frame.note):
            return rule
        return "note" if frame.note == "notes" and "id" in attrs and tag in _NOTE_TAGS else ""

    def _enter_note(self, note: str, attrs: Mapping[str, str], frame: Frame) -> Frame:
        if note == "note":
            self.open_note(attrs.get("id", ""))
        else:
            self.open_collection()
        return frame._replace(note=note, opens=note)

    def _enter_block(
        self, element: _Element, tag: str, attrs: Mapping[str, str], types: tuple[str, ...], frame: Frame
    ) -> bool:
        if tag in _TABLE_TAGS and frame.grouped != "line":
            return self.enter_table(element, tag, types, frame)
        if tag == "hr":
            self.scene_break()
            self.frames.append(frame)
            return True
        if tag == "p" and self.is_name_line(element):
            self.skip(element, "persona", {})
            return False
        if tag in _ENDS_SPEECH:
            self.end_of_speech()
        if tag in vocabulary.HEADING_TAGS or tag == "hgroup" or "heading" in types:
            frame = self._heading_frame(tag, attrs, frame)
        elif tag == "pre":
            self.pre_code = is_code(element)
            frame = frame._replace(pre=not frame.grouped)
        elif frame.kind is not BlockKind.HEADING or self._never_closed(element, frame):
            frame = self._body_frame(element, tag, attrs, types, frame)
        self.frames.append(frame._replace(close="block", emphasis=False))
        return True

    def _heading_frame(self, tag: str, attrs: Mapping[str, str], frame: Frame) -> Frame:
        frame = frame._replace(pre=False)
        if tag == "hgroup":
            return frame._replace(kind=BlockKind.HEADING, level=frame.level or _DEFAULT_LEVEL, grouped="line")
        level = _heading_level(tag, attrs)
        if frame.grouped and frame.kind is BlockKind.HEADING:
            if not self.builder:
                self._set_group_level(level)
            return frame
        return frame._replace(kind=BlockKind.HEADING, level=level)

    def _set_group_level(self, level: int) -> None:
        """The first heading of a group gives the group its level; the group's frame is the one that is flushed."""
        for number in range(len(self.frames) - 1, -1, -1):
            if self.frames[number].kind is not BlockKind.HEADING:
                break
            self.frames[number] = self.frames[number]._replace(level=level)

    def _never_closed(self, element: _Element, frame: Frame) -> bool:
        return not frame.grouped and len(elements.short_text(element, _LONGEST_HEADING)) > _LONGEST_HEADING

    def _body_frame(
        self, element: _Element, tag: str, attrs: Mapping[str, str], types: tuple[str, ...], frame: Frame
    ) -> Frame:
        classes = elements.classes_of(attrs)
        kind = _KIND_OF_TAG.get(tag, BlockKind.PARAGRAPH if frame.kind is BlockKind.HEADING else frame.kind)
        if not classes.isdisjoint(vocabulary.CAPTION_CLASSES):
            kind = BlockKind.CAPTION
        verse = not vocabulary.VERSE_TYPES.isdisjoint(types) or not vocabulary.VERSE_CLASSES.isdisjoint(classes)
        if verse or (frame.verse and tag != "li"):
            kind = BlockKind.VERSE
        grouped = frame.grouped
        if verse and not grouped and _has_lines(element):
            grouped = "line"
        direction = frame.direction or DIRECTION in types
        pre = frame.pre and not grouped  # lines that belong together are no text set with blanks
        return frame._replace(kind=kind, verse=verse or frame.verse, grouped=grouped, direction=direction, pre=pre)

    def _close_block(self) -> None:
        if self.frames[-1].grouped and self.frames[-2].grouped:
            self.boundary()
        else:
            self.flush()


def _heading_level(tag: str, attrs: Mapping[str, str]) -> int:
    if tag in vocabulary.HEADING_TAGS:
        return int(tag[1])
    level = attrs.get("aria-level", "")
    return int(level) if level in {"1", "2", "3", "4", "5", "6"} else _DEFAULT_LEVEL


def _has_lines(element: _Element) -> bool:
    """A stanza whose lines are blocks of their own."""
    first = next(iter(element), None)
    if first is None or elements.tag_of(first) not in {"div", "p"}:
        return False
    return not vocabulary.VERSE_LINE_CLASSES.isdisjoint(elements.classes_of(elements.attributes(first)))
