"""A person's edits survive a changed book; clashes are listed."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from audiobook.document import Block, BlockKind, Document, Metadata, Section, Span
from audiobook.events import silent
from audiobook.prep.merge import merge_scripts
from audiobook.prep.prepare import prepare
from audiobook.prep.scriptfile import format_script, parse_script
from audiobook.prep.sourcemap import realign, source_map
from audiobook.source import SourceRef

BASE = '+++\ntitle = "T"\nauthor = "A"\n+++\n\n# One\n\nFirst.\n\nSecond.\n\nThird.\n'


def test_edits_of_both_sides_are_kept():
    mine = BASE.replace("First.", "[Jane] First.").replace('"A"', '"Ann"')
    theirs = BASE.replace("Third.", "Third, changed.") + "\nFourth.\n"
    merged = merge_scripts(BASE, mine, theirs)
    assert merged.conflicts == ()
    assert merged.text == mine.replace("Third.", "Third, changed.") + "\nFourth.\n"


def test_neighbouring_edits_are_no_conflict():
    merged = merge_scripts(BASE, BASE.replace("First.", "Mine."), BASE.replace("Second.", "Theirs."))
    assert merged.conflicts == ()
    assert "Mine.\n\nTheirs." in merged.text


def test_a_clash_keeps_mine_and_names_the_line():
    merged = merge_scripts(BASE, BASE.replace("Second.", "Mine."), BASE.replace("Second.", "Theirs."))
    assert "Mine." in merged.text
    assert "Theirs." not in merged.text
    ((line, message),) = merged.conflicts
    assert merged.text.split("\n")[line - 1] == "Mine."
    assert "Theirs." in message


texts = st.lists(st.sampled_from(["a", "b", "c", "# T", "***", "[Jane] d"]), max_size=8).map(
    lambda b: "\n\n".join(b) + "\n"
)


@settings(max_examples=200, deadline=None)
@given(texts, texts)
def test_one_sided_changes_are_taken_whole(base, other):
    assert merge_scripts(base, other, base).text == other
    assert merge_scripts(base, base, other).text == other
    assert merge_scripts(base, other, other).conflicts == ()


@settings(max_examples=200, deadline=None)
@given(texts, texts, texts)
def test_a_merge_is_a_script_and_its_conflicts_have_lines(base, mine, theirs):
    merged = merge_scripts(base, mine, theirs)
    parse_script(merged.text)
    assert all(1 <= line <= merged.text.count("\n") + 1 for line, _ in merged.conflicts)


def _document():
    blocks = tuple(
        Block(BlockKind.PARAGRAPH, (Span(f"Paragraph number {n}, “of” many."),), SourceRef("c1.xhtml", f"p{n}"))
        for n in range(9)
    )
    return Document(Metadata(), (Section("One", blocks, source=SourceRef("c1.xhtml", "h")),))


def test_the_source_map_survives_edits():
    script = prepare(_document(), silent)
    data = source_map(_document(), script)
    assert len(data["entries"]) == 10
    assert realign(data, script)[0, 3].anchor == "p3"
    assert realign(data, script)[0, -1].anchor == "h"
    text = format_script(script).replace("Paragraph number 3", "Paragraf no. 3").replace("# One", "# One\n\nNew words.")
    places = realign(data, parse_script(text))
    assert (0, 0) not in places
    assert [places[0, n].anchor for n in range(1, 10)] == [f"p{n}" for n in range(9)]


def test_a_new_paragraph_beside_an_edited_one_is_taken_in():
    """A book read with its notes inserts a note after a paragraph that a person has edited."""
    base = "# One\n\nAlpha.\n\nBeta.\n"
    merged = merge_scripts(base, base.replace("Alpha.", "Alpha!"), base.replace("Alpha.", "Alpha.\n\nNote: a."))
    assert (merged.text, merged.conflicts) == ("# One\n\nAlpha!\n\nNote: a.\n\nBeta.\n", ())


def test_a_paragraph_put_in_beside_one_that_the_book_changed_stays():
    base = "# One\n\nAlpha.\n\nBeta.\n"
    merged = merge_scripts(base, base.replace("Alpha.", "Alpha.\n\nMine."), base.replace("Alpha.", "Alef."))
    assert (merged.text, merged.conflicts) == ("# One\n\nAlef.\n\nMine.\n\nBeta.\n", ())


def test_a_paragraph_that_one_side_drops_and_the_other_changes_is_a_conflict():
    base = "# One\n\nAlpha.\n\nBeta.\n"
    dropped, changed = base.replace("Alpha.\n\n", ""), base.replace("Alpha.", "Alpha!")
    assert merge_scripts(base, changed, dropped).text == changed
    assert merge_scripts(base, dropped, changed).text == dropped
    assert len(merge_scripts(base, changed, dropped).conflicts) == 1
    assert len(merge_scripts(base, dropped, changed).conflicts) == 1
