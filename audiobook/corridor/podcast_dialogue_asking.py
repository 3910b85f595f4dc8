"""Questions to the language model that writes an episode: asked, checked, kept, and never paid for twice."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from audiobook.corridor.workfolder import read_json, write_json, writing
from audiobook.errors import EngineError
from audiobook.podcast.dialogue import Prompt
from audiobook.podcast.dialogue_plan import TRIES
from audiobook.podcast.dialogue_prompts import PROMPT_VERSION

if TYPE_CHECKING:
    from audiobook.prep.attribution.llm_client import ChatClient, Gate

T = TypeVar("T")
#: Reads an answer's text, which may have been cut off (``complete`` false); ``None``: not what was asked for.
Read = Callable[[str, bool], T | None]
#: Raise it when the fields of a kept answer change their meaning.
_SCHEMA = 1
#: Readings that are under way at a time; the session paces them.
_WORKERS = 4
_SURROGATES = re.compile("[\ud800-\udfff]")
_WRONG = "the model's answer was not what was asked for, twice"


@dataclass(frozen=True, slots=True)
class Answered(Generic[T]):
    """What came of a question: a value, or why there is none. ``kept``: it was answered in an earlier run."""

    value: T | None
    reason: str = ""
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Answers:
    """A folder of answers by what was asked; they are text by a stranger, and read as new ones are."""

    folder: Path

    def load(self, key: str, read: Read[T]) -> T | None:
        """The answer kept under ``key``, if it is there and still what is asked for."""
        body = read_json(self._path(key))
        text = body.get("text")
        if body.get("schema") != _SCHEMA or not isinstance(text, str):
            return None
        return read(text, body.get("complete") is True)

    def save(self, key: str, model: str, text: str, *, complete: bool) -> None:
        """Keep an answer, whole or not at all. Raises OutputError."""
        body = {"schema": _SCHEMA, "model": model, "prompt_version": PROMPT_VERSION}
        with writing(f"'{self.folder}'"):
            self.folder.mkdir(parents=True, exist_ok=True)
        write_json(self._path(key), {**body, "complete": complete, "text": text})

    def _path(self, key: str) -> Path:
        return self.folder / f"dialogue-{key}.json"


class Asker:
    """Asks one model; all its methods are called from the coordinating thread."""

    def __init__(self, client: ChatClient, model: str, answers: Answers, limit: int | None) -> None:
        """``limit`` is the greatest number of requests, retries among them."""
        from audiobook.prep.attribution.llm_client import Gate

        self._client, self._model, self._answers = client, model, answers
        self._gate: Gate = Gate(limit)
        self._ready = False

    def ask(self, prompt: Prompt, read: Read[T]) -> Answered[T]:
        """One answer: the kept one, or a new one, which is asked for once more where it is not what was asked for.

        Raises EngineError when nothing more can be asked: the limit on costs, a service that is down, no key.
        """
        return self.ask_all([(prompt, read)])[0]

    def ask_all(self, asked: Sequence[tuple[Prompt, Read[T]]]) -> list[Answered[T]]:
        """The answers to several questions, a few of them at a time; else as ``ask``."""
        found: list[Answered[T] | None] = []
        for prompt, read in asked:
            value = self._answers.load(self._key(prompt), read)
            found.append(None if value is None else Answered(value, kept=True))
        missing = [n for n, answer in enumerate(found) if answer is None]
        if missing:
            self._make_ready()
            for n, answer in zip(missing, self._send([asked[n] for n in missing]), strict=True):
                found[n] = answer
        return [answer for answer in found if answer is not None]

    def _make_ready(self) -> None:
        if not self._ready:
            self._client.ready()
            self._ready = True

    def _send(self, asked: Sequence[tuple[Prompt, Read[T]]]) -> list[Answered[T]]:
        if len(asked) == 1:
            return [self._new(*asked[0])]
        pool = ThreadPoolExecutor(min(_WORKERS, len(asked)), thread_name_prefix="dialogue")
        try:
            new: Callable[[Prompt, Read[T]], Answered[T]] = self._new
            futures = [pool.submit(new, prompt, read) for prompt, read in asked]
            return [future.result() for future in futures]
        except BaseException:
            self._gate.close("the work was stopped")
            self._client.stop()
            raise
        finally:
            # Answers on their way are still kept.
            pool.shutdown(wait=True, cancel_futures=True)

    def _new(self, prompt: Prompt, read: Read[T]) -> Answered[T]:
        from audiobook.prep.attribution.llm_client import GateClosedError, NoAnswerError, Question

        key = self._key(prompt)
        question = Question(self._model, prompt.system, prompt.user, prompt.max_tokens)
        try:
            for seed in range(1, TRIES + 1):
                answer = self._client.ask(replace(question, seed=seed), key, self._gate)
                text = _SURROGATES.sub("\ufffd", answer.text)
                value = read(text, answer.complete)
                if value is not None:
                    self._answers.save(key, self._model, text, complete=answer.complete)
                    return Answered(value)
        except GateClosedError as closed:
            raise EngineError(str(closed), hint=_AGAIN) from None
        except NoAnswerError as error:
            if not error.isolated:
                self._gate.close(str(error))
                raise EngineError(f"the language model gives no answer: {error}", hint=_AGAIN) from None
            return Answered(None, str(error))
        return Answered(None, _WRONG)

    def _key(self, prompt: Prompt) -> str:
        parts = [_SCHEMA, PROMPT_VERSION, self._model, prompt.system, prompt.user]
        return hashlib.sha256(json.dumps(parts).encode("ascii")).hexdigest()


_AGAIN = "run the same command again to go on: answers so far are kept and not paid again"
