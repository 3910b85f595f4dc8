"""scripts/corpus.py: every file is read, refused or failed, and anything failed is an exit code of 1."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from audiobook.document import Skipped, SourceText
from audiobook.errors import CoverageError
from audiobook.events import silent
from audiobook.readers.choose import read_document

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "corpus.py"


@pytest.fixture
def corpus():
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("corpus", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules["corpus"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["corpus"]


@pytest.fixture
def shelf(tmp_path):
    """A folder with a book that is read, one that is refused, and a file that is none."""
    folder = tmp_path / "shelf"
    (folder / "sub").mkdir(parents=True)
    (folder / "good.md").write_text("# One\n\nText.\n\n# Two\n\nMore.\n")
    (folder / "sub" / "bad.epub").write_bytes(b"PK\x03\x04 nothing")
    (folder / "sub" / "picture.png").write_bytes(b"x")
    return folder


def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, SCRIPT, folder, *options], capture_output=True, text=True, check=False)


def test_table_and_json(shelf, tmp_path):
    done = run(shelf, "--json", str(tmp_path / "out.json"))
    assert done.returncode == 0, done.stderr
    assert [line.split() for line in done.stdout.splitlines()[1:4]] == [
        [".", "1", "1", "0", "0"],
        ["sub", "1", "0", "1", "0"],
        ["all", "2", "1", "1", "0"],
    ]
    assert "sub/bad.epub: bad.epub is not an EPUB" in done.stdout
    assert "peak MiB" in done.stdout
    good, bad = json.loads((tmp_path / "out.json").read_text())
    assert (good["outcome"], good["facts"]["sections"], good["facts"]["characters"]) == ("read", 2, 16)
    assert (bad["outcome"], bad["exit_code"]) == ("refused", 3)
    assert good["cpu_s"] > 0
    assert 10 < good["rss_mb"] < 500


@pytest.mark.parametrize(
    ("option", "why"), [("--limit-mb=12", "allowed are 12"), ("--limit-seconds=0.001", "took too long")]
)
def test_over_a_limit_is_a_failure(shelf, option, why):
    done = run(shelf, option)
    assert done.returncode == 1
    assert why in done.stdout


def test_folder_without_books_is_an_error(tmp_path):
    done = run(tmp_path)
    assert done.returncode == 1
    assert "no EPUB" in done.stderr


@pytest.mark.parametrize("change", ["lost", "twice", "uncounted"])
def test_account_that_does_not_hold_is_found(corpus, shelf, change):
    document = read_document(shelf / "good.md", silent)
    corpus.prove(document)
    block = document.sections[0].blocks[0]
    wrong = {
        "lost": replace(document, sections=document.sections[1:]),
        "twice": replace(document, skipped=(*document.skipped, Skipped("x", "Text.", block.source))),
        "uncounted": replace(document, sources=(SourceText("other", 1),)),
    }[change]
    with pytest.raises(CoverageError):
        corpus.prove(wrong)


def test_book_that_stops_the_process_is_a_failure(corpus, tmp_path, monkeypatch):
    (tmp_path / "a.md").write_text("x")
    monkeypatch.setattr(corpus, "__file__", str(tmp_path / "dies.py"))
    (tmp_path / "dies.py").write_text("import os; os.abort()")
    found = corpus.run_one(tmp_path / "a.md", 20, 500)
    assert (found.outcome, found.why) == ("failed", "exit -6 without a word")


@pytest.mark.parametrize(("share", "value"), [(50, 2), (51, 3), (100, 4), (1, 1)])
def test_percentile(corpus, share, value):
    assert corpus.percentile([4, 2, 1, 3], share) == value


def test_encrypted_zip_is_refused_not_failed(corpus, tmp_path):
    source = tmp_path / "b.epub"
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr("META-INF/rights.xml", '<r xmlns="http://ns.adobe.com/adept"/>')
    assert corpus.read_one(source)["outcome"] == "refused"
