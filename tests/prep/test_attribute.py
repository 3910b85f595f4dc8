"""Who speaks: explicit tags are sure, everything else says that it is a guess."""

from __future__ import annotations

import time

import pytest

from audiobook.prep.attribute import attribute
from audiobook.script import NARRATOR, UNKNOWN


def speakers(*paragraphs, language="en"):
    return [(line.speaker, line.unsure) for group in attribute(paragraphs, language) for line in group]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“Come,” said Jane.", "Jane"),
        ("“Come!” Jane said quietly.", "Jane"),
        ("“Come,” whispered Mr. Darcy to his friend.", "Mr. Darcy"),
        ("“Come,” the King said, turning to the jury.", "King"),
        ("“Come,” said the old waiter.", "the old waiter"),
        ("Jane looked up and said, “Come.”", "Jane"),
        ("Then Jane replied: “Come.”", "Jane"),
        ("“Come,” said I.", NARRATOR),
        ("“Come,” said Jane’s brother.", UNKNOWN),
    ],
)
def test_tags(text, speaker):
    assert speakers(text)[0][0] == speaker


def test_a_beat_after_a_full_stop_is_no_tag():
    assert speakers("“Come.” Jane said nothing more.")[0] != ("Jane", False)


def test_one_paragraph_one_speaker():
    assert speakers("“Come,” said Jane, “at once. It is late.”") == [("Jane", False), ("Jane", False)]


def test_names_of_one_person_are_one():
    book = [
        "“Well,” said Elizabeth Bennet. She smiled.",
        "“Well,” said Mr. Darcy.",
        "“Well,” said Elizabeth.",
        "“Well,” said Darcy. He bowed.",
        "“Well,” said Miss Bingley.",
        "“Well,” said Mr. Bingley. He was glad.",
        "“Well,” said Mrs. Bennet.",
        "“Well,” said Elizabeth.",
        "“Well,” said Mr. Darcy.",
    ]
    names = [name for name, _ in speakers(*book)]
    assert names == [
        "Elizabeth",
        "Mr. Darcy",
        "Elizabeth",
        "Mr. Darcy",
        "Miss Bingley",
        "Mr. Bingley",
        "Mrs. Bennet",
        "Elizabeth",
        "Mr. Darcy",
    ]


def test_taking_turns_is_only_a_guess_and_a_break_ends_it():
    book = ["“Come,” said Jane.", "“No,” said Tom.", "“Why not?”", "“Because.”", None, "“Late?”"]
    assert speakers(*book)[2:] == [("Jane", True), ("Tom", True), (UNKNOWN, False)]


def test_who_is_addressed_does_not_speak():
    book = ["“Come,” said Jane.", "“No,” said Tom.", "“Why not, Jane?”"]
    assert speakers(*book)[2][0] != "Jane"


def test_a_quotation_goes_on_over_paragraphs():
    book = ["“Come,” said Jane. “It is late.", "“And it is dark.”"]
    assert speakers(*book) == [("Jane", False)] * 3


def test_pronouns_are_guessed_by_gender():
    book = ["“Come,” said Jane. She rose.", "“No,” said Mr. Hill.", "“Why?” she asked.", "“Because,” he said."]
    assert speakers(*book)[2:] == [("Jane", True), ("Mr. Hill", True)]


def test_chinese_colon_rule():
    book = ["黛玉道：“我来了。”", "宝玉笑道：“好。”", "“坐。”黛玉说。", "宝玉忙问道：“茶呢？”", "“没有。”"]
    assert speakers(*book, language="zh") == [
        ("黛玉", False),
        ("宝玉", False),
        ("黛玉", False),
        ("宝玉", False),
        ("黛玉", True),
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [("fr", "« Venez », dit Jean."), ("de", "„Komm“, sagte Jean."), ("es", "«Ven», dijo Jean.")],
)
def test_explicit_tags_in_other_languages(language, text):
    assert speakers(text, text, language=language)[0] == ("Jean", False)


HOSTILE = [
    "“a,” said A ",
    "Mr ",
    "said ",
    "A-AA",
    "—a ",
    "‘a ",
    "'a' ",
    "“a” ",
    "«",
    ", Mr A, ",
    "the ",
    "“",
    "A B ",
    "說：“好”",
    "The a ",
]


@pytest.mark.parametrize("unit", HOSTILE)
@pytest.mark.parametrize("language", ["en", "zh", "fr"])
def test_hostile_text_is_read_in_linear_time(unit, language):
    text = unit * (30_000 // len(unit))
    started = time.process_time()
    assert len(attribute([text, f"“Come,” {text} said", f"“Come, {text}”"], language)) == 3
    assert time.process_time() - started < 4
