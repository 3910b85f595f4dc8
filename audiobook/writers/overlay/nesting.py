"""Which elements may stand inside which, as far as putting a ``span`` round words needs to know (HTML Standard)."""

from __future__ import annotations

#: Elements that may hold a ``span`` directly.
_HOLDS_SPAN_WORDS = """
a abbr address article aside b bdi bdo blockquote body caption center cite code dd del dfn div dt em figcaption
figure footer h1 h2 h3 h4 h5 h6 header i ins kbd label legend li main mark nav p pre q s samp section small span
strong sub summary sup td th tt u var big acronym font
"""
HOLDS_SPAN = frozenset(_HOLDS_SPAN_WORDS.split())
#: Elements that may stand inside a ``span``.
_PHRASING_WORDS = """
a abbr acronym audio b bdi bdo big br button canvas cite code data del dfn em embed font i iframe img input ins
kbd label map mark math meter noscript object output picture progress q rb rp rt rtc ruby s samp select small
source span strong sub sup svg time track tt u var video wbr
"""
PHRASING = frozenset(_PHRASING_WORDS.split())
#: Elements whose content is not HTML: nothing is put inside them.
FOREIGN = frozenset({"svg", "math", "iframe", "select", "textarea"})
#: Elements that begin a line of their own: what a paragraph may be.
_BLOCKS_WORDS = """
address blockquote caption center dd div dt figcaption footer h1 h2 h3 h4 h5 h6 header legend li main p pre td
th
"""
BLOCKS = frozenset(_BLOCKS_WORDS.split())
#: Parts of a page that hold paragraphs.
SECTIONS = frozenset({"article", "aside", "section", "nav", "figure", "table", "ol", "ul", "dl"})
