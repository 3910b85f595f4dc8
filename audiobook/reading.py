"""What of a book is read aloud: the reading policy, set in ``[reading]`` of audiobook.toml and honoured by readers."""

from __future__ import annotations

from dataclasses import dataclass, field

#: Kinds of parts that a narrator leaves out: covers, what a printer adds, and lists that are looked up.
SKIPPED_KINDS = (
    *("cover", "titlepage", "halftitlepage", "copyright-page", "colophon", "imprint"),
    *("toc", "loi", "lot", "index"),
)
#: Kinds that are read unless ``skip_kinds`` names them.
READ_KINDS = (
    *("dedication", "epigraph", "foreword", "preface", "preamble", "introduction", "prologue", "dramatis-personae"),
    *("epilogue", "afterword", "conclusion", "acknowledgments", "appendix", "glossary", "bibliography"),
)


@dataclass(frozen=True, slots=True)
class ReadingPolicy:
    """What is read and what is not. ``metadata["doc"]`` of a field is its line in the README."""

    notes: str = field(
        default="skip",
        metadata={
            "doc": "footnotes and endnotes: skip, inline (after the paragraph that refers to them), chapter-end",
            "choices": ("skip", "inline", "chapter-end"),
        },
    )
    tables: str = field(
        default="auto",
        metadata={
            "doc": "tables: auto (small ones row by row, others announced), read, announce, skip",
            "choices": ("auto", "read", "announce", "skip"),
        },
    )
    images: str = field(
        default="skip",
        metadata={"doc": "descriptions of pictures (alt texts): skip, read", "choices": ("skip", "read")},
    )
    captions: str = field(
        default="read", metadata={"doc": "captions of pictures and tables: read, skip", "choices": ("read", "skip")}
    )
    code: str = field(
        default="announce",
        metadata={
            "doc": "program listings: announce (say that one is left out), read, skip",
            "choices": ("announce", "read", "skip"),
        },
    )
    page_numbers: str = field(
        default="skip",
        metadata={"doc": "numbers of the printed pages: skip, read", "choices": ("skip", "read")},
    )
    skip_kinds: tuple[str, ...] = field(
        default=SKIPPED_KINDS,
        metadata={"doc": "parts of the book that are not read, by kind", "members": (*SKIPPED_KINDS, *READ_KINDS)},
    )
    skip_types: tuple[str, ...] = field(
        default=(), metadata={"doc": "elements with one of these epub:type or role values are not read"}
    )
    skip_selectors: tuple[str, ...] = field(
        default=(), metadata={"doc": 'elements that match one of these CSS selectors are not read: ["p.advert"]'}
    )
    keep_selectors: tuple[str, ...] = field(
        default=(), metadata={"doc": "elements that match one of these CSS selectors are read whatever they are"}
    )
    article: str = field(
        default="auto",
        metadata={
            "doc": "HTML pages: main (only the article), whole, auto (main where the page says that it is an article)",
            "choices": ("auto", "main", "whole"),
        },
    )


#: What a narrator would do.
NARRATORS_CHOICE = ReadingPolicy()
