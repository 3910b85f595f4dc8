"""The few words that are read but stand in no book: what is left out at this place, and that a note follows."""

from __future__ import annotations

from audiobook.readers.walk.spans import primary

#: By language: what is said for a table, a program listing, a printed page, a note and the notes of a chapter.
_WORDS = {
    "en": ("A table is left out here.", "A program listing is left out here.", "Page {}.", "Note:", "Notes"),
    "zh": ("此处略去一张表格。", "此处略去一段程序代码。", "第{}页。", "注：", "注释"),
    "ja": ("ここで表を省略します。", "ここでプログラムを省略します。", "{}ページ。", "注：", "注"),
    "fr": ("Ici un tableau est omis.", "Ici un programme est omis.", "Page {}.", "Note :", "Notes"),
    "de": ("Hier fehlt eine Tabelle.", "Hier fehlt ein Programmtext.", "Seite {}.", "Anmerkung:", "Anmerkungen"),
    "es": ("Aquí se omite una tabla.", "Aquí se omite un programa.", "Página {}.", "Nota:", "Notas"),
    "it": ("Qui è omessa una tabella.", "Qui è omesso un programma.", "Pagina {}.", "Nota:", "Note"),
    "pt": ("Aqui omite-se uma tabela.", "Aqui omite-se um programa.", "Página {}.", "Nota:", "Notas"),
    "nl": ("Hier is een tabel weggelaten.", "Hier is een programma weggelaten.", "Pagina {}.", "Noot:", "Noten"),
    "ru": ("Здесь опущена таблица.", "Здесь опущен текст программы.", "Страница {}.", "Примечание:", "Примечания"),
}
_TABLE, _CODE, _PAGE, _NOTE, _NOTES = range(5)


def table_left_out(language: str) -> str:
    """What is said in place of a table; in English for languages that are not known here, like all of these."""
    return _words(language)[_TABLE]


def code_left_out(language: str) -> str:
    """What is said in place of a program listing."""
    return _words(language)[_CODE]


def page_number(label: str, language: str) -> str:
    """The announcement of a printed page."""
    return _words(language)[_PAGE].format(label)


def note_begins(language: str) -> str:
    """What is said before the text of a note; a space goes between the two where the language writes one."""
    return _words(language)[_NOTE]


def notes_heading(language: str) -> str:
    """The heading of the notes at a chapter's end."""
    return _words(language)[_NOTES]


def _words(language: str) -> tuple[str, ...]:
    return _WORDS.get(primary(language), _WORDS["en"])
