"""Three-way merge of scripts by paragraphs: a person's edits stay, a changed book is taken in, conflicts are listed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from audiobook.prep.scriptscan import FENCE, split_lines


@dataclass(frozen=True, slots=True)
class Merged:
    """The merged script, and each conflict as (line in ``text``, message); at a conflict the person's side stands."""

    text: str
    conflicts: tuple[tuple[int, str], ...] = ()


def merge_scripts(base: str, mine: str, theirs: str) -> Merged:
    """Merge what a person made of ``base`` (``mine``) with what a new preparation makes of the book (``theirs``)."""
    if mine in {base, theirs}:
        return Merged(theirs)
    if theirs == base:
        return Merged(mine)
    from merge3 import Merge3

    sides = [_units(text) for text in (base, mine, theirs)]
    merger = Merge3(sides[0], sides[1], sides[2])
    out: list[str] = []
    conflicts: list[tuple[int, str]] = []
    lines = 0
    for region in merger.merge_regions():
        for unit, message in _region(region, sides):
            if message:
                conflicts.append((lines + 1, message))
            out.append(unit)
            lines += unit.count("\n")
    text = "".join(out).rstrip("\n") + "\n"
    last = text.count("\n")
    return Merged(text, tuple((min(line, last), message) for line, message in conflicts))


def _units(text: str) -> list[str]:
    """Front matter line by line, then blocks between blank lines, each with one blank line after it."""
    lines = split_lines(text)
    units: list[str] = []
    at = 0
    if lines and lines[0].rstrip() == FENCE and (end := _fence(lines)):
        units += [f"{line}\n" for line in lines[:end]]
        units.append(f"{lines[end]}\n\n")
        at = end + 1
    block: list[str] = []
    for line in [*lines[at:], ""]:
        if line.strip():
            block.append(line)
        elif block:
            units.append("\n".join(block) + "\n\n")
            block = []
    return units


def _fence(lines: list[str]) -> int:
    return next((n for n in range(1, len(lines)) if lines[n].rstrip() == FENCE), 0)


def _region(region: tuple[object, ...], sides: list[list[str]]) -> Iterator[tuple[str, str]]:
    """The units of one region of the merge, each with the message of its conflict or nothing."""
    base, mine, theirs = sides
    spans = [n for n in region[1:] if isinstance(n, int)]
    if region[0] == "unchanged":
        yield from ((unit, "") for unit in base[spans[0] : spans[1]])
    elif region[0] in {"a", "same"}:
        yield from ((unit, "") for unit in mine[spans[0] : spans[1]])
    elif region[0] == "b":
        yield from ((unit, "") for unit in theirs[spans[0] : spans[1]])
    else:
        yield from _by_unit(base[spans[0] : spans[1]], mine[spans[2] : spans[3]], theirs[spans[4] : spans[5]])


def _by_unit(old: list[str], own: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """A region that both sides touched, unit by unit: what either side put in stays, and so does what one changed."""
    own_kept, own_added = _changes(old, own)
    new_kept, new_added = _changes(old, new)
    for at in range(len(old) + 1):
        yield from ((unit, "") for unit in own_added.get(at, ()))
        yield from ((unit, "") for unit in new_added.get(at, ()) if unit not in own_added.get(at, ()))
        if at < len(old):
            yield _one(old[at], own_kept.get(at, ""), new_kept.get(at, ""))


def _changes(old: list[str], side: list[str]) -> tuple[dict[int, str], dict[int, list[str]]]:
    """What a side made of each old unit (those that it dropped are not there), and what it put in before each."""
    kept: dict[int, str] = {}
    added: dict[int, list[str]] = {}
    for _, first, end, start, stop in SequenceMatcher(None, old, side, autojunk=False).get_opcodes():
        pairs = min(end - first, stop - start)
        kept.update({first + n: side[start + n] for n in range(pairs)})
        if stop - start > pairs:
            added.setdefault(first + pairs, []).extend(side[start + pairs : stop])
    return kept, added


def _one(old: str, own: str, new: str) -> tuple[str, str]:
    """Paragraph against paragraph, empty where a side dropped it: only where both changed is there a conflict."""
    if own in {old, new}:
        return new, ""
    return own, "" if new == old else _message(new)


#: How much of the other side a message shows.
_SHOWN = 80


def _message(new: str) -> str:
    text = " ".join(new.split())
    shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    return (
        f"your text was kept; the book now reads: {shown}" if text else "your text was kept; the book no longer has it"
    )
