"""Transcripts and chapters as apps read them: their times, or what is wrong with them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence

from audiobook.podcast.feed import CHAPTERS_TYPE

Times = Sequence[tuple[float, float]]

_CLOCK = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)[.,](\d{3})"
_ROW = re.compile(rf"{_CLOCK}[ \t]+-->[ \t]+{_CLOCK}.*")
_SRT_ROW = re.compile(r"\d{2,}:[0-5]\d:[0-5]\d,\d{3} --> \d{2,}:[0-5]\d:[0-5]\d,\d{3}")
_HTML_TIME = re.compile(r"(?:(\d+):)?(\d{1,2}):([0-5]\d)")


def times_in(media_type: str, data: bytes) -> Times:
    """When each piece begins and ends, in seconds. Raises ValueError saying what is wrong with the file.

    Knows WebVTT, SRT, the podcast namespace's JSON and HTML transcripts, and its JSON chapters; a type that it does not
    know is not looked into.
    """
    parse = _PARSERS.get(media_type)
    if parse is None:
        return ()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8") from None
    found = parse(text)
    if not found:
        raise ValueError("nothing is in it")
    last = 0.0
    for start, end in found:
        if start < last or end < start:
            raise ValueError(f"its times run back at {start:.3f} s")
        last = start
    return found


def _vtt(text: str) -> Times:
    head, *blocks = re.split(r"\n\n+", text.replace("\r\n", "\n").strip())
    if not re.match(r"\ufeff?WEBVTT(?:[ \t\n]|$)", head):
        raise ValueError("it does not begin with WEBVTT")
    found = []
    for block in blocks:
        rows = block.split("\n")
        if rows[0].startswith(("NOTE", "STYLE", "REGION")):
            continue
        timing = next((row for row in rows[:2] if "-->" in row), "")
        found.append(_times(timing, block))
    return found


def _srt(text: str) -> Times:
    found = []
    for n, block in enumerate(re.split(r"\n\n+", text.replace("\r\n", "\n").strip("\ufeff\n")), 1):
        rows = block.split("\n")
        if len(rows) < 3 or rows[0].strip() != str(n) or not _SRT_ROW.fullmatch(rows[1].strip()):  # noqa: PLR2004
            raise ValueError(f"caption {n} has not number, times and text")
        found.append(_times(rows[1].strip(), block))
    return found


def _times(row: str, block: str) -> tuple[float, float]:
    parts = _ROW.fullmatch(row)
    if parts is None:
        raise ValueError(f"there are no times in '{block[:40]}'")
    return _seconds(parts.groups()[:4]), _seconds(parts.groups()[4:8])


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds, ms = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + ms / 1000


def _json(text: str, rows: str) -> list[Mapping[str, object]]:
    try:
        data = json.loads(text)
    except ValueError as error:
        raise ValueError(f"it is no JSON: {error}") from None
    if not isinstance(data, dict) or not isinstance(data.get("version"), str):
        raise ValueError("it has no version")  # noqa: TRY004 - a fault of the file
    found = data.get(rows)
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise ValueError(f"it has no list of {rows}")
    return found


def _number(row: Mapping[str, object], key: str) -> float:
    value = row.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise ValueError(f"'{key}' is not a number of seconds")
    return float(value)


def _segments(text: str) -> Times:
    found = _json(text, "segments")
    if not all(isinstance(each.get("body"), str) for each in found):
        raise ValueError("a segment has no body")
    return [(_number(each, "startTime"), _number(each, "endTime")) for each in found]


def _chapters(text: str) -> Times:
    found = []
    for each in _json(text, "chapters"):
        start = _number(each, "startTime")
        found.append((start, _number(each, "endTime") if "endTime" in each else start))
    return found


def _html(text: str) -> Times:
    from lxml import html

    root = html.fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    if not any("".join(map(str, p.itertext())).strip() for p in root.iter("p")):
        raise ValueError("it has no paragraphs")
    found = [_HTML_TIME.fullmatch((each.text or "").strip()) for each in root.iter("time")]
    if None in found or not found:
        raise ValueError("it has no times, or one that is not like 1:02:03")
    starts = [_seconds((*each.groups(), "0")) for each in found if each]
    return [(start, start) for start in starts]


_PARSERS: Mapping[str, Callable[[str], Times]] = {
    "text/vtt": _vtt,
    "application/x-subrip": _srt,
    "application/srt": _srt,
    "application/json": _segments,
    "text/html": _html,
    CHAPTERS_TYPE: _chapters,
}
