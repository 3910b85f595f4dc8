"""Hostile data: whatever it holds, the script has the shape that the template gives it, and the data is its words."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.corridor.podcasting import EpisodeRequest, render_script
from audiobook.errors import ConfigError, ScriptError
from audiobook.prep.scriptfile import parse_script
from audiobook.script import Chapter, Heading, Mark, Note, Paragraph, Say, Script, inline_text

EVERYWHERE = """\
+++
extra = "{{ x }}"
+++

# {{ x }}

<!-- {{ x }} -->

{{ x }}

[{{ who }}: {{ x }}] {{ x }} and *{{ x }}*, [say "{{ x }}" as "{{ x }}"] [lang fr]{{ x }}[/lang] [pause 1s] ({{ x }})

## {{ x }}

{{ x }} [{{ who }}] {% set y = x %}{{ y }}
"""
FRAGMENTS = (
    *("[Ann]", "[]", "[?]", "[", "]", "[pause 9s]", "[sound /etc/passwd]", "[music a.wav]", "[/lang]", "[lang de]"),
    *(
        "# x",
        "## ",
        "***",
        "* * *",
        "*",
        "+++",
        "<!--",
        "-->",
        "{silent}",
        "\\",
        "\\\n",
        "\n# Chapter",
        "\n***",
        "\n+++",
    ),
    *("{{ x }}", "{% include '/etc/passwd' %}", "{{ ''.__class__ }}", "{# #}", "${x}", "%s", "{0}", "|", ":", "?", "@"),
    *('"', '""" ', "'", '[say "a" as "b"]', "\ufdd0\ufdd2\ufdd1", "\ufddf1\ufddf", "\ufeff", "\u2028", "\x00", "\x0c"),
    *("wort", "家", "é", " ", "  ", "\t", "0", "-1", "😀"),
)
WORDS = st.one_of(st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=8).map("".join), st.text(max_size=30))


def is_one_paragraph(text: str) -> bool:
    return bool(text.strip()) and not re.search(r"[\r\n]\s*[\r\n]", text) and not re.search("[\ud800-\udfff]", text)


HOSTILE = WORDS.filter(is_one_paragraph)
NAMES = HOSTILE.filter(lambda name: name.strip() != "?")


def shape(script: Script) -> list[object]:
    """Everything about a script but its words; names are counted in order of appearance."""
    names: dict[str, int] = {"": 0}

    def item(one: object) -> object:
        if isinstance(one, Paragraph):
            return [(names.setdefault(c.speaker, len(names)), c.unsure, kinds(c.parts)) for c in one.cues]
        if isinstance(one, Heading):
            return one.level, kinds(one.parts)
        return (type(one).__name__, getattr(one, "file", "")) if isinstance(one, Mark) else type(one).__name__

    return [(chapter.silent, kinds(chapter.title or ()), list(map(item, chapter.items))) for chapter in script.chapters]


def kinds(parts: tuple[object, ...]) -> list[object]:
    return [(type(p).__name__, getattr(p, "emphasis", ""), getattr(p, "language", "")) for p in parts]


def flat(text: str) -> str:
    return "".join(text.split())


def words(script: Script) -> str:
    """All that a script holds of words, white space left out."""
    held: list[str] = []
    for chapter in script.chapters:
        held.append(inline_text(chapter.title or ()))
        for item in chapter.items:
            if isinstance(item, Paragraph):
                held += [text for cue in item.cues for text in (cue.speaker, cue.direction, cue.text)]
            elif isinstance(item, Heading):
                held.append(inline_text(item.parts))
    return flat("\n".join(held))


def rendered(template: str, data: object, folder: Path) -> Script:
    """The script as anybody reads it back from the text that was made."""
    (folder / "data.json").write_text(json.dumps(data), encoding="utf-8")
    made = render_script(EpisodeRequest(template, folder / "data.json"))
    script = parse_script(made.text)
    assert shape(script) == shape(made.script)
    return script


def everywhere(data: object) -> Script:
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "own.script.md.j2"
        template.write_text(EVERYWHERE, encoding="utf-8")
        return rendered(str(template), data, Path(folder))


@given(HOSTILE, NAMES)
def test_data_is_words_wherever_a_template_puts_it(text: str, name: str):
    script = everywhere({"x": text, "who": name})
    assert shape(script) == shape(everywhere({"x": "harmless", "who": "Ann"}))
    (chapter,) = script.chapters
    first, second, third = (item for item in chapter.items if isinstance(item, Paragraph))
    heading = next(item for item in chapter.items if isinstance(item, Heading))
    note = next(item for item in chapter.items if isinstance(item, Note))
    cue = second.cues[0]
    assert {cue.speaker, third.cues[1].speaker} == {" ".join(name.split())}
    assert cue.direction == " ".join(text.split())
    for place in (inline_text(chapter.title or ()), first.cues[0].text, inline_text(heading.parts), third.cues[0].text):
        assert flat(place) == flat(text)
    assert flat(note.text.replace("-- >", "-->")) == flat(text) or "-->" in text
    assert [flat(part.spoken) for part in cue.parts if isinstance(part, Say)] == [flat(text)]
    assert flat(cue.text).count(flat(text)) >= 5
    assert script.front["extra"] == text


def with_words(data: object, new: list[str], *, key: str = "") -> object:
    """The data with each text of it replaced, in order, other than what has to be a date, a number or a file."""
    if isinstance(data, dict):
        return {
            key: value if key in {"date", "music", "language"} else with_words(value, new, key=key)
            for key, value in data.items()
        }
    if isinstance(data, list):
        return [with_words(each, new, key=key) for each in data]
    return new.pop() if isinstance(data, str) else data


SERIAL = Path(__file__).parents[1] / "data" / "podcast" / "serial.json"


@given(st.lists(NAMES, min_size=20, max_size=20))
def test_a_template_of_ours_keeps_its_shape_whatever_the_data_holds(texts: list[str]):
    data = json.loads(SERIAL.read_text(encoding="utf-8"))
    # Nobody may turn into somebody else, so all words differ: as many names before as after.
    hostile = [f"{text}{n}" for n, text in enumerate(texts)]
    with tempfile.TemporaryDirectory() as folder:
        script = rendered("serial", with_words(data, hostile.copy()), Path(folder))
        harmless = rendered("serial", with_words(data, [f"harmless{n}." for n in range(20)]), Path(folder))
    assert shape(script) == shape(harmless)
    used = [text for text, plain in zip(hostile, range(20), strict=True) if f"harmless{plain}." in words(harmless)]
    assert used
    assert all(flat(text) in words(script) for text in used)


def test_a_megabyte_of_markup_is_text(tmp_path: Path):
    text = ("[pause 9s] {{ x }} # *** <!-- --> [Ann] \\ " + "and so on, " * 91) * 1000
    template = "# {{ x }}\n\n[{{ who }}: {{ x }}] {{ x }}\n"
    script = own(tmp_path, template, {"x": text, "who": "Ann"})
    (chapter,) = script.chapters
    assert len(text) > 1_000_000
    assert shape(script) == shape(own(tmp_path, template, {"x": "harmless", "who": "Ann"}))
    assert flat(chapter.name) == flat(text)


def own(folder: Path, template: str, data: object) -> Script:
    path = folder / "own.script.md.j2"
    path.write_text(template, encoding="utf-8")
    return rendered(str(path), data, folder)


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd.wav",
        "../../secret.wav",
        "a.wav -0dB loop",
        "a.wav] [sound b.wav",
        "end",
        "",
        "a b.wav",
        "C:\\a.wav",
    ],
)
def test_a_value_in_a_mark_is_a_file_of_the_show_or_an_error(name: str, tmp_path: Path):
    with pytest.raises(ScriptError, match="is no plain file name") as caught:
        own(tmp_path, "# T\n\n[sound {{ x }} -20dB]\n\n[A] Text.\n", {"x": name})
    assert caught.value.source is not None
    assert (caught.value.source.file, caught.value.source.line) == (str(tmp_path / "own.script.md.j2"), 3)


@pytest.mark.parametrize("name", ["/etc/a.wav", "../a.wav", "music/../../a.wav", "", "my music.wav", "..\\a.wav", 3])
def test_music_outside_the_show_is_refused(name: object, tmp_path: Path):
    with pytest.raises(ConfigError, match=r"music\.intro"):
        own(tmp_path, "# T\n\n[sound {{ music.intro }}]\n\n[A] Text.\n", {"music": {"intro": name}})


@pytest.mark.parametrize("name", ["", "  ", "?", "\n"])
def test_a_speaker_without_a_name_is_an_error_with_its_line(name: str, tmp_path: Path):
    with pytest.raises(ScriptError, match="the name of a speaker") as caught:
        own(tmp_path, "# T\n\nText.\n\n[{{ x }}] Text.\n", {"x": name})
    assert caught.value.source is not None
    assert caught.value.source.line == 5


def test_a_mistake_in_the_script_is_reported_where_the_template_makes_it(tmp_path: Path):
    template = "# T\n{% for line in lines %}\n\n[A] {{ line }}\n{% endfor %}\n\n[paus 2s]\n"
    with pytest.raises(ScriptError, match=r"no known tag, in “\[paus 2s\]”") as caught:
        own(tmp_path, template, {"lines": ["a", "b", "c"]})
    assert caught.value.source is not None
    assert caught.value.source.line == 7
    assert "did you mean [pause 2s]?" in caught.value.hint


def test_a_value_in_such_a_message_is_shown_as_it_is(tmp_path: Path):
    with pytest.raises(ScriptError, match=r"'\[x\] {{ y }}' is no language tag, in “\[A\] \[lang \[x\] {{ y }}\]a"):
        own(tmp_path, "# T\n\n[A] [lang {{ x }}]a[/lang]\n", {"x": "[x] {{ y }}"})


def test_paragraphs_of_a_value_are_those_that_the_template_makes(tmp_path: Path):
    script = own(
        tmp_path,
        "# T\n{% for p in x | paragraphs %}\n\n[A] {{ p }}\n{% endfor %}\n",
        {"x": "One.\r\n \r\n[B] Two.\n\n"},
    )
    items: tuple[object, ...] = next(chapter for chapter in script.chapters if isinstance(chapter, Chapter)).items
    assert [[(c.speaker, c.text) for c in i.cues] for i in items if isinstance(i, Paragraph)] == [
        [("A", "One.")],
        [("A", "[B] Two.")],
    ]
