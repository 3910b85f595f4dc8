"""The table of ``audiobook cast``: who speaks how much, with which voice, and where first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audiobook.cli.coverage import cells, terminal_width

if TYPE_CHECKING:
    from audiobook.cast import Part
    from audiobook.corridor.recasting import Recast

_HEAD = ("CHARACTER", "LINES", "GENDER", "AGE", "VOICE", "FIRST")
#: Longest cell of each column but the last, which takes what is left of the line.
_WIDEST = 32
_NARROWEST = 12


def cast_table(made: Recast) -> str:
    """The cast as a table, most lines first; a star marks a voice that a person chose."""
    parts = sorted(made.cast.parts, key=lambda part: -part.character.lines)
    rows = [
        _HEAD,
        _row("(narrator)", made.cast.narrator, ""),
        *(_row(part.character.name, part, str(part.character.lines)) for part in parts),
        _row("(unknown)", made.cast.unknown, ""),
    ]
    widths = [min(max(cells(row[n]) for row in rows), _WIDEST) for n in range(len(_HEAD) - 1)]
    room = max(terminal_width() - sum(widths) - 2 * len(widths), _NARROWEST)
    lines = []
    for row in rows:
        filled = [fit(cell, w, right=n == 1) for n, (cell, w) in enumerate(zip(row, widths, strict=False))]
        lines.append("  ".join((*filled, fit(row[-1], room))).rstrip())
    teller = made.cast.narrator.character.name
    if teller != "Narrator":
        lines += ["", f"{teller} tells the book, it seems: if not, change 'name' of [narrator] in {made.path.name}"]
    return "\n".join(lines)


def _row(name: str, part: Part, lines: str) -> tuple[str, ...]:
    person = part.character
    unknown = {"unknown": ""}
    star = "*" if part.pinned else ""
    voice = f"{part.engine}/{part.voice}{star}"
    voice += f" x{part.speed:g}" if part.speed != 1.0 else ""
    voice += f" {part.pitch:+g} st" if part.pitch else ""
    gender, age = str(person.gender), str(person.age)
    return (name, lines, unknown.get(gender, gender), unknown.get(age, age), voice, person.first_place)


def fit(text: str, width: int, *, right: bool = False) -> str:
    """Filled or cut to ``width`` columns; signs that a terminal would obey are shown as what they are not."""
    text = "".join(char if char.isprintable() else "\ufffd" for char in text)
    if cells(text) > width:
        while cells(text) > width - 1:
            text = text[:-1]
        text = f"{text.rstrip()}…"
    blank = " " * (width - cells(text))
    return blank + text if right else text + blank
