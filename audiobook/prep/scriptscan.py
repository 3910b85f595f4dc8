"""The outer shape of a tagged script: front matter, and blocks of lines with their place in the file."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from audiobook.errors import ScriptError
from audiobook.prep.marks import BLANK, LINE_MARKS
from audiobook.source import SourceRef

FENCE = "+++"
_HEADING = re.compile(r"(#{1,6})(?:[ \t]+(.*))?")
_SCENE = re.compile(r"\*\*\*|\* \* \*")
_LONE = "|".join(("pause", *LINE_MARKS))
_LONE_MARK = re.compile(rf"\[\s*(?:{_LONE})(?![\w:?])(?:[^\[\]\\]|\\.)*\]", re.IGNORECASE)
_TOML_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)")
_CJK = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")


class Kind(Enum):
    """What a block of lines is, seen from its first line."""

    HEADING = auto()
    SCENE = auto()
    NOTE = auto()
    MARK = auto()
    TEXT = auto()


@dataclass(frozen=True, slots=True)
class Raw:
    """A block as it stands: ``text`` is its lines joined, ``level`` the hashes of a heading.

    ``joins`` holds for each line its offset in ``text``, its number (1-based) and its first column (1-based).
    """

    kind: Kind
    text: str
    joins: tuple[tuple[int, int, int], ...]
    level: int = 0

    @property
    def line(self) -> int:
        """Where it begins in the file."""
        return self.joins[0][1]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset into ``text``."""
        at = bisect_right([start for start, _, _ in self.joins], offset) - 1
        start, line, column = self.joins[max(at, 0)]
        return line, column + offset - start


def fail(file: str, line: int, column: int, message: str, hint: str = "") -> ScriptError:
    """An error that names file, line and column."""
    return ScriptError(f"column {column}: {message}", source=SourceRef(file=file, line=line), hint=hint)


@dataclass(slots=True)
class _Open:
    """The paragraph being gathered."""

    pieces: list[str] = field(default_factory=list)
    joins: list[tuple[int, int, int]] = field(default_factory=list)
    length: int = 0

    def add(self, piece: str, line: int, column: int) -> None:
        if self.pieces:
            glue = "\n" if _continues(self.pieces[-1]) else _glue(self.pieces[-1], piece)
            self.pieces.append(glue)
            self.length += len(glue)
        self.joins.append((self.length, line, column))
        self.pieces.append(piece)
        self.length += len(piece)

    def take(self, kind: Kind, level: int = 0) -> Raw:
        raw = Raw(kind, "".join(self.pieces), tuple(self.joins), level)
        self.pieces, self.joins, self.length = [], [], 0
        return raw


def _continues(line: str) -> bool:
    """A line that ends in an odd number of backslashes goes on after a line break."""
    return line.endswith("\\") and (len(line) - len(line.rstrip("\\"))) % 2 == 1


def _glue(left: str, right: str) -> str:
    """Lines of one paragraph are joined by a space; Chinese and Japanese by nothing."""
    return "" if left and right and _CJK.match(left[-1]) and _CJK.match(right[0]) else " "


def split_lines(text: str) -> list[str]:
    """Lines without their ends; a byte order mark is dropped, CRLF and CR are line ends."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def front_matter(lines: list[str], file: str) -> tuple[Mapping[str, Any], int]:
    """The TOML between ``+++`` lines and the index of the first line after it."""
    if not lines or lines[0].rstrip(BLANK) != FENCE:
        return {}, 0
    for end in range(1, len(lines)):
        if lines[end].rstrip(BLANK) == FENCE:
            break
    else:
        raise fail(file, 1, 1, "the front matter is not closed", f"end it with a line that holds only {FENCE}")
    try:
        return tomllib.loads("\n".join([*lines[1:end], ""])), end + 1
    except RecursionError as error:
        raise fail(file, 1, 1, "the front matter is nested too deeply", "keep it to simple keys and lists") from error
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.search(str(error))
        line = int(place[1]) + 1 if place and place[1] else end
        column = int(place[2]) if place and place[2] else 1
        why = _TOML_PLACE.sub("", str(error))
        raise fail(
            file, line, column, f"the front matter is not TOML: {why}", 'write lines like title = "…"'
        ) from error


def scan(lines: list[str], first: int, file: str) -> list[Raw]:
    """Blocks of the body, ``first`` being the index of its first line."""
    blocks: list[Raw] = []
    paragraph = _Open()
    at = first
    while at < len(lines):
        line = lines[at]
        piece = line.strip(BLANK)
        column = len(line) - len(line.lstrip(BLANK)) + 1
        if (paragraph.pieces and piece and _continues(paragraph.pieces[-1])) or (piece and piece[0] not in "#*<["):
            paragraph.add(piece, at + 1, column)
        else:
            found = _block(lines, at, piece, column, file)
            if (found or not piece) and paragraph.pieces:
                blocks.append(paragraph.take(Kind.TEXT))
            if found:
                blocks.append(found[0])
                at = found[1]
                continue
            if piece:
                paragraph.add(piece, at + 1, column)
        at += 1
    if paragraph.pieces:
        blocks.append(paragraph.take(Kind.TEXT))
    return blocks


def _block(lines: list[str], at: int, piece: str, column: int, file: str) -> tuple[Raw, int] | None:
    """A block that is not a paragraph, and the index of the line after it."""
    if not piece:
        return None
    here = ((0, at + 1, column),)
    if piece[0] == "#" and (found := _HEADING.fullmatch(piece)):
        return _heading(lines, at, found, column)
    if _SCENE.fullmatch(piece):
        return Raw(Kind.SCENE, piece, here), at + 1
    if piece.startswith("<!--"):
        return _note(lines, at, file)
    if piece[0] == "[" and _LONE_MARK.fullmatch(piece):
        return Raw(Kind.MARK, piece, here), at + 1
    return None


def _heading(lines: list[str], at: int, found: re.Match[str], column: int) -> tuple[Raw, int]:
    title = _Open()
    title.add(found[2] or "", at + 1, column + (found.start(2) if found[2] else found.end()))
    at += 1
    while _continues(title.pieces[-1]) and at < len(lines) and lines[at].strip(BLANK):
        line = lines[at]
        title.add(line.strip(BLANK), at + 1, len(line) - len(line.lstrip(BLANK)) + 1)
        at += 1
    return title.take(Kind.HEADING, len(found[1])), at


def _note(lines: list[str], at: int, file: str) -> tuple[Raw, int]:
    first = lines[at].lstrip(BLANK)
    column = len(lines[at]) - len(first) + 1
    kept = []
    for end in range(at, len(lines)):
        line = first[4:] if end == at else lines[end]
        text, closed, after = line.partition("-->")
        kept.append(text)
        if closed:
            if after.strip(BLANK):
                offset = len(lines[end]) - len(after) + 1
                raise fail(file, end + 1, offset, "text stands after the end of a note", "begin a new line after -->")
            return Raw(Kind.NOTE, "\n".join(kept), ((0, at + 1, column),)), end + 1
    raise fail(file, at + 1, column, "this note is not closed", "end it with -->")
