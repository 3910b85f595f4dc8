"""Inline Markdown tokens -> spans: emphasis, line ends, notes, pictures and the HTML that flows inside a paragraph."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from audiobook.readers.characters import CJK, superscript
from audiobook.readers.hrefs import is_remote
from audiobook.readers.silent import raised_rule
from audiobook.readers.spans import SpanBuilder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from markdown_it.token import Token

#: A ``**`` without its other half beside a CJK character is not spoken.
_BESIDE_CJK = re.compile(f"(?<=[{CJK}“”‘’—…])\\*\\*|\\*\\*(?=[{CJK}“”‘’—…])")
_TAG = re.compile(r"<\s*(/?)\s*([A-Za-z][A-Za-z0-9-]*)([^>]*)>", re.DOTALL)
_ANCHOR = re.compile(r"\b(?:id|name)\s*=\s*[\"']?([^\"'\s>]{1,200})")
_LANG = re.compile(r"\blang\s*=\s*[\"']?([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4})\b")
_EMPHASIS = frozenset({"em", "i", "strong", "b"})
_SILENT = frozenset({"rp", "script", "style"})


class InlineWalker:
    """Walks the children of one inline token into a builder.

    ``skip(rule, text)`` records what is not read; ``cut()`` ends the block in hand and begins another of its kind;
    ``anchor(name)`` is told of ids.
    """

    def __init__(
        self,
        builder: SpanBuilder,
        skip: Callable[[str, str], None],
        cut: Callable[[], None],
        anchor: Callable[[str], None],
    ) -> None:
        self.builder = builder
        self.skip = skip
        self.cut = cut
        self.anchor = anchor
        self.emphasis = 0
        self.link = False
        self.languages: list[str] = []
        self.open: list[str] = []
        self.ruby: list[int] = []
        self.captured: list[str] | None = None
        self.verse = False

    def walk(self, tokens: Sequence[Token], *, verse: bool = False) -> None:
        """Add all tokens of one inline run; ``verse`` when every line of it begins with a bar."""
        self.verse = verse
        self.emphasis, self.link, self.languages, self.open, self.captured = 0, False, [], [], None
        for number, token in enumerate(tokens):
            following = tokens[number + 1] if number + 1 < len(tokens) else None
            handle = getattr(self, f"_on_{token.type}", None)
            if handle:
                handle(token)
            elif token.type == "softbreak":
                self._softbreak(following)
            elif token.content:
                self._text(token.content)

    # -- tokens ---------------------------------------------------------------------------------------------------

    def _on_text(self, token: Token) -> None:
        text = token.content
        if self.verse and self.builder.last in {"", "\n"}:
            text = text.removeprefix("|")
        if "**" in text:
            text = _BESIDE_CJK.sub("", text)
        self._text(text)

    def _on_code_inline(self, token: Token) -> None:
        self._text(token.content)

    def _on_hardbreak(self, token: Token) -> None:
        del token
        self.builder.line_break()

    def _softbreak(self, following: Token | None) -> None:
        if self.verse:
            self.builder.line_break()
        elif following is not None and following.content.startswith("\u3000"):
            self.cut()  # an indented line begins a paragraph in Chinese typography
        else:
            self._text("\n")

    def _on_em_open(self, token: Token) -> None:
        del token
        self.emphasis += 1

    def _on_em_close(self, token: Token) -> None:
        del token
        self.emphasis -= 1

    _on_strong_open = _on_em_open
    _on_strong_close = _on_em_close

    def _on_link_open(self, token: Token) -> None:
        href = str(token.attrs.get("href", ""))
        if href and not is_remote(href):
            self.builder.targets.append(unquote(href))
            self.link = True

    def _on_link_close(self, token: Token) -> None:
        del token
        self.link = False

    def _on_image(self, token: Token) -> None:
        self.skip("image", token.content)

    def _on_footnote_ref(self, token: Token) -> None:
        self.skip("noteref", str(token.meta.get("label", "")) or str(token.meta.get("id", 0) + 1))
        self.builder.note_removed()

    def _on_footnote_anchor(self, token: Token) -> None:
        """The way back from a note; the note itself is skipped as a whole."""

    def _on_html_inline(self, token: Token) -> None:
        found = _TAG.match(token.content)
        if not found:
            return  # a comment or a processing instruction
        closing, tag, attrs = bool(found[1]), found[2].lower(), found[3]
        if name := _ANCHOR.search(attrs):
            self.anchor(name[1])
        if tag == "br":
            self.builder.line_break()
        elif closing:
            self._close_tag(tag)
        elif not attrs.rstrip().endswith("/"):
            self._open_tag(tag, attrs)

    # -- HTML inside a paragraph ----------------------------------------------------------------------------------

    def _open_tag(self, tag: str, attrs: str) -> None:
        self.open.append(tag)
        language = _LANG.search(attrs)
        self.languages.append(language[1] if language else "")
        if tag in _EMPHASIS:
            self.emphasis += 1
        elif tag == "ruby":
            self.ruby.append(self.builder.mark())
        elif tag in {"rt", "sup"} or tag in _SILENT:
            self.captured = []

    def _close_tag(self, tag: str) -> None:
        if tag not in self.open:
            return
        while self.open:
            last = self.open.pop()
            self.languages.pop()
            if last in _EMPHASIS:
                self.emphasis -= 1
            if last == tag:
                break
        text = "".join(self.captured or ())
        if tag == "ruby" and self.ruby:
            self.ruby.pop()
        elif tag in {"rt", "sup"} or tag in _SILENT:
            self.captured = None
            self._release(tag, text)

    def _release(self, tag: str, text: str) -> None:
        if tag == "rt" and self.ruby:
            self.builder.hint(self.ruby[-1], " ".join(text.split()))
            self.ruby[-1] = self.builder.mark()
            self.skip("ruby", text)
        elif tag == "sup":
            rule = raised_rule(text.strip(), self.builder.tail())
            if rule == "noteref":
                self.skip(rule, text)
                self.builder.note_removed()
            else:
                self._text(superscript(text) if rule else text)
        elif tag == "rp":
            self.skip("ruby-parenthesis", text)

    def _text(self, text: str) -> None:
        if self.captured is not None:
            self.captured.append(text)
            return
        language = next((language for language in reversed(self.languages) if language), "")
        self.builder.text(text, language, emphasis=self.emphasis > 0, link=self.link)
