"""Sounds in a chapter's timeline, to the sample. One millisecond is 24 samples; each take speaks for one second."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from audiobook.editing.assemble import assemble, lay_chapter
from audiobook.editing.heard import ChapterSounds, Heard, Laid, Running, events_of
from audiobook.master import ClipSpan
from audiobook.prep.scriptfile import parse_script
from audiobook.script import Mark, MusicEnd, Paragraph, PauseMark, SoundEnd
from audiobook.take import Boundary, Segment, Slate, Take
from audiobook.timeline import DEFAULT_PAUSES_MS, Sound

MS = 24
RATE = 1000 * MS
#: Speech is this far inside its clip: the margins that assembling keeps.
LEAD, TAIL = 60 * MS, 80 * MS
HEARD = Heard("a.flac", 4_000 * MS, -3.0, loop_samples=3_950 * MS)
PAUSE = DEFAULT_PAUSES_MS


def laid(text: str, running: tuple[Running, ...] = (), heard: Heard = HEARD) -> Laid:
    """A chapter of this script; every mark is heard as ``heard``, every paragraph is one take."""
    (chapter,) = parse_script(f"# T {{silent}}\n\n{text}").chapters
    segments: list[Segment] = []
    for n, item in enumerate(chapter.items):
        if isinstance(item, Paragraph):
            slate = Slate(f"text {n}", "tone", "1", "m", "a", "en")
            segments.append(Segment(slate, slate.key, 0, n, 0, "", Boundary.PARAGRAPH))
        elif isinstance(item, PauseMark) and segments:
            last = segments[-1]
            ms = (last.pause_ms or 0) + item.ms
            segments[-1] = Segment(last.slate, last.key, 0, last.item, 0, "", Boundary.PARAGRAPH, ms)
    takes = {s.key: Take(s.key, RATE + 200 * MS * 2, RATE, 200 * MS, 200 * MS + RATE, 0.5) for s in segments}
    begins = {
        n: heard
        for n, item in enumerate(chapter.items)
        if isinstance(item, Mark) and not isinstance(item, MusicEnd | SoundEnd)
    }
    sounds = ChapterSounds(events_of(chapter, segments), begins, running, channels=2, mix_factor=2)
    return lay_chapter(0, "T", segments, takes, PAUSE, RATE, sounds)


def speech(made: Laid) -> list[tuple[int, int]]:
    """Where somebody speaks, in milliseconds."""
    return [((c.start + LEAD) / MS, (c.start + c.n_samples - TAIL) / MS) for c in made.timeline.tracks[0].clips]


def heard(made: Laid) -> list[tuple[float, float]]:
    """Where sounds are heard, in milliseconds."""
    return [(s.start / MS, (s.start + s.n_samples) / MS) for s in made.timeline.sounds]


def test_without_marks_a_chapter_is_what_it_always_was():
    made = laid("A.\n\nB.")
    assert speech(made) == [(750, 1750), (2400, 3400)]
    assert (made.timeline.sounds, made.timeline.channels, made.timeline.mix_factor) == ((), 1, 1)
    assert made.timeline.n_samples == 5400 * MS


def test_speech_waits_for_a_sound_with_a_breath_on_both_sides():
    made = laid("A.\n\n[sound a.wav -6dB fade 200ms/1s]\n\nB.")
    assert heard(made) == [(2050, 6050)]
    assert speech(made) == [(750, 1750), (6350, 7350)]
    assert made.timeline.sounds == (
        Sound("a.flac", 2050 * MS, 0, 4000 * MS, -9.0, fade_in=200 * MS, fade_out=1000 * MS),
    )
    assert (made.timeline.channels, made.timeline.mix_factor) == (2, 2)


def test_a_stretch_of_a_sound_is_trimmed_to_the_sample():
    made = laid("A.\n\n[sound a.wav 1.5s-2.25s]\n\n[sound a.wav 3s-]\n\nB.")
    assert [(s.in_sample, s.n_samples) for s in made.timeline.sounds] == [(1500 * MS, 750 * MS), (3000 * MS, 1000 * MS)]
    assert heard(made) == [(2050, 2800), (3100, 4100)]
    assert speech(made)[1][0] == 4400


def test_pauses_of_the_script_stand_where_they_are_written():
    made = laid(
        "A.\n\n[pause 1s]\n\n[sound a.wav]\n\n[pause 2s]\n\nB.\n\n[sound a.wav]\n\n[pause 50ms]\n\n[sound a.wav]\n\nC."
    )
    assert heard(made) == [(2750, 6750), (10050, 14050), (14100, 18100)]
    assert [begin for begin, _ in speech(made)] == [750, 8750, 18400]


def test_a_sound_under_speech_begins_with_the_next_words():
    made = laid("A.\n\n[sound a.wav under]\n\nB.")
    (sound,), (_, clip) = made.timeline.sounds, made.timeline.tracks[0].clips
    assert sound.start == clip.start
    assert speech(made) == [(750, 1750), (2400, 3400)]
    assert made.timeline.n_samples == (2340 + 4000 + 100) * MS


def test_a_sound_before_the_first_words_comes_after_the_head():
    made = laid("[sound a.wav]\n\n[pause 1s]\n\nA.\n\n[sound a.wav]")
    assert heard(made) == [(750, 4750), (7050, 11050)]
    assert speech(made) == [(5750, 6750)]
    assert made.timeline.n_samples == (11050 + PAUSE[Boundary.CHAPTER_TAIL]) * MS


def test_a_chapter_of_sounds_alone_is_as_long_as_they_are():
    made = laid("[sound a.wav]\n\n[sound a.wav]")
    assert heard(made) == [(750, 4750), (5050, 9050)]
    assert made.timeline.tracks[0].clips == ()
    assert made.timeline.n_samples == 11050 * MS


def test_a_bed_is_heard_alone_before_and_after_and_ducked_between():
    made = laid("[music a.wav lead 5s]\n\nA.\n\nB.\n\n[music end tail 4s fade 3s]\n\nC.")
    assert speech(made) == [(5750, 6750), (7400, 8400), (12700, 13700)]
    assert made.timeline.sounds == (
        Sound(
            "a.flac",
            750 * MS,
            0,
            (12400 - 750) * MS,
            -11.0,
            loop_samples=3950 * MS,
            ducked_db=-10.0,
            fade_out=3000 * MS,
        ),
    )


def test_a_bed_begins_in_the_pause_and_goes_out_under_what_follows():
    made = laid("A.\n\n[music a.wav -20dB clear -14dB]\n\nB.\n\n[music end]\n\nC.")
    assert speech(made) == [(750, 1750), (2400, 3400), (4050, 5050)]
    assert made.timeline.sounds == (
        Sound(
            "a.flac",
            1830 * MS,
            0,
            (3480 + 2000 - 1830) * MS,
            -17.0,
            loop_samples=3950 * MS,
            ducked_db=-6.0,
            fade_in=1000 * MS,
            fade_out=2000 * MS,
        ),
    )


def test_beds_cross_over_the_same_samples():
    made = laid("[music a.wav lead 2s]\n\nA.\n\n[music b.wav crossfade 1.5s]\n\nB.\n\n[music end tail 1s]")
    first, second = made.timeline.sounds
    assert first.start + first.n_samples - first.fade_out == second.start == (3750 + 80) * MS
    assert first.fade_out == second.fade_in == 1500 * MS
    assert (second.start + second.n_samples) / MS == speech(made)[1][1] + 1000


def test_music_once_ends_with_its_file_and_a_lead_is_no_longer():
    made = laid("[music a.wav once lead 9s]\n\nA.\n\nB.\n\n[music end]")
    (sound,) = made.timeline.sounds
    assert (sound.n_samples, sound.loop_samples) == (4000 * MS, 0)
    assert speech(made)[0][0] == 4750
    assert made.running == ()


def test_an_atmosphere_is_never_ducked_and_several_may_run():
    made = laid(
        "[sound a.wav loop]\n\nA.\n\n[sound b.wav loop -30dB]\n\nB.\n\n"
        "[sound end a.wav]\n\nC.\n\n[sound end fade 500ms]"
    )
    first, second = made.timeline.sounds
    assert (first.gain_db, first.ducked_db, second.gain_db) == (-27.0, 0.0, -33.0)
    assert first.start == 100 * MS
    assert first.start + first.n_samples == (speech(made)[1][1] + 80 + 1000) * MS
    assert second.start + second.n_samples == (speech(made)[2][1] + 80 + 500) * MS
    assert made.running == ()


def test_a_clip_is_speech_with_a_paragraphs_pause_and_tells_its_time():
    made = laid("A.\n\n[clip a.wav 1s-2s]\n\nB.")
    (sound,) = made.timeline.sounds
    assert sound.speech
    assert (sound.gain_db, sound.in_sample) == (-3.0, 1000 * MS)
    assert heard(made) == [(2400, 3400)]
    assert speech(made)[1][0] == 4050
    assert made.clips == (ClipSpan(1, 2400 * MS, 3400 * MS),)


def test_what_runs_on_is_quiet_at_the_join_and_goes_on_where_it_was():
    one = laid("A.\n\n[music a.wav]\n\nB.")
    (sound,), (running,) = one.timeline.sounds, one.running
    assert sound.start + sound.n_samples == one.timeline.n_samples - 100 * MS
    assert sound.fade_out == 1000 * MS
    assert running.played == sound.n_samples
    two = laid("C.\n\n[music end]", one.running)
    (rest,) = two.timeline.sounds
    assert (rest.start, rest.in_sample, rest.fade_in) == (100 * MS, running.played, 500 * MS)
    assert two.running == ()


def test_music_once_that_is_over_does_not_run_on():
    one = laid("[music a.wav once]\n\nA.\n\nB.\n\nC.")
    assert one.running == ()
    two = laid("A.", (Running(parse_script("[music a.wav once]").chapters[0].items[0], HEARD, 3_500 * MS),))
    assert two.timeline.sounds[0].n_samples == 500 * MS


lines = st.lists(
    st.sampled_from([
        "A.", "A.", "B.", "[pause 700ms]", "[pause 0ms]", "***", "[sound a.wav]", "[sound a.wav under]",
        "[sound a.wav 1s-3s fade 5s]", "[sound a.wav loop]", "[sound end]", "[music a.wav]",
        "[music a.wav once lead 2s]", "[music a.wav crossfade 3s]", "[music a.wav lead 1s]",
        "[music end]", "[music end tail 3s]", "[music end fade 0ms]",
        "[clip a.wav 1s-3s]",
    ]),
    max_size=14,
)  # fmt: skip


@given(lines, st.integers(1, 5_000))
@example(["[sound a.wav under]", "[music end tail 3s]"], 1)  # once began at 0
@example(["[music end tail 3s]", "[pause 0ms]", "[sound a.wav]"], 1)  # and this one
def test_whatever_the_marks_all_sounds_lie_inside_and_no_clip_is_lost(parts: list[str], length: int):
    file = Heard("a.flac", length * MS, 0.0, loop_samples=max(1, length * MS - 10))
    running: tuple[Running, ...] = ()
    for _ in range(2):
        made = laid("\n\n".join(parts), running, file)
        timeline = made.timeline
        edge = 100 * MS
        for sound in timeline.sounds:
            assert sound.n_samples > 0
            assert sound.start >= edge
            assert sound.start + sound.n_samples <= timeline.n_samples - edge
            assert sound.loop_samples or sound.in_sample + sound.n_samples <= file.n_samples
            assert sound.ducked_db <= 0
        clips = timeline.tracks[0].clips
        assert len(clips) == sum(part in {"A.", "B."} for part in parts)
        ends = [0, *(clip.start + clip.n_samples for clip in clips)]
        assert all(clip.start >= end for clip, end in zip(clips, ends, strict=False))
        running = made.running


@pytest.mark.parametrize("text", ["A.\n\nB.", "A.\n\n[pause 2s]\n\nB.", "A.\n\n***\n\nB.\n\n[pause 10ms]"])
def test_an_atmosphere_under_all_of_it_moves_no_speech(text: str):
    assert speech(laid(f"[sound a.wav loop]\n\n{text}")) == speech(laid(text))
    assert assemble(0, "T", [], {}, PAUSE, RATE).n_samples == 2750 * MS
