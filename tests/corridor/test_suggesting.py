"""Words worth checking: names, foreign words and guesses come up; what is known, corrected or ordinary does not."""

from __future__ import annotations

import base64
import io
from dataclasses import replace

import pytest
import soundfile

from audiobook.config import Config
from audiobook.corridor.request import Request
from audiobook.corridor.suggesting import save_suggestions, suggestions, write_page
from audiobook.errors import ConfigError, OutputError, UsageError
from audiobook.plugins import Reading, load_engine
from audiobook.prep.lexicon.load import load, parse
from audiobook.prep.lexicon.suggest import Kind, suggest
from audiobook.prep.lexicon.suggest_write import write_suggestions
from audiobook.source import SourceRef
from audiobook.take import Boundary, Respoken, Segment, Slate

KNOWN = {"anna", "then", "rose", "the", "she", "saw", "and", "a", "said", "in", "went", "home", "will"}


def segment(text, *, language="en", line=1, item=0, respoken=()):
    slate = Slate(text, "hibari", "1", "heart", "heart", language)
    return Segment(
        slate, slate.key, 0, item, 0, "", Boundary.SENTENCE,
        displayed=text, respoken=respoken, source=SourceRef(file="book.md", line=line),
    )  # fmt: skip


def reads(_engine, word, _language):
    return word.lower(), word.lower() in KNOWN


def found(*segments, lexicon="", reads=reads, speaks=lambda _, language: language == "en"):
    return {one.word: one for one in suggest(segments, parse(lexicon), "en", reads, speaks)}


def test_a_name_is_what_has_a_capital_inside_sentences():
    words = found(segment("Then she saw Zorl. Quibbed and went home."))
    assert words["Zorl"].kind is Kind.NAME
    assert words["Quibbed"].kind is Kind.UNKNOWN, "a capital after a full stop says nothing"
    assert set(words) == {"Zorl", "Quibbed"}


@pytest.mark.parametrize("before", ["She saw Mr. ", "She saw J. ", "She, ", "She saw (a) "])
def test_titles_and_commas_do_not_end_a_sentence(before):
    assert found(segment(f"{before}Zorl went home."))["Zorl"].kind is Kind.NAME


@pytest.mark.parametrize("before", ["She went home. ", "She said, “", "She went home.” ", "Home! ", "She — "])
def test_a_capital_that_begins_a_sentence_tells_no_name(before):
    assert found(segment(f"{before}Zorl went home."))["Zorl"].kind is Kind.UNKNOWN


def test_a_word_that_is_mostly_in_lower_case_is_no_name():
    often = [segment("She saw a zorl.")] * 5
    assert found(segment("She saw the Zorl."), *often)["zorl"].kind is Kind.UNKNOWN
    assert found(*[segment("She saw Zorl.")] * 10, often[0])["Zorl"].kind is Kind.NAME


def test_headings_tell_no_names():
    assert found(segment("The Zorl and the Quib", item=-1))["Zorl"].kind is Kind.UNKNOWN


def test_a_doubtful_name_comes_before_a_known_one_and_before_other_words():
    text = "She saw Zorl and Anna and quibs."
    assert list(found(*[segment(text)] * 5)) == ["Zorl", "quibs", "Anna"]
    assert list(found(*[segment(text)] * 5, *[segment("She saw Anna.")] * 400)) == ["Anna", "Zorl", "quibs"]


def test_a_known_name_said_once_is_not_worth_it():
    assert found(segment("She saw Anna and Rose.")) == {}


def test_all_forms_of_a_word_are_counted_as_one_with_the_place_of_the_first():
    words = found(
        segment("She went.", line=1), segment("She saw ZORL and Zorl’s home.", line=7), segment("She saw Zorl.")
    )
    assert words["Zorl"].count == 3
    assert str(words["Zorl"].source) == "book.md:7"
    assert words["Zorl"].context == "She saw ZORL and Zorl’s home."


def test_a_long_context_is_cut_at_blanks_around_the_word():
    context = found(segment(f"{'the home ' * 30}Zorl {'went home ' * 30}"))["Zorl"].context
    assert "home Zorl went" in context
    assert len(context) < 100
    assert context.strip("…").split(" ")[0] in {"the", "home"}
    assert context.strip("…").split(" ")[-1] in {"went", "home"}


def test_words_with_accents_and_of_languages_the_voice_does_not_speak_are_foreign():
    words = found(segment("She said naïvité."), segment("zut", language="fr"))
    assert {word: one.kind for word, one in words.items()} == {"naïvité": Kind.FOREIGN, "zut": Kind.FOREIGN}
    able = found(segment("the zut", language="fr"), speaks=lambda *_: True)
    assert able["zut"].kind is Kind.UNKNOWN


@pytest.mark.parametrize("key", ["", "disabled = true\n", 'engines = ["espeak"]\n'])
def test_an_entry_takes_its_word_off_the_list(key):
    entry = f'[[entry]]\nwritten = ["Zorl", "quib"]\nsay = "x"\n{key}'
    assert set(found(segment("She saw Zorl’s Zorl and Quib and Xanth."), lexicon=entry)) == {"Xanth"}


def test_what_is_said_otherwise_already_is_not_counted():
    rule = (Respoken("Zorl", "Zee", "book.md:1"),)
    assert found(segment("She saw Zorl.", respoken=rule)) == {}
    assert found(segment("She saw Zorl and Zorl.", respoken=rule))["Zorl"].count == 1


def test_an_engine_that_cannot_tell_gets_names_only():
    words = found(segment("She saw Zorl and quibs."), reads=lambda *_: None)
    assert set(words) == {"Zorl"}
    assert (words["Zorl"].reading, words["Zorl"].known) == ("", False)


def test_chinese_single_letters_and_words_with_digits_are_left_out():
    assert found(segment("She saw 房子, X, Z9qq and 3rdq.")) == {}


def test_latin_words_in_chinese_are_foreign():
    words = found(segment("她看见Zorl的房子。", language="zh"), speaks=lambda *_: True)
    assert {word: one.kind for word, one in words.items()} == {"Zorl": Kind.FOREIGN}


def test_the_list_changes_nothing_until_an_entry_is_enabled():
    words = tuple(found(segment("She said “Zorl \\ 'naïvité' \"quibs\" home."), segment("zut", language="fr")).values())
    text, added = write_suggestions("", words)
    assert added == len(words) == 4
    info = load_engine("hibari").info
    written = "She saw Zorl and quibs and naïvité and zut."
    assert load([("l.toml", text)]).matches(written, "en", "", info) == ()
    first = text.index("disabled = true")
    enabled = text[:first] + text[first:].replace("disabled = true", "", 1)
    (match,) = load([("l.toml", enabled)]).matches(written, "en", "", info)
    assert match.written == words[0].word


def test_the_reading_beside_an_entry_can_be_put_in_its_place():
    hibari = load_engine("hibari")
    (word,) = found(segment("She saw Zorl."), reads=lambda _, word, language: hibari.reading(word, language)).values()
    text, _ = write_suggestions("", [word])
    comment = next(line for line in text.splitlines() if line.startswith("# name"))
    corrected = text.replace('say = "Zorl"', comment.split(": ", 1)[1])
    assert parse(corrected)[0].text_of("x-hibari") == word.reading


def test_words_are_added_behind_what_a_person_wrote():
    (word,) = found(segment("She saw Zorl.")).values()
    mine = '# mine\n[[entry]]\nwritten = "Anna"\nsay = "Ahna"'
    text, _ = write_suggestions(mine, [word])
    again, _ = write_suggestions(text, [replace(word, word="Quib")])
    assert text.startswith(mine)
    assert again.startswith(text)
    assert [one.written[0] for one in parse(again)] == ["Anna", "Zorl", "Quib"]
    assert again.count("Words worth checking") == 1
    assert write_suggestions(mine, []) == (mine, 0)
    with pytest.raises(ConfigError):
        write_suggestions("entry = 1", [word])


def test_hibari_knows_its_dictionary_and_says_when_it_guesses():
    engine = load_engine("hibari")
    assert isinstance(engine, Reading)
    assert engine.reading("lamp", "en") == ("lˈæmp", True)
    phonemes, known = engine.reading("Zorlquib", "en")
    assert phonemes
    assert not known
    assert engine.reading("…", "en")[1] is False


def test_names_of_a_book_come_up_and_ordinary_words_do_not(story, tmp_path):
    words = {one.word: one for one in suggestions(Request(story, Config())).words}
    assert words["Merrow"].kind is Kind.NAME
    assert words["Merrow"].reading
    assert not words["Merrow"].known
    assert "Merrow" in words["Merrow"].context
    assert not {"lamp", "The", "tower", "valve", "night"} & set(words)
    output = tmp_path / "own.toml"
    assert save_suggestions(tuple(words.values()), output) == len(words)
    assert suggestions(Request(story, Config()), known=output).words == ()
    with pytest.raises(OutputError):
        save_suggestions((), tmp_path / "none" / "own.toml")


def test_the_page_has_each_word_with_its_sound(tmp_path):
    book = tmp_path / "book.md"
    book.write_text("# One\n\nShe saw Zorl & Quib \\<there>. Then Zorl went home.\n", encoding="utf-8")
    made = suggestions(Request(book, Config()))
    write_page(made, tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text("utf-8")
    assert [one.word for one in made.words] == ["Zorl", "Quib"]
    sounds = [base64.b64decode(text.split('"')[0]) for text in page.split("data:audio/flac;base64,")[1:]]
    assert len(sounds) == 2
    for sound in sounds:
        samples, rate_hz = soundfile.read(io.BytesIO(sound))
        assert len(samples) > rate_hz / 5
        assert abs(samples).max() > 0.01
    assert "Zorl &amp; Quib &lt;there&gt;" in page
    with pytest.raises(OutputError):
        write_page(made, tmp_path / "none" / "page.html")


def test_no_sample_is_made_by_an_engine_that_costs_money(story, tmp_path):
    made = suggestions(Request(story, Config()))
    with pytest.raises(UsageError, match="cost money"):
        write_page(replace(made, narrator=replace(made.narrator, engine="qwen")), tmp_path / "page.html")
    assert not (tmp_path / "page.html").exists()


def test_a_word_of_another_engine_has_no_sound(story, tmp_path):
    made = suggestions(Request(story, Config()))
    other = tuple(replace(one, engine="espeak") for one in made.words)
    write_page(replace(made, words=other), tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text("utf-8")
    assert "<audio" not in page
    assert page.count("There is no sample") == len(other) > 0
