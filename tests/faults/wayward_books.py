"""Books for the engine of a third party that fails on purpose, built by the command in a process of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

HEAD = '+++\ntitle = "Moods"\nlanguage = "en"\n+++\n\n# One\n\n'
HERE = Path(__file__).parent
AUDIOBOOK = [sys.executable, "-m", "audiobook"]


def install(folder, name="wayward", value="wayward_engine:WaywardEngine", module=HERE / "wayward_engine.py"):
    """Install the plug-in as ``pip`` would, in a folder for PYTHONPATH."""
    info = folder / f"audiobook_{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: audiobook-{name}\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[audiobook.engines]\n{name} = {value}\n", encoding="utf-8")
    shutil.copy(module, folder)
    return folder


@dataclass
class Said:
    """What a command answered."""

    code: int
    stdout: str
    stderr: str

    @property
    def events(self):
        return [json.loads(line) for line in self.stderr.splitlines() if line.startswith("{")]

    @property
    def missing(self):
        """Message of each text that was not recorded."""
        return [event["message"] for event in self.events if event.get("code") == "segment-not-recorded"]

    def of(self, kind):
        return [event for event in self.events if event["event"] == kind]

    @property
    def hints(self):
        return [line for line in self.stderr.splitlines() if line.startswith("hint: ")]


@dataclass
class MoodyBook:
    """A script of one paragraph a line, and the commands that build it."""

    folder: Path
    name: str = "moods"
    env: dict = field(default_factory=dict)

    @property
    def script(self):
        return self.folder / f"{self.name}.script.md"

    @property
    def work(self):
        return self.folder / f"{self.name}.audiobook"

    @property
    def result(self):
        return self.folder / f"{self.name}.flac"

    @property
    def takes(self):
        """Key -> time of writing of each finished take."""
        return {path.stem: path.stat().st_mtime_ns for path in (self.work / "takes").glob("*.json")}

    def write(self, *lines):
        self.script.write_text(HEAD + "\n\n".join(lines) + "\n", encoding="utf-8")
        return self

    def with_plugin(self):
        """Install the engine that fails, and let it fail."""
        packages = install(self.folder / "packages")
        self.env = {"PYTHONPATH": str(packages), "WAYWARD_HEALED": str(self.folder / "healed")} | self.env
        return self

    def heal(self):
        (self.folder / "healed").touch()

    def command(self, *options, engine="wayward"):
        return [*AUDIOBOOK, "build", str(self.script), "--engine", engine, "--events", "json", *map(str, options)]

    def build(self, *options, engine="wayward", formats="flac", env=None, **more):
        """Build to the end; one job, so that the order is known."""
        more.setdefault("timeout", 120)
        done = subprocess.run(
            self.command("--format", formats, "--jobs", "1", *options, engine=engine),
            capture_output=True, text=True, check=False, env={**os.environ, **self.env, **(env or {})}, **more,
        )  # fmt: skip
        return Said(done.returncode, done.stdout, done.stderr)


def moods(said):
    """The moods named in the messages about texts that were not recorded, each with what was wrong."""
    found = (re.search(r"(?:ends|raises|returns|does|was)-(\w+).*? was not recorded: (.*)", m) for m in said.missing)
    return {match[1]: match[2] for match in found if match}


def left_over(folder):
    """Temporary files that a build should not leave."""
    known = {".lock", ".layout", ".prepared.script.md", ".prepared.cast.toml"}
    return [str(p) for p in folder.rglob("*") if p.is_file() and p.name.startswith(".") and p.name not in known]
