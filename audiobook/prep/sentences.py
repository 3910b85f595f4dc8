"""Split text into sentences, and long sentences into clauses. Both are lossless: the pieces join to the text.

White space after a piece belongs to it. The rules are few and our own (no model); pure functions, so thread-safe.
"""

from __future__ import annotations

import re

from audiobook.prep.marks import words_of

_CLOSERS = "”’\"'»)\\]}›"
_OPENERS = "“‘\"'«(\\[{‹„¿¡—–―-"
# Word joiners and hair spaces stand between an ellipsis and its sentence in finely set books.
_GAP = r"[\s\u2060\u200a]"

#: An end of sentence in alphabets with capitals: the mark, its closing quotes, a gap, then what may begin a sentence.
_LATIN_END = re.compile(
    rf"(?<![.!?…])(?P<mark>[.!?…]++(?:{_GAP}…++){{0,4}}|[.!?…]*+[—–―](?=[”\"’]))(?P<close>{_GAP}?[{_CLOSERS}]+(?:{_GAP}[{_CLOSERS}]+(?={_GAP}))?|)"
    rf"(?P<gap>{_GAP}++)(?=(?P<open>(?:[{_OPENERS}]\u2060?)*+…?)(?P<next>[^\W_]))"
)
#: After these a full stop ends no sentence (facts of English, French, German and Spanish usage).
_ABBREVIATIONS = frozenset(
    words_of("""
    mr mrs ms dr st messrs prof capt col gen lt rev hon sr jr no vol fig vs viz mme mlle sgt maj adm gov esq cf
    dept pp e.g i.e op ed approx nr bzw z.b d.h u.a ca hr fr sra srta dra ud uds mm ste mt ft
    """)
)
_LAST_WORD = re.compile(r"([^\W\d_]+(?:\.[^\W\d_]+)*)$")
#: How far back the last word is looked for: longer than any abbreviation.
_REACH = 24
#: "No. 5", "Fig. 2", "p. 7": the mark of an abbreviation before a number. A bare "No." before a word ends a sentence.
_BEFORE_NUMBER = frozenset({"no", "nr", "vol", "fig", "p", "pp", "ch"})

_CJK_END = re.compile(
    r"(?:[。！？!?]+|(?<!…)…++(?=[”’」』\"]))(?:[。！？!?…])*(?P<close>[”’」』】）》\"]*)(?P<gap>\s*)"
)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_SPEECH = re.compile(
    r"[^，。！？；：“”「」『』\n]{0,12}?(?:说|說|道|问|問|答|叫|喊|笑|哭|骂|罵|嚷|想|叹|嘆|应|應|喝|言|語|语|曰|吩咐|回)"
)
_CLAUSE_MARKS = re.compile(r"[;:,—–…](?:[”’\"»)]*)(?:\s+|(?<=[—–]))")
_CJK_CLAUSE_MARKS = re.compile(r"[，；、：,;](?:[”’」』]*)\s*")
_SPACES = re.compile(r"\s+")


def is_cjk(language: str) -> bool:
    """Whether a BCP 47 tag is Chinese, Cantonese or Japanese, whose sentences need no space between them."""
    return language.partition("-")[0].casefold() in {"zh", "yue", "cmn", "ja", "lzh"}


def split_sentences(text: str, language: str) -> tuple[str, ...]:
    """Sentences of ``text``; ``"".join`` of them is ``text``. An empty text has none."""
    if not text:
        return ()
    cuts = _cjk_cuts(text) if is_cjk(language) or _mostly_cjk(text) else _latin_cuts(text)
    return _cut(text, cuts)


def split_clauses(text: str, limit: int, language: str) -> tuple[str, ...]:
    """Pieces of at most ``limit`` characters (at least 1), cut at clause marks, else at spaces, else anywhere.

    Cuts are chosen so that the pieces are about equally long. Lossless.
    """
    limit = max(limit, 1)
    marks = _CJK_CLAUSE_MARKS if is_cjk(language) or _mostly_cjk(text) else _CLAUSE_MARKS
    pieces: list[str] = []
    at = 0
    while len(text) - at > limit:
        left = len(text) - at
        count = -(-left // limit)
        want = at + left // count
        cut = _nearest(marks, text, at, limit, want) or _nearest(_SPACES, text, at, limit, want) or at + limit
        pieces.append(text[at:cut])
        at = cut
    if at < len(text):
        pieces.append(text[at:])
    return tuple(pieces)


def _nearest(marks: re.Pattern[str], text: str, at: int, limit: int, want: int) -> int:
    """The end of the mark nearest to ``want``, within the limit and not leaving a crumb; 0 without one."""
    best = 0
    for found in marks.finditer(text, at + limit // 4, min(at + limit, len(text))):
        if not best or abs(found.end() - want) < abs(best - want):
            best = found.end()
    return best if best > at else 0


def _cut(text: str, cuts: list[int]) -> tuple[str, ...]:
    pieces = []
    start = 0
    for cut in cuts:
        if start < cut < len(text):
            pieces.append(text[start:cut])
            start = cut
    pieces.append(text[start:])
    return tuple(pieces)


def _mostly_cjk(text: str) -> bool:
    if text.isascii():
        return False
    found = len(_CJK.findall(text))
    return found * 3 > len(text)


def _latin_cuts(text: str) -> list[int]:
    return [found.end() for found in _LATIN_END.finditer(text) if _ends(text, found)]


def _ends(text: str, found: re.Match[str]) -> bool:
    first = found["next"]
    if first.islower():
        return False
    mark, close = found["mark"], found["close"]
    if mark == "." and not close:
        last = _LAST_WORD.search(text, max(0, found.start() - _REACH), found.start())
        word = last[1] if last else ""
        if len(word) == 1 and word.isupper() and word != "I":
            return False
        lower = word.casefold()
        if lower in _BEFORE_NUMBER:
            return not first.isdigit()
        if lower in _ABBREVIATIONS:
            return False
    # “Stop!” I cried: the tag goes on with the quotation's sentence.
    return not (close and mark[-1] in "!?…—–―" and not found["open"] and _I_TAG.match(text, found.end()))


_I_TAG = re.compile(r"I (?:said|cried|asked|replied|answered|exclaimed|thought|whispered|shouted|returned|added)\b")


def _cjk_cuts(text: str) -> list[int]:
    cuts: list[int] = []
    start = 0
    for found in _CJK_END.finditer(text):
        # “好！”他说。 is one sentence, since the narration after the quotation says who spoke; 他说：“好。” is over.
        opened = text[start : start + 1] in set('“「『‘"')
        if opened and found["close"] and not found["gap"] and _SPEECH.match(text, found.end()):
            continue
        start = found.end()
        cuts.append(start)
    return cuts
