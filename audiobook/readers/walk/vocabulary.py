"""The words by which books say what a part of them is: tags, epub:type and role values, labels, file names."""

from __future__ import annotations

from audiobook.reading import READ_KINDS

#: Elements that begin and end a block, DTBook's on the last line; everything else flows inside one.
_BLOCKS = """
address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer
form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table tbody td tfoot th
thead tr ul
bodymatter docauthor doctitle frontmatter level level1 level2 level3 level4 level5 level6 line linegroup list rearmatter
"""
BLOCK_TAGS = frozenset(_BLOCKS.split())
HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: Emphasis in the voice; ``cite``, ``dfn``, ``var`` and small capitals are typography.
EMPHASIS_TAGS = frozenset({"em", "i", "strong", "b"})

#: Never text of the book, so not even counted.
MACHINE_TAGS = frozenset({"script", "style", "head", "template", "title", "link", "meta", "base"})
#: Elements that are not read, and the rule that says so.
SILENT_TAGS = {
    "nav": "nav",
    "svg": "svg",
    "audio": "media",
    "video": "media",
    "canvas": "media",
    "iframe": "media",
    "embed": "media",
    "map": "media",
    "noscript": "noscript",
    "button": "form-control",
    "select": "form-control",
    "textarea": "form-control",
    "datalist": "form-control",
    "rp": "ruby-parenthesis",
    "rtc": "ruby",
    "case": "epub-case",
    "pagenum": "page-break",
    "noteref": "noteref",
    "doctitle": "titlepage",
    "docauthor": "titlepage",
}

#: epub:type values (and DPUB-ARIA roles without ``doc-``) that a narrator does not read, and the rule's name.
SILENT_TYPES = {
    "toc": "toc",
    "toc-brief": "toc",
    "landmarks": "landmarks",
    "page-list": "page-list",
    "pagelist": "page-list",
    "loi": "loi",
    "lot": "lot",
    "loa": "loi",
    "lov": "loi",
    "copyright-page": "copyright-page",
    "colophon": "colophon",
    "imprint": "imprint",
    "imprimatur": "imprint",
    "titlepage": "titlepage",
    "title-page": "titlepage",
    "halftitlepage": "halftitlepage",
    "halftitle": "halftitlepage",
    "cover": "cover",
    "index": "index",
    "footnote": "note",
    "footnotes": "notes",
    "endnote": "note",
    "endnotes": "notes",
    "rearnote": "note",
    "rearnotes": "notes",
    "backlink": "backlink",
    "referrer": "backlink",
    "noteref": "noteref",
    "annoref": "noteref",
    "pagebreak": "page-break",
}
#: Rules that leave out a whole section; each gets a finding.
SECTION_RULES = frozenset(
    {"toc", "landmarks", "page-list", "loi", "lot", "copyright-page", "colophon", "imprint", "titlepage"}
    | {"halftitlepage", "cover", "index", "notes", "contents", "licence", "non-linear", "navigation"}
    | set(READ_KINDS)
)

#: epub:type values that name the kind of a section that is read.
KINDS = {
    "part": "part",
    "division": "part",
    "volume": "part",
    "chapter": "chapter",
    "se:short-story": "chapter",
    "dedication": "dedication",
    "epigraph": "epigraph",
    "foreword": "foreword",
    "preface": "preface",
    "preamble": "preamble",
    "introduction": "introduction",
    "prologue": "prologue",
    "epilogue": "epilogue",
    "afterword": "afterword",
    "conclusion": "conclusion",
    "acknowledgments": "acknowledgments",
    "acknowledgements": "acknowledgments",
    "appendix": "appendix",
    "glossary": "glossary",
    "bibliography": "bibliography",
    "z3998:dramatis-personae": "dramatis-personae",
}

VERSE_TYPES = frozenset({"z3998:verse", "z3998:poem", "z3998:song", "z3998:hymn", "z3998:lyrics", "verse", "poem"})
VERSE_CLASSES = frozenset({"verse", "poem", "poetry", "stanza", "lyrics", "linegroup", "lg"})
VERSE_LINE_CLASSES = frozenset({"verse", "line", "l", "v", "verseline"})
CAPTION_CLASSES = frozenset({"caption", "figcaption", "thumbcaption", "wp-caption-text"})
#: What is there for screen readers or for the mouse: the text beside it says the same.
AID_CLASSES = frozenset(
    {"mw-editsection", "headerlink", "anchor-link", "sr-only", "visually-hidden", "screen-reader-text"}
)
NOTE_CLASSES = frozenset({"footnote", "footnotes", "endnote", "endnotes", "rearnote"})
NOTEREF_CLASSES = frozenset(
    {"noteref", "fnanchor", "fnref", "footnote-ref", "footnoteref", "note-ref", "footnote-reference"}
)
PAGE_CLASSES = frozenset({"pagenum", "pageno", "page-number", "page_number", "pagenumber", "pg"})

#: Navigation labels of pages that are not read, where nothing else says so, by rule.
_LABELS = {
    "cover": "cover; front cover; cover page; book cover; 封面; 表紙; couverture; portada; обложка",
    "titlepage": (
        "title page; titlepage; title-page; half title; half-title; halftitle; half title page; half-title page; "
        "halftitle page; 扉页; 扉頁; page de titre; titelseite; титульный лист"
    ),
    "copyright-page": (
        "copyright; copyright page; copyright notice; copyrights; copyright information; uncopyright; 版权; 版权页; "
        "版權; 版權頁; 版权信息; 奥付; droits d’auteur; derechos de autor"
    ),
    "imprint": "imprint; impressum",
    "colophon": "colophon",
    "toc": (
        "contents; table of contents; toc; list of contents; detailed contents; 目录; 目錄; 目次; table des matières; "
        "sommaire; inhalt; inhaltsverzeichnis; índice de contenidos; contenido; indice generale; sommario; оглавление; "
        "содержание"
    ),
    "loi": "list of illustrations; illustrations; list of figures; list of maps; list of plates",
    "lot": "list of tables",
    "index": "index; general index; subject index; index of names; 索引",
    "notes": "endnotes; footnotes; end notes; foot notes; notes de bas de page",
    "licence": (
        "the full project gutenberg license; project gutenberg license; full project gutenberg license; "
        "the full project gutenberg licence"
    ),
}
#: The same, from folded label to rule.
SILENT_LABELS = {label: rule for rule, labels in _LABELS.items() for label in labels.split("; ")}
#: Labels of parts that are read unless the policy leaves their kind out.
_KIND_LABELS = {
    "dedication": "dedication; 献词; 獻詞; dédicace; widmung; dedicatoria",
    "epigraph": "epigraph; epigraphs; 题词; 題詞; épigraphe; epígrafe",
    "foreword": "foreword; 前言; avant-propos; geleitwort; prólogo del editor",
    "preface": "preface; author’s preface; author's preface; 自序; 序; 序言; préface; vorwort; prefacio",
    "introduction": "introduction; introductory; 引言; 导言; 導言; einleitung; einführung; introducción",
    "prologue": "prologue; 楔子; 引子; prolog; prólogo",
    "epilogue": "epilogue; 尾声; 尾聲; épilogue; epilog; epílogo",
    "afterword": "afterword; 后记; 後記; postface; nachwort; posfacio; epílogo del autor",
    "acknowledgments": "acknowledgments; acknowledgements; 致谢; 致謝; 鸣谢; remerciements; danksagung",
    "appendix": "appendix; appendices; 附录; 附錄; annexe; anhang; apéndice",
    "glossary": "glossary; 词汇表; glossaire; glossar; glosario",
    "bibliography": "bibliography; works cited; references; 参考文献; 參考文獻; bibliographie; bibliografía",
    "dramatis-personae": "dramatis personæ; dramatis personae; persons represented; personnages; personen",
}
KIND_LABELS = {label: kind for kind, labels in _KIND_LABELS.items() for label in labels.split("; ")}
#: The same by file name, for documents outside the navigation.
SILENT_STEMS = {
    "cover": "cover",
    "coverpage": "cover",
    "cover-page": "cover",
    "titlepage": "titlepage",
    "title-page": "titlepage",
    "title_page": "titlepage",
    "halftitle": "halftitlepage",
    "halftitlepage": "halftitlepage",
    "copyright": "copyright-page",
    "copyright-page": "copyright-page",
    "uncopyright": "copyright-page",
    "imprint": "imprint",
    "colophon": "colophon",
    "toc": "toc",
    "contents": "toc",
    "tableofcontents": "toc",
    "nav": "toc",
}
#: EPUB 2 guide types and landmarks use the same names, apart from these.
GUIDE_TYPES = {"title-page": "titlepage", "copyright-page": "copyright-page", "notes": "notes", "other.toc": "toc"}
