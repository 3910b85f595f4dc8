"""``audiobook audition`` from a book to a page, with the tone engine."""

from __future__ import annotations

import base64
import io
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest


def audition(*args: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "audiobook", "audition", *map(str, args), "--engine", "tone"],
        capture_output=True,
        text=True,
        check=False,
    )


def sounds(page: str) -> list[bytes]:
    return [base64.b64decode(data) for data in re.findall(r'src="data:audio/mpeg;base64,([^"]+)"', page)]


def level(data: bytes) -> tuple[float, float]:
    """Seconds and RMS of an MP3."""
    import av
    import numpy as np

    with av.open(io.BytesIO(data), format="mp3") as source:
        rate = source.streams.audio[0].rate
        samples = np.concatenate([f.to_ndarray().mean(axis=0) for f in source.decode(audio=0)])
    return samples.size / rate, float(np.sqrt((samples.astype("float64") ** 2).mean()))


def test_the_page_has_every_main_character_in_three_voices(story: Path):
    done = audition(story)
    assert done.returncode == 0, done.stderr
    page = Path(done.stdout.strip())
    assert page == story.parent / f"{story.stem}.audiobook" / "audition" / "audition.html"
    text = page.read_text(encoding="utf-8")
    sheet = tomllib.loads((story.parent / f"{story.stem}.audiobook" / "cast.toml").read_text(encoding="utf-8"))
    names = [entry["name"] for entry in sheet["character"]]
    heads = re.findall(r'<h2 id="who-\d+-name">([^<]+)</h2>', text)
    assert heads == ["Narrator", *names]
    heard = sounds(text)
    assert len(heard) == 3 * len(heads)
    assert len(set(heard)) == len(heard), "each voice sounds like nothing else on the page"
    levels = [level(data) for data in heard]
    assert all(2 < seconds < 40 for seconds, _ in levels)
    rms = [value for _, value in levels]
    assert max(rms) < 2 * min(rms), "voices are compared at one loudness"
    for entry in sheet["character"]:
        assert f"<code>tone/{entry['voice']}</code>" in text
    assert "Who speaks when" in text


def test_one_character_into_a_folder_of_ones_own_and_again_without_recording(story: Path, tmp_path: Path):
    folder = tmp_path / "to listen" / "to"
    done = audition(story, "--character", "mrs. abel", "-o", folder)
    assert done.returncode == 0, done.stderr
    text = (folder / "audition.html").read_text(encoding="utf-8")
    assert re.findall(r'<h2 id="who-\d+-name">([^<]+)</h2>', text) == ["Mrs. Abel"]
    assert len(sounds(text)) == 3
    takes = story.parent / f"{story.stem}.audiobook" / "takes"
    before = {p: p.stat().st_mtime_ns for p in takes.iterdir()}
    again = audition(story, "--character", "Mrs. Abel", "-o", folder)
    assert again.returncode == 0, again.stderr
    assert {p: p.stat().st_mtime_ns for p in takes.iterdir()} == before
    assert (folder / "audition.html").read_text(encoding="utf-8") == text


def test_choosing_as_the_page_says_makes_it_the_chosen_voice(story: Path):
    page = Path(audition(story, "--character", "Nell").stdout.strip())
    lines = re.findall(r"<pre><code>([^<]+)</code></pre>", page.read_text(encoding="utf-8"))
    wanted = lines[1].replace("&#34;", '"').strip()
    assert wanted.startswith("voice = ")
    sheet = page.parent.parent / "cast.toml"
    head, _, rest = sheet.read_text(encoding="utf-8").partition('name = "Nell"')
    sheet.write_text(
        head + 'name = "Nell"' + re.sub(r"^voice = .*$", wanted, rest, count=1, flags=re.MULTILINE), "utf-8"
    )
    done = audition(story, "--character", "Nell")
    assert done.returncode == 0, done.stderr
    text = page.read_text(encoding="utf-8")
    voice = wanted.split('"')[1]
    chosen = text[text.index('<li class="chosen">') :]
    assert f"<code>tone/{voice}</code>" in chosen[: chosen.index("</li>")]


def test_an_audition_leaves_a_later_build_as_it_would_have_been(story: Path):
    assert audition(story).returncode == 0
    work = story.parent / f"{story.stem}.audiobook"
    assert not (work / "gains.lock").exists()
    assert not (work / "masters").exists()


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--character", "Mrs. Abell"), "Mrs. Abel"),
        (("--character", "Zzz"), "there is no character named 'Zzz'"),
        (("-o", __file__), "is not a folder"),
    ],
)
def test_a_wrong_command_line_is_one_message(story: Path, args: tuple[str, ...], says: str):
    done = audition(story, *args)
    assert done.returncode == 2, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_book_without_characters_is_heard_in_the_narrators_voice(tmp_path: Path):
    source = tmp_path / "plain.script.md"
    source.write_text("# One\n\nIt rained. It had rained for days. Nobody spoke.\n", encoding="utf-8")
    done = audition(source)
    assert done.returncode == 0, done.stderr
    text = Path(done.stdout.strip()).read_text(encoding="utf-8")
    assert len(sounds(text)) == 3
    assert "Who speaks when" not in text
