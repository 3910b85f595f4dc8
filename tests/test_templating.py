"""Templates that people write: what they can do, and that nothing else is possible."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.errors import ConfigError
from audiobook.templating import render, render_text, template_file

DATA = {"title": "Old [Nell]", "names": ("A", "B", "C"), "nobody": (), "voices": 1}


def plain(text: str) -> str:
    return re.sub(r"[\[\]]", lambda sign: "\\" + sign[0], text)


def made(source: str, **more: str) -> str:
    return render_text(source, "house.j2", {**DATA, **more}, plain)


def refused(source: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        made(source)
    assert caught.value.source is not None
    assert caught.value.source.file == "house.j2"
    return caught.value


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ title }}", r"Old \[Nell\]"),
        ("[pause 1s] {{ title }}", r"[pause 1s] Old \[Nell\]"),
        ("{{ title | upper }}", r"OLD \[NELL\]"),
        ("{% set known = title %}{{ known }}", r"Old \[Nell\]"),
        ('{{ "[" }}{{ title | replace("Old", "[") }}', r"\[\[ \[Nell\]"),
        ("{{ \"Tom & 'Di' <3\" }}", "Tom & 'Di' <3"),
        ('{{ names | listed("and") }}', "A, B and C"),
        ('{{ names | listed("et", "; ") }}', "A; B et C"),
        ('{{ nobody | listed("and") }}', ""),
        ('{{ names | join("、") }}', "A、B、C"),
        ("{% for n in names %}{{ n }}{{ '.' if loop.last else ', ' }}{% endfor %}", "A, B, C."),
        ("{{ names[0] }}", "A"),
        ("{% if nobody %}x{% elif voices == 1 %}one{% endif %}", "one"),
        ("{# a note #}\nText\n", "Text\n"),
    ],
)
def test_text_values_conditions_and_loops_work(source: str, text: str):
    assert made(source) == text


@pytest.mark.parametrize(
    ("text", "ended"),
    [
        ("Emma", "Emma."),
        ("Who Goes There?", "Who Goes There?"),
        ("“Stop!”", "“Stop!”"),
        ("A. B. Smith Jr.", "A. B. Smith Jr."),
        ("Emma (1815)", "Emma (1815)."),
        ("家。", "家。"),
    ],
)
def test_a_text_ends_in_one_stop(text: str, ended: str):
    assert made("{{ text | stopped }}", text=text) == ended


@given(st.text(alphabet="[]ab \\{}%#'&<>", max_size=30))
def test_nothing_in_a_value_is_a_template_or_loses_its_escape(value: str):
    assert made("{{ value }}|{% set x = value %}{{ x }}", value=value) == f"{plain(value)}|{plain(value)}"


@pytest.mark.parametrize(
    "attack",
    [
        "{{ title.__class__ }}",
        "{{ title.__class__.__mro__[1].__subclasses__() }}",
        "{{ title['__class__'] }}",
        "{{ loop.__class__ }}",
        "{% for n in names %}{{ loop._iterator }}{% endfor %}",
        "{{ title.upper() }}",
        "{{ '{0.__class__}'.format(title) }}",
        "{{ self }}",
        "{{ cycler }}",
        "{{ lipsum }}",
        "{{ range(10) }}",
        "{{ names | map(attribute='__class__') }}",
        "{{ names | join(',', attribute='__class__') }}",
        "{{ title | attr('__class__') }}",
        "{{ title | safe }}",
        "{{ title | format }}",
        "{% include '/etc/passwd' %}",
        "{% include '../audiobook.toml' %}",
        "{% import 'audiobook.toml.j2' as other %}",
        "{% from 'x' import y %}",
        "{% extends 'audiobook.toml.j2' %}",
        "{% macro more(x) %}{{ more(x) }}{% endmacro %}",
        "{% call title() %}{% endcall %}",
        "{% filter upper %}x{% endfilter %}",
        "{% set x %}{{ title }}{% endset %}",
        "{% block x %}{% endblock %}",
        "{% autoescape false %}{{ title }}{% endautoescape %}",
        "{{ 'a' * 1000000000 }}",
        "{{ 9 ** 999999999 }}",
        "{{ title ~ title }}",
        "{{ title + title }}",
        "{% for a in title %}{% for b in title %}x{% endfor %}{% endfor %}",
        "{% for a in names recursive %}{{ loop(names) }}{% endfor %}",
    ],
)
def test_what_could_read_run_or_go_on_for_long_is_refused_with_its_line(attack: str):
    error = refused(f"Text\n{attack}\n")
    assert error.source is not None
    assert error.source.line == 2


def test_no_file_is_spoken_whatever_a_template_asks_for(tmp_path: Path):
    (tmp_path / "secret.txt").write_text("sesame", encoding="utf-8")
    assert "not allowed" in refused(f"{{% include '{tmp_path}/secret.txt' %}}").message


@pytest.mark.parametrize(
    ("source", "line", "why"),
    [
        ("one\n{{ titel }}", 2, "'titel' is undefined"),
        ("one\n\n{% if title %}", 3, "Unexpected end of template"),
        ("{{ title | shout }}", 1, "No filter named 'shout'"),
        ("one\ntwo {{ title", 2, "expected"),
        ("one\n{{ title | default( }}", 2, "unexpected"),
        ("one\n{{ voices | join(1, 2, 3, 4) }}", 2, "argument"),
        ("one\n{{ title.text }}", 2, "an attribute is not allowed"),
    ],
)
def test_a_mistake_is_told_with_file_and_line(source: str, line: int, why: str):
    error = refused(source)
    assert error.source is not None
    assert error.source.line == line
    assert why in error.message


def test_no_text_grows_without_end():
    doubled = "{% set a = 'x' %}" + "{% set a = [a, a] | join('xxxxxxxxxx') %}" * 60 + "{{ a }}"
    assert "characters" in refused(doubled).message
    long = "{% for a in text %}" + "{{ text }}" * 50 + "{% endfor %}"
    with pytest.raises(ConfigError, match="more than the 5,000 characters"):
        made(long, text="x" * 4000)
    busy = "{% for a in text %}" + "{% set b = text | replace('x', text) %}" * 50 + "{% endfor %}"
    with pytest.raises(ConfigError, match="characters; 5,000 are allowed"):
        made(busy, text="x" * 300)
    idle = "{% for a in text %}{% set b = a | upper %}{% endfor %}"
    with pytest.raises(ConfigError, match="more than 500 filters"):
        made(idle, text="x" * 1000)
    assert "it has" in refused("x" * 6000).message


def test_our_own_templates_are_found_and_rendered():
    assert template_file("audiobook.toml.j2") is not None
    assert template_file("no-such.j2") is None
    assert render("audiobook.toml.j2", tables=()).startswith("# Settings")


@pytest.mark.parametrize("source", ["{{ titit--1e999>le }}", "{{ 1e999 }}", "{% if -1e999 %}a{% endif %}"])
def test_a_number_beyond_all_numbers_is_a_mistake_and_no_crash(source: str):
    """Found by fuzzing: jinja2 writes it as ``inf`` into the code it makes, where that is a name nobody knows."""
    assert "wrong" in refused(source).message
