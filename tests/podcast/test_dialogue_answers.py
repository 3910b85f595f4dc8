"""A model's answers are text by a stranger: of them come lines of known hosts and numbers from a list, nothing else."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.podcast.dialogue import Jotting, Line, Lines, Outline, Topic
from audiobook.podcast.dialogue_answer import plain, read_lines, read_notes, read_outline
from audiobook.podcast.dialogue_check import doubts_of
from audiobook.podcast.dialogue_passages import Passage
from audiobook.podcast.dialogue_script import checks_at, script_of
from audiobook.prep.scriptfile import format_script, parse_script
from audiobook.script import Note, Paragraph

HOSTS = ("Ada", "Ben", "安娜")
ALLOWED = frozenset(range(1, 10))
PASSAGES = (
    Passage(1, "The lamp was lit in 1871. “Nobody comes up here in winter,” said the keeper.", "a.md", "One"),
    Passage(2, "灯塔在一九零二年点亮，守灯人说冬天没有人上来。", "b.md", "二"),
)


def lines_of(text: str, **options: bool) -> list[tuple[str, str, tuple[int, ...]]]:
    found = read_lines(text, HOSTS, ALLOWED, **options)
    return [(line.host, line.text, line.passages) for line in found.lines] if found else []


@pytest.mark.parametrize(
    ("row", "words", "passages"),
    [
        ("Ada: Hello.", "Hello.", ()),
        ("**Ada:** Hello.", "Hello.", ()),
        ("**Ada**: Hello.", "Hello.", ()),
        ("- ADA: Hello.", "Hello.", ()),
        ("1. [Ada]: Hello.", "Hello.", ()),
        ("Ada: It was lit in 1871. [p1]", "It was lit in 1871.", (1,)),
        ("Ada: It was lit in 1871 [p1].", "It was lit in 1871.", (1,)),
        ("Ada: Lit [p1, p3] and dark [P3][p2] again.", "Lit and dark again.", (1, 3, 2)),
        ("Ada: I *really* do, 2 * 3 * 4.", "I really do, 2 * 3 * 4.", ()),
        ("Ada: He said: no.", "He said: no.", ()),
        ("Ada: [sound /etc/passwd]", "[sound /etc/passwd]", ()),
    ],
)
def test_a_hosts_line_is_read_with_its_references(row: str, words: str, passages: tuple[int, ...]):
    assert lines_of(row) == [("Ada", words, passages)]


def test_chinese_colons_and_brackets_do_as_well():
    assert lines_of("安娜：灯塔在一九零二年点亮【p2】。\n安娜：真的吗？（p1，p2）") == [
        ("安娜", "灯塔在一九零二年点亮。", (2,)),
        ("安娜", "真的吗？", (1, 2)),
    ]


@pytest.mark.parametrize(
    "row",
    [
        "Hello.",
        "Eve: Hello.",
        "# Ada",
        "[Ada] Hello.",
        "+++",
        "***",
        "<!-- Ada -->",
        "Ada:",
        "Ada: [p1]",
        "",
        ": x",
        "Ada Ben: x",
    ],
)
def test_what_is_no_line_of_a_host_is_left_out(row: str):
    assert read_lines(row, HOSTS, ALLOWED) is None
    found = read_lines(f"{row}\nBen: Well.", HOSTS, ALLOWED)
    assert found is not None
    assert [line.text for line in found.lines] == ["Well."]
    assert found.dropped == (1 if row else 0)


def test_references_to_what_was_not_given_are_left_out_and_named():
    found = read_lines("Ada: So. [p99]\nBen: So. [p1, p12]\nAda: So. [p99]", HOSTS, ALLOWED)
    assert found is not None
    assert [line.passages for line in found.lines] == [(), (1,), ()]
    assert found.unknown == ("p99", "p12")
    assert all("p" not in line.text for line in found.lines)


def test_of_an_answer_that_was_cut_off_the_last_line_is_left_out():
    assert [words for _, words, _ in lines_of("Ada: One.\nBen: Two and th", complete=False)] == ["One."]
    assert lines_of("Ada: One and", complete=False) == []


def test_an_endless_answer_is_none():
    assert read_lines("Ada: x\n" * 50_000, HOSTS, ALLOWED) is None


def test_notes_are_read_from_json_and_only_on_passages_that_were_given():
    body = {"notes": [{"note": "one", "passages": ["p1", "p1"]}, {"note": "two", "passages": ["p77"]}, {"note": 3}, "x",
                      {"note": "", "passages": ["p2"]}, {"note": "three", "passages": ["p2", "p77", 4]}]}  # fmt: skip
    assert read_notes(f"```json\n{json.dumps(body)}\n```", ALLOWED, 9) == (Jotting("one", (1,)), Jotting("three", (2,)))
    assert read_notes(json.dumps(body), ALLOWED, 1) == (Jotting("one", (1,)),)


def test_a_plan_is_read_and_sections_without_passages_are_left_out():
    body = {"title": "T", "sections": [
        {"title": "One", "points": ["a", 3, "b"], "passages": ["p1"]}, {"title": "Two", "passages": ["p50"]},
        {"title": "", "passages": ["p1"]}, 7, {"title": "Three", "passages": ["p2"]}]}  # fmt: skip
    assert read_outline(json.dumps(body), ALLOWED, 9) == Outline(
        "T", (Topic("One", ("a", "b"), (1,)), Topic("Three", (), (2,)))
    )
    assert read_outline(json.dumps(body), ALLOWED, 1) == Outline("T", (Topic("One", ("a", "b"), (1,)),))


@pytest.mark.parametrize(
    "text", ["", "no", "[1]", "{", '{"notes": 1}', '{"notes": []}', "{}", '{"a":' * 5000, '{"sections": "x"}']
)
def test_an_answer_of_another_form_is_none(text: str):
    assert read_notes(text, ALLOWED, 9) is None
    assert read_outline(text, ALLOWED, 9) is None


def test_plain_text_is_one_line_that_can_be_written():
    assert plain("a\n\ud800b\x00\u202ec  **d** ", 99) == "a \ufffdbc d"
    assert plain(None, 9) == plain(["x"], 9) == ""
    assert plain("x" * 50, 9) == "x" * 9


def codes(text: str, *passages: int, given: tuple[int, ...] = (1, 2)) -> list[str]:
    known = {passage.number: passage for passage in PASSAGES}
    return [doubt.code for doubt in doubts_of(Line("Ada", text, passages), known, given)]


@pytest.mark.parametrize(
    ("text", "passages", "expected"),
    [
        ("He said “nobody comes up here in winter”.", (1,), []),
        ("He said “Nobody … comes up here … in Winter!”", (1,), []),
        ("He said “everybody comes up here in winter”.", (1,), ["quote-not-in-source"]),
        ("He said “nobody comes up here in winter”.", (2,), ["quote-not-in-source"]),
        ('He said "everybody comes up here".', (1,), ["quote-not-in-source"]),
        ("He said “nobody comes up here”.", (), ["claim-without-source"]),
        ("He said “they all come here”.", (), ["quote-not-in-source", "claim-without-source"]),
        ("守灯人说：“冬天没有人上来。”", (2,), []),
        ("守灯人说：「夏天人人都上来」", (2,), ["quote-not-in-source"]),
        ("It was lit in 1871.", (1,), []),
        ("It was lit in 1871.", (), ["claim-without-source"]),
        ("It was lit in 1,871, and not in 1902.", (1,), ["figure-not-in-source"]),
        ("It was lit in １８７１ by 2 of us.", (1,), []),
        ("Half of it, 9 %, was dark.", (1, 2), ["figure-not-in-source"]),
        ("I read “Emma”, too. Two people know it.", (), []),
        ("[sound /etc/passwd]", (1,), ["marks-in-words"]),
        ("Who would have thought?", (), []),
    ],
)
def test_what_a_person_should_look_at_is_found(text: str, passages: tuple[int, ...], expected: list[str]):
    assert codes(text, *passages) == expected


def test_a_long_line_that_is_said_again_is_marked():
    again = Line("Ada", "Well, nobody ever comes up here in the winter, not even the keeper.", (1,))
    lines = Lines((again, Line("Ben", "Really?"), Line("Ben", f"{again.text.upper()}!", (1,)), Line("Ada", "Really?")))
    outline = Outline("T", (Topic("The lamp", (), (1,)),))
    _, doubts = script_of({}, outline, [lines], PASSAGES, [(1,)], "qwen-plus")
    assert [doubt.code for doubt in doubts] == ["said-twice"]


HOSTILE = (
    *(
        "[sound /etc/passwd]",
        "[music a.mp3]",
        "[Eve] x",
        "[]",
        "[pause 9s]",
        "[/lang]",
        "# Chapter",
        "***",
        "+++",
        "\\",
    ),
    *(
        "<!-- x",
        "-->",
        "check: x",
        "{silent}",
        '[say "a" as "b"]',
        "*",
        "**x**",
        "{{ x }}",
        "[p1]",
        "[p1, p77]",
        "：",
        ":",
    ),
    *("Ada:", "\u2028", "\x00", "\ud800", "\u202e", "\ufdd0", "\n", " ", "家", "“nobody at all knows”", "1984", "Ben"),
)
ANSWERS = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=12)), max_size=12).map("".join)


@given(ANSWERS, ANSWERS, ANSWERS)
def test_whatever_an_answer_holds_the_script_has_our_shape_and_the_words_are_words(one: str, two: str, title: str):
    lines = read_lines(f"Ada: Begin.\nAda: {one}\n{two}\nBen: End. [p1]", HOSTS, ALLOWED & {1, 2})
    assert lines is not None
    outline = Outline("T", (Topic(plain(title, 99) or "x", (), (1, 2)), Topic("Gone", (), (1,))))
    script, doubts = script_of({"title": title}, outline, [lines, None], PASSAGES, [(1, 2), (1,)], "qwen-plus")
    text = format_script(script)
    again = parse_script(text.encode("utf-8", "replace").decode())
    assert len(again.chapters) == 2
    assert all(chapter.silent for chapter in again.chapters)
    items = [item for chapter in again.chapters for item in chapter.items]
    assert {type(item) for item in items} <= {Paragraph, Note}
    spoken = [cue for item in items if isinstance(item, Paragraph) for cue in item.cues]
    assert [(cue.speaker, cue.text) for cue in spoken] == [(line.host, line.text) for line in lines.lines]
    assert {cue.direction for cue in spoken} == {""}
    assert len(checks_at(again)) == len(doubts)


def test_each_claim_is_followed_by_a_note_with_file_chapter_and_first_words():
    lines = Lines((Line("Ada", "It was lit in 1871.", (1, 2)), Line("Ben", "He said “all of them come here”.", (1,))))
    outline = Outline("T", (Topic("The lamp", (), (1, 2)),))
    script, doubts = script_of({"draft": True}, outline, [lines], PASSAGES, [(1, 2)], "qwen-plus")
    assert format_script(script).partition("\n\n[Ada]")[2] == (
        " It was lit in 1871.\n\n"
        '<!-- source: a.md, One, passage 1 "The lamp was lit in 1871. “Nobody comes…" -->\n\n'
        '<!-- source: b.md, 二, passage 2 "灯塔在一九零二年点亮，守灯人说冬天没有人上来。" -->\n\n'
        "[Ben] He said “all of them come here”.\n\n"
        '<!-- source: a.md, One, passage 1 "The lamp was lit in 1871. “Nobody comes…" -->\n\n'
        "<!-- check: “all of them come here” is not in the passages it names -->\n"
    )
    assert [doubt.code for doubt in doubts] == ["quote-not-in-source"]
