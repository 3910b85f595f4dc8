"""Collecting the text of one block from pieces of markup, so that no word is glued and none is split."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from audiobook.document import Span
from audiobook.readers.walk.characters import CJK_PATTERN, clean, join_lines, runs_on

if TYPE_CHECKING:
    from collections.abc import Sequence

#: What a sentence may go on with after a silent note mark; a space before it would be the mark's, not the sentence's.
_CLOSING = frozenset(",.;:!?)]}”’»…，。；：！？、）」』")
#: A drop cap is one letter, or a quotation mark and a letter.
_DROP_CAP = 2


class _Piece(NamedTuple):
    text: str
    language: str
    emphasis: bool
    hint: str = ""
    line_break: bool = False
    added: str = ""


_BREAK = _Piece("", "", emphasis=False, line_break=True)


class SpanBuilder:
    """Text of one block in the making. White space is collapsed across the borders of elements as a browser does it."""

    def __init__(self) -> None:
        self._pieces: list[_Piece] = []
        self._last = ""  # last character; "\n" after a line break; "" at the start
        self._newline = False  # the collapsed space at the end held a line end
        self._after_note = False
        self.linked = 0  # characters inside links to places in the book
        self.targets: list[str] = []

    def __bool__(self) -> bool:
        return bool(self._pieces)

    @property
    def last(self) -> str:
        """The last character so far: empty at the start, a newline after a line break."""
        return self._last

    def tail(self, length: int = 40) -> str:
        """About the last ``length`` characters, for a decision about what follows."""
        text = ""
        for piece in reversed(self._pieces):
            if piece.line_break:
                break
            text = piece.text + text
            if len(text) >= length:
                break
        return text

    def text(
        self, raw: str, language: str = "", *, emphasis: bool = False, link: bool = False, added: str = ""
    ) -> None:
        """Add text of the source, or words that are added to it; runs of white space become one space."""
        text = clean(raw)
        if not text:
            return
        words = text.split()
        if not words:
            self._space(newline="\n" in text)
            return
        body = " ".join(words)
        cjk = CJK_PATTERN.search(body) is not None
        if cjk and "\n" in text:
            body = join_lines(text)
        self._junction(text, body, cjk=cjk)
        self._pieces.append(_Piece(body, language, emphasis, added=added))
        self._last = body[-1]
        if link:
            self.linked += len(body)
        if text[-1].isspace():
            self._space(newline="\n" in text[len(text.rstrip()) :], language=language, emphasis=emphasis)

    def _junction(self, text: str, body: str, *, cjk: bool) -> None:
        """Settle the space between what is there and ``body``."""
        leads = text[0].isspace()
        newline = self._newline or (leads and "\n" in text[: len(text) - len(text.lstrip())])
        if self._after_note:
            self._after_note = False
            if body[0] in _CLOSING:
                self._strip_space()
            elif not leads and body[0].isalnum() and self._last and not self._last.isspace():
                leads = True
        if cjk and newline and runs_on(self._before_space(), body[0]):
            self._strip_space()
        elif leads:
            self._space()
        self._newline = False

    def _before_space(self) -> str:
        for piece in reversed(self._pieces):
            stripped = piece.text.rstrip()
            if stripped:
                return stripped[-1]
            if piece.line_break:
                break
        return " "

    def _space(self, *, newline: bool = False, language: str = "", emphasis: bool = False) -> None:
        if self._last not in {"", " ", "\n"}:
            self._pieces.append(_Piece(" ", language, emphasis))
            self._last = " "
        self._newline = self._newline or newline

    def _strip_space(self) -> None:
        while self._pieces and self._pieces[-1].text.isspace():
            self._pieces.pop()
        if self._pieces and not self._pieces[-1].line_break:
            self._last = self._pieces[-1].text[-1]

    def separate(self) -> None:
        """Make sure that what follows does not touch what is there."""
        self._space()

    def note_removed(self) -> None:
        """A note mark stood here and is silent: neither glue its neighbours nor leave its space before a comma."""
        self._after_note = True

    def line_break(self) -> bool:
        """End a line. True when the line was already ended, that is, an empty line stands here."""
        self._strip_space()
        self._newline = False
        if not self._pieces:
            return False
        if self._pieces[-1].line_break:
            return True
        self._pieces.append(_BREAK)
        self._last = "\n"
        return False

    def mark(self) -> int:
        """A position for :meth:`hint`."""
        return len(self._pieces)

    def around(self, mark: int, length: int = 40) -> tuple[str, str]:
        """About the last ``length`` characters before a position, and everything after it."""
        before = ""
        for piece in reversed(self._pieces[:mark][-length:]):
            before = piece.text + before
            if len(before) >= length or piece.line_break:
                break
        return before, "".join(piece.text for piece in self._pieces[mark:]).strip()

    def hint(self, mark: int, reading: str) -> None:
        """Give everything since ``mark`` one pronunciation hint."""
        group = self._pieces[mark:]
        text = "".join(piece.text for piece in group)
        if text.strip() and reading:
            self._pieces[mark:] = [_Piece(text.strip(), group[0].language, group[0].emphasis, reading)]
            self._last = text.strip()[-1]

    def build(self, language: str = "") -> tuple[Span, ...]:
        """The spans; ``language`` is the block's own, which spans need not repeat. The builder is empty afterwards."""
        pieces = self._trimmed()
        spans: list[Span] = []
        for key, group in groupby(pieces, key=lambda p: (p.language, p.emphasis, p.hint, p.line_break, p.added)):
            if key[3]:
                spans[-1] = replace(spans[-1], line_break=True)
                continue
            foreign = key[0] if primary(key[0]) != primary(language) else ""
            spans.append(Span("".join(p.text for p in group), foreign, key[1], key[2], added=key[4]))
        self.__init__()  # type: ignore[misc]
        return _settle_emphasis(_merge(_bare_edges(spans)))

    def _trimmed(self) -> list[_Piece]:
        pieces = self._pieces
        while pieces and (pieces[-1].line_break or pieces[-1].text.isspace()):
            pieces.pop()
        return pieces


def primary(language: str) -> str:
    """The primary subtag: ``en`` of ``en-GB``."""
    return language.partition("-")[0].partition("_")[0].lower()


def cut_spans(spans: Sequence[Span], at: int) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Spans before and from a place in their text, in which a line break counts one character."""
    front: list[Span] = []
    rest: list[Span] = []
    for span in spans:
        length = len(span.text) + span.line_break
        if at <= 0:
            rest.append(span)
        elif at >= length:
            front.append(span)
        else:
            front.append(replace(span, text=span.text[:at], line_break=False))
            rest.append(replace(span, text=span.text[at:]))
        at -= length
    return tuple(front), tuple(rest)


def _bare_edges(spans: Sequence[Span]) -> list[Span]:
    """The space after a marked stretch stands in a span of its own, so that it need not be marked."""
    found: list[Span] = []
    for span in spans:
        text = span.text.rstrip()
        if (span.emphasis or span.language) and text and len(text) < len(span.text) and not span.line_break:
            found += [replace(span, text=text), Span(" ")]
        else:
            found.append(span)
    return found


def _merge(spans: list[Span]) -> list[Span]:
    """Equal neighbours become one, and white space at the edge of a marked stretch lies outside it."""
    merged: list[Span] = []
    for span in spans:
        last = merged[-1] if merged else None
        if last and not last.line_break and not last.hint and not span.hint:
            same = (last.language, last.emphasis, last.added) == (span.language, span.emphasis, span.added)
            marked = bool(last.emphasis or last.language)
            if same or (span.text.isspace() and not marked):
                merged[-1] = replace(last, text=last.text + span.text, line_break=span.line_break)
                continue
        merged.append(span)
    return merged


def _settle_emphasis(spans: list[Span]) -> tuple[Span, ...]:
    """A block that is emphasised as a whole is not emphasised, and neither is a drop cap."""
    letters = [span for span in spans if any(c.isalnum() for c in span.text)]
    everything = bool(letters) and all(span.emphasis for span in letters)
    if not everything and len(spans) > 1:
        first, second = spans[0], spans[1]
        cap = len(first.text) <= _DROP_CAP and first.text[-1:].isalpha() and second.text[:1].isalpha()
        if first.emphasis and cap and not first.line_break:
            return tuple(_merge([replace(first, emphasis=False), *spans[1:]]))
    if not everything:
        return tuple(spans)
    return tuple(_merge([replace(span, emphasis=False) for span in spans]))
