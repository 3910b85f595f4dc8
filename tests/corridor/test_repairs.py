"""Repairs: how a take is made instead, and how a build finds it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from audiobook.annotated import annotate
from audiobook.corridor.desk import ChapterPlan
from audiobook.corridor.repairs import (
    FILE,
    Repair,
    attempt,
    load_repairs,
    parts_of,
    save_repairs,
    with_repairs,
)
from audiobook.corridor.workfolder import WorkFolder
from audiobook.recording.joined import join_takes
from audiobook.recording.store import TakeStore
from audiobook.sound.pcm import encode_flac, read_flac
from audiobook.take import Boundary, Segment, Slate, Take

SLATE = Slate("He lit the lamp. The wind came up from the sea.", "tone", "1", "m", "v", "en")


def plan(*slates: Slate) -> ChapterPlan:
    return ChapterPlan(0, "One", tuple(Segment(s, s.key, 0, n, 0, "", Boundary.SENTENCE) for n, s in enumerate(slates)))


@pytest.fixture
def work(tmp_path: Path) -> WorkFolder:
    (tmp_path / "takes").mkdir()
    return WorkFolder(tmp_path, "book")


def test_another_seed_is_another_slate_and_nothing_else_changes(work: WorkFolder) -> None:
    other = replace(SLATE, text="Nobody spoke.")
    save_repairs(work, {SLATE.key: Repair(3)})
    (found,) = with_repairs([plan(SLATE, other)], work)
    assert found.segments[0].slate == replace(SLATE, seed=3)
    assert found.segments[0].key == replace(SLATE, seed=3).key
    assert found.segments[1] == plan(SLATE, other).segments[1]


def test_an_edited_line_has_no_repair_any_more(work: WorkFolder) -> None:
    save_repairs(work, {SLATE.key: Repair(3)})
    edited = plan(replace(SLATE, text="He lit the lantern."))
    assert with_repairs([edited], work) == (edited,)


def test_a_joined_take_is_used_while_it_is_there(work: WorkFolder) -> None:
    repair = Repair(1, ("He lit the lamp.", "The wind came up from the sea."))
    save_repairs(work, {SLATE.key: repair})
    assert with_repairs([plan(SLATE)], work) == (plan(SLATE),)
    pcm = np.ones(100, np.int16)
    key = repair.key(SLATE)
    TakeStore(work.takes).save(Take(key, 100, 24_000, 0, 100, 0.1), encode_flac(pcm, 24_000))
    assert with_repairs([plan(SLATE)], work)[0].segments[0].key == key


def test_keys_tell_seeds_and_parts_apart() -> None:
    repairs = [Repair(1), Repair(2), Repair(1, ("a b", "c")), Repair(1, ("a", "b c")), Repair(2, ("a", "b c"))]
    assert len({repair.key(SLATE) for repair in repairs} | {SLATE.key}) == 6


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"version": 2, "repairs": {}}',
        '{"version": 1, "repairs": {"k": {"seed": "1"}}}',
        '{"version": 1, "repairs": []}',
        '{"version": 1, "repairs": {"k": {"seed": 1, "parts": "ab"}}}',
    ],
)
def test_a_damaged_file_holds_no_repairs(work: WorkFolder, text: str) -> None:
    (work.root / FILE).write_text(text)
    assert load_repairs(work) == {}


def test_repairs_are_read_back(work: WorkFolder) -> None:
    repairs = {"b": Repair(1), "a": Repair(2, ("x", "y"))}
    save_repairs(work, repairs)
    assert load_repairs(work) == repairs


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (SLATE.text, ("He lit the lamp.", "The wind came up from the sea.")),
        (
            "The keeper climbed the narrow stairs, and he counted the steps under his breath",
            ("The keeper climbed the narrow stairs,", "and he counted the steps under his breath"),
        ),
        ("Nobody spoke.", ()),
        (f"He came to {annotate('Worcester', 'wʊstə')} in the evening. Nobody was there to meet him.", ()),
    ],
)
def test_texts_are_split_at_sentences_then_at_clauses_and_short_ones_not(text: str, parts: tuple[str, ...]) -> None:
    assert parts_of(text, "en") == parts


def test_tries_have_seeds_of_their_own() -> None:
    assert attempt(SLATE, 2, split=False) == Repair(2)
    assert attempt(SLATE, 2, split=True) == Repair(2, parts_of(SLATE.text, "en"))
    assert attempt(replace(SLATE, text="Oh!"), 2, split=True) is None


def test_parts_are_joined_with_a_pause_and_the_quiet_of_the_ends_stays(tmp_path: Path) -> None:
    store = TakeStore(tmp_path)
    rate = 1000
    parts = []
    for n, level in enumerate((8000, 4000)):
        pcm = np.zeros(500, np.int16)
        pcm[200:400] = level
        parts.append(Take(str(n), 500, rate, 200, 400, level / 32768))
        store.save(parts[-1], encode_flac(pcm, rate))
    joined = join_takes(store, parts, "joined", 250)
    pcm = read_flac(store.path("joined"))
    loud = np.flatnonzero(pcm)
    gaps = np.diff(loud)
    assert (loud[0], pcm.size - loud[-1] - 1) == (200, 100)
    assert gaps.max() == 251
    assert store.load("joined") == joined
    assert (joined.speech_start, joined.speech_end) == (200, 850)
