"""Kill cloud builds with SIGKILL and see from the service's own books that nothing is paid twice; see torture.py.

The stand-in for the service runs in a process of its own and outlives every build. After all kills the book is
finished, and then for every text: a second request is only allowed when the first was in flight at a kill (the ledger
has it as sent and never answered); what was journalled and not kept at a kill was fetched by its address, never asked
for again; every take is the sound of its text; and no kill made the book cost more than --max-cost allows.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from cloud_proof import Line, segments_of, settle, wrong_takes
from fake_dashscope import FakeDashScope, Latency, Limits, Settings

from audiobook import Config, Request
from audiobook.cloud.ledger import Ledger, Outcome
from audiobook.config import BuildConfig
from audiobook.engines.qwen.settings import QwenSettings
from audiobook.recording.store import TakeStore

#: Slow downloads, so that many kills fall between the reply and the end of its download.
SERVICE = Settings(limits=Limits(rpm=900), latency=Latency(0.2, jitter_s=0.3, download_s=0.3))
PARAGRAPHS = 600
CAP = "USD 2.00"


def serve(settings: Settings, told: Connection) -> None:
    """The stand-in, until the other end of the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with FakeDashScope(settings) as service:
        told.send((service.base_url, service.key))
        with suppress(EOFError):
            told.recv()


def write_book(folder: Path) -> Path:
    """A script of short paragraphs, each another text."""
    lines = [f"In the year {1200 + n} the {n} birds of the old tower sang for nobody." for n in range(PARAGRAPHS)]
    (folder / "audiobook.toml").write_text("[qwen]\nrpm = 900\nworkers = 16\n", encoding="utf-8")
    path = folder / "birds.script.md"
    head = '+++\ntitle = "Birds"\nlanguage = "en"\n+++\n\n# One\n\n'
    path.write_text(head + "\n\n".join(lines) + "\n", encoding="utf-8")
    return path


@dataclass
class Trial:
    """The book, its builds, and what was seen at each kill."""

    script: Path
    base_url: str
    key: str
    log: Path
    #: Key of a take that was paid and journalled, and not kept, at a kill -> the id of the request it was paid with.
    waiting: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @property
    def work(self) -> Path:
        """The work folder."""
        return self.script.with_name("birds.audiobook")

    @property
    def ledger(self) -> Path:
        """Its ledger."""
        return self.work / "ledger.sqlite"

    def start(self) -> subprocess.Popen[str]:
        """One build in the background."""
        command = [sys.executable, "-m", "audiobook", "build", str(self.script), "--engine", "qwen", "--until", "takes"]
        env = os.environ | {"DASHSCOPE_API_KEY": self.key, "DASHSCOPE_HTTP_BASE_URL": self.base_url}
        return subprocess.Popen(
            [*command, "--events", "json", "--max-cost", CAP],
            stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=env,
        )  # fmt: skip

    def logged(self, what: str) -> list[dict[str, object]]:
        """The service's requests or downloads."""
        rows = [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]
        return [row for row in rows if row["what"] == what]

    def take_stock(self) -> tuple[int, int, int]:
        """Takes kept, paid and waiting to be fetched, and in flight, after a kill."""
        if not self.ledger.exists():
            return 0, 0, 0
        store = TakeStore(self.work / "takes")
        with Ledger(self.ledger) as ledger:
            missing = [key for key in ledger.journalled() if not store.has(key)]
            entries = list(ledger.entries())
        paid = {entry.key: entry.request_id for entry in entries if entry.outcome is Outcome.PAID}
        self.waiting |= {key: paid[key] for key in missing}
        open_ = sum(entry.outcome is Outcome.OPEN for entry in entries)
        return len(list((self.work / "takes").glob("*.json"))), len(missing), open_


def killed(trial: Trial, longest: float) -> str:
    """One build, killed at a random moment after its first event."""
    process = trial.start()
    assert process.stderr is not None  # noqa: S101 - for the type checker
    process.stderr.readline()
    drain = threading.Thread(target=process.stderr.read)
    drain.start()
    time.sleep(random.uniform(0.0, longest))  # noqa: S311 - not for security
    over = process.poll() is not None
    process.kill()
    process.wait()
    drain.join()
    return "over" if over else "killed"


def judge(trial: Trial) -> None:
    """Hold the finished book against the service's books."""
    requests = trial.logged("request")
    config = Config(build=BuildConfig(engine="qwen"), qwen=QwenSettings(base_url=trial.base_url))
    segments = segments_of(Request(trial.script, config))
    with Ledger(trial.ledger) as ledger:
        entries, left = list(ledger.entries()), ledger.journalled()
        totals = ledger.totals()
    unheard = Counter(entry.key for entry in entries if entry.outcome is Outcome.OPEN)
    texts = Counter(row["body"]["input"]["text"] for row in requests if row["status"] != 429)  # type: ignore[index]
    for segment in segments:
        extra = texts[segment.slate.text] - 1
        if extra > unheard[segment.key]:  # fewer: killed between the entry in the ledger and the first byte sent
            trial.faults.append(f"asked {extra} times again, {unheard[segment.key]} in flight at kills: {segment.key}")
    fetched = Counter(row["request_id"] for row in trial.logged("download") if row["outcome"] == "ok")
    paid = Counter(entry.key for entry in entries if entry.outcome is Outcome.PAID)
    for key, request_id in trial.waiting.items():
        if paid[key] != 1 or not fetched[request_id]:
            trial.faults.append(f"journalled at a kill, paid {paid[key]} times: {key}")
    wrong = wrong_takes(FakeDashScope(), segments, trial.work / "takes")
    trial.faults += [f"missing or wrong: {text}" for text in wrong]
    trial.faults += [f"still in the journal: {key}" for key in left]
    bill = [Line(str(r["request_id"]), int(r["usage"]["characters"]), "") for r in requests]  # type: ignore[index]
    account = settle([line for line in bill if line.characters], trial.ledger)
    trial.faults += account.faults
    print(f"{len(segments)} segments, {len(requests)} requests, {sum(unheard.values())} in flight at kills;"
          f" {len(trial.waiting)} fetched by their journalled address")  # fmt: skip
    print(f"billed and answered {account.told}, in the ledger {account.certain}; billed unheard {account.untold},"
          f" possibly billed in the ledger {account.possible}")  # fmt: skip
    print(f"cost {totals[0].paid}, at most {totals[0].most}; the limit was {CAP}")


def torture(kills: int, longest: float, seed: int) -> int:
    """Print one row per kill and the verdict; the number of faults."""
    random.seed(seed)
    here, there = multiprocessing.get_context("spawn").Pipe()
    with tempfile.TemporaryDirectory(prefix="torture-") as name:
        folder = Path(name)
        log = folder / "service.jsonl"
        settings = Settings(limits=SERVICE.limits, latency=SERVICE.latency, log_file=log)
        service = multiprocessing.get_context("spawn").Process(target=serve, args=(settings, there))
        service.start()
        trial = Trial(write_book(folder), *here.recv(), log)
        for number in range(1, kills + 1):
            state = killed(trial, longest)
            kept, waiting, unheard = trial.take_stock()
            print(f"{number:3}  {state:6}  takes {kept:5}  to be fetched {waiting:3}  unheard {unheard:3}", flush=True)
        last = trial.start()
        said = last.communicate()[1]
        if last.returncode:
            trial.faults.append(f"the last build failed with {last.returncode}: {said[-500:]}")
        time.sleep(1.0)  # what was in flight at a kill is entered in the service's books when it is done
        judge(trial)
        there.close()
        here.close()
        service.join()
    for fault in trial.faults:
        print(f"FAULT {fault}")
    print("nothing was lost and nothing paid twice" if not trial.faults else f"{len(trial.faults)} faults")
    return len(trial.faults)
