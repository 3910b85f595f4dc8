r"""Regular expressions of a list, read into small programs that ``automaton`` runs in linear time.

A list may come from anybody, and Python's own ``re`` tries every way to read a text: ``(a+)+b`` on thirty letters takes
minutes. So we take the part of its syntax that needs no trying: characters, ``.``, classes, ``\d \w \s``, ``|``,
groups, ``? * + {m,n}``. What needs it (back references, look-around) is refused with a reason. Each character test is
still made by ``re``, on one character, which cannot hang.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

#: The longest expression, in characters, and the longest program, in steps: both far beyond any word (own judgement).
_LONGEST_PATTERN, _LONGEST_PROGRAM = 200, 2000
_CLASS = re.compile(r"\[\^?\]?(?:[^\]\\]|\\.)*\]")
_REPEAT = re.compile(r"\{(\d{1,4})(?:(,)(\d{0,4}))?\}")
_ESCAPES = frozenset("dDwWsS")
_BINDING = {"|": 1, ".": 2}


class PatternError(ValueError):
    """An expression that is wrong or not supported; the message says what to write."""


@dataclass(frozen=True, slots=True)
class Step:
    """``char``: ``test`` must hold; ``split``: go on at both offsets; ``jump``; ``match``: of expression ``to[0]``."""

    op: str
    to: tuple[int, ...] = ()
    test: re.Pattern[str] | None = None


Program = tuple[Step, ...]


@dataclass(slots=True)
class _Reader:
    """Operator precedence with explicit stacks; ``fragments`` have relative jumps, so they can be copied."""

    pattern: str
    flags: int
    backwards: bool
    fragments: list[Program] = field(default_factory=list)
    operators: list[str] = field(default_factory=list)
    operand: bool = False

    def program(self) -> Program:
        at = 0
        while at < len(self.pattern):
            at = self._next(at)
        self._empty()
        self._reduce(0)
        if self.operators:
            raise PatternError("a '(' is not closed")
        return self.fragments.pop()

    def _next(self, at: int) -> int:
        char = self.pattern[at]
        if char == "(":
            at = self._open(at)
        elif char == ")":
            self._empty()
            self._reduce(0)
            if not self.operators:
                raise PatternError("a ')' has no '(': write \\) for the character itself")
            self.operators.pop()
            self.operand = True
            at += 1
        elif char == "|":
            self._empty()
            self._reduce(_BINDING["|"])
            self.operators.append("|")
            self.operand = False
            at += 1
        elif char in "?*+{":
            at = self._repeat(at)
        else:
            at = self._atom(at)
        return at

    def _open(self, at: int) -> int:
        rest = self.pattern[at + 1 :]
        if rest.startswith("?") and not rest.startswith("?:"):
            raise PatternError(
                "'(?…' is not supported: use plain groups, and 'before' and 'after' for what stands beside"
            )
        self._join()
        self.operators.append("(")
        self.operand = False
        return at + (3 if rest.startswith("?:") else 1)

    def _atom(self, at: int) -> int:
        char = self.pattern[at]
        end = at + 1
        if char == "[":
            found = _CLASS.match(self.pattern, at)
            if found is None:
                raise PatternError("a '[' is not closed")
            end = found.end()
        elif char == "\\":
            end = at + 2
            escaped = self.pattern[at + 1 : end]
            if not escaped:
                raise PatternError("the last \\ escapes nothing: write \\\\ for the character itself")
            if escaped.isalnum() and escaped not in _ESCAPES:
                raise PatternError(f"\\{escaped} is not supported: words are whole unless whole_word = false")
        elif char in "^$":
            raise PatternError(f"'{char}' is not supported: write \\{char} for the character itself")
        try:
            test = re.compile(self.pattern[at:end], self.flags)
        except re.error as error:
            raise PatternError(f"'{self.pattern[at:end]}': {error.msg}") from error
        self._join()
        self.fragments.append((Step("char", test=test),))
        self.operand = True
        return end

    def _repeat(self, at: int) -> int:
        if not self.operand:
            raise PatternError(f"nothing before '{self.pattern[at]}' to repeat: write \\{self.pattern[at]} for itself")
        low, high, end = _bounds(self.pattern, at)
        if self.pattern[end : end + 1] in {"?", "+", "*", "{"} and self.pattern[end : end + 1]:
            raise PatternError("a repeat of a repeat is not supported: the longest match is always taken")
        one = self.fragments.pop()
        if len(one) * max(low, high, 1) > _LONGEST_PROGRAM:
            raise PatternError("it repeats too much: use smaller numbers")
        more: Program
        if high < 0:
            more = (Step("split", (1, len(one) + 2)), *one, Step("jump", (-len(one) - 1,)))
        else:
            optional = high - low
            length = len(one) + 1
            more = tuple(step for n in range(optional) for step in (Step("split", (1, (optional - n) * length)), *one))
        self.fragments.append((*one * low, *more))
        return end

    def _join(self) -> None:
        if self.operand:
            self._reduce(_BINDING["."])
            self.operators.append(".")

    def _empty(self) -> None:
        """``(|a)`` and ``a|``: one side is nothing."""
        if not self.operand:
            self.fragments.append(())
            self.operand = True

    def _reduce(self, binding: int) -> None:
        while self.operators and _BINDING.get(self.operators[-1], -1) >= max(binding, 1):
            operator = self.operators.pop()
            two, one = self.fragments.pop(), self.fragments.pop()
            if operator == ".":
                made = two + one if self.backwards else one + two
            else:
                made = (Step("split", (1, len(one) + 2)), *one, Step("jump", (len(two) + 1,)), *two)
            if len(made) > _LONGEST_PROGRAM:
                raise PatternError("it is too large: write several entries")
            self.fragments.append(made)


def _bounds(pattern: str, at: int) -> tuple[int, int, int]:
    """Least and most repeats (-1: any number) and where the sign ends."""
    simple = {"?": (0, 1), "*": (0, -1), "+": (1, -1)}
    if pattern[at] in simple:
        return (*simple[pattern[at]], at + 1)
    found = _REPEAT.match(pattern, at)
    if found is None:
        raise PatternError("'{' begins a repeat such as {2} or {1,3}: write \\{ for the character itself")
    low = int(found[1])
    high = low if found[2] is None else int(found[3]) if found[3] else -1
    if 0 <= high < low:
        raise PatternError(f"'{found[0]}' repeats at most less often than at least")
    return low, high, found.end()


def program(pattern: str, *, exact: bool, backwards: bool = False) -> Program:
    """The steps of an expression, without a last ``match``; ``backwards`` reads a text from right to left.

    Raises PatternError. Its size is bounded, whatever the expression.
    """
    if len(pattern) > _LONGEST_PATTERN:
        raise PatternError(f"it has more than {_LONGEST_PATTERN} characters: write several entries")
    return _Reader(pattern, 0 if exact else re.IGNORECASE, backwards).program()
