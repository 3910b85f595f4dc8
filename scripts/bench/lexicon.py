"""Time a pronunciation list on a book: `python scripts/bench/lexicon.py BOOK [--entries 10000] [--patterns 50]`.

The list is made from the book's own words: half of its entries are words that occur, after the 500 most frequent ones,
which nobody looks up (``--common`` takes those too, so that nearly every word of the book is an entry); a tenth are
phrases of two words; the rest do not occur. The book is matched as a build does it, cue by cue. Prints seconds of this
process (CPU time, so that a busy machine does not count) and how many matches there are.
"""

from __future__ import annotations

import argparse
import itertools
import re
import time
from collections import Counter
from pathlib import Path

from audiobook.plugins import EngineInfo, Parallel
from audiobook.prep.lexicon.changes import Passage, changes
from audiobook.prep.lexicon.load import load
from audiobook.prep.lexicon.speak import spoken
from audiobook.prep.prepare import prepare
from audiobook.readers.choose import read_document
from audiobook.reading import ReadingPolicy
from audiobook.script import Paragraph, Say, Words

ENGINE = EngineInfo("hibari", "0", "heart", Parallel.PROCESSES, 300, phonemes="hibari")
_WORD = re.compile(r"[^\W\d_]+")


def texts_of(book: Path) -> list[str]:
    """The cues of a book, as the segmenter would ask for them."""
    script = prepare(read_document(book, lambda _: None, ReadingPolicy()), lambda _: None)
    cues = [
        "".join(
            part.text if isinstance(part, Words) else part.spoken for part in cue.parts if isinstance(part, Words | Say)
        )
        for chapter in script.chapters
        for item in chapter.items
        if isinstance(item, Paragraph)
        for cue in item.cues
    ]
    return [cue for cue in cues if cue]


def made_list(texts: list[str], entries: int, patterns: int, skipped: int) -> str:
    """A list of so many entries in TOML."""
    words = [word for text in texts for word in _WORD.findall(text)]
    common = [word for word, _ in Counter(words).most_common(skipped + entries // 2)][skipped:]
    pairs = [f"{a} {b}" for (a, b), _ in Counter(itertools.pairwise(words)).most_common(entries // 5)][-entries // 10 :]
    rest = [f"Zz{n}x" for n in range(entries - patterns - len(common) - len(pairs))]
    lines = [
        f'[[entry]]\nwritten = "{written}"\nsay = "x{n}"\nipa = "ˈwʊstə"\nlanguage = "en"\n'
        for n, written in enumerate([*common, *pairs, *rest])
    ]
    lines += [
        f'[[entry]]\nwritten = "(North|South){n} [A-Z][a-z]+(bridge|ton){{1,2}}"\nregex = true\nsay = "y"\n'
        for n in range(patterns)
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("book", type=Path)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--patterns", type=int, default=0)
    parser.add_argument("--common", action="store_true")
    asked = parser.parse_args()
    texts = texts_of(asked.book)
    size = sum(map(len, texts))
    toml = made_list(texts, asked.entries, asked.patterns, 0 if asked.common else 500)
    print(f"{asked.book.name}: {size:,} characters in {len(texts):,} cues, {asked.entries:,} entries")
    began = time.process_time()
    lexicon = load([("lexicon.toml", toml)])
    read = time.process_time()
    lexicon.matches("x", "en", "", ENGINE)
    compiled = time.process_time()
    found = [lexicon.matches(text, "en", "", ENGINE) for text in texts]
    matched = time.process_time()
    said = [spoken(text, matches).text for text, matches in zip(texts, found, strict=True)]
    put = time.process_time()
    other = load([("lexicon.toml", toml.replace("ˈwʊstə", "ˈwiːstə", 1))])
    passages = [Passage(str(n), text, "en", "", ENGINE) for n, text in enumerate(texts)]
    differ = sum(1 for _ in changes(lexicon, other, passages))
    rows = {
        "reading the list": read - began,
        "compiling it": compiled - read,
        "matching the book": matched - compiled,
        "putting the forms in": put - matched,
        "all of it": put - began,
    }
    for name, seconds in rows.items():
        print(f"{name:22}{seconds:8.2f} s")
    print(
        f"{sum(map(len, found)):,} matches in {sum(1 for one in said if one):,} cues; one entry changed: {differ} cues"
    )


if __name__ == "__main__":
    main()
