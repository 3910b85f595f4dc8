"""The packaged W3C Audiobook.

The rules of the package are those of the Note (https://www.w3.org/TR/lpf/), those of the manifest are in lpf_rules.
"""

from __future__ import annotations

import json
import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from urllib.parse import urlsplit

import av
import jsonschema
import pytest
from writers.lpf_rules import RULES

from audiobook.document import Cover, Metadata
from audiobook.errors import QualityError
from audiobook.events import silent
from audiobook.master import Delivery
from audiobook.transcript import Line, TranscribedChapter, Transcript
from audiobook.writers import lpf
from audiobook.writers.lpf import LpfWriter
from audiobook.writers.lpf_pages import direction, text_page

RATE = 24_000
LENGTHS = [37_111, 24_000, 50_003]
TITLES = ["One & only", "“Two” <b>", ""]


def with_transcript(book):
    lines = (Line("A < B & C.", 0, 9_000, 0, after=" "), Line("D.", 9_000, 9_500, 0))
    chapters = tuple(TranscribedChapter(c.title, c.n_samples, lines) for c in book.chapters)
    return replace(book, transcript=Transcript(RATE, "en", chapters))


@pytest.fixture
def package(tmp_path, make_book):
    (path,) = LpfWriter().write(with_transcript(make_book(LENGTHS, ("mp3",), TITLES)), tmp_path / "book.lpf", silent)
    with zipfile.ZipFile(path) as file:
        yield file


def manifest_of(file):
    return json.loads(file.read("publication.json"))


class Page(HTMLParser):
    """The links of the contents, what else is linked, and the text."""

    def __init__(self, text):
        super().__init__()
        self.roles, self.contents, self.links, self.images = [], [], {}, []
        self._inside = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if found.get("role"):
            self.roles.append((tag, found["role"]))
            self._inside = True
        if tag == "a" and self._inside:
            self.contents.append(found["href"])
        if tag == "link":
            self.links[found["rel"]] = found["href"]
        if tag == "img":
            self.images.append((found["src"], found["alt"]))

    def handle_endtag(self, tag):
        if tag == "nav":
            self._inside = False


def test_the_manifest_follows_the_profile(package):
    jsonschema.Draft202012Validator(RULES, format_checker=jsonschema.FormatChecker()).validate(manifest_of(package))


def test_durations_sum_exactly_and_are_those_of_the_files(package, tmp_path):
    manifest = manifest_of(package)
    each = [Decimal(re.fullmatch(r"PT([\d.]+)S", link["duration"])[1]) for link in manifest["readingOrder"]]
    assert sum(each) == Decimal(re.fullmatch(r"PT([\d.]+)S", manifest["duration"])[1])
    for link, seconds in zip(manifest["readingOrder"], each, strict=True):
        package.extract(link["url"], tmp_path)
        with av.open(str(tmp_path / link["url"]), format="mp3") as audio:
            decoded = sum(frame.samples for frame in audio.decode(audio=0))
        assert float(seconds) == pytest.approx(decoded / RATE, abs=0.001)


def test_everything_linked_is_inside_once_and_everything_inside_is_linked(package):
    manifest = manifest_of(package)
    order = [link["url"] for link in manifest["readingOrder"]]
    resources = [link["url"] for link in manifest["resources"]]
    assert len(set(order + resources)) == len(order + resources)
    assert sorted([*order, *resources, "publication.json"]) == sorted(package.namelist())
    assert {alternate["url"] for link in manifest["readingOrder"] for alternate in link["alternate"]} <= set(resources)
    assert not any(urlsplit(url).scheme or url.startswith("/") for url in order + resources)


def test_text_is_deflated_audio_is_stored_and_nothing_is_encrypted(package):
    kinds = {entry.filename.rpartition(".")[2]: entry.compress_type for entry in package.infolist()}
    assert kinds == {
        "json": zipfile.ZIP_DEFLATED,
        "html": zipfile.ZIP_DEFLATED,
        "jpg": zipfile.ZIP_STORED,
        "mp3": zipfile.ZIP_STORED,
    }
    assert not any(entry.flag_bits & 1 for entry in package.infolist())
    assert package.testzip() is None


def test_the_entry_page_has_the_contents_the_cover_and_the_way_to_the_manifest(package):
    page = Page(package.read("index.html").decode())
    manifest = manifest_of(package)
    assert page.roles == [("nav", "doc-toc")]
    assert page.contents == [link["url"] for link in manifest["readingOrder"]]
    assert page.links["publication"] == "publication.json"
    rels = {link["rel"]: link["url"] for link in manifest["resources"] if "rel" in link}
    assert rels == {"contents": "index.html", "cover": "cover.jpg"}
    assert page.images == [("cover.jpg", "Cover of The Lamp, and Other Lights")]


def test_metadata_is_what_is_known(package):
    manifest = manifest_of(package)
    assert manifest["name"] == "The Lamp, and Other Lights"
    assert [person["name"] for person in manifest["author"]] == ["Ada Quill", "Börje Ångström"]
    assert manifest["readBy"] == [{"name": "Heart (synthetic voice)"}]
    assert (manifest["datePublished"], manifest["inLanguage"]) == ("2021-05-04", "en")
    assert [link["name"] for link in manifest["readingOrder"]] == ["One & only", "“Two” <b>", "Chapter 3"]
    assert manifest["accessMode"] == ["auditory", "textual"]
    assert "transcript" in manifest["accessibilityFeature"]
    assert "AI voices" in manifest["accessibilitySummary"]["value"]


def test_without_a_transcript_nothing_is_said_of_text(tmp_path, make_book):
    (path,) = LpfWriter().write(make_book(LENGTHS, ("mp3",)), tmp_path / "book.lpf", silent)
    with zipfile.ZipFile(path) as file:
        manifest = manifest_of(file)
        names = file.namelist()
    assert manifest["accessMode"] == ["auditory"]
    assert "transcript" not in manifest["accessibilityFeature"]
    assert not any(name.startswith("text/") for name in names)


def test_a_book_about_which_little_is_known_claims_little(tmp_path, make_book):
    book = make_book([9_000], ("mp3",), metadata=Metadata(title="T", date="1999"), cover=Cover(b"GIF89a", "image/gif"))
    (path,) = LpfWriter().write(book, tmp_path / "book.lpf", silent)
    with zipfile.ZipFile(path) as file:
        manifest = manifest_of(file)
    assert not {"author", "readBy", "translator", "publisher", "datePublished", "description"} & set(manifest)
    assert [link["url"] for link in manifest["resources"]] == ["index.html"]


def test_the_same_book_gives_the_same_bytes(tmp_path, make_book, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    book = with_transcript(make_book(LENGTHS, ("mp3",)))
    (one,), (two,) = (LpfWriter().write(book, tmp_path / name, silent) for name in ("one.lpf", "two.lpf"))
    assert one.read_bytes() == two.read_bytes()
    with zipfile.ZipFile(one) as file:
        assert manifest_of(file)["dateModified"] == "2023-11-14T22:13:20Z"


def test_the_text_of_a_chapter_is_escaped_and_has_its_headings_and_verse():
    lines = (
        Line("One & only", 0, 1, -1, heading=True),
        Line("Roses <red>", 1, 2, 0, after="\n"),
        Line("violets.", 2, 3, 0, after=" "),
        Line("“Blue!”", 3, 4, 0),
        Line("Part", 4, 5, 1, heading=True),
    )
    page = text_page("One", TranscribedChapter("One", 9, lines), "fa")
    assert '<html lang="fa" dir="rtl">' in page
    assert "<h1>One &amp; only</h1>\n<p>Roses &lt;red&gt;<br>violets. “Blue!”</p>\n<h2>Part</h2>" in page
    assert text_page("T < U", TranscribedChapter("T", 9, lines[1:]), "en").count("<h1>T &lt; U</h1>") == 1


@pytest.mark.parametrize(
    ("language", "way"), [("en", "ltr"), ("ar-EG", "rtl"), ("az-Arab", "rtl"), ("ar-Latn", "ltr"), ("zh", "ltr")]
)
def test_direction_of_writing(language, way):
    assert direction(language) == way


def test_a_failed_check_leaves_nothing(tmp_path, make_book, monkeypatch):
    monkeypatch.setattr(lpf, "n_bytes", lambda _encoded: 1)
    with pytest.raises(QualityError, match="did not pass its check"):
        LpfWriter().write(make_book([9_000], ("mp3",)), tmp_path / "book.lpf", silent)
    assert [p.name for p in tmp_path.iterdir()] == ["masters"]


def test_mp3_is_asked_for():
    encoding = LpfWriter().encoding(Delivery(RATE, mp3_kbps=96))
    assert (encoding.codec, encoding.bit_rate, encoding.rate_hz) == ("mp3", 96_000, RATE)
