"""From script to what engines are asked to speak."""

from __future__ import annotations

from audiobook.cast import Cast, Character, Part
from audiobook.events import Severity
from audiobook.plugins import EngineInfo, Parallel
from audiobook.prep.scriptfile import parse_script
from audiobook.prep.segment import segment
from audiobook.take import Boundary

NARRATOR = Part(Character("Narrator"), "tone", "n")
JANE = Part(Character("Jane", aliases=("Miss Hill",)), "tone", "j", speed=1.1, direction="warm")
CAST = Cast(NARRATOR, Part(Character("?"), "tone", "u"), (JANE,))


def cut(
    text,
    comfortable=0,
    longest=200,
    language="en",
    reads=lambda _engine, _text: True,
    fallback=lambda _part, _language, _text: None,
):
    seen = []
    segments = segment(
        parse_script(text, "b.script.md"),
        CAST,
        language=language,
        rate_hz=22050,
        info=lambda name: EngineInfo(name, "1.2", "m3", Parallel.THREADS, longest, comfortable),
        reads=reads,
        fallback=fallback,
        emit=seen.append,
    )
    return segments, seen


def shape(text, **more):
    return [(s.slate.text, s.after.value) for s in cut(text, **more)[0]]


def test_a_chapter_with_everything():
    text = (
        '# [say "XII" as "Chapter 12"]\n\nIt was late at night. Nobody came to see us.\n\n'
        "[Jane] “Do come here,” [] said Jane. [Miss Hill: fast] “I will not do it.” [?] “Then go away.”\n\n"
        "## Interlude\n\n*Some* words of it.\n\n***\n\none two three\\\nfour five six.\n"
    )
    assert shape(text) == [
        ("Chapter 12.", "heading"),
        ("It was late at night.", "sentence"),
        ("Nobody came to see us.", "paragraph"),
        ("“Do come here,”", "clause"),
        ("said Jane.", "speaker"),
        ("“I will not do it.”", "speaker"),
        ("“Then go away.”", "heading"),
        ("Interlude.", "heading"),
        ("Some words of it.", "scene"),
        ("one two three", "line"),
        ("four five six.", "chapter_tail"),
    ]
    segments, _ = cut(text)
    assert [(s.item, s.cue) for s in segments[:4]] == [(-1, 0), (0, 0), (0, 0), (1, 0)]
    assert segments[0].displayed == "XII"
    assert [s.slate.voice for s in segments[3:7]] == ["j", "n", "j", "u"]
    assert [s.slate.direction for s in segments[3:6]] == ["warm", "", "fast"]
    slate = segments[3].slate
    assert (slate.engine_version, slate.model, slate.speed, slate.rate_hz) == ("1.2", "m3", 1.1, 22050)
    assert all(s.key == s.slate.key for s in segments)
    assert str(segments[3].source) == "b.script.md:5"


def test_packing_scraps_and_long_sentences():
    text = (
        "Yes. He went home to his wife. She was there, and so was the dog, and so was the cat; and they all sat down."
    )
    assert shape(text)[0] == ("Yes. He went home to his wife.", "sentence")
    assert len(shape(text, comfortable=300)) == 1
    cut_up = shape(text, longest=45)
    assert all(len(t) <= 45 for t, _ in cut_up)
    assert [b for _, b in cut_up] == ["sentence", "clause", "chapter_tail"]
    assert " ".join(t for t, _ in cut_up) == text


def test_pauses_stand_on_what_is_before_them():
    segments, seen = cut(
        "[pause 2s]\n\nOne two three. [pause 300ms] Four five six.\n\n[pause 1.5s]\n\n…\n\nSeven eight nine."
    )
    assert [s.pause_ms for s in segments] == [300, 1500, None]
    assert [s.slate.text for s in segments] == ["One two three.", "Four five six.", "Seven eight nine."]
    assert [f.code for f in seen] == ["pause-without-place"]


def test_languages_belong_to_whole_segments():
    segments, _ = cut("He said [lang fr]bonjour[/lang] to her.\n\n[lang fr]Je ne sais pas.[/lang]")
    assert [s.slate.language for s in segments] == ["en", "fr"]


def test_what_is_shown_and_what_is_said():
    segments, _ = cut('He lives in [say "Worcester" as "Wooster"] now\u2060, they   say. And so do we all.')
    assert segments[0].slate.text == "He lives in Wooster now, they say."
    assert segments[0].displayed == "He lives in Worcester now, they say."
    assert segments[1].displayed == "And so do we all."


def test_unreadable_text_goes_to_another_engine_or_is_reported():
    def reads(engine, text):
        return engine == "other" or text.isascii()

    other = Part(Character("?"), "other", "z")
    text = "He said 你好吗 to them. Then 再见 again."
    segments, seen = cut(text, reads=reads, fallback=lambda _part, _language, _text: other)
    assert [(s.slate.text, s.slate.engine, s.slate.language) for s in segments[:3]] == [
        ("He said", "tone", "en"),
        ("你好吗", "other", "zh"),
        ("to them.", "tone", "en"),
    ]
    assert segments[0].after is Boundary.CLAUSE
    assert [(f.code, f.severity) for f in seen] == [("fallback-voice", Severity.WARNING)]
    segments, seen = cut(text, reads=reads)
    assert [s.slate.text for s in segments] == ["He said", "to them.", "Then", "again."]
    assert {(f.code, f.severity) for f in seen} == {("unreadable-text", Severity.ERROR)}


def test_chinese():
    text = "# 第一章\n\n黛玉道：[Jane] “我来了。坐吧，大家都在这里等你呢。” [] 他走了。"
    assert shape(text, language="zh")[:2] == [("第一章。", "heading"), ("黛玉道：", "clause")]


def test_editing_one_sentence_changes_one_key():
    before = "He went home to his wife. She was not there at all. The dog was there."
    old = {s.key for s in cut(before)[0]}
    new = {s.key for s in cut(before.replace("not there", "quite there"))[0]}
    assert len(new - old) == 1


def test_a_silent_title_and_an_empty_chapter_say_nothing():
    assert shape("# A {silent}\n\n# B\n\n***") == [("B.", "chapter_tail")]
