"""What a cloud build did, held against the stand-in's own books: takes against sounds, ledger against bill.

For the tests and for `scripts/bench/cloud.py`, `scripts/torture.py` and `scripts/cloud-matrix`.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from audiobook import Request
from audiobook.cloud.ledger import Entry, Ledger, Outcome
from audiobook.corridor.casting import cast_book
from audiobook.corridor.preparation import open_manuscript, prepare_book
from audiobook.corridor.purse import Purse
from audiobook.corridor.segmenting import segment_book
from audiobook.corridor.workfolder import WorkFolder
from audiobook.engines.text import speakable
from audiobook.events import silent
from audiobook.recording.store import TakeStore
from audiobook.sound.pcm import read_flac, to_int16
from audiobook.sound.resample import resample
from audiobook.take import Segment

if TYPE_CHECKING:
    import numpy as np
    from fake_dashscope import FakeDashScope
    from numpy.typing import NDArray

LANGUAGES = {"en": "English", "zh": "Chinese", "de": "German"}
_RATE_HZ = 24000


def segments_of(request: Request) -> tuple[Segment, ...]:
    """The segments of a book that is built already, worked out again from its script and sheet; nothing is sent."""
    work = WorkFolder(request.work_root, request.name)
    script = prepare_book(open_manuscript(request, silent), request, work, silent)
    with Purse(request.config) as purse:
        purse.configure(("qwen",), work, silent, buying=False)
        cast = cast_book(script, request, work, silent)
        return segment_book(script, cast, request.config.audio.rate_hz, silent)


def expected(service: FakeDashScope, segment: Segment) -> NDArray[np.int16]:
    """The take that a segment must have: the stand-in's sound, through the same steps as any engine's."""
    import soundfile

    slate = segment.slate
    told = LANGUAGES.get(slate.language.partition("-")[0], "Auto")
    whole = service.expected_wav(
        speakable(slate.text), slate.voice, model=slate.model, language=told, instructions=slate.direction
    )
    samples = soundfile.read(io.BytesIO(whole), dtype="float32")[0]
    return to_int16(resample(samples, _RATE_HZ, slate.rate_hz))


def wrong_takes(service: FakeDashScope, segments: Iterable[Segment], takes: Path) -> list[str]:
    """Texts whose take is not there or is not the sound of that text; a service need not run for this."""
    import numpy as np

    store, wrong = TakeStore(takes), []
    for segment in {segment.key: segment for segment in segments}.values():
        there = store.load(segment.key) is not None
        if not there or not np.array_equal(read_flac(store.path(segment.key)), expected(service, segment)):
            wrong.append(segment.slate.text)
    return wrong


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the service's bill, as far as a ledger can be held against it."""

    request_id: str
    characters: int
    text: str


@dataclass(frozen=True, slots=True)
class Account:
    """The ledger beside the bill, in characters. ``faults`` is empty when they agree.

    ``told`` is what the service billed for requests whose answer came, ``untold`` for the others; ``certain`` and
    ``possible`` are the ledger's own sums. ``twice``: takes with more than one paid entry.
    """

    told: int
    untold: int
    certain: int
    possible: int
    twice: tuple[str, ...]
    faults: tuple[str, ...]


def settle(lines: Iterable[Line], ledger: Path) -> Account:
    """Hold the bill against the ledger, line by line."""
    with Ledger(ledger) as book:
        entries = list(book.entries())
    bill = {line.request_id: line for line in lines}
    paid = {entry.request_id: entry for entry in entries if entry.outcome is Outcome.PAID}
    unclear = [entry for entry in entries if entry.outcome in {Outcome.UNCERTAIN, Outcome.OPEN}]
    untold = [line for line in bill.values() if line.request_id not in paid]
    faults = [
        f"{entry.usage.characters} characters are in the ledger, {bill[name].characters if name in bill else 0} billed"
        for name, entry in paid.items()
        if name not in bill or bill[name].characters != entry.usage.characters
    ]
    faults += _uncovered(untold, unclear)
    counted = Counter(entry.key for entry in paid.values())
    return Account(
        told=sum(line.characters for line in bill.values() if line.request_id in paid),
        untold=sum(line.characters for line in untold),
        certain=sum(entry.usage.characters for entry in paid.values()),
        possible=sum(entry.usage.characters for entry in unclear),
        twice=tuple(key for key, count in counted.items() if count > 1),
        faults=tuple(faults),
    )


def _uncovered(untold: list[Line], unclear: list[Entry]) -> list[str]:
    """Billed requests without an answer that no entry of the same length marks as possibly billed."""
    marked = Counter(entry.usage.characters for entry in unclear)
    missing = Counter(line.characters for line in untold) - marked
    return [f"{count} x {length} characters billed and not marked" for length, count in missing.items()]


def lines_of(service: FakeDashScope) -> list[Line]:
    """The bill of a service in this process."""
    return [Line(charge.request_id, charge.usage.characters, charge.text) for charge in service.bill().charges]
