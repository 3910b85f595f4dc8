"""What goes over the wire: bodies as in section 3 of the facts sheet, and the ways in which a connection breaks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from fake_dashscope.billing import Usage
from fake_dashscope.faults import Failure
from fake_dashscope.shelf import Item


class Cut(StrEnum):
    """How the connection breaks, if it does."""

    WHOLE = "whole"
    RESET = "reset"
    CLOSE = "close"
    HALF = "half"
    HALF_RESET = "half_reset"


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply, or with ``cut`` as much of it as goes out; nothing does for ``RESET`` and ``CLOSE``."""

    status: int
    body: bytes = field(repr=False, default=b"")
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: Cut = Cut.WHOLE

    @property
    def sent(self) -> int:
        """Bytes of the body that go out."""
        if self.cut in {Cut.RESET, Cut.CLOSE}:
            return 0
        return len(self.body) if self.cut is Cut.WHOLE else len(self.body) // 2


def json_reply(status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Reply:
    """A reply with a JSON object."""
    return Reply(status, json.dumps(body, ensure_ascii=False).encode(), headers=headers or {})


def failure_reply(failure: Failure, request_id: str, retry_after_s: float | None) -> Reply:
    """A refusal; Retry-After only with a 429."""
    headers = {} if retry_after_s is None or failure.status != 429 else {"Retry-After": f"{retry_after_s:g}"}
    body = {"request_id": request_id, "code": failure.code, "message": failure.message}
    return json_reply(failure.status, body, headers)


def speech_reply(request_id: str, item: Item | None, host: str, usage: Usage, finish: str) -> Reply:
    """The result of a synthesis: where to fetch the audio; without an item there is none, and yet it is a success."""
    audio = None
    if item is not None:
        expires = int(item.expires_at)
        audio = {"data": "", "url": f"http://{host}{item.path}", "id": f"audio_{item.audio_id}", "expires_at": expires}
    output = {"finish_reason": finish, "audio": audio}
    return json_reply(200, {"request_id": request_id, "output": output, "usage": usage.as_json()})


def chat_reply(request_id: str, answer: str | None, usage: Usage, finish: str, *, multimodal: bool) -> Reply:
    """The result of a chat; ``None`` leaves out the answer."""
    content = [{"text": answer}] if multimodal else answer
    choices = [{"finish_reason": finish, "message": {"role": "assistant", "content": content}}]
    output = {"choices": choices if answer is not None else []}
    return json_reply(200, {"request_id": request_id, "output": output, "usage": usage.as_json()})
