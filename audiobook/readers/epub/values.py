"""What a package says about the book, value by value, each with what refines it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from audiobook.readers.walk.characters import squeeze
from audiobook.readers.walk.elements import attributes, tag_of, texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lxml.etree import _Element

_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/"


@dataclass(slots=True)
class Value:
    """A dc element or a meta: its local name in lower case, its text, its attributes, and EPUB 3's refinements.

    ``refined`` has the first refinement of each property, ``roles`` all of the property ``role``.
    """

    name: str
    text: str
    attrs: Mapping[str, str]
    refined: dict[str, str] = field(default_factory=dict)
    roles: list[str] = field(default_factory=list)

    def opf(self, name: str) -> str:
        """An EPUB 2 attribute (``opf:role``), also where its prefix was never declared."""
        return self.attrs.get(_OPF + name) or self.attrs.get(f"opf:{name}") or self.attrs.get(name) or ""

    @property
    def place(self) -> int:
        """EPUB 3's ``display-seq``; values that have none come last."""
        given = self.refined.get("display-seq", "")
        return int(given) if given.isdecimal() and len(given) < 6 else 1_000_000  # noqa: PLR2004 - no book has so many


@dataclass(frozen=True, slots=True)
class Values:
    """All values in order, and the content of EPUB 2's ``<meta name content>`` by name."""

    all: tuple[Value, ...]
    names: Mapping[str, str]

    def named(self, name: str) -> list[Value]:
        """The values of one dc element that have text, in the order in which they are to be shown."""
        return sorted((value for value in self.all if value.name == name and value.text), key=lambda v: v.place)

    def properties(self, name: str) -> list[Value]:
        """The EPUB 3 metas of one property that refine nothing and have text."""
        return [
            value
            for value in self.all
            if value.attrs.get("property", "").strip() == name and value.text and not value.attrs.get("refines")
        ]


def package_values(package: _Element) -> Values:
    """All metadata of a package. Linear in its size; never raises."""
    found = _elements(package)
    targets = {value.attrs["id"].strip(): value for value in reversed(found) if "id" in value.attrs}
    names: dict[str, str] = {}
    for value in found:
        if value.name != "meta":
            continue
        target = targets.get(value.attrs.get("refines", "").rpartition("#")[2].strip())
        if target is not None and target is not value:
            name = value.attrs.get("property", "").rpartition(":")[2].strip()
            target.refined.setdefault(name, value.text)
            if name == "role":
                target.roles.append(value.text)
        elif "name" in value.attrs:
            names.setdefault(value.attrs["name"].strip().lower(), squeeze(value.attrs.get("content", "")))
    return Values(tuple(found), names)


def first(values: Iterable[Value]) -> str:
    """The text of the first value that has one."""
    return next((value.text for value in values if value.text), "")


def _elements(package: _Element) -> list[Value]:
    metadata = next(iter(package.iter("{*}metadata")), None)
    found: list[Value] = []
    for node in metadata.iter() if metadata is not None else ():
        name = tag_of(node)
        namespace = str(node.tag).rpartition("}")[0]
        if node is metadata or not name:
            continue
        if namespace.startswith(_DC) or name == "meta" or (not namespace and name != "metadata"):
            text = "".join(texts(node))
            # A description may hold markup, whose lines mean something.
            found.append(Value(name, text.strip() if name == "description" else squeeze(text), attributes(node)))
    return found
