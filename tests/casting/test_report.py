"""The casting report: what a listener would notice, as data and as lines for a person."""

from __future__ import annotations

import json

from audiobook.cast import Cast, Character, Gender, Part, Voice
from audiobook.casting.report import casting_report, report_lines
from audiobook.casting.scenes import Turn

VOICES = (
    Voice("n", "e", "N", ("en",), Gender.FEMALE),
    Voice("f", "e", "F", ("en",), Gender.FEMALE),
    Voice("m", "e", "M", ("en",), Gender.MALE),
)


def part(name, voice, gender=Gender.UNKNOWN, **more):
    return Part(Character(name, gender), "e", voice, **more)


CAST = Cast(
    part("Narrator", "n"),
    part("?", "n"),
    (
        part("Ann", "f", Gender.FEMALE),
        part("Bea", "f", Gender.FEMALE, speed=1.05),
        part("Cy", "f", Gender.MALE, pinned=True),
    ),
)
TURNS = tuple(
    Turn(who, unsure=who == "Cy", chapter=n // 6)
    for n, who in enumerate(["Ann", "Bea", "Ann", "Cy", "?", "Ann", "Bea"])
)


def test_the_report_counts_what_a_listener_minds():
    report = casting_report(TURNS, CAST, VOICES)
    assert (report["lines"], report["unknown"], report["unsure"]) == (7, 1, 1)
    assert [(r["voice"], r["speed"], r["lines"], r["characters"]) for r in report["voices"]] == [
        ("f", 1.0, 4, ["Ann", "Cy"]),
        ("f", 1.05, 2, ["Bea"]),
        ("n", 1.0, 1, ["narrator", "?"]),
    ]
    assert [(r["characters"], r["times"], r["varied"], r["leading"]) for r in report["same_voice"]] == [
        (["Ann", "Bea"], 2, True, True),
        (["Ann", "Cy"], 1, False, True),
    ], "a chapter's end is no adjacency"
    assert report["shared_by_leads"] == [{"engine": "e", "voice": "f", "characters": ["Ann", "Bea", "Cy"]}]
    assert [(r["character"], r["voice_gender"], r["pinned"]) for r in report["gender_clashes"]] == [
        ("Cy", "female", True)
    ]
    assert json.loads(json.dumps(report)) == report


def test_the_report_in_words_names_only_what_needs_a_hand():
    lines = report_lines(casting_report(TURNS, CAST, VOICES))
    assert lines == [
        "VOICE      LINES  WHO",
        "e/f            4  Ann, Cy",
        "e/f x1.05      2  Bea",
        "e/n            1  narrator, ?",
        "7 lines: 1 guessed (14%, marked ? in the script), 1 without a speaker (14%)",
        "Cy (male) has the female voice e/f",
        "Ann and Bea answer each other 2 times in the voice f, told apart by speed and pitch only",
        "Ann and Cy answer each other once in the voice f, not told apart",
    ]


def test_a_book_without_speech_has_a_short_report():
    report = casting_report((), Cast(CAST.narrator, CAST.unknown), VOICES)
    assert report_lines(report)[-1] == "0 lines: 0 guessed (0%, marked ? in the script), 0 without a speaker (0%)"
