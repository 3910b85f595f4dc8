from __future__ import annotations

import subprocess
import sys

_HEAVY = (
    "numpy",
    "onnxruntime",
    "av",
    "ebooklib",
    "lxml",
    "bs4",
    "pydub",
    "mutagen",
    "rich",
    "hibari",
    "dashscope",
    "PIL",
)


def test_help_imports_nothing_heavy():
    code = (
        "import sys\nfrom audiobook.cli.main import cli\n"
        "try:\n    cli.main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print('LOADED', [m for m in {_HEAVY!r} if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "audiobook build book.epub" in result.stdout
    assert "LOADED []" in result.stdout


def test_readme_tables_are_the_codes_own():
    from conftest import ROOT

    result = subprocess.run(
        [sys.executable, "-m", "cogapp", "--check", "README.md"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
