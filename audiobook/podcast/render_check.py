"""What a podcast template may hold, seen before anything of it runs, and what is put into it: steps and line marks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import Environment, nodes

from audiobook.podcast.render_work import template_error

_ALLOWED = frozenset(
    {
        *("Template", "Output", "TemplateData", "Name", "Const", "Tuple", "List", "Filter", "Keyword", "Test"),
        *("If", "CondExpr", "Compare", "Operand", "And", "Or", "Not", "Neg", "For", "Assign", "AssignBlock"),
        *("Getattr", "Getitem", "Slice", "Include", "Macro", "Add", "Sub", "Mod", "FloorDiv"),
    }
)
_NAMES = {
    "Concat": "'~'",
    "Mul": "'*'",
    "Div": "'/'",
    "Pow": "'**'",
    "Dict": "a table",
    "CallBlock": "'call'",
    "FilterBlock": "'filter'",
    "FromImport": "'from … import'",
    "ScopedEvalContextModifier": "'autoescape'",
}
#: Methods of ``loop`` that a template may call.
_OF_LOOPS = ("cycle", "changed")


def check_template(tree: nodes.Template, file: str) -> None:
    """Raise ConfigError, naming file and line, for what is not allowed."""
    open_nodes: list[nodes.Node] = [tree]
    while open_nodes:
        node = open_nodes.pop()
        why = _objection(node)
        if why:
            lines = [node.lineno, *(inner.lineno for inner in node.find_all(nodes.Node))]
            raise template_error(file, next(filter(None, lines), 0), why)
        open_nodes += node.iter_child_nodes()


def _objection(node: nodes.Node) -> str:  # noqa: PLR0911 - a table of cases reads best flat
    kind = type(node).__name__
    if isinstance(node, nodes.Call):
        return _call_objection(node)
    if kind not in _ALLOWED:
        what = _NAMES.get(kind, f"'{kind.lower()}'")
        return f"{what} is not allowed; text, values, filters, if, for, set, macro and include are"
    if isinstance(node, nodes.For) and node.recursive:
        return "a recursive loop is not allowed"
    if isinstance(node, nodes.Include) and not isinstance(node.template, nodes.Const):
        return "include takes the name of a template in quotes"
    if isinstance(node, nodes.Filter) and node.node is None:
        return "a filter over a block is not allowed"
    if isinstance(node, nodes.Name) and (node.name.startswith("_") or node.name in {"self", "caller", "varargs"}):
        return f"the name '{node.name}' is not allowed"
    return ""


def _call_objection(node: nodes.Call) -> str:
    """A template may call its macros; data has nothing to call."""
    called = node.node
    if isinstance(called, nodes.Name):
        return ""
    if isinstance(called, nodes.Getattr) and isinstance(called.node, nodes.Name) and called.node.name == "loop":
        return "" if called.attr in _OF_LOOPS else f"'loop.{called.attr}' cannot be called"
    return "a call is not allowed, except of a macro"


def counted(tree: nodes.Template, environment: Environment) -> None:
    """Put a step into every loop and macro: ``environment.tick(characters)`` before anything else in its body."""
    for node in tree.find_all((nodes.For, nodes.Macro)):
        call = nodes.Call(nodes.EnvironmentAttribute("tick"), [nodes.Const(_own_text(node))], [], None, None)
        step = nodes.ExprStmt(call)
        step.set_lineno(node.lineno, override=True)
        step.set_environment(environment)
        body: Any = node
        body.body.insert(0, step)


def _own_text(loop: nodes.Node) -> int:
    """How much of the template's own text a pass can print, loops inside it left out."""
    total = 0
    open_nodes = list(loop.iter_child_nodes())
    while open_nodes:
        node = open_nodes.pop()
        if isinstance(node, nodes.TemplateData):
            total += len(node.data)
        elif not isinstance(node, nodes.For | nodes.Macro):
            open_nodes += node.iter_child_nodes()
    return total


def marked(tree: nodes.Template, mark: Callable[[int], str]) -> None:
    """Put ``mark(line)`` before every line of the template's text, so that a line of the result can be traced back."""
    for data in tree.find_all(nodes.TemplateData):
        first, *others = data.data.split("\n")
        lines = (f"\n{mark(data.lineno + n)}{text}" for n, text in enumerate(others, 1))
        data.data = mark(data.lineno) + first + "".join(lines)
