"""Marks of sound: ``[sound …]``, ``[music …]``, ``[clip …]``, read strictly.

Everything that a mark may say is in a table here. Whatever else stands in one is an error that names the nearest word
that is known: a misspelt option must not become silence, or music over somebody's words.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from audiobook.errors import ScriptError
from audiobook.prep.marks import one_line, unescape
from audiobook.prep.times import LEAST_DB, MOST_DB, is_level, level_db, time_ms
from audiobook.script import (
    CLEAR_DB,
    LOOP_DB,
    MOST_BED_DB,
    ClipMark,
    Mark,
    MusicEnd,
    MusicMark,
    SoundEnd,
    SoundMark,
    Stretch,
)

_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|((?:[^\s"\\]|\\.|\\)+)|(")')
_STRETCH = re.compile(r"([\d.:]+(?:ms|s|min)?)-([\d.:]+(?:ms|s|min)?)?", re.IGNORECASE)
_END = "end"

Fail = Callable[[int, str, str], ScriptError]


@dataclass(frozen=True, slots=True)
class _Token:
    """A word of a mark and where it stands; a ``quoted`` one is no option."""

    text: str
    at: int
    quoted: bool = False


@dataclass(slots=True)
class _Options:
    """What a mark says besides its file, as it is read; ``told`` are the options by name."""

    told: dict[str, Any] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)


#: What each mark may say, and how that is written.
_KNOWN = {
    "sound": ("level", "stretch", "fade", "under", "loop"),
    "sound end": ("fade",),
    "music": ("level", "clear", "fade", "lead", "crossfade", "once"),
    "music end": ("tail", "fade"),
    "clip": ("stretch", "level", "fade", "words", "as"),
}
_WRITTEN = {
    "level": "-6dB",
    "stretch": "12.5s-48s",
    "fade": "fade 1s/2s",
    "clear": "clear -8dB",
    "lead": "lead 5s",
    "crossfade": "crossfade 3s",
    "tail": "tail 4s",
    "words": '"what is said"',
    "as": 'as "Name"',
}
_FLAGS = frozenset({"under", "loop", "once"})


def read_mark(word: str, text: str, at: int, line: int, fail: Fail) -> Mark:
    """The mark ``[word text]``, not in normal form. ``text`` begins at offset ``at`` of its block.

    Raises what ``fail(offset, message, hint)`` makes.
    """
    tokens = [_token(found, at, fail) for found in _TOKEN.finditer(text)]
    first = tokens[0]
    if first.text.casefold() == _END and not first.quoted and word != "clip":
        return _end(word, tokens, line, fail)
    options = _read(word, tokens[1:], fail)
    file, told = one_line(first.text), options.told
    if not file:
        raise fail(first.at, f"[{word} …] names no file", f"write [{word} music/theme.wav]")
    if word == "music":
        level = told.get("level", MusicMark(file).level_db)
        told["level_db"], told["clear_db"] = level, told.pop("clear", max(CLEAR_DB, level))
        _check_bed(told, options.places, fail)
        names = ("level_db", "clear_db", "fade", "lead", "crossfade", "once")
        return MusicMark(file, **_fields(told, names), line=line)
    if word == "clip":
        return ClipMark(file, **_fields(told, ("stretch", "level", "fade", "words", "as")), line=line)
    if told.get("loop"):
        told.setdefault("level", LOOP_DB)
        for other, hint in _NOT_IN_LOOPS.items():
            if other in told:
                raise fail(options.places[other], f"a loop cannot have '{_WRITTEN.get(other, other)}'", hint)
    return SoundMark(file, **_fields(told, ("level", "under", "loop", "stretch", "fade")), line=line)


_NOT_IN_LOOPS = {"under": "a loop is under what follows anyway", "stretch": "cut the file, or leave out 'loop'"}
_FIELDS = {"level": "level_db", "lead": "lead_ms", "crossfade": "crossfade_ms", "as": "speaker"}


def _fields(told: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {_FIELDS.get(name, name): told[name] for name in names if name in told}


def _token(found: re.Match[str], at: int, fail: Fail) -> _Token:
    place = at + found.start()
    if found[3]:
        raise fail(place, "a quotation mark is not closed", r'write "like this"; a " inside is \"')
    quoted = found[1] is not None
    return _Token(unescape(found[1] if quoted else found[2]), place, quoted)


def _end(word: str, tokens: list[_Token], line: int, fail: Fail) -> Mark:
    rest = tokens[1:]
    file = ""
    if word == "sound" and rest and (rest[0].quoted or rest[0].text.casefold() != "fade"):
        file, rest = one_line(rest[0].text), rest[1:]
    told = _read(f"{word} {_END}", rest, fail).told
    fade = told.get("fade")
    out = None if fade is None else fade[1]
    return SoundEnd(file, out, line) if word == "sound" else MusicEnd(told.get("tail", 0), out, line)


def _read(mark: str, tokens: list[_Token], fail: Fail) -> _Options:
    """The options in any order, each once."""
    options = _Options()
    at = 0
    while at < len(tokens):
        token = tokens[at]
        behind = tokens[at + 1] if at + 1 < len(tokens) else None
        name, value, used = _option(mark, token, behind, fail)
        if name in options.told:
            raise fail(token.at, f"'{token.text}' stands twice in [{mark} …]", "leave one of them out")
        if name not in _KNOWN[mark]:
            raise _unknown(mark, token, fail)
        options.told[name], options.places[name] = value, token.at
        at += used
    return options


def _option(mark: str, token: _Token, behind: _Token | None, fail: Fail) -> tuple[str, Any, int]:
    """One option: its name, its value, and how many words it takes."""
    word = token.text.casefold()
    if token.quoted:
        return "words", one_line(token.text), 1
    if word in _FLAGS:
        return word, True, 1
    apart = behind is not None and behind.text.casefold() == "db" and is_level(f"{word}dB")
    if apart or is_level(word):
        return "level", _level(_Token(f"{word}dB" if apart else word, token.at), fail), 1 + apart
    if found := _STRETCH.fullmatch(word):
        return "stretch", _stretch(token, found, fail), 1
    if word not in _NEEDING:
        raise _unknown(mark, token, fail)
    if behind is None or (behind.quoted and word != "as"):
        raise fail(token.at, f"'{token.text}' in [{mark} …] says nothing", f"write {_WRITTEN[word]}")
    return word, _NEEDING[word](word, behind, fail), 2


def _level(token: _Token, fail: Fail) -> float:
    level = level_db(token.text)
    if level is None:
        hint = f"write one from {LEAST_DB:g}dB to {MOST_DB:g}dB; 0dB is as loud as the voices"
        raise fail(token.at, f"'{token.text}' is no level", hint)
    return level


def _time(word: str, token: _Token, fail: Fail) -> int:
    ms = time_ms(token.text)
    if ms is None:
        hint = f"write {_WRITTEN[word]}, or a time like 800ms, 1:02.5, 2min"
        raise fail(token.at, f"'{token.text}' is no length of time", hint)
    return ms


def _fade(word: str, token: _Token, fail: Fail) -> tuple[int, int]:
    first, slash, second = token.text.partition("/")
    one = _time(word, _Token(first, token.at), fail)
    return (one, _time(word, _Token(second, token.at), fail)) if slash else (one, one)


def _stretch(token: _Token, found: re.Match[str], fail: Fail) -> Stretch:
    start = _time("stretch", _Token(found[1], token.at), fail)
    end = None if found[2] is None else _time("stretch", _Token(found[2], token.at), fail)
    if end is not None and end <= start:
        turned = f"write {found[2]}-{found[1]}" if end < start else "write 12.5s-48s"
        raise fail(token.at, f"the stretch '{token.text}' ends before it begins", turned)
    return Stretch(start, end)


#: Words with something behind them, and what reads it.
_NEEDING: dict[str, Callable[[str, _Token, Fail], Any]] = {
    "fade": _fade,
    "lead": _time,
    "crossfade": _time,
    "tail": _time,
    "clear": lambda _, token, fail: _level(token, fail),
    "as": lambda _, token, __: one_line(token.text),
}


def _check_bed(told: dict[str, Any], places: dict[str, int], fail: Fail) -> None:
    if told["level_db"] > MOST_BED_DB:
        hint = f"write {MOST_BED_DB:g}dB or less, and how loud it is without speech as 'clear -6dB'"
        raise fail(places["level"], f"a bed at {told['level_db']:g}dB would drown who speaks", hint)
    if told["clear_db"] < told["level_db"]:
        hint = f"write clear {told['level_db']:g}dB or more"
        raise fail(places["clear"], "the bed would be quieter without speech than under it", hint)


def _unknown(mark: str, token: _Token, fail: Fail) -> ScriptError:
    words = [name for name in _KNOWN[mark] if name not in {"level", "stretch", "words"}]
    near = difflib.get_close_matches(token.text.casefold(), words, n=1)
    guess = f"did you mean '{near[0]}'? " if near else ""
    known = ", ".join(_WRITTEN.get(name, name) for name in _KNOWN[mark])
    names = "" if "as" not in words else '; a name of several words is written as "Ada Moss"'
    return fail(token.at, f"'{token.text}' is not understood in [{mark} …]", f"{guess}it knows: {known}{names}")
