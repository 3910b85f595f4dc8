"""Rendering text templates: those that come with the program, and, behind bars, those that people write.

A template of ours is trusted. A person's own (``render_text``) may have come with somebody else's book: it knows text,
values, conditions and loops, and nothing else. What jinja2 could do besides (calls, attributes, imports, macros) is
refused by name before anything runs, so that no template reads a file, runs code, or works longer than a moment.
"""

from __future__ import annotations

import functools
import itertools
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audiobook.errors import ConfigError
from audiobook.source import SourceRef
from audiobook.userfiles import is_file

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

#: What a template, a filter's result and the whole text may hold, in characters (own judgement: a page is 2,000).
_LONGEST = 5_000
#: Filters used while one text is made. No loop lies in another one, so nothing else can take long.
_MOST_FILTERS = 500
_ALLOWED = frozenset(
    {
        *("Template", "Output", "TemplateData", "Name", "Const", "Tuple", "List", "Filter", "Keyword", "Test"),
        *("If", "CondExpr", "Compare", "Operand", "And", "Or", "Not", "For", "Assign"),
    }
)
_FILTERS = (
    *("capitalize", "default", "first", "join", "last", "length", "listed", "lower", "replace", "stopped", "title"),
    *("trim", "upper"),
)
#: What goes wrong inside a template that asks a value for what it cannot do. NameError: 1e999, which jinja2 writes as
#: "inf" into the code it makes.
_MISTAKES = (
    *(ArithmeticError, AttributeError, LookupError, NameError, TypeError, ValueError, RecursionError, MemoryError),
)
_ENDS = ".!?…。！？"


def render(name: str, **data: object) -> str:
    """Render a template of ours with ``data``. An undefined name in a template is an error."""
    return _environment().get_template(name).render(**data)


@functools.cache
def _environment() -> SandboxedEnvironment:
    """One for all, so that each template is compiled once."""
    from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    return SandboxedEnvironment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in _folders()]),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        auto_reload=False,
        autoescape=False,  # plain text; templates of pages escape by themselves
    )


def template_file(name: str) -> Path | None:
    """Where a template of ours lies, if there is one of that name."""
    return next((path for folder in _folders() if is_file(path := folder / name)), None)


def _folders() -> tuple[Path, Path]:
    """Installed, the templates lie inside the package; in a checkout, in ``templates/`` beside it."""
    return Path(str(files("audiobook"))) / "templates", Path(__file__).resolve().parents[1] / "templates"


def render_text(
    source: str, file: str, data: Mapping[str, str | int | bool | tuple[str, ...]], escape: Callable[[str], str]
) -> str:
    """Render a person's own template; ``escape`` makes plain text of every value that it prints.

    ``file`` is only named in messages. Filters besides jinja2's: ``names|listed("and")`` is "A, B and C",
    ``title|stopped`` ends as a sentence does. Thread-safe. Raises ConfigError naming file and line for a mistake, an
    unknown name, and everything that is not allowed.
    """
    from jinja2 import TemplateError, TemplateSyntaxError

    environment = _barred(escape)
    pieces: list[str] = []
    length = 0
    try:
        _check(environment, source, file)
        for piece in environment.from_string(source).generate(data):
            pieces.append(piece)
            length += len(piece)
            if length > _LONGEST:
                raise _wrong(file, 0, f"its text has more than the {_LONGEST:,} characters allowed")
    except TemplateSyntaxError as error:
        raise _wrong(file, error.lineno, error.message or "it is no template") from None
    except (TemplateError, *_MISTAKES) as error:
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "<template>"]
        raise _wrong(file, lines[-1] if lines else 0, str(error) or type(error).__name__) from None
    return "".join(pieces)


def _wrong(file: str, line: int | None, why: str) -> ConfigError:
    where = SourceRef(file=file, line=line or 0)
    return ConfigError(f"the template is wrong: {why.rstrip('.')}", source=where, hint="mend the template")


def _barred(escape: Callable[[str], str]) -> SandboxedEnvironment:
    """An environment that knows nothing but the filters allowed, each of them bounded."""
    from jinja2 import StrictUndefined, pass_eval_context
    from jinja2.sandbox import ImmutableSandboxedEnvironment
    from markupsafe import Markup

    # "Autoescape" by our own rules: jinja2 leaves alone what is Markup already, and everything printed is made that
    # here. A function that takes the context is not called for constants while compiling, where HTML's rules would do.
    @pass_eval_context
    def finalize(_context: object, value: object) -> Markup:
        return value if isinstance(value, Markup) else Markup(escape("" if value is None else str(value)))  # noqa: S704 - no HTML

    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=True,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    own: dict[str, Callable[..., Any]] = {**environment.filters, "listed": _listed, "stopped": stopped}
    environment.globals.clear()
    uses = itertools.count(1)
    environment.filters = {name: _bounded(own[name], uses) for name in _FILTERS}
    return environment


def _bounded(function: Callable[..., Any], uses: Iterator[int]) -> Callable[..., Any]:
    """A filter whose result is no longer than a text may be, so that no chain of them grows without end."""

    @functools.wraps(function)
    def filtered(*args: Any, **options: Any) -> Any:  # noqa: ANN401 - any filter
        if next(uses) > _MOST_FILTERS:
            raise ValueError(f"it uses more than {_MOST_FILTERS} filters")
        value = function(*args, **options)
        if isinstance(value, str) and len(value) > _LONGEST:
            raise ValueError(f"a value has {len(value):,} characters; {_LONGEST:,} are allowed")
        return value

    return filtered


def _listed(values: Iterable[str], word: str, comma: str = ", ") -> str:
    """``A, B and C``."""
    *head, last = [str(value) for value in values] or [""]
    return f"{comma.join(head)} {word} {last}" if head else last


def stopped(text: str, stop: str = ".") -> str:
    """A text that ends as a sentence, closing quotation marks and brackets left out of account."""
    return text if text.rstrip("\"'”’»)」』》 ").endswith(tuple(_ENDS)) else f"{text.rstrip()}{stop}"


def _check(environment: SandboxedEnvironment, source: str, file: str) -> None:
    """Refuse everything that is not allowed. Raises ConfigError, TemplateSyntaxError."""
    from jinja2 import nodes

    if len(source) > _LONGEST:
        raise _wrong(file, 0, f"it has {len(source):,} characters; {_LONGEST:,} are allowed")
    open_nodes: list[tuple[nodes.Node, bool]] = [(environment.parse(source), False)]
    while open_nodes:
        node, looping = open_nodes.pop()
        if isinstance(node, nodes.For):
            if looping or node.recursive:
                raise _wrong(file, node.lineno, "a loop inside a loop is not allowed")
            looping = True
        elif not _is_allowed(node):
            why = f"{_named(type(node).__name__)} is not allowed; text, values, filters, if, for and set are"
            lines = [node.lineno, *(inner.lineno for inner in node.find_all(nodes.Node))]
            raise _wrong(file, next(filter(None, lines), 0), why)
        open_nodes += [(child, looping) for child in node.iter_child_nodes()]


def _is_allowed(node: Any) -> bool:  # noqa: ANN401 - any node of a template
    """Of attributes only ``loop.last`` and its kind, of items only those by number."""
    kind = type(node).__name__
    if kind == "Getattr":
        return getattr(node.node, "name", "") == "loop" and not node.attr.startswith("_")
    if kind == "Getitem":
        return isinstance(getattr(node.arg, "value", None), int)
    return kind in _ALLOWED and getattr(node, "name", "") != "self"


def _named(kind: str) -> str:
    """A kind of node in the words of people who write templates."""
    names = {"Getattr": "an attribute", "Getitem": "an item by name", "Call": "a call", "Concat": "'~'"}
    return names.get(kind, f"'{kind.lower()}'")
