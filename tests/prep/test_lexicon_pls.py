"""W3C PLS in and out: nothing is lost on the way, and a file from a stranger is safe to read."""

from __future__ import annotations

import contextlib
import unicodedata
from collections import Counter
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from audiobook.errors import SourceError, UsageError
from audiobook.prep.lexicon.load import parse
from audiobook.prep.lexicon.pls_read import NAMESPACE, read_pls
from audiobook.prep.lexicon.pls_write import write_pls
from audiobook.prep.lexicon.write import add, format_entry, meaning

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<lexicon version="1.0" xmlns="{NAMESPACE}" alphabet="ipa" xml:lang="en-GB">'
)


def pls(body, head=HEAD):
    return f"{head}\n{body}\n</lexicon>".encode()


#: Hand-made after the examples of the specification's sections 4.5 to 4.9: several graphemes, several pronunciations,
#: a preferred one, aliases, roles, an engine's own alphabet, comments and metadata.
SAMPLE = pls("""\
<metadata>ignored</metadata>
<lexeme><grapheme>judgment</grapheme><grapheme>judgement</grapheme><phoneme>ˈdʒʌdʒmənt</phoneme></lexeme>
<lexeme><grapheme>W3C</grapheme><alias>World Wide Web Consortium</alias></lexeme>
<lexeme><grapheme>theater</grapheme><phoneme prefer="true">ˈθɪətə</phoneme><phoneme>ˈθɪəɾər</phoneme></lexeme>
<lexeme role="claws:VVI"><grapheme>refuse</grapheme><phoneme>rɪˈfjuːz</phoneme>
  <example>I <b>refuse</b> it.</example></lexeme>
<lexeme><grapheme>Leith</grapheme><phoneme>liːθ</phoneme><alias prefer="true">Leeth</alias>
  <phoneme alphabet="x-espeak">l'i:T</phoneme><phoneme alphabet="x-sampa">li:T</phoneme></lexeme><!-- done -->
<lexeme><grapheme>R&amp;D</grapheme><alias>R and D</alias></lexeme>
""")


def test_a_hand_made_file_becomes_entries():
    imported = read_pls(SAMPLE, "names.pls")
    assert imported.left_out == ()
    judgment, w3c, theater, refuse, leith, both = imported.entries
    assert judgment.written == ("judgment", "judgement")
    assert (w3c.text_of("say"), w3c.language) == ("World Wide Web Consortium", "en-GB")
    assert [one.text for one in (*theater.said, *theater.other)] == ["ˈθɪətə", "ˈθɪəɾər"]
    assert (refuse.pos, refuse.note) == ("claws:VVI", "I refuse it.")
    assert [one.key for one in leith.said] == ["say", "ipa", "x-espeak", "x-sampa"]
    assert both.written == ("R&D",)
    assert both.identity == "names.pls:11"


def through_toml(data):
    """PLS -> entries -> the text of a list -> entries -> PLS."""
    text, _ = add("", read_pls(data).entries)
    exported = write_pls(parse(text))
    assert exported.left_out == ()
    return exported.text.encode()


def content(data):
    """Every lexeme by an independent reading: role, graphemes, the preferred pronunciation, and all of them."""
    found = []
    for lexeme in etree.fromstring(data).iterfind(f"{{{NAMESPACE}}}lexeme"):
        said = [
            (etree.QName(one).localname, one.get("alphabet", "ipa"), one.text, one.get("prefer"))
            for one in lexeme.iterchildren(f"{{{NAMESPACE}}}alias", f"{{{NAMESPACE}}}phoneme")
        ]
        first = next((one for one in said if one[3] == "true"), said[0])
        graphemes = tuple(one.text for one in lexeme.iterfind(f"{{{NAMESPACE}}}grapheme"))
        found.append((lexeme.get("role"), graphemes, first[:3], frozenset(one[:3] for one in said)))
    return found


def test_a_hand_made_file_goes_round():
    assert content(through_toml(SAMPLE)) == content(SAMPLE)


words = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=8).map(
    lambda one: unicodedata.normalize("NFC", one)
)
phrases = st.lists(words, min_size=1, max_size=3).map(" ".join)
prefers = st.sampled_from(["", ' prefer="true"'])
spoken = st.one_of(
    st.tuples(phrases, prefers).map(lambda one: f"<alias{one[1]}>{escape(one[0])}</alias>"),
    st.tuples(phrases, prefers, st.sampled_from(["", ' alphabet="x-acme"', ' alphabet="ipa"', ' alphabet="x-b"'])).map(
        lambda one: f"<phoneme{one[1]}{one[2]}>{escape(one[0])}</phoneme>"
    ),
)
lexemes = st.tuples(
    st.lists(phrases, min_size=1, max_size=3, unique=True),
    st.lists(spoken, min_size=1, max_size=4),
    st.sampled_from(["", ' role="a:noun"']),
).map(
    lambda one: (
        f"<lexeme{one[2]}>"
        + "".join(f"<grapheme>{escape(g)}</grapheme>" for g in one[0])
        + "".join(one[1])
        + "</lexeme>"
    )
)


@given(st.lists(lexemes, max_size=5))
def test_every_entry_survives_the_way_through_a_list(bodies):
    data = pls("".join(bodies))
    again = through_toml(data) if bodies else data
    assert Counter(set(content(again))) == Counter(set(content(data)))


@given(st.lists(lexemes, min_size=1, max_size=4))
def test_entries_mean_the_same_after_export_and_import(bodies):
    entries = read_pls(pls("".join(bodies))).entries
    again = read_pls(write_pls(entries).text.encode()).entries
    assert [meaning(one) for one in again] == [meaning(one) for one in entries]


UNSAYABLE = """
[[entry]]
written = "a"
say = "b"
characters = ["Ann"]
[[entry]]
written = "c--d"
say = "d"
regex = true
[[entry]]
written = "e"
say = "f"
language = "fr"
[[entry]]
written = "g"
say = "h"
language = "en"
disabled = true
[[entry]]
written = "ok"
say = "okay"
language = "en"
[[entry]]
written = "any"
say = "enny"
"""


def test_what_pls_cannot_say_is_named_and_kept_as_a_comment():
    exported = write_pls(parse(UNSAYABLE, "l.toml"), "en")
    assert [line.split(": ")[0] for line in exported.left_out] == ["l.toml:2", "l.toml:6", "l.toml:10", "l.toml:14"]
    assert [one.written for one in read_pls(exported.text.encode()).entries] == [("ok",), ("any",)]
    comments = [node.text for node in etree.fromstring(exported.text.encode()).iter(etree.Comment)]
    assert len(comments) == 4
    assert 'characters = ["Ann"]' in comments[0]


def test_a_language_is_needed():
    with pytest.raises(UsageError) as caught:
        write_pls(parse('[[entry]]\nwritten = "a"\nsay = "b"\n'))
    assert "--language" in caught.value.hint


LAUGHS = '<!DOCTYPE lexicon [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<lexicon",
        b"<html/>",
        b"\xff\xfe\x00",
        b'<?xml version="1.0" encoding="klingon"?><lexicon/>',
        (LAUGHS + SAMPLE.decode().partition("\n")[2]).encode(),
        (LAUGHS + SAMPLE.decode().partition("\n")[2]).encode("utf-16"),
        b'<!DOCTYPE lexicon SYSTEM "file:///etc/passwd"><lexicon/>',
        b"<a>" * 5000,
    ],
)
def test_what_is_no_pls_or_declares_entities_is_refused(data):
    with pytest.raises(SourceError) as caught:
        read_pls(data, "x.pls")
    assert caught.value.hint
    assert caught.value.source.file == "x.pls"


@given(st.binary(max_size=200))
def test_no_bytes_do_worse_than_a_refusal(data):
    with contextlib.suppress(SourceError):
        assert read_pls(HEAD.encode() + data + b"</lexicon>").entries == ()


def test_utf16_is_read():
    text = SAMPLE.decode().replace("UTF-8", "UTF-16")
    assert len(read_pls(text.encode("utf-16")).entries) == 6


def test_broken_lexemes_are_named_and_the_others_kept():
    body = (
        "<lexeme><grapheme>a</grapheme></lexeme>\n<lexeme><phoneme>b</phoneme></lexeme>\n"
        '<lexeme><grapheme>c</grapheme><phoneme alphabet="sampa">s</phoneme><alias>see</alias></lexeme>\n'
        f"<lexeme><grapheme>{'x' * 500}</grapheme><alias>long</alias></lexeme>"
    )
    body += (
        '\n<lexeme><grapheme>d</grapheme><phoneme alphabet="x-hibari">w0w</phoneme></lexeme>'
        "\n<lexeme><grapheme>e</grapheme><alias>…</alias></lexeme>"
    )
    imported = read_pls(pls(body))
    assert [one.written for one in imported.entries] == [("c",)]
    assert [line.split(":")[0] for line in imported.left_out] == [f"line {n}" for n in range(3, 9)]


def test_what_is_imported_is_a_list_that_can_be_read():
    for entry in read_pls(SAMPLE).entries:
        assert len(parse(format_entry(entry))) == 1
