"""Hold the figures of `audiobook check` against another program: ffmpeg's ebur128 and astats filters.

    python scripts/bench/independent.py FILE|FOLDER...

Needs an ffmpeg program on the PATH. Prints, for each file, the differences in integrated loudness, loudness range, true
peak (LU and dB), RMS and sample peak, and the largest of each at the end.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_NAMES = ("LUFS", "LRA", "true peak", "RMS", "peak")


def ours(path: Path) -> dict[str, tuple[float, ...]]:
    """Our figures by file name."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "check.json"
        command = [sys.executable, "-m", "audiobook", "check", str(path), "--json", str(report), "-q"]
        subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
        data = json.loads(report.read_text(encoding="utf-8"))
    return {
        file["name"]: (
            file["loudness"]["integrated_lufs"],
            file["loudness"]["range_lu"],
            file["levels"]["true_peak_dbtp"],
            file["levels"]["rms_dbfs"],
            file["levels"]["sample_peak_dbfs"],
        )
        for file in data["deliveries"][0]["files"]
    }


def theirs(ffmpeg: str, path: Path) -> tuple[float, ...]:
    """The same figures by ffmpeg."""
    filters = "ebur128=peak=true:framelog=verbose,astats=measure_perchannel=none"
    command = [
        ffmpeg,
        "-nostdin",
        "-hide_banner",
        "-i",
        f"file:{path}",
        "-map",
        "0:a",
        "-af",
        filters,
        "-f",
        "null",
        "-",
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    patterns = (
        r"I:\s+(-?[\d.]+) LUFS",
        r"LRA:\s+(-?[\d.]+) LU\n",
        r"True peak:\n\s+Peak:\s+(-?[\d.]+) dBFS",
        r"RMS level dB: (-?[\d.]+)",
        r"Peak level dB: (-?[\d.]+)",
    )
    return tuple(float(re.findall(pattern, said)[-1]) for pattern in patterns)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("paths", nargs="+", type=Path)
    asked = options.parse_args()
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        sys.exit("no ffmpeg program is on the PATH")
    worst = [0.0] * len(_NAMES)
    print(f"{'file':40}" + "".join(f"{name:>11}" for name in _NAMES))
    for path in asked.paths:
        for name, figures in ours(path).items():
            file = path / name if path.is_dir() else path
            away = [mine - other for mine, other in zip(figures, theirs(ffmpeg, file), strict=True)]
            worst = [max(most, abs(one)) for most, one in zip(worst, away, strict=True)]
            print(f"{file.name[:39]:40}" + "".join(f"{one:11.2f}" for one in away))
    print(f"{'largest':40}" + "".join(f"{one:11.2f}" for one in worst))


if __name__ == "__main__":
    main()
