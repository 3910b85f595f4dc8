"""The transcript: what the finished chapters say, sentence by sentence, in the author's words and in time.

The texts come from the script and not from what the engines were sent, so nothing of it is lost, doubled or respelt;
the times come from where mastering put each segment.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import PurePath

from audiobook.corridor.displayed import segment_starts
from audiobook.corridor.production import ChapterPlan
from audiobook.editing.assemble import LEAD_MS, TAIL_MS
from audiobook.master import ChapterMaster, ClipSpan, MasterSpan
from audiobook.prep.sentences import split_sentences
from audiobook.script import Chapter, ClipMark, Cue, Heading, Paragraph, Say, Script, Words, inline_text
from audiobook.source import SourceRef
from audiobook.take import Respoken, Segment
from audiobook.transcript import Line, TranscribedChapter, Transcript, respoken_in, word_at

#: The number of a chapter's own title among its items, as segmenting has it.
_TITLE = -1
#: Quiet margins are at most this part of a take (own judgement): a very short one has smaller ones than asked for.
_MOST_MARGIN = 4

Places = Mapping[tuple[int, int], SourceRef]


@dataclass(frozen=True, slots=True)
class _Cue:
    """The displayed text of one cue with the segments that say it, each with its time; ``None`` for unheard ones.

    ``says`` is what a person had said otherwise, with its place in the text. The words of a recorded clip have its
    time and no segments.
    """

    line: Line
    text: str
    said: Sequence[tuple[Segment, MasterSpan | None]]
    says: tuple[tuple[int, Respoken], ...] = ()
    clip: ClipSpan | None = None


def transcript_of(
    plans: Sequence[ChapterPlan],
    chapters: Sequence[ChapterMaster],
    script: Script,
    language: str,
    places: Places | None = None,
) -> Transcript:
    """The transcript of mastered chapters, in their order.

    ``plans`` has the segments that ``ChapterMaster.spans`` count; ``places`` (``sourcemap.realign``) is where in the
    book each ``(chapter, item)`` of the script stands: without one a line points into the script. Chapters that are not
    of the script (credits) are transcribed from their segments and marked as added, as are the words of recorded clips,
    which no page of the book has. The texts of a chapter's lines with
    the white space after them are the script's own, but for control characters and the kind of white space. Linear in
    the length of the book. Raises KeyError for a chapter without a plan.
    """
    planned = {plan.index: plan for plan in plans}
    found = []
    for master in chapters:
        plan = planned[master.chapter]
        spans = {span.segment: span for span in master.spans}
        said = [(segment, spans.get(n)) for n, segment in enumerate(plan.segments)]
        own = 0 <= plan.index < len(script.chapters)
        cues = _cues(script, plan.index, said, places or {}, master.clips) if own else _added(said)
        lines = tuple(_chapter(cues, language, master.rate_hz))
        found.append(TranscribedChapter(master.title, master.n_samples, lines))
    return Transcript(chapters[0].rate_hz if chapters else 0, language, tuple(found))


def _cues(
    script: Script,
    number: int,
    said: Sequence[tuple[Segment, MasterSpan | None]],
    places: Places,
    clips: Sequence[ClipSpan],
) -> Iterator[_Cue]:
    """Every displayed cue of a chapter, in order."""
    by_cue: dict[tuple[int, int], list[tuple[Segment, MasterSpan | None]]] = defaultdict(list)
    for segment, span in said:
        by_cue[segment.item, segment.cue].append((segment, span))
    file = PurePath(script.file).name  # a place on this machine says nothing to a listener
    for item, heading, line, cues in _items(script.chapters[number]):
        source = places.get((number, item)) or SourceRef(file=file, line=line)
        for n, cue in enumerate(cues):
            clip = next((each for each in clips if each.item == item), None)
            base = Line("", 0, 0, item, cue.speaker, heading, added=clip is not None, source=source)
            yield _Cue(base, cue.text, by_cue[item, n], tuple(_says(cue)), clip)


def _items(chapter: Chapter) -> Iterator[tuple[int, bool, int, tuple[Cue, ...]]]:
    """What a chapter displays: item, whether it is a heading, line of the script, cues. A silent title is not heard."""
    if chapter.title and not chapter.silent:
        yield _TITLE, True, chapter.line, (Cue(chapter.title),)
    for n, item in enumerate(chapter.items):
        if isinstance(item, Paragraph):
            yield n, False, item.line, item.cues
        elif isinstance(item, Heading):
            yield n, True, item.line, (Cue(item.parts),)
        elif isinstance(item, ClipMark) and item.words:
            yield n, False, item.line, (Cue((Words(item.words),), item.speaker),)


def _says(cue: Cue) -> Iterator[tuple[int, Respoken]]:
    at = 0
    for part in cue.parts:
        if isinstance(part, Say) and part.written:
            yield at, Respoken(part.written, part.spoken, "[say]")
        at += len(inline_text((part,)))


def _added(said: Sequence[tuple[Segment, MasterSpan | None]]) -> Iterator[_Cue]:
    """A chapter that the script does not have, as its segments display it."""
    grouped: dict[tuple[int, int], list[tuple[Segment, MasterSpan | None]]] = {}
    for segment, span in said:
        grouped.setdefault((segment.item, segment.cue), []).append((segment, span))
    for (item, _), group in grouped.items():
        first = group[0][0]
        text = " ".join(segment.displayed for segment, _ in group)
        source = SourceRef(file=PurePath(first.source.file).name, line=first.source.line)
        yield _Cue(Line("", 0, 0, item, first.speaker, item == _TITLE, added=True, source=source), text, group)


def _chapter(cues: Iterator[_Cue], language: str, rate_hz: int) -> Iterator[Line]:
    """The lines of a chapter; the white space at a cue's beginning goes to the line before it in the same item."""
    last: Line | None = None
    for cue in cues:
        at = last.end if last else 0
        for line in _lines(cue, at, language, rate_hz):
            if not line.text:
                if last and last.item == line.item:
                    last = replace(last, after=_joined(last.after, line.after))
                continue
            if last:
                yield last
            last = line
    if last:
        yield last


def _joined(one: str, two: str) -> str:
    return max(one, two, key=("", " ", "\n").index)


def _lines(cue: _Cue, at: int, language: str, rate_hz: int) -> Iterator[Line]:
    """One cue's lines. A first one without text carries the white space that the cue begins with."""
    if cue.clip:
        timed = replace(cue.line, text=_shown(cue.text), start=cue.clip.start, end=cue.clip.end)
        yield from _sentences(timed, language)
        return
    heard = [(segment, span) for segment, span in cue.said if span is not None]
    yield replace(cue.line, after=_gap(cue.text[: len(cue.text) - len(cue.text.lstrip())]))
    if not heard:
        yield replace(cue.line, text=_shown(cue.text), start=at, end=at, after=_trailing(cue.text))
        return
    cuts = [0, *segment_starts(cue.text, [segment.displayed for segment, _ in heard])]
    for (segment, span), start, end in zip(heard, cuts, [*cuts[1:], len(cue.text)], strict=True):
        text = cue.text[start:end]
        margin = (span.end - span.start) // _MOST_MARGIN
        line = replace(
            cue.line,
            text=_shown(text),
            start=span.start,
            end=span.end,
            after=_trailing(text),
            lead=min(LEAD_MS * rate_hz // 1000, margin),
            tail=min(TAIL_MS * rate_hz // 1000, margin),
            respoken=_respoken(cue, start, end, segment),
        )
        yield from _sentences(line, language)


def _respoken(cue: _Cue, start: int, end: int, segment: Segment) -> tuple[Respoken, ...]:
    """What is said otherwise in ``[start, end)``, by a person or by a rule, in order."""
    own = [(at - start, each) for at, each in cue.says if start <= at < end]
    ruled = [(at, each) for at, _, each in respoken_in(cue.text[start:end], segment.respoken)]
    return tuple(each for _, each in sorted([*own, *ruled], key=itemgetter(0)))


def _shown(text: str) -> str:
    """On one line, without control characters; all other signs stay, since they shape what is seen."""
    if not text.isprintable():
        text = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in {"Cc", "Cs"})
    return " ".join(text.split())


def _trailing(text: str) -> str:
    return _gap(text[len(text.rstrip()) :]) if text.strip() else ""


def _gap(space: str) -> str:
    return "\n" if "\n" in space else " " if space else ""


def _sentences(line: Line, language: str) -> Iterator[Line]:
    """One line for each sentence; the times of several in one take are shares of it by what is spoken of each."""
    sentences = split_sentences(line.text, language)
    if len(sentences) < 2:  # noqa: PLR2004 - nothing to split
        yield line
        return
    words, respoken = line.timed_words(), respoken_in(line.text, line.respoken)
    at, begin, lead = 0, line.start, line.lead
    for n, sentence in enumerate(sentences):
        end = at + len(sentence)
        last = n == len(sentences) - 1
        finish, tail, next_lead = line.end, line.tail, 0
        if not last:
            before, behind = words[word_at(words, end - 1)].finish, words[word_at(words, end)].begin
            finish = max(begin, (before + behind) // 2)
            tail, next_lead = max(0, finish - before), max(0, behind - finish)
        yield replace(
            line,
            text=sentence.strip(),
            start=begin,
            end=finish,
            lead=lead,
            tail=tail,
            after=line.after if last else _gap(sentence[len(sentence.rstrip()) :]),
            estimated=True,
            respoken=tuple(each for a, _, each in respoken if at <= a < end),
        )
        at, begin, lead = end, finish, next_lead
