"""The casting sheet for people who live in spreadsheets: exported, edited there, and read back without loss.

Written as every spreadsheet opens it by a double click: UTF-8 with a byte order mark, commas, CRLF. Read back with
commas, semicolons or tabs, in UTF-8 or UTF-16. A text that a spreadsheet would take for a formula has an apostrophe
before it (the advice of OWASP on CSV injection), which is taken off again. Only cells that a person changed are edits.
"""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from audiobook.casting.sheet_check import CHOICES, KEYS, LIMITS, TABLES, parse_cast, sheet_error
from audiobook.casting.sheet_toml import add, open_sheet, put, tables_of
from audiobook.errors import ConfigError

#: What a spreadsheet takes for the beginning of a formula; an apostrophe too, so that taking it off is lossless.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
_ROW_NAMES = {"": "(narrator)", "?": "(unknown)"}
_NUMBERS = ("speed", "pitch", "lines")
_LISTS = ("aliases", "pinned")
#: Counted from the script: what stands in the file is not read back.
_COUNTED = ("lines", "first_line", "first_place")
_DELIMITERS = (",", ";", "\t")
_LONGEST_CELL = 1_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file: the cells by column, and where it stands."""

    cells: Mapping[str, str]
    line: int

    @property
    def name(self) -> str:
        """The character's name; ``""`` for the narrator, ``"?"`` for unknown speakers."""
        name = " ".join(self.cells["name"].split())
        return next((speaker for speaker, shown in _ROW_NAMES.items() if shown == name), name)


def to_csv(text: str, file: str = "cast.toml") -> str:
    """A sheet as CSV, without the byte order mark. Raises ConfigError for a bad sheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(KEYS)
    for name, entry in parse_cast(text, file).entries.items():
        writer.writerow(_cells(name, entry).values())
    return out.getvalue()


def _cells(name: str, entry: Mapping[str, Any]) -> dict[str, str]:
    cells = {key: _cell(key, entry[key]) if key in entry else "" for key in KEYS}
    return cells | {"name": _safe(_ROW_NAMES.get(name, name))}


def _cell(key: str, value: Any) -> str:  # noqa: ANN401 - TOML data
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return _safe("; ".join(one.replace("\\", "\\\\").replace(";", "\\;") for one in value))
    return format(value, "g") if key in _NUMBERS else _safe(str(value))


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _bare(text: str) -> str:
    return text[1:] if text[:1] == "'" and text[1:].startswith(_FORMULA) else text


def read_csv(data: bytes, file: str) -> tuple[Row, ...]:
    """The rows of a file as bytes. Raises ConfigError naming file, line and column."""
    text = _decoded(data, file)
    if text.lower().startswith("sep="):
        text = "\r\n" + text.partition("\n")[2]  # Excel's own mark; the line is kept so that numbers agree
    delimiter = _delimiter(text)
    lines = _lines(text, delimiter, file)
    head_line, head = next(lines, (1, []))
    columns = [cell.strip().casefold() for cell in head]
    while columns and not columns[-1]:
        columns.pop()
    _check_columns(columns, file, head_line)
    rows: dict[str, Row] = {}
    for line, cells in lines:
        if any(cell.strip() for cell in cells[len(columns) :]):
            raise sheet_error(
                file, "there are more cells than columns", 'put a text with a comma in quotes: "a, b"', line
            )
        full = [*cells, *[""] * (len(columns) - len(cells))]
        row = Row({c: _bare(v.replace("\r\n", "\n")) for c, v in zip(columns, full, strict=False)}, line)
        if not row.cells["name"].strip():
            raise sheet_error(file, "'name' is empty", "write the character's name, or delete the line", line)
        if row.name in rows:
            raise sheet_error(file, f"'{row.cells['name']}' stands there twice", "keep one line of it", line)
        rows[row.name] = row
    return tuple(rows.values())


def _decoded(data: bytes, file: str) -> str:
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        hint = "save it as CSV UTF-8 (in Excel: Save As, CSV UTF-8)"
        raise ConfigError(f"{file}: this is not UTF-8 text", hint=hint) from None


def _delimiter(text: str) -> str:
    head = next((line for line in text.splitlines() if line.strip()), "")
    return max(_DELIMITERS, key=head.count)


def _lines(text: str, delimiter: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not empty, with the line on which it begins."""
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise sheet_error(
            file, f"not CSV: {error}", "close every quotation mark, and save it as CSV again", line
        ) from error


def _check_columns(columns: list[str], file: str, line: int) -> None:
    for column in columns:
        if column not in KEYS:
            near = difflib.get_close_matches(column, KEYS, n=1)
            guess = f"did you mean '{near[0]}'? " if near else ""
            raise sheet_error(file, f"unknown column '{column}'", f"{guess}known: {', '.join(KEYS)}", line)
    if "name" not in columns:
        raise sheet_error(
            file, "there is no column 'name'", "the first line names the columns: name, gender, voice…", line
        )
    twice = next((c for c in columns if columns.count(c) > 1), "")
    if twice:
        raise sheet_error(file, f"the column '{twice}' stands there twice", "keep one of them", line)


def from_csv(data: bytes, text: str, file: str = "cast.csv") -> str:
    """A sheet with the cells put in that differ from it; lines that are not in the file stay. Raises ConfigError."""
    import tomlkit

    rows = read_csv(data, file)
    document = open_sheet(text)
    entries = parse_cast(text).entries
    tables = {speaker: document[key] for key, speaker in TABLES.items() if key in document} | tables_of(document)
    for row, name in _matched(rows, entries):
        table = tables.get(name)
        if table is None:
            table = tomlkit.table()
            table.add("name", name)
            add(document, table)
        before = _cells(name, entries.get(name, {}))
        for key, cell in row.cells.items():
            if key not in _COUNTED and cell != _bare(before[key]):
                _edit(table, key, cell, _Place(file, row.line))
    edited = tomlkit.dumps(document)
    try:
        parse_cast(edited, file)
    except ConfigError as error:
        # Its line would be one of a sheet that nobody has seen.
        raise ConfigError(f"{file}: {error.message}", hint=error.hint) from error
    return edited


def _matched(rows: tuple[Row, ...], entries: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[Row, str]]:
    """Each row with the entry that it is of. A name changed in the file is known by the first line it speaks."""
    named = {row.name for row in rows}
    free = {str(e["first_line"]): n for n, e in entries.items() if n not in named and e.get("first_line")}
    for row in rows:
        yield row, row.name if row.name in entries else free.pop(row.cells.get("first_line", ""), row.name)


@dataclass(frozen=True, slots=True)
class _Place:
    file: str
    line: int


def _edit(table: Any, key: str, cell: str, at: _Place) -> None:  # noqa: ANN401 - tomlkit's
    cell = cell.strip() if key != "notes" else cell
    if not cell:
        if key in table:
            del table[key]
        return
    if key in _LISTS and not (key == "pinned" and cell.casefold() in {"true", "false"}):
        put(table, key, _split(cell))
    elif key == "pinned":
        put(table, key, cell.casefold() == "true")
    elif key in _NUMBERS:
        put(table, key, _number(key, cell, at))
    else:
        value = cell.casefold() if key in {"gender", "age"} else cell
        _check_choice(key, value, at)
        put(table, key, " ".join(value.split()) if key == "name" else value)


def _number(key: str, cell: str, at: _Place) -> float:
    low, high = LIMITS[key]
    try:
        value = float(cell.replace(",", "."))
    except ValueError:
        value = high + 1
    if not low <= value <= high:
        raise sheet_error(at.file, f"'{key}' is '{cell}'", f"write a number from {low:g} to {high:g}", at.line)
    return value


def _check_choice(key: str, value: str, at: _Place) -> None:
    if key in CHOICES and value not in CHOICES[key]:
        raise sheet_error(at.file, f"'{key}' is '{value}'", f"use one of: {', '.join(CHOICES[key])}", at.line)


def _split(cell: str) -> list[str]:
    """Texts joined by semicolons; a backslash before one makes it part of the text."""
    parts, current, escaped = [], "", False
    for char in cell:
        if escaped or char not in "\\;":
            current, escaped = current + char, False
        elif char == "\\":
            escaped = True
        else:
            parts.append(current)
            current = ""
    return [part.strip() for part in (*parts, current) if part.strip()]
