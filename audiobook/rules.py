"""The names of all rules by which text of a book is not read where it stands, changed, or added to, and what they say.

They are what ``coverage.json`` and ``audiobook script --coverage`` speak of.
"""

from __future__ import annotations

_TEXT = """
abbreviation: the definition of an abbreviation (Markdown)
alt: the description of a picture that is a letter or a heading
announcement: words that say what is left out, or a printed page's number
attributes: attributes in braces (Markdown)
backlink: the way back from a note
boilerplate: what a web site puts round an article: menus, adverts, share bars, comments
caption: a caption, when captions are not read
checkbox: the box of a task (Markdown)
citation: a reference in brackets to a bibliography (Markdown)
code: a program listing
comment: a comment, meant for nobody's ears
contents: a list of contents inside the book
directive: an instruction to a program that makes a book or a web site of the text (Markdown)
epub-case: an alternative for reading systems that can show more
form-control: a button or a field
gutenberg-footer: Project Gutenberg's licence after the book
gutenberg-header: Project Gutenberg's header before the book
heading-attributes: the id and classes of a heading (Markdown)
hidden: hidden by the book itself
image: the description of a picture
landmarks: a list of the book's parts for reading systems
licence: Project Gutenberg's licence
link-definition: the address of a link (Markdown)
markup: signs of the markup (Markdown)
math: a formula without words; with words, they are added by this rule
media: sound, film or a frame
nav: a navigation list
navigation: the book's navigation page
non-linear: a page outside the reading order
noscript: what is shown where scripts do not run
note: a note
note-label: "Note:" before a note that is read
note-mark: the number at the head of a note that is read
note-unused: a note that nothing refers to
noteref: the mark of a note
notes: what stands round the notes at the end of a book
page-break: the number of a printed page
page-list: a list of the printed pages
persona: the name of who speaks in a play; it became the speaker's tag
ruby: the reading of a character, kept as a hint
ruby-parenthesis: brackets round such a reading
scene-break: an ornament between scenes; it became a pause
script: a program in the page
selector: matches a CSS selector under skip_selectors
skip-type: has an epub:type or role under skip_types
style: a style sheet in the page
svg: text in a drawing
table: a table that cannot be followed by ear
table-header: the header of a column; said before each value of the column
title: a chapter's title in the words of the table of contents, not of the heading
title-case: a heading in other capitals
title-heading: a heading that is said as the chapter's title
unread-markup: a line of markup that was not understood
cover: the cover
titlepage: the title page
halftitlepage: the half title
copyright-page: the copyright page
colophon: the colophon
imprint: the imprint
toc: the table of contents
loi: a list of illustrations
lot: a list of tables
index: the index
dedication: the dedication, if skip_kinds names it; and so on to bibliography
epigraph: the epigraph
foreword: the foreword
preface: the preface
preamble: the preamble
introduction: the introduction
prologue: the prologue
dramatis-personae: the list of a play's persons
epilogue: the epilogue
afterword: the afterword
conclusion: the conclusion
acknowledgments: the acknowledgments
appendix: an appendix
glossary: the glossary
bibliography: the bibliography
"""
#: Every rule's name and what it says, the kinds of ``[reading] skip_kinds`` last.
RULES = {name: meaning for name, _, meaning in (line.partition(": ") for line in _TEXT.strip().splitlines())}
