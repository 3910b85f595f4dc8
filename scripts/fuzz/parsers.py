"""The other parsers that meet files from elsewhere, each as a function of bytes, and what must hold of them.

Only AudiobookError may escape, within a bounded time; where there is a law both ways (a script that is written is read
as it was) it is checked too.
"""

from __future__ import annotations

import datetime as dt
import os
import tempfile
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path

from oracle import SECONDS_PER_64K, Find, place_of

from audiobook.cast import Cast, Character, Gender, Part
from audiobook.casting.csvsheet import from_csv
from audiobook.casting.sheet import pins, refresh, voices_of
from audiobook.casting.sheet_check import parse_cast
from audiobook.config.read import load_config
from audiobook.errors import AudiobookError
from audiobook.podcast.checkshow import check_feed
from audiobook.podcast.data import read_data
from audiobook.podcast.render import render_episode
from audiobook.podcast.show import parse_show
from audiobook.prep.lexicon.load import load
from audiobook.prep.lexicon.pls_read import read_pls
from audiobook.prep.merge import merge_scripts
from audiobook.prep.scriptfile import format_script, parse_script
from audiobook.proofing.listen import listen
from audiobook.templating import render_text

_NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_NARRATOR = Part(Character("Narrator"), "tone", "alto")
_CAST = Cast(
    _NARRATOR,
    _NARRATOR,
    (Part(Character("Ann", Gender.FEMALE, lines=3), "tone", "bass"), Part(Character("Bob"), "tone", "tenor")),
)
#: What templates are given: every type of value, markup and template code in it.
_DATA: Mapping[str, object] = {
    "title": "A {{ title }} [pause 2s] <b>&",
    "author": "",
    "number": 3,
    "ready": True,
    "names": ("Ann", "Bob [x]", "{% raw %}"),
}
_EPISODE = {
    **_DATA,
    "hosts": ({"name": "Ann"}, {"name": "Bob"}),
    "show": {"title": "The Show"},
    "music": {"intro": "music/a.wav"},
    "points": ({"title": "One", "passage": "Text.\n\nMore.", "comment": "So."},),
}
_AUDIO = (".mp3", ".m4b", ".flac", ".wav", ".opus", ".m4a", ".ogg")
_DATA_SUFFIXES = (".toml", ".yaml", ".json")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _script(data: bytes) -> None:
    script = parse_script(_text(data), "a.script.md")
    written = format_script(script)
    if parse_script(written, "a.script.md") != script:
        raise AssertionError("a script that is written is another one when it is read")
    if format_script(parse_script(written, "a.script.md")) != written:
        raise AssertionError("a script is written differently the second time")


def _merge(data: bytes) -> None:
    base, mine, theirs = ([*_text(data).split("\f"), "", ""])[:3]
    merge_scripts(base, mine, theirs)


def _cast(data: bytes) -> None:
    text = _text(data)
    parse_cast(text)
    own = pins(text)
    voices_of(text)
    refresh(text, _CAST, "", own)


def _csv(data: bytes) -> None:
    from_csv(data, refresh("", _CAST))


def _config(data: bytes) -> None:
    load_config(_file(".toml", data))


def _lexicon(data: bytes) -> None:
    load([(_text(data), "lexicon.toml")])


def _pls(data: bytes) -> None:
    read_pls(data, "a.pls")


def _template(data: bytes) -> None:
    render_text(_text(data), "credits.txt.j2", _DATA, lambda value: value)  # type: ignore[arg-type] # plain values


def _episode(data: bytes) -> None:
    render_episode(_text(data), _file(".j2", b""), _EPISODE)  # type: ignore[arg-type] # the same


def _podcast_data(data: bytes) -> None:
    read_data(_file(_DATA_SUFFIXES[data[0] % len(_DATA_SUFFIXES)] if data else ".toml", data[1:]))


def _show(data: bytes) -> None:
    parse_show(_text(data))


def _feed(data: bytes) -> None:
    check_feed(data, _NOW)


def _audio(data: bytes) -> None:
    listen(_file(_AUDIO[data[0] % len(_AUDIO)] if data else ".mp3", data[1:]))


PARSERS: Mapping[str, Callable[[bytes], None]] = {
    "script": _script,
    "merge": _merge,
    "cast": _cast,
    "csv": _csv,
    "config": _config,
    "lexicon": _lexicon,
    "pls": _pls,
    "template": _template,
    "episode": _episode,
    "data": _podcast_data,
    "show": _show,
    "feed": _feed,
    "audio": _audio,
}


def _file(suffix: str, data: bytes) -> Path:
    """The one file of a kind that this process writes its inputs to."""
    folder = Path(os.environ.get("FUZZ_FOLDER") or tempfile.gettempdir())
    path = folder / f"input-{os.getpid()}{suffix}"
    path.write_bytes(data)
    return path


def examine(name: str, data: bytes) -> Find | None:
    """Parse ``data``; None when all is well, also when it is refused as it should be."""
    start = time.process_time()
    try:
        PARSERS[name](data)
    except AudiobookError as error:
        if not error.message:
            return Find("error without a message", repr(error))
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        return Find(f"{type(error).__name__} {place_of(error)}", "".join(traceback.format_exception(error)[-6:]))
    seconds = time.process_time() - start
    allowed = SECONDS_PER_64K * max(1.0, len(data) / 65_536)
    return Find("slow", f"{seconds:.1f} s for {len(data)} bytes") if seconds > allowed else None
