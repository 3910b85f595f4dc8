"""CSS selectors of the reading policy, matched on a parsed document whatever its namespace."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from audiobook.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element

_NAMESPACES = {"epub": "http://www.idpf.org/2007/ops"}


def selected(root: _Element, selectors: Iterable[str]) -> frozenset[_Element]:
    """All elements that match one of the selectors. Raises ConfigError for what is no selector.

    ``[epub|type~="x"]`` asks for an epub:type. lxml hands out one object an element while it is held, so the set
    answers ``in`` by identity for as long as it lives.
    """
    found: set[_Element] = set()
    for selector in selectors:
        matches = root.xpath(xpath_of(selector), namespaces=_NAMESPACES)
        if isinstance(matches, list):
            found.update(match for match in matches if not isinstance(match, str | tuple | float))  # type: ignore[misc]
    return frozenset(found)


@lru_cache(maxsize=64)
def xpath_of(selector: str) -> str:
    """The XPath expression of a CSS selector. Raises ConfigError."""
    from cssselect import SelectorError
    from cssselect.xpath import HTMLTranslator, XPathExpr

    class _AnyNamespace(HTMLTranslator):
        """Element names match in XHTML's namespace as in none."""

        def xpath_element(self, selector: object) -> XPathExpr:
            name = getattr(selector, "element", None)
            expression = self.xpathexpr_cls()
            if name:
                expression.add_condition(f"local-name() = '{name.lower()}'")
            return expression

    try:
        return str(_AnyNamespace().css_to_xpath(selector))
    except (SelectorError, ValueError, RecursionError) as error:
        raise ConfigError(
            f"'{selector}' is not a CSS selector: {error}", hint="mend it under [reading] in audiobook.toml"
        ) from None
