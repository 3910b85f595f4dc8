"""The words by which web pages name what is around their article: class names, roles, types."""

from __future__ import annotations

import re

#: schema.org types of pages whose main part is read, lower case; the first are those of questions with answers.
FORUM_TYPES = frozenset({"qapage", "question", "faqpage", "discussionforumposting"})
ARTICLE_TYPES = FORUM_TYPES | frozenset(
    [
        "article",
        "newsarticle",
        "blogposting",
        "scholarlyarticle",
        "medicalscholarlyarticle",
        "techarticle",
        "apireference",
        "report",
        "analysisnewsarticle",
        "askpublicnewsarticle",
        "backgroundnewsarticle",
        "opinionnewsarticle",
        "reportagenewsarticle",
        "reviewnewsarticle",
        "liveblogposting",
        "socialmediaposting",
        "discussionforumposting",
        "advertisercontentarticle",
        "satiricalarticle",
        "review",
        "criticreview",
        "howto",
        "recipe",
        "qapage",
        "question",
        "faqpage",
        "interview",
    ]
)
#: The same for books: such a page is read whole.
BOOK_TYPES = frozenset({"book", "chapter", "audiobook", "publicationvolume"})

#: Elements and roles around the article; ``header`` and ``aside`` depend on where they stand.
FURNITURE_TAGS = frozenset({"nav", "footer", "form", "menu", "dialog"})
FURNITURE_ROLES = frozenset(
    [
        "navigation",
        "banner",
        "contentinfo",
        "complementary",
        "search",
        "form",
        "dialog",
        "alertdialog",
        "menu",
        "menubar",
        "toolbar",
        "tablist",
        "directory",
    ]
)
CONTENT_TAGS = frozenset({"article", "main"})
CONTENT_ROLES = frozenset({"article", "main"})

#: One of these words in an element's class or id, and it is not part of the article.
_CLASS_WORDS = """
share sharing shares addthis sharethis sharedaddy follow recirc recirculation promo promos promoted promotion ad ads
adslot adsense dfp gpt signup mailchimp cookie cookies consent gdpr comment comments disqus respond reactions
pager pagenavi paging sidebar widget widgets nav navbar navigation navbox menu menus footer masthead toolbar paywall
popular trending outbrain taboola modal popup overlay login tagcloud byline taglist toc catlinks sistersitebox hatnote
metadata noprint printhide skiplink skip donate donation
"""
CLASS_WORDS = frozenset(_CLASS_WORDS.split())
#: The same for words that begin like this: ``relatedposts``, ``newsletterbox``.
CLASS_STEMS: tuple[str, ...] = (
    "related",
    "newsletter",
    "advert",
    "breadcrumb",
    "sponsor",
    "social",
    "sharebar",
    "sharebutton",
    "paginat",
)
CLASS_STEMS += (
    "commentlist",
    "commentform",
    "printfooter",
    "subscrib",
    "subscription",
    "recommend",
    "cookieb",
    "cookiec",
)
#: The same for words that only mean it together.
CLASS_PAIRS = frozenset(
    [
        "sign-up",
        "log-in",
        "read-more",
        "read-next",
        "read-also",
        "more-from",
        "more-stories",
        "more-articles",
        "more-on",
        "most-read",
        "most-viewed",
        "also-like",
        "see-also",
        "site-header",
        "page-header",
        "global-header",
        "top-header",
        "site-info",
        "site-branding",
        "author-bio",
        "author-box",
        "author-info",
        "about-author",
        "post-meta",
        "entry-meta",
        "article-meta",
        "story-meta",
        "post-tags",
        "entry-tags",
        "article-tags",
        "tag-list",
        "entry-footer",
        "post-footer",
        "article-footer",
        "next-prev",
        "prev-next",
        "post-nav",
        "top-bar",
        "top-nav",
        "no-print",
        "print-hide",
        "print-none",
        "hidden-print",
        "sr-only",
        "screen-reader",
        "visually-hidden",
        "visuallyhidden",
        "back-top",
        "email-form",
        "call-action",
        "reading-time",
        "read-time",
        "related-posts",
        "vote-cell",
        "user-info",
        "user-card",
        "post-menu",
    ]
)
#: An ``aside`` with one of these words is part of the article.
ASIDE_WORDS = frozenset(
    [
        "quote",
        "pullquote",
        "blockquote",
        "callout",
        "admonition",
        "note",
        "notes",
        "tip",
        "warning",
        "caution",
        "important",
        "info",
        "infobox",
        "epigraph",
        "definition",
        "example",
        "sidenote",
        "marginnote",
        "footnote",
    ]
)
#: A paragraph with one of these words above the article is its standfirst.
STANDFIRST_WORDS = frozenset(
    [
        "standfirst",
        "dek",
        "deck",
        "subtitle",
        "subhead",
        "subheadline",
        "subheading",
        "summary",
        "lede",
        "lead",
        "intro",
        "introduction",
        "excerpt",
        "abstract",
        "teaser",
        "strapline",
        "tagline",
    ]
)

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def name_words(names: str) -> list[list[str]]:
    """The words of each class name or id, lower case: ``siteHeader post-share`` -> site header, post share."""
    return [[word.lower() for word in _WORD.findall(name)] for name in names.split()]
