"""The verbatim proof for Markdown: nothing of a text is lost or read twice, whatever it is made of."""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.errors import CoverageError, SourceError
from audiobook.events import silent
from audiobook.readers.choose import read_document
from audiobook.readers.encoding import decode
from audiobook.readers.markdown.blocks import walk_markdown
from audiobook.readers.markdown.front_matter import split_front_matter
from audiobook.readers.markdown.parser import parser
from audiobook.readers.markdown.proof import proven, unread_lines
from audiobook.reading import ReadingPolicy
from audiobook.visible import visible

POLICIES = st.builds(
    ReadingPolicy,
    notes=st.sampled_from(["skip", "inline", "chapter-end"]),
    tables=st.sampled_from(["auto", "read", "announce", "skip"]),
    images=st.sampled_from(["skip", "read"]),
    code=st.sampled_from(["announce", "read", "skip"]),
)


def account(text: str, policy: ReadingPolicy) -> str:
    """All text of the source that is read or written down as not read; pictures' descriptions too."""
    walked = walk_markdown(text, "f.md", silent, policy)
    return "\n".join([*(block.text for block in walked.blocks), *(skip.text for skip in walked.skipped)])


class Words:
    """Words that differ from each other, so that each can be looked for."""

    def __init__(self) -> None:
        self.count = 0

    def new(self) -> str:
        self.count += 1
        return "w" + "".join("abcdefghij"[int(digit)] for digit in f"{self.count:03}") + "q"


INLINE = st.sampled_from(
    [
        *(
            "W",
            "W W",
            "*W*",
            "**W W**",
            "`W`",
            "~~W~~",
            "==W==",
            "H~2~W",
            "W\\\nW",
            "W  \nW",
            "[W](m)",
            "[W]{.m}",
            "W^th^",
        ),
        *("![W](m)", "<b>W</b>", "<span hidden>W</span>", "<ruby>W<rt>W</rt></ruby>", "<sup>W", "W<br>W", "<rt>W</rt>"),
        *(
            "<!-- W -->",
            "W <!-- W\n\nW --> W",
            "{{#include W}}",
            "%%W%%",
            "$W=1$",
            "$$W$$",
            "[[m|W]]",
            "[[W]]",
            "&amp;W",
        ),
        *(
            "^[W *W* ^[W]]",
            "[^u]",
            "[^a]",
            "[@W, p. 2]",
            "<script>W</script>",
            "W\u3000W",
            "他说**“W”**吧",
            "W:",
            "\\*W",
        ),
        *("<a href='#fn9'>W</a>", "[W W](#m)", "<i lang='fr'>W</i>", "{{% W %}}", "| W", "W ^W", "\ufb01W", "_W_W"),
    ]
)
LEAF = st.sampled_from(
    [
        *(
            "# W {#W}",
            "W\n===",
            "W.\n---",
            "## W",
            "##W",
            "* * *",
            "```m\nW W\n```",
            "    W = {};",
            "    W W,\n    W W.",
        ),
        *(
            "$$\nW\n$$",
            "%%\nW\n\nW\n%%",
            "::: m\nW\n:::",
            ":::m[W *W*]\n\nW\n\n:::",
            "{{< W >}}",
            "[W]: W 'W'",
            "[W]: W\n[W]: W",
        ),
        *(
            "<!-- W\n\nW -->",
            "<div>W</div>",
            "<div hidden>\n\nW\n\n</div>",
            "<p>W<br>W",
            "<table><tr><td>W<td>W</table>",
        ),
        *(
            "<aside class='footnote'>\n\nW\n\n</aside>",
            "<style>W</style>",
            "<details><summary>W</summary>\n\nW\n\n</details>",
        ),
        *(
            "|W|W|\n|-|-|\n|W|W|W|W|\n|W",
            "|W|\n|-|",
            "| W\n| W",
            "W\n: W\n\n    W",
            '!!! m "W"\n    W',
            "> [!NOTE] W\n> W",
        ),
        *(
            "[^a]: W",
            "[^a]: W\n\n    W",
            "[^a]: [^b]: W",
            "[^n]: W[^a]",
            "- [ ] W\n- [x] W",
            "1. W\n   1. W",
            "*[W]: W",
        ),
        *(
            "> W\nW",
            "W\n- W\nW",
            "\\newpage",
            "[TOC]",
            "　　W\n　　W",
            "    第一章W。\n    W",
            "![](m)",
            "<?W?>",
            "<![CDATA[W]]>",
        ),
    ]
)
BLOCKS = st.recursive(
    st.one_of(LEAF, st.lists(INLINE, min_size=1, max_size=4).map(" ".join)),
    lambda inner: st.builds(
        lambda parts, mark: "\n".join(
            (mark if not number else " " * len(mark) if mark != "> " else mark) + line
            if line
            else mark.strip() * (mark == "> ")
            for number, line in enumerate("\n\n".join(parts).split("\n"))
        ),
        st.lists(inner, min_size=1, max_size=3),
        st.sampled_from(["> ", "- ", "1. "]),
    ),
    max_leaves=8,
)


@given(st.lists(BLOCKS, min_size=1, max_size=6), POLICIES)
def test_every_word_of_the_raw_text_is_read_or_written_down(parts, policy):
    words = Words()
    text = re.sub("W", lambda _: words.new(), "\n\n".join(parts))
    said = account(text, policy)
    tags = " ".join(re.findall(r"<[a-z/?][^>]*>", text)) if "`" not in text else text
    for number in range(1, words.count + 1):
        words.count = number - 1
        word = words.new()
        assert word in said or word in tags


@given(st.sampled_from([1, 10, 60, 61, 400]), st.sampled_from([">", "> ", "- ", "1. ", "> - ", "* > "]))
def test_text_is_read_however_deep_it_is_nested(depth, mark):
    events = []
    walked = walk_markdown(mark * depth + "deep words\n\nafter", "f.md", events.append)
    assert [block.text for block in walked.blocks] == ["deep words", "after"]
    assert [event.code for event in events] == (["nesting-too-deep"] if depth >= 60 else [])


def test_list_deeper_than_is_followed_keeps_every_item():
    text = "".join("  " * level + f"- item{level}\n\n" for level in range(80))
    walked = walk_markdown(text, "f.md", silent)
    assert [block.text for block in walked.blocks] == [f"item{level}" for level in range(80)]


MARKS = st.lists(
    st.sampled_from(
        [
            *(
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
                "\n|-|-|\n",
                "[",
                "](",
                ")",
                "]",
            ),
            *(
                "[^1]",
                "[^1]: ",
                "^[",
                ":",
                "\n---\n",
                "===",
                "<b>",
                "</b>",
                "<!--",
                "-->",
                "    ",
                "\u3000\u3000",
                "漢",
                "字。",
            ),
            *(
                "word ",
                "\n: ",
                "!!! note\n",
                ":::\n",
                "::: note\n",
                "{#a}",
                "{.b}",
                "%%",
                "\\",
                "<ruby>",
                "<rt>",
                "<sup>",
                "2",
            ),
            *(
                "<div hidden>",
                "</div>",
                "\n<div>\n",
                "$",
                "$$",
                "{{",
                "}}",
                "[[",
                "]]",
                "![",
                "==",
                "~",
                "^",
                "&amp;",
                "\ufb01",
            ),
            *(
                "\u200d",
                "\u200c",
                "ا",
                "[x] ",
                "[!NOTE]",
                "\n[a]: b\n",
                "<a href='#fn1'>1</a>",
                "[1](#fn1)",
                "<script>",
                "@",
            ),
            *("<pre>", "</pre>", "<table><tr><td>", "</table>", "<br>", "<![CDATA[", "<?", "\0", "“", "\n\n\n", "\r\n"),
        ]
    ),
    max_size=50,
).map("".join)


@given(MARKS, POLICIES)
def test_proof_holds_for_any_text(text, policy):
    walked = walk_markdown(text, "f.md", silent, policy)
    read = sum(len(visible(block.own_text)) for block in walked.blocks)
    left_out = sum(len(visible(skip.text)) for skip in walked.skipped if skip.counted)
    assert read + left_out == walked.characters
    assert "unread-markup" not in {skip.rule for skip in walked.skipped}


@given(MARKS, POLICIES)
def test_book_is_accounted_for_whatever_the_text(tmp_path_factory, text, policy):
    source = tmp_path_factory.mktemp("books") / "a.md"
    source.write_text(f"# One\n\nfirst\n\n{text}\n\n# Two\n\nsecond", encoding="utf-8")
    try:
        document = read_document(source, silent, policy)
    except SourceError:
        return
    held = sum(len(visible(block.own_text)) for section in document.sections for block in section.blocks)
    held += sum(len(visible(skip.text)) for skip in document.skipped if skip.counted)
    assert [held] == [count.characters for count in document.sources]


TEXT = "One.\n\nTwo *words* here.\n\n|a|b|\n|-|-|\n|1|2|\n\nLast[^1].\n\n[^1]: Note."


def tampered(change):
    """What the proof says to a walk that was changed."""
    env: dict[str, object] = {}
    tokens = parser().parse(TEXT, env)
    return proven(change(walk_markdown(TEXT, "f.md", silent)), tokens, env)


def test_proof_accepts_the_walk():
    assert tampered(lambda walked: walked).characters == len("One.Twowordshere.ab12Last.Note.")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda w: replace(w, blocks=w.blocks[1:]), "f.md:1"),
        (lambda w: replace(w, blocks=(*w.blocks[:1], *w.blocks[2:])), "f.md:3"),
        (lambda w: replace(w, blocks=(*w.blocks, w.blocks[1])), "f.md:3"),
        (lambda w: replace(w, blocks=tuple(b for b in w.blocks if b.text != "Note.")), "f.md:11"),
        (lambda w: replace(w, skipped=tuple(s for s in w.skipped if s.rule != "table-header")), "f.md:5"),
        (lambda w: replace(w, blocks=(replace(w.blocks[0], spans=w.blocks[1].spans), *w.blocks[1:])), "f.md:1"),
    ],
)
def test_lost_doubled_or_changed_text_is_named_with_its_line(change, place):
    with pytest.raises(CoverageError) as caught:
        tampered(change)
    assert str(caught.value).startswith(f"{place}: ")


def test_words_in_another_order_are_noticed():
    def turned(walked):
        block = walked.blocks[1]
        return replace(walked, blocks=(walked.blocks[0], replace(block, spans=block.spans[::-1]), *walked.blocks[2:]))

    with pytest.raises(CoverageError, match="is read for 'Twowordshere"):
        tampered(turned)


def test_line_without_a_token_is_found():
    text = "One.\n\nTwo.\n\n[a]: b\n\n- item\n\nThree."
    env: dict[str, object] = {}
    tokens = parser().parse(text, env)
    lines = text.split("\n")
    assert unread_lines(lines, tokens, env) == []
    dropped = [token for token in tokens if token.map != [2, 3]]
    assert unread_lines(lines, dropped, env) == [2]


#: The walk sets exponents as superscripts.
PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ", "0123456789n")


def known_markup(raw: str) -> Counter[str]:
    """Letters of what is never text: addresses, tags, the language of a listing, the numbers of a list."""
    kinds = (
        r"\]\([^()]*(?:\([^()]*\)[^()]*)*\)",
        r"<[A-Za-z/][^<>]*(?:<[^<>]*>[^<>]*)*>",
        r"(?m)^[> \t]*```.*$",
        r"\]\[[^\]]*\]",
        r"(?m)^\[\^[^\]]*\]:",
        r"(?m)^[> \t]*\d+\. ",
        r"(?m)^<Listing .*$",
    )
    return letters("".join(found for kind in kinds for found in re.findall(kind, raw)))


def own_account(text: str) -> str:
    """The same without words that are added: announcements, headers before values."""
    walked = walk_markdown(text, "f.md", silent)
    return "\n".join([*(block.own_text for block in walked.blocks), *(skip.text for skip in walked.skipped)])


def letters(text: str) -> Counter[str]:
    return Counter(c for c in visible(text) if c.isalnum())


@pytest.mark.shared_data
def test_no_letter_of_a_real_text_is_lost_or_invented(shared):
    files = sorted((shared / "markdown").rglob("*.md"))
    for source in files:
        _, raw = split_front_matter(decode(source.read_bytes()), source.name, silent)
        said = letters(own_account(raw).translate(PLAIN))
        plain = letters(html.unescape(raw))
        lost = plain - said
        assert lost <= known_markup(raw), source
        assert said <= plain, source
    assert len(files) == 290


@pytest.mark.shared_data
@pytest.mark.parametrize(
    "policy",
    [
        ReadingPolicy(),
        ReadingPolicy(notes="inline", tables="announce", code="read", images="read", skip_kinds=()),
        ReadingPolicy(notes="chapter-end", tables="skip", code="skip", captions="skip"),
    ],
)
def test_every_real_text_is_accounted_for(shared, policy):
    outcomes: Counter[str] = Counter()
    for source in sorted((shared / "markdown").rglob("*.md")):
        if source.name == "SUMMARY.md":
            continue
        try:
            document = read_document(source, silent, policy)
        except SourceError:
            outcomes["only front matter"] += 1
            continue
        outcomes["read"] += 1
        assert sum(count.characters for count in document.sources) > 0, source
        assert not [skip for skip in document.skipped if skip.rule == "unread-markup"], source
    assert outcomes == {"read": 287, "only front matter": 2}
