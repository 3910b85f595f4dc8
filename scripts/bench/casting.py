"""Cast annotated novels and show what a listener would mind: `python scripts/bench/casting.py FOLDER` prints a table.

FOLDER holds `dev/*.jsonl` as described in the facts sheet on casting, section 2. The cast is the annotated one (gold
speakers and genders), so that only the choice of voices is measured. The exit code is 1 when an engine that offers
enough voices still gives two of the ten leading characters the same, when anybody has a voice of the wrong gender
though another was there, or when two of the leading 13 answer each other in exactly the same sound.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from audiobook.cast import Age, Character, Gender, Voice
from audiobook.casting.assign import LEADING, assign
from audiobook.casting.report import casting_report
from audiobook.casting.scenes import Turn
from audiobook.plugins import load_engine

_TOP = 10
_GENDERS = {"M": Gender.MALE, "F": Gender.FEMALE}
_HEAD = (
    f"{'novel':28} {'engine':7} {'people':>6} {'top 10':>7} {'enough':>6} {'clash':>5}"
    f" {'same':>5} {'varied':>6} {'minor':>6} {'ms':>5}"
)


def made_up(n: int) -> tuple[Voice, ...]:
    """An engine of ``n`` voices, women and men in turn, of all ages."""
    ages = (Age.ADULT, Age.ADULT, Age.YOUNG, Age.ADULT, Age.OLD, Age.YOUNG, Age.ADULT, Age.OLD, Age.ADULT, Age.CHILD)
    sides = (Gender.FEMALE, Gender.MALE)
    return tuple(Voice(f"v{i}", "many", f"V{i}", ("en",), sides[i % 2], ages[i // 2 % len(ages)]) for i in range(n))


def engines() -> dict[str, tuple[Voice, ...]]:
    """The voices a book in English is cast from, by engine."""
    espeak = load_engine("espeak").voices()
    return {
        "hibari": load_engine("hibari").voices(),
        "espeak": tuple(v for v in espeak if v.languages == espeak[0].languages),
        "many": made_up(40),
    }


def load(path: Path) -> tuple[tuple[Character, ...], tuple[Turn, ...]]:
    """The speakers of a novel, most lines first, and its quotations in order."""
    novel = json.loads(path.read_text(encoding="utf-8"))
    lines = Counter(quote["speaker"] for quote in novel["quotes"])
    sides = {c["name"]: _GENDERS.get(c["gender"], Gender.UNKNOWN) for c in novel["characters"]}
    people = sorted(lines, key=lambda name: (-lines[name], name))
    cast = tuple(Character(name, sides.get(name, Gender.UNKNOWN), lines=lines[name]) for name in people)
    return cast, tuple(Turn(quote["speaker"]) for quote in novel["quotes"])


def enough(people: tuple[Character, ...], voices: tuple[Voice, ...]) -> bool:
    """Whether an engine has a grown-up voice of the right gender for each of the ten, the narrator's not counted."""
    free = Counter(v.gender for v in voices[1:] if v.age is not Age.CHILD)
    wanted = Counter(person.gender for person in people[:_TOP])
    sided = all(free[side] >= wanted[side] for side in (Gender.MALE, Gender.FEMALE))
    return sided and free.total() >= wanted.total()


def measure(people: tuple[Character, ...], turns: tuple[Turn, ...], voices: tuple[Voice, ...]) -> dict[str, Any]:
    """What the table shows of one novel with one engine."""
    started = time.perf_counter()
    cast = assign(people, voices, narrator_voice=voices[0], pinned={}, turns=turns)
    took = (time.perf_counter() - started) * 1000
    report = casting_report(turns, cast, voices)
    same = [row for row in report["same_voice"] if row["leading"]]
    return {
        "top": len({(p.engine, p.voice) for p in cast.parts[:_TOP]}),
        "of": min(_TOP, len(people)),
        "enough": enough(people, voices),
        "clash": len(report["gender_clashes"]),
        "narrators": sum((p.engine, p.voice) == (cast.narrator.engine, cast.narrator.voice) for p in cast.parts),
        "same": sum(row["times"] for row in same if not row["varied"]),
        "varied": sum(row["times"] for row in same if row["varied"]),
        "minor": sum(row["times"] for row in report["same_voice"] if not row["leading"] and not row["varied"]),
        "ms": took,
    }


def main() -> int:
    """Print the table; 1 when a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    files = sorted((folder / "dev").glob("*.jsonl"))
    if not files:
        print(f"no novels in '{folder / 'dev'}'", file=sys.stderr)
        return 2
    print(
        f"top 10: voices among the ten leading; same, varied: neighbouring lines in one voice among the top {LEADING}"
    )
    print(_HEAD)
    broken = []
    for path in files:
        people, turns = load(path)
        for engine, voices in engines().items():
            row = measure(people, turns, voices)
            shown = f"{row['top']}/{row['of']}"
            print(
                f"{path.stem:28} {engine:7} {len(people):6} {shown:>7} {'yes' if row['enough'] else 'no':>6}"
                f" {row['clash']:5} {row['same']:5} {row['varied']:6} {row['minor']:6} {row['ms']:5.0f}"
            )
            if (row["enough"] and row["top"] < row["of"]) or row["clash"] or row["same"] or row["narrators"]:
                broken.append(f"{path.stem} with {engine}")
    print("kept on every novel" if not broken else f"broken: {', '.join(broken)}")
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main())
