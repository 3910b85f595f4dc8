"""Documents as numbered passages, how long words take, and how many questions an episode needs."""

from __future__ import annotations

import pytest

from audiobook.document import Block, BlockKind, Document, Metadata, Section, Span
from audiobook.errors import SourceError, UsageError
from audiobook.podcast.dialogue import LONGEST_MIN, MOST_TOPICS, Order, Topic, check_order
from audiobook.podcast.dialogue_length import clock, pace_of
from audiobook.podcast.dialogue_passages import Passage, batches, passages_of
from audiobook.podcast.dialogue_plan import MOST_READS, READ_TOKENS, SECTION_TOKENS, plan_of, size_of
from audiobook.podcast.dialogue_settings import DialogueConfig, dialogue_config

ORDER = Order(("Ada", "Ben"), 8.0)


def document(*chapters: tuple[str, list[str]], kind: BlockKind = BlockKind.PARAGRAPH) -> Document:
    sections = tuple(Section(title, tuple(Block(kind, (Span(text),)) for text in texts)) for title, texts in chapters)
    return Document(Metadata(), sections)


def texts_of(*paragraphs: str) -> list[str]:
    return [passage.text for passage in passages_of([("a.md", document(("One", list(paragraphs))))])]


def test_short_paragraphs_are_joined_and_no_chapter_is_crossed():
    found = passages_of(
        [("a.md", document(("One", ["Yes.", "No."]), ("Two", ["Yes."]))), ("b.md", document(("", ["X"])))]
    )
    assert [(p.name, p.text, p.file, p.chapter) for p in found] == [
        ("p1", "Yes. No.", "a.md", "One"),
        ("p2", "Yes.", "a.md", "Two"),
        ("p3", "X", "b.md", ""),
    ]


@pytest.mark.parametrize("text", ["A sentence of some words. " * 200, "没有人上来。" * 800, "x" * 5000])
def test_long_paragraphs_are_cut_and_nothing_is_lost(text: str):
    found = texts_of(text)
    assert len(found) > 3
    assert max(map(len, found)) <= 1200
    assert "".join("".join(found).split()) == "".join(text.split())


def test_a_passage_is_one_line_without_signs_that_are_not_seen():
    assert texts_of("one\n[p9] two\u202e\u0007 three\u2028four") == ["one [p9] two three four"]


def test_headings_code_and_breaks_are_no_passages():
    for kind in (BlockKind.HEADING, BlockKind.CODE, BlockKind.SCENE_BREAK):
        assert passages_of([("a.md", document(("One", ["text"]), kind=kind))]) == ()


def test_one_chapter_can_be_taken_of_one_document_only():
    book = document(("One", ["first"]), ("Two", ["second"]))
    assert [p.text for p in passages_of([("a.md", book)], 2)] == ["second"]
    with pytest.raises(UsageError, match="no chapter 3"):
        passages_of([("a.md", book)], 3)
    with pytest.raises(UsageError, match="one document only"):
        passages_of([("a.md", book), ("b.md", book)], 1)


def test_batches_keep_order_and_size_and_hold_everything():
    passages = [Passage(n, "word " * 100, "a.md") for n in range(1, 41)]
    groups = batches(passages, 500)
    assert [p for group in groups for p in group] == passages
    assert all(sum(p.tokens for p in group) <= 500 for group in groups)
    assert len(batches(passages, 1)) == 40, "one that is larger than a batch has one to itself"


@pytest.mark.parametrize(
    ("language", "text", "count", "unit"),
    [
        ("en", "It’s a well-known fact, isn't it? 12.5 %", 7, "words"),
        ("en-GB", "", 0, "words"),
        ("zh", "灯塔在一九零二年点亮。", 10, "characters"),
        ("zh-CN", "他用 Python 写。", 5, "characters"),
        ("ja", "灯台のあかり", 6, "characters"),
        ("de", "Straße, über — Grün!", 3, "words"),
    ],
)
def test_words_and_characters_are_counted_by_language(language: str, text: str, count: int, unit: str):
    pace = pace_of(language)
    assert (pace.count(text), pace.unit) == (count, unit)


def test_eight_minutes_are_1200_words_and_1920_characters():
    assert pace_of("en").units(8) == 1200
    assert pace_of("zh").units(8) == 1920
    assert clock(pace_of("en").seconds(1150)) == "7:40"


@pytest.mark.parametrize(
    ("hosts", "minutes", "match"),
    [
        ((), 8.0, "no host"),
        (("Ada", "ada"), 8.0, "name of their own"),
        (("Ada: x",), 8.0, "without colons"),
        (("[Ada]",), 8.0, "brackets"),
        (("?",), 8.0, "name of their own"),
        (("A\nB",), 8.0, "name of their own"),
        (tuple("abcdefghi"), 8.0, "too many"),
        (("Ada",), 0.0, "0 minutes"),
        (("Ada",), LONGEST_MIN + 1, "91 minutes"),
        (("Ada",), float("nan"), "nan minutes"),
    ],
)
def test_what_cannot_be_ordered_is_said(hosts: tuple[str, ...], minutes: float, match: str):
    with pytest.raises(UsageError, match=match) as caught:
        check_order(Order(hosts, minutes))
    assert caught.value.hint


def test_a_small_document_is_planned_at_once_and_a_large_one_is_noted_first():
    small = plan_of(ORDER, [Passage(1, "a few words", "a.md")])
    large = plan_of(ORDER, [Passage(n, "word " * 200, "a.md") for n in range(1, 401)])
    assert small.reads == ()
    assert small.questions == 1 + ORDER.topics
    assert len(large.reads) == 400 * 258 // READ_TOKENS + 1
    assert all(sum(p.tokens for p in read) <= READ_TOKENS for read in large.reads)


def test_however_long_an_episode_and_its_documents_are_the_questions_are_bounded():
    order = Order(("Ada",), LONGEST_MIN)
    passages = [Passage(n, "word " * 240, "a.md") for n in range(1, 3000)]
    plan = plan_of(order, passages)
    assert order.topics == MOST_TOPICS
    assert len(plan.reads) <= MOST_READS
    assert plan.most <= 2 * (MOST_READS + 1 + 2 * MOST_TOPICS)
    assert len(plan.reads) * plan.notes <= 400
    size = size_of(plan)
    assert size.tokens_in < size.most_in
    assert size.tokens_out < size.most_out
    with pytest.raises(SourceError, match="too long") as caught:
        plan_of(order, [Passage(n, "word " * 240, "a.md") for n in range(1, 6000)])
    assert "--chapter" in caught.value.hint


def test_a_section_gets_the_passages_planned_for_it_as_far_as_there_is_room():
    plan = plan_of(ORDER, [Passage(n, "word " * 220, "a.md") for n in range(1, 101)])
    given = plan.given(Topic("T", (), tuple(range(50, 0, -1))))
    assert sum(p.tokens for p in given) <= SECTION_TOKENS
    assert [p.number for p in given] == sorted(p.number for p in given)
    assert given[-1].number == 50, "those named first count most"


def test_documents_without_text_are_an_error():
    with pytest.raises(SourceError, match="no text"):
        plan_of(ORDER, [])


def test_a_show_says_model_style_and_minutes():
    assert dialogue_config({}, "show.toml") == DialogueConfig("", "", 8.0)
    said = {"dialogue": {"model": "qwen-max", "style": "dry", "minutes": 5}}
    assert dialogue_config(said, "show.toml") == DialogueConfig("qwen-max", "dry", 5.0)


@pytest.mark.parametrize(
    ("table", "match"),
    [
        ("yes", "must be a table"),
        ({"modell": "x"}, "unknown key 'modell'"),
        ({"minutes": "5"}, "'dialogue.minutes' must be a number"),
        ({"minutes": True}, "must be a number"),
        ({"style": 3}, "must be a text"),
    ],
)
def test_a_shows_mistakes_are_named(table: object, match: str):
    from audiobook.errors import ConfigError

    with pytest.raises(ConfigError, match=match) as caught:
        dialogue_config({"dialogue": table}, "show.toml")
    assert str(caught.value).startswith("show.toml")
