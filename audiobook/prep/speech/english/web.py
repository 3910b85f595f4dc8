"""Addresses of the net: mail, pages, files, names and tags."""

from __future__ import annotations

import re

from audiobook.prep.marks import words_of
from audiobook.prep.speech.english.letters import LETTERS
from audiobook.prep.speech.english.page import Page, Rule
from audiobook.prep.speech.english.words import cardinal, code, spelled

_ENDINGS = words_of(
    """
    com org net edu gov mil int info biz name example test invalid museum aero coop app dev blog shop online site
    xyz io ai tv me co uk de fr es it nl be ch at ru pl jp cn in au ca nz ie us eu se no fi dk br mx za pt gr cz hu kr
    tw hk sg il tr ua ro ly gg fm
    """
)
_TLD = rf"(?:{'|'.join(sorted(_ENDINGS, key=len, reverse=True))})"
_FILES = words_of(
    "pdf docx? xlsx? pptx? txt csv html? jpe?g png gif mp[34] zip exe json xml py js css epub md tar gz wav"
)
_TAIL = r"(?:[:/?#][\w\-./?=&%#~+:@]*[\w/])?"
_URL = re.compile(
    rf"(?<![\w@.])(?:https?://|ftp://)[\w\-.]+{_TAIL}|(?<![\w@.])www\.[\w\-]+(?:\.[\w\-]+)+{_TAIL}", re.IGNORECASE
)
_MAIL = re.compile(r"(?<![\w.@])[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")
_DOMAIN = re.compile(
    rf"(?<![\w@./-])[A-Za-z0-9][\w\-]*(?:\.[A-Za-z0-9][\w\-]*)*\.{_TLD}(?:/[\w\-./?=&%#~+:@]*[\w/])?(?![\w@]|\.\w)"
)
_EXAMPLE = re.compile(
    r"(?<![\w@./-])[a-z0-9][\w\-]*\.(?:[a-z0-9][\w\-]*\.)*(?:example|gov|org|com|net)(?:/[\w\-./]*\w)?"
)
_FILE = re.compile(rf"(?<![\w@./])[\w\-]+\.(?:{'|'.join(_FILES)})(?!\w|\.\w)")
_SIGNS = {".": "dot", "@": "at", "/": "slash", "-": "dash", "_": "underscore", ":": "colon",
          "?": "question mark", "=": "equals", "&": "and", "#": "hash", "~": "tilde", "+": "plus",
          "%": "percent"}  # fmt: skip
#: Endings and the like that are said letter by letter.
_LETTERED = frozenset(
    words_of(
        """
        edu mil io ai tv xyz uk de fr es it nl be ch at ru pl jp cn in au ca nz ie us eu se no fi dk br mx za pt gr cz
        hu kr tw hk sg il tr ua ro ly gg fm int pdf docx xlsx pptx txt csv html htm jpg png mp3 mp4 xml py js css
        md gz www ftp
        """
    )
)


def _address(match: re.Match[str], _page: Page) -> str:
    bare = re.sub(r"\A(?:https?|ftp)://", "", match[0], flags=re.IGNORECASE).rstrip("/") or match[0]
    pieces = re.findall(r"[^\W\d_]+|\d+|[.@/\-_:?=&#~+%]", bare)
    out = []
    for at, piece in enumerate(pieces):
        ending = at > 0 and pieces[at - 1] == "." and "/" not in pieces[:at] and "@" not in pieces[at:]
        out.append(_piece(piece, ending=ending or (at > 0 and at == len(pieces) - 1 and pieces[at - 1] == ".")))
    return " ".join(out)


def _piece(piece: str, *, ending: bool) -> str:
    if piece in _SIGNS:
        return _SIGNS[piece]
    if piece.isdigit():
        return cardinal(int(piece)) if (len(piece) < 3 and piece[0] != "0") or len(piece) < 2 else spelled(piece)  # noqa: PLR2004
    lower = piece.lower()
    if lower == "www" or (ending and lower in _LETTERED) or (piece.upper() in LETTERS and len(piece) > 2):  # noqa: PLR2004
        return " ".join(piece.upper())
    if len(piece) > 1 and not re.search("[aeiouyAEIOUYà-ÿ]", piece):
        return " ".join(piece.upper())
    return piece


def _domain(match: re.Match[str], page: Page) -> str | None:
    name, _, ending = match[0].partition("/")[0].rpartition(".")
    if not re.search("[a-z]", name) or (
        ending in {"in", "it", "at", "no", "me", "be", "us", "is"} and "/" not in match[0]
    ):
        return None
    return _address(match, page)


def _numbered(name: str) -> str:
    return re.sub(r"\d+", lambda digits: f" {code(digits[0])} ", name).replace("  ", " ").strip()


def _handle(match: re.Match[str], _page: Page) -> str:
    name = re.sub(r"_+", " underscore ", match["name"]).strip()
    return f"at {_numbered(name)}"


def _tag(match: re.Match[str], _page: Page) -> str:
    return f"hashtag {_numbered(match['name'])}"


RULES = (
    Rule("web", _URL, _address, needs=":."),
    Rule("web", _MAIL, _address, needs="@"),
    Rule("web", _DOMAIN, _domain, needs="."),
    Rule("web", _EXAMPLE, _address, needs="."),
    Rule("web", _FILE, _address, needs="."),
    Rule("web", re.compile(r"(?<![\w@])@(?P<name>[A-Za-z_]\w*)"), _handle, needs="@"),
    Rule("web", re.compile(r"(?<![\w#&])#(?P<name>[A-Za-z_]\w+)"), _tag, needs="#"),
)
