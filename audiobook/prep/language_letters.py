"""Languages by their letters: other scripts than Latin, and the groups of letters that point to a language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from audiobook.prep.marks import words_of

#: Share of the letters that another script needs to be the language of a whole passage.
_MOST = 0.6
_SCRIPTS = (
    ("ja", "\u3040-\u30ff\u31f0-\u31ff"),
    ("ko", "\uac00-\ud7af\u1100-\u11ff"),
    ("zh", "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"),
    ("ru", "\u0400-\u052f"),
    ("el", "\u0370-\u03ff\u1f00-\u1fff"),
    ("he", "\u0590-\u05ff"),
    ("ar", "\u0600-\u06ff\u0750-\u077f"),
    ("hi", "\u0900-\u097f"),
    ("th", "\u0e00-\u0e7f"),
)
_OTHER = re.compile("|".join(f"(?P<{tag}>[{signs}])" for tag, signs in _SCRIPTS))
#: Languages that share a writing system: its letters alone tell no other language from the book's (facts of writing).
_SHARED = (
    {"zh", "cmn", "yue", "lzh", "wuu", "nan", "hak", "gan", "hsn"},
    {"ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "mn", "tg", "tt", "ba", "cv"},
    {"ar", "fa", "ur", "ps", "ckb", "sd", "ug"},
    {"he", "yi"},
    {"hi", "mr", "ne", "sa", "kok", "bho"},
    {"el", "grc"},
)
#: And those that also write words of theirs in letters of another one.
_LENT = {"ja": {"ja", "zh"}, "ko": {"ko", "zh"}}
#: A stretch in another script, with the marks and spaces inside it.
_SIGNS = f"[{''.join(signs for _, signs in _SCRIPTS)}]"
_ANY = re.compile(_SIGNS)
_INSIDE = r"[^\sA-Za-z\u00c0-\u024f]*"
_STRETCH = re.compile(rf"{_SIGNS}{_INSIDE}(?:\s{_INSIDE}{_SIGNS}{_INSIDE})*")
_UKRAINIAN = re.compile("[іїєґІЇЄҐ]")
_RUSSIAN = re.compile("[ыэъёЫЭЪЁ]")
#: What stands before an apostrophe and belongs to the next word.
ELISIONS = {
    "fr": frozenset(words_of("c d j l m n s t qu jusqu lorsqu puisqu quelqu")),
    "it": frozenset(words_of("c d l s un dell all nell dall sull quell bell sant")),
}
ENGLISH_AFTER = frozenset({"s", "t", "ll", "d", "re", "ve", "m"})
ENGLISH_ENDING = re.compile(
    r"(?:ing|ings|ed|ly|tion|tions|ness|ght|ck|sh|wh\w+|th|ths|ful|less|ers|ously|ity|ies|ought)$|^(?:wh|th|sh|kn)"
)
#: Letters and groups of letters that point to a language.
_TYPICAL = {
    "de": r"[äöüß]|sch|cht$|ung$|keit$|lich|ck|eit$|^ge\w+t$|tz",
    "fr": r"[éèêëàâçîïôûùœ]|eau|aux$|eux$|oir|ment$|tion$|^qu|ille|oi|ez$|aient$|eur$|eil|ée?s?$",
    "es": r"[ñáéíóú¿¡]|ción$|ado$|ada$|dad$|^ll|mente$|illo$|ero$|ando$|iendo$",
    "it": r"[àèìòù]|zion[ei]$|cch|gli|ggi|zz|mente$|tà$|are$|ere$|ire$|issim|ssi|ando$|endo$|ato$|uto$",
    "pt": r"[ãõâêôçáéíóú]|ção$|ções$|nh|lh|mente$|ando$|endo$|dade$|eir[oa]$",
    "nl": r"ij|aa|oe|uu|ee|sch|tje$|heid$|^ge\w+[dt]$|cht$|lijk",
    "pl": r"[ąćęłńóśźż]|cz|sz|rz|dz|^w[sz]|nie$|ego$|ów$|ść",
    "sv": r"[åäö]|ligt?$|het$|ande$|ning$|skap|sj|tt$|ck",
    "da": r"[åæø]|lig[et]?$|hed$|ende$|ning$|skab|hv|gt$",
    "nb": r"[åæø]|lig[et]?$|het$|ende$|ning$|skap|hv|kj",
    "fi": r"ä|ö|[aeiou]{2}n$|ss[aä]$|st[aä]$|ll[aä]$|ksi$|nen$|kk|uu|ii|yy",
    "cs": r"[ěščřžýůťďň]|[áíé]|ou$|ho$",
    "en": r"ing$|ed$|ly$|tion$|ness$|ght|^wh|^th|ck$|sh$",
    "la": r"(?:us|um|ae|am|em|is|orum|arum|ibus|que|tur|nt|it|imus|amus|erunt|ius|io|os|ere|are)$",
}
PATTERNS = {tag: re.compile(source) for tag, source in _TYPICAL.items()}
#: Words of names and addresses: they stand in any English sentence (Madame de Staël, Herr von Trotta).
NAMING = frozenset(
    words_of("""
    de la le du des von van der den di da del della dos das do madame monsieur mademoiselle señora señor señorita signor
    signora signorina senhor senhora frau herr el los las les il lo san santa y e et i a en
    """)
)
#: Spellings of English dialects that are words elsewhere.
DIALECT = frozenset(words_of("dat den de en wat dis mit fur och ja hem nit ut ain ha ho da doe"))


@dataclass(frozen=True, slots=True)
class ForeignRun:
    """``text[start:end]`` in characters is in ``language``, a BCP 47 primary tag."""

    start: int
    end: int
    language: str


def has_other_letters(text: str) -> bool:
    """Whether a letter of a known script that is not Latin stands in a text."""
    return not text.isascii() and _ANY.search(text) is not None


@cache
def family(language: str) -> frozenset[str]:
    """The primary tags whose letters are at home in a language: ``zh`` and others for ``yue-HK``, itself at least."""
    base = language.replace("_", "-").partition("-")[0].lower()
    shared = next((tags for tags in _SHARED if base in tags), {base})
    return frozenset(_LENT.get(base, shared))


@cache
def is_latin(language: str) -> bool:
    """Whether a language is written in Latin letters, as far as is known here."""
    tags = family(language)
    return not any(tag in tags for tag, _ in _SCRIPTS)


def is_known(text: str) -> bool:
    """Whether the first letter is Latin or of a script that is known here; any sign without letters is."""
    first = next(filter(str.isalpha, text), "a")
    return first.isascii() or _ANY.match(first) is not None or unicodedata.name(first, "").startswith("LATIN")


def in_other_script(word: str) -> bool:
    """Whether a word has a letter of a script that is not Latin."""
    return not word.isascii() and _OTHER.search(word) is not None


def by_script(text: str) -> str | None:
    """The language by letters when most are of one script that is not Latin."""
    if not has_other_letters(text):
        return None
    counts: dict[str, int] = {}
    for found in _OTHER.finditer(text):
        tag = found.lastgroup or ""
        counts[tag] = counts.get(tag, 0) + 1
    letters = sum(char.isalpha() for char in text)
    if not counts or sum(counts.values()) < _MOST * letters:
        return None
    if counts.get("ja", 0) and counts.get("ja", 0) + counts.get("zh", 0) >= _MOST * letters:
        return "ja"
    tag = max(counts, key=lambda one: counts[one])
    return _slavic(text) if tag == "ru" else tag


def _slavic(text: str) -> str:
    return "uk" if len(_UKRAINIAN.findall(text)) > len(_RUSSIAN.findall(text)) else "ru"


def script_runs(text: str, base: str) -> Iterator[ForeignRun]:
    """Stretches in another script, however short: no voice of ``home`` has sounds for them."""
    if not has_other_letters(text):
        return
    home = family(base)
    for found in _STRETCH.finditer(text):
        stretch = found[0].rstrip(" \t\n.,;:!?…”’\"')]»—–-")
        tag = by_script(stretch)
        if tag is not None and tag not in home and sum(char.isalpha() for char in stretch) > 1:
            yield ForeignRun(found.start(), found.start() + len(stretch), tag)
