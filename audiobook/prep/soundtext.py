"""Marks of sound as text and in normal form, and the rules that hold between them."""

from __future__ import annotations

import re
from dataclasses import replace

from audiobook.errors import ScriptError
from audiobook.prep.marks import escape, one_line
from audiobook.prep.times import LEAST_DB, MAX_TIME_MS, MOST_DB, level_text, time_text
from audiobook.script import (
    BED_DB,
    CLEAR_DB,
    LOOP_DB,
    MOST_BED_DB,
    ClipMark,
    Mark,
    MusicEnd,
    MusicMark,
    Script,
    SoundEnd,
    SoundMark,
    Stretch,
)

_PLAIN = re.compile(r"[^\s\"\\\[\]]+")
_QUOTED = '"[]'


def mark_text(mark: Mark) -> str:
    """A mark in normal form as a script writes it; what is usual is left out."""
    if isinstance(mark, SoundEnd):
        words = ["sound end", _name(mark.file, "fade"), _time("fade", mark.fade_ms)]
    elif isinstance(mark, MusicEnd):
        words = ["music end", _time("tail", mark.tail_ms or None), _time("fade", mark.fade_ms)]
    elif isinstance(mark, MusicMark):
        usual = max(CLEAR_DB, mark.level_db)
        words = [
            f"music {_name(mark.file, 'end')}",
            "once" if mark.once else "",
            _level(mark.level_db, BED_DB),
            f"clear {level_text(mark.clear_db)}" if mark.clear_db != usual else "",
            _fade(mark.fade),
            _time("lead", mark.lead_ms or None),
            _time("crossfade", mark.crossfade_ms or None),
        ]
    elif isinstance(mark, ClipMark):
        words = [f"clip {_name(mark.file)}", _stretch(mark.stretch), _level(mark.level_db, 0.0), _fade(mark.fade)]
        words += [f'"{escape(mark.words, _QUOTED)}"' if mark.words else ""]
        words += [f"as {_name(mark.speaker)}" if mark.speaker else ""]
    else:
        words = [f"sound {_name(mark.file, 'end')}", _stretch(mark.stretch), "under" if mark.under else ""]
        words += ["loop" if mark.loop else "", _level(mark.level_db, LOOP_DB if mark.loop else 0.0), _fade(mark.fade)]
    return f"[{' '.join(filter(None, words))}]"


def _name(name: str, *reserved: str) -> str:
    plain = not name or (_PLAIN.fullmatch(name) and name.casefold() not in reserved)
    return name if plain else f'"{escape(name, _QUOTED)}"'


def _level(level: float, usual: float) -> str:
    return level_text(level) if level != usual else ""


def _time(word: str, ms: int | None) -> str:
    return "" if ms is None else f"{word} {time_text(ms)}"


def _fade(fade: tuple[int, int] | None) -> str:
    if fade is None:
        return ""
    first, second = map(time_text, fade)
    return f"fade {first}" if first == second else f"fade {first}/{second}"


def _stretch(stretch: Stretch | None) -> str:
    if stretch is None:
        return ""
    return f"{time_text(stretch.start_ms)}-{'' if stretch.end_ms is None else time_text(stretch.end_ms)}"


def normal_mark(mark: Mark) -> Mark | None:
    """The mark that its text says: names on one line, times and levels that can be meant; ``None`` without a file."""
    if isinstance(mark, MusicEnd):
        return replace(mark, tail_ms=_ms(mark.tail_ms), fade_ms=_ms_or_none(mark.fade_ms))
    mark = replace(mark, file=one_line(mark.file))
    if isinstance(mark, SoundEnd):
        return replace(mark, fade_ms=_ms_or_none(mark.fade_ms))
    if not mark.file:
        return None
    mark = replace(mark, level_db=_db(mark.level_db), fade=mark.fade and (_ms(mark.fade[0]), _ms(mark.fade[1])))
    return _normal_bed(mark) if isinstance(mark, MusicMark) else _normal_sound(mark)


def _normal_bed(mark: MusicMark) -> MusicMark:
    level = min(mark.level_db, MOST_BED_DB)
    lead, crossfade = _ms(mark.lead_ms), _ms(mark.crossfade_ms)
    return replace(mark, level_db=level, clear_db=max(_db(mark.clear_db), level), lead_ms=lead, crossfade_ms=crossfade)


def _normal_sound(mark: SoundMark | ClipMark) -> SoundMark | ClipMark:
    stretch = _normal_stretch(mark.stretch)
    if isinstance(mark, ClipMark):
        return replace(mark, stretch=stretch, words=one_line(mark.words), speaker=one_line(mark.speaker))
    return replace(mark, stretch=None, under=False) if mark.loop else replace(mark, stretch=stretch)


def _normal_stretch(stretch: Stretch | None) -> Stretch | None:
    if stretch is None:
        return None
    start, end = _ms(stretch.start_ms), _ms_or_none(stretch.end_ms)
    return Stretch(start, end) if end is None or end > start else None


def _db(level: float) -> float:
    return round(min(max(level, LEAST_DB), MOST_DB), 1)


def _ms(ms: int) -> int:
    return min(max(ms, 0), MAX_TIME_MS)


def _ms_or_none(ms: int | None) -> int | None:
    return None if ms is None else _ms(ms)


def check_marks(script: Script) -> None:
    """Raise ScriptError for an end without a beginning, and for a loop that is begun while it runs."""
    bed, loops = False, set[str]()
    for item in (item for chapter in script.chapters for item in chapter.items):
        if isinstance(item, MusicMark):
            bed = True
        elif isinstance(item, MusicEnd):
            if not bed:
                raise _stray(script, item, "music that runs", "[music FILE]")
            bed = False
        elif isinstance(item, SoundMark) and item.loop:
            if item.file in loops:
                hint = f"take it out, or end the first one with {mark_text(SoundEnd(item.file))}"
                raise ScriptError(f"{mark_text(item)} runs already", source=script.at(item.line), hint=hint)
            loops.add(item.file)
        elif isinstance(item, SoundEnd):
            if not loops or (item.file and item.file not in loops):
                raise _stray(script, item, "loop that runs", " or ".join(sorted(loops)) or "[sound FILE loop]")
            loops = loops - {item.file} if item.file else set()


def _stray(script: Script, mark: MusicEnd | SoundEnd, what: str, known: str) -> ScriptError:
    hint = f"take it out, or put {known} before it"
    if isinstance(mark, SoundEnd) and mark.file and "[" not in known:
        hint = f"here runs {known}: take the mark out, or correct the name"
    return ScriptError(f"{mark_text(mark)} stands after no {what}", source=script.at(mark.line), hint=hint)
