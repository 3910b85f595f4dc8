"""Markdown's token stream -> blocks; never through HTML, except for the HTML that the text itself contains."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from audiobook.document import Block, BlockKind
from audiobook.events import warn
from audiobook.readers.markdown.html import cut_comments, machine_texts, piece_of_html, plain
from audiobook.readers.markdown.marks import slug
from audiobook.readers.markdown.parser import parser
from audiobook.readers.markdown.proof import definitions, proven, unread_lines
from audiobook.readers.markdown.records import Records
from audiobook.readers.markdown.regions import begins_with_end
from audiobook.readers.markdown.rules import DEEPEST
from audiobook.readers.markdown.tables import TableWalk
from audiobook.readers.walk.announcements import code_left_out
from audiobook.readers.walk.blocks import walk
from audiobook.readers.walk.preformatted import is_text, preformatted, stanzas
from audiobook.readers.walk.vocabulary import VERSE_CLASSES
from audiobook.reading import NARRATORS_CHOICE
from audiobook.source import SourceRef

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markdown_it.token import Token

    from audiobook.events import Emit
    from audiobook.readers.walk.walked import Walked
    from audiobook.reading import ReadingPolicy

_HEADING_ATTRIBUTES = re.compile(r"[ \t]*\{(?:[#.:-][^{}\n]{0,200})?\}[ \t]*\Z")
_ID = re.compile(r"#([\w:.-]+)")
#: Paragraphs that are instructions to a program, and their rule.
_INSTRUCTIONS = (
    ("toc", re.compile(r"\[{1,2}_?_?TOC_?_?\]{1,2}|\{\{?\s*toc\s*\}?\}|\$\{toc\}", re.IGNORECASE)),
    ("abbreviation", re.compile(r"(?:\*\[[^\]\n]{1,80}\]:[^\n]*\n?)+")),
    (
        "directive",
        re.compile(
            r"\\(?:new|clear|cleardouble)?page\b(?:break)?|\\(?:page|line)break\b|\\(?:v|h)space\*?\{[^{}\n]{0,40}\}|"
            r"\\(?:small|med|big)skip|\\(?:table|listof)\w{0,20}|\\(?:front|main|back)matter|\\maketitle|\\"
        ),
    ),
)
_CONTAINERS = {
    "blockquote": BlockKind.BLOCKQUOTE,
    "list_item": BlockKind.LIST_ITEM,
    "dt": BlockKind.LIST_ITEM,
    "dd": BlockKind.LIST_ITEM,
    "footnote_reference": BlockKind.NOTE,
}
_VERSE_INFO = VERSE_CLASSES | {"lyrics", "song"}
#: What a fence says that holds no code, or may hold none.
_TEXT_INFO = frozenset({"", "text", "txt", "plain", "plaintext"})


def walk_markdown(
    text: str, file: str, emit: Emit, policy: ReadingPolicy = NARRATORS_CHOICE, *, language: str = ""
) -> Walked:
    """Blocks of a Markdown text (front matter already removed), with the proof that none of its characters is lost.

    ``language`` is that of announcements. Raises ConfigError for a CSS selector that is none, CoverageError.
    """
    env: dict[str, Any] = {}
    tokens = parser().parse(text, env)
    records = Records(file, policy)
    _Walker(records, env, language).run(tokens)
    _beside(text, tokens, env, records, emit)
    return proven(records.walked(), tokens, env)


def _beside(text: str, tokens: Sequence[Token], env: Mapping[str, Any], records: Records, emit: Emit) -> None:
    """Write down what the parser took without a token of its own, and tell of what a reader should know."""
    lines = text.split("\n")
    for first, end in definitions(env):
        records.skip("link-definition", " ".join(lines[first:end]), counted=False, line=first + 1)
    for number in unread_lines(lines, tokens, env):
        records.skip("unread-markup", lines[number], counted=False, line=number + 1)
        warn(
            emit,
            "unread-markup",
            f"this line is not read: {lines[number].strip()}",
            SourceRef(records.file, line=number + 1),
        )
    for token in tokens:
        if token.type == "html_block" and token.map and token.content.startswith("<!--") and "-->" not in token.content:
            where = SourceRef(records.file, line=token.map[0] + 1)
            warn(emit, "comment-not-closed", "a comment that begins here is never closed; nothing of it is read", where)
    deep = next((token for token in tokens if token.level >= DEEPEST and token.map), None)
    if deep and deep.map:
        message = f"text nested deeper than {DEEPEST} levels is read as plain paragraphs"
        warn(emit, "nesting-too-deep", message, SourceRef(records.file, line=deep.map[0] + 1))


class _Walker(TableWalk):
    def __init__(self, records: Records, env: Mapping[str, Any], language: str) -> None:
        super().__init__(records, env, language)
        self.heading_text = False
        self.cells: list[Token] | None = None

    def run(self, tokens: Sequence[Token]) -> None:
        """Read all tokens."""
        for token in tokens:
            if token.map:
                self.records.line = token.map[0] + 1
            if self.cells is not None:
                self.cells.append(token)
                if token.type == "table_close":
                    self.table(self.cells)
                    self.cells = None
                continue
            name = token.type.removesuffix("_open").removesuffix("_close")
            if handle := getattr(self, f"_on_{token.type}", None):
                handle(token)
            if name in _CONTAINERS and token.nesting > 0:
                self.kinds.append(_CONTAINERS[name])
            elif name in _CONTAINERS:
                self.kinds.pop()

    # -- headings and paragraphs ----------------------------------------------------------------------------------

    def _on_heading_open(self, token: Token) -> None:
        self.kinds.append(BlockKind.HEADING)
        self.level = int(token.tag[1])
        self.heading_text = False

    def _on_heading_close(self, token: Token) -> None:
        del token
        if not self.heading_text:
            self.records.scene_break()
        self.kinds.pop()

    def _on_inline(self, token: Token) -> None:
        children: Sequence[Token] = token.children or []
        self.heading_text = bool(token.content.strip())
        if self.kinds[-1] is BlockKind.HEADING and children:
            children = self._heading(children)
        for rule, pattern in _INSTRUCTIONS:
            if pattern.fullmatch(token.content.strip()):
                self.records.skip(rule, "".join(span.text + " " for span in self.apart(children)[0]))
                return
        bars = token.content.startswith("|") and all(line[:1] in "| \t" for line in token.content.split("\n"))
        verse = bars or bool(token.meta.get("verse")) or self.regions.verse
        if verse and self.kinds[-1] is BlockKind.PARAGRAPH:
            self.kinds.append(BlockKind.VERSE)
            self.read(children, verse=True)
            self.kinds.pop()
        else:
            self.read(children, verse=verse and self.kinds[-1] is not BlockKind.HEADING)

    def _heading(self, children: Sequence[Token]) -> Sequence[Token]:
        """Take the attributes off a heading's end, and note its ids."""
        last = children[-1]
        found = _HEADING_ATTRIBUTES.search(last.content) if last.type in {"text", "attributes"} else None
        if found:
            children = [*children[:-1], last.copy(content=last.content[: found.start()])]
            self.records.skip("heading-attributes", found[0])
            if name := _ID.search(found[0]):
                self.records.anchor_here(name[1])
        self.records.anchor_here(slug(plain(children)))
        return children

    def _on_hr(self, token: Token) -> None:
        del token
        self.records.scene_break()

    def _on_division(self, token: Token) -> None:
        self.records.skip("directive", token.content)
        self.regions.fenced(token.info)

    # -- what is set as it is written -----------------------------------------------------------------------------

    def _on_fence(self, token: Token) -> None:
        names = token.info.lower().split()
        info = names[0].strip("{}.") if names else ""
        if info in _VERSE_INFO or (info in _TEXT_INFO and is_text(token.content)):
            for kind, spans in stanzas(token.content):
                self.records.append(Block(kind, spans, self.records.here()))
        else:
            self._listing(token.content)

    def _on_code_block(self, token: Token) -> None:
        self._listing(token.content)

    def _listing(self, content: str) -> None:
        policy = self.records.policy.code
        if not content.strip():
            return
        if policy == "read":
            for kind, spans in preformatted(content, code=True):
                self.records.append(Block(kind, spans, self.records.here()))
            return
        self.records.skip("code", content)
        if policy == "announce":
            self.records.announce(code_left_out(self.language))

    def _on_formula(self, token: Token) -> None:
        self.records.skip("math", token.content)

    def _on_hidden_note(self, token: Token) -> None:
        self.records.skip("comment", token.content)

    def _on_html_block(self, token: Token) -> None:
        records = self.records
        closes = begins_with_end(token.content)
        if closes:
            self._divide(token.content)
        markup, comments = cut_comments(token.content)
        for comment in comments:
            records.skip("comment", comment, counted=False)
        root = piece_of_html(markup)
        if root is not None:
            for tag, text in machine_texts(root):
                records.skip(tag, text, counted=False)
            inner = walk(root, records.file, policy=records.policy, first_line=records.line - 1, language=self.language)
            records.include(inner, (records.line, max(records.line, token.map[1] if token.map else 0)))
        if not closes:
            self._divide(token.content)

    def _divide(self, markup: str) -> None:
        self.regions.html(markup)
        self.records.silent = self.regions.rule

    # -- notes ----------------------------------------------------------------------------------------------------

    def _on_footnote_reference_open(self, token: Token) -> None:
        self.records.open_note(str(token.meta["label"]))

    def _on_footnote_reference_close(self, token: Token) -> None:
        del token
        self.records.close_note()

    def _on_table_open(self, token: Token) -> None:
        self.cells = [token]
