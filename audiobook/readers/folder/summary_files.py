"""The files that a SUMMARY.md names, each inside the book's folder, and its contents as navigation."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from audiobook.document import NavPoint
from audiobook.errors import SourceError
from audiobook.events import note, warn
from audiobook.readers.foreign import TEXT_SUFFIXES
from audiobook.readers.hrefs import is_remote
from audiobook.readers.inside import inside
from audiobook.source import SourceRef

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from audiobook.events import Emit
    from audiobook.readers.folder.summary import SummaryItem


def files_of_summary(
    items: Sequence[SummaryItem], root: Path, summary: str, emit: Emit
) -> tuple[tuple[str, ...], tuple[NavPoint, ...]]:
    """``(files, navigation)``: the texts in reading order, paths from ``root`` on, and one entry an item.

    ``summary`` is the list's own path. Links to the web and to other kinds of files, and chapters listed twice, are
    reported and left out; drafts are noted. Raises SourceError for a link that leads out of the folder, for missing
    chapters, naming the first, and when there is no chapter at all.
    """
    places = [_place(item, root, summary, emit) for item in items]
    missing = [(item, file) for item, (file, _) in zip(items, places, strict=True) if file and not inside(root, file)]
    if missing:
        item, file = missing[0]
        more = f" (and {len(missing) - 1} more of its chapters)" if len(missing) > 1 else ""
        raise SourceError(
            f"a chapter that it lists is not there: {file}{more}",
            source=SourceRef(summary, line=item.line),
            hint="put the file there, or take the line out of the list",
        )
    files = tuple(dict.fromkeys(file for file, _ in places if file))
    if not files:
        raise SourceError(
            "the list names no chapter",
            source=SourceRef(summary),
            hint="link each chapter's file, as in: - [The Start](chapter1.md); or rename the file if it is no list",
        )
    return files, _nested(items, _targets(items, places, summary, emit), summary, emit)


def _place(item: SummaryItem, root: Path, summary: str, emit: Emit) -> tuple[str, str]:
    """``(file, fragment)`` of an item; empty where it leads to nothing that is read."""
    where = SourceRef(summary, line=item.line)
    path, _, fragment = item.href.strip().partition("#")
    path = unquote(path.partition("?")[0]).replace("\\", "/")
    if is_remote(item.href):
        note(emit, "summary-link-outside", f"a link to the web is no chapter: {item.title}", where)
        return "", ""
    if not path:
        return "", ""
    file = posixpath.normpath(posixpath.join(posixpath.dirname(summary), path))
    if path.startswith("/") or file == ".." or file.startswith("../"):
        raise _outside(item, where)
    if not file.lower().endswith(TEXT_SUFFIXES):
        warn(emit, "summary-link-not-text", f"'{path}' is not a Markdown or HTML file and is not read", where)
        return "", ""
    try:
        inside(root, file)
    except SourceError as error:
        raise _outside(item, where) from error
    return file, unquote(fragment)


def _outside(item: SummaryItem, where: SourceRef) -> SourceError:
    return SourceError(
        f"the chapter '{item.title}' leads out of the book's folder: {item.href}",
        source=where,
        hint="nothing outside the folder is read; copy the file into it",
    )


def _targets(
    items: Sequence[SummaryItem], places: Sequence[tuple[str, str]], summary: str, emit: Emit
) -> list[SourceRef]:
    """Where each item leads; an item that leads where an earlier one did leads nowhere."""
    seen: set[tuple[str, str]] = set()
    targets = []
    for item, place in zip(items, places, strict=True):
        file, fragment = place
        if file and place in seen:
            where = SourceRef(summary, line=item.line)
            warn(emit, "summary-duplicate", f"listed twice, read once: {item.title}", where)
            file = ""
        seen.add(place)
        targets.append(SourceRef(file, fragment) if file else SourceRef())
    return targets


def _nested(
    items: Sequence[SummaryItem], targets: Sequence[SourceRef], summary: str, emit: Emit
) -> tuple[NavPoint, ...]:
    """The flat list as a tree, built from its end; what leads nowhere and holds nothing is left out."""
    below: dict[int, list[NavPoint]] = {}
    for item, target in zip(reversed(items), reversed(targets), strict=True):
        children = tuple(reversed(below.pop(item.depth + 1, [])))
        if target.file or children:
            below.setdefault(item.depth, []).append(NavPoint(item.title, target, children))
        elif not item.href:
            note(emit, "draft-chapter", f"nothing is written yet: {item.title}", SourceRef(summary, line=item.line))
    return tuple(reversed(below.get(0, [])))
