"""WebVTT: captions with the name of the voice that speaks (https://www.w3.org/TR/webvtt1/)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audiobook.script import NARRATOR, UNKNOWN
from audiobook.transcript import Line
from audiobook.writers.captions import captions
from audiobook.writers.captions_clock import Timed
from audiobook.writers.captions_files import About, BookCaptions, ChapterCaptions, clock_time


def vtt(about: About, chapters: Sequence[Timed]) -> Iterator[str]:
    """A WebVTT file in pieces: header with the language, a note with title and audio, and cues numbered from 1.

    Header lines of metadata are skipped by players that do not know them, as the standard's parser does. There are no
    notes between cues and numbers are plain, since simple parsers take anything else for text.
    """
    title = f"{about.title}, {about.fields.title}" if about.title != about.fields.name else about.title
    yield f"WEBVTT\nKind: captions\nLanguage: {_note(about.language)}\n\n"
    yield f"NOTE\n{_note(title)}\nTimes are those of the {about.audio} file.\n\n"
    number = 0
    for each in chapters:
        for caption in captions(each.chapter, each.clock):
            number += 1
            times = f"{clock_time(caption.start_ms)} --> {clock_time(caption.end_ms)}"
            text = "\n".join(map(_escaped, caption.rows))
            yield f"{number}\n{times}\n{_voice(caption.line)}{text}\n\n"


def _voice(line: Line) -> str:
    """The voice span of a cue; it needs no end since it holds the whole cue."""
    if line.speaker == UNKNOWN:
        return ""
    return f"<v {_escaped(' '.join(line.speaker.split()))}>" if line.speaker != NARRATOR else "<v Narrator>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _note(text: str) -> str:
    """On one line and without the arrow, which would begin a cue."""
    return " ".join(text.split()).replace("-->", "→")


class VttWriter(BookCaptions):
    """Writes ``.vtt`` for the whole book."""

    suffix = file_suffix = ".vtt"
    pieces = staticmethod(vtt)


class VttChaptersWriter(ChapterCaptions):
    """Writes a folder of ``NN - Title.vtt``."""

    file_suffix = ".vtt"
    pieces = staticmethod(vtt)
