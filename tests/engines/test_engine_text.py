import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.engines.text import has_words, speakable


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("a\x00b", "ab"),
        ("co\u00adoperate", "cooperate"),
        ("one\u200btwo\ufeff", "onetwo"),
        ("line\nbreak\ttab\u2028end", "line break tab end"),
        ("  wide \u00a0 space\u3000", "wide space"),
        ("cafe\u0301", "café"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\u202eevil\u202c", "evil"),
    ],
)
def test_what_nobody_can_say_is_taken_out(text, spoken):
    assert speakable(text) == spoken


@given(st.text())
def test_letters_are_never_lost(text):
    def letters(any_text):
        return [c for c in unicodedata.normalize("NFC", any_text) if c.isalnum()]

    kept = speakable(text)
    assert "\n" not in kept
    assert "\x00" not in kept
    assert len(letters(kept)) >= 0.9 * len(letters(text))
    assert speakable(kept) == kept


@pytest.mark.parametrize(
    ("text", "said"), [("a", True), ("7", True), ("你", True), ("😀", True), ("…—“”*", False), ("", False)]
)
def test_words(text, said):
    assert has_words(text) is said
