"""Labels that were paid for, kept by what was asked: one small file each, whole or not there."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from audiobook.errors import OutputError
from audiobook.prep.attribution.llm_answer import valid_labels
from audiobook.prep.attribution.llm_client import Question
from audiobook.userfiles import bytes_of, place

#: Raise it when the file's fields change their meaning.
_SCHEMA = 1
_LARGEST = 1_000_000


def key_of(question: Question, version: str) -> str:
    """The name of a question: its text and cast (both stand in the prompt), the model and the prompt's version."""
    parts = {"prompt": version, "model": question.model, "system": question.system, "user": question.user}
    text = json.dumps({"schema": _SCHEMA, **parts}, sort_keys=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


@dataclass(frozen=True, slots=True)
class LabelCache:
    """A folder of labels. Threads and processes may share it. It never holds text of the book, an answer or a key."""

    folder: Path

    def prepare(self) -> None:
        """Make the folder, so that a disk that refuses does it before anything is paid for. Raises OutputError."""
        with _explained(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=".tmp-", dir=self.folder)
            os.close(handle)
            Path(name).unlink()

    def load(self, key: str, asked: Collection[str], cast: Collection[str]) -> dict[str, str] | None:
        """The labels kept under ``key``, checked as strictly as a new answer."""
        try:
            data = bytes_of(self.folder / f"{key}.json")
            body = json.loads(data) if len(data) <= _LARGEST else None
        except (OSError, ValueError, RecursionError):
            return None
        if not isinstance(body, dict) or body.get("schema") != _SCHEMA:
            return None
        return valid_labels(body.get("labels"), asked, cast)

    def save(self, key: str, labels: dict[str, str], model: str, version: str) -> None:
        """Keep labels, which were paid for: when this returns, a power cut takes them no more. Raises OutputError."""
        body = {"schema": _SCHEMA, "model": model, "prompt_version": version, "labels": labels}
        with _explained(self.folder):
            place([json.dumps(body, indent=1).encode("ascii") + b"\n"], self.folder / f"{key}.json")


@contextlib.contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"'{folder}' cannot be written: {error.strerror or type(error).__name__}",
            hint="make room or give permission, and run again; all answers so far are kept",
        ) from error
