"""Who speaks: rules, candidates, trees and calibration, on small books written for this."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audiobook.prep.attribution import attribute
from audiobook.prep.attribution.attribute import attribute_book, load_ranker
from audiobook.prep.attribution.calibration import Calibration, rising
from audiobook.prep.attribution.features_joint import beliefs
from audiobook.prep.attribution.features_line import Line
from audiobook.prep.attribution.model import Attribution, Person, Sex
from audiobook.prep.attribution.trees import chances, load_trees, score

GIVEN = (
    Person("Anna Reed", ("Anna Reed", "Anna", "Miss Reed"), Sex.FEMALE),
    Person("Tom Hale", ("Tom Hale", "Tom", "Mr. Hale"), Sex.MALE),
    Person("Colonel Brook", ("Colonel Brook", "Brook"), Sex.MALE),
)
TALK = (
    "Anna came into the kitchen, where Tom was reading.",
    "“Where is the key?” asked Anna.",
    "“On the table,” said Tom.",
    "“It is not there.”",
    "“Then look again.”",
    None,
    "Colonel Brook walked up and down in the garden with Anna.",
    "“You look tired, Colonel Brook,” she said.",
    "“I am tired, Anna.”",
)


def speakers(found: Attribution) -> list[str]:
    """The names of the speakers, line by line."""
    return [found.people[v.person].name if v.person >= 0 else "" for v in found.verdicts]


@pytest.mark.parametrize("ranked", [False, True])
def test_tags_turns_and_addresses_find_the_speakers(*, ranked: bool) -> None:
    found = attribute_book(TALK, "en", GIVEN, ranker=attribute.shipped_ranker if ranked else lambda: None)
    names = speakers(found)
    assert names[:4] == ["Anna Reed", "Tom Hale", "Anna Reed", "Tom Hale"]
    assert names[4:] == ["Anna Reed", "Colonel Brook"]


def test_a_name_in_a_tag_is_sure_and_never_overruled() -> None:
    found = attribute_book(TALK, "en", GIVEN)
    assert [v.rule for v in found.verdicts[:2]] == ["name", "name"]
    assert all(v.confidence >= attribute.doubt() for v in found.verdicts[:2])


def test_nobody_speaks_a_line_that_calls_him_by_name() -> None:
    book = [*TALK, *(f"“{name}, come here!”" for name in ("Tom", "Anna", "Tom", "Colonel Brook") for _ in range(3))]
    found = attribute_book(book, "en", GIVEN)
    for verdict, utterance in zip(found.verdicts[6:], found.utterances[6:], strict=True):
        place = utterance.stretches[0]
        text = (book[place.paragraph] or "")[place.start : place.end]
        called = next(n for n, p in enumerate(found.people) if text.startswith((p.aliases[1], p.name)))
        assert verdict.person != called


def test_every_utterance_has_a_verdict_whose_confidence_is_a_probability() -> None:
    found = attribute_book(TALK, "en")
    assert len(found.verdicts) == len(found.utterances) == 6
    assert all(0 <= v.confidence <= 1 for v in found.verdicts)
    assert all(-1 <= v.person < len(found.people) for v in found.verdicts)


def test_a_book_without_speech_has_no_verdicts() -> None:
    assert attribute_book([], "en").verdicts == ()
    assert attribute_book(["It rained.", None, "It rained on."], "en").verdicts == ()


def test_other_languages_are_left_to_the_rules() -> None:
    def fail() -> None:
        pytest.fail("the ranker was trained on English alone")

    found = attribute_book(["« Bonjour », dit Paul.", "« Bonsoir », dit Marie."], "fr", ranker=fail)
    assert speakers(found) == ["Paul", "Marie"]


def test_the_answer_is_the_same_each_time() -> None:
    assert attribute_book(TALK, "en", GIVEN) == attribute_book(TALK, "en", GIVEN)


def test_trees_add_up_the_leaves_a_row_falls_into() -> None:
    data = [
        {"f": [0, 1], "t": [0.5, 2.0], "l": [-1, -2], "r": [1, -3], "v": [1.0, 10.0, 100.0]},
        {"f": [], "t": [], "l": [], "r": [], "v": [0.25]},
    ]
    trees = load_trees(data)
    assert [score(trees, row) for row in ([0.5, 9], [1, 2], [1, 3])] == [1.25, 10.25, 100.25]


@pytest.mark.parametrize(
    "tree",
    [
        {"f": [0], "t": [0.5], "l": [0], "r": [-1], "v": [1.0, 2.0]},
        {"f": [0], "t": [0.5], "l": [-3], "r": [-1], "v": [1.0, 2.0]},
        {"f": [0], "t": [], "l": [-1], "r": [-2], "v": [1.0, 2.0]},
    ],
)
def test_a_broken_tree_is_refused_and_never_walked_for_ever(tree: dict[str, list[float]]) -> None:
    with pytest.raises(ValueError, match="a tree's"):
        load_trees([tree])


def test_chances_sum_to_one_and_do_not_overflow() -> None:
    shares = chances([1000.0, 999.0, -1e9])
    assert sum(shares) == pytest.approx(1)
    assert shares[0] > shares[1] > shares[2]


def test_a_conversation_settles_a_line_that_could_be_anybodys() -> None:
    line = Line(0, 0, 0, 0, 5)
    lines = [replace(line, number=n, first=n, last=n, start=10 * n, end=10 * n + 5) for n in range(4)]
    weights = dict.fromkeys(range(10), (0.1, 2.0, 0.5))
    found = beliefs(
        lines, [(1, 2, 3)] * 4, [(0.9, 0.05, 0.05), (0.05, 0.9, 0.05), (0.34, 0.33, 0.33), (0.05, 0.9, 0.05)], weights
    )
    assert found[2][1] > 0.7
    assert all(sum(chance.values()) == pytest.approx(1) for chance in found)


def test_confidence_follows_the_curve_and_its_ends() -> None:
    curve = Calibration((0.2, 0.6), (0.1, 0.9), 0.5)
    assert [curve.confidence(x) for x in (0.0, 0.4, 1.0)] == pytest.approx([0.1, 0.5, 0.9])


def test_a_calibration_never_falls() -> None:
    curve = rising([(0.1, 0.3, 1), (0.2, 0.1, 1), (0.3, 0.5, 2), (0.4, 0.4, 1)])
    shares = [share for _, share in curve]
    assert shares == sorted(shares)
    assert curve[0] == pytest.approx((0.15, 0.2))


def test_the_shipped_ranker_loads_and_is_small() -> None:
    from importlib.resources import files

    place = files("audiobook.prep.attribution") / "data" / "ranker.json"
    assert place.is_file()
    assert len(place.read_bytes()) < 3_000_000
    ranker = attribute.shipped_ranker()
    assert ranker is not None
    assert ranker.first
    assert ranker.second
    assert 0 < ranker.calibration.doubt < 1


def test_a_ranker_without_calibration_gives_the_trees_own_chance() -> None:
    data = {
        "first": [],
        "second": [],
        "steps": {},
        "last_steps": {},
        "calibration": {"chances": [], "shares": [], "doubt": 0.7},
    }
    assert load_ranker(data).calibration.confidence(0.42) == 0.42
