"""A book's takes heard and judged, the report, and flagged takes recorded again; the recogniser is a fake."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from audiobook import Config, Request, build, workers
from audiobook.config import BuildConfig
from audiobook.corridor import proof_repairing, proving
from audiobook.corridor.proof_hearing import ProofRoom
from audiobook.corridor.proof_judging import Line, Wish
from audiobook.corridor.proof_reporting import Proof
from audiobook.corridor.proving import prove
from audiobook.corridor.repairs import Repair, load_repairs
from audiobook.corridor.workfolder import WorkFolder
from audiobook.errors import SourceError
from audiobook.events import Event, Finding
from audiobook.plugins import load_engine
from audiobook.proofing.takes.heard import Heard, HeardWord
from audiobook.proofing.takes.listening import Piece
from audiobook.proofing.takes.windows import Window

SENTENCE = "The keeper climbed the narrow stairs of the tower every evening."
BOOK = """# One

The keeper climbed the narrow stairs of the tower every evening. He counted the steps under his breath.

"You are late," said Margaret <b>quietly</b>, who had been waiting with the matches & the oil.
"""


def words(text: str) -> Heard:
    return Heard(tuple(HeardWord(f" {word}", n * 0.2, n * 0.2 + 0.1) for n, word in enumerate(text.split())))


@dataclass
class Ears:
    """Hears in each take what it should say, but where it is told what else, and ``new`` in takes made meanwhile."""

    texts: dict[str, str] = field(default_factory=dict)
    instead: dict[str, str] = field(default_factory=dict)
    new: str = ""
    asked: list[tuple[str, bool]] = field(default_factory=list)

    def hear(self, _model: str, window: Window, pieces: Sequence[Piece], *, closely: bool = False) -> dict[int, Heard]:
        found = {}
        for placed, piece in zip(window.takes, pieces, strict=True):
            key = Path(piece.path).stem
            self.asked.append((key, closely))
            text = self.texts.get(key)
            if text is None:
                found[placed.n] = words(self.new)
            else:
                found[placed.n] = words(next((new for old, new in self.instead.items() if old in text), text))
        return found

    def room(self, *args: object) -> ProofRoom:
        return ProofRoom(*args, hear=self.hear, pool=workers.thread_pool)


@dataclass
class Shelf:
    """A built book, and how it is proved."""

    request: Request
    model: Path
    ears: Ears
    events: list[Event] = field(default_factory=list)

    @property
    def work(self) -> WorkFolder:
        return WorkFolder(self.request.work_root, "book")

    def prove(self, **wish: object) -> Proof:
        return prove(self.request, Wish(model=str(self.model), **wish), self.events.append, room=self.ears.room)

    def data(self) -> dict:
        return json.loads((self.work.root / "proof.json").read_text(encoding="utf-8"))

    def codes(self) -> list[str]:
        return [event.code for event in self.events if isinstance(event, Finding)]


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    book = tmp_path / "book.md"
    book.write_text(BOOK, encoding="utf-8")
    model = tmp_path / "model"
    model.mkdir()
    for name in ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt"):
        (model / name).write_text("\n" * 51_865)
    config = Config(build=BuildConfig(engine="tone", formats=("m4b",), jobs=1, language="en"))
    request = Request(book, config, until="takes")
    build(request)
    ears = Ears()
    lines = proving._lines

    def told(*args: object) -> list[Line]:
        found = lines(*args)
        ears.texts.update({line.take.key: line.segment.slate.text for line in found})
        return found

    monkeypatch.setattr(proving, "_lines", told)
    return Shelf(request, model, ears)


def test_a_book_that_says_its_text_passes(shelf: Shelf) -> None:
    proof = shelf.prove(everything=True)
    assert (proof.flagged, proof.mended) == (0, 0)
    assert proof.heard == proof.takes > 3
    assert shelf.data()["passed"] is True
    assert "no takes to listen to" in proof.page.read_text(encoding="utf-8")


def test_a_take_without_words_of_its_text_is_in_the_report_with_its_place(shelf: Shelf) -> None:
    shelf.ears.instead = {"The keeper": "The keeper climbed the tower every evening."}
    proof = shelf.prove(everything=True)
    assert proof.flagged == 1
    (line,) = shelf.data()["lines"]
    assert line["reasons"] == ["missing"]
    assert line["heard"] == "The keeper climbed the tower every evening."
    script = (shelf.work.root / line["script"]["file"]).read_text(encoding="utf-8").splitlines()
    assert "The keeper climbed" in script[line["script"]["line"] - 1]
    assert (shelf.work.root / line["take"]).is_file()
    page = proof.page.read_text(encoding="utf-8")
    assert re.search(r"<mark>[^<]*narrow stairs of[^<]*</mark>", page)
    assert f'src="{line["take"]}' in page


def test_the_page_asks_for_nothing_and_escapes_what_was_heard(shelf: Shelf) -> None:
    shelf.ears.instead = {"The keeper": "<script>alert(1)</script> & nothing else was heard in it"}
    page = shelf.prove(everything=True).page.read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;" in page
    assert "alert(1)" in page
    assert "default-src 'none'" in page
    assert "http" not in page.replace("http-equiv", "")


def test_what_is_flagged_is_heard_once_more_by_itself_and_the_better_hearing_counts(shelf: Shelf) -> None:
    heard = shelf.ears.hear

    def hear(*args: object, closely: bool = False) -> dict[int, Heard]:
        shelf.ears.instead = {} if closely else {"The keeper": "nothing like it at all was said"}
        return heard(*args, closely=closely)

    shelf.ears.hear = hear
    assert shelf.prove(everything=True).flagged == 0
    assert sum(closely for _, closely in shelf.ears.asked) == 1


def test_a_second_proof_hears_nothing_again_and_finds_the_same(shelf: Shelf) -> None:
    shelf.ears.instead = {"The keeper": "The keeper climbed the tower every evening."}
    first = shelf.prove(everything=True)
    page = first.page.read_bytes()
    shelf.ears.asked.clear()
    assert shelf.prove(everything=True) == first
    assert shelf.ears.asked == []
    assert first.page.read_bytes() == page


def test_a_sample_is_as_large_as_asked_for_and_the_same_again(shelf: Shelf) -> None:
    assert shelf.prove(sample=2).heard == 2
    drawn = {key for key, _ in shelf.ears.asked}
    shelf.ears.asked.clear()
    shelf.prove(sample=3)
    assert len({key for key, _ in shelf.ears.asked} - drawn) == 1


def test_nothing_is_drawn_where_only_suspicious_takes_are_wanted(shelf: Shelf) -> None:
    assert shelf.prove(sample=0).heard == 0


def test_a_book_without_takes_says_what_to_do(shelf: Shelf) -> None:
    for file in shelf.work.takes.iterdir():
        file.unlink()
    with pytest.raises(SourceError, match="nothing of this book is recorded"):
        shelf.prove()


def test_a_language_that_cannot_be_judged_is_told_and_not_heard(shelf: Shelf) -> None:
    config = Config(build=BuildConfig(engine="tone", formats=("m4b",), jobs=1, language="cy"))
    shelf.request = Request(shelf.request.source, config, until="takes")
    build(shelf.request)
    proof = shelf.prove(everything=True)
    assert proof.heard == 0
    assert shelf.data()["not_judged"] == {"cy": proof.takes}
    assert "not-judged" in shelf.codes()


def test_a_repair_is_kept_for_the_build_and_found_by_the_next_proof(shelf: Shelf) -> None:
    shelf.ears.instead = {"The keeper": "The keeper climbed the tower every evening."}
    shelf.ears.new = SENTENCE
    proof = shelf.prove(everything=True, repair=1)
    assert (proof.flagged, proof.mended) == (0, 1)
    (repair,) = load_repairs(shelf.work).values()
    # A tone sounds the same with any seed: the text was split at once.
    assert repair.parts
    shelf.ears.instead = {}
    assert shelf.prove(everything=True).flagged == 0


def test_a_repair_that_is_no_better_changes_nothing(shelf: Shelf) -> None:
    shelf.ears.instead = {"The keeper": "The keeper climbed the tower every evening."}
    shelf.ears.new = "something else again"
    proof = shelf.prove(everything=True, repair=2)
    assert (proof.flagged, proof.mended) == (1, 0)
    assert load_repairs(shelf.work) == {}


def test_without_repair_nothing_is_recorded(shelf: Shelf) -> None:
    shelf.ears.instead = {"The keeper": "something else altogether was said here"}
    before = sorted(path.name for path in shelf.work.takes.iterdir())
    shelf.prove(everything=True)
    assert sorted(path.name for path in shelf.work.takes.iterdir()) == before


def test_another_seed_is_tried_before_the_text_is_split(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof_repairing, "_same", lambda *_: False)
    shelf.ears.instead = {"The keeper": "The keeper climbed the tower every evening."}
    shelf.ears.new = SENTENCE
    assert shelf.prove(everything=True, repair=3).mended == 1
    assert list(load_repairs(shelf.work).values()) == [Repair(1)]


def test_an_engine_that_costs_money_is_left_alone_unless_a_person_says_so(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    tone = load_engine("tone")
    paid = SimpleNamespace(info=replace(tone.info, paid=True))
    monkeypatch.setattr(proving, "load_engine", lambda _: paid)
    shelf.ears.instead = {"The keeper": "The keeper climbed the tower every evening."}
    shelf.ears.new = SENTENCE
    assert shelf.prove(everything=True, repair=1).mended == 0
    assert "repair-costs" in shelf.codes()
    assert shelf.prove(everything=True, repair=1, spend=True).mended == 1
