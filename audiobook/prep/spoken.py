"""The text of a cue as an engine hears it, next to the text a reader sees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from audiobook.prep.passages import Listener, Sentence, passages
from audiobook.prep.sentences import split_clauses, split_sentences
from audiobook.script import Inline, Pause, Say, Words
from audiobook.take import Boundary

#: Word joiner, soft hyphen, zero-width signs, byte order mark, direction marks: nothing to say.
_INVISIBLE = re.compile("[\u2060\u00ad\u200b\u200c\u200e\u200f\ufeff]")
_LETTER = re.compile(r"[^\W_]")
_WORD = re.compile(r"[\w’'\-]*[^\W_][\w’'\-]*")
#: Fewer words than this are too little for a voice to find its tone (own listening; Chinese counts characters).
_FEW_WORDS = 3
#: A scrap joins a sentence only up to this many characters, unless the engine is comfortable with more.
_JOINED = 240
_SENTENCE_END = re.compile(r"[.!?…。！？][”’\"'»」』)\]]*\s*$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch for one call: ``text`` as sent, ``displayed`` as read, the boundary after it inside its cue.

    ``language`` is empty unless the whole piece is in another language; ``apart`` when that needs another voice.
    ``tags`` are the languages that markup names inside it, ``pause_ms`` an explicit pause after it. A piece whose
    ``text`` is empty says nothing and only carries its pause. ``fixed`` are the ranges of ``text`` that a person gave
    a spoken form.
    """

    text: str
    displayed: str
    after: Boundary
    language: str = ""
    pause_ms: int | None = None
    fixed: tuple[tuple[int, int], ...] = ()
    apart: bool = False
    tags: frozenset[str] = frozenset()


#: What services bill as more than one character: ideographs, radicals and their marks.
_HAN = re.compile(
    "[\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


@dataclass(frozen=True, slots=True)
class Fit:
    """What an engine accepts: see ``EngineInfo``."""

    longest: int
    comfortable: int
    language: str
    han_weight: int = 1

    def size(self, text: str) -> int:
        """A text's length as the engine counts it."""
        if self.han_weight == 1 or text.isascii():
            return len(text)
        return len(text) + (self.han_weight - 1) * len(_HAN.findall(text))

    def most_signs(self, text: str) -> int:
        """How many signs of a text surely fit."""
        return self.longest if self.size(text) == len(text) else max(1, self.longest // self.han_weight)


@dataclass(slots=True)
class _Stretch:
    """Words between line breaks and pauses. ``runs`` are (start, end, shown text or None for as spoken, language)."""

    text: str = ""
    runs: list[tuple[int, int, str | None, str]] = field(default_factory=list)

    def add(self, spoken: str, shown: str | None, language: str) -> None:
        start = len(self.text)
        self.text += spoken
        if shown is None and self.runs and self.runs[-1][2:] == (None, language):
            start = self.runs.pop()[0]  # emphasis alone makes no difference here
        self.runs.append((start, len(self.text), shown, language))

    def shown(self, start: int, end: int) -> str:
        if len(self.runs) == 1 and self.runs[0][2] is None:
            return clean(self.text[start:end])
        out = []
        for a, b, shown, _ in self.runs:
            if shown is None:
                out.append(self.text[max(a, start) : min(b, end)] if a < end and b > start else "")
            elif start <= a < end:
                out.append(shown)
        return clean("".join(out))

    def cleaned(self, start: int, end: int) -> tuple[str, tuple[tuple[int, int], ...]]:
        """The text as sent, on one line, and the ranges of it that stand for other words."""
        if all(shown is None for _, _, shown, _ in self.runs):
            return clean(self.text[start:end]), ()
        text, fixed = "", []
        for a, b, shown, _ in self.runs:
            words = _flat(self.text[max(a, start) : min(b, end)]) if a < end and b > start else ""
            words = words.lstrip(" ") if not text or text.endswith(" ") else words
            if shown is not None and words.strip():
                fixed.append((len(text) + words.startswith(" "), len(text) + len(words.rstrip(" "))))
            text += words
        return text.rstrip(" "), tuple(fixed)

    def tags(self, start: int, end: int) -> frozenset[str]:
        """The languages over the letters of a range, ``""`` for no tag; what is said otherwise has none of its own."""
        if len(self.runs) == 1:
            return frozenset({self.runs[0][3]})
        return frozenset(
            tag
            for a, b, shown, tag in self.runs
            if a < end and b > start and shown is None and _LETTER.search(self.text, max(a, start), min(b, end))
        )


def clean(text: str) -> str:
    """Single spaces, nothing invisible."""
    if not text.isascii():
        text = _INVISIBLE.sub("", text)
    return " ".join(text.split())


def _flat(text: str) -> str:
    """As ``clean``, with one blank left at either end where there is white space."""
    inner = clean(text)
    if not inner:
        return " " if text else ""
    return f"{' ' if text[0].isspace() else ''}{inner}{' ' if text[-1].isspace() else ''}"


def has_speech(text: str) -> bool:
    """Whether there is a letter or a digit to say."""
    return _LETTER.search(text) is not None


def ends_sentence(text: str) -> bool:
    """Whether a text ends as a whole sentence does."""
    return _SENTENCE_END.search(text) is not None


def pieces_of(parts: tuple[Inline, ...], fit: Fit, listener: Listener | None = None) -> list[Piece]:
    """What the parts of one cue are spoken as, in order. The last piece's boundary is for the caller to raise.

    ``listener`` says what languages the voice speaks; without one only whole sentences that are tagged have one.
    """
    stretches = [(stretch, _sentences(stretch, fit), pause) for stretch, pause in _stretches(parts)]
    named = iter(passages([sentence for _, sentences, _ in stretches for sentence in sentences], listener))
    pieces: list[Piece] = []
    for stretch, sentences, pause in stretches:
        found = _pieces(stretch, [next(named) for _ in sentences], fit)
        if pause is None and found:
            last = found[-1]
            line = Boundary.SENTENCE if ends_sentence(last.text) else Boundary.LINE
            found[-1] = replace(last, after=line)
        elif pause is not None and pause >= 0:
            if found:
                last = found[-1]
                after = Boundary.SENTENCE if ends_sentence(last.text) else Boundary.CLAUSE
                found[-1] = replace(last, after=after, pause_ms=pause)
            else:
                found = [Piece("", "", Boundary.CLAUSE, "", pause)]
        pieces += found
    return pieces


def _stretches(parts: tuple[Inline, ...]) -> Iterator[tuple[_Stretch, int | None]]:
    """Stretches with what ends them: ``None`` a line break, a pause in milliseconds, -1 the cue's end."""
    stretch = _Stretch()
    for part in parts:
        if isinstance(part, Words):
            stretch.add(part.text, None, part.language)
        elif isinstance(part, Say):
            stretch.add(part.spoken, part.written, "")
        else:
            yield stretch, part.ms if isinstance(part, Pause) else None
            stretch = _Stretch()
    yield stretch, -1


def _sentences(stretch: _Stretch, fit: Fit) -> list[tuple[str, frozenset[str]]]:
    """Sentences with the tags over their letters; none where nothing is said."""
    if not has_speech(stretch.text):
        return []
    found = []
    at = 0
    for text in split_sentences(stretch.text, fit.language):
        found.append((text, stretch.tags(at, at + len(text))))
        at += len(text)
    return found


def _pieces(stretch: _Stretch, sentences: list[Sentence], fit: Fit) -> list[Piece]:
    pieces: list[Piece] = []
    at = 0
    for packed in _packed(sentences, fit):
        text, language = packed.text, packed.language
        over = fit.size(text) > fit.longest
        parts = split_clauses(text, fit.most_signs(text), fit.language) if over else (text,)
        for n, part in enumerate(parts):
            end = at + len(part)
            after = Boundary.SENTENCE if n == len(parts) - 1 else Boundary.CLAUSE
            if has_speech(part):
                said, fixed = stretch.cleaned(at, end)
                shown, tags = stretch.shown(at, end), stretch.tags(at, end) - {""}
                pieces.append(Piece(said, shown, after, language, fixed=fixed, apart=packed.apart, tags=tags))
            at = end
    return pieces


def _packed(sentences: list[Sentence], fit: Fit) -> list[Sentence]:
    """Whole sentences packed up to the comfortable length; a scrap joins its neighbour, but not in another voice."""
    roomy = min(max(fit.comfortable, _JOINED), fit.longest)
    out: list[Sentence] = []
    for sentence in sentences:
        last = out[-1] if out else Sentence("")
        joined = fit.size(last.text) + fit.size(sentence.text)
        one_voice = last.apart == sentence.apart and (not last.apart or last.language == sentence.language)
        if (
            last.text
            and one_voice
            and (
                joined <= min(fit.comfortable, fit.longest)
                or (joined <= roomy and (_scrap(last.text) or _scrap(sentence.text)))
            )
        ):
            language = last.language if last.language == sentence.language else ""
            out[-1] = Sentence(last.text + sentence.text, language, last.apart)
        else:
            out.append(sentence)
    return out


def _scrap(sentence: str) -> bool:
    return len(sentence) < _JOINED // 8 and sum(1 for _ in _units(sentence)) < _FEW_WORDS


def _units(sentence: str) -> Iterator[str]:
    for word in _WORD.findall(sentence):
        if "\u3040" <= word[0] <= "\u9fff":
            yield from word[: _FEW_WORDS + 1]
        else:
            yield word
