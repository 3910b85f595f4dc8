"""Which kinds of parts the reading policy leaves out, told by a label or by a markup's name for the kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audiobook.readers.sections.titles import fold
from audiobook.readers.walk.vocabulary import KIND_LABELS, KINDS, SILENT_LABELS, SILENT_TYPES
from audiobook.reading import READ_KINDS, SKIPPED_KINDS

if TYPE_CHECKING:
    from audiobook.reading import ReadingPolicy

_CHOSEN = frozenset((*SKIPPED_KINDS, *READ_KINDS))
_READ = frozenset(READ_KINDS)


def label_rule(label: str, policy: ReadingPolicy) -> str:
    """The rule by which a part with this title is not read; empty when it is."""
    folded = fold(label)
    return permitted(SILENT_LABELS.get(folded) or KIND_LABELS.get(folded, ""), policy)


def type_rule(value: str, policy: ReadingPolicy) -> str:
    """The same for an epub:type, a role or a guide type."""
    return permitted(SILENT_TYPES.get(value) or KINDS.get(value, ""), policy)


def permitted(rule: str, policy: ReadingPolicy) -> str:
    """The rule, unless it names a kind that the policy has read."""
    return rule if rule not in _CHOSEN or rule in policy.skip_kinds else ""


def is_asked_for(rule: str) -> bool:
    """Whether a kind is left out only because the policy says so; then no length saves it."""
    return rule in _READ
