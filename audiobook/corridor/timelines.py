"""The chapters of a book in time, each laid when its takes are there; what runs on from one into the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from audiobook.corridor.sounds import BookSounds
from audiobook.editing.assemble import lay_chapter
from audiobook.editing.heard import Laid
from audiobook.take import Boundary, Segment, Take


@dataclass(frozen=True, slots=True)
class ChapterPlan:
    """One chapter to be made: its place in the script, the title for marks, and its segments in order."""

    index: int
    title: str
    segments: tuple[Segment, ...]


class Timelines:
    """Lays chapters, each once. Not thread-safe.

    Music that runs over a chapter's end goes on in the next one where it was: such a chapter waits for the takes of the
    one before it too.
    """

    def __init__(
        self,
        plans: tuple[ChapterPlan, ...],
        takes: Mapping[str, Take],
        pauses_ms: Mapping[Boundary, int],
        rate_hz: int,
        sounds: BookSounds,
    ) -> None:
        """``takes`` by key, filled as they come."""
        self._plans = {plan.index: plan for plan in plans}
        self._takes, self._pauses, self._rate_hz, self._sounds = takes, pauses_ms, rate_hz, sounds
        #: For each chapter that something runs into, the one before it.
        self._before = {
            two.index: one.index for one, two in pairwise(plans) if two.index in sounds.chained and one.index >= 0
        }
        self._laid: dict[int, Laid] = {}

    def keys(self) -> dict[int, set[str]]:
        """The takes that each chapter needs before it can be laid, in the order of the plans."""
        needed: dict[int, set[str]] = {}
        for index, plan in self._plans.items():
            needed[index] = {segment.key for segment in plan.segments}
            if index in self._before:
                needed[index] |= needed[self._before[index]]
        return needed

    def lay(self, index: int) -> Laid:
        """A chapter in time, and with it those before it that something runs on from. Raises TakeError."""
        way = [index]
        while way[-1] not in self._laid and way[-1] in self._before:
            way.append(self._before[way[-1]])
        for each in reversed(way):
            if each not in self._laid:
                running = self._laid[self._before[each]].running if each in self._before else ()
                plan = self._plans[each]
                sounds = self._sounds.of(each, plan.segments, running)
                self._laid[each] = lay_chapter(
                    each, plan.title, plan.segments, self._takes, self._pauses, self._rate_hz, sounds
                )
        return self._laid[index]
