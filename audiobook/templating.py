"""Rendering the text templates that come with the program."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def render(name: str, **data: object) -> str:
    """Render a template of ours with ``data``. An undefined name in a template is an error.

    Installed, the templates lie inside the package; in a checkout, in ``templates/`` beside it.
    """
    from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    inside = Path(str(files("audiobook"))) / "templates"
    beside = Path(__file__).resolve().parents[1] / "templates"
    environment = SandboxedEnvironment(
        loader=ChoiceLoader([FileSystemLoader(inside), FileSystemLoader(beside)]),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # plain text; pages of HTML get an environment of their own
    )
    return environment.get_template(name).render(**data)
