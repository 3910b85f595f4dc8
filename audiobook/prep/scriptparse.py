"""From a tagged script's text to the script."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from audiobook.errors import ScriptError
from audiobook.prep.marks import (
    LINE_MARKS,
    MARK_WORDS,
    MAX_PAUSE_MS,
    first_word,
    is_language,
    misspelt_mark,
    one_line,
    unescape,
)
from audiobook.prep.normal import as_item, assemble, note_text
from audiobook.prep.scriptscan import Kind, Raw, fail, front_matter, scan, split_lines
from audiobook.prep.soundmarks import read_mark
from audiobook.prep.soundtext import normal_mark
from audiobook.script import (
    NARRATOR,
    UNKNOWN,
    Chapter,
    Cue,
    Heading,
    Inline,
    Item,
    LineBreak,
    Note,
    Paragraph,
    Pause,
    Say,
    SceneBreak,
    Script,
    Words,
)

#: A question mark that no backslash escapes; a backslash may itself be escaped.
_UNSURE = re.compile(r"(?<!\\)(?:\\\\)*\?$")
_TOKEN = re.compile(r"\\(?:\n|[^A-Za-z0-9\s])?|\*+|\[|<!--")
_BRACKET = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]", re.DOTALL)
_PAUSE = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)\s?(ms|s)")
_SAY = re.compile(r'say\s+"((?:[^"\\]|\\.)*)"\s+as\s+"((?:[^"\\]|\\.)*)"', re.IGNORECASE | re.DOTALL)
_NAME_END = re.compile(r"((?:[^:\\]|\\.)*?)(?::(.*))?", re.DOTALL)
_SILENT = "{silent}"


def parse_script(text: str, file: str = "") -> Script:
    """Read a tagged script; ``file`` is only named in messages.

    The result is in normal form. Raises ScriptError with file, line and column.
    """
    lines = split_lines(text)
    front, first = front_matter(lines, file)
    title: tuple[Inline, ...] | None = None
    silent, began = False, 0
    chapters: list[Chapter] = []
    items: list[Item] = []
    for raw in scan(lines, first, file):
        if raw.kind is Kind.HEADING and raw.level == 1:
            if title is not None or items:
                chapters.append(Chapter(title, tuple(items), silent, began))
            items, began = [], raw.line
            raw, silent = _silent(raw)  # noqa: PLW2901 - the same heading without its {silent}
            title = _title(raw, file)
        elif (item := _item(raw, file)) is not None:
            items.append(item)
    if title is not None or items:
        chapters.append(Chapter(title, tuple(items), silent, began))
    return Script(front, tuple(chapters), file)


def _silent(raw: Raw) -> tuple[Raw, bool]:
    text = raw.text
    if text.endswith(_SILENT) and not text[: -len(_SILENT)].endswith("\\"):
        return Raw(raw.kind, text[: -len(_SILENT)], raw.joins, raw.level), True
    return raw, False


def _title(raw: Raw, file: str) -> tuple[Inline, ...]:
    cues = _Reader(raw, file, tags=False).read()
    return cues[0].parts if cues else ()


def _item(raw: Raw, file: str) -> Item | None:
    if raw.kind is Kind.TEXT:
        return as_item(_Reader(raw, file).read(), raw.line)
    if raw.kind is Kind.HEADING:
        return Heading(_title(raw, file), raw.level, raw.line)
    if raw.kind is Kind.SCENE:
        return SceneBreak(raw.line)
    if raw.kind is Kind.NOTE:
        return Note(note_text(raw.text), raw.line)
    body = raw.text[1:-1]
    word = first_word(body)
    at = body.casefold().find(word) + len(word)
    if word in LINE_MARKS and body[at:].strip():
        return normal_mark(read_mark(word, body[at:], at + 1, raw.line, _failing(raw, file)))
    # A pause, or a mark that lacks what it needs: the reader of paragraphs knows what to say about it.
    return as_item(_Reader(raw, file).read(), raw.line)


def _failing(raw: Raw, file: str) -> Callable[[int, str, str], ScriptError]:
    return lambda offset, message, hint: fail(file, *raw.place(offset), message, hint)


@dataclass(slots=True)
class _Reader:
    """Reads the inline parts of one block. ``tags`` is false in titles, where nobody else speaks."""

    raw: Raw
    file: str
    tags: bool = True
    heads: list[Cue] = field(default_factory=lambda: [Cue(())])
    parts: list[tuple[int, Inline]] = field(default_factory=list)
    emphasis: int = -1
    language: str = ""
    opened: int = -1

    def read(self) -> tuple[Cue, ...]:
        """The cues of the block, in normal form."""
        text = self.raw.text
        at = 0
        while found := _TOKEN.search(text, at):
            self._words(text[at : found.start()])
            at = self._token(found)
        self._words(text[at:])
        if self.emphasis >= 0:
            raise self._fail(
                self.emphasis, "this emphasis is not closed", r"add the second *, or write \* for an asterisk"
            )
        if self.opened >= 0:
            raise self._fail(
                self.opened, f"[lang {self.language}] is not closed", "add [/lang] where the language ends"
            )
        return assemble(self.heads, self.parts)

    def _words(self, text: str) -> None:
        if text:
            self.parts.append((len(self.heads) - 1, Words(text, self.emphasis >= 0, self.language)))

    def _token(self, found: re.Match[str]) -> int:
        sign = found[0]
        if sign == "[":
            return self._bracket(found.start())
        if sign[0] == "*":
            self.emphasis = found.start() if self.emphasis < 0 else -1
        elif sign == "<!--":
            raise self._fail(
                found.start(), "a note stands inside a paragraph", r"put it on lines of its own, or write \<!--"
            )
        elif sign == "\\\n":
            self._add(LineBreak())
        else:
            self._words(sign[1:] or ("\\" if found.end() < len(self.raw.text) else ""))
        return found.end()

    def _add(self, part: Inline) -> None:
        self.parts.append((len(self.heads) - 1, part))

    def _bracket(self, at: int) -> int:
        text = self.raw.text
        found = _BRACKET.match(text, at)
        if found is None:
            raise self._fail(
                at, "this bracket is not closed", r"close it with ], or write \[ for a bracket in the text"
            )
        body = found[1].strip()
        word = first_word(body)
        if body.casefold() == "/lang":
            if self.opened < 0:
                raise self._fail(at, "[/lang] without a [lang …] before it", "add [lang fr] where the language begins")
            self.language, self.opened = "", -1
        elif word in MARK_WORDS:
            self._mark(at, word, body)
        else:
            self._tag(at, body)
            after = found.end()
            swallow = (at == 0 or text[at - 1] in " \t\n") and text[after : after + 1] == " "
            return after + swallow
        return found.end()

    def _tag(self, at: int, body: str) -> None:
        meant = misspelt_mark(body)
        if meant:
            rest = body.partition(" ")[2]
            hint = f"did you mean [{meant} {rest}]? a character of that name is written [@{body}]"
            raise self._fail(at, f"[{body}] is no known tag", hint)
        if body.startswith("/"):
            raise self._fail(at, f"[{body}] is no known tag", "did you mean [/lang]?")
        if not self.tags:
            raise self._fail(
                at, f"a title has no speaker, but here stands [{body}]", r"write \[ for a bracket in the title"
            )
        found = _NAME_END.fullmatch(body.removeprefix("@"))
        name, direction = (found[1].strip(), found[2] or "") if found else (body, "")
        unsure = _UNSURE.search(name) is not None
        if unsure:
            name = name[:-1]
        speaker = one_line(unescape(name)) or (UNKNOWN if unsure else NARRATOR)
        sure = not unsure or speaker in {UNKNOWN, NARRATOR}
        self.heads.append(Cue((), speaker, one_line(unescape(direction)), not sure))

    def _mark(self, at: int, word: str, body: str) -> None:
        rest = body[len(word) :].strip()
        if not rest or rest[0] in ":?":
            raise self._fail(at, f"[{body}] lacks what the mark '{word}' needs", _example(word, body))
        if word == "pause":
            self._add(Pause(self._pause_ms(at, body, rest)))
        elif word == "lang":
            self._open_language(at, rest)
        elif word == "say":
            found = _SAY.fullmatch(body)
            if found is None:
                raise self._fail(at, f"[{body}] is not understood", _example(word, body))
            self._add(Say(unescape(found[1]), unescape(found[2])))
        else:
            hint = f"put it on a line of its own; a character of that name is written [@{body}]"
            raise self._fail(at, f"[{body}] stands inside a paragraph or title", hint)

    def _pause_ms(self, at: int, body: str, rest: str) -> int:
        found = _PAUSE.fullmatch(rest)
        if found is None:
            raise self._fail(at, f"[{body}] is no length of time", "write [pause 1.5s] or [pause 800ms]")
        ms = round(float(found[1]) * (1 if found[2] == "ms" else 1000))
        if ms > MAX_PAUSE_MS:
            raise self._fail(at, f"[{body}] is longer than ten minutes", "write [pause 1.5s] or [pause 800ms]")
        return ms

    def _open_language(self, at: int, tag: str) -> None:
        if not is_language(tag):
            raise self._fail(at, f"'{tag}' is no language tag", "write a tag like fr, de or zh-Hans: [lang fr]")
        if self.opened >= 0:
            raise self._fail(at, f"[lang {tag}] stands inside [lang {self.language}]", "close the first with [/lang]")
        self.language, self.opened = tag, at

    def _fail(self, offset: int, message: str, hint: str = "") -> ScriptError:
        line, column = self.raw.place(offset)
        return fail(self.file, line, column, message, hint)


def _example(word: str, body: str) -> str:
    shape = {
        "pause": "[pause 1.5s]",
        "lang": "[lang fr]bonjour[/lang]",
        "say": '[say "Worcester" as "Wooster"]',
        "sound": "[sound door.wav]",
        "music": "[music theme.mp3]",
        "clip": "[clip interview.wav 12.5s-48s]",
    }[word]
    return f"write {shape}; a character of that name is written [@{body}]"


def near_names(script: Script) -> tuple[tuple[str, str, int], ...]:
    """Names used once that nearly equal a name used often: (name, probably meant, line), for a gentle finding."""
    counts: Counter[str] = Counter()
    lines: dict[str, int] = {}
    for chapter in script.chapters:
        for item in chapter.items:
            if isinstance(item, Paragraph):
                for cue in item.cues:
                    if cue.speaker not in {NARRATOR, UNKNOWN}:
                        counts[cue.speaker] += 1
                        lines.setdefault(cue.speaker, item.line)
    common = [name for name, n in counts.items() if n > 1]
    found = []
    for name, n in counts.items():
        if n == 1 and (near := difflib.get_close_matches(name, common, n=1, cutoff=0.9)):
            found.append((name, near[0], lines[name]))
    return tuple(found)
