"""What is said when: the text as displayed, in time. Captions and read-along files are made from this alone.

Times are integer samples from the start of their chapter, at the master's rate; nothing is aligned afterwards. When a
line is heard is known to the sample. When a word of it is heard is an estimate wherever no engine told it: the take's
speech is shared out in proportion to the letters that are spoken, with a rest at each mark (``Line.timed_words``).
"""

from __future__ import annotations

import bisect
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import accumulate, pairwise

from audiobook.script import NARRATOR
from audiobook.source import SourceRef
from audiobook.take import Respoken

#: How long signs take beside a letter: 15 letters, 4.5 ideographs or 3.5 digits a second, as ``engines.text`` has them.
_LETTER, _IDEOGRAPH, _DIGIT = 1.0, 15 / 4.5, 15 / 3.5
#: From here on Unicode has ideographs, kana and Hangul, each about a syllable.
_SYLLABLES = "\u2e80"
#: Rests at marks inside a take, in letters. Own measurement: hibari, 271 takes of Pride and Prejudice that pause as
#: often as they have marks. 487 commas rest 312 ms or 6.2 letters, 90 semicolons and colons 505 ms or 10.1, 27 dashes
#: 7.6, 14 ends of sentences 5.7. Of the 618 words after them half are found within 115 ms then, nine of ten in 311 ms.
_RESTS = {6.0: ",،、，", 10.0: ";:؛；：", 7.0: "—–.!?…。！？؟"}
#: ``Mr.``, ``Capt.``, ``J.``: no rest, since a line is one sentence as a rule.
_TITLE = re.compile(r"[^\w\s]*[^\W\d_a-z][^\W\d_]{0,3}\.")
_REST_OF = {mark: rest for rest, marks in _RESTS.items() for mark in marks}
#: Writing without spaces between words: Thai, Lao, Burmese, Khmer, radicals, kana and ideographs. What hangs on a sign
#: (vowels, tones, small kana, the long mark, selectors) stays with it.
_UNSPACED = (
    "\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3041-\u30fa"
    "\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_HANGING = (
    "\u0e30-\u0e3a\u0e45\u0e47-\u0e4e\u0eb0-\u0ebc\u0ec8-\u0ece\u102b-\u103e\u1056-\u1060\u1062-\u1064\u1067-\u106d"
    "\u1071-\u1074\u1082-\u108d\u109a-\u109d\u17b4-\u17d3\u17dd\u3005\u3099-\u309c\u30fc"
    "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ\ufe00-\ufe0f\U000e0100-\U000e01ef"
)
_HAS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_TOKEN = re.compile(
    f"[{_UNSPACED}][{_HANGING}]*|(?<=[{_UNSPACED}{_HANGING}])[^\\w\\s—–]+|[^\\s{_UNSPACED}—–]+[—–]*|[—–]+"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word as displayed, ``text[start:end]`` of its line in characters, heard in samples ``[begin, finish)``.

    ``estimated`` is false where an engine gave the time itself.
    """

    start: int
    end: int
    begin: int
    finish: int
    estimated: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, or the part of one that is in one voice.

    ``text`` is as displayed, on one line and in the author's spelling, and heard in samples ``[start, end)`` of the
    chapter; the take's own quiet margins, ``lead`` and ``tail`` samples, belong to it. Nothing is said of a line with
    ``start == end`` (a paragraph of dots). ``estimated`` says that the times are a share of a take with more sentences.
    ``item`` is the index of the script's item, -1 for the chapter's title; lines of one item stand together, with
    ``after`` the white space (none, a blank or a new line) between a line and the next. ``source`` is the paragraph's
    place in the book; ``added`` lines stand nowhere in it (credits). ``respoken`` is what of the text is said
    otherwise, ``words`` are those whose times an engine told.
    """

    text: str
    start: int
    end: int
    item: int
    speaker: str = NARRATOR
    heading: bool = False
    added: bool = False
    words: tuple[Word, ...] = ()
    source: SourceRef = field(default_factory=SourceRef)
    after: str = ""
    estimated: bool = False
    lead: int = 0
    tail: int = 0
    respoken: tuple[Respoken, ...] = ()

    @property
    def silent(self) -> bool:
        """Whether nothing is heard of it."""
        return self.start >= self.end

    def timed_words(self) -> tuple[Word, ...]:
        """Every word with its time, in order and without overlap; estimated where no engine told it.

        Words are what stands between blanks, each sign by itself in writing without blanks; marks belong to the word
        before them, opening ones to the word after them. Together they are all of ``text`` but its white space. Linear
        in the length of the text.
        """
        return self.words or _estimated(self)


@dataclass(frozen=True, slots=True)
class TranscribedChapter:
    """The lines of one chapter, in order and without overlap; ``n_samples`` is the chapter's length."""

    title: str
    n_samples: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Transcript:
    """The whole book, or one volume of it, chapter for chapter as in the master."""

    rate_hz: int
    language: str
    chapters: tuple[TranscribedChapter, ...]

    def part(self, start: int, end: int) -> Transcript:
        """The chapters ``[start, end)``, counted from 0: a volume's."""
        return replace(self, chapters=self.chapters[start:end])


def words_in(text: str) -> tuple[tuple[int, int], ...]:
    """``(start, end)`` of every word of a text, as ``Line.timed_words`` has them; none in one without visible signs."""
    if not _HAS_UNSPACED.search(text) and text.isascii():
        found = [found.span() for found in re.finditer(r"\S+", text)]
    else:
        found = [found.span() for found in _TOKEN.finditer(text)]
    out: list[tuple[int, int]] = []
    opened = -1  # where marks begin that wait for their word
    for start, end in found:
        if _is_word(text, start, end):
            out.append((start if opened < 0 else opened, end))
            opened = -1
            continue
        opening = end
        while opening > start and unicodedata.category(text[opening - 1]) in {"Ps", "Pi"}:
            opening -= 1
        if opened >= 0:
            continue
        if out and opening > start:
            out[-1] = (out[-1][0], opening)
        if not out or opening < end:
            opened = opening if out else start
    if opened >= 0:
        end = found[-1][1]
        out = [*out[:-1], (out[-1][0], end)] if out else [(opened, end)]
    return tuple(out)


def _is_word(text: str, start: int, end: int) -> bool:
    return any(char.isalnum() for char in text[start:end])


def respoken_in(text: str, respoken: Sequence[Respoken]) -> tuple[tuple[int, int, Respoken], ...]:
    """Where in a text its respoken words stand, in order; what is not found there is left out."""
    found, at = [], 0
    for each in respoken:
        start = text.find(each.written, at) if each.written else -1
        if start >= 0:
            at = start + len(each.written)
            found.append((start, at, each))
    return tuple(found)


def _letters(text: str) -> float:
    """How long a text is in letters."""
    return sum(map(_weight, text))


@cache
def _weight(char: str) -> float:
    if char.isdigit():
        return _DIGIT
    if char.isalpha():
        return _IDEOGRAPH if char >= _SYLLABLES else _LETTER
    return 0.0


def _weights(line: Line) -> list[float]:
    """How long each character of the displayed text is, as it is said."""
    weights = [_weight(char) for char in line.text]
    for start, end, each in respoken_in(line.text, line.respoken):
        share = _letters(each.spoken) / (end - start)
        weights[start:end] = [share] * (end - start)
    return weights


def _estimated(line: Line) -> tuple[Word, ...]:
    spans = words_in(line.text)
    if not spans:
        return ()
    sums = [0.0, *accumulate(_weights(line))]
    # Each word takes a letter more than it has, the step to the next.
    said = [sums[end] - sums[start] + _LETTER for start, end in spans]
    rests = [*(_rest(line.text[start:end]) for start, end in spans[:-1]), 0.0]
    marks = [0.0, *accumulate(length for pair in zip(said, rests, strict=True) for length in pair)]
    first = min(line.start + line.lead, line.end)
    last = max(first, line.end - line.tail)
    scale = (last - first) / marks[-1]
    at = [first + round(mark * scale) for mark in marks]
    return tuple(
        Word(start, end, begin, finish)
        for (start, end), (begin, finish) in zip(spans, list(pairwise(at))[::2], strict=True)
    )


def _rest(word: str) -> float:
    """The rest after a word, by its last mark; closing quotes and brackets may stand behind it."""
    for char in reversed(word):
        if char.isalnum():
            break
        if char in _REST_OF:
            return 0.0 if _TITLE.fullmatch(word) else _REST_OF[char]
    return 0.0


def word_at(words: Sequence[Word], character: int) -> int:
    """The index of the first word that does not end before a character of the line; the last one behind them all."""
    return min(bisect.bisect_right(words, character, key=lambda word: word.end), len(words) - 1)
