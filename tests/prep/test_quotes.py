"""Quotations in every convention."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiobook.prep.quotes import Marks, Style, find_quotes, find_style


def said(paragraphs, n=0):
    style = find_style(paragraphs)
    return [paragraphs[n][q.start : q.end] for q in find_quotes(paragraphs[n], style)]


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("“Come,” said she, “at once!”", ["“Come,”", "“at once!”"]),
        ('"Come," said she, "at once!"', ['"Come,"', '"at once!"']),
        ("‘The boys’ room isn’t big,’ said Ann. ‘’Tis small.’", ["‘The boys’ room isn’t big,’", "‘’Tis small.’"]),
        ("'It isn't mine,' said Ann's aunt, 'nor the boys' own.'", ["'It isn't mine,'", "'nor the boys' own.'"]),
        ("« Venez », dit-elle. « Vite ! »", ["« Venez »", "« Vite ! »"]),
        ("»Komm«, sagte sie. »Schnell!«", ["»Komm«", "»Schnell!«"]),
        ("„Komm“, sagte sie, „schnell!“", ["„Komm“", "„schnell!“"]),
        ("他说：“你好。”她说：“好！”", ["“你好。”", "“好！”"]),
        ("他說：「他叫『走』，我走。」", ["「他叫『走』，我走。」"]),
        ("“He said ‘no’ to me,” said Ann.", ["“He said ‘no’ to me,”"]),
        ("He called it a “rag” and left.", []),
        ("She read “The Rivals” twice.", []),
        ("“Come, then, and", ["“Come, then, and"]),
    ],
)
def test_conventions(text, quotes):
    assert said([text, text, text]) == quotes


def test_the_book_decides_the_style_once():
    book = ["‘Come,’ said Ann. ‘He said “no” to me.’"] * 5 + ["It was the “end.”"]
    assert find_style(book) == Style(Marks.SINGLE)
    assert said(book) == ["‘Come,’", "‘He said “no” to me.’"]


def test_dash_dialogue():
    book = ["—Come up, Kinch! he said.", "— Venez, dit-elle — tout de suite.", "He went away."]
    style = find_style(book)
    assert style.dashes
    assert all(q.dash for text in book[:2] for q in find_quotes(text, style))
    assert not find_quotes(book[2], style)


def test_apostrophes_open_nothing():
    book = ["‘Come,’ said Ann.", "He took ‘em and put ’em by; the boys’ boat wasn’t Jones’ own."]
    assert said(book, 1) == []


@settings(max_examples=300, deadline=None)
@given(
    st.text(st.sampled_from(list("aB .,!“”‘’\"'«»„「」『』—-")), max_size=50),
    st.sampled_from(list(Marks)),
    st.booleans(),
)
def test_quotes_are_in_order_and_inside(text, marks, dashes):
    at = 0
    for quote in find_quotes(text, Style(marks, dashes)):
        assert at <= quote.start < quote.end <= len(text)
        at = quote.end
