"""What writers use beyond CommonMark: pandoc, mdBook, Obsidian, Hugo, and the traps of CommonMark itself."""

from __future__ import annotations

import pytest

from audiobook.document import Contributor
from audiobook.events import silent
from audiobook.readers.markdown.blocks import walk_markdown
from audiobook.readers.markdown.front_matter import metadata_of, split_front_matter


def told(text: str):
    return [(b.kind.value, b.text) for b in walk_markdown(text, "f.md", silent).blocks]


def texts(text: str):
    return [text for _, text in told(text)]


def skipped(text: str):
    return [(skip.rule, skip.text) for skip in walk_markdown(text, "f.md", silent).skipped]


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("a {{#include b.md}} c", "a c"),
        ("a {{< figure src=x >}} c", "a c"),
        ("a {% raw %}b{% endraw %} c", "a b c"),
        ("see [[Page|the page]] and [[Page#Part]] and [[#Part]]", "see the page and Page Part and Part"),
        ("a ==marked **word**== b", "a marked word b"),
        ("if a==b and c==d", "if a==b and c==d"),
        ("H~2~O and x^2^ and the 5^th^", "H2O and x² and the 5th"),
        ("about ~30 and ~40", "about ~30 and ~40"),
        ("a ~~struck~~ word", "a struck word"),
        ("is $E=mc^2$ or $n$", "is E=mc^2 or n"),
        ("it costs $5 and then $6", "it costs $5 and then $6"),
        ("so $$\\frac{a}{b}$$ it is", "so it is"),
        ("a %%hidden%% b", "a b"),
        ("100%% sure and 50%% not", "100%% sure and 50%% not"),
        ("as shown [@smith2004, p. 3] here", "as shown here"),
        ("mail [me@example.org] now", "mail [me@example.org] now"),
        ("[small]{.smallcaps} caps", "small caps"),
        ("[link](x){target=_blank} and `code`{.rust}", "link and code"),
        ("text\n{: .class #id}", "text"),
        ("a paragraph ^block-id", "a paragraph"),
        ("non\\ breaking", "non breaking"),
        (":smile: stays", ":smile: stays"),
        ("a <script>x()</script> b <style>p</style> c", "a b c"),
        ("a <span hidden>b</span> c <span class='pagenum'>[12]</span>d", "a c d"),
        ("unclosed <rt>ruby and <sup>th", "unclosed ruby and th"),
        ("he said **“你好”**吧", "he said “你好”吧"),
    ],
)
def test_inline_construct(text, spoken):
    assert texts(text) == [spoken]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("$$\na = b\n$$", "math"),
        ("%%\na\n\nb\n%%", "comment"),
        ("::: {.note}\n:::", "directive"),
        ("{{#include a.md}}", "directive"),
        ("\\newpage", "directive"),
        ("\\vspace{1cm}", "directive"),
        ("[TOC]", "toc"),
        ("[[_TOC_]]", "toc"),
        ("*[HTML]: Hyper Text", "abbreviation"),
        ("[a]: http://example.org 'T'", "link-definition"),
        ("<!-- a\n\nb -->", "comment"),
        ("<style>p {}</style>", "style"),
    ],
)
def test_block_that_is_not_read_is_recorded(text, rule):
    assert texts(f"a\n\n{text}\n\nb") == ["a", "b"]
    assert {found for found, _ in skipped(f"a\n\n{text}\n\nb")} == {rule}


def test_divisions_and_their_titles():
    text = "::: note\na\n:::\n\n:::tip[Be *careful*]\nb\n:::\n\n::: warning Watch out\nc\n:::\n\n"
    text += ":::: {.x}\n::: y\nd\n:::\n::::"
    assert texts(text) == ["a", "Be careful", "b", "Watch out", "c", "d"]


def test_division_says_what_is_in_it():
    assert told("::: {.poem}\nOne\ntwo\n:::\n\na\nb") == [("verse", "One\ntwo"), ("paragraph", "a b")]
    blocks = walk_markdown("::: {lang=fr}\nBonjour.\n:::\n\nHello.", "f.md", silent, language="en").blocks
    assert [(b.text, b.language) for b in blocks] == [("Bonjour.", "fr"), ("Hello.", "")]


def test_admonitions():
    assert texts('!!! note\n    a\n\n??? tip "The Title"\n    b') == ["Note", "a", "The Title", "b"]
    assert texts("!!! he cried\nand left") == ["!!! he cried and left"]


def test_callout_and_task_list():
    assert told("> [!NOTE]+ Title\n> Body.\n\n- [ ] do\n- [x] done") == [
        ("blockquote", "Title"),
        ("blockquote", "Body."),
        ("list-item", "do"),
        ("list-item", "done"),
    ]


def test_html_left_open_between_blocks():
    text = (
        "<div hidden>\n\n# No\n\nno `x`\n\n</div>\n\nyes\n\n<div class='poem'>\n\none\ntwo\n\n</div>\n\n"
        "<details><summary>More</summary>\n\ninside\n\n</details>"
    )
    assert told(text) == [("paragraph", "yes"), ("verse", "one\ntwo"), ("paragraph", "More"), ("paragraph", "inside")]
    assert skipped(text) == [("hidden", "No"), ("hidden", "no x")]


def test_comment_over_blank_lines_inside_a_paragraph():
    assert texts("a <!-- b\n\nc\n\nd --> e\n\nf") == ["a e", "f"]
    assert texts("`<!--` opens\n\none, --> closes") == ["<!-- opens", "one, --> closes"]


def test_comment_that_is_never_closed_is_reported():
    events = []
    assert [b.text for b in walk_markdown("a\n\n<!-- b\n\nc", "f.md", events.append).blocks] == ["a"]
    assert [event.code for event in events] == ["comment-not-closed"]


def test_rule_below_a_sentence_is_no_heading():
    assert told("He left the room.\n---\nShe stayed.") == [
        ("paragraph", "He left the room."),
        ("scene-break", ""),
        ("paragraph", "She stayed."),
    ]
    assert told("Night\n-----\n\nDusk\n===") == [("heading", "Night"), ("heading", "Dusk")]


def test_headings_without_a_space():
    assert told("##Two\n\n#第一章 开始\n\n#tag") == [
        ("heading", "Two"),
        ("heading", "第一章 开始"),
        ("paragraph", "#tag"),
    ]


def test_line_block_with_continuation():
    assert told("| one\n|   two\n  goes on\n| three") == [("verse", "one\ntwo\ngoes on\nthree")]


@pytest.mark.parametrize(
    "mark",
    [
        "editor: Eve\nillustrator: [Ida, Ian]",
        "contributor: [{role: edt, text: Eve}, {role: Illustrator, name: Ida}, {role: ill, name: Ian}]",
    ],
)
def test_contributors_of_front_matter(mark):
    values, _ = split_front_matter(f"---\nauthor: Ann\n{mark}\n---\n", "f.md", silent)
    found = metadata_of(values)
    assert found.authors == ("Ann",)
    assert set(found.contributors) == {
        Contributor("Eve", "editor"),
        Contributor("Ida", "illustrator"),
        Contributor("Ian", "illustrator"),
    }


def test_authors_with_another_role_are_none():
    values, _ = split_front_matter(
        "---\ncreator: [{role: author, text: Ann}, {role: trl, text: Tom}, {role: editor, text: Eve}]\n---\n",
        "f.md",
        silent,
    )
    found = metadata_of(values)
    assert (found.authors, found.translators, found.contributors) == (
        ("Ann",),
        ("Tom",),
        (Contributor("Eve", "editor"),),
    )


def test_json_front_matter():
    values, rest = split_front_matter('{\n  "title": "T", "author": "Ann"\n}\n\nText.', "f.md", silent)
    assert (metadata_of(values).title, metadata_of(values).authors, rest) == ("T", ("Ann",), "\n\n\n\nText.")
    assert split_front_matter("{curly} text", "f.md", silent) == ({}, "{curly} text")


def test_hidden_note_at_the_top_is_no_title_block():
    assert split_front_matter("%% note %%\n\nText.", "f.md", silent) == ({}, "%% note %%\n\nText.")
