"""Web articles: what is read of a page and what is left out, with the extractor and without it."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.document import BlockKind
from audiobook.errors import ConfigError, CoverageError
from audiobook.events import Severity
from audiobook.readers.choose import read_document
from audiobook.readers.html import article
from audiobook.readers.html.article_align import words_of
from audiobook.readers.walk.characters import visible
from audiobook.readers.walk.elements import texts
from audiobook.readers.walk.xhtml import parse_text
from audiobook.reading import NARRATORS_CHOICE

PAGES = Path(__file__).resolve().parents[1] / "data" / "articles"
NAMES = sorted(page.stem for page in PAGES.glob("*.html"))
#: Pages of which a few words more are read than a person would; all others are read to the word.
LOOSE = {"abstract": 0.97, "newsletter": 0.97, "nosemantics": 0.87, "essay": 0.86}
#: The same without the extractor.
LOOSE_PLAIN = LOOSE | {"builder": 0.91, "wiki": 0.99, "substack": 0.99, "french": 0.98, "forum": 0.98}


@pytest.fixture(params=[True, False], ids=["extractor", "plain"])
def extractor(request, monkeypatch):
    if request.param:
        pytest.importorskip("trafilatura")
    else:
        monkeypatch.setitem(sys.modules, "trafilatura", None)
    return request.param


@pytest.fixture
def without_extractor(monkeypatch):
    monkeypatch.setitem(sys.modules, "trafilatura", None)


def read(source: Path, mode: str = "auto", **policy):
    """The document, and the codes of what was found with their severity."""
    events = []
    document = read_document(source, events.append, replace(NARRATORS_CHOICE, article=mode, **policy))
    return document, {event.code: event.severity for event in events}


def spoken(document) -> str:
    """Everything of the page's own that is read, headings that became titles too."""
    titles = [skip.text for skip in document.skipped if skip.rule in {"title-heading", "titlepage"}]
    return " ".join([*titles, *(block.own_text for section in document.sections for block in section.blocks)])


def expected(name: str) -> str:
    root = parse_text((PAGES / f"{name}.html").read_text(encoding="utf-8"))
    return " ".join(" ".join(texts(node)) for node in root.iter() if node.get("data-read") is not None)


def precision_and_recall(found: str, wanted: str) -> tuple[float, float]:
    first, second = Counter(words_of(found)), Counter(words_of(wanted))
    shared = sum((first & second).values())
    return shared / max(1, first.total()), shared / max(1, second.total())


def paragraphs(document) -> list[str]:
    return [block.text for section in document.sections for block in section.blocks]


@pytest.mark.parametrize("name", NAMES)
def test_the_article_is_read_and_nothing_else(name, extractor):
    document, _ = read(PAGES / f"{name}.html")
    precision, recall = precision_and_recall(spoken(document), expected(name))
    least = (LOOSE if extractor else LOOSE_PLAIN).get(name, 1.0)
    assert precision >= least
    assert recall >= (0.98 if name == "wiki" else 1.0)  # its note marks are no text


@pytest.mark.parametrize("name", NAMES)
def test_whole_reads_what_is_on_the_page(name):
    document, codes = read(PAGES / f"{name}.html", "whole")
    assert "boilerplate" not in {skip.rule for skip in document.skipped}
    assert "article" not in codes
    assert precision_and_recall(spoken(document), expected(name))[1] >= 0.98


@pytest.mark.parametrize(
    ("name", "phrases"),
    [
        ("news", ["advertising that fits you", "garden furniture", "Ferry company", "morning briefing", "Share this"]),
        ("news", ["Most read", "About time too", "All rights reserved", "By Mara Lind", "06:30", "Subscribe"]),
        ("wordpress", ["Share this", "Related", "coffee mug", "Leave a Reply", "Recent posts", "Posted on"]),
        ("medium", ["min read", "claps", "Recommended", "Written by", "Follow"]),
        ("docs", ["View page source", "Previous", "Built with Sphinx"]),
        ("wiki", ["Retrieved from", "Navigation menu", "Glasswort", "For the ship", "last edited", "[1]"]),
        ("chinese", ["当前位置", "分享到", "责任编辑", "相关新闻", "热门排行", "下一页", "网友评论"]),
        ("forum", ["reputation", "Hot Network Questions", "Your Answer", "Cutting helped"]),
        ("recipe", ["Jump to Recipe", "affiliate links", "freezing soup", "oats by mistake", "You may also like"]),
        ("multipage", ["Page 2 of 3", "Trending now", "three free articles", "Next »", "print edition"]),
        ("substack", ["reader-supported", "7-day free trial", "Leave a comment"]),
        ("french", ["Lire aussi", "Publicité", "traceurs", "mis à jour"]),
        ("scroll", ["Bypass plans", "cricket ground"]),
    ],
)
@pytest.mark.usefixtures("extractor")
def test_no_furniture_is_heard(name, phrases):
    document, _ = read(PAGES / f"{name}.html")
    assert document.sections
    assert [phrase for phrase in phrases if phrase in spoken(document)] == []


def test_what_an_extractor_loses_between_paragraphs_is_read():
    pytest.importorskip("trafilatura")
    document, _ = read(PAGES / "news.html")
    kinds = {block.text: block.kind for section in document.sections for block in section.blocks}
    assert kinds["The bridge was built in 1961 and carries six lanes of traffic."] is BlockKind.CAPTION
    assert kinds["A crack is like a rumour: it is cheapest to stop when it is small."] is BlockKind.BLOCKQUOTE
    assert [section.title for section in document.sections] == [
        "Harbour bridge closes for a month as cracks are found",
        "What the inspectors saw",
        "A long list of repairs",
    ]


@pytest.mark.usefixtures("extractor")
def test_everything_left_out_has_its_rule_and_place():
    document, _ = read(PAGES / "news.html")
    left_out = {skip.text: skip for skip in document.skipped if skip.rule == "boilerplate"}
    assert left_out["Advertisement"].source.line > 30
    assert "Copyright" not in spoken(document)
    assert document.sources[0].characters > len(visible(spoken(document)))


@pytest.mark.parametrize(
    ("name", "known"),
    [
        (
            "news",
            {
                "title": "Harbour bridge closes for a month as cracks are found",
                "authors": ("Mara Lind", "Tom Okafor"),
                "publisher": "The Tidewater Post",
                "language": "en-GB",
                "year": "2024",
            },
        ),
        ("wordpress", {"title": "Why I stopped sharpening my knives on Sundays", "authors": ("Wendel Marsh",)}),
        ("wordpress", {"publisher": "Slow Kitchen", "year": "2022"}),
        ("abstract", {"authors": ("Adeyemi, Folake", "Lund, Kari"), "publisher": "Journal of Quiet Results"}),
        ("wiki", {"title": "Lesser marsh bell", "language": "en"}),
        ("recipe", {"title": "Lemon Barley Soup", "authors": ("Ida Fenn",), "year": "2021"}),
        ("brief", {"authors": ("Heike Thomsen",), "language": "de", "publisher": "Küstenblatt"}),
        ("chinese", {"title": "山城老茶馆重新开张 七旬掌柜坚持手写菜单", "language": "zh-CN"}),
        ("french", {"authors": ("Camille Rivet",), "year": "2021"}),
        ("forum", {"title": "Why does my rye loaf split along the side?", "year": "2019"}),
    ],
)
@pytest.mark.usefixtures("without_extractor")
def test_metadata_without_the_extractor(name, known):
    metadata = read(PAGES / f"{name}.html")[0].metadata
    assert {field: getattr(metadata, field) for field in known} == known


def test_metadata_of_the_extractor_fills_only_gaps():
    pytest.importorskip("trafilatura")
    with_extra = read(PAGES / "multipage.html")[0].metadata
    assert with_extra.authors == ("Sten Arvid",)
    assert read(PAGES / "news.html")[0].metadata.authors == ("Mara Lind", "Tom Okafor")


# -- which pages are articles ----------------------------------------------------------------------------------------

PROSE = "".join(
    f"<p>Sentence number {n} is long enough, with a comma, to be taken for prose by anybody.</p>" for n in range(9)
)
MENU = (
    '<nav><a href="/a">A</a> <a href="/b">B</a></nav><div class="menu"><a href="/c">See</a> <a href="/d">Dee</a></div>'
)


@pytest.fixture
def page(tmp_path):
    def write(body: str, head: str = "<title>T</title>") -> Path:
        source = tmp_path / "page.html"
        source.write_text(f"<html lang='en'><head>{head}</head><body>{body}</body></html>", encoding="utf-8")
        return source

    return write


JSON_LD = '<script type="application/ld+json">%s</script>'


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="og:type" content="article">',
        '<meta property="og:type" content="Article">',
        JSON_LD % '{"@type": "NewsArticle"}',
        JSON_LD % '{"@graph": [{"@type": "WebPage"}, {"@type": ["BlogPosting", "Thing"]}]}',
        JSON_LD % '[{"@type": "http://schema.org/ScholarlyArticle"}]',
        JSON_LD % '<!-- {"@type": "Report", "x": "a\nb"} -->',
    ],
)
@pytest.mark.usefixtures("extractor")
def test_page_that_says_so_is_an_article(page, head):
    document, codes = read(page(f"<div><br>{PROSE}</div><footer><p>Small print of the site.</p></footer>", head))
    assert codes["article"] is Severity.INFO
    assert not any("Small print" in text for text in paragraphs(document))


@pytest.mark.parametrize(
    "body",
    [
        f"<div itemscope itemtype='https://schema.org/BlogPosting'>{PROSE}</div><footer>Foot</footer>",
        f"<div class='h-entry'>{PROSE}</div><footer>Foot</footer>",
        f"{MENU}<main>{PROSE}</main><footer>Foot</footer>",
        f"{MENU}<div role='main'>{PROSE}</div><footer>Foot</footer>",
        "<nav>" + "<a href='/1'>1</a>" * 4 + f"</nav>{PROSE}<footer>Foot</footer>",
    ],
)
@pytest.mark.usefixtures("extractor")
def test_page_with_a_site_around_it_is_an_article(page, body):
    document, codes = read(page(body))
    assert "article" in codes
    assert "Foot" not in paragraphs(document)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", f"<p>One.</p>{PROSE}<footer>Foot</footer>"),
        ("", f"<main>{PROSE}</main><footer>Foot</footer>"),
        ('<meta property="og:type" content="book">', f"{MENU}<main>{PROSE}</main><footer>Foot</footer>"),
        (
            "",
            MENU
            + "<main>"
            + "".join(f"<h2>Chapter {n}</h2>{PROSE}" for n in (1, 2, 3))
            + "</main><footer>Foot</footer>",
        ),
        ("", MENU + "<main>" + "".join(f"<h2>第{n}回</h2>{PROSE}" for n in "一二三") + "</main><footer>Foot</footer>"),
        ("", f"{MENU}<section epub:type='chapter'>{PROSE}</section><footer>Foot</footer>"),
        ("", f"{MENU}<main>{PROSE * 300}</main><footer>Foot</footer>"),
    ],
)
def test_books_and_plain_pages_are_read_whole(page, head, body):
    document, codes = read(page(body, head))
    assert "article" not in codes
    assert paragraphs(document)[-1] == "Foot"


def test_gutenberg_is_never_an_article(page):
    start, end = (f"<p>*** {word} OF THIS PROJECT GUTENBERG EBOOK X ***</p>" for word in ("START", "END"))
    body = f"{MENU}{start}{PROSE}{end}"
    document, codes = read(page(body, '<meta property="og:type" content="article">'))
    assert "article" not in codes
    assert len(paragraphs(document)) == 9


# -- policies, missing and failing extractors ------------------------------------------------------------------------


@pytest.mark.usefixtures("without_extractor")
def test_main_without_the_extra_says_what_to_install():
    with pytest.raises(ConfigError) as caught:
        read(PAGES / "news.html", "main")
    assert "audiobook[article]" in caught.value.hint
    assert 'article = "whole"' in caught.value.hint


@pytest.mark.usefixtures("without_extractor")
def test_auto_without_the_extra_says_that_it_would_help():
    codes = read(PAGES / "news.html")[1]
    assert codes["article-plain"] is Severity.INFO


def test_main_reads_only_the_article_of_any_page(page):
    pytest.importorskip("trafilatura")
    source = page(f"<div id='x'>{PROSE}</div><footer>Foot</footer>")
    assert "Foot" in paragraphs(read(source)[0])
    assert "Foot" not in paragraphs(read(source, "main")[0])


@pytest.mark.parametrize("error", [ValueError("x"), RecursionError(), MemoryError(), AssertionError(), KeyError("k")])
def test_failing_extractor_is_a_warning(monkeypatch, error):
    trafilatura = pytest.importorskip("trafilatura")

    def fail(*_: object, **__: object) -> str:
        raise error

    monkeypatch.setattr(trafilatura, "extract", fail)
    document, codes = read(PAGES / "news.html")
    assert codes["article-extractor"] is Severity.WARNING
    assert precision_and_recall(spoken(document), expected("news"))[1] == 1


@pytest.mark.parametrize(
    "answer", [None, "", "[]", "{}", '{"text": 3}', "no json", '{"text": "other words altogether"}']
)
def test_useless_answer_of_the_extractor_is_a_warning(monkeypatch, answer):
    trafilatura = pytest.importorskip("trafilatura")
    monkeypatch.setattr(trafilatura, "extract", lambda *_, **__: answer)
    document, codes = read(PAGES / "news.html")
    assert {codes.get("article-extractor"), codes.get("article-not-found")} >= {Severity.WARNING}
    assert precision_and_recall(spoken(document), expected("news"))[1] == 1


def test_page_without_an_article_is_read_whole(page, extractor):
    links = "".join(f"<li><a href='/{n}'>Item {n}</a></li>" for n in range(30))
    document, codes = read(page(f"<ul>{links}</ul>", '<meta property="og:type" content="article">'))
    assert codes.get("article-not-found") is (None if extractor else Severity.WARNING)
    assert len(paragraphs(document)) == 30


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 20_000 + PROSE + "</div>" * 20_000,
        "<p>" + "<b>word</b> and " * 4_000 + "</p>" + PROSE,
        "<table>" + "<tr><td>cell one</td><td>cell two</td></tr>" * 700 + "</table>" + PROSE,
        f"<!-- {'x' * 5_100_000} -->" + PROSE,
    ],
    ids=["deep", "wide", "many", "large"],
)
def test_extractor_is_spared_pages_that_would_take_it_down(page, monkeypatch, body):
    asked = []
    monkeypatch.setattr(article, "_MOST", 2_000 if "cell" in body else 60_000)
    monkeypatch.setattr(article, "extract", lambda *_, **__: asked.append(1))
    document, codes = read(page(MENU + body, '<meta property="og:type" content="article">'))
    assert not asked
    assert codes["article-extractor"] is Severity.WARNING
    assert any("Sentence number 8" in text for text in paragraphs(document))


def test_many_paragraphs_are_extracted_in_haste(page, monkeypatch):
    trafilatura = pytest.importorskip("trafilatura")
    hasty = []
    monkeypatch.setattr(trafilatura, "extract", lambda *_, **options: hasty.append(options["fast"]))
    read(page(f"{MENU}<main>{PROSE * 2}</main>"))
    read(page(f"{MENU}<main>{'<p>Short lines.</p>' * 2_100}</main>"))
    assert hasty == [False, True]


def test_extractor_prints_nothing(page, capfd):
    pytest.importorskip("trafilatura")
    read(page("<p>x</p>", '<meta property="og:type" content="article">'))
    assert capfd.readouterr() == ("", "")


@pytest.mark.usefixtures("extractor")
def test_selectors_keep_what_the_article_would_lose():
    document, _ = read(PAGES / "news.html", keep_selectors=(".author-bio",))
    assert any("joined the paper in 2016" in text for text in paragraphs(document))


@pytest.mark.parametrize("notes", ["skip", "inline", "chapter-end"])
@pytest.mark.usefixtures("extractor")
def test_notes_follow_their_own_policy(page, notes):
    note = '<p>A claim<sup><a href="#n1" id="r1">1</a></sup> with a note, and some more words so that it is prose.</p>'
    body = (
        f'{MENU}<article>{note}{PROSE}</article><ol class="notes"><li id="n1"><a href="#r1">1</a> The source.</li></ol>'
    )
    document, _ = read(page(body), notes=notes)
    assert any("The source." in text for text in paragraphs(document)) == (notes != "skip")


@pytest.mark.usefixtures("extractor")
def test_one_page_of_several_is_a_warning():
    assert read(PAGES / "multipage.html")[1]["article-pages"] is Severity.WARNING
    assert "article-pages" not in read(PAGES / "news.html")[1]


@pytest.mark.usefixtures("extractor")
def test_article_for_subscribers_is_noted():
    assert read(PAGES / "substack.html")[1]["article-incomplete"] is Severity.INFO
    assert "article-incomplete" not in read(PAGES / "news.html")[1]


# -- the law ---------------------------------------------------------------------------------------------------------

TAGS = st.sampled_from(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "aside",
        "header",
        "footer",
        "nav",
        "form",
        "h1",
        "h2",
        "li",
        "ul",
        "table",
        "tr",
        "td",
        "figure",
    ]
)
NAMED = st.sampled_from(
    [
        "",
        " class='share'",
        " class='comments'",
        " role='main'",
        " id='footer'",
        " class='ad'",
        " hidden",
        " class='footnote'",
        " itemprop='articleBody'",
        " class='widget'",
        " class='subtitle'",
        " href='/x'",
    ]
)
WORDS = st.sampled_from(
    [
        "Home ",
        "Share this",
        "A sentence, of some length, that is about nothing but itself. ",
        "漢字の文章です。",
        "* * *",
        "1",
    ]
)
TREES = st.recursive(
    WORDS,
    lambda inner: st.builds(
        lambda tag, name, parts: f"<{tag}{name}>{''.join(parts)}</{tag}>", TAGS, NAMED, st.lists(inner, max_size=5)
    ),
    max_leaves=30,
)


@given(st.lists(TREES, min_size=1, max_size=5), st.sampled_from(["auto", "main", "whole"]), st.booleans())
def test_every_character_is_read_or_left_out(trees, mode, plain):
    pytest.importorskip("trafilatura")
    head = "<title>T</title><meta property='og:type' content='article'>"
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        if plain and mode != "main":
            patch.setitem(sys.modules, "trafilatura", None)
        source = Path(folder) / "a.html"
        source.write_text(f"<html><head>{head}</head><body><p>x</p>{''.join(trees)}</body></html>", encoding="utf-8")
        try:
            document, _ = read(source, mode)
        except CoverageError as error:  # pragma: no cover
            pytest.fail(str(error))
        kept = sum(len(visible(block.own_text)) for section in document.sections for block in section.blocks)
        dropped = sum(len(visible(skip.text)) for skip in document.skipped if skip.counted)
    assert kept + dropped == document.sources[0].characters
