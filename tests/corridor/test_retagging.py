"""Tags merged one by one: a person's stay, all others follow, and no word is ever touched."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from audiobook.corridor.retagging import rename_tags, retag, tag_text, units_of
from audiobook.prep.merge import merge_scripts
from audiobook.prep.scriptfile import format_script, parse_script
from audiobook.script import Chapter, Cue, Paragraph, Script, Words

VOICES = [
    ("", False),
    ("?", False),
    ("Ann", False),
    ("Ann", True),
    ("Bo: [x]?", False),
    ("say it", True),
    ("@x/", False),
]
voice = st.sampled_from(VOICES)


def script(voices, words):
    cues = [Cue((Words(f"{w}{n} "),), v[0], "", v[1]) for n, (v, w) in enumerate(zip(voices, words, strict=True))]
    # Two of one voice side by side stay two cues, as in a script that a person has edited.
    paragraphs = [Paragraph(tuple(cues[n : n + 3])) for n in range(0, len(cues), 3)]
    return format_script(Script({}, (Chapter((Words("T"),), tuple(paragraphs)),)))


def voices_of(text):
    return [s.voice for unit in units_of(text) for s in unit.stretches]


@given(st.lists(st.tuples(voice, voice, voice, st.booleans()), min_size=1, max_size=9))
def test_a_tag_is_the_persons_where_it_differs_and_else_the_new_one(rows):
    words = ["w*[x]"] * len(rows)
    base = script([r[0] for r in rows], words)
    mine = script([r[1] for r in rows], words)
    fresh = script([r[2] for r in rows], words)
    own, old, after = retag(base, mine, fresh)
    assert old == fresh
    assert voices_of(own) == [new if mine == was else mine for was, mine, new, _ in rows]
    assert merge_scripts(old, own, fresh).text == own
    # A pin that agrees with the new attribution is a pin still.
    later, _, _ = retag(after, own, script([("Zoe", False)] * len(rows), words))
    assert voices_of(later) == [("Zoe", False) if mine == was else mine for was, mine, new, _ in rows]


@given(st.lists(st.tuples(voice, voice, st.booleans()), min_size=1, max_size=9))
def test_a_changed_sentence_keeps_its_words_and_takes_the_new_tag(rows):
    words = [f"word{n}" for n in range(len(rows))]
    changed = [f"{w}x" if r[2] else w for w, r in zip(words, rows, strict=True)]
    base, fresh = script([r[0] for r in rows], words), script([r[1] for r in rows], words)
    mine = script([r[0] for r in rows], changed)
    own, old, _ = retag(base, mine, fresh)
    assert parse_script(own) == parse_script(script([r[1] for r in rows], changed))
    assert merge_scripts(old, own, fresh).conflicts == ()


@given(st.text(max_size=200))
def test_reading_units_never_changes_what_a_script_says(text):
    source = format_script(Script({}, (Chapter((Words("T"),), (Paragraph((Cue((Words(text),), "Ann"),)),)),)))
    renamed = parse_script(rename_tags(source, {"Ann": "Bo"}))
    assert [c.text for p in renamed.chapters[0].items for c in p.cues] == [
        c.text for p in parse_script(source).chapters[0].items for c in p.cues
    ]
    assert {c.speaker for p in renamed.chapters[0].items for c in p.cues} <= {"Bo"}


def test_only_tags_are_renamed():
    text = (
        '\ufeff+++\r\ntitle = "[Ann]"\r\n+++\r\n\r\n# [lang fr]Ann[/lang]\r\n\r\n<!-- [Ann] -->\r\n\r\n'
        "[Ann: [x\\]\\[Ann\\]] “Oh\\[Ann\\],\r\n  [pause 1s] no.” [  Ann?  ] *she*\r\n\r\n[@Ann] “Yes.”\r\n"
    ).replace("[x", "x")
    assert rename_tags(text, {"Ann": "B]o"}) == text.removeprefix("\ufeff").replace("\r\n", "\n").replace(
        "[Ann: x", "[B\\]o: x"
    ).replace("[  Ann?  ]", "[B\\]o?]").replace("[@Ann]", "[B\\]o]")


def test_a_tag_reads_back():
    for one in VOICES[1:]:
        cue = parse_script(f"{tag_text(one, 'low: [a]')} x").chapters[0].items[0].cues[0]
        assert (cue.speaker, cue.unsure, cue.direction) == (*one, "low: [a]")


def test_a_chapter_put_in_by_a_person_stays_and_the_rest_follows():
    base = "# A\n\n[Ann] “One.”\n\n[Ann] “Two.”\n\n[Bo] “Three.”\n"
    mine = base.replace("[Ann] “Two.”", "A line of mine.\n\n## New\n\n[Ann] “Two.” [] she said.")
    own, old, _ = retag(base, mine, base.replace("Ann", "Zoe"))
    assert own.count("[Zoe]") == 1
    assert own.count("[Ann]") == 1, "a paragraph of other words beside added ones is the person's"
    assert "A line of mine." in merge_scripts(old, own, base.replace("Ann", "Zoe")).text
