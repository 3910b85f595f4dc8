"""English spoken forms: the dev half of the table, the conventions by class, and what holds for every text."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from bench.spoken import folded
from hypothesis import given
from hypothesis import strategies as st

from audiobook.prep.speech.model import Change, Context
from audiobook.prep.speech.normalise import changes, spoken

TABLES = Path(__file__).parents[1] / "data" / "spoken"


def said(text: str, language: str = "en", **context: str) -> str:
    return spoken(text, changes(text, language, context=Context(**context)))


def rows() -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for table in sorted(TABLES.glob("en-dev*.tsv")):
        with table.open(encoding="utf-8", newline="") as file:
            found += csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    return found


def test_at_least_99_percent_of_the_seen_tables_is_right():
    wrong = [
        row["written"]
        for row in rows()
        if folded(said(row["written"]), "en")
        not in {folded(one, "en") for one in [row["spoken"], *(row["also"] or "").split("|")] if one}
    ]
    assert len(wrong) <= 0.01 * len(rows()), wrong


def test_nothing_in_the_traps_of_the_table_changes():
    traps = [row for row in rows() if row["category"] == "trap" and row["written"] == row["spoken"]]
    assert traps
    assert [row["written"] for row in traps if said(row["written"]) != row["written"]] == []


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            "under Louis XIV, XV, and XVI of France",
            "under Louis the fourteenth, the fifteenth, and the sixteenth of France",
        ),
        ("In 1703 he paid $8.25.", "In seventeen oh three he paid eight dollars and twenty-five cents."),
        ("1500 men and 1200 of them", "One thousand five hundred men and one thousand two hundred of them"),
        ("from 1618–48", "from sixteen eighteen to forty-eight"),
        ("He left at 4:40 p.m. The rest stayed.", "He left at four forty P M. The rest stayed."),
        ("3s. 9d. and £5 2s. 3d.", "Three shillings and ninepence and five pounds two shillings and threepence."),
        ("a $300 prize of $300", "a three hundred dollar prize of three hundred dollars"),
        ("Dr. Hale lives in Elm Dr. near St. Mark’s.", "Doctor Hale lives in Elm Drive near Saint Mark’s."),
        ("No. 9 is free. No. It is not.", "Number nine is free. No. It is not."),
        ("He said no. 5 men left.", "He said no. five men left."),
        (
            "Charles II, Act IV, page iv, the XIXth century",
            "Charles the second, Act four, page four, the nineteenth century",
        ),
        ("“I, I, I!” she said, after the war I won.", "“I, I, I!” she said, after the war I won."),
        ("221B Baker Street", "Two twenty-one B Baker Street"),
        ("the F-15, a 747 and NH3", "the F fifteen, a seven hundred and forty-seven and N H three"),
        ("The CIA told us to STOP.", "The C I A told us to stop."),
        ("D-day and a T-shirt, b-but I c-can’t", "D-day and a T-shirt, but I can’t"),
        ("Waaait! Fooood! Hmmmm. lo-o-ong co-op", "Wait! Food! Hmm. long co-op"),
        ("Lady R—— left ⸺ton in 17—.", "Lady R blank left blankton in seventeen blank."),
        ("https://www.bbc.co.uk/news", "W W W dot B B C dot co dot U K slash news"),
        ("⁵⁄₁₁ or 5¾", "Five elevenths or five and three quarters"),
        ("he/she paid 5% & left", "he or she paid five percent and left"),
    ],
)
def test_a_class_of_written_forms_is_said_as_the_tables_page_says(written, expected):
    assert said(written) == expected


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        ("GB", "on the third of April, twenty twenty-two, one hundred and five metres"),
        ("US", "on April third, twenty twenty-two, one hundred five meters"),
    ],
)
def test_the_region_decides_over_dates_and_and_spelling(region, expected):
    written = "on 3/4/2022, 105 m" if region == "GB" else "on 4/3/2022, 105 m"
    assert said(written, f"en-{region}") == expected


def test_what_stands_around_a_piece_is_seen_and_never_changed():
    found = changes("II", "en", context=Context(before="Charles ", after=" was late."))
    assert found == (Change(0, 2, "II", "the second", "roman"),)


def test_a_protected_range_is_left_alone_and_its_neighbours_are_not():
    text = "Dr. Smith paid $5."
    found = changes(text, "en", protected=[(0, 9)])
    assert [change.written for change in found] == ["$5"]


def test_a_class_that_an_engine_reads_itself_is_skipped():
    assert {change.rule for change in changes("Dr. Smith paid $5.", "en", skip=frozenset({"money"}))} == {"title"}


def test_a_numeral_alone_is_a_number_only_in_a_heading():
    heading = changes("I", "en", context=Context(heading=True))
    assert [change.spoken for change in heading] == ["One"]
    assert changes("I", "en") == ()


def test_a_language_without_rules_has_no_changes():
    assert changes("Dr. Smith paid $5.", "tlh") == ()


@given(st.text(alphabet=st.sampled_from("0123456789.,:/-–—’'$£%°½²⸺ IVXaeghmnopst\nABDMRS&#@*+=()"), max_size=60))
def test_changes_are_in_order_apart_and_true_to_the_text(text):
    found = changes(text, "en")
    ends = [0, *(change.end for change in found)]
    assert all(end <= change.start < change.end for end, change in zip(ends, found, strict=False))
    assert all(text[change.start : change.end] == change.written != change.spoken for change in found)


@given(st.text(alphabet=st.sampled_from("0123456789., -:/"), max_size=40))
def test_no_digit_is_left_for_an_engine_to_guess(text):
    assert not any(char.isdecimal() for char in said(text))


@pytest.mark.parametrize(
    ("language", "written", "expected"),
    [
        ("de", "am 3. Mai um 14:30 Uhr", "am dritten Mai um vierzehn Uhr dreißig"),
        ("de", "Im Jahr 1984 stieg z. B. der Preis um 3,5 %.",
         "Im Jahr neunzehnhundertvierundachtzig stieg zum Beispiel der Preis um drei Komma fünf Prozent."),
        ("fr", "Mme Dupont paie 21,50 € à 14h30.",
         "Madame Dupont paie vingt et un euros cinquante à quatorze heures trente."),
        ("es", "El Sr. Pérez tiene 25 libros.", "El señor Pérez tiene veinticinco libros."),
        ("it", "Il sig. Rossi paga € 20, il 15 %.", "Il signor Rossi paga venti euro, il quindici per cento."),
        ("pt", "O Dr. Silva tem 21 livros.", "O doutor Silva tem vinte e um livros."),
        ("ru", "25 домов, т. е. 5 %.", "двадцать пять домов, то есть пять процентов."),
        ("nl", "Dat kost € 3,50, d.w.z. 5%.", "Dat kost drie euro vijftig, dat wil zeggen vijf procent."),
        ("pl", "np. 25 domów", "na przykład dwadzieścia pięć domów"),
        ("ja", "25人", "二十五人"),
    ],
)  # fmt: skip
def test_other_languages_go_through_the_library(language, written, expected):
    assert said(written, language) == expected
