"""A text that is bought in pieces: one purchase for each, halved where the service says that it is too long."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import TypeVar

from audiobook.cloud.faults import Policy, RefusedError
from audiobook.engines.cutting import halves
from audiobook.errors import TakeError

_T = TypeVar("_T")
#: A text that the service calls too long is halved so often (facts sheet dashscope, section 5).
_SPLITS = 2


def bought_piecewise(take: str, texts: Sequence[str], buy: Callable[[str, str], _T]) -> list[_T]:
    """What ``buy(text, key)`` gives for each piece, in order; ``take`` is the key of a take that is bought whole.

    Raises TakeError for a piece that is refused and cannot be halved, and what ``buy`` raises besides.
    """
    todo = [(text, 0) for text in reversed(texts)]
    bought = []
    while todo:
        text, depth = todo.pop()
        key = take if len(texts) == 1 and depth == 0 else part_key(take, text)
        try:
            bought.append(buy(text, key))
        except RefusedError as refusal:
            two = halves(text) if refusal.fault.policy is Policy.SPLIT and depth < _SPLITS else None
            if two is None:
                raise TakeError(refusal.fault.message, hint=refusal.fault.hint) from None
            todo += [(two[1], depth + 1), (two[0], depth + 1)]
    return bought


def part_key(take: str, text: str) -> str:
    """The ledger's key of a piece of a take: by its words, so that another cut never gets another text's sound."""
    return f"{take}/{hashlib.sha256(text.encode()).hexdigest()[:12]}"
