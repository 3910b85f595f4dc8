"""What of a book still has to be guessed at by its engine: `python scripts/bench/unread.py BOOK... [--work FOLDER]`.

Each book is opened as a build does it, with the engine that a build takes, and every text as sent is searched for
tokens that are said otherwise than they are written, by kind:

    digit         a figure in any script
    sign          anything that is neither a letter nor ordinary punctuation
    letter        a letter or sign that the segment's own engine does not read
    fallback      a word that another engine reads, since the book's own cannot
    abbreviation  a known short form with or without its point, or a short word with a point inside a sentence
    roman         a Roman numeral of two and more letters, or one letter with a point
    capitals      two capitals and more that are no acronym said as a word
    drawn         three times the same letter, or a fragment before a hyphen that repeats itself
    vowelless     a word without a vowel

Initialisms come with spaces (C I A) and are not listed. Prints a table with count and one context each, a total for
each kind and book; `--tsv FILE` also writes it all as a table.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from audiobook.annotated import runs  # noqa: E402
from audiobook.config import Config  # noqa: E402
from audiobook.corridor.opening import open_book  # noqa: E402
from audiobook.corridor.request import Request  # noqa: E402
from audiobook.numerals import roman_value  # noqa: E402
from audiobook.plugins import load_engine  # noqa: E402
from audiobook.prep.marks import words_of  # noqa: E402
from audiobook.prep.speech.english.letters import ACRONYMS  # noqa: E402
from audiobook.take import Segment  # noqa: E402

_TOKEN = re.compile(r"\S+")
#: Marks that a voice makes a pause or a tone of.
_MARKS = frozenset(".,;:!?'\"()-" + "’‘“”—–…‐‑―" + "。，、；：？！「」『』《》〈〉（）【】·～〜[]«»" + " \u00a0")
#: Known short forms, point or not; those that are words too need their point (own list, wider than the rules').
_SHORT = frozenset(
    words_of(
        """
    mr mrs ms dr st ste messrs mme mlle capt col lt lieut sgt sergt cpl maj prof rev revd hon esq jr sr bros ltd
    inc corp dept vs etc viz cf ibid approx lb lbs oz ft yd yds cwt hr hrs doz govt sec secs mins pp vol vols
    fig blvd rd mt recd jas chas wm thos geo robt edw benj saml xmas kg km cm mm mph pct pd qt tbsp tsp sq pt bk
    mgr supt insp sovs dut swed icel
        """
    )
)
_POINTED = frozenset(
    words_of(
        """
    nos ch ll pl ps adm brig gov sen rep pres fr jan feb apr jul aug sept oct nov dec tue tues thu thur thurs
    fri inst ult prox op trans bart kt bt min max tel lib
        """
    )
)
#: A longer word with a point inside a sentence is one that a writer drew out, no abbreviation.
_LONGEST_SHORT = 5
_CONTEXT = 34
_CAPITALS = re.compile(r"[A-ZÀ-Þ][A-ZÀ-Þ’'.]*[A-ZÀ-Þ]")
_ROMAN = re.compile(r"(?:[IVXLC]{2,}|M[CDLXVI]{2,}|[ivx]{2,}|[ivxlc]+(?=\.)|[VXL](?=\.))\.?")
_DRAWN = re.compile(r"([^\W\d_])\1\1|(?i:\b([a-z]{1,3})-(?:\2-)*\2)")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_VOWEL = re.compile("[aeiouyAEIOUYœæŒÆ]")
Row = tuple[str, str]


@dataclass
class Book:
    """What was found in one book: by kind and token how often, and where first."""

    segments: int = 0
    found: Counter[Row] = field(default_factory=Counter)
    contexts: dict[Row, str] = field(default_factory=dict)

    def add(self, kind: str, token: str, context: str) -> None:
        """One more of them."""
        self.found[kind, token] += 1
        self.contexts.setdefault((kind, token), context)


def searched(segments: tuple[Segment, ...], engine: str) -> Book:
    """All that the texts of a book hold; ``engine`` is the book's own."""
    book = Book(len(segments))
    for segment in segments:
        text = "".join(written if not phonemes else "word" for written, phonemes in runs(segment.slate.text))
        if segment.slate.engine != engine:
            book.add("fallback", text, f"{segment.slate.engine}, {segment.slate.language}")
            continue
        reads = load_engine(engine).reads
        for token in _TOKEN.finditer(text):
            around = text[max(0, token.start() - _CONTEXT) : token.end() + _CONTEXT]
            for kind, shown in _kinds(token[0], text[token.end() :], reads(token[0])):
                book.add(kind, shown, around)
    return book


def _kinds(token: str, after: str, readable: bool) -> Iterator[Row]:  # noqa: FBT001
    """What is to be said about one token; ``after`` is the rest of its text."""
    if not readable:
        yield "letter", token
    if any(char.isnumeric() and not _is_han(char) for char in token):
        yield "digit", token
    if any(not char.isalnum() and char not in _MARKS and not unicodedata.combining(char) for char in token):
        yield "sign", token
    bare = token.strip("“”‘’\"'()[]—–―-…,;:!?«»")
    for word in re.split(r"[—–-]", bare):
        yield from _word_kinds(word.strip("’'“”‘"), after, last=bare.endswith(word))
    if _DRAWN.search(token):
        yield "drawn", bare


def _word_kinds(word: str, after: str, *, last: bool) -> Iterator[Row]:
    plain, point = word.rstrip("."), word.endswith(".")
    key = plain.lower()
    inside = point and last and bool(re.match(r"[,;:—]|\s+[a-z\d]", after))
    known = key in _SHORT or (point and key in _POINTED)
    clipped = inside and plain.isalpha() and len(plain) <= _LONGEST_SHORT
    letter = point and len(plain) == 1 and plain.isalpha() and bool(after) and not _is_han(plain) and plain not in "IO"
    if known or clipped or letter or re.fullmatch(r"(?:\w\.)+\w\.?", word):
        yield "abbreviation", word
    roman = _ROMAN.fullmatch(word)
    if roman and roman_value(plain) and key not in {"mix", "dim", "mi", "di", "vi", "mil", "vim", "ill", "mid"}:
        yield "roman", word
    elif _CAPITALS.fullmatch(plain) and plain not in ACRONYMS:
        yield "capitals", plain
    for part in _WORD.findall(plain):
        if len(part) > 1 and part.isascii() and not _VOWEL.search(part) and key not in _SHORT and not roman:
            yield "vowelless", plain


def _is_han(char: str) -> bool:
    return unicodedata.name(char, "").startswith("CJK")


def shown(name: str, book: Book, rows: int) -> None:
    """Print a book's table."""
    kinds = Counter(kind for kind, _ in book.found.elements())
    print(f"\n## {name}: {book.found.total()} in {book.segments:,} segments; {dict(kinds.most_common())}")
    for (kind, token), count in sorted(book.found.items(), key=lambda one: (one[0][0], -one[1], one[0][1]))[:rows]:
        print(f"{kind:13}{count:5}  {token[:40]:40}  {book.contexts[kind, token][:90]}")


def main() -> None:
    """Open, search and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("books", type=Path, nargs="+")
    parser.add_argument("--work", type=Path, help="keep the work folders here, so that another run is quicker")
    parser.add_argument("--rows", type=int, default=100_000, help="rows shown of each book")
    parser.add_argument("--tsv", type=Path)
    asked = parser.parse_args()
    table: list[tuple[str, str, str, int, str]] = []
    with tempfile.TemporaryDirectory(prefix="unread-") as folder:
        for path in asked.books:
            opened = open_book(Request(path, Config(), work=(asked.work or Path(folder)) / path.stem))
            book = searched(opened.segments, opened.cast.cast.narrator.engine)
            shown(path.stem, book, asked.rows)
            table += [(path.stem, kind, t, n, book.contexts[kind, t]) for (kind, t), n in sorted(book.found.items())]
    if asked.tsv:
        with asked.tsv.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter="\t").writerows([("book", "kind", "token", "count", "context"), *table])


if __name__ == "__main__":
    main()
