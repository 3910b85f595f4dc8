"""Small books built with a paid engine against the stand-in for its service."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

from cloud_proof import lines_of, segments_of, settle, wrong_takes

from audiobook import Config, Request, build
from audiobook.cloud.ledger import Ledger
from audiobook.config import BuildConfig
from audiobook.engines.qwen.settings import KEY_VARIABLE, QwenSettings
from audiobook.errors import AudiobookError
from audiobook.events import Finding

HEAD = '+++\ntitle = "Birds"\nlanguage = "{language}"\n+++\n\n# One\n\n'
#: A word for each line, since a number would be said otherwise than it is written.
TREES = [
    "Alder",
    "Birch",
    "Cedar",
    "Dogwood",
    "Elm",
    "Fir",
    "Gorse",
    "Hazel",
    "Ivy",
    "Juniper",
    "Kapok",
    "Laurel",
    "Maple",
    "Nettle",
    "Oak",
    "Pine",
    "Quince",
    "Rowan",
    "Spruce",
    "Thorn",
    "Ulex",
    "Vine",
    "Willow",
    "Yew",
]
LINES = tuple(f"In the old {tree} beside the tower the small grey birds sang for nobody." for tree in TREES)


@dataclass
class CloudBook:
    """A script in a folder, built in this process (``build``) or by the command (``command``)."""

    service: object
    folder: Path
    qwen: QwenSettings = field(init=False)
    events: list = field(default_factory=list)

    def __post_init__(self):
        self.qwen = QwenSettings(base_url=self.service.base_url, rpm=60_000, timeout_s=10)
        self.write("\n\n".join(LINES))

    def write(self, text, language="en"):
        self.script.write_text(HEAD.format(language=language) + text + "\n", encoding="utf-8")

    @property
    def script(self):
        return self.folder / "birds.script.md"

    @property
    def work(self):
        return self.folder / "birds.audiobook"

    @property
    def takes(self):
        return {path.stem: path.stat().st_mtime_ns for path in (self.work / "takes").glob("*.json")}

    def request(self, **more):
        config = Config(build=BuildConfig(engine="qwen", jobs=1, **more), qwen=self.qwen, folder=self.folder)
        return Request(self.script, config, until="takes")

    def set(self, **settings):
        self.qwen = replace(self.qwen, **settings)
        return self

    def build(self, **more):
        """Returns the error that ended it, or None."""
        self.events.clear()
        try:
            build(self.request(**more), self.events.append)
        except AudiobookError as error:
            return error
        return None

    def arguments(self, *options):
        rows = f'[qwen]\nbase_url = "{self.service.base_url}"\nrpm = {self.qwen.rpm}\nworkers = 8\n'
        (self.folder / "audiobook.toml").write_text(rows, encoding="utf-8")
        return [sys.executable, "-m", "audiobook", "build", str(self.script), "--until", "takes", *options]

    def command(self, *options, start=False, **environment):
        """The command in a process of its own; ``start`` does not wait for it."""
        env = os.environ | {KEY_VARIABLE: self.service.key} | environment
        command, pipe = self.arguments(*options), subprocess.PIPE
        if start:
            return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=env)
        return subprocess.run(command, capture_output=True, text=True, check=False, env=env, timeout=60)

    @property
    def findings(self):
        return [event for event in self.events if isinstance(event, Finding)]

    def asked(self):
        """The texts of all requests that were not throttled."""
        return [request.text for request in self.service.requests if request.status != 429]

    def wrong(self):
        return wrong_takes(self.service, segments_of(self.request()), self.work / "takes")

    def account(self):
        return settle(lines_of(self.service), self.work / "ledger.sqlite")

    def totals(self):
        with Ledger(self.work / "ledger.sqlite") as ledger:
            return ledger.totals()
