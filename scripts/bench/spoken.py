"""How often the spoken form is right: a rate for each category of the written-spoken tables.

    python scripts/bench/spoken.py en --half dev --show
    python scripts/bench/spoken.py en --half held

The held half prints rates only, so that nobody sees its rows; tests/data/spoken/README.md says why.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from audiobook.prep.speech.model import Context  # noqa: E402
from audiobook.prep.speech.normalise import changes, spoken  # noqa: E402

_TABLES = ROOT / "tests" / "data" / "spoken"
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})
_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\u3000-\u303f\uff00-\uffef"


def folded(text: str, language: str) -> str:
    """Both sides of the comparison, folded as the tables' page says and no further."""
    text = unicodedata.normalize("NFC", text).translate(_QUOTES)
    text = re.sub(r"\.\.\.|\. \. \.", "…", text).replace("--", "—")
    text = re.sub(r"(?<=[^\W\d_])-(?=[^\W\d_])", " ", text)
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r" (?=[,.;:!?)])", "", text)
    if language == "zh":
        text = re.sub(rf"(?<=[{_HAN}]) | (?=[{_HAN}])", "", text)
    return re.sub(r"[^\W\d_][^\W_]*", lambda m: m[0][0].lower() + m[0][1:], text)


def _rows(language: str, half: str, table: str) -> Iterator[dict[str, str]]:
    """The rows of all tables of a half, or of one."""
    for path in sorted(_TABLES.glob(f"{language}-{half}*.tsv")):
        if table in {"", path.stem}:
            with path.open(encoding="utf-8", newline="") as file:
                yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("language", choices=["en", "zh"])
    options.add_argument("--half", choices=["dev", "held"], default="dev")
    options.add_argument("--table", default="", help="only this file of the half, such as en-dev-3")
    options.add_argument("--show", action="store_true", help="rows that are wrong (dev only)")
    asked = options.parse_args()
    right: Counter[str] = Counter()
    rows: Counter[str] = Counter()
    for row in _rows(asked.language, asked.half, asked.table):
        category, written = row["category"], row["written"]
        said = spoken(written, changes(written, asked.language, context=Context()))
        accepted = [row["spoken"], *filter(None, (row.get("also") or "").split("|"))]
        good = folded(said, asked.language) in {folded(one, asked.language) for one in accepted}
        rows[category] += 1
        right[category] += good
        if asked.show and not good and asked.half == "dev":
            print(f"{category}\n  {written}\n  got    {said}\n  wanted {row['spoken']}")
    for category, count in rows.items():
        print(f"{category:12} {right[category]:4} / {count:4}  {100 * right[category] / count:5.1f} %")
    print(f"{'all':12} {right.total():4} / {rows.total():4}  {100 * right.total() / rows.total():5.1f} %")


if __name__ == "__main__":
    main()
