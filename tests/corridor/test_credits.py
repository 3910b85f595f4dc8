"""Credits as text: natural sentences whatever is known, and nothing of a book's metadata is ever a tag."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.config import parse_config
from audiobook.corridor.credits import credit_chapter
from audiobook.document import Metadata
from audiobook.errors import ConfigError
from audiobook.prep.scriptfile import format_script
from audiobook.script import Chapter, Cue, Paragraph, Script, Words
from audiobook.templating import template_file

GOLDEN = Path(__file__).parents[1] / "data" / "credits" / "golden.txt"
LANGUAGES = ("en", "zh", "de", "fr", "es")
KINDS = ("opening", "closing")
KNOWN = {
    "title": {"title": "The Lamp at Gull Point"},
    "question": {"title": "Who Keeps the Lamp?"},
    "subtitle": {"subtitle": "A Story of the Coast"},
    "series": {"series": "Lights of the North"},
    "part": {"series": "Lights of the North", "series_index": "2"},
    "author": {"authors": ("Mary Hill",)},
    "authors": {"authors": ("Mary Hill", "J. R. Stone Jr.", "Lin Wei")},
    "translator": {"translators": ("Anna Berg",)},
    "voice": {"narrators": ("Hibari (AI voice)",)},
    "person": {"narrators": ("Paul Reed",)},
    "publisher": {"publisher": "Gull & Co."},
    "year": {"date": "2024-05-01"},
    "rights": {"rights": "Copyright © 2024 Mary Hill. All rights reserved."},
}


def ours(kind: str, language: str) -> tuple[str, str]:
    file = template_file(f"credits-{kind}.{language}.txt.j2")
    assert file is not None
    return file.read_text(encoding="utf-8"), str(file)


def metadata_of(names: str) -> Metadata:
    values: dict[str, object] = {}
    for name in names.split():
        values |= KNOWN.get(name, {})
    return Metadata(**values)


def credit(kind: str, language: str, names: str) -> Chapter:
    return credit_chapter(*ours(kind, language), metadata_of(names), voices=3 if "cast" in names.split() else 1)


def text_of(chapter: Chapter) -> str:
    return format_script(Script({}, (chapter,))).strip()


def words_of(chapter: Chapter) -> str:
    return " ".join(cue.text for item in chapter.items if isinstance(item, Paragraph) for cue in item.cues)


def golden() -> list[tuple[str, str, str, str]]:
    """(language, kind, what is known, text) for each entry of the file."""
    entries = re.split(r"^== ", GOLDEN.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    found = []
    for entry in entries:
        head, _, text = entry.partition("\n")
        place, _, names = head.partition("|")
        language, kind = place.split()
        found.append((language, kind, names.strip(), text.strip()))
    return found


@pytest.mark.parametrize(("language", "kind", "names", "text"), golden())
def test_credits_read_as_they_were_approved(language: str, kind: str, names: str, text: str):
    assert text_of(credit(kind, language, names)) == text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_whatever_is_known_the_credits_are_sentences_that_say_all_of_it(language: str, kind: str):
    choices = [("", "title", "question"), ("", "subtitle"), ("", "series", "part"), ("", "author", "authors")]
    choices += [("", "translator"), ("", "voice", "person"), ("", "publisher"), ("", "year"), ("", "rights")]
    told = {"opening": "title subtitle series authors translators narrators", "closing": "authors narrators publisher"}
    # A prime step through all 5,184 of them meets every pair of choices many times.
    for names in list(itertools.product(*choices, ("", "cast")))[::131]:
        metadata = metadata_of(" ".join(names))
        text = words_of(credit(kind, language, " ".join(names)))
        assert not re.search(r"None|  |\(\)|[,:;] ?[.,]|\.\.|[。，、：]{2}|\?\.|《》|“”", text), text
        assert re.search(r"AI voice|人工智能|KI-Stimme|voix? artificielle|voz artificial|voces artificiales", text), (
            text
        )
        for field in told[kind].split():
            value = getattr(metadata, field)
            for each in (value,) if isinstance(value, str) else value:
                assert (field == "subtitle" and not metadata.title) or each.replace(" (AI voice)", "") in text, names


def test_the_closing_credits_say_the_end_and_the_opening_ones_begin_with_the_title():
    assert words_of(credit("closing", "en", "title")).startswith("The End.")
    assert words_of(credit("opening", "en", "title author")).startswith("The Lamp at Gull Point. Written by Mary Hill.")


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ("Opening Credits", "End Credits")),
        ("zh", ("片头", "片尾")),
        ("de", ("Vorspann", "Abspann")),
        ("fr", ("Générique de début", "Générique de fin")),
        ("es", ("Créditos iniciales", "Créditos finales")),
    ],
)
def test_the_chapters_are_named_and_their_names_are_not_spoken(language: str, names: tuple[str, str]):
    chapters = [credit(kind, language, "title") for kind in KINDS]
    assert tuple(chapter.name for chapter in chapters) == names
    assert all(chapter.silent for chapter in chapters)


@given(st.text(max_size=40) | st.text(alphabet='[]{}*#+\\"<!->:?@/ \nab%', max_size=40))
def test_a_title_is_spoken_as_it_stands_and_is_never_a_tag(title: str):
    house = '# Credits {silent}\n\n{{ title }} end\n\nIn between {{ title }} end\n\n[say "{{ title }}" as "x"] end\n'
    flat = " ".join(
        "".join(" " if c < " " or "\x7f" <= c <= "\x9f" else c for c in title).replace("\ufeff", "").split()
    )
    chapter = credit_chapter(house, "house.j2", Metadata(title=title))
    assert [type(item) for item in chapter.items] == [Paragraph] * 3
    paragraphs = [item for item in chapter.items if isinstance(item, Paragraph)]
    assert [len(item.cues) for item in paragraphs] == [1, 1, 1]
    texts = [item.cues[0].text for item in paragraphs]
    assert [text.strip() for text in texts[:2]] == [
        f"{flat} end".strip(),
        f"In between {flat} end".replace("  ", " "),
    ] or (not flat)
    assert all(isinstance(part, Words) for item in paragraphs[:2] for part in item.cues[0].parts)


def test_rights_for_lawyers_are_not_read():
    closing = ours("closing", "en")
    read = credit_chapter(*closing, Metadata(title="T", rights="(c) 2020 Mary Hill"))
    assert "Copyright 2020 Mary Hill." in words_of(read)
    for rights in ("See https://example.org/licence", "All rights reserved. " * 30):
        assert "rights" not in words_of(credit_chapter(*closing, Metadata(title="T", rights=rights)))


@pytest.mark.parametrize(
    ("house", "why"),
    [
        ("", "one chapter"),
        ("# Only a title\n", "one chapter"),
        ("# One\n\nText.\n\n# Two\n\nText.\n", "one chapter"),
        ("# One\n\nText [pause", "no script"),
        ("# One\n\n{{ titel }}\n", "'titel' is undefined"),
    ],
)
def test_a_house_template_that_makes_no_credits_is_an_error_that_names_it(house: str, why: str):
    with pytest.raises(ConfigError, match=why) as caught:
        credit_chapter(house, "house.txt.j2", Metadata(title="T"))
    assert "house.txt.j2" in str(caught.value)


def test_a_house_template_is_a_script_with_all_its_tags():
    house = "Read for you. [pause 2s] [Nell: eager] “{{ title }}” [] is next.\n"
    chapter = credit_chapter(house, "house.j2", Metadata(title="Emma"))
    (paragraph,) = chapter.items
    assert isinstance(paragraph, Paragraph)
    assert [cue.speaker for cue in paragraph.cues] == ["", "Nell", ""]
    assert isinstance(paragraph.cues[1], Cue)
    assert paragraph.cues[1].direction == "eager"


def test_credits_and_sample_are_the_profiles_unless_the_settings_say_otherwise():
    plain, acx = parse_config({}, "t"), parse_config({"build": {"profile": "acx"}}, "t")
    assert (plain.credits.opening, plain.credits.closing, plain.credits.sample_s) == (False, False, 0)
    assert (acx.credits.opening, acx.credits.closing, acx.credits.sample_s) == (True, True, 300)
    own = parse_config({"credits": {"opening": True, "closing": "auto", "sample_s": 60}}, "t")
    assert (own.credits.opening, own.credits.closing, own.credits.sample_s) == (True, False, 60)
    later = own.with_profile("acx")
    assert (later.credits.opening, later.credits.closing, later.credits.sample_s) == (True, True, 60)


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ({"opening": "yes"}, "'credits.opening' must be true or false"),
        ({"sample_s": -1}, "'credits.sample_s' is -1"),
        ({"openning": True}, "unknown key 'openning'"),
        ({"opening_template": True}, "'credits.opening_template' must be a text"),
    ],
)
def test_a_wrong_setting_is_told(table: dict[str, object], why: str):
    with pytest.raises(ConfigError, match=re.escape(why)):
        parse_config({"credits": table}, "audiobook.toml")
