"""Installed plug-ins by entry point; nothing is imported until it is asked for by name."""

from __future__ import annotations

import contextlib
import difflib
import sys
import threading
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, cast

from audiobook.errors import AudiobookError, UsageError

if TYPE_CHECKING:
    from audiobook.plugins.engine import Engine
    from audiobook.plugins.formats import Reader, Writer


#: Standard output belongs to the whole process: threads that load must not give it back to one another.
_LOADING = threading.RLock()


@cache
def _installed(group: str) -> Mapping[str, EntryPoint]:
    found: dict[str, list[EntryPoint]] = defaultdict(list)
    for point in entry_points(group=f"audiobook.{group}"):
        if point.value not in {p.value for p in found[point.name]}:
            found[point.name].append(point)
    for name, points in found.items():
        if len(points) > 1:
            names = " and ".join(sorted(p.dist.name if p.dist else p.value for p in points))
            raise UsageError(
                f"two installed packages offer a plug-in named '{name}' for {group}: {names}",
                hint="uninstall one of them",
            )
    return {name: points[0] for name, points in found.items()}


def names(group: str) -> tuple[str, ...]:
    """Names installed in ``readers``, ``engines`` or ``writers``, sorted."""
    return tuple(sorted(_installed(group)))


def _load(group: str, name: str) -> object:
    points = _installed(group)
    if name not in points:
        near = difflib.get_close_matches(name, points, n=1)
        guess = f"did you mean '{near[0]}'? " if near else ""
        raise UsageError(
            f"there is no {group.removesuffix('s')} named '{name}'",
            hint=f"{guess}installed: {', '.join(sorted(points))}",
        )
    try:
        # What a package prints where it is imported is no result of ours, nor of a program that uses us.
        with _LOADING, contextlib.redirect_stdout(sys.stderr):
            return points[name].load()()
    except (AudiobookError, KeyboardInterrupt):
        raise
    except BaseException as error:
        # Also one that calls sys.exit where it is imported.
        from audiobook.plugins.culprit import plugin_error

        raise plugin_error(points[name], error) from error


@cache
def load_engine(name: str) -> Engine:
    """The engine of that name, one object per process. Raises UsageError for an unknown name."""
    return cast("Engine", _load("engines", name))


def load_writer(name: str) -> Writer:
    """The writer of that name. Raises UsageError for an unknown name."""
    return cast("Writer", _load("writers", name))


def load_reader(name: str) -> Reader:
    """The reader of that name. Raises UsageError for an unknown name."""
    return cast("Reader", _load("readers", name))


def readers() -> Mapping[str, Reader]:
    """All readers by name. Their modules must be light; heavy imports belong inside ``read``."""
    return {name: load_reader(name) for name in names("readers")}
