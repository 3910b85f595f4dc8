"""Music, effects and recorded clips of a book: from the script's marks to what mastering mixes.

Everything that can be wrong with them is found here, before anything is recorded or paid for.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from audiobook.config import Config
from audiobook.corridor.pools import Pools
from audiobook.corridor.preparation import PreparedScript
from audiobook.corridor.request import Request
from audiobook.corridor.sound_files import Use, find_files, import_files, uses_of
from audiobook.corridor.workfolder import WorkFolder
from audiobook.editing.heard import ChapterSounds, Heard, Running, events_of
from audiobook.editing.placing import stretch_of
from audiobook.errors import ScriptError
from audiobook.events import Emit, note, warn
from audiobook.prep.scriptfile import check_marks
from audiobook.prep.times import time_text
from audiobook.script import Chapter, ClipMark, Mark, MusicEnd, MusicMark, Script, SoundEnd, SoundMark, Stretch
from audiobook.sound.importing import Imported, measure_stretch
from audiobook.take import Segment

#: Music needs its treble: it is mixed, and handed over, at this rate at least (the CD's).
_LEAST_HZ = 44_100
#: The least that stereo with music is encoded with where nobody says otherwise, in kbit/s (own judgement: what the
#: podcast profile has).
_MP3_KBPS, _AAC_KBPS, _OPUS_KBPS = 128, 96, 64
#: Sounds shorter than this are as loud as their loudest 400 ms, longer ones as their loudest 3 s (EBU Tech 3341's two
#: windows): so a bed is never nearer to the voices than its level says.
_SHORT_S = 3
#: A shorter loop is a tone, not an atmosphere (own judgement).
_LEAST_LOOP_MS = 100
#: More than this is never added to a recording: what is that quiet is noise (own judgement).
_MOST_GAIN_DB = 30.0


@dataclass(frozen=True, slots=True)
class BookSounds:
    """The sounds of a whole script; ``heard`` by chapter and item.

    ``chained`` are chapters that something runs into from the one before. ``channels`` are those of the files.
    """

    folder: Path
    script: Script | None = None
    heard: Mapping[int, Mapping[int, Heard]] = field(default_factory=dict)
    stereo: frozenset[str] = frozenset()
    chained: frozenset[int] = frozenset()
    mix_factor: int = 1
    channels: int = 1

    def sounding(self, chapter: int) -> bool:
        """Whether a chapter of the script has a sound of its own."""
        return bool(self.heard.get(chapter))

    def of(self, chapter: int, segments: Sequence[Segment], running: tuple[Running, ...]) -> ChapterSounds:
        """The sounds of a chapter with these segments; none of one that is not of the script."""
        if self.script is None or not 0 <= chapter < len(self.script.chapters):
            return ChapterSounds()
        heard = self.heard.get(chapter, {})
        files = {*(each.file for each in heard.values()), *(each.heard.file for each in running)}
        channels = self.channels if files & self.stereo else 1
        events = events_of(self.script.chapters[chapter], segments)
        return ChapterSounds(events, heard, running, channels, self.mix_factor)


def check_sounds(prepared: PreparedScript, request: Request) -> tuple[tuple[Use, ...], dict[str, Path]]:
    """The marks of a script that begin a sound, and where their files lie.

    Raises ScriptError for a mark that ends nothing, and for a file that is not there or not the script's.
    """
    script = replace(prepared.script, file=str(prepared.path))
    check_marks(script)
    uses = uses_of(script)
    return uses, find_files(script, uses, request)


def book_sounds(prepared: PreparedScript, request: Request, work: WorkFolder, pools: Pools, emit: Emit) -> BookSounds:
    """Import the script's sounds and find how loud each is to be. Raises ScriptError, OutputError."""
    uses, found = check_sounds(prepared, request)
    script, audio = prepared.script, request.config.audio
    factor = math.ceil(_LEAST_HZ / audio.rate_hz)
    files = import_files(script, uses, found, work, pools, audio.rate_hz * factor)
    heard: dict[int, dict[int, Heard]] = {}
    for use in uses:
        one = _heard(use, files[use.mark.file], script, work, (audio.rate_hz, factor), audio.target_lufs)
        if one.unity_db == -math.inf:
            warn(emit, "silent-sound", f"'{use.mark.file}' is silent where it is played", script.at(use.mark.line))
            one = replace(one, unity_db=0.0)
        heard.setdefault(use.chapter, {})[use.item] = one
    two = (each.file for each in files.values() if each.channels > 1 and audio.channels != 1)
    stereo, chained = frozenset(two), chained_chapters(script)
    if chained:
        first = script.chapters[min(chained)]
        message = (
            f"what runs when '{first.name}' begins fades out before it and goes on in it: chapters are encoded apart"
        )
        note(emit, "music-over-chapters", message, script.at(first.line))
    channels = audio.channels or (2 if stereo else 1)
    return BookSounds(work.sounds, script, heard, stereo, chained, factor, channels)


def _heard(
    use: Use, imported: Imported, script: Script, work: WorkFolder, rates: tuple[int, int], target_lufs: float
) -> Heard:
    rate_hz, factor = rates
    n_samples = imported.n_samples // factor
    if _looped(use.mark) and n_samples * 1000 < _LEAST_LOOP_MS * rate_hz:
        length = time_text(n_samples * 1000 // rate_hz)
        raise ScriptError(
            f"[{use.mark.word} …]: '{use.mark.file}' is only {length} long, too short to be looped",
            source=script.at(use.mark.line),
            hint="use a longer file, or play it once",
        )
    stretch = None if isinstance(use.mark, MusicMark) else use.mark.stretch
    if stretch:
        _check_stretch(use, stretch, n_samples * 1000 // rate_hz, script)
    first, last = stretch_of(stretch, n_samples, rate_hz)
    if stretch:
        lufs = measure_stretch(work.sounds / imported.file, first * factor, (last - first) * factor)
    elif isinstance(use.mark, ClipMark):
        lufs = imported.integrated_lufs
    else:
        short = n_samples < _SHORT_S * rate_hz
        lufs = imported.momentary_lufs if short else imported.short_term_lufs
    unity = min(target_lufs - lufs, _MOST_GAIN_DB) if math.isfinite(lufs) else -math.inf
    return Heard(imported.file, n_samples, round(unity, 2), imported.loop_samples // factor)


def _looped(mark: SoundMark | MusicMark | ClipMark) -> bool:
    return not mark.once if isinstance(mark, MusicMark) else isinstance(mark, SoundMark) and mark.loop


def _check_stretch(use: Use, stretch: Stretch, length_ms: int, script: Script) -> None:
    end = stretch.start_ms if stretch.end_ms is None else stretch.end_ms
    if max(end, stretch.start_ms + 1) > length_ms:
        length = time_text(length_ms)
        began = stretch.start_ms < length_ms
        raise ScriptError(
            f"[{use.mark.word} …]: '{use.mark.file}' ends at {length}, so {time_text(end)} is beyond its end",
            source=script.at(use.mark.line),
            hint=f"write {time_text(stretch.start_ms)}-{length}" if began else f"name a stretch before {length}",
        )


def chained_chapters(script: Script) -> frozenset[int]:
    """Chapters that begin while a bed or a loop runs. Linear."""
    bed, loops, chained = False, set[str](), set[int]()
    for n, chapter in enumerate(script.chapters):
        if bed or loops:
            chained.add(n)
        bed, loops = _running_after(chapter, bed, loops)
    return frozenset(chained)


def _running_after(chapter: Chapter, bed: bool, loops: set[str]) -> tuple[bool, set[str]]:  # noqa: FBT001 - a state
    for item in chapter.items:
        if isinstance(item, Mark):
            if isinstance(item, MusicMark | MusicEnd):
                bed = isinstance(item, MusicMark)
            elif isinstance(item, SoundMark) and item.loop:
                loops = loops | {item.file}
            elif isinstance(item, SoundEnd):
                loops = loops - {item.file} if item.file else set()
    return bed, loops


def delivered(config: Config, sounds: BookSounds) -> Config:
    """The settings of the files of a book with sounds: a rate that keeps the treble, and stereo where music is."""
    audio, given = config.audio, config.given.get("audio", {})
    if not sounds.heard:
        return config
    audio = replace(
        audio, channels=sounds.channels, file_rate_hz=audio.file_rate_hz or audio.rate_hz * sounds.mix_factor
    )
    if sounds.channels > 1:
        least = {"mp3_kbps": _MP3_KBPS, "aac_kbps": _AAC_KBPS, "opus_kbps": _OPUS_KBPS}
        raised = {name: max(getattr(audio, name), kbps) for name, kbps in least.items() if name not in given}
        audio = replace(audio, **raised)
    return replace(config, audio=audio)
