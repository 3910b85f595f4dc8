"""An engine of somebody else that does what it likes: every build ends in a book or in a list of what is missing."""

from __future__ import annotations

import os
import re

import pytest
from faults.wayward_books import MoodyBook, left_over, moods
from faults.wayward_engine import KEY

SLOW = pytest.mark.skipif(not os.environ.get("SLOW_FAULTS"), reason="takes long; scripts/faults runs it")
#: Mood -> words of the message that tells what was wrong.
REFUSED = {
    "raises-exit": "SystemExit: 0",
    "raises-interrupt": "KeyboardInterrupt",
    "raises-cancel": "CancelledError",
    "raises-generator": "GeneratorExit",
    "raises-base": "failed on this text: Base",
    "raises-recursion": "RecursionError",
    "raises-unpicklable": "UnpicklableError: a lock is inside",
    "raises-own": "my own error 7",
    "raises-mute": "failed on this text: Mute",
    "raises-secret": "RuntimeError: 401 for https://host/",
    "raises-long": "ValueError",
    "returns-silence": "silent",
    "returns-whisper": "silent",
    "returns-empty": "no samples",
    "returns-nan": "not numbers",
    "returns-infinite": "not numbers",
    "returns-clipped": "clipped",
    "returns-eighth": "too short",
    "returns-endless": "too long",
    "returns-noise": "noise",
    "returns-hum": "hum",
    "returns-integers": "int16",
    "returns-objects": "object",
    "returns-words": "samples of the type",
    "returns-complex": "complex64",
    "returns-stereo": "not mono",
    "returns-column": "not mono",
    "returns-nothing": "NoneType",
    "returns-bytes": "bytes",
    "returns-low": "7 Hz",
    "returns-fast": "too short",
    "returns-unrated": "sample rate",
    "returns-text": "'24 kHz' as the sample rate",
    "returns-nanrate": "failed on this text",
}
#: What is no fault, or none that anything but hearing can find.
ACCEPTED = (
    "returns-list", "returns-double", "returns-like", "returns-frozen", "returns-rational", "returns-half",
    "does-first", "does-chatter", "does-wander", "does-linger",
)  # fmt: skip
ENDS = ("ends-crash", "ends-segfault", "does-hang", "does-stuck")
HINT = "hint: edit these lines of the script and build again; all other takes are kept"


@pytest.fixture
def book(tmp_path):
    return MoodyBook(tmp_path, env={"WAYWARD_HANGS_S": "60"}).with_plugin()


def lines(names, good="A good line stands here, the {}th of its kind."):
    """Each mood in a paragraph of its own, a good one after each."""
    pairs = [(f"This quiet text {name}, as it always did.", good.format(n)) for n, name in enumerate(names)]
    return [line for pair in pairs for line in pair]


def check_goes_on_healed(book, missing, kept):
    """The next build with an engine that works records only what was missing."""
    book.heal()
    said = book.build()
    assert said.code == 0, said.stderr
    assert len(said.of("TakeDone")) == missing
    assert book.takes.items() >= kept.items(), "takes that were there are left alone"
    assert book.result.read_bytes()[:4] == b"fLaC"
    assert left_over(book.folder) == []


def test_each_fault_costs_its_own_text_and_is_named(book):
    book.write(*lines(REFUSED))
    said = book.build()
    assert said.code == 7
    found = moods(said)
    assert {name: words in found.get(name.partition("-")[2], "") for name, words in REFUSED.items()} == dict.fromkeys(
        REFUSED, True
    )
    assert len(said.missing) == len(REFUSED)
    assert said.hints == [HINT]
    assert said.stdout == ""
    assert KEY not in said.stderr
    assert not re.search(r"[\x00-\x08\x0b-\x1f]", said.stderr)
    assert max(map(len, said.missing)) < 500
    assert len(book.takes) == len(REFUSED) + 1  # the good lines and the title
    check_goes_on_healed(book, len(REFUSED), book.takes)


def test_texts_on_which_the_engine_dies_or_hangs_are_found_one_by_one(book):
    book.write(*lines(ENDS))
    said = book.build(env={"WAYWARD_HANGS_S": "2"})
    assert said.code == 7
    found = moods(said)
    assert sorted(found) == sorted(name.partition("-")[2] for name in ENDS)
    assert all("crashed or hung on this text, twice" in why for why in found.values())
    assert said.hints == [HINT]
    assert len(book.takes) == len(ENDS) + 1
    check_goes_on_healed(book, len(ENDS), book.takes)


def test_what_can_be_understood_is_taken_and_what_it_prints_is_no_result(book):
    book.write(*lines(ACCEPTED))
    said = book.build(cwd=book.folder)
    assert said.code == 0, said.stderr
    assert said.stdout == f"{book.result}\n"
    assert "loading shards" in said.stderr
    assert len(book.takes) == 2 * len(ACCEPTED) + 1


@SLOW
def test_relative_paths_survive_an_engine_that_leaves_the_folder(book):
    book.write(*lines(["does-wander", "does-wander again"]))
    here = MoodyBook(type(book.folder)(), env=book.env)
    said = here.build(cwd=book.folder)
    assert said.code == 0, said.stderr
    assert len(book.takes) == 5


@SLOW
def test_an_engine_that_fails_every_third_call_makes_the_whole_book(book):
    book.write(*[f"The little line of the number {n} is good." for n in range(20)])
    said = book.build(env={"WAYWARD_THIRD": "1"})
    assert said.code == 0, said.stderr
    assert len(book.takes) == 21


@SLOW
def test_an_engine_that_leaks_is_started_anew_and_the_book_is_whole(book):
    book.write(*[f"A line that does-leak, number {n} of them all." for n in range(8)])
    said = book.build()
    assert said.code == 0, said.stderr
    assert len(book.takes) == 9
    processes = set((book.folder / "processes").read_text(encoding="ascii").split())
    assert len(processes) >= 2


def test_a_disk_without_room_for_the_engine_ends_the_build_and_the_next_one_goes_on(book):
    book.write("A good line stands first.", "This text raises-full when it is spoken.")
    said = book.build()
    assert said.code == 8
    assert "the disk is full: wayward has no room" in said.stderr
    assert len(said.hints) == 1
    check_goes_on_healed(book, 3 - len(book.takes), book.takes)


def test_an_engine_that_says_politely_that_it_has_no_voices(book):
    book.write("A good line.")
    said = book.build(env={"WAYWARD_FAILS": "voices-politely"})
    assert (said.code, said.hints) == (6, ["hint: install it again"])
    said = book.build(env={"WAYWARD_FAILS": "no-voices"})
    assert said.code == 6
    assert "has no voice for 'en'" in said.stderr


@pytest.mark.parametrize("method", ["init", "info", "voices", "speaks", "reads"])
def test_a_plug_in_that_fails_before_it_speaks_is_named(book, method):
    book.write("A good line.")
    said = book.build(env={"WAYWARD_FAILS": method})
    assert said.code == 6
    assert "'wayward'" in said.stderr
    assert len(said.hints) == 1
