"""Templates that people write: what they can do, that nothing else is possible, and that they come to an end."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from audiobook.errors import ConfigError, UsageError
from audiobook.podcast.render import Rendered, render_episode, template_named
from audiobook.podcast.render_work import Bounds

DATA = {
    "title": "Old [Nell]",
    "names": ("A", "B", "C"),
    "guest": {"name": "Ann", "items": "three", "tags": ("x", "y")},
    "stories": ({"headline": "One"}, {"headline": "Two", "by": "Ben"}),
    "nobody": (),
    "count": 7,
    "draft": True,
}


def render(
    source: str, file: Path = Path("own.script.md.j2"), bounds: Bounds | None = None, **more: object
) -> Rendered:
    return render_episode(source, file, {**DATA, **more}, bounds)


def text(source: str, **more: object) -> str:
    made = render(source, **more)
    return made.values.restored(made.text)


def refused(source: str, **more: object) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        render(source, **more)
    assert caught.value.source is not None
    assert caught.value.source.file == "own.script.md.j2"
    assert caught.value.source.line
    return caught.value


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("{{ title }}", "Old [Nell]"),
        ("{{ title | upper | lower }}", "old [nell]"),
        ("{{ guest.name }} {{ guest['name'] }} {{ guest.items }}", "Ann Ann three"),
        ("{{ names[0] }}{{ names[-1] }}{{ names[:2] | join }}", "ACAB"),
        ("{{ names | listed('and') }}|{{ nobody | listed('and') }}|{{ names[:1] | listed }}", "A, B and C||A"),
        ("{{ stories | map(attribute='headline') | join('; ') }}", "One; Two"),
        ("{% for s in stories %}{{ s.by | default('nobody') }} {% endfor %}", "nobody Ben "),
        ("{% for n in names %}{{ loop.cycle('x', 'y') }}{{ loop.index0 % 2 }}{% endfor %}", "x0y1x0"),
        ("{% for n in nobody %}x{% else %}none{% endfor %}", "none"),
        ("{% if guest.nick is defined %}x{% elif count > 6 and draft %}many{% endif %}", "many"),
        ("{% set known %}{{ title }}!{% endset %}{{ known }}", "Old [Nell]!"),
        ("{% macro say(who) %}[{{ who }}]{% endmacro %}{{ say('A') }}{{ say(title) }}", "[A][Old [Nell]]"),
        ("{% for key, value in guest | items %}{{ key }} {% endfor %}", "name items tags "),
        ("{{ count + 1 }} {{ count - 8 }} {{ count // 2 }} {{ 1.5 }} {{ -count }}", "8 -1 3 1.5 -7"),
        ("{{ 'Emma' | stopped }} {{ '“Stop!”' | stopped }} {{ '家。' | stopped }}", "Emma. “Stop!” 家。"),
        ("{{ 'a\n\n b' | paragraphs | join('|') }} {{ names | paragraphs | length }}", "a|b 3"),
        ("{{ '[pause 1s]' }}{% raw %}{{ x }}{% endraw %}", "[pause 1s]{{ x }}"),
        ("{# a note #}\nText\n", "Text\n"),
    ],
)
def test_values_conditions_loops_and_macros_work(source: str, made: str):
    assert text(source) == made


def test_what_is_printed_is_no_part_of_the_text_that_is_parsed():
    made = render("[{{ guest.name }}] {{ title }} {{ '# x' }}\n")
    assert "Old" not in made.text
    assert "#" not in made.text
    assert made.values.shown(made.text) == "[Ann] Old [Nell] # x\n"


@pytest.mark.parametrize(
    "attack",
    [
        "{{ title.__class__ }}",
        "{{ title['__class__'] }}",
        "{{ guest.__class__.__mro__ }}",
        "{{ guest.keys() }}",
        "{{ guest.keys }}",
        "{{ title.format(1) }}",
        "{{ title.upper }}",
        "{{ ''.join(names) }}",
        "{{ title | attr('__class__') }}",
        "{{ names | map(attribute='__class__') | list | first }}",
        "{{ names | map('attr', '__class__') | list }}",
        "{{ self }}",
        "{{ self._TemplateReference__context }}",
        "{{ loop }}",
        "{% for n in names %}{{ loop }}{% endfor %}",
        "{% for n in names %}{{ loop._iterable }}{% endfor %}",
        "{% for n in names %}{{ loop.__init__ }}{% endfor %}",
        "{% for n in names %}{{ loop() }}{% endfor %}",
        "{% for n in names %}{{ loop.__init__() }}{% endfor %}",
        "{% macro m() %}{% endmacro %}{{ m.__globals__ }}",
        "{% macro m() %}{{ caller() }}{% endmacro %}{{ m() }}",
        "{% macro m() %}{{ varargs }}{% endmacro %}{{ m() }}",
        "{{ range(9) }}",
        "{{ lipsum() }}",
        "{{ cycler('a').__init__.__globals__ }}",
        "{{ namespace() }}",
        "{{ title() }}",
        "{{ environment }}",
        "{{ _finalize }}",
        "{% import 'x.j2' as x %}",
        "{% from 'x.j2' import y %}",
        "{% extends 'x.j2' %}",
        "{% block a %}{% endblock %}",
        "{% include title %}",
        "{% include ['a.j2', 'b.j2'] %}",
        "{% include '/etc/passwd' %}",
        "{% include '../own.j2' %}",
        "{% include 'nothing.j2' %}",
        "{% call m() %}{% endcall %}",
        "{% filter upper %}x{% endfilter %}",
        "{% autoescape false %}{{ title }}{% endautoescape %}",
        "{% for n in names recursive %}{% endfor %}",
        "{{ title ~ title }}",
        "{{ 9 * 9 }}",
        "{{ 9 ** 9 }}",
        "{{ title + title }}",
        "{{ '%09999d' % count }}",
        "{{ names + names }}",
        "{{ {'a': 1} }}",
        "{{ guest }}",
        "{{ names }}",
        "{{ draft }}",
        "{% set x %}{{ title }}{% endset %}{{ x | upper }}",
        "{% set x %}{{ title }}{% endset %}{{ [x] | join }}",
        "{{ names | map('upper') | upper }}",
        "{{ guest | trim }}",
        "{{ nope | upper }}",
        "{{ 1 // 0 }}",
        "{% if %}",
        "{{ title",
        "{{ title | nothing }}",
        "{{ names | sort(attribute='x.y') }}",
        "text \ufdd0",
    ],
)
def test_everything_else_is_refused_by_name(attack: str):
    with pytest.raises(ConfigError, match="the template is wrong: "):
        render(attack)


@pytest.mark.parametrize(
    ("source", "line", "why"),
    [
        ("a\n\n{{ titel }}\n", 3, "'titel' is not in the data (is 'title' meant?)"),
        ("{{ guest.nam }}", 1, "this table has no 'nam' (is 'name' meant?)"),
        ("{% if a.b %}\n{% endif %}", 1, "'a' is not in the data (there is: "),
        ("\n{% for x in storys %}\n{% endfor %}", 2, "'storys' is not in the data (is 'stories' meant?)"),
        ("{{ names[3] }}", 1, "it has no number 3: it holds 3"),
        ("{{ nobody[0].name }}", 1, "it has no number 0: the list is empty"),
        ("{{ title.name }}", 1, "a text has no 'name'"),
        ("{% for s in stories %}\n{{ s.by }}\n{% endfor %}", 2, "this table has no 'by' (there is: headline)"),
        ("{{ names }}", 1, "a list is not text that can be spoken"),
        ("x\n{% macro m() %}\n{{ oops }}\n{% endmacro %}\n{{ m() }}", 3, "'oops' is not in the data"),
        ("{{ count + oops }}", 1, "'oops' is not in the data"),
        ("\n{{ oops | upper }}", 2, "'oops' is not in the data"),
        ("\n{{ title * 2 }}", 2, "'*' is not allowed"),
        ("\n\n{% endfor %}", 3, "unknown tag 'endfor'"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(source: str, line: int, why: str):
    error = refused(source)
    assert error.source is not None
    assert error.source.line == line
    assert why in error.message


DOUBLING = "{% set a %}{{ title }}{% endset %}" + "{% set a %}{{ a }}{{ a }}{% endset %}" * 40


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("{% for a in big %}{% for b in big %}{% for c in big %}x{% endfor %}{% endfor %}{% endfor %}", "steps"),
        (
            "{% for a in big %}{% for b in big if false %}{% endfor %}{% for b in big %}{% endfor %}{% endfor %}",
            "steps",
        ),
        ("{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}", "calls or includes itself without end"),
        ("{% for a in big %}{{ long }}{% endfor %}", "characters"),
        ("{% set x %}{% for a in big %}" + "x" * 150_000 + "{% endfor %}{% endset %}", "characters"),
        ("{% for a in big %}" + "x" * 150_000 + "{% endfor %}", "characters"),
        (DOUBLING, "characters"),
        ("{{ long | join(long) }}", "characters"),
        ("{{ long | replace('', long) }}", "characters"),
        ("{{ long | replace('x', long) }}", "characters"),
        ("{{ big | listed(long, long) }}", "characters"),
        ("{% for a in long %}{{ a | upper }}{% endfor %}", "steps"),
    ],
)
def test_work_without_end_is_a_clear_error(source: str, why: str):
    error = refused(source, big=tuple("ab" * 500), long="x" * 1_000_000)
    assert why in error.message


def test_a_template_has_a_limited_time():
    with pytest.raises(ConfigError, match="takes longer than 0 s"):
        render("{% for n in names %}x{% endfor %}", bounds=Bounds(seconds=0.0))


def test_files_beside_the_template_and_ours_are_included(tmp_path: Path):
    (tmp_path / "part.j2").write_text("[A] {{ title }}\n{{ oops }}\n", encoding="utf-8")
    main = tmp_path / "own.script.md.j2"
    with pytest.raises(ConfigError, match="'oops' is not in the data") as caught:
        render("x\n\n{% include 'part.j2' %}", main)
    assert caught.value.source is not None
    assert (caught.value.source.file, caught.value.source.line) == (str(tmp_path / "part.j2"), 2)
    made = render("x\n\n{% include 'part.j2' %}", main, oops="!")
    assert made.values.restored(made.text) == "x\n\n[A] Old [Nell]\n!\n"
    assert [(Path(origin.file).name, origin.line) for origin in made.origins][2:4] == [("part.j2", 1), ("part.j2", 2)]
    ours = render(
        "{% include 'podcast-essay.script.md.j2' %}",
        main,
        hosts=({"name": "Ann"},),
        music={},
        show={},
        sections=({"text": "x"},),
    )
    assert ours.text.startswith("# ")


def test_a_link_leads_nowhere(tmp_path: Path):
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "secret.j2").write_text("secret", encoding="utf-8")
    (inside / "link.j2").symlink_to(tmp_path / "secret.j2")
    with pytest.raises(ConfigError, match=re.escape("there is no template 'link.j2' to include")):
        render("{% include 'link.j2' %}", inside / "own.script.md.j2")


def test_a_template_that_includes_itself_is_an_error(tmp_path: Path):
    main = tmp_path / "own.script.md.j2"
    main.write_text("{% include 'own.script.md.j2' %}", encoding="utf-8")
    with pytest.raises(ConfigError, match="calls or includes itself without end"):
        render(main.read_text(encoding="utf-8"), main)


def test_every_line_is_traced_back_to_its_template():
    made = render("one\n{% for n in names %}\n\n[{{ n }}] {{ title }}\nand\n{% endfor %}\n{{ title }}\nlast")
    lines = [(line, origin.line) for line, origin in zip(made.text.split("\n"), made.origins, strict=True)]
    assert [line for text, line in lines if text == "one"] == [1]
    assert [line for text, line in lines if text.startswith("[")] == [4, 4, 4]
    assert [line for text, line in lines if text == "and"] == [5, 5, 5]
    assert [line for text, line in lines if text == "last"] == [8]


@pytest.mark.parametrize(("name", "hint"), [("intervew", "did you mean 'interview'?"), ("x", "ours are: interview, ")])
def test_a_template_that_is_not_there_is_an_error_with_a_hint(name: str, hint: str):
    with pytest.raises(UsageError, match=f"there is no template '{name}'") as caught:
        template_named(name)
    assert hint in caught.value.hint
