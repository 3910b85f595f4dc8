"""Spoken forms at the edges of pieces, and short forms that the novels have."""

from __future__ import annotations

import pytest

from audiobook.prep.speech.model import Context
from audiobook.prep.speech.normalise import changes, spoken


def said(text, before="", after="", protected=()):
    return spoken(text, changes(text, "en", context=Context(before=before, after=after), protected=protected))


@pytest.mark.parametrize(
    ("before", "text", "after", "expected"),
    [
        ("She wrote to him.", "J. C. Doyle came.", "", "J C Doyle came."),
        ("They met at last.", "M. Drumont, the writer, spoke.", "", "Monsieur Drumont, the writer, spoke."),
        ("", "He brought hats, etc.", "Mrs. Hill was cross.", "He brought hats, et cetera."),
        ("6:00", "a.m.", "", "A M."),
        ("", "We spoke in the U.S.", "He left.", "We spoke in the U S."),
        ("It cost 2s.", "6d., with wine 1s.", "", "Sixpence, with wine one shilling."),
    ],
)
def test_a_piece_is_read_as_if_a_blank_stood_between_it_and_its_neighbours(before, text, after, expected):
    assert said(text, before, after) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            "Mrs. F. gave a ball for Count T., Prince V., and others.",
            "Missus F gave a ball for Count T, Prince V, and others.",
        ),
        ("A. E, they say, wrote it.", "A E, they say, wrote it."),
        ("It falls under the letter A. You know it.", "It falls under the letter A. You know it."),
        ("We saw it, you and I. then what?", "We saw it, you and I. then what?"),
        ("P. Kane, C. S. Sp.; the rest", "P Kane, C S Sp; the rest"),
        ("Is it Mr? I ask.", "Is it Mister? I ask."),
        ("Young Neville St.—Oh, go on.", "Young Neville Saint—Oh, go on."),
        ("Old Dixon jun., who drank", "Old Dixon junior, who drank"),
        ("The month is jun., not jul.", "The month is jun., not jul."),
        ("Mr Geo Russell", "Mister George Russell"),
    ],
)
def test_letters_and_titles_lose_the_point_that_ends_nothing(written, expected):
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("He is five ft. seven in. in height.", "He is five feet seven inches in height."),
        ("At five he came in. Then", "At five he came in. Then"),
        ("a couple of lbs of tea", "a couple of pounds of tea"),
        ("tea at 2/- per lb. in a bag", "tea at two shillings per pound in a bag"),
        ("Seven d., sir, and two s. Then", "Sevenpence, sir, and two shillings. Then"),
        ("£. s. d. are not all", "Pounds, shillings and pence are not all"),
        ("s.: 0", "shillings: zero"),
        ("Won in 3 hr. 8 m. p.m. by a head", "Won in three hours eight minutes P M by a head"),
        ("8th Bn East Lancs Rgt of foot", "Eighth Battalion East Lancs Regiment of foot"),
        ("Sw. and Dan. hval", "Swedish and Danish hval"),
        ("said Dan. He left", "said Dan. He left"),
        ("the MSS. in my desk", "the manuscripts in my desk"),
        ("Part 2: 1805", "Part two: eighteen oh five"),
        ("from William +.", "from William."),
        ("the XL Café", "the X L Café"),
    ],
)
def test_short_forms_of_letters_and_reports(written, expected):
    assert said(written) == expected


def test_a_year_is_read_although_its_part_is_protected():
    assert said("Part 1: 1805", protected=((0, 6),)) == "Part 1: eighteen oh five"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("A mo-o-st me-r-r-y co-o-m-pa", "A most merry compa"),
        ("R-o-o-meo!", "Romeo!"),
        ("Só-o-onya!", "Sónya!"),
        ("Glory! A-a-men!", "Glory! Amen!"),
        ("Hurrah-ah-ah!", "Hurrah!"),
        ("D-d-did he?", "Did he?"),
        ("Ha-ha-ha! Tut-tut-tut.", "Ha-ha-ha! Tut-tut-tut."),
        ("They spelled it l-o-o-k.", "They spelled it l-o-o-k."),
        ("a well-to-do man of-of-of", "a well-to-do man of-of-of"),
    ],
)
def test_words_drawn_out_with_hyphens(written, expected):
    assert said(written) == expected
