"""Which licences come with audiobook: `python scripts/licences.py [EXTRA ...]` in the environment to look at.

Prints a table of every package that audiobook and the extras named need, as they are installed, and ends with 1 if one
has a licence that is unknown or does not go with GPL-3.0-or-later.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import Any

PROJECT = "audiobook"
#: Words of licences that may be combined with GPL-3.0-or-later (the Free Software Foundation's list of compatible
#: licences, looked up in 2026), as SPDX identifiers or as packages write them.
COMPATIBLE = re.compile(
    r"\b(0BSD|BSD|MIT|MIT-0|MIT-CMU|HPND|ISC|Apache|PSF|Python|MPL|ZPL|LGPL|GPL-3\.0|GPL-2\.0-or-later|GPLv2\+|GPL|GPLv3|Unlicense"
    r"|Public Domain|CC0|zlib|Zlib|BSL|Boost|CNRI)\b|Lesser General Public",
    re.IGNORECASE,
)
#: Where the words above stand in a licence that does not.
INCOMPATIBLE = re.compile(
    r"\b(AGPL-3\.0-only|GPL-2\.0-only|GPL v2 only|SSPL|BUSL|Commons Clause|CC-BY-NC|non-?commercial)\b", re.IGNORECASE
)
#: What packages forgot to say in their metadata.
SAID_ELSEWHERE = {
    "espeakng-loader": "MIT; holds espeak-ng, GPL-3.0-or-later",  # its repository; espeak-ng's COPYING
    "resvg-py": "MIT",  # the LICENSE in its wheel
}
#: Of licences to choose from one is enough; and the GPL, section 13, allows the Affero licence beside it. What that
#: asks for (source for those who use a changed version over a network) then holds for the whole.
CHOICES = {"tld": "LGPL-2.1-or-later", "ebooklib": "AGPL-3.0-or-later (GPL-3.0, section 13)"}


@dataclass(frozen=True, slots=True)
class Row:
    """One package with the licence it states."""

    name: str
    version: str
    licence: str

    @property
    def fits(self) -> bool:
        """Whether it may be part of a GPL-3.0-or-later program."""
        if _key(self.name) in CHOICES:
            return True
        return bool(COMPATIBLE.search(self.licence)) and not INCOMPATIBLE.search(self.licence)


def _key(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def licence_of(package: Distribution) -> str:
    """The licence as the package's metadata state it: the SPDX expression, else classifiers, else the free text."""
    about: Any = package.metadata
    if expression := about.get("License-Expression"):
        return str(expression)
    classifiers = [c.split(" :: ")[-1] for c in about.get_all("Classifier") or () if c.startswith("License :: ")]
    named = [c for c in classifiers if c != "OSI Approved"]
    text = " ".join(str(about.get("License") or "").split())
    return "; ".join(named) or text[:80] or SAID_ELSEWHERE.get(_key(package.name), "")


def needed(name: str, extras: tuple[str, ...]) -> Iterator[Distribution]:
    """The package and everything it needs here, each once; what is not installed is left out."""
    from packaging.requirements import Requirement

    todo, seen = [(name, frozenset(extras))], set()
    while todo:
        wanted, chosen = todo.pop()
        key = _key(wanted)
        try:
            package = distribution(wanted)
        except PackageNotFoundError:
            continue
        if (key, chosen) in seen:
            continue
        if not any(key == other for other, _ in seen):
            yield package
        seen.add((key, chosen))
        for line in package.requires or ():
            requirement = Requirement(line)
            marker = requirement.marker
            if marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *chosen)):
                todo.append((requirement.name, frozenset(requirement.extras)))


def rows(extras: tuple[str, ...]) -> list[Row]:
    """The table, by name."""
    found = [Row(p.name, p.version, licence_of(p)) for p in needed(PROJECT, extras)]
    return sorted(found, key=lambda row: row.name.lower())


def main() -> int:
    """Print the table; 1 if something in it does not fit."""
    table = rows(tuple(sys.argv[1:]))
    width = max(len(row.name) for row in table)
    for row in table:
        remark = CHOICES.get(_key(row.name), "") if row.fits else "<-- look at this"
        print(f"{row.name:<{width}}  {row.version:<14}  {row.licence or 'UNKNOWN'}  {remark}".rstrip())
    bad = [row.name for row in table if not row.fits]
    print(f"{len(table)} packages, {len(bad)} to look at{': ' if bad else ''}{', '.join(bad)}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
