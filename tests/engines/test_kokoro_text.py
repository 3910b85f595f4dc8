import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.annotated import annotate
from audiobook.engines.kokoro import chinese
from audiobook.engines.kokoro.alphabet import SIGNS, in_signs
from audiobook.engines.kokoro.pieces import pieces
from audiobook.engines.kokoro.scripts import Letters, read_foreign
from audiobook.engines.kokoro.speech import is_readable, signs
from audiobook.errors import EngineError, TakeError

needs_chinese = pytest.mark.skipif(
    not chinese.is_installed(), reason="needs misaki (extra [kokoro-zh], Python below 3.13)"
)


def test_each_sign_has_a_number_of_its_own():
    assert len(SIGNS) == 114
    assert len(set(SIGNS.values())) == 114
    assert (SIGNS["ˈ"], SIGNS["a"], SIGNS["ᵻ"]) == (156, 43, 177)


@given(st.text(alphabet="abˈ .,;!?—”", max_size=900), st.integers(5, 60))
def test_pieces_keep_every_sign_within_the_limit(line, limit):
    found = pieces(line, limit)
    assert "".join("".join(found).split()) == "".join(line.split())
    assert all(0 < len(piece) <= limit for piece in found)


@pytest.mark.parametrize(
    ("line", "limit", "found"),
    [
        ("aaa bbb. ccc, ddd eee", 16, ["aaa bbb.", "ccc, ddd eee"]),
        ("aaa bbb ccc, ddd eee", 14, ["aaa bbb ccc,", "ddd eee"]),
        ("aaa bbb ccc ddd eee", 12, ["aaa bbb ccc", "ddd eee"]),
        ("aaa bbb.” ccc ddd eee", 14, ["aaa bbb.”", "ccc ddd eee"]),
        ("aaaaaaaaaa", 4, ["aaaa", "aaaa", "aa"]),
        ("short. text", 20, ["short. text"]),
    ],
)
def test_a_sentence_is_a_better_place_than_a_clause_than_a_word(line, limit, found):
    assert pieces(line, limit) == found


def test_a_little_too_long_is_cut_in_the_middle():
    line = "word " * 21
    first, second = pieces(line, 100)
    assert abs(len(first) - len(second)) <= 10


@pytest.mark.parametrize("strange", ["б", "你", "ɮ"])
def test_a_sound_without_a_sign_is_refused(strange):
    with pytest.raises(TakeError, match=strange):
        in_signs(f"ab{strange}c")


def test_modifiers_without_a_sign_cost_no_sound():
    assert in_signs("bʱa\u0329 g-d–t") == "bʰa ɡ d—t"


def test_letters_of_another_script_go_to_their_own_rules():
    asked = []
    found = read_foreign(
        annotate("Ann", "ˈæn") + " said 你好 and नमस्ते जी, 再见!",
        frozenset({Letters.LATIN}),
        lambda letters, text: asked.append((str(letters), text)) or "x",
    )
    assert asked == [("han", "你好"), ("devanagari", "नमस्ते जी"), ("han", "再见")]
    assert "".join(written for written, _ in found) == "Ann said 你好 and नमस्ते जी, 再见!"
    assert ("Ann", "ˈæn") in found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("他用iPhone手机。", ["iPhone"]),
        ("见了J. K. Rowling和U.S. Army。", ["J. K. Rowling", "U.S. Army"]),
        ("A4纸，it’s rock-and-roll！", ["A4", "it’s rock-and-roll"]),
        ("AT&T公司", ["AT&T"]),
        ("2023年", []),
    ],
)
def test_latin_words_among_chinese(text, words):
    asked = []
    read_foreign(text, frozenset({Letters.HAN}), lambda _, written: asked.append(written) or "x")
    assert asked == words


@pytest.mark.parametrize(
    ("letter", "text", "said"),
    [
        ("a", "Hello there.", "həlˈO ðˈɛɹ."),
        ("b", "Hello there.", "həlˈQ ðˈɛː."),
        ("a", "Sh! Wait.", "ʃ! wˈAt."),
        ("a", "È", "ˈi"),
        ("e", "¿Cómo estás?", "kˈomo estˈas?"),
        ("f", "Le week-end.", "lə wˈiːkˈɛnd."),
        ("h", "आप कैसे हैं? Computer.", "ˌaːp kˈɛːseː hɛ̃? kəmpjˈuTəɹ."),
        ("i", "Buonasera!", "bwˌɔnasˈera!"),
        ("p", "Não, coração.", "nˈɐ̃ʊ̃, kˌoɾasˈɐ̃ʊ̃."),
        ("a", "नमस्ते!", "nəmˈʌsteː!"),
    ],
)
def test_each_language_by_its_rules(letter, text, said):
    assert signs(text, letter) == said


@pytest.mark.parametrize("letter", ["a", "b", "e", "h", "i"])
def test_given_phonemes_are_said_in_every_language(letter):
    assert "wˈʊstəɹ" in signs(f"Oh {annotate('Worcester', 'wˈʊstəɹ')} a.", letter)


def test_given_phonemes_that_it_has_no_sound_for_are_refused():
    with pytest.raises(TakeError, match="ɮ"):
        signs(annotate("x", "ɮa"), "a")


@pytest.mark.parametrize("text", ["Привет", "😀", "안녕", "カ", "豈あ", "Hi 😀", "ΑΒ"])
@pytest.mark.parametrize("letter", ["a", "e", "h"])
def test_letters_without_rules_are_refused_before_a_word_is_lost(text, letter):
    assert not is_readable(text)
    with pytest.raises(TakeError, match="cannot pronounce"):
        signs(text, letter)


def test_without_the_chinese_packages_chinese_is_refused(monkeypatch):
    monkeypatch.setattr(chinese, "is_installed", lambda: False)
    assert not is_readable("He said 你好 to me.")
    with pytest.raises(TakeError, match="你"):
        signs("He said 你好 to me.", "a")
    with pytest.raises(TakeError, match="你"):
        signs("你好", "z")


@pytest.mark.parametrize(
    ("python", "says"), [((3, 12, 1), "pip install 'audiobook[kokoro-zh]'"), ((3, 13, 0), "with Python 3.12")]
)
def test_missing_chinese_says_the_command(monkeypatch, python, says):
    monkeypatch.setattr(sys, "version_info", python)
    error = chinese.missing()
    assert isinstance(error, EngineError)
    assert says in error.hint


@needs_chinese
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("你好，世界。", "ni↓xau↓, ʂɨ↘ʨje↘."),
        ("A股。", "ˈA ku↓."),
        ("iPhone手机", "ˈIfˌOn ʂou↓ʨi→"),
        ("〇一二", "li↗ŋ i→ɚ↘"),
        ("Ⅳ和②", "ˌIvˈi xɤ↗ ɚ↘"),
        ("三加5", "sa→nʨja→ u↓"),
        ("«好»", "“xau↓”"),
    ],
)
def test_chinese(text, said):
    assert signs(text, "z") == said


@needs_chinese
def test_an_english_voice_says_chinese_words():
    assert signs("He said 你好 to me.", "a") == "hˌi sˈɛd ni↓xau↓ tə mˌi."


@needs_chinese
def test_digits_of_a_number_that_is_too_long_are_all_said():
    said = signs("12345678901234567890个", "z")
    assert all(digit in said for digit in ("i→", "ɚ↘", "sa→n", "sɨ↘", "u↓", "ljou↘", "ʨʰi→", "pa→", "ʨjou↓", "li↗ŋ"))


@needs_chinese
def test_a_character_without_a_reading_is_refused():
    with pytest.raises(TakeError, match="no reading"):
        signs("他说\U0003106c。", "z")
