"""The spoken form: a person's pronunciation before our rules, what a person fixed before both, and all of it told."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from audiobook.plugins import EngineInfo, Parallel
from audiobook.prep.lexicon.load import load
from audiobook.prep.speech.model import Context
from audiobook.prep.spoken import Fit, pieces_of
from audiobook.prep.utter import Speaking
from audiobook.script import Say, Words
from audiobook.take import Respoken

ENGINE = EngineInfo("plain", "1", "m", Parallel.THREADS, 300)
LIST = '[[entry]]\nwritten = "Dr. Reed"\nsay = "Doctor Reade"\n\n[[entry]]\nwritten = "12"\nsay = "a dozen"\n'


def uttered(text: str, *fixed: tuple[int, int], lists: str = LIST, engine: EngineInfo = ENGINE):
    return Speaking(load([("lexicon.toml", lists)])).utter(text, fixed, "en", "", engine, Context())


def test_entries_go_before_rules_and_each_change_is_named():
    said = uttered("Dr. Reed paid Dr. Hill £12 for 12 eggs.")
    assert said.text == "Doctor Reade paid Doctor Hill £a dozen for a dozen eggs."
    assert said.changes == (
        Respoken("Dr. Reed", "Doctor Reade", "lexicon.toml:1"),
        Respoken("Dr.", "Doctor", "title"),
        Respoken("12", "a dozen", "lexicon.toml:5"),
        Respoken("12", "a dozen", "lexicon.toml:5"),
    )


def test_what_a_person_fixed_in_the_script_stays():
    said = uttered("He has 12 and 3 eggs.", (7, 9))
    assert said.text == "He has 12 and three eggs."


def test_an_engine_that_reads_a_class_itself_gets_it_as_written():
    reads = EngineInfo("able", "1", "m", Parallel.THREADS, 300, says=frozenset({"cardinal"}))
    assert uttered("He has 3 eggs, Dr. Hill.", engine=reads).text == "He has 3 eggs, Doctor Hill."


def test_an_entry_without_a_form_for_the_engine_is_told_and_the_word_stays():
    said = uttered("Worcester.", lists='[[entry]]\nwritten = "Worcester"\nipa = "ˈwʊstə"\n')
    assert said.text == "Worcester."
    assert [match.entry.identity for match in said.missing] == ["lexicon.toml:1"]


def test_without_rules_nothing_changes():
    how = Speaking(normalise=False)
    assert how.utter("Dr. 3", (), "en", "", ENGINE, Context()).text == "Dr. 3"


texts = st.text(st.sampled_from("ab 1,.\n\u00ad[]"), max_size=12)
parts = st.lists(st.one_of(texts.map(Words), st.builds(Say, texts, texts)), max_size=5).map(tuple)


@given(parts)
def test_fixed_ranges_are_the_words_that_stand_for_others(given_parts):
    for piece in pieces_of(given_parts, Fit(300, 0, "en")):
        spoken = {" ".join(p.spoken.replace("\u00ad", "").split()) for p in given_parts if isinstance(p, Say)}
        at = 0
        for start, end in piece.fixed:
            assert at <= start < end <= len(piece.text)
            words = piece.text[start:end]
            assert any(words in said for said in spoken)
            at = end
