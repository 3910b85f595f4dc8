"""Each engine gets the best form it takes, and says it: checked against the engines' own readings."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from audiobook.annotated import annotate
from audiobook.engines.espeak import EspeakEngine
from audiobook.engines.hibari import HibariEngine
from audiobook.engines.hibari_text import stand_ins
from audiobook.prep.lexicon.alphabets import ALPHABETS
from audiobook.prep.lexicon.entry import Form, FormKind
from audiobook.prep.lexicon.forms import best_form
from audiobook.prep.lexicon.ipa import to_espeak, to_hibari
from audiobook.prep.lexicon.load import parse
from audiobook.take import Slate

HIBARI, ESPEAK = HibariEngine(), EspeakEngine()

#: Words in broad American IPA, and what the engines' own dictionaries say for them.
WORDS = [
    ("Worcester", "ˈwʊstɚ", "wˈʊstəɹ", "w'Ust3"),
    ("bird", "bɝd", "bˈɜɹd", "b'3:d"),
    ("father", "ˈfɑːðɚ", "fˈɑðəɹ", "f'A:D3"),
    ("thought", "θɔːt", "θˈɔt", "T'O:t"),
    ("goat", "ɡoʊt", "ɡˈOt", "g'oUt"),
    ("price", "praɪs", "pɹˈIs", "pr'aIs"),
    ("choice", "t͡ʃɔɪs", "ʧˈYs", "tS'OIs"),
    ("mouth", "maʊθ", "mˈWθ", "m'aUT"),
    ("judge", "/dʒʌdʒ/", "ʤˈʌʤ", "dZ'VdZ"),
    ("measure", "ˈmɛʒɚ", "mˈɛʒəɹ", "m'EZ3"),
    ("sing", "sɪŋ", "sˈɪŋ", "s'IN"),
    ("this", "ðɪs", "ðˈɪs", "D'Is"),
    ("fleece", "fliːs", "flˈis", "fl'i:s"),
    ("goose", "ɡuːs", "ɡˈus", "g'u:s"),
    ("face", "feɪs", "fˈAs", "f'eIs"),
    ("happy", "ˈhæpi", "hˈæpi", "h'api"),
    ("start", "stɑːrt", "stˈɑɹt", "st'A@t"),
    ("north", "nɔːrθ", "nˈɔɹθ", "n'O@T"),
    ("square", "skwɛə(r)", "skwˈɛɹ", "skw'e@"),
    ("nurse", "nɜːs", "nˈɜɹs", "n'3:s"),
    ("loch", "lɒx", "lˈɑk", "l'0x"),
]


@pytest.mark.parametrize(("word", "ipa", "hibari", "espeak"), WORDS)
def test_ipa_becomes_what_the_engines_say_themselves(word, ipa, hibari, espeak):
    assert to_hibari(ipa).text == hibari
    assert to_espeak(ipa).text == espeak
    if word != "loch":  # hibari's dictionary has no such sound
        assert HIBARI._pronounce(f"The {word}.").endswith(f"{hibari}.")


@pytest.mark.parametrize(
    ("ipa", "hibari"),
    [
        ("ˌɡlæm.ɔːr.ɡən", "ɡlˌæmɔɹɡən"),
        ("ʃɪˈvɔːn", "ʃɪvˈɔn"),
        ("ˈkæmərə", "kˈæməɹə"),
        ("ˈbɒtl̩", "bˈɑtᵊl"),
        ("bɔ̃ʒuʁ", "bˈɔnʒuɹ"),
        ("ʃtʁaːsə", "ʃtɹˈɑsə"),
        ("nuː ˈjɔːk", "nu jˈɔk"),
    ],
)
def test_finer_and_foreign_signs_become_the_nearest_english_ones(ipa, hibari):
    assert to_hibari(ipa).text == hibari


@pytest.mark.parametrize("ipa", ["tɔ⁵¹", "ʘa", "ǃa", "hello!", "wˈ3d"])
def test_signs_without_a_counterpart_give_no_phonemes(ipa):
    assert to_hibari(ipa).unknown
    assert (to_hibari(ipa).text, to_espeak(ipa).text) == ("", "")


ENTRY = """
[[entry]]
written = "Leith"
say = "Leeth"
ipa = "liːθ"
"""


@pytest.mark.parametrize(
    ("more", "engine", "phonemes", "language", "form"),
    [
        ("", "hibari", "hibari", "en", Form(FormKind.NATIVE, "lˈiθ")),
        ("", "espeak", "espeak", "en-GB", Form(FormKind.NATIVE, "l'i:T")),
        ("", "espeak", "espeak", "de", Form(FormKind.RESPELLING, "Leeth")),
        ("", "tone", "", "en", Form(FormKind.RESPELLING, "Leeth")),
        ("", "other", "ipa", "en", Form(FormKind.IPA, "liːθ")),
        ('engine = { hibari = "lˈIθ", tone = "Lie" }', "hibari", "hibari", "en", Form(FormKind.NATIVE, "lˈIθ")),
        ('engine = { hibari = "lˈIθ", tone = "Lie" }', "tone", "", "en", Form(FormKind.RESPELLING, "Lie")),
    ],
)
def test_the_best_form_for_an_engine(more, engine, phonemes, language, form):
    (entry,) = parse(ENTRY + more)
    assert best_form(entry, engine, phonemes, language) == form


def test_an_entry_in_ipa_alone_has_no_form_for_an_engine_without_phonemes():
    (entry,) = parse('[[entry]]\nwritten = "Leith"\nipa = "liːθ"\n')
    assert best_form(entry, "tone", "", "en") is None


def test_hibaris_alphabet_is_in_its_model():
    import hibari

    vocabulary = json.loads((Path(hibari.__file__).parent / "assets" / "vocab.json").read_text("utf-8"))
    assert set(ALPHABETS["hibari"]) - set("ʔ") <= {*vocabulary, "ɾ"}


def samples(engine, text, voice):
    return engine.synthesize(Slate(text, engine.info.name, "", "", voice, "en")).samples


def test_the_engines_say_the_phonemes_and_nothing_else():
    """A word with its own reading sounds as it does without; with another one's, as that one does."""
    for engine, voice, word, other in (
        (HIBARI, "heart", annotate("quay", "kˈi"), annotate("quay", "lˈɛstəɹ")),
        (ESPEAK, "en-us", annotate("quay", "k'i:"), annotate("quay", "l'Est3")),
    ):
        key, leicester, quay, wrong = (
            samples(engine, f"We saw the {w} now.", voice).size for w in ("key", "Leicester", word, other)
        )
        assert quay == pytest.approx(key, rel=0.03), engine.info.name
        assert wrong == pytest.approx(leicester, rel=0.03), engine.info.name
        assert wrong > 1.05 * quay, engine.info.name


def test_hibari_gives_the_very_samples_of_a_word_it_knows():
    plain = samples(HIBARI, "The Worcester’s door, Dr. Worcester.", "heart")
    marked = samples(
        HIBARI,
        f"The {annotate('Worcester', 'wˈʊstəɹ')}’s door, Dr. {annotate('Worcester', 'wˈʊstəɹ')}.",
        "heart",
    )
    assert np.array_equal(plain, marked)


@pytest.mark.parametrize(
    ("text", "phonemes"),
    [
        (f"{annotate('Ross', 'ɹˈɔs')}’s", "ɹˈɔsᵻz"),
        (f"{annotate('Rick', 'ɹˈɪk')}'s", "ɹˈɪks"),
        (f"the {annotate('Ann', 'ˈæn')}", "ði ˈæn"),
        (f"a{annotate('nn', 'ˈæn')}zqb", "ɐ ˈæn zqb"),
    ],
)
def test_phonemes_sit_well_beside_other_words(text, phonemes):
    marked, said = stand_ins(text)
    heard = HIBARI._pronounce(marked, said)
    assert heard.split()[: len(phonemes.split()) - 1] == phonemes.split()[:-1]
    assert heard == phonemes or "zqb" in text


def test_a_foreign_word_with_phonemes_can_be_read():
    assert HIBARI.reads(f"the {annotate('λόγος', 'lˈOɡOs')}")
    assert not HIBARI.reads("the λόγος")


def test_brackets_of_the_book_stay_text_beside_phonemes():
    quay = annotate("quay", "k'i:")
    with_brackets = samples(ESPEAK, f"[[hello hello]] {quay}", "en-us").size
    without = samples(ESPEAK, quay, "en-us").size
    assert with_brackets > 1.5 * without
