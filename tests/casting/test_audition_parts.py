"""What an audition is made of: first lines, voices to compare, the picture, and a page that names cannot break."""

from __future__ import annotations

import re
import tomllib
from html.parser import HTMLParser

from audiobook.cast import Age, Cast, Character, Gender, Part, Voice
from audiobook.casting.audition import Audition, first_lines, main_characters, options_for, sheet_lines
from audiobook.casting.audition_page import Book, audition_page
from audiobook.casting.audition_picture import BINS, HEIGHT, chapter_ticks, strips
from audiobook.casting.scenes import Turn, chapter_starts, turns_of
from audiobook.prep.sentences import split_sentences
from audiobook.script import Chapter, Cue, Paragraph, Say, Script, Words

SIDES = [Gender.FEMALE, Gender.MALE]
VOICES = tuple(Voice(f"v{i}", "e", f"V{i}", ("en",), SIDES[i % 2], Age.ADULT) for i in range(10))
CAST = Cast(
    Part(Character("Narrator"), "e", "v0"),
    Part(Character("?"), "e", "v9"),
    (
        Part(Character("Ann", Gender.FEMALE, lines=4, aliases=("Annie",)), "e", "v2"),
        Part(Character("Bob", Gender.MALE, lines=3), "e", "v1"),
        Part(Character("Silent", Gender.MALE), "e", "v3"),
    ),
)


def sentences(text):
    return split_sentences(text, "en")


def para(*cues):
    return Paragraph(tuple(Cue((Words(text),), who) if isinstance(text, str) else text for who, text in cues))


def script_of(*items):
    return Script({}, (Chapter((Words("One"),), items),))


def test_first_lines_are_their_own_two_or_three_sentences():
    script = script_of(
        para(("", "It rained. It had rained for days.")),
        para(("Ann", "“Yes,”"), ("", " said Ann, "), ("Annie", "“it is late. We had better go home now.”")),
        para(("Bob", "“Why?”")),
        para(("Ann", "“Because the tide is coming in over the causeway.”")),
        para(("Ann", "“And I am cold.”")),
    )
    found = [cue.text for cue in first_lines(script, "Ann", {"Annie": "Ann"}, sentences)]
    assert found == [
        "“Yes,”",
        "“it is late. We had better go home now.”",
        "“Because the tide is coming in over the causeway.”",
    ]
    assert [c.text for c in first_lines(script, "", {}, sentences)] == ["It rained. It had rained for days."]
    assert first_lines(script, "Nobody", {}, sentences) == ()


def test_a_long_speech_is_cut_at_a_sentence_and_a_short_one_keeps_its_pronunciation():
    long = "“" + "I have a great deal to say about that matter of yours. " * 12 + "”"
    cut = first_lines(script_of(para(("Ann", long))), "Ann", {}, sentences)
    assert len(cut) == 1
    assert cut[0].text.endswith("yours.")
    assert len(cut[0].text) <= 260
    named = Cue((Words("“Ask "), Say("Siobhán", "Shivawn"), Words(".”")), "Ann")
    assert first_lines(script_of(para(("Ann", named))), "Ann", {}, sentences) == (named,)


def test_guessed_lines_are_heard_only_where_there_are_no_others():
    guess = Cue((Words("“Perhaps mine.”"),), "Ann", unsure=True)
    sure = Cue((Words("“Mine.”"),), "Ann")
    assert first_lines(script_of(para(("", guess), ("", sure))), "Ann", {}, sentences) == (sure,)
    assert first_lines(script_of(para(("", guess))), "Ann", {}, sentences) == (guess,)


def test_alternatives_fit_and_are_rather_nobody_elses():
    options = options_for(CAST.parts[0], CAST, VOICES)
    assert [o.chosen for o in options] == [True, False, False]
    assert options[0].part == CAST.parts[0]
    assert all(o.voice.gender is Gender.FEMALE for o in options)
    assert not {"v0", "v2"} & {o.part.voice for o in options[1:]}
    crowded = options_for(CAST.parts[0], CAST, VOICES[:3])
    assert {o.part.voice: o.others for o in crowded}["v0"] == ("Narrator",)


def test_an_engine_with_one_voice_offers_it_quicker_and_slower():
    options = options_for(CAST.narrator, CAST, VOICES[:1])
    assert [(o.part.voice, o.part.speed) for o in options] == [("v0", 1.0), ("v0", 0.95), ("v0", 1.05)]
    assert sheet_lines(CAST.narrator, options[1]) == ('voice = "v0"', "speed = 0.95", "pitch = -0.84")


def test_the_lines_to_write_are_toml_that_says_the_option():
    part = Part(Character("Ann"), "e", "v2", speed=0.95)
    for option in options_for(part, CAST, VOICES)[1:]:
        entry = tomllib.loads("\n".join(sheet_lines(part, option)))
        assert entry == {"voice": option.part.voice, "speed": 1}
    assert tomllib.loads(sheet_lines(part, options_for(part, CAST, VOICES)[0])[0]) == {"pinned": ["voice"]}


def test_the_picture_shows_where_somebody_speaks_and_says_it_in_words():
    quiet = para(("", "x" * 1000))
    first = Chapter((Words("One"),), (para(("Ann", "y" * 50)), quiet))
    second = Chapter((Words("Two"),), (quiet, para(("Ann", "y" * 20), ("Bob", "z"))))
    script = Script({}, (first, second))
    turns, starts = turns_of(script), chapter_starts(script)
    ann, bob, nobody = strips(turns, starts, ["Ann", "Bob", "Nobody"])
    bars = [int(x) for x in re.findall(r"M(\d+) ", ann.path)]
    assert bars[0] == 0
    assert bars[-1] == BINS - 1
    assert all(b < 6 or b > BINS - 4 for b in bars)
    assert all(0 < int(h) <= HEIGHT for h in re.findall(r"v(\d+)z", ann.path + bob.path))
    assert ann.words == "speaks in all 2 chapters, most in “One” (1 line)"
    assert bob.words == "speaks in chapter 2 of 2, most in “Two” (1 line)"
    assert (nobody.path, nobody.words, nobody.lines) == ("", "no line", 0)
    assert chapter_ticks(starts) == ((0.0, "One"), (101.4, "Two"))


def test_an_empty_book_has_empty_strips():
    assert strips((), chapter_starts(script_of()), ["Ann"])[0].path == ""
    assert strips((Turn("Ann"),), (("", 0), ("", 0)), ["Ann"])[0].lines == 1


class Page(HTMLParser):
    """Every tag with its attributes, and what is never closed."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.open = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "line", "path"}:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


def page_of(name):
    person = Character(name, Gender.FEMALE, lines=3)
    part = Part(person, "e", "v2")
    cast = Cast(CAST.narrator, CAST.unknown, (part,))
    said = (Cue((Words(f"“I am {name}.”"),), name),)
    audition = Audition(name, part, said, options_for(part, cast, VOICES))
    sounds = {(0, i): b"sound" for i in range(3)}
    turns = (Turn(name, size=3),)
    return audition_page(
        Book(f"The book of {name}", "A. N. Author", "en", "cast.toml"),
        (audition,),
        sounds,
        strips(turns, (("One", 0), ("", 3)), [name]),
        ((0.0, f"{name} comes"),),
    )


def test_the_page_is_whole_labelled_and_asks_no_network():
    text = page_of("Ann")
    page = Page(text)
    assert page.open == []
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    targets = [a["href"][1:] for a in page.all("a")]
    assert set(targets) <= set(ids)
    referred = [attrs["aria-labelledby"] for _, attrs in page.tags if "aria-labelledby" in attrs]
    assert set(referred) <= set(ids)
    assert len(page.all("audio")) == 3
    assert all(
        a["aria-label"] and a["src"].startswith("data:audio/mpeg;base64,") and "controls" in a
        for a in page.all("audio")
    )
    assert all(svg["aria-label"] and svg["role"] == "img" for svg in page.all("svg"))
    assert not re.search(r"https?:|//[a-z]|@import|url\(", text.replace("// Everything", ""))
    assert "default-src 'none'" in text
    assert "prefers-color-scheme: dark" in text


def test_no_name_can_break_out_of_the_page():
    evil = "</script><script>alert(1)</script>\" onload='x' {{ 7*7 }} <b>"
    page = Page(page_of(evil))
    assert len(page.all("script")) == 1
    assert page.all("b") == []
    assert not [attrs for _, attrs in page.tags if "onload" in attrs]
    assert "49" not in page_of(evil), "no name is a template"


def test_main_characters_have_something_to_say():
    assert [p.character.name for p in main_characters(CAST)] == ["Ann", "Bob"]
