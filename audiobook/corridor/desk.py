"""The mastering desk: a chapter is mastered as soon as its takes are there and the levels of its voices are known."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from dataclasses import replace

from audiobook.config import Config
from audiobook.corridor.encodings import encodings_for
from audiobook.corridor.mending import tell_damage
from audiobook.corridor.pools import Pools, Task
from audiobook.corridor.request import Stage
from audiobook.corridor.sounds import BookSounds
from audiobook.corridor.timelines import ChapterPlan, Timelines
from audiobook.corridor.workfolder import WorkFolder
from audiobook.editing.pauses import pause_table
from audiobook.errors import OutputError
from audiobook.events import ChapterDone, Emit, StageFinished, StageStarted, note
from audiobook.master import ChapterMaster
from audiobook.mastering.chapter import (
    ChapterJob,
    book_loudness,
    encoded_already,
    load_master,
    master_chapter,
    master_key,
)
from audiobook.mastering.levels import Gains, book_step, file_gains, measure_gain, sample_keys
from audiobook.mastering.lock import load_gains, save_gains
from audiobook.take import Take
from audiobook.timeline import Timeline

__all__ = ["ChapterPlan", "MasteringDesk"]

#: The limiter works this far below the promised ceiling: the decoded AAC of a whole novel (12 hours, hibari, 64 kbit/s,
#: fast coder) was found 0.99 dB above what the limiter let through, and MP3 less.
_CODEC_MARGIN_DB = 1.5
#: Steps to the levels of a chapter's own: a dedication of 7 s, half of it quiet, needed two (own judgement: as many to
#: spare).
_TRIMS = 4


class MasteringDesk:
    """Masters each chapter when its takes are complete and the level of every voice is known.

    Levels are measured on a sample of takes that depends on the segments only, never on the order in which they
    happened to be recorded: an interrupted build ends in the same sound. Used from the coordinating thread only.
    """

    def __init__(
        self,
        plans: tuple[ChapterPlan, ...],
        config: Config,
        work: WorkFolder,
        pools: Pools,
        emit: Emit,
        sounds: BookSounds | None = None,
    ) -> None:
        """Nothing is started before the first take is ready."""
        self._plans = {plan.index: plan for plan in plans}
        self._work, self._pools, self._emit, self._audio = work, pools, emit, config.audio
        self._encodings = encodings_for(config)
        self._limits = config.profile.limits if config.profile.making.trim_files else None
        self._takes: dict[str, Take] = {}
        sounds, pauses = sounds or BookSounds(work.sounds), pause_table(config.pauses_ms)
        self._timelines = Timelines(plans, self._takes, pauses, self._audio.rate_hz, sounds)
        self._missing = self._timelines.keys()
        self._chapters_of: dict[str, list[int]] = {}
        for index, keys in self._missing.items():
            for key in keys:
                self._chapters_of.setdefault(key, []).append(index)
        self._gains = load_gains(work.gains, self._audio.target_lufs, self._audio.ceiling_dbtp - _CODEC_MARGIN_DB)
        samples = sample_keys([s for plan in plans for s in plan.segments])
        self._samples = {v: keys for v, keys in samples.items() if v not in self._gains.voices_db}
        self._sample_missing = {key for keys in self._samples.values() for key in keys}
        self._measuring: dict[str, Task[float]] = {}
        #: A chapter of sounds alone waits for no take.
        self._ready = [index for index, keys in self._missing.items() if not keys]
        self._working: dict[Task[ChapterMaster], tuple[int, Gains]] = {}
        #: Chapters as the book's levels make them, perhaps without files, and as they are handed over.
        self._measured: dict[int, ChapterMaster] = {}
        self._done: dict[int, ChapterMaster] = {}
        self._started = 0.0
        self._reused = 0

    def wanted_for_levels(self) -> frozenset[str]:
        """Keys of the takes that levels will be measured on; to be recorded first."""
        return frozenset(self._sample_missing)

    def take_ready(self, take: Take) -> None:
        """A take is in the store."""
        if not self._started:
            self._started = time.monotonic()
            self._emit(StageStarted(Stage.MASTERS, len(self._plans)))
        self._takes[take.key] = take
        self._sample_missing.discard(take.key)
        for index in self._chapters_of.pop(take.key, ()):
            self._missing[index].discard(take.key)
            if not self._missing[index]:
                self._ready.append(index)
        self._advance()

    def finish(self, *, whole: bool = True) -> tuple[ChapterMaster, ...]:
        """Wait for the rest; all chapters in order. Raises what mastering raises.

        Chapters that are not the ``whole`` book (a sample of it) are made at its levels and have no say in them.
        """
        for task in self._measuring.values():
            task.result()
        self._advance()
        self._wait()
        if whole:
            self._settle()
        self._trim(self._done)
        self._wait()
        self._emit(
            StageFinished(Stage.MASTERS, time.monotonic() - self._started, len(self._done) - self._reused, self._reused)
        )
        return tuple(self._done[index] for index in sorted(self._done))

    def _advance(self) -> None:
        if self._levels_known():
            for index in self._ready:
                self._start(index)
            self._ready.clear()
        for task in [t for t in self._working if t.done()]:
            self._collect(task)

    def _wait(self) -> None:
        while self._working:
            self._collect(next(iter(self._working)))

    def _levels_known(self) -> bool:
        if not self._samples:
            return True
        if self._sample_missing:
            return False
        if not self._measuring:
            for voice, keys in self._samples.items():
                takes = tuple(self._takes[key] for key in keys)
                self._measuring[voice] = self._pools.start(
                    measure_gain, str(self._work.takes), takes, self._gains.target_lufs, self._gains.ceiling_dbtp
                )
        if not all(task.done() for task in self._measuring.values()):
            return False
        measured = {voice: task.result() for voice, task in self._measuring.items()}
        self._gains = replace(self._gains, voices_db={**self._gains.voices_db, **measured})
        save_gains(self._work.gains, self._gains)
        self._samples = {}
        return True

    def _settle(self) -> None:
        """Bring the whole book to its target and freeze that: once, and again only when edits have moved it far.

        Until it is done nothing is frozen, so a build that is interrupted takes the same step again.
        """
        if self._gains.book_lufs is not None and self._reused == len(self._plans):
            return
        found = self._book_lufs()
        if step := book_step(self._gains, found):
            note(self._emit, "book-level", f"the book came out at {found:.1f} LUFS and is mastered once more")
            self._gains = replace(self._gains.louder(step), book_lufs=None)
            self._measured, self._done, self._reused = {}, {}, 0
            for index in self._plans:
                self._start(index)
            self._wait()
            found = self._book_lufs()
        if self._gains.book_lufs is None and math.isfinite(found):
            self._gains = replace(self._gains, book_lufs=round(found, 2))
            save_gains(self._work.gains, self._gains)

    def _book_lufs(self) -> float:
        masters = [self._measured[index] for index in sorted(self._measured)]
        return book_loudness(masters, self._work.masters).integrated_lufs

    def _start(self, index: int) -> None:
        """Master a chapter at the book's levels or, where it is known that these do not do, at its own."""
        measured = load_master(self._work.masters, self._key(index, self._gains), (), index)
        if measured is not None:
            self._measured[index] = measured
        if not self._trim([index]):
            self._make(index, self._gains)

    def _trim(self, indices: Iterable[int]) -> bool:
        """Start chapters whose file would lie outside the profile's limits again, at levels of their own."""
        started = False
        for index in list(indices):
            own, done = self._wanted(index), self._done.get(index)
            if own != self._gains and (done is None or done.key != self._key(index, own)):
                self._make(index, own)
                started = True
        return started

    def _wanted(self, index: int) -> Gains:
        """The levels at which a chapter's file passes, as far as it was measured; the book's own before that.

        In steps: what the limiter takes away from a short file, the next one gives back.
        """
        gains, measured = self._gains, self._measured.get(index)
        if self._limits is None or gains.book_lufs is None:
            return gains
        highest = self._limits.sample_peak_dbfs.most
        ceiling = None if highest is None else highest - _CODEC_MARGIN_DB
        for _step in range(_TRIMS):
            if measured is None:
                break
            before, gains = gains, file_gains(gains, measured.loudness, self._limits.rms_dbfs, ceiling)
            if gains == before:
                break
            measured = load_master(self._work.masters, self._key(index, gains), (), index)
        return gains

    def _make(self, index: int, gains: Gains) -> None:
        """Take a chapter from the masters, or start to master it."""
        key = self._key(index, gains)
        kept = load_master(self._work.masters, key, self._encodings, index, self._plans[index].title)
        if kept is not None and (self._limits is None or kept.loudness.rms_dbfs is not None):
            self._reused += 1
            self._done[index] = replace(kept, clips=self._timelines.lay(index).clips)
            return
        tell_damage(self._work.masters, key, self._plans[index].title, self._emit)
        there = {e.encoding for e in encoded_already(self._work.masters, key)}
        missing = tuple(e for e in self._encodings if e not in there)
        takes, masters, sounds = (str(folder) for folder in (self._work.takes, self._work.masters, self._work.sounds))
        tone = self._audio.room_tone_dbfs
        spare, timeline = self._core_is_spare(), self._timeline(index)
        job = ChapterJob(timeline, takes, gains, missing, masters, key, tone, sounds, spare)
        self._working[self._pools.start(master_chapter, job)] = index, gains

    def _core_is_spare(self) -> bool:
        """Whether the next chapter is mastered alone: nothing else is, and nothing, or hardly anything, is recorded."""
        recorded = self._gains.book_lufs is not None or not any(self._missing.values())
        return recorded and not self._working and self._pools.jobs > 1

    def _collect(self, task: Task[ChapterMaster]) -> None:
        index, gains = self._working.pop(task)
        plan = self._plans[index]
        kept = load_master(self._work.masters, (made := task.result()).key, self._encodings, index, plan.title)
        if kept is None:
            raise OutputError("a mastered chapter has vanished", hint="build again; it is mastered anew")
        if gains == self._gains:
            self._measured[index] = kept
        if (wanted := self._wanted(index)) != gains:
            self._make(index, wanted)
            return
        master = replace(kept, encoder_cpu_ms=made.encoder_cpu_ms, clips=self._timelines.lay(index).clips)
        self._done[index] = master
        audio_ms = master.n_samples * 1000 // master.rate_hz
        self._emit(ChapterDone(index, plan.title, audio_ms, master.encoder_cpu_ms, len(self._done), len(self._plans)))

    def _timeline(self, index: int) -> Timeline:
        return self._timelines.lay(index).timeline

    def _key(self, index: int, gains: Gains) -> str:
        return master_key(self._timeline(index), gains, self._audio.room_tone_dbfs)
