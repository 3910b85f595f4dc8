"""The player's page in a real browser, from the disk, as a listener uses it."""

from __future__ import annotations

import json
import time
from itertools import pairwise

import pytest
from browser.pages import AUDIO, NOW, TIME, check_clean, lines_of, make_player, put

from audiobook.transcript import words_in

#: Bar 4 of the read-along issue.
LATE_S = 0.1
STALL_MS = 50
SAMPLER = """(seconds) => new Promise((done) => {
  const audio = document.querySelector("#audio"), rows = [], until = performance.now() + seconds * 1000;
  (function look() {
    const line = document.querySelector(".now");
    rows.push([audio.currentTime, line ? line.textContent.trim() : "", performance.now()]);
    if (performance.now() < until) setTimeout(look, 5); else done(rows);
  })();
})"""


@pytest.mark.parametrize("speed", [1, 2])
def test_the_spoken_sentence_is_marked_within_a_tenth_of_a_second(player, browser, speed):
    tab = browser(player)
    lines = lines_of(player, 0)
    while tab.run(f"{AUDIO}.playbackRate") < speed:
        tab.press("+")
    assert tab.run(f"{AUDIO}.playbackRate") == speed
    tab.press(" ")
    tab.wait(f"{TIME} > 0.1")
    rows = tab.run(f"({SAMPLER})(4)")
    assert rows[-1][0] - rows[0][0] > 3 * speed, "it plays at that speed"
    late = 0.0
    for (_, _, before), (at, shown, now) in pairwise(rows):
        if now - before > STALL_MS:  # the machine stood still, and the page with it
            continue
        due = [n for n, (start, _) in enumerate(lines) if start <= at]
        if due and lines[due[-1]][1] != shown:
            late = max(late, (at - lines[due[-1]][0]) / speed)
    assert late < LATE_S
    assert len({shown for _, shown, _ in rows}) >= 2, "several sentences went by"
    check_clean(tab, player)


def test_a_chapter_is_chosen_a_place_is_sought_and_a_sentence_is_clicked(player, browser):
    tab = browser(player)
    tab.click("#chapters li:nth-child(2) button")
    tab.wait(f"{TIME} > 0.2 && !{AUDIO}.paused")
    assert tab.run("document.querySelector('#text h2').textContent.trim()") == "Mrs. Abel Comes Up"
    assert tab.run("document.querySelector('#chapters [aria-current]').textContent").startswith("Mrs. Abel Comes Up")
    lines = lines_of(player, 1)
    assert [text for _, text in lines] == tab.run(
        "[...document.querySelectorAll('#text .line')].map((line) => line.textContent.trim())"
    )
    tab.press(" ")
    assert tab.run(f"{AUDIO}.paused"), "a button that was clicked does not keep the space bar"
    put(tab, "#seek", 20)
    tab.wait(f"{TIME} === 20")
    due = [text for start, text in lines if start <= 20][-1]
    assert tab.run(f"{NOW}.textContent.trim()") == due
    assert tab.run("document.querySelector('#seek').getAttribute('aria-valuetext')").startswith("0:20 of ")
    tab.click("#text .line[data-line='4']")
    tab.wait(f"{TIME} >= {lines[4][0]} && !{AUDIO}.paused")
    assert tab.run(TIME) < lines[4][0] + 2
    check_clean(tab, player)


def test_one_chapter_follows_the_other_and_sleep_stops_at_its_end(player, browser):
    tab = browser(player)
    tab.run(f"{TIME} = {AUDIO}.duration - 0.5")
    tab.press(" ")
    tab.wait("document.querySelector('#text h2').textContent.trim() === 'Mrs. Abel Comes Up'")
    tab.wait(f"{TIME} > 0.3 && !{AUDIO}.paused")
    put(tab, "#sleep", -1, "change")
    tab.run(f"{TIME} = {AUDIO}.duration - 0.5")
    tab.wait("document.querySelector('#text h2').textContent.trim() === 'Sixty-Two'")
    time.sleep(0.5)
    assert tab.run(f"{AUDIO}.paused")
    assert tab.run(TIME) == 0
    check_clean(tab, player)


def test_place_speed_and_volume_survive_a_reload(player, browser):
    tab = browser(player)
    tab.press("N")
    tab.press("ArrowRight")
    tab.press("+")
    put(tab, "#volume", 0.4)
    tab.press(" ")
    tab.wait(f"{TIME} > 16")
    tab.press(" ")
    before = tab.run(TIME)
    shown = tab.run(f"{NOW}.textContent")
    tab.reload()
    tab.wait(f"{AUDIO}.readyState > 0 && {NOW}")
    assert tab.run("document.querySelector('#text h2').textContent.trim()") == "Mrs. Abel Comes Up"
    assert abs(tab.run(TIME) - before) < 0.05
    assert tab.run(f"{NOW}.textContent") == shown
    assert tab.run(f"{AUDIO}.paused"), "nothing is heard unasked"
    assert tab.run(f"[{AUDIO}.playbackRate, {AUDIO}.volume]") == [1.1, 0.4]
    check_clean(tab, player)


def test_the_page_follows_until_the_person_scrolls_away(player, browser):
    tab = browser(player)
    tab.window(600, 420)
    tab.press(" ")
    seen = (
        "(() => { const line = document.querySelector('.now').getBoundingClientRect();"
        " return line.top >= 0 && line.bottom <= document.querySelector('#player').getBoundingClientRect().top; })()"
    )
    put(tab, "#speed", 3, "change")
    for at in (10, 25, 40):
        tab.run(f"{TIME} = {at}")
        tab.wait(f"{NOW} && {seen}", 5)
    tab.press(" ")
    time.sleep(1.3)
    tab.wheel(-5000)
    tab.wait("scrollY === 0 && !document.querySelector('#back').hidden")
    tab.run(f"{TIME} = 44; {AUDIO}.play()")
    tab.wait(f"{TIME} > 45.5")
    assert tab.run("scrollY") == 0
    tab.press("f")
    tab.wait(seen, 5)
    assert tab.run("document.querySelector('#back').hidden")
    check_clean(tab, player)


def test_the_page_may_ask_for_nothing_and_runs_no_script_but_its_own(player, browser):
    tab = browser(player)
    refused = "fetch({}).then(() => 'fetched', () => 'refused')"
    assert tab.run(refused.format(json.dumps(player.as_uri()))) == "refused"
    assert tab.run(refused.format("'https://example.invalid/'")) == "refused"
    tab.run(
        "(() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1';"
        " document.body.append(s);"
        " const p = document.createElement('p'); p.innerHTML = '<img src=\"x:\" onerror=\"window.ran = 2\">';"
        " document.body.append(p); })()"
    )
    time.sleep(0.2)
    assert tab.run("window.ran === undefined")


def test_what_a_book_says_is_shown_and_never_run(tmp_path, browser):
    evil = "</script><script>window.ran = 1</script><!-- & <img src=x onerror=window.ran=2>"
    quoted = evil.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    book = tmp_path / "evil.html"
    book.write_text(
        f'<html lang="en"><head><title>A {quoted} B</title></head><body><h1>C {quoted} D</h1>'
        f"<p>E {quoted} F.</p><p>\U0001f600 A smile and \U00020000 a sign.</p></body></html>",
        encoding="utf-8",
    )
    page = make_player(book)
    tab = browser(page)
    shown = tab.run("document.querySelector('#text').textContent")
    assert f"C {evil} D" in shown
    assert f"E {evil} F." in shown
    assert tab.run("document.querySelector('h1').textContent") == f"A {evil} B"
    assert tab.run("window.ran === undefined")
    assert tab.run("document.querySelectorAll('#text .line, #text [data-line]').length") >= 2
    # Words behind signs of two units are marked where they stand.
    tab.run("[...document.querySelectorAll('#text .line')].at(-1).click()")
    words = set()
    until = time.monotonic() + 30
    while time.monotonic() < until and "sign." not in words:
        found = tab.run("[...(CSS.highlights.get('word') ?? [])].map(String).join()")
        words.add(found)
        time.sleep(0.02)
    assert "sign." in words
    texts = tab.run("[...document.querySelectorAll('#text .line')].map((line) => line.textContent)")
    assert words <= {"", *(text[start:end] for text in texts for start, end in words_in(text))}
    check_clean(tab, page)


def test_sound_that_is_not_there_is_said(player, browser, tmp_path):
    lonely = tmp_path / player.name
    lonely.write_bytes(player.read_bytes())
    tab = browser()
    tab.open(lonely)
    tab.wait("!document.querySelector('#trouble').hidden")
    assert f"“{player.stem}”" in tab.run("document.querySelector('#trouble').textContent")


def test_a_page_in_one_file_has_its_sound_inside(player, browser, tmp_path):
    page = make_player(next(player.parent.glob("*.epub")), "--one-file", "-o", tmp_path / "alone.html")
    assert sorted(p.name for p in tmp_path.iterdir() if not p.name.startswith("profile")) == ["alone.html"]
    tab = browser(page)
    tab.press("N")
    tab.press(" ")
    tab.wait(f"{TIME} > 0.5")
    tab.run(f"{TIME} = 30")
    tab.wait(f"{TIME} > 30.3")
    assert [url for url in tab.requests if not url.startswith("data:")] == [page.as_uri()]
    assert tab.complaints == []
