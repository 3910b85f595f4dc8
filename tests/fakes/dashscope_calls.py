"""The loopback DashScope of ``scripts/fake_dashscope`` and the real SDK's calls to it."""

from __future__ import annotations

import contextlib
import io
import logging
import time
import wave
from pathlib import Path

import numpy as np
import requests

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"

GENERATION = ("aigc", "multimodal-generation", "generation")
SYNTHESIZER = ("audio", "tts", "SpeechSynthesizer")
TEXT = "Call me what you like, he said."
FLASH = "qwen3-tts-flash"
#: Calls at the service for one of ours when the connection breaks: the newer SDK sends it again.
RESENT = {1, 2}


@contextlib.contextmanager
def tidy_sdk():
    """The SDK logs a traceback for every error it raises, and the newer one leaves connections open."""
    logger = logging.getLogger("dashscope")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    yield
    from dashscope.api_entities import http_request

    getattr(http_request, "close_shared_sync_session", lambda: None)()
    logger.setLevel(level)


def call(service, text=TEXT, *, model=FLASH, voice="Cherry", path=GENERATION, timeout=20, key=None, base=None, **more):
    """One request through the SDK's inner call, as the product makes it."""
    from dashscope.client.base_api import BaseApi

    group, task, function = path
    return BaseApi.call(
        model=model,
        input={"text": text, "voice": voice, **more},
        task_group=group,
        task=task,
        function=function,
        api_key=service.key if key is None else key,
        base_address=base or service.base_url,
        request_timeout=timeout,
    )


def url_of(reply) -> str:
    """Where the audio of a success is."""
    return reply.output["audio"]["url"]


def fetch(url: str) -> requests.Response:
    return requests.get(url, timeout=20)


def seconds_of(data: bytes) -> float:
    with wave.open(io.BytesIO(data)) as file:
        return file.getnframes() / file.getframerate()


def samples_of(data: bytes):
    return np.frombuffer(data[44:], "<i2").astype(np.float32) / 32768


def raw(service) -> dict:
    """A request without the SDK."""
    return {
        "json": {"model": FLASH, "input": {"text": TEXT, "voice": "Cherry"}},
        "headers": {"Authorization": f"Bearer {service.key}"},
    }


def wait_for(condition) -> None:
    """Until it is so, or 10 s have passed."""
    end = time.monotonic() + 10
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
