"""The bars behind which a podcast template runs: a jinja2 environment that knows values and nothing of Python."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined, nodes, pass_eval_context
from jinja2.runtime import LoopContext, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing
from markupsafe import Markup

from audiobook.podcast.render_check import check_template, counted, marked
from audiobook.podcast.render_filters import BUILT_IN, bounded, own_filters
from audiobook.podcast.render_values import RESERVED
from audiobook.podcast.render_work import LINE, MOST_FILES, Work, template_error

#: Numbers that a template reckons with are smaller.
_LARGEST = 10**12


def sandbox(work: Work, known: Sequence[str]) -> Environment:
    """An environment for one rendering. ``known`` are the names of the data, for hints."""
    environment = _Sandbox(
        loader=_Loader(work),
        undefined=_missing(known),
        autoescape=True,
        finalize=_finalize(work),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        cache_size=0,
    )
    environment.work = work
    environment.tick = work.tick
    built_in = {name: environment.filters[name] for name in BUILT_IN}
    most = work.bounds.characters
    filters = {**built_in, **own_filters(most)}
    environment.filters = {name: bounded(name, function, most, work.tick) for name, function in filters.items()}
    environment.tests.pop("callable", None)
    environment.globals.clear()
    return environment


def _finalize(work: Work) -> Any:  # noqa: ANN401 - jinja2's protocol for such functions is private
    # "Autoescape" by our own rules: jinja2 leaves alone what is Markup already, and everything printed is made that
    # here. A function that takes the context is not called for constants while compiling, where HTML's rules would do.
    @pass_eval_context
    def finalize(_context: object, value: object) -> Markup:
        if isinstance(value, Markup):
            work.count(len(value))
            return value
        if isinstance(value, Undefined):
            str(value)  # raises what is missing
        return Markup(work.printed(value))  # noqa: S704 - no HTML

    return finalize


class _Sandbox(ImmutableSandboxedEnvironment):
    """Attributes are those of tables and of ``loop``; reckoning is bounded; every template is checked and counted."""

    intercepted_binops = frozenset({"+", "-", "%", "//"})
    work: Work
    tick: Any

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - any value
        """A table's entry (never a method: a table may have an entry called ``items``), or what ``loop`` knows."""
        if isinstance(obj, LoopContext) and not attribute.startswith("_"):
            return getattr(obj, attribute, self.undefined(obj=obj, name=attribute))
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:  # noqa: ANN401 - any value
        """A table's entry by name, a list's or a text's by number."""
        if isinstance(obj, Undefined):
            return getattr(obj, str(argument))  # raises what is missing
        by_number = isinstance(argument, int | slice) and isinstance(obj, str | tuple | list)
        try:
            if by_number or isinstance(obj, Mapping):
                return obj[argument]
        except (LookupError, TypeError, ValueError):
            pass
        return self.undefined(obj=obj, name=argument)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401 - any value
        """Reckon with numbers of a sensible size."""
        for value in (left, right):
            if isinstance(value, Undefined):
                str(value)  # raises what is missing
            if not isinstance(value, int | float) or abs(value) > _LARGEST:
                raise TypeError(f"'{operator}' works on numbers up to {_LARGEST:,} only; texts are joined by | join")
        return super().call_binop(context, operator, left, right)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        file = filename or name or ""
        index = self.work.taken(file)
        if RESERVED.search(source):
            raise template_error(file, 0, "it holds signs that Unicode keeps from texts (U+FDD0 to U+FDEF)")
        tree = super()._parse(source, name, filename)
        check_template(tree, file)
        counted(tree, self)
        marked(tree, lambda line: f"{LINE}{line * MOST_FILES + index}{LINE}")
        return tree


class _Loader(BaseLoader):
    """Finds templates to include: those beside the main one, and ours."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, None]:
        """jinja2's protocol: text, file, and nothing to see whether it changed."""
        del environment
        self._work.tick()
        return (*self._work.load(template), None)


def _missing(known: Sequence[str]) -> type[StrictUndefined]:
    """What stands for a name that the data does not have: any use of it is an error that says which are there."""

    class Missing(StrictUndefined):
        __slots__ = ()

        @property
        def _undefined_message(self) -> str:
            obj, name = self._undefined_obj, str(self._undefined_name)
            if self._undefined_hint:
                return self._undefined_hint
            if obj is missing:
                return f"'{name}' is not in the data{_nearest(name, known)}"
            if isinstance(obj, Mapping):
                return f"this table has no '{name}'{_nearest(name, tuple(map(str, obj)))}"
            if isinstance(obj, tuple | list | str) and not isinstance(self._undefined_name, str):
                return f"it has no number {name}: {f'it holds {len(obj)}' if obj else 'the list is empty'}"
            what = {"tuple": "a list", "list": "a list", "str": "a text"}.get(type(obj).__name__, "this value")
            return f"{what} has no '{name}'"

    return Missing


def _nearest(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        return f" (is '{near[0]}' meant?)"
    return f" (there is: {', '.join(sorted(known)[:12])})" if known else ""
