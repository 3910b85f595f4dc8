"""What must hold for any input: only our own errors, every character accounted for, bounded time.

``examine`` reads one input with the reader that its suffix asks for and says what is wrong with it, if anything.
"""

from __future__ import annotations

import os
import re
import tempfile
import time
import traceback
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from audiobook.document import BlockKind
from audiobook.errors import AudiobookError, CoverageError
from audiobook.events import silent
from audiobook.prep.coverage import prove
from audiobook.prep.prepare import prepare
from audiobook.readers.choose import read_document
from audiobook.readers.pictures import cover
from audiobook.reading import ReadingPolicy
from audiobook.visible import visible

if TYPE_CHECKING:
    from audiobook.document import Document

SUFFIXES = {"epub": ".epub", "html": ".html", "markdown": ".md"}
#: CPU seconds allowed for each 64 KiB of input, instrumented code included; a real novel takes a twentieth.
SECONDS_PER_64K = 5.0
#: Narrator's choice; everything; nothing that can be left out; notes at the chapter's end and whole pages.
POLICIES = (
    ReadingPolicy(),
    ReadingPolicy(
        notes="inline",
        tables="read",
        images="read",
        code="read",
        page_numbers="read",
        skip_kinds=(),
        keep_selectors=("p", ".pagenum"),
        article="whole",
    ),
    ReadingPolicy(
        tables="skip",
        captions="skip",
        code="skip",
        skip_selectors=("em", "p > span", ".x"),
        skip_types=("chapter", "z3998:verse"),
        skip_kinds=("dedication", "notes", "preface", "cover"),
        article="main",
    ),
    ReadingPolicy(notes="chapter-end", tables="announce", article="main"),
)


@dataclass(frozen=True)
class Find:
    """A fault: ``signature`` is the same for inputs that fail in the same way."""

    signature: str
    detail: str


def draw_nothing() -> None:
    """Leave out drawing of SVG covers from now on: the process that does it costs a tenth of a second an input."""
    cover.png_of_svg = lambda _: None


def book_file(suffix: str) -> Path:
    """The one file that this process writes its inputs to, in memory where the runner says so."""
    folder = Path(os.environ.get("FUZZ_FOLDER") or tempfile.gettempdir())
    return folder / f"input-{os.getpid()}{suffix}"


def examine(suffix: str, data: bytes, policy: ReadingPolicy) -> Find | None:
    """Read ``data``; None when all is well, also when it is refused as it should be."""
    source = book_file(suffix)
    source.write_bytes(data)
    start = time.process_time()
    try:
        document = read_document(source, silent, policy)
        check(document)
        prove(document, prepare(document, silent))
    except CoverageError as error:
        return Find(f"coverage {_plain(error.message)}", str(error))
    except AudiobookError as error:
        if not error.message:
            return Find("error without a message", repr(error))
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        return Find(f"{type(error).__name__} {place_of(error)}", "".join(traceback.format_exception(error)[-6:]))
    finally:
        source.unlink(missing_ok=True)
    seconds = time.process_time() - start
    allowed = SECONDS_PER_64K * max(1.0, len(data) / 65_536)
    return Find("slow", f"{seconds:.1f} s for {len(data)} bytes") if seconds > allowed else None


def check(document: Document) -> None:
    """The laws of a document, counted here once more. Raises CoverageError and AssertionError."""
    blocks = [block for section in document.sections for block in section.blocks]
    if not blocks or not document.metadata.language:
        raise AssertionError("a book without text or language")
    if any(block.kind is not BlockKind.SCENE_BREAK and not block.text for block in blocks):
        raise AssertionError("a block without text")
    if any(not -1 <= skip.section < len(document.sections) for skip in document.skipped):
        raise AssertionError("a skip in no section")
    found: Counter[str] = Counter()
    for block in blocks:
        found[block.source.file] += len(visible(block.own_text))
    for skip in document.skipped:
        found[skip.source.file] += len(visible(skip.text)) if skip.counted else 0
    wanted: Counter[str] = Counter()
    for source in document.sources:
        wanted[source.file] += source.characters
    for file in found | wanted:
        if found[file] != wanted[file]:
            sign = "more" if found[file] > wanted[file] else "fewer"
            raise CoverageError(f"law: {sign} characters in the book than in the file")


def _plain(message: str) -> str:
    """A message without what differs from input to input."""
    return re.sub(r"""\d+|'[^']*'|"[^"]*"|\(.*?\)""", "#", message)[:80]


def place_of(error: BaseException) -> str:
    """The innermost line of ours in its traceback."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/audiobook/" in frame.filename]
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "outside"
