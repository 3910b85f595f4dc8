"""LRC: text in time for music players; ``elrc`` has a time before every word too (the A2 extension)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from audiobook.writers.captions import Caption, captions
from audiobook.writers.captions_clock import Timed
from audiobook.writers.captions_files import About, BookCaptions, ChapterCaptions

#: What players would take for a time or a tag; an invisible word joiner behind the bracket keeps them from it.
_TAKEN = re.compile(r"[\[<](?=[^\s\[\]<>]*:)")
_JOINER = "\u2060"


def lrc(about: About, chapters: Sequence[Timed]) -> Iterator[str]:
    """An LRC file in pieces: one row a caption, and an empty one where a chapter's last words end."""
    yield from _file(about, chapters, _row)


def elrc(about: About, chapters: Sequence[Timed]) -> Iterator[str]:
    """The same with word times, which are estimates where no engine told them, and the time a row ends."""
    yield from _file(about, chapters, _row_of_words)


def _file(about: About, chapters: Sequence[Timed], row: Callable[[Caption], str]) -> Iterator[str]:
    fields = about.fields
    tags = {"ti": about.title, "ar": fields.author, "al": fields.title, "la": about.language, "re": "audiobook"}
    yield "".join(f"[{name}:{_value(value)}]\n" for name, value in tags.items() if _value(value))
    for each in chapters:
        end = 0
        for caption in captions(each.chapter, each.clock):
            yield f"[{_time(caption.start_ms)}]{row(caption)}\n"
            end = caption.end_ms
        yield f"[{_time(end)}]\n"


def _value(text: str) -> str:
    return " ".join(text.replace("[", "(").replace("]", ")").split())


def _row(caption: Caption) -> str:
    return _escaped(caption.text)


def _row_of_words(caption: Caption) -> str:
    out, at = "", 0
    for word in caption.words:
        out += f"{_escaped(caption.text[at : word.start])}<{_time(word.begin_ms)}>"
        out += _escaped(caption.text[word.start : word.end])
        at = word.end
    return f"{out}<{_time(caption.words[-1].finish_ms if caption.words else caption.end_ms)}>"


def _escaped(text: str) -> str:
    return _TAKEN.sub(lambda found: found[0] + _JOINER, text)


def _time(ms: int) -> str:
    """``mm:ss.xx``, of which minutes go on beyond 99."""
    return f"{ms // 60000:02}:{ms // 1000 % 60:02}.{ms // 10 % 100:02}"


class LrcWriter(BookCaptions):
    """Writes ``.lrc`` for the whole book."""

    suffix = file_suffix = ".lrc"
    pieces = staticmethod(lrc)


class LrcChaptersWriter(ChapterCaptions):
    """Writes a folder of ``NN - Title.lrc``."""

    file_suffix = ".lrc"
    pieces = staticmethod(lrc)


class ElrcWriter(BookCaptions):
    """Writes ``.elrc``, with word times, for the whole book."""

    suffix = file_suffix = ".elrc"
    pieces = staticmethod(elrc)


class ElrcChaptersWriter(ChapterCaptions):
    """Writes a folder of ``NN - Title.elrc``."""

    file_suffix = ".elrc"
    pieces = staticmethod(elrc)
