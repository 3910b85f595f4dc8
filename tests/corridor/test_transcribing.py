"""The transcript says what the script displays, when the master says it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.cast import Cast, Character, Part
from audiobook.corridor.production import ChapterPlan, plan_chapters
from audiobook.corridor.transcribing import transcript_of
from audiobook.events import silent
from audiobook.master import ChapterMaster, Loudness, MasterSpan
from audiobook.plugins import EngineInfo, Parallel
from audiobook.prep.prepare import prepare
from audiobook.prep.scriptfile import parse_script
from audiobook.prep.segment import segment
from audiobook.readers.choose import read_document
from audiobook.reading import ReadingPolicy
from audiobook.script import Heading, Paragraph, inline_text
from audiobook.source import SourceRef

RATE = 24_000
CAST = Cast(Part(Character("Narrator"), "tone", "n"), Part(Character("?"), "tone", "u"), ())
GAP = 5_000


def segments_of(script, *, comfortable=0, longest=300, language="en", reads=lambda _engine, _text: True):
    return segment(
        script,
        CAST,
        language=language,
        rate_hz=RATE,
        info=lambda name: EngineInfo(name, "1", "m", Parallel.THREADS, longest, comfortable),
        reads=reads,
        fallback=lambda _part, _language, _text: None,
        emit=silent,
    )


def mastered(plan: ChapterPlan) -> ChapterMaster:
    """A master in which each segment takes 1,000 samples a letter, after a gap."""
    spans, at = [], GAP
    for n, each in enumerate(plan.segments):
        end = at + 1_000 * len(each.slate.text)
        spans.append(MasterSpan(n, at, end))
        at = end + GAP
    return ChapterMaster(plan.index, plan.title, "key", RATE, at, Loudness(-18, -3, -3), (), tuple(spans))


def transcribed(text, *, places=None, language="en", **more):
    script = parse_script(text, "/home/somebody/b.script.md")
    plans = plan_chapters(segments_of(script, language=language, **more), [c.name for c in script.chapters])
    return transcript_of(plans, [mastered(plan) for plan in plans], script, language, places), script, plans


def displayed(chapter) -> list[tuple[int, str]]:
    """What a chapter of a script shows, item for item, on one line each."""
    items = [(-1, inline_text(chapter.title))] if chapter.title and not chapter.silent else []
    for n, item in enumerate(chapter.items):
        if isinstance(item, Paragraph):
            items.append((n, "".join(cue.text for cue in item.cues)))
        elif isinstance(item, Heading):
            items.append((n, inline_text(item.parts)))
    return [(n, " ".join(text.split())) for n, text in items if text.split()]


def shown(chapter) -> list[tuple[int, str]]:
    """The same from a transcript."""
    out: dict[int, str] = {}
    for line in chapter.lines:
        out[line.item] = out.get(line.item, "") + line.text + line.after
    return [(n, " ".join(text.split())) for n, text in out.items()]


def check_chapter(chapter, script_chapter):
    assert shown(chapter) == displayed(script_chapter)
    at = 0
    for line in chapter.lines:
        assert at <= line.start <= line.end <= chapter.n_samples
        at = line.end
        assert line.text == " ".join(line.text.split())
        assert "".join(line.text.split()) == "".join(
            "".join(line.text[w.start : w.end].split()) for w in line.timed_words()
        )


def test_lines_have_their_times_speakers_and_places():
    places = {(0, 0): SourceRef("one.xhtml", "p1", 3, 10, 30)}
    text = '# One\n\nIt was late.\n\n[Jane] “Do come,” [] said she, [say "1" as "one"] time.\n'
    transcript, script, _ = transcribed(text, places=places)
    (chapter,) = transcript.chapters
    assert [(line.text, line.speaker, line.item, line.heading, line.after) for line in chapter.lines] == [
        ("One", "", -1, True, ""),
        ("It was late.", "", 0, False, ""),
        ("“Do come,”", "Jane", 1, False, " "),
        ("said she, 1 time.", "", 1, False, ""),
    ]
    assert (chapter.lines[0].start, chapter.lines[0].end) == (5_000, 9_000)  # "One."
    assert chapter.lines[1].start == 14_000
    assert chapter.lines[1].source == places[0, 0]
    assert (str(chapter.lines[2].source), transcript.rate_hz) == ("b.script.md:5", RATE)
    check_chapter(chapter, script.chapters[0])


def test_the_path_on_this_machine_is_in_no_line():
    transcript, _, _ = transcribed("# One\n\nIt was late.\n")
    assert all("somebody" not in str(line.source) for line in transcript.chapters[0].lines)


def test_signs_that_shape_what_is_seen_stay_though_no_engine_hears_them():
    text = "# One\n\nA co\u00adop and a na\u200cme stand here. \u200fAnd two\u2060—three more."
    transcript, script, _ = transcribed(text)
    joined = "".join(line.text for line in transcript.chapters[0].lines)
    assert {"\u00ad", "\u200c", "\u200f", "\u2060"} <= set(joined)
    check_chapter(transcript.chapters[0], script.chapters[0])


def test_what_nobody_says_is_a_silent_line_or_stays_with_its_neighbour():
    text = "# One {silent}\n\n…\n\nIt was late. — —\n\n— ?\n\n[Jane] “…” [] He left.\n"
    transcript, script, _ = transcribed(text)
    (chapter,) = transcript.chapters
    assert [(line.text, line.silent) for line in chapter.lines] == [
        ("…", True),
        ("It was late. — —", False),
        ("— ?", True),
        ("“…”", True),
        ("He left.", False),
    ]
    check_chapter(chapter, script.chapters[0])


def test_words_that_no_voice_reads_are_displayed_nevertheless():
    text = "# One {silent}\n\nHe wrote ЖИЗНЬ upon the wall and left.\n"
    transcript, script, plans = transcribed(text, reads=lambda _e, text: text.isascii())
    assert "ЖИЗНЬ" not in "".join(s.slate.text for s in plans[0].segments)
    assert "ЖИЗНЬ" in transcript.chapters[0].lines[0].text
    check_chapter(transcript.chapters[0], script.chapters[0])


def test_a_segment_that_displays_its_spoken_form_gets_a_share_of_the_text():
    transcript, script, plans = transcribed('# One\n\n[say "IV. Anno 12" as "Four. The year twelve"] passed away.\n')
    spoken = plans[0].segments[1:]
    assert all(line.end > line.start for line in transcript.chapters[0].lines)
    assert len(spoken) >= 1
    check_chapter(transcript.chapters[0], script.chapters[0])


def test_sentences_packed_into_one_take_are_estimated_shares_of_it():
    text = "# One {silent}\n\nHe went home. She stayed where she was, for it rained. Why?\n"
    transcript, script, plans = transcribed(text, comfortable=300)
    (chapter,) = transcript.chapters
    (only,) = plans[0].segments
    assert [line.text for line in chapter.lines] == [
        "He went home.",
        "She stayed where she was, for it rained.",
        "Why?",
    ]
    assert all(line.estimated for line in chapter.lines)
    assert (chapter.lines[0].start, chapter.lines[-1].end) == (GAP, GAP + 1_000 * len(only.slate.text))
    assert [a.end for a in chapter.lines[:-1]] == [b.start for b in chapter.lines[1:]]
    lengths = [line.end - line.start for line in chapter.lines]
    assert lengths[1] > lengths[0] > lengths[2]
    check_chapter(chapter, script.chapters[0])


def test_chapters_that_the_script_does_not_have_are_marked_as_added():
    script = parse_script("# One\n\nIt was late.\n", "b.script.md")
    credits_ = parse_script("# Opening Credits {silent}\n\nThe Lamp. Read by nobody.\n", "/x/credits.txt.j2")
    (own,) = plan_chapters(segments_of(script), ["One"])
    (made,) = plan_chapters(segments_of(credits_), ["Opening Credits"])
    plans = [ChapterPlan(-1, made.title, made.segments), own, ChapterPlan(1, "End Credits", made.segments)]
    transcript = transcript_of(plans, [mastered(plan) for plan in plans], script, "en")
    assert [chapter.title for chapter in transcript.chapters] == ["Opening Credits", "One", "End Credits"]
    assert [[line.added for line in chapter.lines] for chapter in transcript.chapters] == [
        [True, True],
        [False, False],
        [True, True],
    ]
    assert [line.text for line in transcript.chapters[2].lines] == ["The Lamp.", "Read by nobody."]
    assert transcript.part(1, 2).chapters == transcript.chapters[1:2]


PIECES = st.sampled_from(
    [
        "He went home. ",
        "“Stop!” I cried. ",
        "— ",
        "… ",
        "*She* stayed, for it rained; ",
        "a\u00adb\u200dc. ",
        "\\\n",
        "Mr. Smith? ",
        "😀 ",
        "他说：“好。”",
        "然后走了。",
        '[say "XII" as "twelve. Or so"] ',
        '[say "…" as "dots"] ',
        "[Jane] “Do come. Do!” [] ",
        "[pause 300ms] ",
        "ЖИЗНЬ ",
        "a very long sentence with many words in it, and more of them, so that it must be cut at some place or other, ",
    ]
)


@given(st.lists(st.lists(PIECES, min_size=1, max_size=6), min_size=1, max_size=5), st.sampled_from([0, 300]))
def test_nothing_is_lost_or_doubled_and_nothing_overlaps(paragraphs, comfortable):
    text = "# A “Title”\n\n" + "\n\n".join("".join(pieces).strip().strip("\\") for pieces in paragraphs) + "\n\nEnd.\n"
    transcript, script, _ = transcribed(
        text, comfortable=comfortable, longest=120, reads=lambda _engine, words: "Ж" not in words
    )
    for chapter, own in zip(transcript.chapters, script.chapters, strict=True):
        check_chapter(chapter, own)


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("book", "language"),
    [
        ("epub/novels/oscar-wilde_the-importance-of-being-earnest.epub", "en"),
        ("markdown/chinese-classics/hong-lou-meng/023.md", "zh"),
    ],
)
def test_nothing_of_a_real_book_is_lost_or_doubled(shared, book, language):
    script = prepare(read_document(shared / book, silent, ReadingPolicy()), silent)
    plans = plan_chapters(segments_of(script, language=language), [c.name for c in script.chapters])
    transcript = transcript_of(plans, [mastered(plan) for plan in plans], script, language)
    assert sum(len(chapter.lines) for chapter in transcript.chapters) > 200
    for chapter, plan in zip(transcript.chapters, plans, strict=True):
        check_chapter(chapter, script.chapters[plan.index])


def test_words_are_as_long_as_they_are_spoken():
    text = '# One {silent}\n\nKing [say "X" as "the tenth of the name"] wrote.\n'
    script = parse_script(text, "b.script.md")
    (plan,) = plan_chapters(segments_of(script), ["One"])
    (line,) = transcript_of([plan], [mastered(plan)], script, "en").chapters[0].lines
    king, tenth, wrote = (word.finish - word.begin for word in line.timed_words())
    assert tenth > 2 * max(king, wrote)
