"""The part of the walk that flows inside a block: text, line ends, pictures, notes, ruby, formulas."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from audiobook.document import BlockKind
from audiobook.numerals import roman_reading
from audiobook.readers.walk import elements, silent, vocabulary
from audiobook.readers.walk.characters import squeeze, superscript
from audiobook.readers.walk.state import Frame, WalkState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element

_REMOTE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


class InlineWalk(WalkState):
    """Elements that begin no block."""

    def enter_inline(
        self, element: _Element, tag: str, attrs: Mapping[str, str], types: tuple[str, ...], frame: Frame
    ) -> bool:
        """Begin an inline element; False when nothing inside is read."""
        if tag == "br":
            self._line_break(frame)
        elif tag in {"img", "image"}:
            self._image(attrs)
        elif tag == "math":
            self._math(element, attrs, frame)
            return False
        elif tag == "rt":
            self._reading(element)
            return False
        elif tag == "ruby":
            self.ruby.append(self.builder.mark())
            frame = frame._replace(close="ruby")
        elif tag == "a" and (href := attrs.get("href", "")) and not _REMOTE.match(href):
            self.builder.targets.append(unquote(href))
            frame = frame._replace(link=True)
        elif tag in vocabulary.EMPHASIS_TAGS and not frame.emphasis:
            # Titles of works and foreign words are set in italics too, but nobody stresses them.
            named = bool(types) or bool(elements.language_of(attrs))
            frame = frame._replace(emphasis=tag == "em" or not named)
        if "z3998:roman" in types and not frame.close:
            self.ruby.append(self.builder.mark())
            frame = frame._replace(close="roman")
        if "z3998:stage-direction" in types and self.speakers and self.speakers[-1] and not frame.grouped:
            self.flush()
            frame = frame._replace(direction=True, close="block", emphasis=False)
        self.frames.append(frame)
        return True

    def text(self, raw: str) -> None:
        """Text of the source, inside the innermost open element."""
        frame = self.frames[-1]
        if frame.pre:
            if not self.pre:
                self.begin()
            self.pre.add(raw, self.position)
        elif self.builder or not raw.isspace():
            self.begin()
            shown = superscript(raw) if frame.exponent else raw
            self.builder.text(shown, frame.language, emphasis=frame.emphasis, link=frame.link)
        self.position += len(raw)
        if not raw.isspace():
            self.ended = self.position

    def raised_rule(self, element: _Element) -> str:
        """What a ``sup`` without a link is: a note mark, an exponent, or letters that join their word."""
        if "a" in elements.first_child_tags(element) or self.frames[-1].kind is BlockKind.CODE:
            return ""
        return silent.raised_rule(elements.short_text(element), self.builder.tail())

    def close_ruby(self) -> None:
        """The end of a ruby."""
        self.ruby.pop()

    def close_roman(self) -> None:
        """The end of a number that the markup says is a roman numeral: a hint says how it is read."""
        mark = self.ruby.pop()
        before, numeral = self.builder.around(mark)
        reading = roman_reading(numeral.rstrip("."), before, self.frames[-1].language or self.spoken_language)
        if reading and self.frames[-1].kind is not BlockKind.HEADING:
            self.builder.hint(mark, reading)

    def _line_break(self, frame: Frame) -> None:
        if frame.pre:
            self.pre.add("\n", self.position)
        elif self.builder.line_break() and not frame.grouped and frame.kind is not BlockKind.HEADING:
            self.flush()  # an empty line between two breaks parts paragraphs and stanzas

    def _image(self, attrs: Mapping[str, str]) -> None:
        alt = squeeze(attrs.get("alt", ""))
        if len(alt) == 1 and alt.isalpha() and not self.frames[-1].pre:
            self.begin()  # an illuminated initial
            self.builder.text(alt, self.frames[-1].language, added="alt")
        else:
            self.alts.append(alt)

    def _math(self, element: _Element, attrs: Mapping[str, str], frame: Frame) -> None:
        self.record("math", element)
        spoken = attrs.get("alttext", "")
        if squeeze(spoken) and not frame.pre:
            self.begin()
            self.builder.text(spoken, frame.language, added="math")

    def _reading(self, element: _Element) -> None:
        reading = squeeze("".join(elements.texts(element)))
        self.record("ruby", element)
        if self.ruby:
            self.builder.hint(self.ruby[-1], reading)
            self.ruby[-1] = self.builder.mark()
