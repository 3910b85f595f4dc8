"""``coverage.json``: the account of every character of the book, for people and for other programs.

Its keys, all counts in characters that are seen (white space is not counted):

- ``version`` of this schema; ``sha256`` of the book; ``reading``, the digest of the reading policy it was read with;
- ``counted``: whether the reader counted the book on its own, so that lost characters would have been found;
- ``totals``: ``source`` = ``spoken`` + ``changed`` + ``skipped`` (each by rule), and by rule ``added``, which is not
  the book's; ``rules``: what each of these rules says;
- ``chapters``: ``title``, ``source``, ``spoken``, then by rule ``changed`` ``{characters, texts: [{text, after, at,
  times}]}``, ``skipped`` and ``beside`` ``{characters, texts: [{text, at}]}`` (``beside``: left out, but no text of the
  page, such as a picture's description), ``added``, and ``said`` ``[{written, spoken, times}]``;
- ``outside``: what belongs to no chapter, ``[{rule, characters, text, at}]``, and ``outside_beside`` likewise.

A skipped text is given in full up to 2,000 characters; ``at`` is ``file:line#anchor``.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audiobook.corridor.digest import digest_of
from audiobook.corridor.workfolder import WorkFolder, read_json
from audiobook.rules import RULES
from audiobook.userfiles import bytes_of

if TYPE_CHECKING:
    from audiobook.corridor.request import Request
    from audiobook.prep.coverage import ChapterCoverage, Coverage
    from audiobook.prep.coverage_changes import Passage
    from audiobook.reading import ReadingPolicy

#: Raised when the schema or what is counted changes: a file of another version is written anew.
VERSION = 1
#: Raised when readers or preparation make another script of the same book: books are then read again and merged.
READER_VERSION = 2
#: Longest text of a skip that is kept whole.
_LONGEST = 2_000
#: How many rules the summary names.
_NAMED = 4


@dataclass(frozen=True, slots=True)
class Account:
    """An account in a work folder. ``edited`` when the script is no longer the text that was proven."""

    path: Path
    data: Mapping[str, Any]
    edited: bool


def coverage_file(work: WorkFolder) -> Path:
    """Where the account of a work folder is kept."""
    return work.root / "coverage.json"


def reading_digest(policy: ReadingPolicy) -> str:
    """What decides how a book is read: the policy, and the version of our readers."""
    return hashlib.sha256(json.dumps([READER_VERSION, asdict(policy)]).encode()).hexdigest()


def proven_coverage(work: WorkFolder, digest: str, reading: str) -> dict[str, Any] | None:
    """The account in the work folder if it, and the prepared script, are of this book read in this way."""
    source = read_json(work.source_map)
    if not digest or (source.get("sha256"), source.get("reading")) != (digest, reading):
        return None
    data = read_json(coverage_file(work))
    known = (data.get("version"), data.get("sha256"), data.get("reading"))
    return data if known == (VERSION, digest, reading) else None


def account_of(request: Request) -> Account | None:
    """The account of a book that was built before, or ``None`` when the work folder holds none that fits the book."""
    if request.is_script:
        return None
    work = WorkFolder(request.work_root, request.name)
    data = proven_coverage(work, digest_of(request), reading_digest(request.config.reading))
    if data is None:
        return None
    try:
        edited = bytes_of(request.script or work.script) != bytes_of(work.script_base)
    except OSError:
        edited = True
    return Account(coverage_file(work), data, edited)


def coverage_data(coverage: Coverage, digest: str, reading: str) -> dict[str, Any]:
    """JSON-ready data of an account; equal books give equal data."""
    chapters = coverage.chapters
    totals: dict[str, Any] = {
        "source": coverage.source,
        "spoken": sum(chapter.spoken for chapter in chapters),
        "changed": _counts(p for chapter in chapters for p in chapter.changed),
        "skipped": _counts([*(p for chapter in chapters for p in chapter.skipped), *coverage.outside]),
        "added": _sorted(sum((Counter(chapter.added) for chapter in chapters), Counter())),
    }
    used = {str(rule) for kind in ("changed", "skipped", "added") for rule in totals[kind]}
    return {
        "version": VERSION,
        "sha256": digest,
        "reading": reading,
        "counted": coverage.counted,
        "totals": totals,
        "rules": {rule: meaning for rule, meaning in RULES.items() if rule in used},
        "chapters": list(map(_chapter, chapters)),
        "outside": list(map(_outside, coverage.outside)),
        "outside_beside": list(map(_outside, coverage.outside_beside)),
    }


def summary(data: Mapping[str, Any]) -> str:
    """One line about an account: what was spoken, and what the largest rules left out."""
    totals = data["totals"]
    parts = [f"{totals['spoken']:,} spoken"]
    parts += [
        f"{sum(totals[kind].values()):,} {kind} by rules ({_largest(totals[kind])})"
        for kind in ("changed", "skipped")
        if totals[kind]
    ]
    line = f"{totals['source']:,} characters: {', '.join(parts)}"
    if data["counted"]:
        return f"100 % accounted for: {line}"
    return f"the script has all that was read ({line}); the reader gave no count of the book to hold it against"


def _largest(counts: Mapping[str, int]) -> str:
    rules = sorted(counts, key=lambda rule: (-counts[rule], rule))
    named = [f"{rule} {counts[rule]:,}" for rule in rules[:_NAMED]]
    return ", ".join(named) + (f" and {len(rules) - _NAMED} more" if len(rules) > _NAMED else "")


def _counts(passages: Iterable[Passage]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for passage in passages:
        counts[passage.rule] += passage.characters
    return _sorted(counts)


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items()))


def _chapter(chapter: ChapterCoverage) -> dict[str, Any]:
    return {
        "title": chapter.title,
        "source": chapter.source,
        "spoken": chapter.spoken,
        "changed": {rule: _changed(found) for rule, found in _by_rule(chapter.changed).items()},
        "skipped": {rule: _skipped(found) for rule, found in _by_rule(chapter.skipped).items()},
        "beside": {rule: _skipped(found) for rule, found in _by_rule(chapter.beside).items()},
        "added": dict(chapter.added),
        "said": [
            {"written": written, "spoken": spoken, "times": times} for (written, spoken), times in chapter.said.items()
        ],
    }


def _by_rule(passages: Iterable[Passage]) -> dict[str, list[Passage]]:
    rules: dict[str, list[Passage]] = {}
    for passage in passages:
        rules.setdefault(passage.rule, []).append(passage)
    return dict(sorted(rules.items()))


def _changed(passages: list[Passage]) -> dict[str, Any]:
    """Equal changes are given once, at their first place."""
    texts: dict[tuple[str, str], dict[str, Any]] = {}
    for passage in passages:
        new = {"text": passage.text, "after": passage.after, "at": str(passage.source), "times": 0}
        texts.setdefault((passage.text, passage.after), new)["times"] += 1
    return {"characters": sum(p.characters for p in passages), "texts": list(texts.values())}


def _skipped(passages: list[Passage]) -> dict[str, Any]:
    return {
        "characters": sum(p.characters for p in passages),
        "texts": [{"text": _cut(p.text), "at": str(p.source)} for p in passages],
    }


def _outside(passage: Passage) -> dict[str, Any]:
    return {
        "rule": passage.rule,
        "characters": passage.characters,
        "text": _cut(passage.text),
        "at": str(passage.source),
    }


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
