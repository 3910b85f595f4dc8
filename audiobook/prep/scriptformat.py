"""From a script to its text: what a person reads and edits."""

from __future__ import annotations

import re

from audiobook.prep.marks import MARK_WORDS, escape, first_word, misspelt_mark
from audiobook.prep.normal import normal
from audiobook.prep.scriptscan import FENCE
from audiobook.prep.soundtext import mark_text
from audiobook.prep.tomltext import write_toml
from audiobook.script import (
    NARRATOR,
    UNKNOWN,
    Chapter,
    Cue,
    Heading,
    Inline,
    Item,
    LineBreak,
    Mark,
    Note,
    Paragraph,
    Pause,
    PauseMark,
    Say,
    Script,
    Words,
)

_SPECIAL = re.compile(r"[\\\[*]|<!--")
_BLANKS = (" ", "\t", "\n")
_SECOND = 1000


def format_script(script: Script) -> str:
    """The tagged script as text, with newline line ends, one at the end.

    Nothing that stands in a book's words can become markup. ``parse_script`` of the text is ``normal(script)``.
    """
    blocks: list[str] = []
    if script.front:
        blocks.append(f"{FENCE}\n{write_toml(script.front)}{FENCE}")
    for chapter in normal(script).chapters:
        if chapter.title is not None:
            blocks.append(_title(chapter))
        blocks += map(_item, chapter.items)
    return "\n\n".join(blocks) + "\n"


def _title(chapter: Chapter) -> str:
    text = _inline(chapter.title or ())
    if text.endswith("{silent}"):
        text = text[: -len("{silent}")] + "\\{silent}"
    return " ".join(filter(None, ("#", text, "{silent}" if chapter.silent else "")))


def _item(item: Item) -> str:
    if isinstance(item, Paragraph):
        return _paragraph(item)
    if isinstance(item, Heading):
        return f"{'#' * item.level} {_inline(item.parts)}".rstrip(" ")
    if isinstance(item, PauseMark):
        return _pause(item.ms)
    if isinstance(item, Mark):
        return mark_text(item)
    if isinstance(item, Note):
        return f"<!-- {item.text} -->"
    return "***"


def _pause(ms: int) -> str:
    if ms >= _SECOND and ms % 100 == 0:
        return f"[pause {ms / _SECOND:g}s]"
    return f"[pause {ms}ms]"


def _paragraph(paragraph: Paragraph) -> str:
    out = ""
    for cue in paragraph.cues:
        if out or cue.speaker != NARRATOR or cue.direction:
            # A blank after a tag belongs to the tag where one stands before it, so that a line reads well and the
            # words stay exactly what they were.
            out += _tag(cue) + (" " if not out or out[-1] in _BLANKS else "")
        out += _inline(cue.parts)
    return _guard(out)


def _guard(text: str) -> str:
    return f"\\{text}" if text.startswith(("#", FENCE, "\ufeff")) else text


def _tag(cue: Cue) -> str:
    direction = f": {escape(cue.direction, '[]')}" if cue.direction else ""
    if cue.speaker == NARRATOR:
        return f"[{direction}]"
    if cue.speaker == UNKNOWN:
        return f"[?{direction}]"
    name = escape(cue.speaker, "[]:?")
    body = f"{name}{'?' if cue.unsure else ''}{direction}"
    plain = first_word(name) not in MARK_WORDS and name[0] not in "@/" and not misspelt_mark(body)
    return f"[{body}]" if plain else f"[@{body}]"


def _inline(parts: tuple[Inline, ...]) -> str:
    return "".join(map(_part, parts))


def _part(part: Inline) -> str:
    if isinstance(part, Words):
        text = part.text
        if _SPECIAL.search(text):
            text = _SPECIAL.sub(lambda m: "\\" + m[0], text)
        if part.emphasis:
            text = f"*{text}*"
        return f"[lang {part.language}]{text}[/lang]" if part.language else text
    if isinstance(part, Say):
        return f'[say "{escape(part.written, _SAY_SIGNS)}" as "{escape(part.spoken, _SAY_SIGNS)}"]'
    if isinstance(part, LineBreak):
        return "\\\n"
    return _pause(part.ms) if isinstance(part, Pause) else ""


_SAY_SIGNS = '"[]'
