"""The check at the end of a build for a store: what was written is heard through and judged by the profile."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audiobook.config import Config
from audiobook.corridor.workfolder import WorkFolder, read_json, write_json, write_text
from audiobook.errors import QualityError
from audiobook.events import Emit, note, warn
from audiobook.profile import DEFAULT_PROFILE
from audiobook.userfiles import is_folder, real_path

if TYPE_CHECKING:
    from audiobook.proofing.report import CheckReport

#: What can be heard; captions and read-along books are checked by their writers.
_SOUND = frozenset({".m4b", ".m4a", ".mp3", ".opus", ".flac", ".wav"})


def accept(files: Sequence[Path], config: Config, work: WorkFolder, emit: Emit) -> None:
    """Hear ``files`` (files and folders of one book) through and hold them against the profile in use.

    Nothing is done for the default profile: hearing a book through takes some eight seconds an hour of it, and the
    writers have compared packets, times and tags already. The report is kept as ``check.html`` and ``check.json`` in
    the work folder; files that did not change since are not heard again. Raises QualityError when something fails, with
    the files left where they are.
    """
    deliveries = [path for path in files if list(_heard(path))]
    if config.build.profile == DEFAULT_PROFILE or not deliveries:
        return
    key = _key(deliveries, config)
    known = read_json(work.check)
    if known.get("key") != key:
        known = {"key": key, **_checked(deliveries, config, work, emit)}
        write_json(work.check, known)
    profile, failures = config.build.profile, list(known.get("failures", ()))
    if not failures:
        note(emit, "profile-met", f"the files meet the profile '{profile}'; see {work.check_page}")
        return
    for failure in failures:
        warn(emit, "profile-not-met", failure)
    lacks = "lack one thing" if len(failures) == 1 else f"lack {len(failures)} things"
    raise QualityError(
        f"the files are written, but they {lacks} that the profile '{profile}' asks for",
        hint=f"{work.check_page} shows where and what to do",
    )


def _checked(deliveries: Sequence[Path], config: Config, work: WorkFolder, emit: Emit) -> dict[str, Any]:
    from audiobook.corridor.checking import check_files
    from audiobook.proofing.as_data import as_data
    from audiobook.proofing.page import check_page

    reports = [check_files((path,), config.profile, emit, jobs=config.jobs) for path in deliveries]
    write_text(work.check_page, check_page(reports, config.profile))
    return {"failures": [line for report in reports for line in _lines(report)], **as_data(reports)}


def _lines(report: CheckReport) -> Iterator[str]:
    for failure in report.failures:
        where = failure.file or report.name
        yield f"{where}: {failure.code} is {failure.value}, wanted {failure.limit}"


def _heard(path: Path) -> Iterator[Path]:
    """The files of sound in a delivery."""
    candidates = sorted(path.iterdir()) if is_folder(path) else [path]
    yield from (file for file in candidates if file.suffix.lower() in _SOUND)


def _key(deliveries: Sequence[Path], config: Config) -> str:
    """Changes with the files and with what is asked of them."""
    stats = [(str(real_path(f)), f.stat().st_size, f.stat().st_mtime_ns) for path in deliveries for f in _heard(path)]
    return hashlib.sha256(json.dumps([repr(config.profile), stats]).encode()).hexdigest()
