"""Capitals at a chapter's opening are spoken as words; nothing else is touched."""

from __future__ import annotations

import pytest

from audiobook.prep.lead_in import recased
from audiobook.script import Cue, Paragraph, Say, Words


def opening(text):
    paragraph = recased(Paragraph((Cue((Words(text),)),)))
    assert "".join(cue.text for cue in paragraph.cues) == text
    return [(part.written, part.spoken) for part in paragraph.cues[0].parts if isinstance(part, Say)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("IT WAS a dark night.", ("IT WAS", "It was")),
        ("THE cat sat.", ("THE", "The")),
        ("“IN MY younger days”", ("IN MY", "In my")),
        ("MR. SHERLOCK HOLMES, who was late", ("MR. SHERLOCK HOLMES,", "Mr. Sherlock Holmes,")),
        ("I HAD called upon him", ("I HAD", "I had")),
        ("DURING THE REIGN OF LOUIS XIV there was", ("DURING THE REIGN OF LOUIS XIV", "During the Reign of Louis XIV")),
    ],
)
def test_lead_in_is_spoken_as_words(text, said):
    assert opening(text) == [said]


@pytest.mark.parametrize(
    "text",
    [
        "NASA was founded.",
        "I am here.",
        "It was.",
        "THE END",
        "A cat sat.",
        "ALICE was beginning",
        "1984 WAS late.",
        "“!”",
        "",
    ],
)
def test_everything_else_stays(text):
    assert opening(text) == []
