"""The player's page with keys alone, on a phone, and as a proofer uses it."""

from __future__ import annotations

import csv
import tomllib

import pytest
from browser.pages import AUDIO, NOW, TIME, check_clean, lines_of

#: Keeps what is given to the person as a file.
SAVED = """const made = URL.createObjectURL;
window.saved = [];
URL.createObjectURL = (blob) => { saved.push(blob); return made(blob); };"""


def clock(seconds: float) -> str:
    """Minutes, seconds and tenths that have gone by."""
    return f"{int(seconds // 60)}:{int(seconds % 60):02}.{int(seconds % 1 * 10)}"


def test_everything_can_be_done_with_the_keyboard(player, browser):
    tab = browser(player)
    lines = lines_of(player, 0)
    tab.press(" ")
    tab.wait(f"!{AUDIO}.paused")
    tab.press("k")
    tab.wait(f"{AUDIO}.paused")
    tab.press("ArrowRight")
    assert 15 <= tab.run(TIME) < 17
    tab.press("ArrowLeft")
    assert tab.run(TIME) < 2
    tab.run(f"{TIME} = {lines[3][0] + 0.01}")
    tab.press("n")
    assert tab.run(TIME) == pytest.approx(lines[4][0], abs=0.002)
    tab.press("p")
    assert tab.run(TIME) == pytest.approx(lines[3][0], abs=0.002)
    tab.press("N")
    tab.wait("document.querySelector('#text h2').textContent.trim() === 'Mrs. Abel Comes Up'")
    tab.press("p")
    tab.wait(f"Math.abs({TIME} - {lines[-1][0]}) < 0.002")  # a sentence back, across chapters
    tab.press("-")
    assert tab.run(f"{AUDIO}.playbackRate") == 0.9
    tab.press("1")
    assert tab.run(f"{AUDIO}.playbackRate") == 1
    tab.press("?")
    assert tab.run("document.querySelector('#help').open")
    tab.press("Escape")
    assert not tab.run("document.querySelector('#help').open")
    tab.press("c")
    assert tab.run("document.activeElement.closest('#chapters') !== null")
    tab.press("Tab")
    tab.press("Enter")
    tab.wait("document.querySelector('#text h2').textContent.trim() === 'Mrs. Abel Comes Up'")
    check_clean(tab, player)


def test_the_tab_key_reaches_every_control_and_shows_where_it_is(player, browser):
    tab = browser(player)
    reached, outlined = [], []
    for _ in range(40):
        tab.press("Tab")
        reached.append(tab.run("document.activeElement.id || document.activeElement.className"))
        outlined.append(tab.run("getComputedStyle(document.activeElement).outlineStyle"))
        if reached[-1] == "volume":
            break
    wanted = ["contents-button", "proof-button", "help-button", "seek", "previous", "backward", "play", "forward"]
    assert {*wanted, "next", "speed", "sleep", "volume"} <= set(reached)
    assert any("line" in name.split() for name in reached), "the text is one stop"
    assert "none" not in outlined
    unnamed = tab.run(
        "[...document.querySelectorAll('button, input, select, textarea')].filter((e) =>"
        " !(e.getAttribute('aria-label') || e.textContent.trim() || e.labels?.length)).map((e) => e.outerHTML)"
    )
    assert unnamed == []


def test_in_the_text_arrows_go_from_sentence_to_sentence_and_enter_plays(player, browser):
    tab = browser(player)
    lines = lines_of(player, 0)
    tab.run("document.querySelector('#text .line').focus()")
    for _ in range(3):
        tab.press("ArrowDown")
    assert tab.run("document.activeElement.dataset.line") == "3"
    tab.press("Enter")
    tab.wait(f"!{AUDIO}.paused && {TIME} >= {lines[3][0]}")
    assert tab.run(f"{NOW}.getAttribute('aria-current')") == "true"
    check_clean(tab, player)


def test_keys_can_be_turned_off_for_those_who_need_them_otherwise(player, browser):
    tab = browser(player)
    tab.press("?")
    tab.click("#keys-on")
    tab.press("Escape")
    tab.press("n")
    assert tab.run(TIME) == 0
    tab.reload()
    tab.wait(f"{AUDIO}.readyState > 0")
    tab.press("n")
    assert tab.run(TIME) == 0


def test_a_proofer_marks_what_is_wrong_and_takes_the_list_away(player, browser):
    tab = browser(player)
    lines = lines_of(player, 0)
    tab.press("e")
    sheet = tomllib.loads(next(player.parent.glob("*.audiobook/cast.toml")).read_text(encoding="utf-8"))
    voice = next(f"tone/{entry['voice']}" for entry in sheet["character"] if entry["name"] == "Captain Merrow")
    who = tab.run("document.querySelector('.line[data-line=\"2\"] .who').textContent")
    assert who == f"Captain Merrow · {voice}"
    for line, note in ((2, '=swallowed, "twice"'), (5, "")):
        tab.run(f"{TIME} = {lines[line][0] + 0.05}")
        tab.wait(f"{NOW}?.dataset.line === '{line}'")
        tab.press("m")
        tab.write(note)
        tab.press("Enter", ctrl=True)
        tab.wait("!document.querySelector('#note').open")
    tab.reload()
    tab.wait(f"{AUDIO}.readyState > 0")
    assert tab.run("[...document.querySelectorAll('.marked')].map((e) => e.dataset.line)") == ["2", "5"]
    tab.run(SAVED)
    tab.click("#marks-csv")
    tab.click("#marks-text")
    tab.wait("saved.length === 2")
    rows = list(csv.reader(tab.run("saved[0].text()").splitlines()))
    script = next(player.parent.glob("*.audiobook/[!.]*.script.md"))
    number = next(
        n for n, row in enumerate(script.read_text(encoding="utf-8").splitlines(), 1) if "not possible" in row
    )
    assert rows[1][:2] == ["1", "The Lamp Goes Out"]
    assert rows[1][3:7] == ["Captain Merrow", voice, lines[2][1], '\'=swallowed, "twice"']
    assert rows[1][8] == f"{script.name}:{number}"
    assert rows[1][2] == clock(lines[2][0])
    assert rows[2][5] == lines[5][1]
    plain = tab.run("saved[1].text()")
    assert lines[2][1] in plain
    assert f"{script.name}:{number}" in plain


def test_where_nothing_may_be_remembered_it_still_plays_and_marks(player, browser):
    tab = browser()
    refuse = (
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
    )
    tab.call("Page.addScriptToEvaluateOnNewDocument", source=refuse)
    tab.open(player)
    tab.press(" ")
    tab.wait(f"{TIME} > 0.2")
    tab.press("m")
    tab.press("Enter", ctrl=True)
    assert "save the list" in tab.run("document.querySelector('#status').textContent")
    check_clean(tab, player)


def test_a_phone_sees_text_and_controls_without_scrolling_sideways(player, browser):
    tab = browser(player)
    tab.window(360, 740, phone=True)
    tab.press("e")
    tab.press(" ")
    tab.wait(NOW)
    assert tab.run("document.documentElement.scrollWidth <= 360")
    boxes = tab.run(
        "[...document.querySelectorAll('#player button, #player select, #marks-csv')]"
        ".map((e) => e.getBoundingClientRect()).map((box) => [box.left, box.right, box.height])"
    )
    assert all(left >= 0 and right <= 360 for left, right, _ in boxes)
    assert min(height for *_, height in boxes) >= 24, "a finger's target (WCAG 2.2, 2.5.8)"
