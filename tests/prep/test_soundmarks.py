"""Marks of sound: what they mean, what they are written as, and what is said of one that is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.errors import ScriptError
from audiobook.prep.scriptfile import check_marks, format_script, parse_script
from audiobook.prep.times import MAX_TIME_MS, level_db, level_text, time_ms, time_text
from audiobook.script import ClipMark, Mark, MusicEnd, MusicMark, SoundEnd, SoundMark, Stretch


def mark(text: str) -> Mark:
    (item,) = parse_script(text, "b.script.md").chapters[0].items
    assert isinstance(item, Mark)
    return item


MEANT = [
    ("[sound door.wav]", SoundMark("door.wav")),
    ("[Sound door.wav]", SoundMark("door.wav")),
    ("[sound door.wav -6dB under]", SoundMark("door.wav", -6.0, under=True)),
    ("[sound door.wav -6 dB]", SoundMark("door.wav", -6.0)),
    ("[sound door.wav \u22126dB]", SoundMark("door.wav", -6.0)),
    ("[sound a.wav 12.5s-48s]", SoundMark("a.wav", stretch=Stretch(12_500, 48_000))),
    ("[sound a.wav 1:02.5-]", SoundMark("a.wav", stretch=Stretch(62_500))),
    ("[sound a.wav fade 200ms]", SoundMark("a.wav", fade=(200, 200))),
    ("[sound a.wav fade 1s/2min]", SoundMark("a.wav", fade=(1000, 120_000))),
    ('[sound "my door.wav"]', SoundMark("my door.wav")),
    ('[sound "end"]', SoundMark("end")),
    ("[sound rain.wav loop]", SoundMark("rain.wav", -24.0, loop=True)),
    ("[sound rain.wav loop -30dB]", SoundMark("rain.wav", -30.0, loop=True)),
    ("[sound end]", SoundEnd()),
    ("[sound end rain.wav fade 2s]", SoundEnd("rain.wav", 2000)),
    ("[music theme.mp3 -18dB fade 2s]", MusicMark("theme.mp3", fade=(2000, 2000))),
    ("[music a.wav lead 5s once]", MusicMark("a.wav", lead_ms=5000, once=True)),
    ("[music a.wav clear -4dB crossfade 3s]", MusicMark("a.wav", clear_db=-4.0, crossfade_ms=3000)),
    ("[music end tail 4s fade 3s]", MusicEnd(4000, 3000)),
    ("[clip a.wav]", ClipMark("a.wav")),
    (
        '[clip a.wav 12.5s-48s "She said: \\"No.\\" \\[sic\\]" as "Ada Moss"]',
        ClipMark("a.wav", Stretch(12_500, 48_000), words='She said: "No." [sic]', speaker="Ada Moss"),
    ),
    ("[clip a.wav 2dB as Ada]", ClipMark("a.wav", level_db=2.0, speaker="Ada")),
]


@pytest.mark.parametrize(("text", "meant"), MEANT)
def test_a_mark_means_what_it_says_and_is_written_so_that_it_means_it_again(text: str, meant: Mark):
    assert mark(text) == meant
    assert mark(format_script(parse_script(text))) == meant


@pytest.mark.parametrize(
    ("text", "column", "says", "hint"),
    [
        ("[sound a.wav louder]", 14, "'louder' is not understood in [sound …]", "it knows: -6dB"),
        ("[sound a.wav lop -24dB]", 14, "'lop' is not understood", "did you mean 'loop'?"),
        ("[sound a.wav undr]", 14, "not understood", "did you mean 'under'?"),
        ("[sound a.wav once]", 14, "'once' is not understood in [sound …]", "loop"),
        ("  [music a.wav laed 5s]", 16, "not understood", "did you mean 'lead'?"),
        ("[music end tial 5s]", 12, "'tial' is not understood in [music end …]", "did you mean 'tail'?"),
        ("[sound a.wav -6dB -7dB]", 19, "stands twice", "leave one"),
        ("[sound a.wav -90dB]", 14, "is no level", "0dB is as loud as the voices"),
        ("[sound a.wav fade]", 14, "says nothing", "fade 1s/2s"),
        ("[sound a.wav fade soon]", 19, "no length of time", "800ms"),
        ("[sound a.wav fade 1s/x]", 19, "no length of time", "fade 1s/2s"),
        ("[sound a.wav loop 1s-2s]", 19, "a loop cannot have", "leave out 'loop'"),
        ("[sound a.wav loop under]", 19, "a loop cannot have", "anyway"),
        ("[clip a.wav 48s-12s]", 13, "ends before it begins", "write 12s-48s"),
        ("[clip a.wav 5s-5s]", 13, "ends before it begins", "12.5s-48s"),
        ("[clip a.wav 1-2]", 13, "no length of time", "12.5s-48s"),
        ('[clip a.wav "words]', 13, "quotation mark is not closed", "like this"),
        ("[clip a.wav as Ada Moss]", 20, "'Moss' is not understood", 'as "Ada Moss"'),
        ("[clip a.wav as]", 13, "says nothing", 'as "Name"'),
        ("[music a.wav -6dB]", 14, "would drown who speaks", "clear -6dB"),
        ("[music a.wav -12dB clear -20dB]", 20, "quieter without speech", "clear -12dB"),
        ('[sound ""]', 8, "names no file", "[sound music/theme.wav]"),
    ],
)
def test_errors_name_the_place_and_what_is_known(text: str, column: int, says: str, hint: str):
    with pytest.raises(ScriptError) as caught:
        parse_script(f"# T\n\n{text}\n", "b.script.md")
    assert str(caught.value).startswith(f"b.script.md:3: column {column}: ")
    assert says in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("text", "line", "says", "hint"),
    [
        ("[music end]", 1, "[music end] stands after no music that runs", "[music FILE]"),
        ("[music a.wav]\n\n[music end]\n\n# B\n\n[music end]", 7, "no music that runs", "take it out"),
        ("[sound a.wav]\n\n[sound end]", 3, "no loop that runs", "[sound FILE loop]"),
        ("[sound a.wav loop]\n\n[sound end b.wav]", 3, "[sound end b.wav]", "here runs a.wav"),
        ("[sound a.wav loop]\n\n[sound a.wav loop]", 3, "runs already", "[sound end a.wav]"),
    ],
)
def test_an_end_needs_a_beginning(text: str, line: int, says: str, hint: str):
    with pytest.raises(ScriptError) as caught:
        check_marks(parse_script(text, "b.script.md"))
    assert caught.value.source is not None
    assert (caught.value.source.line, says in caught.value.message) == (line, True)
    assert hint in caught.value.hint


def test_what_runs_may_run_into_the_next_chapter():
    text = "# A\n\n[music a.wav]\n\n[sound b.wav loop]\n\n[sound c.wav loop]\n\n# B\n\n[music end]\n\n[sound end]"
    assert check_marks(parse_script(text)) is None


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("800ms", 800),
        ("1.5s", 1500),
        ("1:02.5", 62_500),
        ("1:00:05", 3_605_000),
        ("2min", 120_000),
        ("0.25MIN", 15_000),
        ("90:00", 5_400_000),
    ],
)
def test_times_are_read_as_people_write_them(text: str, ms: int):
    assert time_ms(text) == ms


@pytest.mark.parametrize("text", ["", "5", "1:5", "1:60", "s", "1,5s", "-1s", "1h", "99999999s"])
def test_other_texts_are_no_times(text: str):
    assert time_ms(text) is None


@given(st.integers(0, MAX_TIME_MS), st.integers(-600, 120))
def test_times_and_levels_are_read_as_they_are_written(ms: int, tenths: int):
    assert time_ms(time_text(ms)) == ms
    assert level_db(level_text(tenths / 10)) == tenths / 10
