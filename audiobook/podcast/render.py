"""Rendering an episode's script from a template and data.

The template, ours or a person's own, runs behind bars: it knows text, values, conditions, loops, macros and includes
from its own folder, in bounded time and size. It has no way to Python's objects, and no file can be opened by it. What
it prints of the data is kept apart from the script (see ``render_values``), so data is never markup.
"""

from __future__ import annotations

import difflib
import re
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from audiobook.errors import AudiobookError, UsageError
from audiobook.podcast.data import Value
from audiobook.podcast.render_values import Values
from audiobook.podcast.render_work import LINE, MOST_FILES, PREFIX, SUFFIX, Bounds, Work, template_error
from audiobook.source import SourceRef
from audiobook.templating import template_file
from audiobook.userfiles import is_file

#: Ours, by the name that a person types.
TEMPLATES: Mapping[str, str] = {
    "interview": "a host asks, a guest answers",
    "two-hosts": "two hosts talk about a book, a chapter or an article",
    "news": "a round-up of stories with headlines",
    "serial": "a chapter of a story, what happened before it first",
    "essay": "one voice, one subject",
}
#: What goes wrong inside a template that asks a value for what it cannot do. SyntaxError: 20 blocks in each other;
#: NameError: 1e999, which jinja2 writes as "inf" into the code it makes.
_MISTAKES = (
    *(ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError, MemoryError),
    *(SyntaxError, NameError),
)
_LINES = re.compile(f"{LINE}([0-9]+){LINE}")
_BEGINNING = re.compile(f"(?:{LINE}([0-9]+){LINE})+")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A tagged script with placeholders for ``values``; ``origins`` says where in a template each line is from."""

    text: str
    values: Values
    origins: tuple[SourceRef, ...] = field(repr=False)


def render_episode(source: str, file: Path, data: Mapping[str, Value], bounds: Bounds | None = None) -> Rendered:
    """Render a template's text with data. ``file`` is where it lies: its folder is that of its includes.

    Thread-safe. Raises ConfigError naming the template's file and line for a mistake, a name that the data does not
    have, everything that is not allowed, and work without end.
    """
    from jinja2 import TemplateError, TemplateSyntaxError

    from audiobook.podcast.render_sandbox import sandbox

    work = Work(file, bounds or Bounds())
    environment = sandbox(work, tuple(data))
    try:
        work.sources[str(file)] = source
        pieces = []
        for piece in environment.get_template(str(file)).generate(dict(data)):
            work.count(len(piece))
            pieces.append(piece)
    except TemplateSyntaxError as error:
        raise template_error(error.filename or error.name or str(file), error.lineno, error.message or "") from None
    except AudiobookError as error:
        if error.source is not None:
            raise
        raise template_error(*_place(error, work), error.message, error.hint) from None
    except (TemplateError, *_MISTAKES) as error:
        raise template_error(*_place(error, work), _reason(error)) from None
    return _traced("".join(pieces), work)


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it calls or includes itself without end"
    return " ".join(str(error).split()) or type(error).__name__


def _place(error: Exception, work: Work) -> tuple[str, int]:
    """The innermost line of a template that the error came through."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename in work.files]
    return (frames[-1].filename, frames[-1].lineno or 0) if frames else (str(work.main), 0)


def _traced(text: str, work: Work) -> Rendered:
    """Take the line marks out, and note for each line the first one in it, else the last one before it."""
    lines, origins = [], []
    last = 0
    for line in text.split("\n"):
        marks = [int(number) for number in _LINES.findall(line)]
        # A line's end has the mark of the line after it in the template, which a loop or a value may come before.
        began = _BEGINNING.match(line)
        here = int(began[1]) if began else (marks or [last])[0]
        last = marks[-1] if marks else last
        number, index = divmod(here, MOST_FILES)
        origins.append(SourceRef(file=work.files[index], line=number))
        lines.append(_LINES.sub("", line) if marks else line)
    return Rendered("\n".join(lines), work.values, tuple(origins))


def template_named(name: str) -> Path:
    """Where a template lies: one of ours by its name, another one by its path. Raises UsageError."""
    ours = template_file(f"{PREFIX}{name}{SUFFIX}") if name in TEMPLATES else None
    if ours is not None:
        return ours
    path = Path(name)
    if is_file(path):
        return path
    near = difflib.get_close_matches(name, TEMPLATES, n=1)
    hint = f"did you mean '{near[0]}'?" if near else f"ours are: {', '.join(TEMPLATES)}; or give the path of your own"
    raise UsageError(f"there is no template '{name}'", hint=hint)
