"""The material of an episode: data files of three kinds, documents, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from audiobook.document import Block, BlockKind, Document, Metadata, Section, Span
from audiobook.errors import ConfigError, UsageError
from audiobook.podcast.data import plain_table, read_data
from audiobook.podcast.data_document import document_data
from audiobook.podcast.data_episode import episode_data, front_of_episode

TOML = 'title = "T"\ndate = 2026-05-04\nhosts = ["Ann"]\n[music]\nintro = "a.wav"\n'
YAML = "title: T\ndate: 2026-05-04\nhosts: [Ann]\nmusic: {intro: a.wav}\nnothing: null\n"
JSON = '{"title": "T", "date": "2026-05-04", "hosts": ["Ann", null], "music": {"intro": "a.wav"}, "nothing": null}'
SAME = {"title": "T", "date": "2026-05-04", "hosts": ("Ann",), "music": {"intro": "a.wav"}}


def written(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


@pytest.mark.parametrize(("name", "text"), [("a.toml", TOML), ("a.yaml", YAML), ("a.yml", YAML), ("A.JSON", JSON)])
def test_the_same_data_in_three_languages_is_the_same(name: str, text: str, tmp_path: Path):
    assert read_data(written(tmp_path, name, text)) == SAME


def test_an_empty_file_is_an_empty_table(tmp_path: Path):
    assert read_data(written(tmp_path, "a.yaml", "")) == {}


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("name", "text", "line", "why"),
    [
        ("a.toml", 'x = 1\ny = "', 2, "it is not TOML"),
        ("a.yaml", "x: 1\ny: [", 2, "it is not YAML"),
        ("a.json", '{"x": 1,\n"y"}', 2, "it is not JSON"),
        ("a.json", "[1]", 0, "it holds no table"),
        ("a.yaml", "just text", 0, "it holds no table"),
        ("a.yaml", "x: !!python/object/apply:os.system ['true']", 1, "it is not YAML"),
        ("a.yaml", "x: !!binary aGVsbG8=", 0, "it holds a bytes, which is no text"),
        ("a.yaml", BOMB, 0, "more than 500,000 values"),
        ("a.yaml", "x: &x [*x]", 0, "deeper in each other than 20 levels"),
        ("a.yaml", "x: .nan", 0, "nan, which is no number"),
        ("a.json", '{"x": ' + "[" * 100_000 + "]" * 100_000 + "}", 0, "too deep in each other"),
        ("a.json", '{"x": ' + "[" * 30 + "]" * 30 + "}", 0, "deeper in each other than 20 levels"),
        ("a.yaml", "x: " + "[" * 5_000 + "]" * 5_000, 0, "too deep in each other"),
        ("a.json", '{"x": ' + "9" * 2_000 + "}", 0, "more than 1,000 digits"),
        ("a.json", '{"x": Infinity}', 0, "no number"),
    ],
)
def test_bad_data_is_an_error_with_file_and_line(name: str, text: str, line: int, why: str, tmp_path: Path):
    path = written(tmp_path, name, text)
    with pytest.raises(ConfigError) as caught:
        read_data(path)
    assert why in caught.value.message
    assert caught.value.source is not None
    assert (caught.value.source.file, caught.value.source.line) == (str(path), line)


def test_what_is_no_data_file_is_refused(tmp_path: Path):
    with pytest.raises(ConfigError, match="there is no data file"):
        read_data(tmp_path / "a.toml")
    with pytest.raises(ConfigError, match="is no data file") as caught:
        read_data(written(tmp_path, "book.epub", "x"))
    assert "--document" in caught.value.hint
    with pytest.raises(ConfigError, match="is not UTF-8"):
        read_data(written(tmp_path, "b.toml", b"\xff\xfe"))


def test_half_a_character_is_replaced():
    assert plain_table({"a": "x\ud800y"}) == {"a": "x\ufffdy"}


def block(text: str, kind: BlockKind = BlockKind.PARAGRAPH) -> Block:
    return Block(kind, (Span(text),))


BOOK = Document(
    Metadata(title="The Lamp", authors=("A. Keeper", "B. Mate"), language="en"),
    (
        Section("One", (block("He said: “I will not go up there,” and “no”."), block("* * *", BlockKind.SCENE_BREAK))),
        Section(
            "Two",
            (
                block("A lamp.\nA promise.", BlockKind.BLOCKQUOTE),
                block("« Je ne monterai pas là-haut »; 他说「我今天晚上不会上去的」 „Das geht uns nichts an“"),
                block("code()", BlockKind.CODE),
                block("“I will not go up there,”"),
            ),
        ),
    ),
)


def test_a_document_becomes_title_paragraphs_and_quotes():
    data = document_data(BOOK)
    assert (data["title"], data["author"], data["chapter"]) == ("The Lamp", "A. Keeper, B. Mate", "")
    assert data["paragraphs"] == tuple(
        b.text for s in BOOK.sections for b in s.blocks if b.kind not in {"code", "scene-break"}
    )
    assert data["quotes"] == (
        "I will not go up there,",
        "A lamp. A promise.",
        "Je ne monterai pas là-haut",
        "我今天晚上不会上去的",
        "Das geht uns nichts an",
    )


def test_one_chapter_of_a_document():
    data = document_data(BOOK, 1)
    assert (data["chapter"], data["number"]) == ("One", 1)
    assert data["paragraphs"] == ("He said: “I will not go up there,” and “no”.",)
    assert [chapter["title"] for chapter in data["chapters"]] == ["One"]
    with pytest.raises(UsageError, match="no chapter 3") as caught:
        document_data(BOOK, 3)
    assert "--chapter 1 to 2" in caught.value.hint


def test_the_data_comes_before_the_show_and_the_document():
    show = {"title": "S", "language": "de", "hosts": ({"name": "Ann", "voice": "heart"},), "music": {"intro": "a.wav"}}
    known = episode_data({"guest": "Tom", "music": {"outro": "b.wav"}}, show, document_data(BOOK, 2))
    assert known["title"] == "Two"
    assert known["hosts"] == ({"name": "Ann", "voice": "heart"},)
    assert known["guests"] == ({"name": "Tom"},)
    assert known["music"] == {"intro": "a.wav", "outro": "b.wav"}
    front = front_of_episode(known)
    assert (front["title"], front["language"], front["author"], front["show"]) == ("Two", "de", "Ann", "S")
    own = episode_data({"title": "T", "hosts": ("Ben",), "language": "en"}, show, document_data(BOOK, 2))
    assert [front_of_episode(own)[key] for key in ("title", "hosts", "language")] == ["T", ["Ben"], "en"]


def test_a_host_who_is_a_guest_too_is_credited_once():
    front = front_of_episode(episode_data({"hosts": ("Ann", "Ben"), "guests": ("Ben", "Tom")}, {}))
    assert (front["hosts"], front["guests"]) == (["Ann", "Ben"], ["Tom"])


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({"title": 3}, "'title' must be a text"),
        ({"season": "x"}, "'season' must be a number"),
        ({"episode": True}, "'episode' must be a number"),
        ({"explicit": "no"}, "'explicit' must be true or false"),
        ({"author": ({"name": "x"},)}, "'author' must be a text or a list of texts"),
        ({"hosts": ("Ann", "")}, "somebody in 'hosts' has no name"),
        ({"guests": ({"nam": "x"},)}, "somebody in 'guests' has no name"),
        ({"hosts": 3}, "somebody in 'hosts' has no name"),
        ({"music": "a.wav"}, "'music' must be a table"),
        ({"show": "S"}, "'show' must be a table"),
    ],
)
def test_a_value_of_a_wrong_kind_is_named(data: dict[str, object], why: str):
    with pytest.raises(ConfigError, match=why) as caught:
        episode_data(plain_table(data), {}, file="a.toml")
    assert str(caught.value.source) == "a.toml"
