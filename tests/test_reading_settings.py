"""``[reading]`` of audiobook.toml: every field of the policy, checked like the other tables."""

from __future__ import annotations

import tomllib
from dataclasses import fields

import pytest

from audiobook.config import Config, config_rows, config_template, parse_config
from audiobook.errors import ConfigError
from audiobook.reading import NARRATORS_CHOICE, SKIPPED_KINDS, ReadingPolicy

FIELDS = [field.name for field in fields(ReadingPolicy)]


def parsed(text: str) -> Config:
    return parse_config(tomllib.loads(text), "audiobook.toml")


def test_without_settings_a_book_is_read_as_a_narrator_would():
    assert parsed("").reading == NARRATORS_CHOICE
    assert parsed("[reading]\n").reading == NARRATORS_CHOICE


def test_every_choice_can_be_set():
    for field in fields(ReadingPolicy):
        for choice in field.metadata.get("choices", ()):
            reading = parsed(f'[reading]\n{field.name} = "{choice}"\n').reading
            assert getattr(reading, field.name) == choice


def test_lists_can_be_set_and_emptied():
    text = """
        [reading]
        skip_kinds = ["toc", "preface"]
        skip_types = ["z3998:publisher-note"]
        skip_selectors = ["p.advert", "#promo > *"]
        keep_selectors = []
        """
    reading = parsed(text).reading
    assert reading.skip_kinds == ("toc", "preface")
    assert reading.skip_types == ("z3998:publisher-note",)
    assert reading.skip_selectors == ("p.advert", "#promo > *")
    assert reading.keep_selectors == ()


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        ('skip_kinds = ["tocc"]', "'reading.skip_kinds' names 'tocc', which is not known", "did you mean 'toc'?"),
        ('skip_kinds = ["toc", "zzz"]', "names 'zzz'", "known are: cover, titlepage,"),
        ('skip_kinds = "toc"', "must be a list of texts", ""),
        ("skip_kinds = [1]", "must be a list of texts", ""),
        ('notes = "inlined"', "'reading.notes' is 'inlined'", "use one of: skip, inline, chapter-end"),
        ("notes = true", "must be a text in quotes", ""),
        ('note = "skip"', r"\[reading\] unknown key 'note'", "did you mean 'notes'?"),
    ],
)
def test_a_wrong_setting_is_named_with_what_was_meant(line, message, hint):
    with pytest.raises(ConfigError, match=message) as caught:
        parsed(f"[reading]\n{line}\n")
    assert caught.value.hint.startswith(hint)
    assert str(caught.value).startswith("audiobook.toml: ")


def test_a_misspelt_table_is_named():
    with pytest.raises(ConfigError) as caught:
        parsed("[readin]\n")
    assert caught.value.hint == "did you mean 'reading'?"


def test_the_file_of_init_shows_every_setting_at_its_default():
    template = config_template()
    assert all(len(line) <= 113 or " = " in line for line in template.splitlines())
    known = {key for table, key, _, _ in config_rows() if table == "reading"}
    assert known == set(FIELDS)
    shown = [line[2:] for line in template.splitlines() if line[2:].partition(" = ")[0] in known]
    assert parsed("[reading]\n" + "\n".join(shown)).reading == NARRATORS_CHOICE
    assert len(shown) == len(FIELDS)


def test_the_table_names_the_kinds_that_can_be_added():
    (explained,) = [doc for table, key, _, doc in config_rows() if (table, key) == ("reading", "skip_kinds")]
    assert "dedication" in explained
    assert not set(explained.partition("can also name: ")[2].split(", ")) & set(SKIPPED_KINDS)
