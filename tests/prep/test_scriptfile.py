"""Laws of the tagged script, and what its errors say."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiobook.errors import ScriptError
from audiobook.prep.scriptfile import format_script, near_names, normal, parse_script
from audiobook.script import (
    Chapter,
    ClipMark,
    Cue,
    Heading,
    LineBreak,
    MusicEnd,
    MusicMark,
    Note,
    Paragraph,
    Pause,
    PauseMark,
    Say,
    SceneBreak,
    Script,
    SoundEnd,
    SoundMark,
    Stretch,
    Words,
)

# Everything a book may hold, with the signs of the format far more often than chance would bring them.
nasty = st.text(
    st.one_of(
        st.sampled_from([*list("\\[]*#+<!-->{}silent?:@/\"' \t\n\r“”。，『』"), "\ufeff", "\u2028", "\x85", "\xa0"]),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=14,
)
names = st.one_of(
    nasty, st.sampled_from(["Jane", "Music", "Jay Gatsby", "paus 2s", "?", "", "say", "Sound man", "/lang", "@x"])
)
languages = st.sampled_from(["", "fr", "zh-Hans", "de", "no such tag]"])
words = st.builds(Words, nasty, st.booleans(), languages)
pauses = st.builds(Pause, st.integers(0, 600_000))
inline = st.one_of(words, words, st.builds(Say, nasty, nasty), st.just(LineBreak()), pauses)
parts = st.lists(inline, max_size=5).map(tuple)
cues = st.builds(Cue, parts, names, nasty, st.booleans())
ms = st.one_of(st.integers(-5, 100_000_000), st.integers(0, 70_000))
levels = st.one_of(st.floats(-80, 20), st.sampled_from([0.0, -24.0, -18.0, -8.0, -12.0]))
fades = st.none() | st.tuples(ms, ms)
stretches = st.none() | st.builds(Stretch, ms, st.none() | ms)
files = st.one_of(
    nasty, st.sampled_from(["door.wav", "end", "END", "fade", "music/a b.wav", "-6dB", "C:\\a.wav", "\\"])
)
marks = st.one_of(
    st.builds(SoundMark, files, levels, st.booleans(), st.booleans(), stretches, fades),
    st.builds(SoundEnd, files, st.none() | ms),
    st.builds(MusicMark, files, levels, levels, fades, ms, ms, st.booleans()),
    st.builds(MusicEnd, ms, st.none() | ms),
    st.builds(ClipMark, files, stretches, levels, fades, nasty, names),
)
paragraphs = st.builds(Paragraph, st.lists(cues, max_size=4).map(tuple))
items = st.one_of(
    paragraphs,
    paragraphs,
    st.builds(Heading, parts, st.integers(0, 9)),
    st.just(SceneBreak()),
    st.builds(PauseMark, st.integers(0, 600_000)),
    marks,
    st.builds(Note, nasty),
)
chapters = st.builds(Chapter, st.one_of(st.none(), parts), st.lists(items, max_size=4).map(tuple), st.booleans())
toml_scalars = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=10),
    st.integers(-(2**62), 2**62),
    st.booleans(),
    st.floats(allow_nan=False),
    st.dates(),
    st.datetimes(),
    st.times(),
)
toml_keys = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
toml_values = st.recursive(
    toml_scalars, lambda v: st.one_of(st.lists(v, max_size=3), st.dictionaries(toml_keys, v, max_size=3)), max_leaves=8
)
fronts = st.dictionaries(toml_keys, toml_values, max_size=4)
scripts = st.builds(Script, fronts, st.lists(chapters, max_size=3).map(tuple))


@settings(max_examples=300, deadline=None)
@given(scripts)
def test_parse_of_format_is_the_normal_form(script):
    assert parse_script(format_script(script)) == normal(script)


@settings(max_examples=150, deadline=None)
@given(scripts)
def test_normal_is_idempotent_and_so_is_format(script):
    assert normal(normal(script)) == normal(script)
    text = format_script(script)
    assert format_script(parse_script(text)) == text


@settings(max_examples=200, deadline=None)
@given(nasty)
def test_text_from_a_book_never_becomes_markup(text):
    script = Script({}, (Chapter((Words(text),), (Paragraph((Cue((Words(text),)),)),)),))
    chapter = parse_script(format_script(script)).chapters[0]
    shown = [cue.text for item in chapter.items for cue in item.cues]
    flat = " ".join(text.split())
    assert [" ".join(t.split()) for t in shown] == ([flat] if text.strip(" \t\n\r") else [])
    assert chapter.name == flat
    assert not chapter.silent


@settings(max_examples=300, deadline=None)
@given(nasty)
def test_any_text_is_parsed_or_refused_with_a_place(text):
    refused = None
    try:
        script = parse_script(text, "x.script.md")
    except ScriptError as error:
        refused = error
    if refused is None:
        assert parse_script(format_script(script)) == script
    else:
        assert refused.source.line > 0
        assert str(refused).startswith("x.script.md:")
        assert "column" in refused.message


def test_the_example_of_the_format():
    text = """+++
title = "Pride and Prejudice"
author = "Jane Austen"
+++

# Chapter 1

It is a truth.

[Mrs. Bennet] “My dear Mr. Bennet,” [] said his lady to him one day, [Mrs. Bennet: eager] “have you heard?”

[Mrs. Bennet?] “But it is,” [] returned she;

[pause 1.5s]

***
"""
    script = parse_script(text)
    chapter = script.chapters[0]
    assert script.front == {"title": "Pride and Prejudice", "author": "Jane Austen"}
    assert chapter.name == "Chapter 1"
    tagged = chapter.items[1]
    assert [(c.speaker, c.direction, c.unsure, c.text) for c in tagged.cues] == [
        ("Mrs. Bennet", "", False, "“My dear Mr. Bennet,” "),
        ("", "", False, "said his lady to him one day, "),
        ("Mrs. Bennet", "eager", False, "“have you heard?”"),
    ]
    assert chapter.items[2].cues[0].unsure
    assert chapter.items[3:] == (PauseMark(1500), SceneBreak())
    assert [i.line for i in chapter.items] == [8, 10, 12, 14, 16]
    assert format_script(script) == text


def test_marks_names_and_inline_forms():
    text = (
        "# A *b* {silent}\n[@Music] la [?] who [A\\: b\\?: fast: loud] x\n\n[sound door.wav]\n"
        "[Music theme.mp3 -18dB fade 2s]\n"
        'He went to [say "Worcester \\"W\\"" as "Wooster"] and said '
        "[lang fr]*bon* jour[/lang] twice [pause 0.25s] more\n"
        "\nverse one\\\nverse two\n\n<!-- two\nlines -->\n## Sub\n\\# no title\n"
    )
    chapter = parse_script(text).chapters[0]
    first, door, music, said, verse, note, sub, plain = chapter.items
    assert chapter.silent
    assert chapter.title == (Words("A "), Words("b", emphasis=True))
    assert [(c.speaker, c.direction) for c in first.cues] == [("Music", ""), ("?", ""), ("A: b?", "fast: loud")]
    assert (door, music) == (SoundMark("door.wav"), MusicMark("theme.mp3", -18.0, fade=(2000, 2000)))
    assert said.cues[0].parts[1] == Say('Worcester "W"', "Wooster")
    assert said.cues[0].parts[3:5] == (Words("bon", emphasis=True, language="fr"), Words(" jour", language="fr"))
    assert Pause(250) in said.cues[0].parts
    assert verse.cues[0].parts == (Words("verse one"), LineBreak(), Words("verse two"))
    assert note == Note("two\nlines")
    assert sub == Heading((Words("Sub"),))
    assert plain.cues[0].text == "# no title"


def test_crlf_bom_and_wrapped_lines():
    script = parse_script("\ufeff+++\r\ntitle = 'x'\r\n+++\r\n# T\r\none\r\n two\r\n\r\n他走\r\n了。\r\n")
    assert script.front == {"title": "x"}
    assert [i.cues[0].text for i in script.chapters[0].items] == ["one two", "他走了。"]


@pytest.mark.parametrize(
    ("text", "line", "column", "says", "hint"),
    [
        ("# T\n\nwait [paus 2s] now", 3, 6, "[paus 2s] is no known tag", "[pause 2s]"),
        ("# T\n\nwait [pause 2] now", 3, 6, "no length of time", "800ms"),
        ("[pause]", 1, 1, "lacks", "[pause 1.5s]"),
        ("say [lang] x", 1, 5, "lacks", "[lang fr]"),
        ("say [lang french quarter] x", 1, 5, "no language tag", "fr"),
        ("a\nb [lang fr]bon", 2, 3, "not closed", "[/lang]"),
        ("x [/lang]", 1, 3, "without", "[lang fr]"),
        ("x [/langg]", 1, 3, "no known tag", "[/lang]"),
        ("one\n  two [Jane hi", 2, 7, "not closed", "\\["),
        ("one *two", 1, 5, "emphasis", "\\*"),
        ("[Music]", 1, 1, "lacks", "[@Music]"),
        ("[Music: soft] la", 1, 1, "lacks", "[@Music: soft]"),
        ("then [sound x.wav] it", 1, 6, "inside a paragraph", "line of its own"),
        ("a <!-- b --> c", 1, 3, "note", "own"),
        ("<!-- b", 1, 1, "not closed", "-->"),
        ("<!-- b --> c", 1, 11, "after the end", "new line"),
        ('[say "a" is "b"] x', 1, 1, "not understood", "Wooster"),
        ("# [Jane] x", 1, 3, "title has no speaker", "\\["),
        ("+++\na = \n+++\n", 2, 5, "not TOML", "title"),
        ("+++\na = 1\n", 1, 1, "not closed", "+++"),
    ],
)
def test_errors_name_place_and_remedy(text, line, column, says, hint):
    with pytest.raises(ScriptError) as caught:
        parse_script(text, "b.script.md")
    assert str(caught.value).startswith(f"b.script.md:{line}: column {column}: ")
    assert says in caught.value.message
    assert hint in caught.value.hint


def test_people_with_names_near_a_mark_are_people():
    cues = parse_script("[Jay Gatsby] a [Lana] b [May Welland: soft] c [Ray?] d").chapters[0].items[0].cues
    assert [c.speaker for c in cues] == ["Jay Gatsby", "Lana", "May Welland", "Ray"]


def test_a_name_used_once_near_a_common_one_is_listed():
    script = parse_script("[Elizabeth] a\n\n[Elizabeth] b\n\n[Elizabth] c\n\n[Jane] d")
    assert near_names(script) == (("Elizabth", "Elizabeth", 5),)


def test_ten_thousand_brackets_are_read_in_linear_time():
    with pytest.raises(ScriptError):
        parse_script("[" * 20_000)
    assert parse_script("[a]" * 5_000 + " x").chapters[0].items[0].cues[-1].speaker == "a"


def test_a_guess_whose_name_ends_in_a_backslash_round_trips():
    """Hypothesis found that the backslash's own escape was taken for one of the question mark."""
    script = Script({}, (Chapter(None, (Paragraph((Cue((Words("Yes."),), speaker="A\\\\", unsure=True),)),)),))
    assert parse_script(format_script(script)) == script


def test_heading_of_one_no_break_space_survives():
    script = Script({}, (Chapter(None, (Heading((Words("\u00a0"),)), Paragraph((Cue((Words("x"),)),)))),))
    assert parse_script(format_script(script)) == normal(script)
