"""Captions: every word of the text once, in rows that can be read, in times that do not overlap; parsed back."""

from __future__ import annotations

import html
import io
import json
import re
from itertools import pairwise

import pysubs2
import webvtt
from hypothesis import given
from hypothesis import strategies as st

from audiobook.document import Metadata
from audiobook.source import SourceRef
from audiobook.transcript import Line, TranscribedChapter, Word
from audiobook.writers.captions import COLUMNS, ROWS, captions, spoken_lines, width
from audiobook.writers.captions_clock import Clock, Timed
from audiobook.writers.captions_files import About
from audiobook.writers.fields import fields_of
from audiobook.writers.lrc import elrc, lrc
from audiobook.writers.srt import srt
from audiobook.writers.transcript_json import transcript_json
from audiobook.writers.vtt import vtt

RATE = 24_000
SECOND = RATE
ABOUT = About(fields_of(Metadata(title="Lamps --> Lights", authors=("A [B]",))), "en", "M4B", "Lamps --> Lights")
LONG = (
    "It was late at night, and nobody was left in the whole house, but the two of them; and they, tired as they were, "
    "would not go to bed."
)


def chapter(*lines: Line, n_samples: int = 600 * SECOND) -> TranscribedChapter:
    return TranscribedChapter("One", n_samples, lines)


def timed(*chapters: TranscribedChapter, clock: Clock | None = None) -> list[Timed]:
    return [Timed(n, each.title, each, clock or Clock(RATE)) for n, each in enumerate(chapters, 1)]


def bare(text: str) -> str:
    """Without white space and without the word joiners that the formats hide signs behind."""
    return "".join(text.replace("\u2060", "").split())


def said(chapters) -> str:
    return bare("".join(line.text for each in chapters for line in each.lines))


SIGNS = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\u2060")
FOREIGN = ["مرحبا بالعالم", "שלום", "👩‍🚀", "今天天气很好，", "สวัสดีครับ", "e\u0301", "antidis" * 9, "“Oh,”"]
#: Text as a transcript has it: on one line; with all that the formats have a meaning for.
TEXTS = (
    st.lists(
        st.one_of(
            st.text(
                st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\u2060"), max_size=12
            ),
            st.sampled_from(
                ["-->", "a&b", "<i>x</i>", "<00:01.00>", "[01:02.03]", "&amp;", "{\\an8}", "<v Tom>", "1", "NOTE"]
            ),
            st.sampled_from(FOREIGN),
        ),
        min_size=1,
        max_size=40,
    )
    .map(lambda words: " ".join(" ".join(words).split()))
    .filter(bool)
)


@st.composite
def chapters(draw) -> list[TranscribedChapter]:
    out = []
    for _ in range(draw(st.integers(1, 3))):
        at, lines = 0, []
        for text in draw(st.lists(TEXTS, min_size=1, max_size=5)):
            at += draw(st.integers(0, 40_000))
            end = at + draw(st.sampled_from([0, 3, 2_000, 90_000, 400_000]))
            speaker = draw(st.sampled_from(["", "?", "Jane", "A<B> & C"]))
            lines.append(Line(text, at, end, len(lines), speaker, lead=1_000, tail=1_000))
            at = end
        out.append(TranscribedChapter("T", at + 24_000, tuple(lines)))
    return out


@given(chapters())
def test_captions_have_every_sign_once_in_rows_that_fit_and_never_overlap(book):
    for each in book:
        made = list(captions(each, Clock(RATE)))
        assert bare("".join(c.text for c in made)) == said([each])
        for caption in made:
            assert caption.start_ms < caption.end_ms
            assert 1 <= len(caption.rows) <= ROWS
            assert bare("".join(caption.rows)) == bare(caption.text)
            assert all(width(row) <= COLUMNS or " " not in row.strip() or one_word(row) for row in caption.rows)
            assert bare("".join(caption.text[w.start : w.end] for w in caption.words)) == bare(caption.text)
            marks = [t for w in caption.words for t in (w.begin_ms, w.finish_ms)]
            assert [caption.start_ms, *marks, caption.end_ms] == sorted([caption.start_ms, *marks, caption.end_ms])
        assert all(one.end_ms <= two.start_ms for one, two in pairwise(made))


def one_word(row: str) -> bool:
    """A word with the marks around it, which may stand apart from it."""
    return sum(any(c.isalnum() for c in part) for part in row.split()) <= 1


@given(chapters())
def test_webvtt_parses_back_to_the_displayed_text(book):
    text = "".join(vtt(ABOUT, timed(*book)))
    found = list(webvtt.from_buffer(io.StringIO(text)))
    wanted = [c for each in book for c in captions(each, Clock(RATE))]
    assert [html.unescape(re.sub(r"^<v [^>]*>", "", c.raw_text)) for c in found] == ["\n".join(c.rows) for c in wanted]
    assert [round(c.start_in_seconds * 1000) // 1000 for c in found] == [c.start_ms // 1000 for c in wanted]
    assert text.count("-->") == len(wanted)


@given(chapters())
def test_srt_parses_back_to_the_displayed_text(book):
    text = "".join(srt(ABOUT, timed(*book)))
    found = pysubs2.SSAFile.from_string(text, format_="srt", keep_unknown_html_tags=True)
    wanted = [c for each in book for c in captions(each, Clock(RATE))]
    # The reader knows "\\N" as the end of a row, also where a book has it in its text.
    assert [bare(e.text.replace("\\N", "\n")) for e in found] == [bare(c.text.replace("\\N", "\n")) for c in wanted]
    assert [(e.start, e.end) for e in found] == [(c.start_ms, c.end_ms) for c in wanted]


@given(chapters())
def test_lrc_rows_have_the_displayed_text_in_order(book):
    for make in (lrc, elrc):
        rows = [re.match(r"\[(\d+):(\d\d\.\d\d)\](.*)", row) for row in "".join(make(ABOUT, timed(*book))).split("\n")]
        found = [row for row in rows if row]
        assert bare("".join(re.sub(r"<\d+:\d\d\.\d\d>", "", row[3]) for row in found)) == said(book)
        for one in timed(*book):
            times = re.findall(r"[\[<](\d+):(\d\d\.\d\d)[\]>]", "".join(make(ABOUT, [one])))
            seconds = [int(minutes) * 60 + float(rest) for minutes, rest in times]
            assert seconds == sorted(seconds)


@given(chapters())
def test_the_json_transcript_has_every_line_and_word_in_order(book):
    data = json.loads("".join(transcript_json(ABOUT, timed(*book))))
    assert bare("".join(s["body"] for s in data["segments"])) == said(book)
    for segment in data["segments"]:
        assert segment["startTime"] <= segment["endTime"]
        assert bare("".join(word["body"] for word in segment["words"])) == bare(segment["body"])
        assert all(word["estimated"] for word in segment["words"])


def test_a_long_sentence_is_cut_behind_marks_into_balanced_rows():
    made = list(captions(chapter(Line(LONG, 0, 10 * SECOND, 0)), Clock(RATE)))
    assert [caption.rows for caption in made] == [
        ("It was late at night, and nobody", "was left in the whole house,"),
        ("but the two of them; and they, tired", "as they were, would not go to bed."),
    ]
    assert made[0].end_ms == made[1].start_ms
    assert 0 < made[0].end_ms < 10_000


def test_chinese_is_broken_between_signs_and_never_before_a_comma():
    text = "我今天很高兴，因为天气很好，所以我要去公园散步，然后回家吃饭，看书，睡觉，明天再来这里找你说话。"
    rows = [row for c in captions(chapter(Line(text, 0, 10 * SECOND, 0)), Clock(RATE)) for row in c.rows]
    assert "".join(rows) == text
    assert max(map(width, rows)) <= COLUMNS
    assert not any(row[0] in "，。" for row in rows)


def test_what_nobody_says_is_shown_with_its_neighbour():
    lines = (Line("…", 0, 0, 0), Line("He left.", 10, 20, 1), Line("* ?", 20, 20, 2), Line("Dawn.", 30, 40, 3))
    assert [(line.text, line.start) for line in spoken_lines(chapter(*lines))] == [
        ("… He left. * ?", 10),
        ("Dawn.", 30),
    ]
    (alone,) = spoken_lines(chapter(lines[0], n_samples=500))
    assert (alone.text, alone.start, alone.end) == ("…", 0, 500)
    assert list(spoken_lines(chapter())) == []


def test_a_whole_webvtt_file():
    book = timed(
        chapter(
            Line("One", SECOND // 2, SECOND, -1, heading=True),
            Line("“A < B & C --> D,”", SECOND, 3 * SECOND, 0, "Tom & <Jerry>"),
            Line("Who?", 3 * SECOND, 4 * SECOND, 0, "?"),
        ),
        clock=Clock(RATE, offset=44_100 * 3600, played_hz=44_100),
    )
    assert "".join(vtt(ABOUT, book)) == (
        "WEBVTT\nKind: captions\nLanguage: en\n\n"
        "NOTE\nLamps → Lights\nTimes are those of the M4B file.\n\n"
        "1\n01:00:00.500 --> 01:00:01.000\n<v Narrator>One\n\n"
        "2\n01:00:01.000 --> 01:00:03.000\n<v Tom &amp; &lt;Jerry&gt;>“A &lt; B &amp; C --&gt; D,”\n\n"
        "3\n01:00:03.000 --> 01:00:04.000\nWho?\n\n"
    )


def test_a_whole_srt_file_hides_what_players_would_take_for_signs():
    book = timed(chapter(Line("<i>A</i> --> {\\an8} < B", 3 * SECOND, 4 * SECOND, 0)))
    assert "".join(srt(ABOUT, book)) == (
        "1\n00:00:03,000 --> 00:00:04,000\n<\u2060i>A<\u2060/i> --\u2060> {\u2060\\an8} < B\n\n"
    )


def test_a_second_row_of_digits_is_not_taken_for_a_number():
    (caption,) = captions(chapter(Line("antidis" * 6 + " 1984", 0, SECOND, 0)), Clock(RATE))
    assert caption.rows[1] == "1984"
    text = "".join(srt(ABOUT, timed(chapter(caption.line))))
    (event,) = pysubs2.SSAFile.from_string(text, format_="srt")
    assert event.text.endswith("\\N1984\u2060")


def test_whole_lrc_files():
    told = (Word(0, 3, 0, SECOND, estimated=False), Word(4, 8, SECOND, 6_000 * SECOND, estimated=False))
    book = timed(chapter(Line("One two,", 0, 6_000 * SECOND, 0, words=told)))
    head = "[ti:Lamps --> Lights]\n[ar:A (B)]\n[al:Lamps --> Lights]\n[la:en]\n[re:audiobook]\n"
    assert "".join(lrc(ABOUT, book)) == f"{head}[00:00.00]One two,\n[100:00.00]\n"
    assert "".join(elrc(ABOUT, book)) == (f"{head}[00:00.00]<00:00.00>One <00:01.00>two,<100:00.00>\n[100:00.00]\n")


def test_a_segment_of_the_json_transcript():
    told = (Word(0, 3, SECOND, 2 * SECOND, estimated=False),)
    where = SourceRef("ch1.xhtml", "p3", 7, 10, 13)
    lines = (
        Line("One", SECOND, 2 * SECOND, -1, heading=True, words=told, source=where),
        Line("Two", 3 * SECOND, 4 * SECOND, 0, "Jane", estimated=True),
    )
    data = json.loads("".join(transcript_json(ABOUT, timed(chapter(*lines)))))
    assert (data["version"], data["language"], data["audio"]) == ("1.0.0", "en", "M4B")
    assert data["chapters"] == [{"number": 1, "title": "One", "startTime": 0.0, "endTime": 600.0}]
    first, second = data["segments"]
    assert first == {
        "speaker": "Narrator",
        "startTime": 1.0,
        "endTime": 2.0,
        "body": "One",
        "chapter": 1,
        "heading": True,
        "source": {"file": "ch1.xhtml", "anchor": "p3", "line": 7, "start": 10, "end": 13},
        "words": [{"body": "One", "startTime": 1.0, "endTime": 2.0}],
    }
    assert (second["speaker"], second["estimated"], second["words"][0]["estimated"]) == ("Jane", True, True)
