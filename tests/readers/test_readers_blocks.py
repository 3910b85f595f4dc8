"""The constructs that break listening, one test each, named after the construct."""

from __future__ import annotations

import pytest

from audiobook.document import BlockKind
from audiobook.reading import ReadingPolicy


def texts(walked):
    return [block.text for block in walked.blocks]


def skips(walked):
    return [(skip.rule, skip.text) for skip in walked.skipped]


def test_drop_cap_and_small_caps_join(walked):
    assert texts(walked("<p><span>T</span><small>HE</small> cat</p>")) == ["THE cat"]


def test_drop_cap_is_not_emphasis(walked):
    (block,) = walked("<p><b>O</b>nce <em>upon</em> a time</p>").blocks
    assert [(s.text, s.emphasis) for s in block.spans] == [("Once ", False), ("upon", True), (" a time", False)]


def test_the_space_after_emphasis_lies_outside_it(walked):
    """In a book that declares its language it once lay inside, so that the script read `*You *want`."""
    (block,) = walked('<div xml:lang="en"><p><em>You</em> want to <i>tell</i> <b>me</b>.</p></div>').blocks
    assert [(s.text, s.emphasis) for s in block.spans] == [
        ("You", True),
        (" want to ", False),
        ("tell", True),
        (" ", False),
        ("me", True),
        (".", False),
    ]


def test_heading_with_line_break(walked):
    (block,) = walked("<h2>CHAPTER I<br/>The Start</h2>").blocks
    assert (block.kind, block.level, block.text) == (BlockKind.HEADING, 2, "CHAPTER I\nThe Start")


def test_heading_group_is_one_heading_of_its_first_level(walked):
    (block,) = walked("<hgroup><h3>Part <span>I</span></h3><p>1805</p></hgroup>").blocks
    assert (block.kind, block.level, block.text) == (BlockKind.HEADING, 3, "Part I\n1805")


def test_heading_that_was_never_closed_does_not_swallow_the_chapter(walked):
    long = "word " * 100
    blocks = walked(f"<h2>Title<p>{long}</p></h2>").blocks
    assert [b.kind for b in blocks] == [BlockKind.HEADING, BlockKind.PARAGRAPH]


def test_heading_that_is_a_picture_is_its_description(walked):
    (block,) = walked('<h2><img src="x.png" alt="Chapter One"/></h2>').blocks
    assert (block.kind, block.text) == (BlockKind.HEADING, "Chapter One")


def test_noteref_is_silent_and_kept_as_data(walked):
    found = walked(
        '<p>So,<a epub:type="noteref" href="n.xhtml#n1">1</a> he said <a href="#fn2"><sup>2</sup></a>, yes.</p>'
    )
    assert texts(found) == ["So, he said, yes."]
    assert skips(found) == [("noteref", "1"), ("noteref", "2")]
    assert found.noterefs[0].href == "n.xhtml#n1"


def test_noteref_between_sentences_does_not_glue_them(walked):
    assert texts(walked('<p>The end.<a href="#fn1"><sup>1</sup></a>Then more.</p>')) == ["The end. Then more."]


def test_a_link_with_a_number_that_is_no_note_is_read(walked):
    assert texts(walked('<p>see page <a href="ch2.xhtml#p5">5</a> there</p>')) == ["see page 5 there"]


def test_note_body_is_told_from_the_text(walked):
    found = walked('<p>Text.</p><aside epub:type="footnote" id="n1"><p>1. The note.</p></aside><p>More.</p>')
    assert texts(found) == ["Text.", "1. The note.", "More."]
    assert [(note.first, note.end, set(note.ids)) for note in found.notes] == [(1, 2, {"n1"})]
    assert found.anchors["n1"] == 1


def test_collection_of_notes_has_furniture_and_notes(walked):
    found = walked(
        '<section epub:type="endnotes"><h2>Notes</h2><ol><li id="a"><p>One.</p><p>And more.</p></li>'
        '<li id="b">Two.</li></ol><hr/></section>'
    )
    assert texts(found)[:4] == ["Notes", "One.", "And more.", "Two."]
    notes = sorted((note.first, note.end, sorted(note.ids)) for note in found.notes if not note.furniture)
    assert notes == [(1, 3, ["a"]), (3, 4, ["b"])]
    assert sorted((note.first, note.end) for note in found.notes if note.furniture) == [(0, 1), (4, 5)]


def test_page_break_inside_a_word(walked):
    found = walked('<p>for<span epub:type="pagebreak" id="p5">5</span>ward</p>')
    assert texts(found) == ["forward"]
    assert skips(found) == [("page-break", "5")]


def test_page_number_by_class_inside_a_sentence(walked):
    assert texts(walked('<p>one <span class="pagenum">[Pg 12]</span>two</p>')) == ["one two"]


def test_ordinal_superscript_joins(walked):
    assert texts(walked("<p>the 5<sup>th</sup> of May</p>")) == ["the 5th of May"]


def test_exponent_stays_an_exponent(walked):
    assert texts(walked("<p>E = mc<sup>2</sup>, 10<sup>6</sup></p>")) == ["E = mc², 10⁶"]


def test_superscript_number_after_a_word_is_a_note(walked):
    assert texts(walked("<p>the story<sup>3</sup> goes on.<sup>4</sup></p>")) == ["the story goes on."]


def test_ruby_base_once_with_hint(walked):
    found = walked("<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</rt></ruby>です</p>")
    assert texts(found) == ["漢字です"]
    assert [(s.text, s.hint) for s in found.blocks[0].spans] == [("漢", "かん"), ("字", "じ"), ("です", "")]


def test_ruby_with_base_elements(walked):
    (block,) = walked("<p><ruby><rb>東京</rb><rt>とうきょう</rt></ruby>へ<ruby>行<rt>い</rt></ruby>く</p>").blocks
    assert [(s.text, s.hint) for s in block.spans] == [("東京", "とうきょう"), ("へ", ""), ("行", "い"), ("く", "")]


PLAY = """<table><tr><td/><td>
<i epub:type="z3998:stage-direction"><b epub:type="z3998:persona">Lane</b> enters.</i></td></tr>
<tr><td epub:type="z3998:persona">Algernon</td><td>Did you hear?
<i epub:type="z3998:stage-direction">Sits.</i> Well?</td></tr></table>"""


def test_play_row_has_its_speaker_and_text_only(walked):
    found = walked(PLAY)
    assert [(b.speaker, b.text) for b in found.blocks] == [
        ("", "Lane enters."),
        ("Algernon", "Did you hear?"),
        ("", "Sits."),
        ("Algernon", "Well?"),
    ]
    assert ("persona", "Algernon") in skips(found)


def test_play_in_paragraphs_speaks_until_the_next_name(walked):
    found = walked(
        '<p><b epub:type="z3998:persona">Pip</b>.</p><p>One.</p>'
        '<p epub:type="z3998:stage-direction">Sulky.</p><p>Two.</p>'
        '<p><b epub:type="z3998:persona">Mate</b>. Three.</p><h3>Next</h3><p>Four.</p>'
    )
    spoken = [(b.speaker, b.text) for b in found.blocks if b.kind is BlockKind.PARAGRAPH]
    assert spoken == [("Pip", "One."), ("", "Sulky."), ("Pip", "Two."), ("Mate", "Three."), ("", "Four.")]


def test_verse_lines(walked):
    found = walked(
        '<blockquote epub:type="z3998:verse"><p><span>One line</span>\n<br/>\n<span>and two</span></p></blockquote>'
    )
    (block,) = found.blocks
    assert (block.kind, block.text) == (BlockKind.VERSE, "One line\nand two")
    assert [s.line_break for s in block.spans] == [True, False]


def test_verse_whose_lines_are_blocks(walked):
    found = walked(
        '<div class="poem"><div class="stanza"><div class="verse">a</div><div class="verse">b</div></div>'
        '<div class="stanza"><div class="verse">c</div></div></div>'
    )
    assert [(b.kind, b.text) for b in found.blocks] == [(BlockKind.VERSE, "a\nb"), (BlockKind.VERSE, "c")]


def test_text_straight_in_the_body(walked):
    assert texts(walked("straight<p>a</p>tail<div>b<p>c</p>d</div>")) == ["straight", "a", "tail", "b", "c", "d"]


def test_two_line_breaks_part_paragraphs(walked):
    assert texts(walked("<div>one<br/>line<br/> <br/>two</div>")) == ["one\nline", "two"]


def test_invisible_characters(walked):
    assert texts(
        walked("<p>more.\u2060 \u2060… Then extra\u00adordinary\u200b\ufeff ﬁre\u00a0and\u200aair\u202f!</p>")
    ) == ["more. … Then extraordinary fire and air !"]


def test_zero_width_non_joiner_is_spelling_in_persian(walked):
    assert texts(walked("<p>می\u200cخواهم but co\u200coperate</p>")) == ["می\u200cخواهم but cooperate"]


def test_foreign_span_carries_its_language_and_is_not_emphasis(walked):
    (block,) = walked(
        '<p>His <i xml:lang="fr">tante</i> and <i>not</i> <i epub:type="se:name.vessel.ship">Pequod</i>.</p>'
    ).blocks
    assert [(s.text, s.language, s.emphasis) for s in block.spans] == [
        ("His ", "", False),
        ("tante", "fr", False),
        (" and ", "", False),
        ("not", "", True),
        (" Pequod.", "", False),
    ]


def test_block_in_another_language_says_so_once(walked):
    (block,) = walked('<p>―<i xml:lang="la">Introibo ad altare Dei.</i></p>').blocks
    assert (block.language, [s.language for s in block.spans]) == ("la", ["", ""])


@pytest.mark.parametrize(
    "mark", ["<hr/>", "<p>* * *</p>", "<p>⁂</p>", "<p>#</p>", "<p>———</p>", "<hr/><hr/><p>***</p>"]
)
def test_scene_break_is_a_pause_and_never_spoken(walked, mark):
    blocks = walked(f"<p>a</p>{mark}<p>b</p>").blocks
    assert [(b.kind, b.text) for b in blocks] == [
        (BlockKind.PARAGRAPH, "a"),
        (BlockKind.SCENE_BREAK, ""),
        (BlockKind.PARAGRAPH, "b"),
    ]


@pytest.mark.parametrize("text", ["“…”", "No.", "5"])
def test_short_paragraph_is_no_scene_break(walked, text):
    assert texts(walked(f"<p>{text}</p>")) == [text]


def test_image_and_caption(walked):
    found = walked('<figure><img src="a.png" alt="A lamp"/><figcaption>The lamp</figcaption></figure>')
    assert [(b.kind, b.text) for b in found.blocks] == [(BlockKind.CAPTION, "The lamp")]
    assert skips(found) == [("image", "A lamp")]


def test_illuminated_initial_is_a_letter(walked):
    assert texts(walked('<p><img src="t.png" alt="T"/>HE cat</p>')) == ["THE cat"]


def test_small_table_reads_header_and_value(walked):
    found = walked("<table><tr><th>Name</th><th>Age</th></tr><tr><td>Ann</td><td>5</td></tr></table>")
    assert [(b.kind, b.text) for b in found.blocks] == [(BlockKind.TABLE_ROW, "Name: Ann\nAge: 5")]
    assert skips(found) == [("table-header", "Name Age")]


def test_big_table_of_figures_is_announced(walked):
    rows = "".join(f"<tr><td>{n}</td><td>{n * 17}</td></tr>" for n in range(80))
    found = walked(f"<table>{rows}</table><p>after</p>")
    assert texts(found) == ["A table is left out here.", "after"]
    assert found.blocks[0].own_text == ""
    assert [rule for rule, _ in skips(found)] == ["table"]


def test_layout_table_is_prose(walked):
    found = walked(f"<table><tr><td><p>{'long ' * 100}</p><p>two</p></td><td>three</td></tr></table>")
    assert [b.kind for b in found.blocks] == [BlockKind.PARAGRAPH] * 3


def test_lists_and_definitions(walked):
    found = walked("<ul><li>one<ol><li><p>inner</p></li></ol>tail</li></ul><dl><dt>term</dt><dd>meaning</dd></dl>")
    assert [(b.kind, b.text) for b in found.blocks] == [
        (BlockKind.LIST_ITEM, text) for text in ("one", "inner", "tail", "term", "meaning")
    ]


def test_code_block_keeps_its_lines(walked):
    (block,) = walked("<pre><code>let x = 1;\n  y(x);\n</code></pre>", policy=ReadingPolicy(code="read")).blocks
    assert (block.kind, block.text) == (BlockKind.CODE, "let x = 1;\n  y(x);")


def test_code_is_announced_once(walked):
    found = walked("<p>Look:</p><pre><code>a = 1;</code></pre><pre><code>b = 2;</code></pre><p>Done.</p>")
    assert texts(found) == ["Look:", "A program listing is left out here.", "Done."]
    assert skips(found) == [("code", "a = 1;"), ("code", "b = 2;")]


def test_verse_in_pre(walked):
    found = walked("<pre>\n  You are old,\n    Father William\n\n  And yet\n  you stand\n</pre>")
    assert [(b.kind, b.text) for b in found.blocks] == [
        (BlockKind.VERSE, "You are old,\nFather William"),
        (BlockKind.VERSE, "And yet\nyou stand"),
    ]


def test_hand_wrapped_prose_in_pre_is_a_paragraph(walked):
    line = "This is a line of prose of the length that a typist gave it,"
    (block,) = walked(f"<pre>{line}\n{line}\n{line}\nand the end.</pre>").blocks
    assert (block.kind, "\n" in block.text) == (BlockKind.PARAGRAPH, False)


@pytest.mark.parametrize(
    "element", ["<p hidden=''>x</p>", "<p aria-hidden='true'>x</p>", "<p style='display: none'>x</p>", "<nav>x</nav>"]
)
def test_hidden_content_is_not_read(walked, element):
    found = walked(f"{element}<p>seen</p>")
    assert texts(found) == ["seen"]
    assert skips(found)[0][1] == "x"


def test_math_is_its_description(walked):
    found = walked('<p>Then <math alttext="x squared"><mi>x</mi><mn>2</mn></math> holds.</p>')
    assert texts(found) == ["Then x squared holds."]
    assert skips(found) == [("math", "x 2")]


@pytest.mark.parametrize(
    "kind", ["copyright-page", "toc", "landmarks", "colophon", "imprint", "titlepage", "index", "loi", "lot"]
)
def test_section_kinds_that_are_not_read(walked, kind):
    found = walked(
        f'<section epub:type="{kind}"><p>x</p></section><section role="doc-index"><p>y</p></section><p>read</p>'
    )
    assert texts(found) == ["read"]
    assert skips(found) == [(kind, "x"), ("index", "y")]


@pytest.mark.parametrize("kind", ["dedication", "epigraph", "foreword", "preface", "introduction", "afterword"])
def test_section_kinds_that_are_read(walked, kind):
    found = walked(f'<section epub:type="{kind}"><p>x</p></section>')
    assert texts(found) == ["x"]
    assert found.kinds == ((0, kind),)


def test_line_end_between_chinese_characters_is_no_space(walked):
    assert texts(walked("<p>　　他说\n<b>“好”</b>\n他走了，\n然后 mixed\nwords 来</p>")) == [
        "他说“好”他走了，然后 mixed words 来"
    ]


def test_block_points_into_its_source(walked):
    found = walked('<h2 id="start">A</h2>\n<p>b</p>\n<p>c<a id="x"/></p>\n<p>d</p>')
    assert [(str(b.source)) for b in found.blocks] == [
        "page.xhtml:1#start",
        "page.xhtml:2#start",
        "page.xhtml:3#start",
        "page.xhtml:4#x",
    ]


def test_twenty_thousand_levels_deep():
    from audiobook.readers.walk.blocks import walk
    from audiobook.readers.walk.xhtml import parse

    source = (
        "<html xmlns:epub='x'><body>" + "<div>" * 20_000 + "deep" + "</div>" * 20_000 + "<p>after</p></body></html>"
    )
    root = parse(source.encode())
    assert root is not None
    assert texts(walk(root, "")) == ["deep", "after"]


def test_one_paragraph_of_many_pieces_is_linear(walked):
    (block,) = walked("<p>" + "<i>word</i> more " * 20_000 + "</p>").blocks
    assert len(block.text.split()) == 40_000


@pytest.mark.parametrize(
    ("text", "roman", "hint"),
    [
        ("King Henry ", "VIII", "the eighth"),
        ("in chapter ", "XII", "12"),
        ("page ", "xii", "12"),
        ("Thus Charles ", "I", "the first"),
        ("said ", "ABX", ""),
    ],
)
def test_marked_roman_numeral_carries_its_reading(walked, text, roman, hint):
    (block,) = walked(f'<p>{text}<span epub:type="z3998:roman">{roman}</span> and I, he said</p>').blocks
    assert [(span.text, span.hint) for span in block.spans if span.hint] == ([(roman, hint)] if hint else [])
    assert block.text == f"{text}{roman} and I, he said"


def test_the_space_before_a_marked_number_lies_outside_the_emphasis(walked):
    (block,) = walked('<p><i>Book <span epub:type="z3998:roman">II</span></i> of it</p>').blocks
    assert [(span.text, span.emphasis) for span in block.spans] == [
        ("Book", True),
        (" ", False),
        ("II", True),
        (" of it", False),
    ]
