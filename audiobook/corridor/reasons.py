"""Why a segment has to be recorded: held against what the last build wanted of the same words.

The build leaves ``segments.json`` behind: for each segment a digest of its displayed text, the speaker, the text as
sent where it differs from the displayed one, and its settings.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from audiobook.corridor.workfolder import WorkFolder, read_json, write_json
from audiobook.recording.store import TakeStore
from audiobook.take import SLATE_FIELDS, Segment

VERSION = 1
_FIELDS = tuple(name for name in SLATE_FIELDS if name != "text")
_NAMES = {
    "engine_version": "the engine's version",
    "rate_hz": "the sample rate",
    "direction": "the direction",
    "language": "the language",
}
#: So much of a changed text is shown around the change.
_AROUND = 20

_Old = tuple[str, str, Mapping[str, Any]]


def write_segments(work: WorkFolder, segments: Sequence[Segment]) -> None:
    """Keep what this build wanted, for the next one's reasons. Raises OutputError."""
    settings: dict[tuple[Any, ...], int] = {}
    rows = []
    for segment in segments:
        values = tuple(getattr(segment.slate, name) for name in _FIELDS)
        number = settings.setdefault(values, len(settings))
        sent = None if segment.slate.text == segment.displayed else segment.slate.text
        rows.append([_digest(segment.displayed), segment.speaker, number, sent])
    write_json(work.segments, {"version": VERSION, "fields": _FIELDS, "settings": [*map(list, settings)], "rows": rows})


def reasons(work: WorkFolder, segments: Sequence[Segment], store: TakeStore) -> Iterator[tuple[Segment, str]]:
    """Each segment without a take, once for each slate, with the reason. Call it before ``write_segments``."""
    known = _known(work)
    present = store.load_many(segment.key for segment in segments)
    told: set[str] = set()
    for segment in segments:
        old = known.get(_digest(segment.displayed))
        match = _matching(old, segment) if old else None
        if segment.key in present or segment.key in told:
            continue
        told.add(segment.key)
        reason = _reason(segment, match, anything=bool(known))
        yield segment, f"{reason} (in {segment.language})" if segment.language else reason


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _known(work: WorkFolder) -> Mapping[str, deque[_Old]]:
    data = read_json(work.segments)
    found: dict[str, deque[_Old]] = defaultdict(deque)
    if data.get("version") != VERSION or tuple(data.get("fields", ())) != _FIELDS:
        return {}
    settings = [dict(zip(_FIELDS, values, strict=True)) for values in data["settings"]]
    for digest, speaker, number, sent in data["rows"]:
        found[digest].append((str(speaker), "" if sent is None else str(sent), settings[number]))
    return found


def _matching(old: deque[_Old], segment: Segment) -> _Old | None:
    """The same words of the last build: by the same speaker if there is one, each used once."""
    for n, entry in enumerate(old):
        if entry[0] == segment.speaker:
            del old[n]
            return entry
    return old.popleft() if old else None


def _reason(segment: Segment, old: _Old | None, *, anything: bool) -> str:
    if old is None:
        return "the words are new" if anything else "it was never recorded"
    speaker, sent, settings = old
    before = sent or segment.displayed
    found = []
    if before != segment.slate.text:
        found.append(_spoken(segment, before))
    if speaker != segment.speaker:
        found.append(f"the speaker was {speaker or 'the narrator'}")
    now = {name: getattr(segment.slate, name) for name in _FIELDS}
    changed = [name for name in _FIELDS if now[name] != settings[name]]
    found += [f"{_NAMES.get(name, f'the {name}')} was {settings[name]!r}, is {now[name]!r}" for name in changed]
    return "; ".join(found) or "its take is missing or damaged"


def _spoken(segment: Segment, before: str) -> str:
    """The part of the spoken form that changed, and the rules or entries behind the new one."""
    now = segment.slate.text
    start = 0
    while start < min(len(before), len(now)) and before[start] == now[start]:
        start += 1
    tail = 0
    while tail < min(len(before), len(now)) - start and before[-1 - tail] == now[-1 - tail]:
        tail += 1
    old, new = (_window(text, start, len(text) - tail) for text in (before, now))
    rules = dict.fromkeys(r.rule for r in segment.respoken if r.spoken not in before)
    return f"the spoken form was: {old} | is: {new}" + (f" ({', '.join(rules)})" if rules else "")


def _window(text: str, start: int, end: int) -> str:
    """A stretch with a little around it, in whole words."""
    left = text.rfind(" ", 0, max(0, start - _AROUND)) + 1
    right = text.find(" ", min(len(text), end + _AROUND))
    right = len(text) if right < 0 else right
    return f"{'…' if left else ''}{text[left:right]}{'…' if right < len(text) else ''}"
