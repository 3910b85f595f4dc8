"""scripts/bench/attribution*.py: every item of the scoring protocol, on a tiny novel made by hand."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from audiobook.prep.attribution.model import Attribution, Mention, Person, Sex, Stretch, Utterance, Verdict

BENCH = Path(__file__).resolve().parents[2] / "scripts" / "bench"

TEXT = """CHAPTER I

"Stay here," said Mr. Tom Hale; "it
is _late_."

"No," I said.

The maid came. "Tea?" she asked.

"Yes, Tom," said Hale."""

HALE, WARD, MAID = "Mr. Tom Hale", "Jane Ward", "The Maid"


@pytest.fixture(scope="module")
def bench():
    """The modules, imported as the script itself imports them."""
    sys.path.insert(0, str(BENCH))
    import attribution
    import attribution_data
    import attribution_score

    yield attribution, attribution_data, attribution_score
    sys.path.remove(str(BENCH))
    for name in ("attribution", "attribution_data", "attribution_score"):
        del sys.modules[name]


@pytest.fixture(scope="module")
def data(bench):
    return bench[1]


@pytest.fixture(scope="module")
def score(bench):
    return bench[2]


def quote(speaker: str, kind: str, *parts: str) -> dict[str, object]:
    spans = [[TEXT.index(p), TEXT.index(p) + len(p)] for p in parts]
    return {"speaker": speaker, "type": kind, "spans": spans, "start": spans[0][0], "end": spans[-1][1]}


def raw(mark: str = "Narr") -> dict[str, object]:
    return {
        "novel": "Tiny",
        "text_file": "texts/Tiny.txt",
        "quotes": [
            quote(HALE, "Explicit", "Stay here,", "it\nis _late_."),
            quote(WARD, "Anaphoric", "No,"),
            quote(MAID, "Implicit", "Tea?"),
            quote(HALE, "Unknown", "Yes, Tom,"),
        ],
        "characters": [
            {"name": HALE, "aliases": ["Tom", "Hale", HALE], "gender": "M", "mention_only": False},
            {"name": WARD, "aliases": [WARD, mark], "gender": "F", "mention_only": False},
            {"name": MAID, "aliases": ["The Maid", "A Girl"], "gender": "U", "mention_only": False},
            {"name": "Hale, Squire", "aliases": ["Hale, Squire", "Old Hale"], "gender": "X", "mention_only": True},
            {"name": "Ward", "aliases": ["Ward"], "gender": "X", "mention_only": True},
        ],
    }


@pytest.fixture(scope="module")
def novel(data):
    return data.make_novel(raw(), TEXT)


def verdicts(*people: int) -> tuple[Verdict, ...]:
    return tuple(Verdict(p, 0.9 - n / 10, "r") for n, p in enumerate(people))


def mentions(*pairs: tuple[str, int]) -> tuple[Mention, ...]:
    return tuple(Mention(Stretch(1, 0, 1), text, person) for text, person in pairs)


def test_novel_has_clean_paragraphs_and_its_quotes_in_them(novel):
    assert novel.paragraphs[0] is None
    assert novel.paragraphs[1] == '"Stay here," said Mr. Tom Hale; "it is late."'
    said = [[novel.paragraphs[s.paragraph][s.start : s.end] for s in g.utterance.stretches] for g in novel.gold]
    assert said == [["Stay here,", "it is late."], ["No,"], ["Tea?"], ["Yes, Tom,"]]
    assert [g.kind for g in novel.gold] == ["E", "A", "I", "U"]


@pytest.mark.parametrize("mark", ["_narr", "Narr"])
def test_given_list_drops_mention_only_and_narrator_marks(data, mark):
    given = data.make_novel(raw(mark), TEXT).given
    assert [(p.name, p.narrator) for p in given] == [(HALE, False), (WARD, True), (MAID, False)]
    assert given[1].aliases == (WARD,)
    assert all(p.sex is Sex.UNKNOWN for p in given)


def test_quotation_over_two_paragraphs_has_a_stretch_in_each(data):
    text = "“One.\n\nTwo.”"
    paragraphs, starts = data.split_paragraphs(text)
    assert data.stretches_of(((1, len(text) - 1),), paragraphs, starts) == (Stretch(0, 1, 5), Stretch(1, 0, 4))


@pytest.mark.parametrize("heading", ["CHAPTER IV.\nThe Lamp", "Chapter Two", "XIV.", "* * *", "Part I", "II"])
def test_headings_are_breaks(data, heading):
    assert data.split_paragraphs(f"Text.\n\n{heading}\n\nMore.")[0] == ("Text.", None, "More.")


def test_given_list_counts_exact_names(novel, score):
    found = score.score_list(novel, Attribution(novel.given, novel.utterances, verdicts(0, 1, 0, -1)))
    assert [a.right for a in found] == [True, True, False, False]
    assert score.accuracy(found) == score.Tally(2, 4)


def test_unknown_kind_counts_in_all_only(novel, score):
    found = score.score_list(novel, Attribution(novel.given, novel.utterances, verdicts(0, 1, 0, 0)))
    assert [t.total for t in score.by_kind(found)] == [1, 1, 1]
    assert [t.right for t in score.by_kind(found)] == [1, 1, 0]
    assert score.accuracy(found) == score.Tally(3, 4)


@pytest.mark.parametrize(
    ("pairs", "name"),
    [
        ([("Tom", 0)], HALE),
        ([("mr tom hale", 0)], HALE),
        ([("the maid", 0)], MAID),
        ([("girl", 0)], MAID),
        ([("Jane", 0)], WARD),  # a single word of one name only
        ([("Squire", 0)], "Hale, Squire"),  # left-overs take part, so they can be hit wrongly
        ([("Mr", 0)], None),  # a title is no name word
        ([("Ward", 0)], "Ward"),  # a whole alias goes before a name word
        ([("Old Hale", 0), ("Old Hale", 0), ("Tom", 0)], "Hale, Squire"),  # majority of mentions
        ([("Narr", 0)], None),
        ([("Smith", 0)], None),
        ([("Tom", -1)], None),
    ],
)
def test_lenient_mapping(novel, score, pairs, name):
    people = (Person("x"),)
    assert score.map_people(novel, Attribution(people, mentions=mentions(*pairs))).get(0) == name


def test_word_that_fits_two_characters_does_not_count(data, score):
    source = raw()
    source["characters"].append({"name": "Tom Ward", "aliases": ["Tom"], "gender": "M", "mention_only": False})
    both = data.make_novel(source, TEXT)
    attribution = Attribution((Person("x"),), mentions=mentions(("Tom", 0), ("Tom", 0), ("Jane", 0)))
    assert score.map_people(both, attribution) == {0: WARD}


@pytest.mark.parametrize("mark", ["_narr", "Narr"])
def test_narrator_maps_to_the_gold_narrator(data, score, mark):
    tiny = data.make_novel(raw(mark), TEXT)
    teller = Attribution((Person("I", narrator=True),), tiny.utterances, verdicts(-1, 0, -1, -1), mentions(("Tom", 0)))
    assert score.map_people(tiny, teller) == {0: WARD}
    assert [a.right for a in score.score_end_to_end(tiny, teller)] == [False, True, False, False]


def test_split_character_is_not_punished_leniently_but_one_to_one(novel, score):
    people = (Person("Tom"), Person("Hale"), Person("Jane"))
    names = mentions(("Tom", 0), ("Hale", 1), ("Jane", 2))
    found = score.score_end_to_end(novel, Attribution(people, novel.utterances, verdicts(0, 2, -1, 1), names))
    assert score.accuracy(found).right == 3
    assert score.one_to_one(found) == score.Tally(2, 4)


def test_one_to_one_needs_no_names_and_uses_each_side_once(novel, score):
    people = (Person("a"), Person("b"))
    found = score.score_end_to_end(novel, Attribution(people, novel.utterances, verdicts(0, 0, 1, 0)))
    assert score.accuracy(found).right == 0
    assert score.one_to_one(found).right == 3


def test_nobody_is_no_voice(novel, score):
    found = score.score_end_to_end(novel, Attribution((), novel.utterances, verdicts(-1, -1, -1, -1)))
    assert score.one_to_one(found).right == 0


def test_gold_takes_the_detected_utterance_with_most_overlap_over_its_parts(novel, score):
    first, second = novel.gold[0].utterance.stretches
    detected = (Utterance((first,)), Utterance((replace(second, start=second.start + 2),)))
    result = score.align(novel, Attribution((), detected, verdicts(0, 1)))
    assert [v.person for v in result] == [0, -1, -1, -1]
    longer = (Utterance((replace(first, end=3),)), Utterance((second,)))
    assert score.align(novel, Attribution((), longer, verdicts(0, 1)))[0].person == 1


def test_gold_utterances_keep_their_own_verdicts(novel, score):
    attribution = Attribution((), novel.utterances, verdicts(3, 2, 1, 0))
    assert score.align(novel, attribution) == list(attribution.verdicts)


def test_spans_are_trimmed_and_counted_exactly_by_character_and_by_coverage(novel, score):
    first, second = novel.gold[0].utterance.stretches
    detected = (
        Utterance((replace(first, start=0, end=first.end + 1), replace(second, end=second.start + 2))),
        novel.gold[1].utterance,
        Utterance((Stretch(3, 0, 4),)),
    )
    result = score.spans(novel, Attribution((), detected))
    assert result.exact == (2, 4, 5)
    gold_length = len("Stay here,") + len("it is late.") + len("No,") + len("Tea?") + len("Yes, Tom,")
    assert result.characters == (
        len("Stay here,") + 2 + len("No,"),
        len("Stay here,") + 2 + len("No,") + 3,
        gold_length,
    )
    assert result.covered == score.Tally(2, 5)
    assert (result + result).exact == (4, 8, 10)


def test_precision_recall_f1(score):
    assert score.prf(1, 2, 4) == (0.5, 0.25, pytest.approx(1 / 3))
    assert score.prf(0, 0, 0) == (0.0, 0.0, 0.0)


def test_gender_counts_quotes_of_men_and_women_and_unknown_is_wrong(novel, score):
    people = (Person("a", sex=Sex.MALE), Person("b"))
    attribution = Attribution(people, novel.utterances, verdicts(0, 1, 0, -1))
    assert score.gender(novel, attribution, score.score_list(novel, attribution)) == score.Tally(1, 3)


def test_calibration_shares(novel, score):
    found = score.score_list(novel, Attribution(novel.given, novel.utterances, verdicts(0, 0, 2, 1)))
    assert score.most_confident(found) == score.Tally(1, 2)
    assert score.errors_in_least(found, 0.25) == score.Tally(1, 2)
    low = min(answer.confidence for answer in found)
    assert score.marked(found, low) == (score.Tally(0, 4), score.Tally(0, 2))
    assert score.marked(found, 1.1) == (score.Tally(4, 4), score.Tally(2, 2))


def test_script_prints_novels_sums_and_spans(tmp_path):
    (tmp_path / "texts").mkdir()
    (tmp_path / "dev").mkdir()
    (tmp_path / "texts" / "Tiny.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "dev" / "Tiny.jsonl").write_text(json.dumps(raw()), encoding="utf-8")
    command = [sys.executable, BENCH / "attribution.py", tmp_path, "--system", "rules"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows = [line.split() for line in done.stdout.splitlines()]
    assert [r[:2] for r in rows if r[:1] == ["Tiny"]] == [["Tiny", "4"]]
    assert "coverage" in done.stdout
    assert "for 100,000 words" in done.stdout


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("name", "covered", "sexed"),
    [("PrideAndPrejudice", 0.98, 0.98), ("OliverTwist", 0.93, 0.93), ("TheGambler", 0.96, 0.95)],
)
def test_discovered_people_cover_the_quotes_of_real_novels(shared, data, score, name, covered, sexed):
    from audiobook.prep.attribution.mentions import find_mentions
    from audiobook.prep.attribution.people import find_people
    from audiobook.prep.attribution.tagging import tag_of

    novel = data.load_novel(shared / "casting" / "dev" / f"{name}.jsonl")
    tags = [tag_of(novel.paragraphs, novel.utterances, n, "en") for n in range(len(novel.gold))]
    people = find_people(novel.paragraphs, novel.utterances, tags, "en")
    mentions = find_mentions(novel.paragraphs, novel.utterances, people, "en")
    names = score.map_people(novel, Attribution(people, mentions=mentions))
    assert sum(g.speaker in names.values() for g in novel.gold) >= covered * len(novel.gold)
    given = {p.name: p.sex for p in find_people(novel.paragraphs, novel.utterances, tags, "en", novel.given)}
    sexes = {c.name: c.sex for c in novel.characters if not c.mention_only and c.sex is not Sex.UNKNOWN}
    known = [g.speaker for g in novel.gold if g.speaker in sexes]
    assert sum(given[s] is sexes[s] for s in known) >= sexed * len(known)
