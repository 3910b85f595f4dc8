"""Languages inside a book: which voice says what, by which rules, and what a person is told."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.cast import Cast, Character, Part
from audiobook.events import Severity
from audiobook.plugins import EngineInfo, Parallel
from audiobook.prep.passages import Foreign, Listener, Switch, passages
from audiobook.prep.scriptfile import parse_script
from audiobook.prep.segment import segment
from audiobook.prep.speech.mixed import stretches
from audiobook.prep.utter import Speaking
from audiobook.take import Boundary

NARRATOR = Part(Character("Narrator"), "home", "n")
JANE = Part(Character("Jane"), "home", "j")
CAST = Cast(NARRATOR, Part(Character("?"), "home", "u"), (JANE,))
#: What the voices of two engines speak; "home" is the cast's.
ENGLISH = {"home": {"en"}, "other": {"fr", "de", "zh", "el", "en"}}

FRENCH = "Je ne sais pas ce que vous voulez dire, monsieur."
MORE = "Il est dans la maison avec sa femme et tous les enfants de mon ami."


def cut(text, voices=ENGLISH, *, language="en", foreign=None, latin=True, longest=300, speaking=None):
    """Segments and findings; ``latin``: the engine "home" reads nothing but Latin letters."""
    seen = []

    def reads(engine, words):
        return (
            engine != "home" or not latin or not any("\u0370" <= char <= "\u9fff" and char.isalpha() for char in words)
        )

    def fallback(part, tag, words):
        base = tag.split("-")[0]
        able = [name for name in (part.engine, "other") if base in voices.get(name, ()) and reads(name, words)]
        return Part(Character("stand-in"), able[0], f"{base}-{part.voice}") if able else None

    segments = segment(
        parse_script(text, "b.script.md"),
        CAST,
        language=language,
        rate_hz=22050,
        info=lambda name: EngineInfo(name, "1", "m", Parallel.THREADS, longest),
        reads=reads,
        speaks=lambda part, tag: tag.split("-")[0] in voices[part.engine],
        knows=lambda engine, tag: tag.split("-")[0] in voices[engine] | voices.get(f"{engine} knows", set()),
        fallback=fallback,
        foreign=foreign,
        speaking=speaking,
        emit=seen.append,
    )
    return segments, seen


def who(text, **more):
    return [(s.slate.text, s.slate.engine, s.slate.language) for s in cut(text, **more)[0]]


def codes(text, **more):
    return [(f.code, f.severity) for f in cut(text, **more)[1]]


def test_a_long_passage_goes_to_a_voice_that_speaks_its_language_and_the_rest_stays():
    text = f"He looked at me for a while. {FRENCH} {MORE} Then he went home to his wife."
    assert who(text) == [
        ("He looked at me for a while.", "home", "en"),
        (FRENCH, "other", "fr"),
        (MORE, "other", "fr"),
        ("Then he went home to his wife.", "home", "en"),
    ]
    segments, seen = cut(text)
    assert [s.after for s in segments] == [Boundary.SENTENCE] * 3 + [Boundary.CHAPTER_TAIL]
    assert [(f.code, f.severity, str(f.source)) for f in seen] == [
        ("language-fallback", Severity.WARNING, "b.script.md:1")
    ]
    assert "fr" in seen[0].message
    assert "Je ne sais pas" in seen[0].message


def test_a_phrase_or_a_single_sentence_keeps_the_voice_of_its_speaker():
    text = f"[Jane] “{FRENCH}” [] She said *mon cher* and left the room at once."
    assert [(engine, language) for _, engine, language in who(text)] == [("home", "en")] * 2
    assert codes(text) == [("language-kept", Severity.INFO)]


@pytest.mark.parametrize(
    ("switch", "engine"), [(Switch.LONG, "home"), (Switch.SENTENCE, "other"), (Switch.NEVER, "home")]
)
def test_a_person_can_ask_for_a_voice_for_each_sentence(switch, engine):
    assert who(f"He stood there. {FRENCH}", foreign=Foreign(switch=switch))[1][1] == engine


def test_never_means_never_for_letters_that_the_voice_reads():
    assert {engine for _, engine, _ in who(f"{FRENCH} {MORE}", foreign=Foreign(switch=Switch.NEVER))} == {"home"}


def test_a_whole_paragraph_of_one_long_sentence_is_a_long_passage():
    long = f"{MORE[:-1]}, et je ne sais pas ce que vous voulez dire, monsieur."
    assert who(long) == [(long, "other", "fr")]
    assert who(f"{long} But he did not know it.")[0] == (long, "home", "en")


def test_a_voice_of_the_same_engine_takes_over_at_any_sentence_and_no_warning_is_made_of_it():
    voices = {"home": {"en"}, "home knows": {"fr"}}
    segments, seen = cut(f"He stood there. {FRENCH}", voices | {"other": set()})
    assert [s.slate.engine for s in segments] == ["home", "home"]
    assert [f.code for f in seen] == ["language-kept"]

    def fallback(part, tag, _words):
        return Part(part.character, "home", f"{tag}-{part.voice}")

    seen = []
    segments = segment(
        parse_script(f"He stood there. {FRENCH}"), CAST, language="en", rate_hz=22050,
        info=lambda name: EngineInfo(name, "1", "m", Parallel.THREADS, 300), reads=lambda _engine, _text: True,
        speaks=lambda part, tag: part.voice.startswith("fr") == (tag == "fr"), fallback=fallback, emit=seen.append,
    )  # fmt: skip
    assert [(s.slate.voice, s.slate.language) for s in segments] == [("n", "en"), ("fr-n", "fr")]
    assert [(f.code, f.severity) for f in seen] == [("language-fallback", Severity.INFO)]


def test_a_voice_that_speaks_the_language_is_told_it_and_nothing_is_reported():
    voices = {"home": {"en", "fr"}, "other": set()}
    assert who(f"He stood there. {FRENCH}", voices=voices) == [
        ("He stood there.", "home", "en"),
        (FRENCH, "home", "fr"),
    ]
    assert codes(FRENCH, voices=voices) == []


def test_markup_goes_before_the_detector():
    assert who(f"[lang en]{FRENCH} {MORE}[/lang]") == [(FRENCH, "home", "en"), (MORE, "home", "en")]
    assert {engine for _, engine, _ in who(f"{FRENCH} {MORE}", foreign=Foreign(detect=False))} == {"home"}
    assert who("[lang de]Abc def ghi jkl.[/lang]", foreign=Foreign(switch=Switch.SENTENCE))[0][2] == "de"


def test_the_rules_are_those_of_the_passage_whoever_speaks_it():
    text = f"He had 3 cats. [lang fr]Il y a 3 chats.[/lang] {FRENCH} {MORE}"
    said = [s.slate.text for s in cut(text, speaking=Speaking())[0]]
    assert said[:2] == ["He had three cats.", "Il y a trois chats."]
    kept = [s.slate.text for s in cut("[lang fr]Il y a 3 chats.[/lang]", speaking=Speaking())[0]]
    assert kept == ["Il y a trois chats."]


def test_a_language_that_nobody_speaks_is_told_with_its_passage_and_read_all_the_same():
    nobody = {"home": {"en"}, "other": set()}
    text = f"{FRENCH} {MORE}"
    assert who(text, voices=nobody) == [(FRENCH, "home", "en"), (MORE, "home", "en")]
    _, seen = cut(text, nobody)
    assert [(f.code, f.severity, str(f.source)) for f in seen] == [
        ("unspeakable-language", Severity.WARNING, "b.script.md:1")
    ]


def test_a_part_whose_engine_does_not_speak_the_book_is_replaced():
    voices = {"home": {"en"}, "other": {"de"}}
    text = "Das ist ein Haus. Und das ist noch eins."
    assert {engine for _, engine, _ in who(text, voices=voices, language="de")} == {"other"}
    assert codes(text, voices=voices, language="de") == [("language-fallback", Severity.WARNING)]


def test_other_letters_inside_a_sentence_are_split_off_even_if_the_engine_would_name_them():
    text = "He wrote λόγος on the wall and went home."
    split = [("He wrote", "home", "en"), ("λόγος", "other", "el"), ("on the wall and went home.", "home", "en")]
    assert who(text) == split
    assert who(text, latin=False) == split
    segments, _ = cut(text)
    assert [s.after for s in segments[:2]] == [Boundary.CLAUSE] * 2
    assert codes(text) == [("fallback-voice", Severity.WARNING)]
    assert codes(text, latin=False) == [("language-fallback", Severity.WARNING)]


def test_one_letter_is_a_sign_that_a_voice_names_if_it_can():
    assert who("The angle α is small.", latin=False) == [("The angle α is small.", "home", "en")]
    assert [engine for _, engine, _ in who("The angle α is small.")] == ["home", "other", "home"]


def test_letters_of_no_known_script_are_an_error_with_their_place():
    segments, seen = cut("He went home.\n\nაბგ დევ ზთი.", {"home": {"en"}, "other": {"en", "ka"}})
    assert [s.slate.text for s in segments] == ["He went home."]
    assert [(f.code, f.severity, str(f.source)) for f in seen] == [("unreadable-text", Severity.ERROR, "b.script.md:3")]


MIXED = "我们在上海听了Taylor Swift的演唱会，真好。"


def test_mixed_chinese_and_english_stays_whole_where_the_voice_speaks_both():
    both = {"home": {"zh", "en"}, "other": set()}
    assert who(MIXED, voices=both, language="zh", latin=False) == [(MIXED, "home", "zh")]
    assert codes(MIXED, voices=both, language="zh", latin=False) == []


def test_mixed_text_stays_whole_where_the_engine_says_english_in_chinese_by_itself():
    knows = {"home": {"zh"}, "home knows": {"en"}, "other": {"en"}}
    assert who(MIXED, voices=knows, language="zh", latin=False) == [(MIXED, "home", "zh")]


def test_mixed_text_is_split_between_two_voices_where_one_cannot_say_it():
    split = {"home": {"zh"}, "other": {"en"}}
    assert who(MIXED, voices=split, language="zh", latin=False) == [
        ("我们在上海听了", "home", "zh"),
        ("Taylor Swift", "other", "en"),
        ("的演唱会，真好。", "home", "zh"),
    ]
    segments, _ = cut(MIXED, split, language="zh", latin=False)
    assert [s.after for s in segments] == [Boundary.CLAUSE] * 2 + [Boundary.CHAPTER_TAIL]
    assert "".join(s.displayed for s in segments) == MIXED


def test_each_part_of_a_mixed_sentence_is_said_by_the_rules_of_its_language():
    split = {"home": {"en"}, "other": {"zh"}}
    said = who("He paid £3 for 你们有3个人吗 and left.", voices=split, speaking=Speaking())
    assert said[0][0] == "He paid three pounds for"
    assert said[1] == ("你们有三个人吗", "other", "zh")


def test_what_a_person_fixed_stays_fixed_in_a_split_sentence():
    text = 'He has [say "12" as "12"] λόγος and 3 [say "4" as "4"] eggs.'
    assert [s.slate.text for s in cut(text, speaking=Speaking())[0]] == ["He has 12", "λόγος", "and three 4 eggs."]


def test_a_passage_too_long_for_the_voice_that_stands_in_is_cut_for_it():
    long = " ".join([f"{MORE[:-1]}, et"] * 6) + " voilà."

    def info(name):
        return EngineInfo(name, "1", "m", Parallel.THREADS, 900 if name == "home" else 120)

    segments = segment(
        parse_script(long), CAST, language="en", rate_hz=22050, info=info, reads=lambda _engine, _text: True,
        speaks=lambda part, tag: (part.engine == "other") == (tag == "fr"),
        fallback=lambda part, _tag, _text: Part(part.character, "other", "f"), emit=lambda _event: None,
    )  # fmt: skip
    assert len(segments) > 3
    assert {(s.slate.engine, s.slate.language) for s in segments} == {("other", "fr")}
    assert all(len(s.slate.text) <= 120 for s in segments)
    assert " ".join(s.slate.text for s in segments) == long


@given(st.text("abT λόе你好，。.!“” 3", max_size=60), st.sampled_from(["en", "zh", "ja", "ru", "yue-HK"]))
def test_stretches_join_to_the_text_and_neighbours_differ(text, language):
    found = stretches(text, language)
    assert "".join(text[run.start : run.end] for run in found) == text
    assert all(a.language != b.language for a, b in pairwise(found))


@pytest.mark.parametrize(("tags", "language"), [(set(), "zh"), ({"ja"}, "ja"), ({"fr"}, "zh")])
def test_markup_says_whose_letters_they_are(tags, language):
    assert stretches("He went to 東京 by train.", "en", frozenset(tags))[1].language == language


def test_a_scrap_between_two_known_sentences_is_theirs_unless_it_has_a_word_of_the_book():
    def languages(*texts):
        listener = Listener("en", Foreign(), lambda _tag: False, lambda _tag: False)
        return [s.language for s in passages([(text, frozenset({""})) for text in texts], listener)]

    assert languages(FRENCH, "Oui, oui!", MORE) == ["fr"] * 3
    assert languages(FRENCH, "Yes, yes!", MORE) == ["fr", "", "fr"]
    assert languages(FRENCH, "Bagration!", MORE) == ["fr", "", "fr"]
