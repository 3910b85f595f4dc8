"""What a person sees while a build runs: a live display on a terminal, a plain log elsewhere, or JSON lines.

The only module that imports rich.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

from audiobook import events

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_NAMES = {
    "script": "Reading the book",
    "cast": "Casting",
    "takes": "Recording",
    "masters": "Mastering",
    "files": "Writing",
    "check": "Checking",
    "proof": "Proving",
    "publish": "Publishing",
    "notes": "Noting",
    "outline": "Planning",
    "sections": "Writing",
    "length": "Mending length",
}
#: Notes that a person must see though nothing is wrong: what leaves the computer, what it costs, what has no effect.
_TOLD = frozenset(
    {
        "costs",
        "dialogue-section",
        "direction-dropped",
        "llm-requests",
        "model-retires",
        "moving-model",
        "profile-met",
        "repaired",
        "speed-dropped",
        "text-leaves",
        "why",
    }
)
#: A plain log gets one progress line about this often.
_LOG_EVERY_S = 15.0


def clock(seconds: float) -> str:
    """``1:02:03`` or ``2:03``."""
    whole = max(0, round(seconds))
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"


class Console:
    """Receives events; use it as a context manager so that the terminal is restored whatever happens.

    While it does, standard output is kept from what plug-ins print: ``finish`` before a result is printed there.
    """

    def __init__(self, mode: str | None = None, *, quiet: bool = False) -> None:
        """``mode`` is ``json`` or nothing."""
        self._json = mode == "json"
        self._quiet = quiet
        self._live = not self._json and not quiet and sys.stderr.isatty()
        self._warnings = 0
        self._progress: Progress | None = None
        self._tasks: dict[str, TaskID] = {}
        self._started = 0.0
        self._audio_ms = 0
        self._last_log = 0.0
        self._first = -1
        self._seen: set[tuple[str, str]] = set()
        #: The true standard output, while ``sys.stdout`` is another; which it only is inside a ``with``.
        self._stdout: TextIO | None = None
        self._inside = False

    def __enter__(self) -> Self:
        """Nothing is drawn before the first event."""
        self._inside = True
        self._keep_stdout()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop drawing."""
        self.finish()
        self._inside = False

    def take_warnings(self) -> int:
        """The number of warnings since the last call."""
        count, self._warnings = self._warnings, 0
        return count

    def title(self, text: str) -> None:
        """Name the book that comes next."""
        self._keep_stdout()
        if not self._json and not self._quiet:
            self._print(f"== {text}")

    def report(self, lines: list[str]) -> None:
        """The last words, for people: some lines of plain text."""
        if not self._json and not self._quiet:
            for line in lines:
                self._print(line)

    def finish(self) -> None:
        """Stop drawing, the last state stays on the screen; a result can be printed before the next event."""
        if self._progress is not None:
            self._progress.stop()
            self._progress = None
            self._tasks.clear()
        if self._stdout is not None:
            sys.stdout, self._stdout = self._stdout, None

    def _keep_stdout(self) -> None:
        if self._inside and self._stdout is None:
            self._stdout, sys.stdout = sys.stdout, sys.stderr

    def emit(self, event: events.Event) -> None:
        """Show one event."""
        self._keep_stdout()
        if isinstance(event, events.Finding) and event.severity is not events.Severity.INFO:
            self._warnings += 1
        if self._json:
            body = {"event": type(event).__name__, **dataclasses.asdict(event)}
            self._print(json.dumps(body, ensure_ascii=False))
            return
        match event:
            case events.Finding():
                self._finding(event)
            case events.StageStarted():
                self._stage(event)
            case events.TakeDone():
                self._take(event)
            case events.ChapterDone():
                self._chapter(event)
            case events.FileWritten():
                self._file(event)
            case events.StageFinished():
                self._stage_end(event)

    def _print(self, text: str) -> None:
        # A build is worth finishing when nobody reads on (`2>&1 | head`, a closed terminal).
        with contextlib.suppress(OSError, ValueError):
            if self._progress is not None:
                self._progress.console.print(text, markup=False, highlight=False, soft_wrap=True)
            else:
                print(text, file=sys.stderr, flush=True)  # noqa: T201 - the output itself

    def _finding(self, event: events.Finding) -> None:
        key = (event.code, event.message)
        hushed = event.severity is events.Severity.INFO and (self._quiet or event.code not in _TOLD)
        if hushed or key in self._seen:
            return
        self._seen.add(key)
        where = f"{event.source}: " if str(event.source) else ""
        name = "note" if event.severity is events.Severity.INFO else str(event.severity)
        self._print(f"{name}: {where}{event.message} [{event.code}]")

    def _stage(self, event: events.StageStarted) -> None:
        self._audio_ms, self._first = 0, -1
        self._started = self._last_log = time.monotonic()
        if self._quiet:
            return
        name = _NAMES.get(event.stage, event.stage)
        if self._live:
            self._tasks[event.stage] = self._bars().add_task(name, total=event.total or None, note="")
        elif event.total:
            unit = {
                "takes": "segments",
                "masters": "chapters",
                "files": "files",
                "check": "files",
                "proof": "takes",
                "publish": "episodes",
            }.get(event.stage, "")
            self._print(f"{name}: {event.total} {unit}".rstrip())

    def _bars(self) -> Progress:
        if self._progress is None:
            from rich.console import Console as RichConsole
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

            self._progress = Progress(
                TextColumn("{task.description:<16}"),
                BarColumn(bar_width=24),
                MofNCompleteColumn(),
                TextColumn("{task.fields[note]}"),
                console=RichConsole(stderr=True),
                refresh_per_second=4,
            )
            self._progress.start()
        return self._progress

    def _take(self, event: events.TakeDone) -> None:
        self._audio_ms += event.audio_ms
        if self._quiet:
            return
        note = self._pace(event)
        if self._live:
            if "takes" in self._tasks:
                self._bars().update(self._tasks["takes"], completed=event.done, total=event.total, note=note)
        elif time.monotonic() - self._last_log > _LOG_EVERY_S:
            self._last_log = time.monotonic()
            self._print(f"  {event.done}/{event.total} segments, {note}")

    def _pace(self, event: events.TakeDone) -> str:
        passed = time.monotonic() - self._started
        if self._first < 0:
            self._first = event.done - 1
        audio = self._audio_ms / 1000
        left = passed / max(1, event.done - self._first) * (event.total - event.done)
        return f"{clock(audio)} of audio, {audio / max(passed, 0.001):.0f} x real time, {clock(left)} left"

    def _chapter(self, event: events.ChapterDone) -> None:
        if self._quiet:
            return
        if self._live:
            if "masters" in self._tasks:
                self._bars().update(self._tasks["masters"], completed=event.done, total=event.total, note=event.title)
        else:
            self._print(
                f"  chapter {event.done}/{event.total} mastered: {event.title} ({clock(event.audio_ms / 1000)})"
            )

    def _file(self, event: events.FileWritten) -> None:
        if not self._quiet and event.unchanged:
            self._print(f"{event.path}: nothing to do, it is up to date")

    def _stage_end(self, event: events.StageFinished) -> None:
        if self._live and event.stage in self._tasks:
            bars, task = self._bars(), self._tasks[event.stage]
            total = bars.tasks[task].total or max(event.done, 1)
            bars.update(task, completed=total, total=total, note=f"{clock(event.seconds)}")
