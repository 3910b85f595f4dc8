"""Paths as they are given on the command line."""

from __future__ import annotations

from pathlib import Path

import click


class PathName(click.Path):
    """A path that has a name: ``audiobook build "$BOOK"`` with nothing in it would take the current folder."""

    def __init__(self, *, file_okay: bool = True, dir_okay: bool = True) -> None:
        """As click's own, for paths that need not exist."""
        super().__init__(path_type=Path, file_okay=file_okay, dir_okay=dir_okay)

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Make a path of what was typed. Raises click's BadParameter."""
        if value == "":
            self.fail("a name is missing: it is empty", param, ctx)
        found = super().convert(value, param, ctx)  # type: ignore[arg-type]  # what click's callers give is not typed
        assert isinstance(found, Path)  # noqa: S101 - for the type checker
        return found
