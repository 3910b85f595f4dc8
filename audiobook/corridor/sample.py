"""The retail sample: the beginning of the first real chapter, up to a sentence's end, as a file of its own.

It is one more chapter, made of segments that are recorded already, mastered and written like all others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import dropwhile
from pathlib import Path

from audiobook.config import Config
from audiobook.corridor.casting import CastBook
from audiobook.corridor.mending import mended
from audiobook.corridor.pools import Pools
from audiobook.corridor.preparation import PreparedScript
from audiobook.corridor.production import ChapterPlan, MasteringDesk
from audiobook.corridor.publishing import make_master, publish
from audiobook.corridor.request import Request, Target
from audiobook.corridor.workfolder import WorkFolder
from audiobook.editing.assemble import assemble
from audiobook.editing.pauses import pause_table
from audiobook.events import Emit, Event, StageFinished, StageStarted, silent, warn
from audiobook.plugins import load_writer
from audiobook.prep.spoken import ends_sentence
from audiobook.readers.sections.titles import fold
from audiobook.readers.walk.vocabulary import KIND_LABELS, SILENT_LABELS
from audiobook.recording.store import TakeStore
from audiobook.script import Chapter, Heading, Paragraph, Script
from audiobook.take import Boundary, Segment, Take

#: Formats of one file of sound, one that is called otherwise than its folder, and the one that every store takes.
_SOUND = ("m4b", "mp3", "opus", "flac", "wav")
_SINGLES = {"m4a-chapters": "m4b"}
_ANY = "mp3"
#: A chapter of fewer characters is a page of the front matter: a motto, "Part One" (own judgement: some 80 words).
_LEAST_CHARACTERS = 400
#: A shorter chapter is not all of a sample: stores want one of 1 to 5 minutes (facts/audio.md, section 7).
_SHORTEST_S = 60
#: Titles of what comes before a book and is not the book; a prologue is.
_FRONT = frozenset({*SILENT_LABELS, *(label for label, kind in KIND_LABELS.items() if kind != "prologue")})
_PROLOGUES = frozenset(label for label, kind in KIND_LABELS.items() if kind == "prologue")
#: What may follow: "Foreword by …", "Preface to the second edition", "Introduction: …".
_NAMED = re.compile(r" by | to |[,:(]")
#: A folded title that says that the book begins; no title like "I Am a Cat", and only near the book's beginning, since
#: a story in the middle of a collection may count its parts too (own judgement).
_NUMBER_ONE = re.compile(
    r"(?:chapter|chapitre|kapitel|cap[ií]tulo|capitolo) (?:1|i|one|the first|premier|eins|uno|primero|primo)\b"
    r"|(?:1|i|one)(?:$|[.:)—–])(?!\d)|第[一1１][章回节節]|一$"
)
_BEGINNING = 0.15
_SENTENCE_ENDS = frozenset(Boundary) - {Boundary.CLAUSE, Boundary.LINE}


def sample_targets(request: Request, wanted: Sequence[Target]) -> tuple[Target, ...]:
    """Where the sample goes, if one is wanted: beside the first of the files, as a single file of its format."""
    if not request.config.credits.sample_s or not wanted:
        return ()
    first = wanted[0]
    singles = (_SINGLES.get(target.format, target.format.removesuffix("-chapters")) for target in wanted)
    name = next((single for single in singles if single in _SOUND), _ANY)
    stem = first.path.stem if load_writer(first.format).suffix else request.name
    return (Target(name, first.path.parent / f"{stem}-sample{load_writer(name).suffix}"),)


def publish_sample(
    targets: tuple[Target, ...],
    plans: Sequence[ChapterPlan],
    prepared: PreparedScript,
    cast: CastBook,
    config: Config,
    work: WorkFolder,
    pools: Pools,
    emit: Emit,
) -> tuple[Path, ...]:
    """Master and write the sample of recorded ``plans``, the book's chapters without credits; nothing for no targets.

    A file that is there already stays. Raises OutputError, QualityError.
    """
    if not targets:
        return ()
    takes = TakeStore(work.takes).load_many(s.key for plan in plans for s in plan.segments)
    plan = sample_plan(plans, prepared.script, takes, config)
    if plan is None:
        seconds = config.credits.sample_s
        warn(emit, "no-sample", f"no sentence of the first chapter ends within {seconds} s, so there is no sample")
        return ()
    title = f"{config.metadata.title or prepared.metadata.title or 'Untitled'} (Sample)"
    own = replace(
        config,
        build=replace(config.build, formats=tuple(target.format for target in targets)),
        metadata=replace(config.metadata, title=title),
    )

    def written() -> tuple[Path, ...]:
        # Levels are known and takes are there: the desk only masters. It says nothing, since the stage is over.
        desk = MasteringDesk((plan,), own, work, pools, silent)
        for key in dict.fromkeys(segment.key for segment in plan.segments):
            desk.take_ready(takes[key])
        master = make_master(prepared, cast, desk.finish(whole=False), own)
        return publish(master, targets, own, work, pools, _within_stage(emit))

    return mended(written)


def _within_stage(emit: Emit) -> Emit:
    """Events without those that begin and end the stage, which has been."""

    def passed(event: Event) -> None:
        if not isinstance(event, StageStarted | StageFinished):
            emit(event)

    return passed


def sample_plan(
    plans: Sequence[ChapterPlan], script: Script, takes: Mapping[str, Take], config: Config
) -> ChapterPlan | None:
    """The sample as a chapter; ``None`` when not even its first sentence fits.

    It begins with the first words under the first real chapter's headings and ends with the last sentence after which
    the file, quiet at both ends included, is no longer than ``config.credits.sample_s``, or where the chapter ends if
    that is a minute or more. Linear in the text heard. Raises TakeError when a take is missing.
    """
    rate_hz, pauses = config.audio.rate_hz, pause_table(config.pauses_ms)
    rest = list(plans[_first(plans, script) :])
    segments: list[Segment] = []
    ends: dict[int, int] = {}
    for plan in rest:
        segments += dropwhile(lambda s: _is_heading(s, script), plan.segments) if not segments else plan.segments
        timeline = assemble(plan.index, plan.title, segments, takes, pauses, rate_hz)
        ends = {clip.segment: clip.start + clip.n_samples for track in timeline.tracks for clip in track.clips}
        if timeline.n_samples >= min(_SHORTEST_S, config.credits.sample_s) * rate_hz:
            break
    most = config.credits.sample_s * rate_hz - pauses[Boundary.CHAPTER_TAIL] * rate_hz // 1000
    fitting = [n for n, end in ends.items() if end <= most and _ends_well(segments[n], script)]
    if not fitting:
        return None
    last = max(fitting)
    cut = (*segments[:last], replace(segments[last], after=Boundary.CHAPTER_TAIL, pause_ms=None))
    return ChapterPlan(rest[0].index, rest[0].title, cut)


def _first(plans: Sequence[ChapterPlan], script: Script) -> int:
    """Which plan is the first real chapter's: a prologue, or the one numbered 1, or the first that is long enough."""
    chapters = [script.chapters[plan.index] for plan in plans]
    lengths = [_length(chapter) for chapter in chapters]
    real = [n for n, chapter in enumerate(chapters) if not _is_front(chapter)]
    long = [n for n in real if lengths[n] >= _LEAST_CHARACTERS]
    for n in long:
        if sum(lengths[:n]) > _BEGINNING * sum(lengths):
            break
        if (title := fold(chapters[n].name)) in _PROLOGUES or _NUMBER_ONE.match(title):
            return n
    return next(iter(long or real), 0)


def _is_front(chapter: Chapter) -> bool:
    return fold(_NAMED.split(fold(chapter.name), maxsplit=1)[0]) in _FRONT


def _length(chapter: Chapter) -> int:
    return sum(len(cue.text) for item in chapter.items if isinstance(item, Paragraph) for cue in item.cues)


def _is_heading(segment: Segment, script: Script) -> bool:
    return segment.item < 0 or isinstance(script.chapters[segment.chapter].items[segment.item], Heading)


def _ends_well(segment: Segment, script: Script) -> bool:
    """Whether a listener hears an end after a segment: of a sentence, and not only of a chapter's title."""
    return segment.after in _SENTENCE_ENDS and ends_sentence(segment.displayed) and not _is_heading(segment, script)
