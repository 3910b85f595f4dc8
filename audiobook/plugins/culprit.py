"""Whose fault an unforeseen error is: ours, or that of a plug-in that somebody else wrote."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from types import TracebackType

from audiobook.cloud.redaction import clean
from audiobook.errors import AudiobookError, EngineError

_GROUPS = ("engines", "readers", "writers")
_OURS = __name__.partition(".")[0]


def failure_of(error: BaseException) -> AudiobookError | None:
    """What to tell of an error that arose in a plug-in's code; ``None`` when no plug-in was at work.

    A plug-in is at work where a function of its package is on the way to the error, whoever raised it in the end.
    """
    packages = set(_packages(error.__traceback__))
    for group in _GROUPS:
        for point in entry_points(group=f"audiobook.{group}"):
            if point.module.partition(".")[0] in packages:
                return plugin_error(point, error)
    return None


def plugin_error(point: EntryPoint, error: BaseException) -> AudiobookError:
    """What to tell of a plug-in's failure: its name, its package, the error in one line."""
    try:
        said = clean(error)
    except Exception:  # noqa: BLE001 - it is the plug-in's code that fails here
        said = ""
    kind = EngineError if point.group == "audiobook.engines" else AudiobookError
    package = point.dist.name if point.dist else point.module
    return kind(
        f"the plug-in '{point.name}' failed: {type(error).__name__}" + (f": {said}" if said else ""),
        hint=f"update or uninstall the package {package}; --debug shows where it failed",
    )


def _packages(trace: TracebackType | None) -> list[str]:
    """The packages whose functions a traceback goes through, but for our own."""
    found = []
    while trace is not None:
        found.append(str(trace.tb_frame.f_globals.get("__name__", "")).partition(".")[0])
        trace = trace.tb_next
    return [name for name in found if name != _OURS]
