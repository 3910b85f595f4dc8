"""Every skip belongs to the chapter in which a reader would look for it."""

from __future__ import annotations

REF = '<a epub:type="noteref" href="{}">1</a>'
CHAPTER = "<h2>{0}</h2><p>Text of {0}" + REF.format("notes.xhtml#n") + ".</p>"


def account(document):
    return [(s.rule, s.text, s.section) for s in document.skipped]


def test_a_heading_belongs_to_the_chapter_that_it_opens(make_epub, read, xhtml):
    body = "".join(f'<section id="c{n}"><h2>Chapter {n}</h2><p>Text.</p></section>' for n in (1, 2, 3))
    entries = "".join(f'<li><a href="a.xhtml#c{n}">Chapter {n}</a></li>' for n in (1, 2, 3))
    document = read(make_epub({"a.xhtml": xhtml(body)}, entries))
    assert account(document) == [("title-heading", f"Chapter {n}", n - 1) for n in (1, 2, 3)]


def test_a_page_of_notes_after_the_last_chapter_belongs_to_none(make_epub, read, xhtml):
    pages = {
        "a.xhtml": xhtml(CHAPTER.format("One")),
        "b.xhtml": xhtml(CHAPTER.format("Two")),
        "notes.xhtml": xhtml('<section epub:type="endnotes"><ol><li id="n">A note.</li></ol></section>'),
    }
    entries = '<li><a href="a.xhtml">One</a></li><li><a href="b.xhtml">Two</a></li>'
    document = read(make_epub(pages, entries))
    assert account(document) == [
        ("title-heading", "One", 0),
        ("noteref", "1", 0),
        ("title-heading", "Two", 1),
        ("noteref", "1", 1),
        ("note", "A note.", -1),
    ]


def test_a_whole_page_that_is_left_out_belongs_to_no_chapter(make_epub, read, xhtml):
    pages = {
        "a.xhtml": xhtml("<h2>One</h2><p>Text.</p>"),
        "x.xhtml": xhtml("<p>Copyright © A. All rights reserved.</p>", 'epub:type="copyright-page"'),
        "b.xhtml": xhtml("<h2>Two</h2><p>Text.</p>"),
    }
    entries = '<li><a href="a.xhtml">One</a></li><li><a href="b.xhtml">Two</a></li>'
    document = read(make_epub(pages, entries))
    assert ("copyright-page", "Copyright © A. All rights reserved.", -1) in account(document)
