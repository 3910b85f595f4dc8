"""Takes that were recorded again, and how a build finds them: ``repairs.json`` in the work folder.

A repair is kept under the key of the slate that it mends. When the line is edited or gets another voice its slate is
another one, and the repair falls away by itself. Another seed is simply another slate: its take has a key of its own
and is recorded again like any other if it is lost. A take joined from parts has a key made of its parts; it is only
used while it is there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from audiobook.corridor.desk import ChapterPlan
from audiobook.corridor.workfolder import WorkFolder, read_json, write_json
from audiobook.prep.sentences import split_clauses, split_sentences
from audiobook.recording.store import TakeStore
from audiobook.take import Segment, Slate

FILE = "repairs.json"
_VERSION = 1
#: A part shorter than this is not worth a call of its own, and is said worse (own judgement).
_SHORTEST_PART = 12
#: Where phonemes stand inside the text (audiobook.annotated) it is not split: a word must not be cut from its sounds.
_ANNOTATION = "\ufff9"


@dataclass(frozen=True, slots=True)
class Repair:
    """How a take is made instead: with this seed and, if there are any, from these parts of its text."""

    seed: int
    parts: tuple[str, ...] = ()

    def slate(self, original: Slate) -> Slate:
        """The slate with the seed."""
        return replace(original, seed=self.seed)

    def slates(self, original: Slate) -> tuple[Slate, ...]:
        """What has to be recorded: one slate, or one for each part."""
        slate = self.slate(original)
        return tuple(replace(slate, text=part) for part in self.parts) or (slate,)

    def key(self, original: Slate) -> str:
        """What the take is kept under."""
        key = self.slate(original).key
        if not self.parts:
            return key
        body = json.dumps([key, self.parts], ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(body.encode()).hexdigest()


def with_repairs(plans: Iterable[ChapterPlan], work: WorkFolder) -> tuple[ChapterPlan, ...]:
    """The chapters with the repaired takes in place of those that they mend. Linear."""
    repairs = load_repairs(work)
    if not repairs:
        return tuple(plans)
    store = TakeStore(work.takes)

    def mended(segment: Segment) -> Segment:
        repair = repairs.get(segment.key)
        return repaired(segment, repair, store) if repair else segment

    return tuple(replace(plan, segments=tuple(map(mended, plan.segments))) for plan in plans)


def repaired(segment: Segment, repair: Repair, store: TakeStore) -> Segment:
    """One segment as its repair makes it; as it was, where a joined take is not there any more."""
    key = repair.key(segment.slate)
    if repair.parts and not store.has(key):
        return segment
    return replace(segment, slate=repair.slate(segment.slate), key=key)


def load_repairs(work: WorkFolder) -> dict[str, Repair]:
    """Repairs by the key of the take that they mend; none where the file is missing or damaged."""
    data = read_json(work.root / FILE)
    found = data.get("repairs") if data.get("version") == _VERSION else None
    if not isinstance(found, Mapping):
        return {}
    return {str(key): repair for key, body in found.items() if (repair := _read(body)) is not None}


def _read(body: object) -> Repair | None:
    if not isinstance(body, Mapping) or type(seed := body.get("seed")) is not int:
        return None
    parts = body.get("parts", ())
    if not isinstance(parts, Sequence) or isinstance(parts, str) or not all(isinstance(part, str) for part in parts):
        return None
    return Repair(seed, tuple(parts))


def save_repairs(work: WorkFolder, repairs: Mapping[str, Repair]) -> None:
    """Write them, atomically. Raises OutputError."""
    rows = {key: asdict(repairs[key]) for key in sorted(repairs)}
    write_json(work.root / FILE, {"version": _VERSION, "repairs": rows})


def attempt(slate: Slate, number: int, *, split: bool) -> Repair | None:
    """The ``number``-th try at a slate, ``split`` or with another seed only; ``None`` for a text too short to split."""
    seed = slate.seed + number
    if not split:
        return Repair(seed)
    parts = parts_of(slate.text, slate.language)
    return Repair(seed, parts) if parts else None


def parts_of(text: str, language: str) -> tuple[str, ...]:
    """A text cut at its sentences, else in two halves at a clause or between words; nothing for a short one."""
    if _ANNOTATION in text:
        return ()
    pieces = [piece.strip() for piece in split_sentences(text, language)]
    if len(pieces) < 2 or min(map(len, pieces)) < _SHORTEST_PART:  # noqa: PLR2004
        pieces = [piece.strip() for piece in split_clauses(text, len(text) // 2 + _SHORTEST_PART, language)]
    if len(pieces) < 2 or not all(any(char.isalnum() for char in piece) for piece in pieces):  # noqa: PLR2004
        return ()
    return tuple(pieces)
