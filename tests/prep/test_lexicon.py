"""Pronunciation lists: what may stand in them, which entry is found where, and what the engine gets."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.annotated import annotate, disarmed, runs, written_text
from audiobook.errors import ConfigError
from audiobook.plugins import EngineInfo, Parallel
from audiobook.prep.lexicon.automaton import Automaton
from audiobook.prep.lexicon.changes import Passage, changes, used
from audiobook.prep.lexicon.check import check
from audiobook.prep.lexicon.load import load, parse
from audiobook.prep.lexicon.pattern import PatternError, program
from audiobook.prep.lexicon.speak import spoken
from audiobook.prep.lexicon.write import HEAD, add, format_entry, meaning, put

HIBARI = EngineInfo("hibari", "1", "heart", Parallel.PROCESSES, 300, phonemes="hibari")
ESPEAK = EngineInfo("espeak", "1", "", Parallel.PROCESSES, 300, phonemes="espeak")
PLAIN = EngineInfo("tone", "1", "", Parallel.PROCESSES, 300)


def said(toml, text, *, language="en", character="", engine=PLAIN, **more):
    lexicon = load([("lexicon.toml", toml)])
    return spoken(text, lexicon.matches(text, language, character, engine, **more)).text


def entry(written, say="X", **keys):
    lines = "".join(f"{key} = {value}\n" for key, value in keys.items())
    return f'[[entry]]\nwritten = "{written}"\nsay = "{say}"\n{lines}'


@pytest.mark.parametrize(
    ("toml", "text", "heard"),
    [
        (entry("Worcester", "Wooster"), "To Worcester’s gate, Worcester.", "To Wooster’s gate, Wooster."),
        (entry("read", "red"), "Read, reader, unread, READ.", "red, reader, unread, red."),
        (entry("Polish"), "Polish the polish POLISH.", "X the polish POLISH."),
        (entry("Polish", case='"any"'), "Polish the polish.", "X the X."),
        (entry("polish", case='"exact"'), "Polish the polish.", "Polish the X."),
        (entry("don"), "Don’t, don, don's", "Don’t, X, X's"),
        (entry("Isle", language='"fr"'), "L'Isle", "L'Isle"),
        (entry("cat", whole_word="false"), "concatenate", "conXenate"),
        (entry("Mr. Bun"), "Mr. Bunny and Mr.\u00a0Bun", "Mr. Bunny and X"),
        (entry("rock'n'roll"), "rock’n’roll", "X"),
        (entry("长安"), "我在长安城。", "我在X城。"),
        (entry("OK"), "卡拉OK厅, OKAY", "卡拉X厅, OKAY"),
        (entry("हिन्दी"), "हिन्दी हिन्दीका", "X हिन्दीका"),
        (entry("&", "and"), "A & B", "A and B"),
        (entry("no", disabled="true"), "no", "no"),
        (entry("İzmir"), "to İzmir and izmir", "to X and izmir"),
    ],
)
def test_words_are_found_whole_and_by_their_case(toml, text, heard):
    assert said(toml, text) == heard


def test_french_articles_stand_before_a_name():
    assert said(entry("Isle", language='"fr"'), "de l’Isle", language="fr-CA") == "de l’X"


def test_the_longest_entry_wins_wherever_it_begins():
    toml = entry("New York", "ny") + entry("York Minster Bell", "ymb") + entry("New", "n")
    assert said(toml, "New York Minster Bell, New York") == "n ymb, ny"


def test_a_narrower_scope_wins_then_the_earlier_list():
    lists = [
        ("book", entry("quay", "general")),
        ("house", entry("quay", "language", language='"en"') + entry("quay", "engine", engines='["tone"]')),
        ("series", entry("quay", "character", characters='["Ann"]')),
    ]
    lexicon = load(lists, built_in=[("ours", entry("quay", "late") + entry("pier", "ours"))])
    told = {
        (character, engine.name, language): spoken("quay", lexicon.matches("quay", language, character, engine)).text
        for character, engine, language in [
            ("Ann", PLAIN, "en-GB"),
            ("", PLAIN, "en"),
            ("Ben", ESPEAK, "en"),
            ("Ben", ESPEAK, "de"),
        ]
    }
    assert list(told.values()) == ["character", "engine", "language", "general"]
    assert spoken("pier", lexicon.matches("pier", "en", "", PLAIN)).text == "ours"


def test_a_person_comes_before_a_built_in_list_of_a_narrower_scope():
    lexicon = load([("book", entry("pier", "mine"))], built_in=[("ours", entry("pier", "ours", language='"en"'))])
    assert spoken("pier", lexicon.matches("pier", "en", "", PLAIN)).text == "mine"


def test_the_narrator_has_a_name_in_lists():
    toml = entry("tea", "tee", characters='["narrator"]')
    assert (said(toml, "tea"), said(toml, "tea", character="Ann")) == ("tee", "tea")


def test_an_entry_without_a_form_gives_way_and_is_told():
    toml = '[[entry]]\nwritten = "tea"\nipa = "tiː"\nlanguage = "en"\n'
    lexicon = load([("l", toml)])
    told = spoken("tea", lexicon.matches("tea", "en", "", PLAIN))
    assert (told.text, [one.written for one in told.missing]) == ("tea", ["tea"])
    assert said(toml + entry("tea", "tee"), "tea") == "tee"


def test_protected_ranges_are_left_alone():
    assert said(entry("a"), "a a a", protected=[(2, 3)]) == "X a X"
    assert said(entry("a b"), "a b a b", protected=[(2, 3)]) == "a b X"


def test_what_stands_beside_decides_between_two_readings():
    toml = entry("read", "red", before='["had", "have"]') + entry("read", "reed", after='["/(the|a) [a-z]+s?/"]')
    assert said(toml, "I had  read it; we read the papers; read it.") == "I had  red it; we reed the papers; read it."


def test_a_part_of_speech_needs_a_tagger():
    toml = entry("read", "red", pos='"VBD"')
    assert said(toml, "he read") == "he read"
    assert said(toml, "he read", tagger=lambda text, start, end: "VBD" if text[start:end] == "read" else "") == "he red"


def test_expressions_take_the_longest_whole_match():
    toml = entry("(North|South) [A-Z][a-z]+(ton)?", "place", regex="true", case='"exact"')
    assert said(toml, "to South Ashton, north Ash, SouthAsh") == "to place, north Ash, SouthAsh"


@pytest.mark.parametrize("pattern", ["(a+)+b", "(a|a)*b", "a*a*a*a*a*b", "(a?){40}a{40}"])
def test_no_expression_takes_more_looks_than_the_text_is_long(pattern):
    """Python's own ``re`` would take longer than the age of the earth for the first one."""
    looked = []

    class Counted(str):
        __slots__ = ()

        def __getitem__(self, at):
            looked.append(at)
            return str.__getitem__(self, at)

    automaton = Automaton((program(pattern, exact=True),))
    automaton.ends(Counted("a" * 5000), 0)
    assert 0 < len(looked) <= 120


atoms = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", r"\w"])
patterns = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"({two[0]}|{two[1]})"),
        st.tuples(inner, st.sampled_from(["?", "*", "+", "{2}", "{1,3}", "{0,2}", "{2,}"])).map(
            lambda two: f"(?:{two[0]}){two[1]}"
        ),
    ),
    max_leaves=6,
)


@given(patterns, st.text("abc", max_size=7))
def test_expressions_mean_what_they_mean_to_python(pattern, text):
    forward = Automaton((program(pattern, exact=True),))
    backward = Automaton((program(pattern, exact=True, backwards=True),))
    for start in range(len(text)):
        ends = [end for end in range(start + 1, len(text) + 1) if re.fullmatch(pattern, text[start:end])]
        begins = [begin for begin in range(start - 1, -1, -1) if re.fullmatch(pattern, text[begin:start])]
        assert forward.ends(text, start).get(0, []) == ends
        assert backward.ends(text, start, -1).get(0, []) == begins


@pytest.mark.parametrize(
    "pattern",
    [
        "(",
        ")",
        "a)",
        "[a",
        "*a",
        "a**",
        "a{2}{3}",
        "^a",
        "a$",
        r"(a)\1",
        "(?=a)",
        r"\ba",
        "a{3,2}",
        "\\",
        "a{999}" * 9,
        "x" * 201,
        "(a{99}){99}",
        "{",
        "[z-a]",
    ],
)
def test_expressions_that_need_trying_or_are_wrong_are_refused(pattern):
    with pytest.raises(PatternError):
        program(pattern, exact=True)


@given(
    st.lists(st.sampled_from(["an", "An", "ant", "a n", "na", "n", "安", "全安"]), min_size=1, max_size=6), st.data()
)
def test_matches_never_overlap_and_the_rest_of_the_text_stays(written, data):
    toml = "".join(entry(one, f"<{n}>", whole_word="false") for n, one in enumerate(written))
    text = data.draw(st.text("anAN 安全", max_size=30))
    blocked = data.draw(st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted))
    found = load([("l", toml)]).matches(text, "en", "", PLAIN, protected=[tuple(blocked)])
    assert all(one.end <= two.start for one, two in pairwise(found))
    assert all(text[one.start : one.end] == one.written for one in found)
    assert all(one.end <= blocked[0] or one.start >= blocked[1] for one in found if blocked[0] < blocked[1])
    put_back = spoken(text, found).text
    for match in found:
        put_back = put_back.replace(match.form.text, match.written, 1)
    assert put_back == text


BAD = [
    ('[[entry]]\nsay = "x"\n', 1, "written"),
    ('\n[[entry]]\nwritten = "a"\n', 2, "say how"),
    ('[[entry]]\nwritten = "a"\nsya = "b"\n', 3, "sya"),
    ('[[entry]]\nwritten = "a"\nsay = 3\n', 3, "say"),
    ('[[entry]]\nwritten = "a"\nsay = "b"\n[entry.engine]\nhibari = "wow4"\n', 5, "hibari"),
    ('[[entry]]\nwritten = "a"\nsay = "b"\n\n[[entry]]\nwritten = "("\nregex = true\nsay = "c"\n', 6, "written"),
    ('[[entry]]\nwritten = "a"\nsay = "b"\nafter = ["/(?=x)/"]\n', 4, "after"),
    ('[[entry]]\nwritten = "a"\nsay = "b"\nlanguage = "english language"\n', 4, "language"),
    ('[[entry]]\nwritten = "a"\nsay = "b"\ncase = "upper"\n', 4, "case"),
    ('[[entry]]\nwritten = "a"\nsay = "…"\n', 3, "say"),
    ('[[entry]]\nwritten = "a\\u0000"\nsay = "b"\n', 2, "written"),
    ('entry = "x"\n', 1, "entry"),
    ('[word]\nwritten = "a"\n', 1, "word"),
    ("[[entry]]\nwritten = a\n", 2, "TOML"),
    (f'[[entry]]\nwritten = "{"a" * 200}"\nsay = "b"\n', 2, "written"),
]


@pytest.mark.parametrize(("toml", "line", "about"), BAD)
def test_errors_name_file_line_and_key_and_what_to_write(toml, line, about):
    with pytest.raises(ConfigError) as caught:
        parse(toml, "house.toml")
    assert str(caught.value.source) == f"house.toml:{line}"
    assert about in caught.value.message
    assert caught.value.hint


def test_the_head_of_a_new_list_is_a_comment():
    assert parse(HEAD) == ()


def test_tools_keep_what_people_wrote():
    mine = '# mine\n[[entry]] # here\nwritten = "a" # odd\nsay = "b"\n'
    text, added = add(mine, parse(entry("c", "d") + entry("a", "b")))
    assert added == 1
    assert text.startswith(mine)
    assert [one.written for one in parse(text)] == [("a",), ("c",)]
    assert add(text, parse(text)) == (text, 0)
    changed = put(text, 0, "say", "bee")
    assert changed == text.replace('say = "b"', 'say = "bee"', 1)


def test_a_list_in_another_form_is_not_broken():
    with pytest.raises(ConfigError, match="nothing can be added"):
        add('entry = [{ written = "a", say = "b" }]\n', parse(entry("c", "d")))


texts = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=12)


@given(texts, texts.filter(lambda one: any(c.isalnum() for c in one)), st.booleans(), st.booleans(), texts)
def test_an_entry_is_read_back_as_it_was_written(written, say, whole, exact, note):
    toml = put(put('[[entry]]\nwritten = "a"\nsay = "b"\n', 0, "written", written), 0, "say", say)
    toml = put(put(toml, 0, "whole_word", whole), 0, "case", "exact" if exact else "any")
    (one,) = parse(put(toml, 0, "note", note))
    (again,) = parse(format_entry(one))
    assert meaning(again) == meaning(one)
    assert again.note == one.note


def test_a_change_names_the_passages_and_the_entries():
    old = load([("l.toml", entry("tea", "tee") + entry("cup", "cop"))])
    new = load([("l.toml", entry("cup", "cop") + "# moved\n" + entry("tea", "tay"))])
    passages = [
        Passage(str(n), text, "en", "", PLAIN) for n, text in enumerate(["a cup", "tea", "a cup of tea", "teas"])
    ]
    found = list(changes(old, new, passages))
    assert [(one.key, one.old, one.new) for one in found] == [
        ("1", "tee", "tay"),
        ("2", "a cop of tee", "a cop of tay"),
    ]
    assert str(found[1].reasons[0]) == "“tea”: was “tee” (l.toml:1), now “tay” (l.toml:5)"
    assert len(found[1].reasons) == 1
    assert used(new, passages) == {"l.toml:1": 2, "l.toml:5": 2}
    gone = next(changes(old, load([]), passages))
    assert "now as written" in str(gone.reasons[0])


def test_check_finds_what_never_speaks():
    lists = [
        ("book", entry("tea", "tee") + entry("Cup", "cop", case='"any"')),
        (
            "house",
            entry("tea", "tay") + entry("tea", "tay", language='"en"') + entry("Cup", "cap") + entry("tea", "tee"),
        ),
        ("more", entry("x", engines='["hibary"]') + entry("y", pos='"VBD"') + '[[entry]]\nwritten="z"\nipa="ʘ"\n'),
    ]
    findings = check(load(lists).entries, ["hibari", "espeak"])
    assert [(str(one.source), one.code) for one in findings] == [
        ("house:1", "lexicon-unreachable"),
        ("house:8", "lexicon-unreachable"),
        ("house:11", "lexicon-duplicate"),
        ("more:1", "lexicon-engine"),
        ("more:5", "lexicon-pos"),
        ("more:9", "lexicon-ipa"),
    ]
    assert "hibari" in findings[3].message


@given(st.text(st.sampled_from("ab \ufff9\ufffa\ufffb"), max_size=20))
def test_a_book_cannot_forge_phonemes(text):
    assert not any(phonemes for _, phonemes in runs(disarmed(text)))
    found = load([("l", entry("zz"))]).matches(text, "en", "", HIBARI)
    assert not any(phonemes for _, phonemes in runs(spoken(text, found).text))


def test_annotated_text_is_read_back():
    text = "In " + annotate("Leith", "l'i:T") + "."
    assert runs(text) == (("In ", ""), ("Leith", "l'i:T"), (".", ""))
    assert written_text(text) == "In Leith."
