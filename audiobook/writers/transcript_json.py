"""The transcript as JSON: what podcast apps read (``podcast:transcript``), with words, chapters and places added.

A segment has the standard's ``speaker``, ``startTime``, ``endTime`` and ``body``, in seconds of the file. Added are
``chapter`` (from 1), ``heading``, ``source``, ``estimated`` and ``words``. ``"estimated": true`` says that a time was
not measured but shared out by the length of what is spoken.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from audiobook.script import NARRATOR, UNKNOWN
from audiobook.source import SourceRef
from audiobook.transcript import Line
from audiobook.writers.captions import spoken_lines
from audiobook.writers.captions_clock import Clock, Timed
from audiobook.writers.captions_files import About, BookCaptions, ChapterCaptions

#: The version of the podcast namespace's JSON transcripts that the fields are of.
_VERSION = "1.0.0"


def transcript_json(about: About, chapters: Sequence[Timed]) -> Iterator[str]:
    """The file in pieces, one segment a row."""
    head: dict[str, Any] = {
        "version": _VERSION,
        "title": about.title,
        "book": about.fields.title,
        "author": about.fields.author,
        "language": about.language,
        "audio": about.audio,
        "chapters": [
            {
                "number": each.number,
                "title": each.title,
                "startTime": _seconds(each.clock.ms(0)),
                "endTime": _seconds(each.clock.ms(each.chapter.n_samples)),
            }
            for each in chapters
        ],
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "segments": ['
    between = "\n"
    for each in chapters:
        for line in spoken_lines(each.chapter):
            yield between + json.dumps(_segment(each.number, line, each.clock), ensure_ascii=False)
            between = ",\n"
    yield "\n]}\n"


def _segment(chapter: int, line: Line, clock: Clock) -> dict[str, Any]:
    out: dict[str, Any] = {
        "speaker": {NARRATOR: "Narrator", UNKNOWN: "Unknown"}.get(line.speaker, line.speaker),
        "startTime": _seconds(clock.ms(line.start)),
        "endTime": _seconds(clock.ms(line.end)),
        "body": line.text,
        "chapter": chapter,
    }
    out |= {name: True for name in ("heading", "added", "estimated") if getattr(line, name)}
    if place := _place(line.source):
        out["source"] = place
    out["words"] = [
        {
            "body": line.text[word.start : word.end],
            "startTime": _seconds(clock.ms(word.begin)),
            "endTime": _seconds(clock.ms(word.finish)),
        }
        | ({"estimated": True} if word.estimated else {})
        for word in line.timed_words()
    ]
    return out


def _place(source: SourceRef) -> dict[str, str | int]:
    values: dict[str, str | int] = {
        "file": source.file,
        "anchor": source.anchor,
        "line": source.line,
        "start": source.start,
        "end": source.end,
    }
    return {name: value for name, value in values.items() if value}


def _seconds(ms: int) -> float:
    return ms / 1000


class TranscriptWriter(BookCaptions):
    """Writes ``.json`` for the whole book."""

    suffix = file_suffix = ".json"
    pieces = staticmethod(transcript_json)


class TranscriptChaptersWriter(ChapterCaptions):
    """Writes a folder of ``NN - Title.json``."""

    file_suffix = ".json"
    pieces = staticmethod(transcript_json)
