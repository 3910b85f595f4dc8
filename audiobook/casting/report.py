"""What a listener will hear of a cast: lines of each voice, one voice answering itself, guesses, wrong genders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from audiobook.cast import Cast, Part, Voice
from audiobook.casting.assign import LEADING
from audiobook.casting.fitting import clash
from audiobook.casting.scenes import Turn, pair
from audiobook.script import UNKNOWN

#: So many names stand in one row of the printed report.
_NAMES = 4


def casting_report(turns: Sequence[Turn], cast: Cast, voices: Sequence[Voice]) -> dict[str, Any]:
    """The report as plain data, for ``report.json``. Linear.

    ``turns`` are the script's quotations with aliases resolved; ``voices`` what the engines offer, for their genders.
    ``same_voice`` counts neighbouring quotations of two people in one voice: ``leading`` when both lead; ``varied``
    when at least speed or pitch differ.
    """
    parts = {part.character.name: part for part in cast.parts}
    leads = {part.character.name for part in cast.parts[:LEADING]}
    lines: Counter[str] = Counter()
    for turn in turns:
        lines[turn.speaker if turn.speaker in parts else UNKNOWN] += turn.lines
    rows: dict[tuple[str, str, float, float], dict[str, Any]] = {}
    for name, part in (("", cast.narrator), *parts.items(), (UNKNOWN, cast.unknown)):
        row = rows.setdefault(_sound(part), {**_voice(part), "lines": 0, "characters": []})
        row["lines"] += lines[name]
        row["characters"].append(name or "narrator")
    return {
        "lines": lines.total(),
        "unknown": lines[UNKNOWN],
        "unsure": sum(turn.lines for turn in turns if turn.unsure and turn.speaker in parts),
        "voices": sorted(rows.values(), key=lambda row: -row["lines"]),
        "same_voice": _adjacencies(turns, parts, leads),
        "shared_by_leads": _shared(cast.parts[:LEADING]),
        "gender_clashes": _clashes(cast, voices),
    }


def _sound(part: Part) -> tuple[str, str, float, float]:
    return part.engine, part.voice, part.speed, part.pitch


def _voice(part: Part) -> dict[str, Any]:
    return {"engine": part.engine, "voice": part.voice, "speed": part.speed, "pitch": part.pitch}


def _adjacencies(turns: Sequence[Turn], parts: dict[str, Part], leads: set[str]) -> list[dict[str, Any]]:
    found: Counter[tuple[str, str]] = Counter()
    for one, two in pairwise(turns):
        a, b = parts.get(one.speaker), parts.get(two.speaker)
        # Two aliases are one person; a chapter's end separates.
        if a is None or b is None or a is b or one.chapter != two.chapter:
            continue
        if (a.engine, a.voice) == (b.engine, b.voice):
            found[pair(one.speaker, two.speaker)] += 1
    return [
        {
            "characters": list(names),
            **_voice(parts[names[0]]),
            "times": times,
            "leading": leads.issuperset(names),
            "varied": _sound(parts[names[0]]) != _sound(parts[names[1]]),
        }
        for names, times in sorted(found.items(), key=lambda item: (-item[1], item[0]))
    ]


def _shared(leads: Sequence[Part]) -> list[dict[str, Any]]:
    by_voice: dict[tuple[str, str], list[str]] = {}
    for part in leads:
        by_voice.setdefault((part.engine, part.voice), []).append(part.character.name)
    return [{"engine": e, "voice": v, "characters": names} for (e, v), names in by_voice.items() if len(names) > 1]


def _clashes(cast: Cast, voices: Sequence[Voice]) -> list[dict[str, Any]]:
    known = {(v.engine, v.id): v for v in voices}
    found = []
    for part in cast.parts:
        voice = known.get((part.engine, part.voice))
        if voice is not None and clash(part.character, voice):
            row = {"character": part.character.name, "gender": str(part.character.gender), **_voice(part)}
            found.append({**row, "voice_gender": str(voice.gender), "pinned": part.pinned})
    return found


def report_lines(report: Mapping[str, Any]) -> list[str]:
    """The report for a person: a table of voices, then only what may need a hand."""
    rows = [("VOICE", "LINES", "WHO")]
    for row in report["voices"]:
        names = row["characters"]
        more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
        rows.append((_shown(row), str(row["lines"]), ", ".join(names[:_NAMES]) + more))
    wide, count = (max(len(row[i]) for row in rows) for i in range(2))
    lines = [f"{voice.ljust(wide)}  {n.rjust(count)}  {who}" for voice, n, who in rows]
    total = max(report["lines"], 1)
    lines.append(
        f"{report['lines']} lines: {report['unsure']} guessed ({report['unsure'] / total:.0%}, marked ? in the script),"
        f" {report['unknown']} without a speaker ({report['unknown'] / total:.0%})"
    )
    lines += [
        f"{row['character']} ({row['gender']}) has the {row['voice_gender']} voice {_shown(row)}"
        for row in report["gender_clashes"]
    ]
    for row in report["same_voice"]:
        if row["leading"]:
            how = "told apart by speed and pitch only" if row["varied"] else "not told apart"
            names = " and ".join(row["characters"])
            often = f"{row['times']} times" if row["times"] > 1 else "once"
            lines.append(f"{names} answer each other {often} in the voice {row['voice']}, {how}")
    minor = sum(row["times"] for row in report["same_voice"] if not row["leading"])
    if minor:
        lines.append(f"{minor} times a minor character answers somebody in the same voice")
    return lines


def _shown(row: Mapping[str, Any]) -> str:
    name = f"{row['engine']}/{row['voice']}"
    if row["speed"] != 1.0:
        name += f" x{row['speed']:g}"
    return name + (f" {row['pitch']:+g} st" if row["pitch"] else "")
