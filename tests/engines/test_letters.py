"""Which letters a voice reads, and where text is cut: shared by engines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.engines.cutting import halves, pieces
from audiobook.engines.letters import readable, unreadable


@pytest.mark.parametrize(
    ("text", "languages", "read"),
    [
        ("Naïve café, “quoted” — 42 ½ … № ™", ["en"], True),
        ("Привет, Jane!", ["ru-RU"], True),
        ("Привет", ["en"], False),
        ("你好，世界。", ["zh-CN"], True),
        ("你好", ["ja"], True),
        ("ひらがなカタカナー", ["ja"], True),
        ("ひらがな", ["zh"], False),
        ("안녕하세요", ["ko"], True),
        ("नमस्ते", ["hi"], True),
        ("नमस्ते", ["en"], False),
        ("مرحبا", ["fa"], True),
        ("שלום", ["he"], True),
        ("Καλημέρα", ["el"], True),
        ("١٢٣", ["en"], False),
        ("١٢٣", ["ar"], True),
        ("good 😀", ["*"], False),
        ("你好 Привет", ["*"], True),
        ("你好 Привет", ["zh", "ru"], True),
        ("e\u0301", ["en"], True),
        ("\U000323af", ["zh"], True),
    ],
)
def test_letters_belong_to_languages(text, languages, read):
    assert readable(text, languages) is read
    assert bool(unreadable(text, languages)) is not read


def test_what_is_not_read_is_named_once():
    assert unreadable("你好你好 α", ["en"]) == ("α", "你", "好")


@given(st.text(alphabet="ab .,!?。，\n—你", max_size=300), st.integers(1, 60))
def test_pieces_fit_and_lose_nothing(text, limit):
    made = pieces(text, limit)
    assert all(0 < len(piece) <= limit and piece == piece.strip() for piece in made)
    assert "".join("".join(made).split()) == "".join(text.split())


@given(st.text(alphabet="ab .,!?。，", max_size=100))
def test_halves_lose_nothing(text):
    two = halves(text)
    if two is None:
        assert len(text.strip()) < 2
    else:
        assert "".join("".join(two).split()) == "".join(text.split())


def test_cuts_are_at_the_best_mark_that_fits():
    assert pieces("One two. Three, four five.", 20) == ("One two.", "Three, four five.")
    assert pieces("One two three, four five", 20) == ("One two three,", "four five")
    assert pieces("a" * 25, 10) == ("a" * 10, "a" * 10, "a" * 5)
