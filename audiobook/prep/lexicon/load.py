"""Reading ``lexicon.toml``: what may stand in it, and errors that name file, line, key and what to write instead."""

from __future__ import annotations

import difflib
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from audiobook.errors import ConfigError
from audiobook.prep.lexicon.alphabets import ALPHABETS, strangers
from audiobook.prep.lexicon.entry import Entry, Said, is_pattern, is_tag, is_unspaced
from audiobook.prep.lexicon.match import Lexicon
from audiobook.prep.lexicon.pattern import PatternError, program
from audiobook.prep.lexicon.places import Places
from audiobook.source import SourceRef

_TEXT, _TEXTS, _FLAG = "a text", "a text or a list of texts", "true or false"
#: Keys of an entry in the order they are written, with what they hold.
KEYS = {
    "written": _TEXTS,
    "say": _TEXT,
    "ipa": _TEXT,
    "engine": 'a table of texts: engine = { hibari = "…" }',
    "language": _TEXT,
    "characters": _TEXTS,
    "engines": _TEXTS,
    "whole_word": _FLAG,
    "case": _TEXT,
    "regex": _FLAG,
    "before": _TEXTS,
    "after": _TEXTS,
    "pos": _TEXT,
    "note": _TEXT,
    "disabled": _FLAG,
    "other": 'a list of tables with one text each: other = [{ say = "…" }]',
}
_TOML_PLACE = re.compile(r"\s*\(at line (\d+), column \d+\)|\s*\(at end of document\)")
#: The longest text of any key, in characters; a written form longer than ``automaton.LONGEST`` would be no word.
_LONGEST_TEXT, _LONGEST_NOTE = 120, 4000
#: Joiners are spelling in Persian and in Indic scripts.
_JOINERS = dict.fromkeys((0x200C, 0x200D))
#: An entry is some hundred bytes: room for a dictionary, and a bound for a file from a stranger.
_LARGEST_FILE = 64 * 2**20


def load(lists: Iterable[tuple[str, str]], built_in: Iterable[tuple[str, str]] = ()) -> Lexicon:
    """The lexicon of several lists, each (file name for messages, its text), the strongest first: the book's own.

    Raises ConfigError naming file, line and key.
    """
    entries: list[Entry] = []
    for rank, (file, text) in enumerate(lists):
        entries += parse(text, file, rank=rank)
    for rank, (file, text) in enumerate(built_in):
        entries += parse(text, file, rank=rank, built_in=True)
    return Lexicon(tuple(entries))


def parse(text: str, file: str = "lexicon.toml", *, rank: int = 0, built_in: bool = False) -> tuple[Entry, ...]:
    """The entries of one list in order. Raises ConfigError naming file, line and key."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    data = _data(text, file)
    places = Places(text, file)
    for key in data:
        if key != "entry":
            hint = "begin each entry with [[entry]] and put its keys below"
            raise _error(file, places.top(key), f"unknown key '{key}' in the list", hint)
    tables = data.get("entry", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise _error(
            file, places.top("entry"), "'entry' must be a list of tables", "write [[entry]] in double brackets"
        )
    places.expect(len(tables))
    return tuple(_Table(table, n, file, places).entry(rank, built_in=built_in) for n, table in enumerate(tables))


def _data(text: str, file: str) -> dict[str, Any]:
    if len(text) > _LARGEST_FILE:
        raise _error(file, 0, f"this list has more than {_LARGEST_FILE // 2**20} MB", "split it into several lists")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _TOML_PLACE.search(str(error))
        line = int(found[1]) if found and found[1] else text.count("\n") + 1
        why = _TOML_PLACE.sub("", str(error))
        raise _error(
            file, line, f"not TOML: {why}", 'look at the line named; a text stands in quotes: say = "…"'
        ) from error
    except RecursionError as error:
        raise _error(file, 0, "not a list: nested too deeply", "begin each entry with [[entry]]") from error


def _error(file: str, line: int, message: str, hint: str) -> ConfigError:
    return ConfigError(message, source=SourceRef(file=file, line=line), hint=hint)


class _Table:
    """One ``[[entry]]`` being checked."""

    def __init__(self, table: Mapping[str, Any], number: int, file: str, places: Places) -> None:
        self.table, self.number, self.file, self.places = table, number, file, places

    def entry(self, rank: int, *, built_in: bool) -> Entry:
        self._check_keys()
        regex = self._flag("regex", default=False)
        written = self._texts("written")
        if not written or not all(one.strip() for one in written):
            raise self._wrong("written", "has no 'written'", 'add written = "…", the word as it stands in the book')
        said = self._said()
        whole = self._flag("whole_word", default=regex or not any(is_unspaced(c) for one in written for c in one))
        exact = self._exact(written, regex=regex)
        before, after = self._texts("before"), self._texts("after")
        if regex:
            self._check_patterns("written", written)
        for key, beside in (("before", before), ("after", after)):
            self._check_patterns(key, [one[1:-1] for one in beside if is_pattern(one)])
        return Entry(
            written=written,
            said=said,
            language=self._language(),
            characters=self._texts("characters"),
            engines=self._texts("engines"),
            whole_word=whole,
            exact=exact,
            regex=regex,
            before=before,
            after=after,
            pos=self._text("pos"),
            note=self._text("note"),
            disabled=self._flag("disabled", default=False),
            other=self._other(),
            file=self.file,
            line=self.places.entry(self.number),
            rank=rank,
            built_in=built_in,
        )

    def _wrong(self, key: str, message: str, hint: str) -> ConfigError:
        line = self.places.key(self.number, key)
        return _error(self.file, line, f"[[entry]] number {self.number + 1} {message}", hint)

    def _check_keys(self) -> None:
        for key, value in self.table.items():
            if key not in KEYS:
                near = difflib.get_close_matches(key, KEYS, n=1)
                guess = f"did you mean '{near[0]}'? " if near else ""
                raise self._wrong(key, f"has an unknown key '{key}'", f"{guess}known: {', '.join(KEYS)}")
            if not _holds(value, KEYS[key]):
                raise self._wrong(key, f"has a '{key}' that is not {KEYS[key]}", "write it in that form")
            longest = _LONGEST_NOTE if key == "note" else _LONGEST_TEXT
            for text in _texts_in(value):
                if len(text) > longest:
                    raise self._wrong(key, f"has a '{key}' of more than {longest} characters", "make it shorter")
                if key != "note" and not text.translate(_JOINERS).isprintable():
                    hint = "write it on one line, without invisible characters"
                    raise self._wrong(key, f"has a '{key}' with a control or invisible character", hint)

    def _said(self) -> tuple[Said, ...]:
        found: list[Said] = []
        for key, value in self.table.items():
            if key in {"say", "ipa"}:
                found.append(Said(key, " ".join(unicodedata.normalize("NFC", value).split())))
            elif key == "engine":
                for engine, text in value.items():
                    odd = strangers(engine, text)
                    if odd:
                        hint = f"its alphabet has {' '.join(ALPHABETS[engine])}"
                        raise self._wrong(engine, f"has a form for {engine} with {' '.join(odd)}", hint)
                    found.append(Said(f"x-{engine}", text.strip()))
        if not found:
            raise self._wrong(
                "", "does not say how", 'add say = "Wooster", ipa = "ˈwʊstə" or engine = { hibari = "…" }'
            )
        for one in found:
            if not any(c.isalnum() for c in one.text) and one.key in {"say", "ipa"}:
                raise self._wrong(one.key, f"has a '{one.key}' with nothing to say", "skip words in the script instead")
        return tuple(found)

    def _other(self) -> tuple[Said, ...]:
        return tuple(Said(key, text) for one in self.table.get("other", []) for key, text in one.items())

    def _language(self) -> str:
        tag = self._text("language")
        if tag and not is_tag(tag):
            raise self._wrong("language", f"has the language '{tag}'", 'write a tag such as "en", "en-GB" or "zh"')
        return tag

    def _exact(self, written: tuple[str, ...], *, regex: bool) -> bool:
        case = self._text("case")
        if case not in {"", "exact", "any"}:
            raise self._wrong("case", f'has case = "{case}"', 'write "exact" or "any"')
        if case or regex:
            return case == "exact"
        return any(c.isupper() for one in written for c in one)

    def _check_patterns(self, key: str, patterns: Iterable[str]) -> None:
        for pattern in patterns:
            try:
                program(pattern, exact=True)
            except PatternError as error:
                message = f"has a regular expression in '{key}' that cannot be used: {error}"
                raise self._wrong(
                    key, message, "lists take a safe part of regular expressions; see the manual"
                ) from error

    def _text(self, key: str) -> str:
        return unicodedata.normalize("NFC", str(self.table.get(key, ""))).strip()

    def _texts(self, key: str) -> tuple[str, ...]:
        value = self.table.get(key, [])
        texts = [value] if isinstance(value, str) else value
        return tuple(" ".join(unicodedata.normalize("NFC", text).split()) for text in texts)

    def _flag(self, key: str, *, default: bool) -> bool:
        return bool(self.table.get(key, default))


def _holds(value: object, shape: str) -> bool:
    if shape == _FLAG:
        return isinstance(value, bool)
    if shape == _TEXT:
        return isinstance(value, str)
    if shape == _TEXTS:
        return isinstance(value, str) or (isinstance(value, list) and all(isinstance(one, str) for one in value))
    tables = value if isinstance(value, list) else [value]
    single = isinstance(value, dict)
    if single != (shape == KEYS["engine"]):
        return False
    return all(isinstance(t, dict) and t and all(isinstance(v, str) for v in t.values()) for t in tables)


def _texts_in(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for pair in value.items() for text in pair]
    return [text for one in value for text in _texts_in(one)] if isinstance(value, list) else []
