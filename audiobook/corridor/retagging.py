"""Speaker tags changed in a script's text, every other character of it left as a person wrote it.

A script has three states: as we last prepared it (``base``), as a person made it (``mine``), and as it is prepared now
(``fresh``). Where the words are the same, what changed are tags, and they are merged one by one: a tag that a person
wrote or changed stays, every other follows the new attribution.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from audiobook.prep.marks import MARK_WORDS, first_word, one_line, unescape
from audiobook.prep.scriptfile import format_script
from audiobook.prep.scriptscan import Kind, Raw, front_matter, scan, split_lines
from audiobook.script import NARRATOR, UNKNOWN, Chapter, Cue, Paragraph, Script, Words

_BRACKET = re.compile(r"\\.|\[((?:[^\[\]\\]|\\.)*)\]", re.DOTALL)
_NAME = re.compile(r"((?:[^:\\]|\\.)*?)(?::(.*))?", re.DOTALL)
_UNSURE = re.compile(r"(?<!\\)(?:\\\\)*\?$")

#: Who speaks, and whether that is a guess.
Voice = tuple[str, bool]
#: ``[start, end)`` of a text and what stands there instead.
Edit = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of one voice in a block: its tag at ``[start, end)`` of the text (empty where none is written).

    ``words`` are what it says without white space, from ``at`` on in the block's own.
    """

    start: int
    end: int
    voice: Voice
    direction: str
    words: str
    at: int

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands in the block's words."""
        return self.at, self.at + len(self.words)


@dataclass(frozen=True, slots=True)
class Unit:
    """A block of a script at ``[start, end)`` of its text; ``stretches`` is empty where nobody can speak."""

    start: int
    end: int
    words: str
    stretches: tuple[Stretch, ...] = ()

    @property
    def voices(self) -> list[tuple[int, Voice]]:
        """Who speaks from where on."""
        return [(s.at, s.voice) for s in self.stretches]


@dataclass(frozen=True, slots=True)
class _Block:
    """A block as scanned, and where each line of the text begins."""

    raw: Raw
    starts: Sequence[int]

    def place(self, offset: int) -> int:
        """The offset in the text of an offset in the block."""
        line, column = self.raw.place(offset)
        return self.starts[line - 1] + column - 1

    def end(self, offset: int) -> int:
        """The same for the end of something."""
        return self.place(offset - 1) + 1 if offset else self.place(0)

    def unit(self) -> Unit:
        text = self.raw.text
        first, last = self.place(0), self.end(len(text))
        if self.raw.kind is not Kind.TEXT:
            return Unit(first, last, f"{self.raw.kind.name} {self.raw.level} {''.join(text.split())}")
        stretches = []
        at = 0
        for start, end, voice, direction, said in _stretches(text):
            words = "".join(said.split())
            if words or end > start:
                here = self.place(start)
                stretches.append(Stretch(here, self.end(end) if end > start else here, voice, direction, words, at))
            at += len(words)
        return Unit(first, last, "".join(s.words for s in stretches), tuple(stretches))


def units_of(text: str, file: str = "") -> tuple[Unit, ...]:
    """The blocks of a script with plain line ends. Raises ScriptError."""
    lines = split_lines(text)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    return tuple(_Block(raw, starts).unit() for raw in scan(lines, front_matter(lines, file)[1], file))


def _stretches(text: str) -> Iterator[tuple[int, int, Voice, str, str]]:
    """Each tag of a block with its place, its voice and direction, and the text up to the next one."""
    start = end = 0
    voice: Voice = (NARRATOR, False)
    direction = ""
    for found in _BRACKET.finditer(text):
        body = (found[1] or "").strip()
        if found[1] is None or first_word(body) in MARK_WORDS or body.casefold() == "/lang":
            continue
        yield start, end, voice, direction, text[end : found.start()]
        start, end = found.span()
        voice, direction = _tag(body)
    yield start, end, voice, direction, text[end:]


def _tag(body: str) -> tuple[Voice, str]:
    found = _NAME.fullmatch(body.removeprefix("@"))
    name, direction = (found[1].strip(), found[2] or "") if found else (body, "")
    unsure = _UNSURE.search(name) is not None
    speaker = one_line(unescape(name[:-1] if unsure else name)) or (UNKNOWN if unsure else NARRATOR)
    return (speaker, unsure and speaker not in {UNKNOWN, NARRATOR}), one_line(unescape(direction))


@lru_cache(maxsize=1024)
def tag_text(voice: Voice, direction: str = "") -> str:
    """A tag as it stands in a script."""
    if voice[0] == NARRATOR and not direction:
        return "[]"
    cue = Cue((Words("x"),), voice[0], direction, voice[1])
    return format_script(Script({}, (Chapter(None, (Paragraph((cue,)),)),))).rstrip("\n").removesuffix(" x")


def plain_script(text: str) -> str:
    """The text with plain line ends, as offsets are counted."""
    return "\n".join(split_lines(text))


def edited(text: str, edits: Sequence[Edit]) -> str:
    """A text with edits put in, which do not overlap."""
    out = []
    at = 0
    for start, end, new in sorted(edits):
        out += [text[at:start], new]
        at = end
    return "".join((*out, text[at:]))


def rename_tags(text: str, names: Mapping[str, str], file: str = "") -> str:
    """A script with every tag of a name in ``names`` changed to what it maps to. Raises ScriptError."""
    text = plain_script(text)
    if not names:
        return text
    return edited(
        text,
        [
            (s.start, s.end, tag_text((names[s.voice[0]], s.voice[1]), s.direction))
            for unit in units_of(text, file)
            for s in unit.stretches
            if s.voice[0] in names
        ],
    )


def retag(base: str, mine: str, fresh: str, file: str = "") -> tuple[str, str, str]:
    """Take new tags in where the words are the same: ``mine`` with them, ``base`` with them, and the next base.

    The next base is ``fresh``, except that a tag that a person had pinned stays different from it where the new
    attribution happens to agree: it is still the person's. Linear but for difflib. Raises ScriptError.
    """
    base, mine, fresh = map(plain_script, (base, mine, fresh))
    old, own, new = units_of(base), units_of(mine, file), units_of(fresh)
    to_new = {b: new[f] for b, f, same in align([u.words for u in old], [u.words for u in new]) if same}
    mine_edits: list[Edit] = []
    kept: list[Edit] = []
    for b, m, _ in align([u.words for u in old], [u.words for u in own]):
        if b not in to_new:
            continue
        was, here, now = old[b], own[m], to_new[b]
        if was.words == here.words and was.voices == here.voices:
            if now.voices != was.voices:
                mine_edits.append((here.start, here.end, fresh[now.start : now.end]))
            continue
        edits, agreed = _by_stretch(was, here, now)
        mine_edits += edits
        kept += agreed
    base_edits = [(old[b].start, old[b].end, fresh[u.start : u.end]) for b, u in to_new.items()]
    return edited(mine, mine_edits), edited(base, base_edits), edited(fresh, kept)


def _by_stretch(was: Unit, here: Unit, now: Unit) -> tuple[list[Edit], list[Edit]]:
    """Edits of a block that a person changed, and of the next base so that a pin that agrees stays one."""
    newer = {s.place: s for s in now.stretches}
    edits: list[Edit] = []
    agreed: list[Edit] = []
    for before, own in _pairs(was, here):
        after = newer.get(before.place)
        if after is None:
            continue
        if own.voice != before.voice:
            if after.voice == own.voice:
                agreed.append(_put(after, before.voice, after.direction))
        elif after.voice != before.voice:
            edits.append(_put(own, after.voice, own.direction))
    return edits, agreed


def _put(stretch: Stretch, voice: Voice, direction: str) -> Edit:
    blank = " " if stretch.start == stretch.end else ""
    return stretch.start, stretch.end, tag_text(voice, direction) + blank


def _pairs(was: Unit, here: Unit) -> list[tuple[Stretch, Stretch]]:
    """The stretches of a block with what a person made of each."""
    if was.words == here.words:
        own = {s.place: s for s in here.stretches}
        return [(s, own[s.place]) for s in was.stretches if s.place in own]
    if len(was.stretches) == len(here.stretches):
        return list(zip(was.stretches, here.stretches, strict=True))
    found = align([s.words for s in was.stretches], [s.words for s in here.stretches])
    return [(was.stretches[a], here.stretches[b]) for a, b, same in found if same]


def align(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, bool]]:
    """Pairs of indices that belong together, and whether they are equal; equal ends first, so an edit costs little."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    pairs = [(n, n, True) for n in range(head)]
    left, right = old[head : len(old) - tail], new[head : len(new) - tail]
    for kind, a, b, c, d in SequenceMatcher(None, left, right).get_opcodes():
        if kind == "equal" or (kind == "replace" and b - a == d - c):
            pairs += [(head + a + n, head + c + n, kind == "equal") for n in range(d - c)]
    return pairs + [(len(old) - n, len(new) - n, True) for n in range(tail, 0, -1)]
