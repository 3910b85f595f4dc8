"""Laws that hold for any input: no word glued or split, no character lost, only our own errors."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections import Counter
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from audiobook.document import BlockKind
from audiobook.errors import AudiobookError, SourceError
from audiobook.events import silent
from audiobook.readers.choose import read_document
from audiobook.readers.sections.titles import recase, same_title
from audiobook.readers.walk.blocks import walk
from audiobook.readers.walk.characters import visible
from audiobook.readers.walk.proof import source_text
from audiobook.readers.walk.xhtml import parse
from audiobook.reading import READ_KINDS, SKIPPED_KINDS, ReadingPolicy
from audiobook.rules import RULES

WORDS = st.text("abcdefgHIJ", min_size=1, max_size=6)
INLINE = st.sampled_from(["em", "i", "b", "span", "small", "a", "u", "font", "abbr", "strong"])
BLOCK = st.sampled_from(["p", "div", "section", "blockquote", "li", "h2", "td", "pre", "figcaption", "aside"])


@st.composite
def paragraphs(draw):
    """Words, and markup that cuts through them anywhere without meaning anything."""
    words = draw(st.lists(WORDS, min_size=1, max_size=8))
    text = " ".join(words)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    markup = []
    for piece in pieces:
        tag = draw(st.one_of(st.none(), INLINE))
        silent_piece = draw(
            st.sampled_from(["", '<span epub:type="pagebreak">7</span>', "\u00ad", "<a id='x'/>", "<!-- c -->"])
        )
        markup.append((f"<{tag}>{piece}</{tag}>" if tag else piece) + silent_piece)
    return words, "".join(markup)


def page(body: str) -> bytes:
    return f'<html xmlns:epub="http://www.idpf.org/2007/ops"><body>{body}</body></html>'.encode()


@given(st.lists(paragraphs(), min_size=1, max_size=4))
def test_inline_markup_neither_glues_nor_splits_words(generated):
    found = walk(parse(page("".join(f"<p>{markup}</p>" for _, markup in generated))), "")
    assert [block.text.split() for block in found.blocks] == [words for words, _ in generated]


@given(st.lists(st.tuples(BLOCK, WORDS), min_size=1, max_size=12), st.booleans())
def test_blocks_never_touch(pieces, nested):
    if nested:
        body = "".join(f"<{tag}>{word}" for tag, word in pieces) + "".join(f"</{tag}>" for tag, _ in reversed(pieces))
    else:
        body = "".join(f"<{tag}>{word}</{tag}>" for tag, word in pieces)
    found = walk(parse(page(body)), "")
    words = [word for block in found.blocks for word in block.text.split()]
    assert words == [word for _, word in pieces]


ELEMENTS = st.sampled_from(
    [
        "p",
        "div",
        "span",
        "em",
        "h1",
        "h3",
        "li",
        "ul",
        "blockquote",
        "pre",
        "sup",
        "a",
        "ruby",
        "rt",
        "rp",
        "table",
        "tr",
        "td",
        "nav",
        "aside",
        "svg",
        "hr",
        "br",
        "figure",
        "dd",
        "section",
        "code",
        "hgroup",
        "audio",
        "sub",
        "math",
        "th",
        "figcaption",
        "ol",
    ]
)
ATTRIBUTES = st.sampled_from(
    [
        "",
        " hidden=''",
        " epub:type='toc'",
        " epub:type='noteref' href='#a'",
        " epub:type='z3998:persona'",
        " id='x'",
        " epub:type='z3998:stage-direction'",
        " lang='fr'",
        " class='verse'",
        " class='poem'",
        " class='footnote'",
        " href='#n'",
        " epub:type='footnote' id='a'",
        " epub:type='endnotes'",
        " epub:type='noteref' href='#n1'",
        " id='n1'",
        " epub:type='pagebreak' title='9'",
        " epub:type='epigraph'",
        " alttext='sum'",
        " class='language-c'",
    ]
)
TEXT = st.text(st.sampled_from(list("ab 1.,*\n\u00a0\u00ad\u2060漢字。“”—ﬁ")), max_size=12)
TREES = st.recursive(
    TEXT,
    lambda inner: st.builds(
        lambda tag, attrs, parts: f"<{tag}{attrs}>{''.join(parts)}</{tag}>",
        ELEMENTS,
        ATTRIBUTES,
        st.lists(inner, max_size=4),
    ),
    max_leaves=20,
)


def characters(text: str) -> Counter[str]:
    return Counter(unicodedata.normalize("NFKC", visible(text)))


@given(st.lists(TREES, max_size=4))
def test_verbatim_every_character_is_in_a_block_or_a_skip(trees):
    body = "".join(trees)
    found = walk(parse(page(body)), "")
    source = characters(re.sub(r"<[^>]*>", "", body))
    kept = sum((characters(block.own_text) for block in found.blocks), Counter())
    left_out = sum((characters(skip.text) for skip in found.skipped), Counter())
    assert kept + left_out == source


POLICIES = st.builds(
    ReadingPolicy,
    notes=st.sampled_from(["skip", "inline", "chapter-end"]),
    tables=st.sampled_from(["auto", "read", "announce", "skip"]),
    images=st.sampled_from(["skip", "read"]),
    captions=st.sampled_from(["skip", "read"]),
    code=st.sampled_from(["announce", "read", "skip"]),
    page_numbers=st.sampled_from(["skip", "read"]),
    skip_kinds=st.lists(st.sampled_from([*SKIPPED_KINDS, *READ_KINDS]), max_size=4).map(tuple),
    skip_types=st.lists(st.sampled_from(["z3998:persona", "pagebreak"]), max_size=1).map(tuple),
    skip_selectors=st.lists(st.sampled_from(["em", ".poem", "[id]", "p > *"]), max_size=2).map(tuple),
    keep_selectors=st.lists(st.sampled_from(["aside", "sup", "[hidden]"]), max_size=2).map(tuple),
    article=st.just("whole"),
)


CONTAINER = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="p.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""


def epub_of(pages: dict[str, str]) -> bytes:
    """An EPUB of these pages whose navigation names each."""
    items = "".join(f'<item id="{name}" href="{name}" media-type="application/xhtml+xml"/>' for name in pages)
    refs = "".join(f'<itemref idref="{name}"/>' for name in pages)
    entries = "".join(f'<li><a href="{name}">Chapter {number}</a></li>' for number, name in enumerate(pages))
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>B</dc:title></metadata><manifest>'
        f'{items}<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
        f"</manifest><spine>{refs}</spine></package>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("p.opf", opf)
        archive.writestr("nav.xhtml", page(f'<nav epub:type="toc"><ol>{entries}</ol></nav>'))
        for name, text in pages.items():
            archive.writestr(name, text)
    return out.getvalue()


@given(st.lists(st.lists(TREES, max_size=4), min_size=1, max_size=3), POLICIES)
def test_no_policy_loses_or_doubles_a_character_of_a_book(bodies, policy):
    """``read_document`` itself raises CoverageError; here its sum is drawn up once more from outside."""
    pages = {f"c{number}.xhtml": page("".join(trees)).decode() for number, trees in enumerate(bodies)}
    with TemporaryDirectory() as folder:
        source = Path(folder) / "book.epub"
        source.write_bytes(epub_of(pages))
        try:
            document = read_document(source, silent, policy)
        except SourceError:
            return  # everything is left out: the book has no readable text
    assert {skip.rule for skip in document.skipped} <= set(RULES)
    blocks = [block for section in document.sections for block in section.blocks]
    assert {span.added for block in blocks for span in block.spans} <= {"", *RULES}
    held = sum(len(visible(block.own_text)) for block in blocks)
    held += sum(len(visible(skip.text)) for skip in document.skipped if skip.counted)
    assert held == sum(len(visible(re.sub(r"<[^>]*>", "", "".join(trees)))) for trees in bodies)


@given(st.lists(TREES, max_size=4))
def test_offsets_lead_to_the_text_of_each_block(trees):
    root = parse(page("".join(trees)))
    text = source_text(root)
    for block in walk(root, "").blocks:
        spoken = unicodedata.normalize("NFKC", visible(block.own_text))
        source = unicodedata.normalize("NFKC", visible(text[block.source.start : block.source.end]))
        # What is skipped inside a block stands between its characters.
        rest = iter(source)
        assert all(char in rest for char in spoken)


def test_a_full_stop_after_a_rule_stays_out_of_the_scene_break():
    """Found by the law below: a lone mark after an empty speaker's name and a rule became the break's own text."""
    blocks = walk(parse(page("1<p><p epub:type='z3998:persona'></p></p><hr/>.")), "f").blocks
    assert [(block.kind is BlockKind.SCENE_BREAK, block.text) for block in blocks] == [
        (False, "1"),
        (True, ""),
        (False, "."),
    ]


@given(st.lists(TREES, max_size=4))
def test_blocks_are_well_formed(trees):
    for block in walk(parse(page("".join(trees))), "f").blocks:
        assert block.source.file == "f"
        assert (block.kind is BlockKind.SCENE_BREAK) == (block.text == "")
        assert "\u00ad" not in block.text
        if block.kind is not BlockKind.CODE:
            assert block.text == block.text.strip()
            assert "  " not in block.text
        assert not block.spans or not block.spans[-1].line_break


def check_only_our_errors(name: str, data: bytes) -> None:
    with TemporaryDirectory() as folder:
        source = Path(folder) / name
        source.write_bytes(data)
        with suppress(AudiobookError):
            document = read_document(source, silent)
            assert document.sections
            assert document.metadata.language


SOUP = st.lists(
    st.sampled_from(
        [
            "<",
            ">",
            "</",
            "<p",
            "<b>",
            "&",
            "&amp;",
            "&#x",
            ";",
            "]]>",
            "<![CDATA[",
            "<!--",
            "-->",
            "<?",
            "\x00",
            "x",
            "\n",
            "<!DOCTYPE",
            "[",
            '"',
            "<h1>",
            "</h1>",
            "<table>",
            "<tr>",
            "<td>",
            "=",
            "é",
            "漢",
        ]
    ),
    max_size=40,
).map("".join)


@given(st.one_of(st.binary(max_size=200), SOUP.map(str.encode)))
def test_any_bytes_as_html(data):
    check_only_our_errors("a.html", b"<html><body>x " + data)


MARKS = st.lists(
    st.sampled_from(
        [
            "#",
            "# ",
            "\n",
            "\n\n",
            "*",
            "**",
            "_",
            "`",
            "```",
            "> ",
            "- ",
            "1. ",
            "|",
            "|-|",
            "[",
            "](",
            ")",
            "[^1]",
            "^[",
            ":",
            "---",
            "+++",
            "<b>",
            "</b>",
            "<!--",
            "    ",
            "\u3000\u3000",
            "漢",
            "字。",
            "word ",
            ": ",
            "!!! ",
            ":::",
            "{#a}",
            "%",
            "\\",
            "<ruby>",
            "<rt>",
        ]
    ),
    max_size=40,
).map("".join)


@given(MARKS)
def test_any_text_as_markdown(text):
    check_only_our_errors("a.md", text.encode())


@given(st.text(max_size=60))
def test_recased_title_says_the_same(text):
    assert recase(text).casefold() == recase(recase(text)).casefold()
    assert same_title(text, text) or not any(c.isalnum() for c in text)
