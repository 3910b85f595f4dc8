"""Measure cloud builds against the stand-in: `python scripts/bench/cloud.py {rate,unknown,storm,memory} [--book FILE]`.

rate     180 requests a minute, known to both sides: share of the permitted rate, share of throttled replies
unknown  the same limit, which nobody told the client
storm    faults by chance: is every segment right, is the ledger the bill
memory   32 requests in flight: peak memory of the build

The build is the real command in a process of its own. Without --book a text is made up; of a book a fifth is recorded.
Exit code 1 when a bar of the project is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cloud_proof import lines_of, segments_of, settle, wrong_takes
from fake_dashscope import FakeDashScope, Latency, Limits, Settings, storm

from audiobook import Config, Request
from audiobook.config import BuildConfig
from audiobook.engines.qwen.settings import QwenSettings

RPM = 180
#: Length of the shared novel (Pride and Prejudice); a fifth of it is the least that the bar asks for.
NOVEL = 690_000
#: Only the limit is unknown.
UNKNOWN = '[models."qwen3-tts-flash"]\nrpm = 0\n'


@dataclass(frozen=True)
class Case:
    """One measurement: the service, the client's settings, and how far the build goes."""

    service: Settings
    qwen: dict[str, int | str]
    share: float = 1.0


def case_of(name: str, seed: int, latency_s: float) -> Case:
    """The measurement of that name. Requests take ``latency_s`` to three times that."""
    slow = Latency(latency_s, jitter_s=2 * latency_s)
    if name == "rate":
        return Case(Settings(limits=Limits(rpm=RPM), latency=slow), {})
    if name == "unknown":
        limits = Limits(rpm=RPM, announced=False)
        return Case(Settings(limits=limits, latency=slow), {"models_file": "mine.toml"})
    if name == "storm":
        weather = replace(storm(seed, latency_s=0.3, slow_s=7.0), limits=Limits(rpm=900))
        return Case(weather, {"rpm": 900, "timeout_s": 5})
    return Case(Settings(latency=Latency(2.0)), {"rpm": 60_000, "workers": 32}, 0.5)


def script_of(book: Path | None, folder: Path, length: int) -> Path:
    """A tagged script of about that many characters, cut at a chapter."""
    if book is None:
        text = made_up(length)
    else:
        whole = folder / "whole.script.md"
        subprocess.run(
            [sys.executable, "-m", "audiobook", "build", str(book), "--until", "script", "-q", "-o", str(whole),
             "--work", str(folder / "whole.audiobook")],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        text = whole.read_text(encoding="utf-8")
        cuts = [m.start() for m in re.finditer(r"^# ", text, re.MULTILINE) if m.start() >= length]
        text = text[: cuts[0]] if cuts else text
    path = folder / "book.script.md"
    path.write_text(text, encoding="utf-8")
    return path


def made_up(length: int) -> str:
    """English sentences of every length, in chapters."""
    words = ["the", "a", "old", "sea", "wind", "lamp", "door", "hill", "we", "they", "saw", "went", "slowly", "but"]
    draw, parts, size = random.Random(1), ['+++\ntitle = "Made up"\nlanguage = "en"\n+++\n'], 0  # noqa: S311
    while size < length:
        if len(parts) % 40 == 1:
            parts.append(f"# Chapter {len(parts) // 40 + 1}")
        sentences = [" ".join(draw.choices(words, k=draw.randint(4, 30))) for _ in range(draw.randint(1, 6))]
        parts.append(" ".join(f"{sentence.capitalize()} {draw.randint(2, 99)}." for sentence in sentences))
        size += len(parts[-1])
    return "\n\n".join(parts) + "\n"


@dataclass
class Seen:
    """What a build showed while it ran."""

    code: int = 0
    takes_s: float = 0.0
    peak_mb: float = 0.0
    said: str = ""


def build(script: Path, service: FakeDashScope, case: Case) -> Seen:
    """The command, with its peak memory sampled."""
    rows = "".join(f"{key} = {json.dumps(value)}\n" for key, value in case.qwen.items())
    script.with_name("audiobook.toml").write_text(f"[qwen]\n{rows}", encoding="utf-8")
    script.with_name("mine.toml").write_text(UNKNOWN, encoding="utf-8")
    command = [sys.executable, "-m", "audiobook", "build", str(script), "--engine", "qwen", "--until", "takes"]
    env = os.environ | {"DASHSCOPE_API_KEY": service.key, "DASHSCOPE_HTTP_BASE_URL": service.base_url}
    process = subprocess.Popen(
        [*command, "--events", "json"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=env
    )
    seen, ended = Seen(), threading.Event()
    sampler = threading.Thread(target=watch, args=(process.pid, seen, ended))
    sampler.start()
    for line in process.stderr or ():
        event = json.loads(line) if line.startswith("{") else {}
        if event.get("event") == "StageFinished" and event["stage"] == "takes":
            seen.takes_s = event["seconds"]
        elif not event or event.get("severity") in {"warning", "error"}:
            seen.said += line
    seen.code = process.wait()
    ended.set()
    sampler.join()
    return seen


def watch(pid: int, seen: Seen, ended: threading.Event) -> None:
    """The high-water mark of a process's resident memory."""
    while not ended.wait(0.2):
        try:
            text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        except OSError:
            return
        found = re.search(r"VmHWM:\s+(\d+)", text)
        seen.peak_mb = max(seen.peak_mb, int(found[1]) / 1024 if found else 0.0)


class Table:
    """Figures with their bars; remembers whether one was missed."""

    def __init__(self) -> None:
        self.missed = False

    def row(self, name: str, figure: object, bar: str = "", *, holds: bool = True) -> None:
        """One line."""
        self.missed |= not holds
        print(f"{name:42} {figure!s:>14}   {bar and ('ok      ' if holds else 'MISSED  ') + bar}", flush=True)


def pace(service: FakeDashScope) -> tuple[float, float, float]:
    """Requests a minute that were let in, over all and over the second half; and the share that was throttled."""
    starts = sorted(request.started for request in service.requests if request.status != 429)
    throttled = service.counters().throttled
    half = starts[len(starts) // 2 :]
    over = [60 * (len(part) - 1) / (part[-1] - part[0]) for part in (starts, half)]
    return over[0], over[1], throttled / (len(starts) + throttled)


def wait_for_stragglers(service: FakeDashScope) -> None:
    """Requests that the build gave up waiting for are entered in the service's books when they are done."""
    end = time.monotonic() + 30
    while service.counters().calls > len(service.requests) and time.monotonic() < end:
        time.sleep(0.1)


def report(name: str, service: FakeDashScope, seen: Seen, script: Path, table: Table) -> None:
    """What was measured, and which bar it is held against."""
    config = Config(build=BuildConfig(engine="qwen"), qwen=QwenSettings(base_url=service.base_url))
    segments = segments_of(Request(script, config))
    table.row("exit code", seen.code, "0", holds=seen.code == 0)
    table.row("segments", len({s.key for s in segments}))
    table.row("characters billed", service.bill().total.characters)
    table.row("recording, seconds", f"{seen.takes_s:.1f}")
    table.row("most requests side by side", service.counters().peak)
    table.row("seconds a request, median", f"{statistics.median(r.seconds for r in service.requests):.2f}")
    whole, late, throttled = pace(service)
    if name in {"rate", "unknown"}:
        least = 0.93 if name == "rate" else 0.80
        table.row("requests a minute, whole run", f"{whole:.1f}")
        table.row("of the permitted rate, whole run", f"{whole / RPM:.1%}", "93 %" * (name == "rate"),
                  holds=name != "rate" or whole / RPM >= least)  # fmt: skip
        table.row("of the permitted rate, second half", f"{late / RPM:.1%}", f"{least:.0%}", holds=late / RPM >= least)
        table.row("throttled replies", f"{throttled:.2%}", "1 %" * (name == "rate"),
                  holds=name != "rate" or throttled <= 0.01)  # fmt: skip
    if name == "memory":
        table.row("in flight", service.counters().peak, "32", holds=service.counters().peak == 32)
        table.row("peak memory of the build, MB", f"{seen.peak_mb:.0f}", "250 MB", holds=seen.peak_mb < 250)
    else:
        table.row("peak memory of the build, MB", f"{seen.peak_mb:.0f}")
    work = Request(script, config).work_root
    wrong = wrong_takes(service, segments, work / "takes")
    table.row("segments that are missing or wrong", len(wrong), "0", holds=not wrong)
    account = settle(lines_of(service), work / "ledger.sqlite")
    table.row("billed and answered, characters", account.told)
    table.row("certain in the ledger", account.certain, "the same", holds=account.certain == account.told)
    table.row("billed without an answer", account.untold)
    table.row("possibly billed in the ledger", account.possible, "covers it", holds=not account.faults)
    table.row("bought again since no use", len(account.twice))
    for outcome, count in sorted(service.counters().outcomes.items()):
        table.row(f"  outcome {outcome}", count)
    print(seen.said, end="")


def main() -> None:
    """Run one measurement and print its table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("case", choices=("rate", "unknown", "storm", "memory"))
    parser.add_argument("--book", type=Path, help="a book to take the text from")
    parser.add_argument("--characters", type=int, default=NOVEL // 5, help="how much of it")
    parser.add_argument("--seed", type=int, default=1, help="of the storm")
    parser.add_argument("--latency", type=float, default=1.0, help="least seconds of a request (rate, unknown)")
    args = parser.parse_args()
    case, table = case_of(args.case, args.seed, args.latency), Table()
    with tempfile.TemporaryDirectory(prefix="cloud-") as folder:
        script = script_of(args.book, Path(folder), round(args.characters * case.share))
        with FakeDashScope(case.service) as service:
            print(f"{args.case}: {time.strftime('%H:%M:%S')}", flush=True)
            seen = build(script, service, case)
            wait_for_stragglers(service)
            report(args.case, service, seen, script, table)
            for trouble in service.troubles:
                table.row("trouble of the stand-in", trouble, "none", holds=False)
    sys.exit(table.missed)


if __name__ == "__main__":
    main()
