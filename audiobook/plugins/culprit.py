"""Whose fault an unforeseen error is: ours, the machine's, or that of a plug-in that somebody else wrote."""

from __future__ import annotations

import errno
from importlib.metadata import EntryPoint, entry_points
from types import TracebackType

from audiobook.cloud.redaction import clean
from audiobook.errors import AudiobookError, EngineError

_GROUPS = ("engines", "readers", "writers")
_OURS = __name__.partition(".")[0]
#: What a disk, a share or a user's rights do to any program. A file that is missing is our fault: it was there before.
_OF_THE_MACHINE = {
    *(errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.ESTALE),
    *(errno.ENAMETOOLONG, errno.ELOOP, errno.EMFILE, errno.ENFILE, errno.ETIMEDOUT, errno.EHOSTDOWN, errno.ENODEV),
}


def failure_of(error: BaseException) -> AudiobookError | None:
    """What to tell of an error that arose in a plug-in's code, or of a file or folder; ``None`` when it is ours.

    A plug-in is at work where a function of its package is on the way to the error, whoever raised it in the end.
    """
    packages = set(_packages(error.__traceback__))
    for group in _GROUPS:
        for point in entry_points(group=f"audiobook.{group}"):
            if point.module.partition(".")[0] in packages:
                return plugin_error(point, error)
    if isinstance(error, OSError) and error.filename and error.errno in _OF_THE_MACHINE:
        return AudiobookError(
            f"'{error.filename}' cannot be used: {error.strerror}",
            hint="what was made so far is kept: mend this, and run the same command again",
        )
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
