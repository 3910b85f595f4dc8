"""A stand-in for DashScope on this computer, to try the cloud path of audiobook without a key and without paying."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from dataclasses import replace
from pathlib import Path

from fake_dashscope.dialogue import dialogue
from fake_dashscope.limits import Limits
from fake_dashscope.presets import storm
from fake_dashscope.service import FakeDashScope
from fake_dashscope.settings import FAKE_KEY, Key, Latency, Settings


def main(arguments: list[str] | None = None) -> int:
    """Serve until Ctrl-C, then say what was done. Exit code 2 for what cannot be begun."""
    settings = settings_of(arguments)
    try:
        service = FakeDashScope(settings)
    except Exception as error:
        from audiobook.errors import AudiobookError

        if not isinstance(error, AudiobookError | OSError):
            raise
        print(f"error: {error}", file=sys.stderr)
        return 2
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with service:
        print(f"DashScope's stand-in listens at {service.base_url} and ends with Ctrl-C. In another terminal:\n")
        print(f"  export DASHSCOPE_API_KEY={service.key}")
        print(f"  export DASHSCOPE_HTTP_BASE_URL={service.base_url}\n", flush=True)
        while not ended.wait(1):
            pass
    print(summary(service))
    return 0


def settings_of(arguments: list[str] | None) -> Settings:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="fake-dashscope", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port to listen at (default: any free one)")
    parser.add_argument("--rpm", type=int, default=180, help="requests a minute and model, 0 for no limit (180)")
    parser.add_argument("--latency", type=float, default=0.5, help="seconds a request takes (0.5)")
    parser.add_argument(
        "--storm", action="store_true", help="resets, errors, throttling, broken downloads, slow replies"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the storm (1)")
    parser.add_argument("--key", default=FAKE_KEY, help="the key that is valid here; not one of the vendor's")
    parser.add_argument(
        "--voice", choices=("tone", "hibari", "synthetic"), default="hibari", help="what is heard (hibari)"
    )
    parser.add_argument("--log", type=Path, help="file for every request and download, as JSON lines")
    asked = parser.parse_args(arguments)
    weather = storm(asked.seed, latency_s=asked.latency) if asked.storm else Settings(latency=Latency(asked.latency))
    return replace(
        weather,
        port=asked.port,
        keys=(Key(asked.key),),
        limits=Limits(rpm=asked.rpm or None),
        voice=asked.voice,
        answer=dialogue,
        log_file=asked.log,
    )


def summary(service: FakeDashScope) -> str:
    """Calls and the bill, in a few lines."""
    counters, bill = service.counters(), service.bill()
    lines = [
        f"{counters.calls} requests, at most {counters.peak} side by side; {counters.downloads} downloads",
        *(f"  {count:6d} {outcome}" for outcome, count in sorted(counters.outcomes.items())),
    ]
    for model in sorted({charge.model for charge in bill.charges}):
        used = bill.of_model(model)
        tokens = f"{used.input_tokens} tokens in, {used.output_tokens} tokens out"
        lines.append(f"{model}: billed {f'{used.characters} characters' if used.characters else tokens}")
    lost = bill.lost
    if lost.characters or lost.input_tokens:
        lines.append(f"of that without an answer: {lost.characters} characters, {lost.input_tokens} tokens in")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
