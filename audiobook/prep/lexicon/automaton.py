"""Several programs run at once over a text, one look at each character: a deterministic automaton made as it is needed.

From each start it follows all readings together, so no expression can make it slow: the cost of a text is its length
times ``LONGEST``, and in practice its length, since nearly every start ends at its first character.
"""

from __future__ import annotations

from collections.abc import Iterator

from audiobook.prep.lexicon.pattern import Program, Step

#: A match is at most this long, in characters: the longest names have some forty (own judgement).
LONGEST = 120
#: States kept; after that the automaton forgets and begins anew, so that memory is bounded.
_MOST_STATES = 4000
_DEAD = -1


class Automaton:
    """Programs joined; not thread-safe, since it grows while it runs."""

    def __init__(self, programs: tuple[Program, ...]) -> None:
        """``programs[n]`` reports its matches as ``n``."""
        self._steps: list[Step] = []
        starts = []
        for n, program in enumerate(programs):
            starts.append(len(self._steps))
            self._steps += [*program, Step("match", (n,))]
        self._starts = tuple(starts)
        self._forget()

    def _forget(self) -> None:
        self._ids: dict[frozenset[int], int] = {}
        self._states: list[frozenset[int]] = []
        self._next: list[dict[str, int]] = []
        self._accepts: list[tuple[int, ...]] = []
        self._first = self._id(self._closure(self._starts))

    def starts(self, text: str) -> Iterator[int]:
        """Where a match may begin, by the first character alone."""
        first, known = self._first, self._next[self._first]
        for at, char in enumerate(text):
            if known.get(char, at) != _DEAD and (char in known or self._follow(first, char) != _DEAD):
                yield at

    def ends(self, text: str, start: int, step: int = 1) -> dict[int, list[int]]:
        """Every place where a match that begins at ``start`` ends, by program; ``step`` -1 reads backwards.

        A place is an offset between characters. Empty matches do not count.
        """
        found: dict[int, list[int]] = {}
        state = self._first
        at = start if step > 0 else start - 1
        stop = min(len(text), start + LONGEST) if step > 0 else max(-1, start - 1 - LONGEST)
        while at != stop:
            char = text[at]
            following = self._next[state].get(char)
            state = self._follow(state, char) if following is None else following
            if state == _DEAD:
                break
            at += step
            for program in self._accepts[state]:
                found.setdefault(program, []).append(at if step > 0 else at + 1)
        return found

    def _follow(self, state: int, char: str) -> int:
        if len(self._states) > _MOST_STATES:
            here = self._states[state]
            self._forget()
            state = self._id(here)
        steps = self._steps
        reached = [n + 1 for n in self._states[state] if (test := steps[n].test) is not None and test.fullmatch(char)]
        following = self._id(self._closure(reached)) if reached else _DEAD
        self._next[state][char] = following
        return following

    def _closure(self, reached: list[int] | tuple[int, ...]) -> frozenset[int]:
        """All steps that look at a character or end a match, reachable without reading any."""
        todo, seen = list(reached), set(reached)
        while todo:
            n = todo.pop()
            step = self._steps[n]
            if step.op in {"split", "jump"}:
                for offset in step.to:
                    if n + offset not in seen:
                        seen.add(n + offset)
                        todo.append(n + offset)
        return frozenset(n for n in seen if self._steps[n].op in {"char", "match"})

    def _id(self, state: frozenset[int]) -> int:
        known = self._ids.get(state)
        if known is None:
            known = self._ids[state] = len(self._states)
            self._states.append(state)
            self._next.append({})
            self._accepts.append(tuple(sorted(self._steps[n].to[0] for n in state if self._steps[n].op == "match")))
        return known
