"""The independent fixtures (``check-*``), written without a look at the rules: the bars of every convention."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from prep.dialogue import load, measure, same

from audiobook.prep.attribution.tagging import tag_of
from audiobook.prep.attribution.utterances import find_utterances

DIALOGUE = Path(__file__).resolve().parents[1] / "data" / "dialogue"
FILES = sorted(DIALOGUE.glob("check-*.txt")) + sorted(DIALOGUE.glob("detection/*.txt"))
STYLES = ("single", "double", "dash", "guillemets", "low", "zh", "ja")
SHARE = 0.95
F1 = 0.97


@dataclass(frozen=True)
class Score:
    gold: int
    found: int
    hits: int
    explicit: int
    right: int
    errors: list[str]


def score(files: list[Path]) -> Score:
    """Exact spans and explicit tags, summed over files."""
    gold = found = hits = explicit = right = 0
    errors: list[str] = []
    for path in files:
        dialogue = load(path)
        utterances = find_utterances(dialogue.paragraphs, dialogue.language)
        places = {(s.paragraph, s.start, s.end): n for n, u in enumerate(utterances) for s in u.stretches}
        labels = {(q.paragraph, q.start, q.end): q.speaker for q in dialogue.quotes}
        gold, found = gold + len(labels), found + len(places)
        hits += len(labels.keys() & places.keys())
        errors += [dialogue.paragraphs[k[0]] for k in labels.keys() ^ places.keys()]
        for key, speaker in labels.items():
            if speaker in {"", "+"}:
                continue
            explicit += 1
            number = places.get(key)
            tag = None if number is None else tag_of(dialogue.paragraphs, utterances, number, dialogue.language)
            if tag and tag.kind in {"name", "noun"} and same(tag.text, speaker):
                right += 1
            else:
                errors.append(f"{tag and tag.text} for {speaker}: {dialogue.paragraphs[key[0]]}")
    return Score(gold, found, hits, explicit, right, errors)


def files_of(style: str) -> list[Path]:
    return [path for path in FILES if path.stem.removeprefix("check-").startswith(style)]


@pytest.mark.parametrize("style", STYLES)
def test_every_style_reaches_the_bar_of_detection(style):
    total = score(files_of(style))
    assert total.gold >= 150
    assert 2 * total.hits / (total.gold + total.found) >= F1, total.errors


@pytest.mark.parametrize("style", [style for style in STYLES if style != "ja"])
def test_every_style_reaches_the_bar_of_explicit_tags(style):
    total = score(files_of(style))
    assert total.explicit >= 30
    assert total.right / total.explicit >= SHARE, total.errors


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.parent.name != "detection"], ids=lambda path: path.stem
)
def test_every_file_reaches_the_bar_of_detection(path):
    scores = measure(load(path))
    assert scores["f1"] >= F1, scores["errors"]


def test_a_labelled_stretch_is_never_empty_nor_wider_than_its_paragraph():
    for path in FILES:
        dialogue = load(path)
        assert all(0 <= q.start < q.end <= len(dialogue.paragraphs[q.paragraph]) for q in dialogue.quotes), path
        assert not [p for p in dialogue.paragraphs if "[" in p or "]" in p], path
