"""Who speaks in a document: quotation marks belong to the line, tags decide, guesses say that they are guesses."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiobook.cast import Character, Gender
from audiobook.document import Block, BlockKind, Document, Metadata, Section, Span
from audiobook.prep.speakers import find_speakers
from audiobook.script import UNKNOWN


def document(*paragraphs: str | None, language: str = "en") -> Document:
    """A book of one section; ``None`` is a scene break."""
    blocks = [
        Block(BlockKind.SCENE_BREAK, ()) if text is None else Block(BlockKind.PARAGRAPH, (Span(text),))
        for text in paragraphs
    ]
    return Document(Metadata(language=language), (Section("One", tuple(blocks)),))


def said(*paragraphs: str | None, language: str = "en") -> list[str]:
    found = find_speakers(document(*paragraphs, language=language))
    lines = found.lines[0]
    return [(t or "")[line.start : line.end] for t, own in zip(paragraphs, lines, strict=True) for line in own]


def speakers(*paragraphs: str | None, language: str = "en") -> list[tuple[str, bool]]:
    return [(n.speaker, n.unsure) for n in find_speakers(document(*paragraphs, language=language)).every_line()]


@pytest.mark.parametrize(
    ("language", "text", "lines"),
    [
        ("en", "“Come,” said she, “at once!”", ["“Come,”", "“at once!”"]),
        ("en", '"Come," said she, "at once!"', ['"Come,"', '"at once!"']),
        ("en", "‘The boys’ room isn’t big,’ said Ann. ‘’Tis small.’", ["‘The boys’ room isn’t big,’", "‘’Tis small.’"]),
        ("en", "'It isn't mine,' said Ann's aunt, 'nor the boys' own.'", ["'It isn't mine,'", "'nor the boys' own.'"]),
        ("fr", "« Venez », dit-elle. « Vite ! »", ["« Venez »", "« Vite ! »"]),
        ("de", "»Komm«, sagte sie. »Schnell!«", ["»Komm«", "»Schnell!«"]),
        ("de", "„Komm“, sagte sie, „schnell!“", ["„Komm“", "„schnell!“"]),
        ("zh", "他说：“你好。”她说：“好！”", ["“你好。”", "“好！”"]),
        ("zh", "他說：「他叫『走』，我走。」", ["「他叫『走』，我走。」"]),
        ("en", "“He said ‘no’ to me,” said Ann.", ["“He said ‘no’ to me,”"]),
        ("en", "He called it a “rag” and left.", []),
        ("en", "She read “The Rivals” twice.", []),
        ("en", "“Come, then, and", ["“Come, then, and"]),
        ("es", "—Ven —dijo Juan—. Es tarde.", ["—Ven", "Es tarde."]),
    ],
)
def test_a_line_has_its_quotation_marks(language: str, text: str, lines: list[str]):
    assert said(text, text, text, language=language) == lines * 3


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“Come,” said Jane.", "Jane"),
        ("“Come!” Jane said quietly.", "Jane"),
        ("“Come,” whispered Mr. Darcy to his friend.", "Mr. Darcy"),
        ("“Come,” said the old waiter.", "the old waiter"),
        ("Then Jane replied: “Come.”", "Jane"),
        ("Jane looked up and said, “Come.”", "Jane"),
        ("Mr. Hill put down his cup, looked at her, and said slowly, “Come.”", "Mr. Hill"),
    ],
)
def test_a_tag_names_the_speaker(text: str, speaker: str):
    assert speakers(text) == [(speaker, False)]


@pytest.mark.parametrize("nobody", ["the phrase", "the few minutes accompanied", "the old voice"])
def test_a_thing_does_not_speak(nobody: str):
    found = find_speakers(document("“Come,” said Jane.", f"“No,” cried {nobody}.", "Jane went away."))
    assert {person.name for person in found.attribution.people} == {"Jane"}


def test_the_owner_of_a_brother_does_not_speak():
    assert speakers("“Come,” said Jane’s brother.")[0][0] != "Jane"


def test_the_narrators_own_lines_have_the_narrators_name():
    book = ["I went up to the house, and I knocked.", "“Come,” said I.", "“No,” said Jane.", "I did not wait; I ran."]
    assert speakers(*book) == [("Narrator", False), ("Jane", False)]
    assert find_speakers(document(*book)).narrator == "Narrator"
    assert find_speakers(document("Jane came.", "“No,” said Jane.")).narrator == ""


def test_a_beat_after_a_full_stop_is_no_tag():
    assert speakers("“Come.” Jane said nothing more.")[0] != ("Jane", False)


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
    lead, man, *_ = names
    assert names == [lead, man, lead, man, "Miss Bingley", "Mr. Bingley", "Mrs. Bennet", lead, man]


def test_who_is_addressed_does_not_speak():
    assert speakers("“Come,” said Jane.", "“No,” said Tom.", "“Why not, Jane?”")[2][0] != "Jane"


def test_his_wife_is_she_who_bears_his_name():
    book = [
        "Mr. Hill and Mrs. Hill lived in the old house with Mrs. Reed.",
        "“Come,” said Mr. Hill.",
        "“No,” said Mrs. Hill.",
        "“Yes,” said Mrs. Reed.",
        "Mr. Hill shook his head.",
        "“It is late,” cried his wife.",
    ]
    assert speakers(*book)[-1][0] == "Mrs. Hill"


def test_a_quotation_goes_on_over_paragraphs():
    assert [name for name, _ in speakers("“Come,” said Jane. “It is late.", "“And it is dark.”")] == ["Jane"] * 3


def test_pronouns_follow_the_gender():
    book = ["“Come,” said Jane. She rose.", "“No,” said Mr. Hill.", "“Why?” she asked.", "“Because,” he said."]
    assert [name for name, _ in speakers(*book)] == ["Jane", "Mr. Hill", "Jane", "Mr. Hill"]


def test_a_line_of_nobody_known_says_so():
    assert speakers("“Late?”") == [(UNKNOWN, False)]


def test_chinese_colon_rule():
    book = ["黛玉道：“我来了。”", "宝玉笑道：“好。”", "“坐。”黛玉说。", "宝玉忙问道：“茶呢？”"]
    assert [name for name, _ in speakers(*book, language="zh")] == ["黛玉", "宝玉", "黛玉", "宝玉"]


@pytest.mark.parametrize(
    ("language", "text"),
    [("fr", "« Venez », dit Jean."), ("de", "„Komm“, sagte Jean."), ("es", "«Ven», dijo Jean.")],
)
def test_explicit_tags_in_other_languages(language: str, text: str):
    assert speakers(text, text, language=language)[0] == ("Jean", False)


def test_people_whom_a_person_named_keep_their_names_and_others_are_found_beside_them():
    book = document("“Well,” said Lizzy.", "“Well,” said Darcy.", "“Well,” said Eliza.")
    given = [Character("Elizabeth", Gender.FEMALE, aliases=("Lizzy", "Eliza"))]
    found = find_speakers(book, given)
    assert [line.speaker for line in found.every_line()] == ["Elizabeth", "Darcy", "Elizabeth"]


def test_a_narrator_whom_a_person_named_tells_the_book():
    book = document("I went up, and I knocked.", "“Come,” said I.", "“No,” said Jane.", "I did not wait; I ran.")
    found = find_speakers(book, (), "Philip")
    assert found.narrator == "Philip"
    assert [line.speaker for line in found.every_line()] == ["Philip", "Jane"]


texts = st.text(st.sampled_from(list("aB .,!“”‘’\"'«»„「」『』—-\n\u00a0")), max_size=50)


@settings(max_examples=300)
@given(st.lists(texts, max_size=4), st.sampled_from(["en", "fr", "de", "es", "zh", "ja"]))
def test_lines_are_in_order_and_inside(paragraphs: list[str], language: str):
    lines = find_speakers(document(*paragraphs, language=language)).lines[0]
    for text, own in zip(paragraphs, lines, strict=True):
        at = 0
        for line in own:
            assert at <= line.start < line.end <= len(text)
            at = line.end


HOSTILE = ["“a,” said A ", "Mr ", "said ", "A-AA", "—a ", "‘a ", "'a' ", "“a” ", "«", ", Mr A, ", "the ", "“", "A B "]


@pytest.mark.parametrize("unit", [*HOSTILE, "說：“好”", "The a "])
@pytest.mark.parametrize("language", ["en", "zh", "fr"])
def test_hostile_text_is_read_in_linear_time(unit: str, language: str):
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        started = time.process_time()
        found = find_speakers(document(text, f"“Come,” {text} said", f"“Come, {text}”", language=language))
        assert len(found.lines[0]) == 3
        return time.process_time() - started

    seconds(1000)
    assert seconds(30_000) < 20 * seconds(5_000) + 0.5
