"""When which fault comes: the next request, the nth, those with certain words, or by chance with a seed."""

from __future__ import annotations

import hashlib
import re
import threading
from collections import Counter
from dataclasses import dataclass, field

from fake_dashscope.faults import Fault


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the schedule. Numbers count admitted requests (or downloads) from 1, throttled ones not.

    With ``at`` those numbers are hit; with ``chance`` that share; else ``times`` (``None``: all) from ``first`` on.
    ``text`` (a regular expression found anywhere), ``model`` and ``kind`` (``tts`` or ``llm``) narrow it down.
    ``retry_after_s`` goes with a 429.
    """

    fault: Fault
    times: int | None = 1
    first: int = 1
    at: frozenset[int] = frozenset()
    chance: float = 0.0
    text: str = ""
    model: str = ""
    kind: str = ""
    retry_after_s: float | None = None


def always(fault: Fault, *, text: str = "", model: str = "", first: int = 1) -> Rule:
    """The fault from the ``first`` request on, for ever, where text and model fit."""
    return Rule(fault, times=None, first=first, text=text, model=model)


def sometimes(fault: Fault, chance: float) -> Rule:
    """The fault for that share of the requests (or downloads)."""
    return Rule(fault, times=None, chance=chance)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a fault may befall. ``identity`` is the same for the same request sent again."""

    identity: str
    kind: str
    model: str
    text: str = field(repr=False)


class Schedule:
    """Picks the fault for each request and download. Thread-safe.

    Chances do not depend on the order in which threads arrive: the draw is a function of the seed, of the request's
    content, and of how often that was sent. So the same book meets the same storm in every run.
    """

    def __init__(self, rules: tuple[Rule, ...], seed: int) -> None:
        self._seed = seed
        self._lock = threading.Lock()
        self._rules: list[Rule] = list(rules)
        self._used: list[int] = [0] * len(rules)
        self._counts: Counter[bool] = Counter()
        self._visits: Counter[tuple[bool, str]] = Counter()

    def add(self, *rules: Rule) -> None:
        """More rules, after those there are."""
        with self._lock:
            self._rules.extend(rules)
            self._used.extend([0] * len(rules))

    def clear(self) -> None:
        """No more faults; the counting goes on."""
        with self._lock:
            self._rules.clear()
            self._used.clear()

    def pick(self, subject: Subject, *, at_download: bool) -> Rule | None:
        """The rule that hits this request or download, or ``None``. Exact rules come before chances."""
        with self._lock:
            self._counts[at_download] += 1
            self._visits[at_download, subject.identity] += 1
            number, visit = self._counts[at_download], self._visits[at_download, subject.identity]
            fitting = [i for i, rule in enumerate(self._rules) if _fits(rule, subject, at_download=at_download)]
            for index in fitting:
                rule = self._rules[index]
                if not rule.chance and self._due(index, number):
                    self._used[index] += 1
                    return rule
            return self._drawn(fitting, f"{self._seed}/{at_download}/{subject.identity}/{visit}")

    def _due(self, index: int, number: int) -> bool:
        rule = self._rules[index]
        if rule.at:
            return number in rule.at
        return number >= rule.first and (rule.times is None or self._used[index] < rule.times)

    def _drawn(self, fitting: list[int], name: str) -> Rule | None:
        """One draw for all chances together, so that they exclude one another and each has its full share."""
        draw, edge = drawn(name), 0.0
        for rule in (self._rules[index] for index in fitting):
            edge += rule.chance
            if draw < edge:
                return rule
        return None


def drawn(name: str) -> float:
    """A number in [0, 1), evenly spread over names and the same on every machine."""
    return int.from_bytes(hashlib.sha256(name.encode("utf-8", "replace")).digest()[:6]) / 2**48


def _fits(rule: Rule, subject: Subject, *, at_download: bool) -> bool:
    return (
        rule.fault.at_download == at_download
        and rule.model in {"", subject.model}
        and rule.kind in {"", subject.kind}
        and (not rule.text or re.search(rule.text, subject.text) is not None)
    )
