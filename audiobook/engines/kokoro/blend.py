"""Voice ids: one voice, or two mixed, such as ``af_heart+bm_fable`` or ``af_heart*0.7+am_adam*0.3``."""

from __future__ import annotations

from dataclasses import dataclass

from audiobook.engines.kokoro.catalogue import is_name
from audiobook.errors import EngineError

_MOST_WEIGHT = 1000.0


@dataclass(frozen=True, slots=True)
class Blend:
    """One or two voices with weights that sum to 1, the heavier weight to two digits. The first one's language counts.

    Two spellings of the same mixture are equal.
    """

    parts: tuple[tuple[str, float], ...]

    @property
    def first(self) -> str:
        """The voice whose language is spoken."""
        return self.parts[0][0]

    def __str__(self) -> str:
        """The one canonical spelling: no weight where the two are equal."""
        if len({weight for _, weight in self.parts}) == 1:
            return "+".join(name for name, _ in self.parts)
        return "+".join(f"{name}*{weight:g}" for name, weight in self.parts)


def parse_blend(text: str) -> Blend:
    """Read a voice id. Raises EngineError, with a hint, for one that is not well formed; names are not looked up."""
    found = [_part(each, text) for each in text.replace(" ", "").split("+")]
    if len(found) > 2:  # noqa: PLR2004 - a mixture of two
        raise _wrong(text, "only two voices can be mixed")
    if len(found) == 1 or found[0][0] == found[1][0]:
        return Blend(((found[0][0], 1.0),))
    (one, first), (two, second) = found
    share = round(first / (first + second), 2)
    if share in {0.0, 1.0}:
        raise _wrong(text, "one of the two has no weight to speak of")
    return Blend(((one, share), (two, round(1 - share, 2))))


def _part(part: str, text: str) -> tuple[str, float]:
    name, star, weight = part.partition("*")
    if not is_name(name):
        raise _wrong(text, f"'{name}' is no voice's name" if name else "a name is missing")
    if not star:
        return name, 1.0
    try:
        value = float(weight)
    except ValueError:
        value = 0.0
    if not 0 < value <= _MOST_WEIGHT:
        raise _wrong(text, f"'{weight}' is no weight")
    return name, value


def _wrong(text: str, why: str) -> EngineError:
    return EngineError(
        f"kokoro has no voice '{text}': {why}",
        hint="all voices: audiobook voices --engine kokoro; a mixture is written af_heart+bm_fable or"
        " af_heart*0.7+am_adam*0.3",
    )
