"""Which language a text is said to be in, by its letters."""

import pytest

from audiobook.engines.qwen.text import written_in


@pytest.mark.parametrize(
    ("text", "book", "told"),
    [
        ("Hello there.", "en", "en"),
        ("“你们都来了！”", "en", "zh"),
        ("He said 你好 to all of us, and then he went home.", "en", "en"),
        ("He laughed. 大家都笑了。", "en", ""),
        ("漢字とかな", "en", "ja"),
        ("漢字", "ja", "ja"),
        ("Привет, мир!", "en", "ru"),
        ("한국어", "zh", "ko"),
        ("我用Python写程序。", "zh", "zh"),
        ("Hello, Mr. Smith.", "zh", "zh"),
        ("我们 discussed it 大家都 understood", "en", ""),
        ("Ça va très bien.", "fr", "fr"),
        ("1984 …", "zh", "zh"),
        ("αβγδ", "en", "en"),
    ],
)
def test_a_text_is_of_the_books_language_unless_its_letters_are_of_another(text, book, told):
    assert written_in(text, book) == told
    assert told in {"", written_in(text, told)}
