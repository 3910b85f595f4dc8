"""Speech as it is drawn on the page: stuttering, drawn-out words, names left blank."""

from __future__ import annotations

import re

from audiobook.prep.marks import words_of
from audiobook.prep.speech.english.page import Page, Rule
from audiobook.prep.speech.english.words import cardinal

_STUTTER = re.compile(
    r"(?<![\w’'-])(?P<cut>(?P<fragments>[^\W\d_]{1,4}(?:-[^\W\d_]{1,4}(?=-))*-)(?P<initial>[^\W\d_]))"
    r"(?P<rest>[^\W\d_]+(?:[’'][^\W\d_]+)*)"
)
#: Compounds that only look like it.
_NO_STUTTER = frozenset(
    words_of(
        """
    d-day h-hour t-test e-edition t-tests t-time v-vaccine e-ethics p-power b-bomb f-film a-and s-shaped
    """
    )
)


def _stutter(match: re.Match[str], _page: Page) -> str | None:
    word = match["initial"] + match["rest"]
    fragments = match["fragments"].strip("-").split("-")
    if match[0].lower() in _NO_STUTTER:
        return None
    for fragment in fragments:
        beginning = word[: len(fragment)].lower() == fragment.lower()
        voiceless = len(fragment) == 1 or not re.search("[aeiouyà-ÿ]", fragment, re.IGNORECASE)
        if not beginning or not voiceless or fragment.lower() == word.lower():
            return None
    if word.startswith(("I’", "I'")) or (
        len(fragments) == 1
        and len(fragments[0]) == 1
        and fragments[0].isupper()
        and word[0].islower()
        and len(word) > 2  # noqa: PLR2004
        and fragments[0] in "XTU"
    ):
        return None
    return fragments[0][0] if fragments[0][0].isupper() else word[0]


#: Words with a doubled letter that people draw out (own list).
_DOUBLED = frozenset(
    words_of(
        """
    good food soon moon room cool fool fools foolish school too book look looks looking took cook foot door poor
    wood blood see need feel feels keep sleep sleepy sweet free three tree week feet meet street green queen been
    seen deep speed agree all ball call calls tell well will hell still small kill bell hello yellow miss kiss
    less pass boss class off stuff egg add odd butter letter happy sorry carry hurry pretty funny silly really
    beer cheer cheers deer hurrah hooray woohoo yahoo boo moo zoo whoosh ooh oops eek wheel peel steel cheese
    freeze breeze please loose goose choose noon spoon balloon doom gloom boom zoom vroom bloom broom root boot
    shoot hoot loot mood wool pool tool stool stood hiss thee baa maa hood brood teeth tooth smooth proof roof
    hoof creep weep peep beep jeep steep cheek week seek geek meek indeed weed seed bleed breed greed freed feed
    heed deed fee flee glee knee bee wee tee coffee toffee between seem teen screen keen sheen preen dress mess
    guess press bless cross toss loss glass grass brass mass ass fall wall hall tall mall doll roll toll poll full
    pull bull dull skull gull fill hill bill pill mill till chill thrill drill grill spill shrill skill yell sell
    smell shell spell fell cell dwell swell bell apple bubble cuddle puddle middle riddle daddy mommy mummy nanny
    granny buddy goodness goodnight goodbye mmm ahoy whee yippee whoopee coo woo igloo taboo shampoo kangaroo
    bamboo tattoo voodoo speech breech bzz buzz fizz jazz fuzz pizza puff huff off cliff sniff stiff ruff gruff
    ebb merry boleen ebb inn err purr burr grr brr app ill cannot attack giddy lottery football
    """
    )
)
_DRAWN = re.compile(r"(?<![\w@#./])(?=[^\W\d_]*?([^\W\d_])\1\1)[^\W\d_]+(?![\w@]|\.\w)", re.IGNORECASE)
_RUN = re.compile(r"([^\W\d_])\1{2,}", re.IGNORECASE)
#: Words that end in such a vowel; others are sounds and keep two.
_VOWEL_ENDS = frozenset(words_of("papa mama mamma grandma taxi banana pizza drama idea sofa china america yea tea sea"))
_TRIPLED = re.compile(r"([^\W\d_])\1\1", re.IGNORECASE)
_VOWEL = re.compile("[aeiouyà-ÿ]")
_LEGAL = frozenset(
    words_of(
        """
        iii viii xiii xviii xxiii xxviii xxx xxxi xxxii xxxiii xxxiv xxxv xxxvi lxxx ccc mmm mmmm www aaa aaas bbb ddd
        eee kkk nnn ooo
        """
    )
)


def _drawn(match: re.Match[str], _page: Page) -> str | None:
    word = match[0]
    if word.lower() in _LEGAL - {"mmm", "mmmm"} or (
        re.fullmatch("[IVXLCDM]+(?:th|st|nd|rd)?", word) and word.lower() not in {"mmm", "mmmm"}
    ):
        return None
    return shortened(word)


def _dropped(match: re.Match[str], page: Page) -> str | None:
    """The fragments go, where the word has the capital that it needs."""
    return "" if _stutter(match, page) == match["initial"] else None


def _drawn_stutter(match: re.Match[str], page: Page) -> str | None:
    """A stutter before a word that is drawn out as well."""
    first = _stutter(match, page) if _TRIPLED.search(match["rest"]) else None
    return shortened(first + match["rest"]) if first else None


def shortened(word: str) -> str:
    """A word with its letters drawn out, as it stands in a dictionary; a sound that is no word keeps two letters."""
    if not _VOWEL.search(word.lower()):
        return _cased(word, _RUN.sub(lambda m: m[0][:2], word))
    single = _RUN.sub(lambda m: m[0][0], word)
    runs = list(_RUN.finditer(word))
    for number, run in enumerate(runs):
        tried = word[: run.start()] + run[0][:2] + word[run.end() :] if len(runs) == 1 else _one_double(word, number)
        if doubled(tried.lower()):
            return _cased(word, tried)
    if (
        single[-1].lower() in "ai"
        and runs[-1].end() == len(word)
        and len(single) > 2  # noqa: PLR2004
        and single.lower() not in _VOWEL_ENDS
    ):
        return _cased(word, f"{single}{single[-1].lower()}")
    return _cased(word, single if len(single) > 1 else word[:2])


def doubled(word: str) -> bool:
    """Whether a word, or what it is made from, has a doubled letter: freezing, cooler."""
    if word in _DOUBLED:
        return True
    stems = [
        word.removesuffix(ending)
        for ending in ("s", "ing", "ed", "er", "ers", "y", "ly", "est", "ies")
        if word.endswith(ending)
    ]
    return any(stem in _DOUBLED or f"{stem}e" in _DOUBLED for stem in stems)


def _one_double(word: str, double: int) -> str:
    count = -1

    def cut(match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return match[0][:2] if count == double else match[0][0]

    return _RUN.sub(cut, word)


def _cased(written: str, word: str) -> str:
    return word.capitalize() if written.isupper() and written[1:] else word


_HYPHENED = re.compile(
    (
        r"(?<![\w-])(?P<head>[^\W\d_]*)(?P<letter>[^\W\d_])(?P<more>(?:-(?P=letter)+){2,}(?P<tail>[^"
        r"\W\d_]*)|(?:-(?P=letter)+)+(?![^\W\d_]))(?![\w-])"
    ),
    re.IGNORECASE,
)


def _hyphened(match: re.Match[str], _page: Page) -> str | None:
    head, letter, tail = match["head"], match["letter"], match["tail"] or ""
    if (not head and not tail and letter.isupper()) or (not head and len(match["more"]) == 2 and not tail):  # noqa: PLR2004
        return None
    if not head and not tail:
        return letter * 2 if letter.lower() not in "aeiou" else letter
    bare = head.rstrip(letter.lower())
    if head and doubled(f"{bare}{letter}{letter}{tail}".lower()):
        return f"{bare}{letter}{letter}{tail}"
    return f"{bare}{letter}{tail}"


_DASHES = r"(?:[⸺⸻]+|—{2,}|-{3,}|_{2,})"
_BLANK = re.compile(rf"(?P<head>\b[^\W\d_]{{1,3}}\.?|\b\d{{2,3}}|(?<!\w)(?<!—))(?P<dash>{_DASHES})(?P<tail>[a-zà-ÿ]+)?")
_BLANK_YEAR = re.compile(r"\b(?P<head>1\d)(?P<dash>—|--|–)(?=[\s,.;:)]|\Z)(?!\s?\d)")
_BLANK_NAME = re.compile(
    r"\b(?:Lord|Lady|Mr\.?|Mrs\.?|Miss|Sir|Count|Countess|Prince|Princess|"
    r"Duke|Duchess|Captain|Colonel|General|Dr\.?|Baron|Madame|Monsieur|"
    r"M\.|of|town|village)\s(?P<head>[A-Z])(?P<dash>—|–)(?=[\s,.;:)’!?])"
)


def _blank(match: re.Match[str], page: Page) -> str | None:
    head, tail = match["head"], match.groupdict().get("tail") or ""
    if match["dash"][0] == "—" and not head and not tail:
        return None
    if match["dash"][0] in "—-_" and head and len(head.rstrip(".")) > 1 and not head.isdigit():
        return None
    if match["dash"][0] in "-_" and not head:
        return None
    if head.islower() or (match["dash"][0] in "-_" and not head[:1].isupper() and not head.isdigit()):
        return None
    if (
        match["dash"][0] == "—"
        and head in {"I", "O"}
        and not re.search(r"\b(?:Lord|Lady|Mr\.?|Mrs\.?|of)\s\Z", page.before(match.start()))
    ):
        return None
    return f"{' ' if head else ''}blank"


def _apart(word: str, match: re.Match[str], page: Page) -> str:
    left = " " if page.text[match.start() - 1 : match.start()].isalnum() else ""
    return f"{left}{word}{' ' if page.text[match.end() : match.end() + 1].isalnum() else ''}"


RULES = (
    Rule("blank", _BLANK, _blank, group="dash", needs="⸺⸻—-_"),
    Rule("blank", _BLANK_YEAR, _blank, group="dash", needs="0"),
    Rule("blank", _BLANK_NAME, _blank, group="dash", needs="—–"),
    Rule(
        "blank",
        re.compile(
            r"\b(?:Lord|Lady|Mr\.?|Mrs\.?|Miss|Sir|Count|Countess|Prince|Princess|"
            r"Duke of|town of|village of|Captain|Colonel|General|Dr\.?|Baron|"
            r"county of|parish of)\s(?P<dash>—{2,}|_{2,}|-{3,})(?!\w)"
        ),
        lambda _m, _p: "blank",
        group="dash",
        needs="—_-",
    ),
    Rule("blank", re.compile(r"(?<=\s)(?P<dash>—)(?=shire\b)"), lambda _m, _p: "blank", group="dash", needs="—"),
    Rule(
        "blank",
        re.compile(r"\b(?P<century>1[5-9])(?P<ten>\d)[—–-](?=[,.;:)]|\s[a-z]|\Z)"),
        lambda m, _p: f"{cardinal(int(m['century']))} {cardinal(int(m['ten']))} blank",
        needs="0",
    ),
    Rule("blank", re.compile("[⸺⸻]+"), lambda m, p: _apart("blank", m, p), needs="⸺⸻"),
    Rule("drawn", _HYPHENED, _hyphened, needs="-"),
    Rule("stutter", _STUTTER, _drawn_stutter, needs="-"),
    Rule("stutter", _STUTTER, _dropped, group="fragments", needs="-"),
    Rule("stutter", _STUTTER, _stutter, group="cut", needs="-"),
    Rule("drawn", _DRAWN, _drawn),
)
