"""What the package says of its accessibility (schema.org terms): the source's own words, and what overlays add."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audiobook.writers.overlay.package import Package

_MODE = "schema:accessMode"
_SUFFICIENT = "schema:accessModeSufficient"
_FEATURE = "schema:accessibilityFeature"
_HAZARD = "schema:accessibilityHazard"
_SUMMARY = "schema:accessibilitySummary"


def describe(package: Package, summary: str) -> None:
    """Add that text and sound go together. What the source claims stays, what nobody checked is said to be unknown."""
    said = {name: _values(package, name) for name in (_MODE, _SUFFICIENT, _FEATURE, _HAZARD, _SUMMARY)}
    pictures = _has_pictures(package)
    modes = ["textual", "auditory"]
    if not said[_MODE] and pictures:
        modes.append("visual")
    _add(package, _MODE, modes, said[_MODE])
    # That text is enough is the source's to say; without pictures nothing else is there.
    textual = "textual" in said[_SUFFICIENT] or (not said[_SUFFICIENT] and not pictures)
    if textual:
        _add(package, _SUFFICIENT, ["textual", "textual,auditory"], said[_SUFFICIENT])
    features = ["synchronizedAudioText"]
    if not said[_FEATURE]:
        features.append("tableOfContents")
    _add(package, _FEATURE, features, said[_FEATURE])
    if not said[_HAZARD]:
        package.add_meta(_HAZARD, "unknown")
    if not said[_SUMMARY]:
        package.add_meta(_SUMMARY, summary)


def _add(package: Package, name: str, wanted: list[str], said: set[str]) -> None:
    for value in wanted:
        if value not in said:
            package.add_meta(name, value)


def _values(package: Package, name: str) -> set[str]:
    return {"".join((meta.text or "").split()) for meta in package.metas(name)}


def _has_pictures(package: Package) -> bool:
    """Whether there are pictures besides the cover."""
    return any(
        str(item.get("media-type", "")).startswith(("image/", "video/"))
        and "cover-image" not in str(item.get("properties", "")).split()
        for _, item in package.items()
    )
