"""When the element of each stretch is heard: clips in the audio file of its chapter, to the millisecond."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audiobook.sound.codecs import MP3_DELAY
from audiobook.writers.overlay.letters import letters

if TYPE_CHECKING:
    from audiobook.master import EncodedChapter
    from audiobook.transcript import Line
    from audiobook.writers.overlay.marking import Target
    from audiobook.writers.overlay.page import Page
    from audiobook.writers.overlay.placing import Spoken, Stretch


@dataclass(frozen=True, slots=True)
class Sound:
    """The audio file of a chapter as the book has it; ``used`` is its name in the package."""

    name: str
    encoded: EncodedChapter
    rate_hz: int

    def milliseconds(self, sample: int) -> int:
        """Where a sample of the chapter is heard in the file.

        An MP4's edit list hides what its encoder put first; in MP3 nothing is hidden, so all is late by the decoder's
        delay.
        """
        encoding = self.encoded.encoding
        late = MP3_DELAY / encoding.rate_hz if encoding.codec == "mp3" else 0.0
        return round((sample / self.rate_hz + late) * 1000)


@dataclass(frozen=True, slots=True)
class Clip:
    """One ``par``: an element and samples ``[begin, end)`` of a chapter; ``pause`` is the quiet after its words."""

    target: Target
    chapter: int
    begin: int
    end: int
    pause: bool = False


def clips(page: Page, stretch: Stretch, targets: Sequence[Target]) -> Iterator[Clip]:
    """What is heard while the elements of a stretch are shown, in order, each line followed by its pause.

    A line of several elements is cut by the times of its words; lines that share one stretch share its elements.
    """
    heard = [spoken for spoken in stretch.spoken if not spoken.line.silent]
    if len(heard) == 1:
        yield from _cut(page, heard[0], targets)
        return
    for n, spoken in enumerate(heard):
        target = targets[min(n, len(targets) - 1)]
        yield Clip(target, spoken.chapter, spoken.line.start, spoken.line.end)
        yield from _pause(target, spoken)


def _cut(page: Page, spoken: Spoken, targets: Sequence[Target]) -> Iterator[Clip]:
    line = spoken.line
    marks = [line.start]
    if len(targets) > 1:
        before = 0
        for target in targets[:-1]:
            before += len(letters(page.spoken, target.start, target.end, words=True).text)
            marks.append(max(marks[-1], _time(line, before)))
    marks.append(line.end)
    last = targets[0]
    for target, begin, end in zip(targets, marks, marks[1:], strict=False):
        if end > begin:
            yield Clip(target, spoken.chapter, begin, end)
            last = target
    yield from _pause(last, spoken)


def _time(line: Line, count: int) -> int:
    """When the word begins that stands after ``count`` letters and digits of a line."""
    words = line.timed_words()
    done = 0
    for word in words:
        if done >= count:
            return min(max(word.begin, line.start), line.end)
        done += len(letters(line.text, word.start, word.end, words=True).text)
    return line.end


def _pause(target: Target, spoken: Spoken) -> Iterator[Clip]:
    if spoken.until > spoken.line.end:
        yield Clip(target, spoken.chapter, spoken.line.end, spoken.until, pause=True)
