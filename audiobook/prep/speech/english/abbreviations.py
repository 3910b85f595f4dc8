"""Abbreviations that are said in full."""

from __future__ import annotations

import re
from collections.abc import Iterable

from audiobook.prep.speech.english.page import Page, Rule
from audiobook.prep.speech.english.units import name_of

#: With a point, anywhere.
_POINTED = {
    "i.e.": "that is", "i. e.": "that is", "e.g.": "for example", "e. g.": "for example", "viz.": "namely",
    "cf.": "compare", "etc.": "et cetera", "&c.": "et cetera", "vs.": "versus", "approx.": "approximately",
    "dept.": "department", "misc.": "miscellaneous", "est.": "estimated", "incl.": "including", "excl.": "excluding",
    "ltd.": "limited", "inc.": "incorporated", "corp.": "corporation", "bros.": "brothers", "assoc.": "associates",
    "govt.": "government", "intl.": "international", "natl.": "national", "univ.": "university",
    "mfg.": "manufacturing", "mt.": "mount", "mts.": "mountains", "ult.": "ultimo", "prox.": "proximo",
    "inst.": "instant", "ibid.": "ibidem", "et al.": "et al", "ca.": "circa", "max.": "maximum", "min.": "minimum",
    "tel.": "telephone", "secy.": "secretary", "mgr.": "manager", "acct.": "account", "orig.": "originally",
    "ave.": "avenue", "blvd.": "boulevard", "rd.": "road", "hwy.": "highway", "bldg.": "building", "ste.": "suite",
    "attn.": "attention", "encl.": "enclosed", "asst.": "assistant", "recd.": "received", "recd": "received",
    "wk.": "week", "yr.": "year", "yrs.": "years", "hrs.": "hours", "mins.": "minutes", "secs.": "seconds",
    "lbs.": "pounds", "q.v.": "which see", "op. cit.": "in the work cited", "loc. cit.": "in the place cited",
    "n.b.": "N B", "p.s.": "P S", "seq.": "sequentes", "gt.": "great", "pkg.": "package", "qty.": "quantity",
    "capt.": "captain", "prof.": "professor", "messrs.": "Messieurs", "hon.": "honourable", "doz.": "dozen",
    "mfr.": "manufacturer", "Xmas": "Christmas", "masc.": "masculine", "fem.": "feminine", "plur.": "plural",
}  # fmt: skip
#: Only when the capital is as here: otherwise a word or a name.
_CAPITAL = {
    "Co.": "Company", "Cos.": "Companies", "Mt.": "Mount", "Ft.": "Fort", "Dept.": "Department",
    "Inc.": "Incorporated", "Corp.": "Corporation", "Ltd.": "Limited", "Bros.": "Brothers", "Univ.": "University",
    "Est.": "Established", "Mts.": "Mountains", "Gt.": "Great", "Assn.": "Association", "Govt.": "Government",
    "Natl.": "National", "Intl.": "International", "Jct.": "Junction", "Apt.": "Apartment", "Rm.": "Room",
    "Hwy.": "Highway", "Rte.": "Route", "Ste.": "Suite", "Cie.": "Company", "Mfg.": "Manufacturing",
    "Tel.": "Telephone", "Vs.": "Versus",
}  # fmt: skip
_BARE_CAPITAL = {
    "Ltd": "Limited",
    "Inc": "Incorporated",
    "Bros": "Brothers",
    "Hwy": "Highway",
    "Mt": "Mount",
    "Dept": "Department",
}
#: Before a number only.
_NUMBERED = {
    "no": "number", "nos": "numbers", "p": "page", "pp": "pages", "pg": "page", "vol": "volume", "vols": "volumes",
    "ch": "chapter", "chap": "chapter", "chaps": "chapters", "fig": "figure", "figs": "figures", "sec": "section",
    "sect": "section", "art": "article", "pt": "part", "bk": "book", "ed": "edition", "l": "line", "ll": "lines",
    "n": "note", "nn": "notes", "par": "paragraph", "sc": "scene", "v": "verse", "vv": "verses", "ex": "example",
    "ser": "series", "app": "appendix", "lib": "book", "cap": "chapter", "tab": "table", "eq": "equation",
    "op": "opus", "st": "stanza", "ff": "following", "f": "folio", "fol": "folio", "psi": "psalm", "ps": "psalm",
    "prop": "proposition", "apt": "apartment", "rm": "room", "hwy": "highway", "rte": "route", "ext": "extension",
    "ste": "suite", "c": "circa",
}  # fmt: skip
_NUMBER = r"(?=\s?(?:\d|[ivxlcIVXLC]+\b))"


def alternatives(words: Iterable[str]) -> str:
    """The words as a pattern, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def ended(match: re.Match[str], page: Page, *, names: bool = True) -> str:
    """The full stop that the abbreviation's point also was, if it was."""
    return "." if match[0].endswith(".") and page.ends(match.end(), names=names) else ""


#: After these the sentence goes on, whatever stands there.
_GOES_ON = frozenset({"i.e.", "i. e.", "e.g.", "e. g.", "viz."})


def _pointed(match: re.Match[str], page: Page) -> str | None:
    written = match[0]
    key = next(
        (known for known in (written, written.lower(), re.sub(r"\s", " ", written.lower())) if known in _POINTED), ""
    )
    if not key or (key == "min." and re.search(r"\d\s?\Z", page.before(match.start()))):
        return None
    if (
        key == "est."
        and not re.search(r"(?:\b(?:[Aa]n?|[Tt]he)\s|\()\Z", page.before(match.start()))
        and not re.match(r"\s\d", page.after(match.end()))
    ):
        return None
    if (
        key in {"est.", "max.", "min.", "inst.", "temp.", "sing.", "pub.", "trans.", "dist.", "gt.", "mt."}
        and page.ends(match.end())
        and key != "inst."
    ):
        return None
    if key == "inst." and written[0] == "I":
        return None
    words = _POINTED[key]
    if key in _GOES_ON:
        return words
    return (words if written[0].islower() or not written[0].isalpha() else words[0].upper() + words[1:]) + ended(
        match, page, names=key not in {"etc.", "&c."}
    )


def _repeated(match: re.Match[str], page: Page) -> str:
    count = len(re.findall("&c|etc", match[0]))
    return ", ".join(["et cetera"] * count) + ended(match, page, names=False)


def _capital(match: re.Match[str], page: Page) -> str | None:
    if match[0] in {"Is.", "Est.", "Pt."} and page.ends(match.end()):
        return None
    return _CAPITAL[match[0]] + ended(match, page)


def _bare(match: re.Match[str], _page: Page) -> str:
    return _BARE_CAPITAL[match[0]]


_SAID_NO = re.compile(r"\b(?:said|says?|oh|Oh|answered|answer|was|is|told|replied|meant)\s\Z")


def _numbered(match: re.Match[str], page: Page) -> str | None:  # noqa: PLR0911 - one refusal a line
    key, after = match["key"].lower(), page.after(match.end()).lstrip()
    bare = not match["point"]
    digit = after[:1].isdigit()
    if key in {"no", "nos", "p", "pp"} and re.match(r"[IVXLC]\b|i\.", after):
        return None
    if not digit and (
        (len(key) < 2 and key != "p")  # noqa: PLR2004
        or bare
        or (key in {"no", "st", "ed", "op", "app", "cap", "long"} and not re.match(r"[IVXLC]+\b", after))
    ):
        return None
    if bare and key not in {"no", "nos", "pp", "vol", "fig", "rm", "apt", "hwy", "rte", "ext"}:
        return None
    if (
        bare
        and match["key"] != "No"
        and key == "no"
        and not re.search(
            r"[,;:]\s\Z|\b(?:at|[Rr]oom|[Hh]ouse|to|in|[Ff]lat|[Ww]ard|[Cc]ell|[Cc]abin)\s\Z",
            page.before(match.start()),
        )
    ):
        return None
    if key == "no" and match["key"] == "no" and _SAID_NO.search(page.before(match.start())):
        return None
    word = _NUMBERED[key]
    if key in {"c", "l", "f", "n", "v", "st", "ff", "long", "ex", "ps", "op"}:
        word = _small(key, word, match, page, after)
        if not word:
            return None
    gap = " " if page.text[match.end() : match.end() + 1].isalnum() else ""
    return (word.capitalize() if match["key"][0].isupper() and key not in {"no", "nos"} else word) + gap


def _small(key: str, word: str, match: re.Match[str], page: Page, after: str) -> str:
    """One-letter abbreviations: what they are depends on what stands beside them."""
    cited = re.search(r"[A-Za-z\d][,;]?\s(?:[lc]\.\s?\d+,\s)?\Z", page.before(match.start()))
    if key == "c":
        return "circa" if re.match(r"1\d{3}|20\d\d|\d{3,4}\s?(?:AD|BC|B\.)", after) else "chapter" if cited else ""
    if key == "l":
        return "book" if re.match(r"\d+,\sc\.", after) else "line"
    if match["key"][0].isupper() and key not in {"st", "ex", "op", "ps"}:
        return ""
    return word


def _per(match: re.Match[str], page: Page) -> str:
    name = name_of(match["unit"].rstrip("."), one=True, british=page.british)
    return name + ("." if match["unit"].endswith(".") and page.ends(match.end()) else "")


_LIVED = {"b": "born", "d": "died", "fl": "flourished", "r": "reigned"}


def _lived(match: re.Match[str], _page: Page) -> str:
    return _LIVED[match["key"]] + " "


_CARE = re.compile(r"(?<!\w)c/o\b|℅")
_BARE = {"etc": "et cetera", "eg": "for example", "ie": "that is", "approx": "approximately", "stg": "sterling",
         "Dut.": "Dutch", "Ger.": "German", "Swed.": "Swedish", "sovs.": "sovereigns"}  # fmt: skip
RULES = (
    Rule(
        "abbreviation",
        re.compile(r"\b(?:etc|eg|ie|approx)\b(?!\.)(?=[\s,;:)!?’”]|\Z)|\bstg\b|\b(?:Dut|Ger|Swed|sovs)\."),
        lambda m, _p: _BARE[m[0]],
    ),
    Rule(
        "abbreviation", re.compile(r"(?:\band|&)\s(?P<co>Co)\b(?!\.)"), lambda _m, _p: "Company", group="co", needs="C"
    ),
    Rule("abbreviation", re.compile(r"\best\.(?=\s(?:1\d|20)\d\d\b)"), lambda _m, _p: "established", needs="."),
    Rule("abbreviation", re.compile(r"(?<![\w.])(?P<key>b|d|fl|r)\.\s?(?=(?:1\d|20)\d\d\b)"), _lived, needs="0"),
    Rule("abbreviation", re.compile(r"(?:(?:&c|etc)\.,?\s){1,3}(?:&c|etc)\."), _repeated, needs="&e"),
    Rule("abbreviation", re.compile(r"&c\b(?!\.)"), lambda _m, _p: "et cetera", needs="&"),
    Rule(
        "abbreviation",
        re.compile(rf"(?<![\w.-])(?P<key>{alternatives(_NUMBERED)})(?P<point>\.)?{_NUMBER}", re.IGNORECASE),
        _numbered,
    ),
    Rule("abbreviation", re.compile(rf"(?<![\w.-])(?:{alternatives(_CAPITAL)})(?!\w)"), _capital, needs="."),
    Rule(
        "abbreviation",
        re.compile(
            (
                rf"(?<![\w.-])(?:{alternatives(k for k in _POINTED if k.endswith('.') and k[0] != '&')}|"
                r"&c\.)(?!\w)"
            ),
            re.IGNORECASE,
        ),
        _pointed,
        needs=".",
    ),
    Rule("abbreviation", re.compile(r"\b(?:Xmas|recd)\b"), _pointed),
    Rule(
        "abbreviation",
        re.compile(
            r"(?<=[A-Za-z.]\s)(?:Ltd|Inc|Bros)\b(?!\.)|\b(?:Mt|Dept)(?=\s[A-Zo])|"
            r"\bHwy(?=\s\d)"
        ),
        _bare,
    ),
    Rule(
        "abbreviation",
        re.compile(r"\bvs?\b\.?(?=\s[A-Z])(?<=\w\sv\.)|\bvs\b(?!\.)"),
        lambda _m, _p: "versus",
        needs="v",
    ),
    Rule("abbreviation", re.compile(r"\ba/c\b"), lambda _m, _p: "account", needs="/"),
    Rule("abbreviation", re.compile(r"(?<=\()†\s?(?=\d)"), lambda _m, _p: "died ", needs="†"),
    Rule(
        "abbreviation",
        re.compile(r"\b(?:per|an?|the)\s(?P<unit>(?:lb|oz|ft|yd|hr|sec|kg|km|cwt|doz)\b\.?)"),
        _per,
        group="unit",
    ),
    Rule(
        "abbreviation",
        _CARE,
        lambda m, p: ("" if p.text[m.start() - 1 : m.start()].isspace() or not m.start() else " ") + "care of",
        needs="/℅",
    ),
)
