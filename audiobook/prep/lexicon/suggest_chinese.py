"""Chinese words worth checking: names, rare characters, and characters with several readings.

Chinese has no blanks between words, and nothing here cuts it into words. Names are those of the people who speak; a
character with several readings is shown with a neighbour, where the two are no word in which its reading is plain.
Readings depend on the words, so a single such character is never listed: an entry for it would be wrong elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from audiobook.prep.lexicon.entry import canonical
from audiobook.prep.lexicon.polyphones import POLYPHONES
from audiobook.prep.lexicon.suggest_model import Kind, Reads, Suggestion, context_of, key_of
from audiobook.prep.speech.chinese.fold import fold
from audiobook.take import Segment

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_NAME = re.compile(f"[{_HAN}]{{2,5}}")
_RARE = re.compile(f"[{_HAN}]")
_MANY = re.compile(f"[{''.join(POLYPHONES)}]")
#: How doubtful a reading is (own judgement): that of a name with a character that sounds otherwise as a family name,
#: of other names, of rare characters, and of two characters that may be no word at all.
_SURNAME, _NAMED, _ODD, _PAIR = 0.5, 0.1, 0.3, 0.02
#: Of one character only its most frequent neighbours are listed, and only such as come again (own judgement).
_PAIRS, _PAIR_COUNT = 2, 5
#: Beside one of these a character has its usual reading, or grammar decides (own list, simplified).
_GRAMMAR = frozenset(
    "不了的他她它我你您是一二三两十几个就又便这那哪说道去来上下出进起有人也在着们都还要会把被给与和之其所以而可能得过没很太最更再已只"
)
_CHINESE = frozenset({"zh", "cmn"})
#: The first level of GB 2312 (1980): 3,755 characters in common use; that of Big5 (1984): 5,401. By leading bytes.
_LEVELS = {"gb2312": (0xB0, 0xD7), "big5": (0xA4, 0xC6)}


def chinese_words(segments: Sequence[Segment], listed: AbstractSet[str], reads: Reads) -> Iterator[Suggestion]:
    """Such words of the Chinese segments, in no order; those ``listed`` (folded words) are left out.

    Linear in the text for a given number of names. ``reads`` is asked once for each word.
    """
    said = [one for one in segments if canonical(one.slate.language).split("-")[0] in _CHINESE]
    if not said:
        return
    found: dict[tuple[str, Kind], tuple[int, float, Segment, int]] = {}
    names = _names(said)
    for kind, places in (
        (Kind.NAME, _named(said, names)),
        (Kind.RARE, _rare(said, names)),
        (Kind.POLYPHONE, _pairs(said, names)),
    ):
        for word, doubt, segment, at in places:
            count, _, first, where = found.get((word, kind), (0, doubt, segment, at))
            found[word, kind] = (count + 1, doubt, first, where)
    for (word, kind), (count, doubt, segment, at) in _kept(found).items():
        if key_of(word) not in listed:
            yield _suggestion(word, kind, count, doubt * count, segment, at, reads)


_Found = dict[tuple[str, Kind], tuple[int, float, Segment, int]]
_Place = tuple[str, float, Segment, int]


def _kept(found: _Found) -> _Found:
    """All names and rare characters, and of each character's pairs the most frequent."""
    kept = {key: one for key, one in found.items() if key[1] is not Kind.POLYPHONE}
    shown: Counter[str] = Counter()
    pairs = ((key, one) for key, one in found.items() if key[1] is Kind.POLYPHONE and one[0] >= _PAIR_COUNT)
    for key, one in sorted(pairs, key=lambda pair: (-pair[1][0], pair[0][0])):
        chars = [char for char in fold(key[0]).text if char in POLYPHONES]
        if all(shown[char] < _PAIRS for char in chars):
            shown.update(chars)
            kept[key] = one
    return kept


def _suggestion(word: str, kind: Kind, count: int, score: float, segment: Segment, at: int, reads: Reads) -> Suggestion:
    slate = segment.slate
    reading, known = reads(slate.engine, word, slate.language) or ("", False)
    context = context_of(segment.displayed, at) + _choice(word)
    return Suggestion(
        word, count, kind, context, segment.source, slate.engine, slate.language, reading, known is not False, score
    )


def _choice(word: str) -> str:
    """What its characters can be read as: `` (行 xíng 行走, háng 银行)``."""
    many = [char for char in fold(word).text if char in POLYPHONES]
    told = [
        f"{char} " + ", ".join(f"{reading} {example}" for reading, example in POLYPHONES[char].readings)
        for char in dict.fromkeys(many)
    ]
    return f" ({'; '.join(told)})" if told else ""


def _names(segments: Sequence[Segment]) -> frozenset[str]:
    """Who speaks, by names of Chinese characters."""
    return frozenset(name for name in {one.speaker for one in segments} if _NAME.fullmatch(name))


def _named(segments: Sequence[Segment], names: AbstractSet[str]) -> Iterator[_Place]:
    """Names with a rare character or one of several readings, wherever the text has them."""
    doubts = {name: doubt for name in names if (doubt := _doubt(name))}
    if not doubts:
        return
    pattern = _any_of(doubts)
    for segment in segments:
        for match in pattern.finditer(segment.displayed):
            yield match[0], doubts[match[0]], segment, match.start()


def _doubt(name: str) -> float:
    folded = fold(name).text
    first = POLYPHONES.get(folded[0])
    if (first and first.surname) or any(map(_is_rare, name)):
        return _SURNAME
    return _NAMED if any(char in POLYPHONES for char in folded) else 0.0


def _rare(segments: Sequence[Segment], names: AbstractSet[str]) -> Iterator[_Place]:
    """Rare characters outside of names."""
    covered = _any_of(names) if names else None
    seen: dict[str, bool] = {}
    for segment in segments:
        text = segment.displayed
        hidden = _spans(covered, text)
        for match in _RARE.finditer(text):
            char = match[0]
            if char not in seen:
                seen[char] = _is_rare(char)
            if seen[char] and match.start() not in hidden:
                yield char, _ODD, segment, match.start()


def _is_rare(char: str) -> bool:
    """Outside the first levels of both character sets, as it stands and in its simplified form."""
    return not any(_in_level(form, name) for form in {char, fold(char).text} for name in _LEVELS)


def _in_level(char: str, encoding: str) -> bool:
    try:
        lead = char.encode(encoding)[0]
    except UnicodeEncodeError:
        return False
    first, last = _LEVELS[encoding]
    return first <= lead <= last


def _pairs(segments: Sequence[Segment], names: AbstractSet[str]) -> Iterator[_Place]:
    """Characters of several readings with the one before and the one behind, where neither tells the reading."""
    covered = _any_of(names) if names else None
    for segment in segments:
        text = fold(segment.displayed).text
        hidden = _spans(covered, segment.displayed)
        last = -1
        for match in _MANY.finditer(text):
            at = match.start()
            if at in hidden or _is_plain(text, at):
                continue
            for start, beside in ((at - 1, at - 1), (at, at + 1)):
                pair = text[max(start, 0) : start + 2]
                if start > last and _NAME.fullmatch(pair) and text[beside] not in _GRAMMAR and pair[0] != pair[1]:
                    last = start  # both of its characters may be of this kind
                    yield segment.displayed[start : start + 2], _PAIR, segment, start


def _is_plain(text: str, at: int) -> bool:
    """Whether it stands in a word, of up to three characters, in which its reading is plain."""
    words = POLYPHONES[text[at]].plain
    return any(text[start : start + size] in words for size in (2, 3) for start in range(max(0, at - size + 1), at + 1))


def _any_of(words: AbstractSet[str] | dict[str, float]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(words, key=lambda word: (-len(word), word))))


def _spans(pattern: re.Pattern[str] | None, text: str) -> frozenset[int]:
    """All places inside of matches."""
    if pattern is None:
        return frozenset()
    return frozenset(at for match in pattern.finditer(text) for at in range(*match.span()))
