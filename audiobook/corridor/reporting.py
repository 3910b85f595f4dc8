"""``report.json``: what was found, skipped, cast and measured, for people and for other programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from audiobook.cast import Part
from audiobook.corridor.casting import CastBook
from audiobook.corridor.manuscript import finding_row
from audiobook.corridor.voices import find_voice
from audiobook.corridor.workfolder import WorkFolder, read_json, write_json
from audiobook.events import Emit, Event, Finding
from audiobook.master import Master
from audiobook.mastering.chapter import book_loudness
from audiobook.take import Segment
from audiobook.userfiles import real_path


class Reporter:
    """Passes events on and remembers the findings."""

    def __init__(self, emit: Emit) -> None:
        """``emit`` gets every event unchanged."""
        self._emit = emit
        self._findings: list[Finding] = []

    def emit(self, event: Event) -> None:
        """Remember a finding; pass every event on."""
        if isinstance(event, Finding):
            self._findings.append(event)
        self._emit(event)

    def write(
        self,
        work: WorkFolder,
        cast: CastBook,
        master: Master,
        files: tuple[Path, ...],
        segments: Iterable[Segment],
        costs: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        """Write the report unless it already says the same.

        ``segments`` are those of all files; ``costs`` are of all builds, one for each currency.
        """
        loudness = book_loudness(master.chapters, work.masters)
        source = read_json(work.source_map)
        reading = source.get("findings", [])
        findings = [row for row in map(finding_row, self._findings) if row not in reading]
        body: dict[str, Any] = {
            "sha256": source.get("sha256", ""),
            "files": [str(real_path(f)) for f in files],
            "loudness": {
                "integrated_lufs": round(loudness.integrated_lufs, 2),
                "true_peak_dbtp": round(loudness.true_peak_dbtp, 2),
            },
            "duration_s": round(sum(c.n_samples / c.rate_hz for c in master.chapters), 3),
            "chapters": [
                {
                    "title": c.title,
                    "duration_s": round(c.n_samples / c.rate_hz, 3),
                    "integrated_lufs": round(c.loudness.integrated_lufs, 2),
                    "true_peak_dbtp": round(c.loudness.true_peak_dbtp, 2),
                }
                for c in master.chapters
            ],
            "cast": [_part("narrator", cast.cast.narrator), *(_part(p.character.name, p) for p in cast.cast.parts)],
            "voices": _voices(segments),
            "casting": cast.report,
            "costs": list(costs),
            "reading": reading,
            "skipped": source.get("skipped", []),
            "findings": findings,
        }
        write_json(work.report, body)


def _voices(segments: Iterable[Segment]) -> list[dict[str, Any]]:
    """What every voice that is heard was made with, and under which licence; the most heard first."""
    heard = Counter((s.slate.engine, s.slate.engine_version, s.slate.model, s.slate.voice) for s in segments)
    rows = []
    for (engine, version, model, name), count in heard.most_common():
        voice = find_voice(engine, name)
        row = {"engine": engine, "version": version, "model": model, "voice": name, "segments": count}
        if voice is not None:
            row |= {"name": voice.name, "licence": voice.licence or "unknown", "derived": voice.derived}
        rows.append(row)
    return rows


def _part(name: str, part: Part) -> dict[str, Any]:
    return {
        "character": name,
        "lines": part.character.lines,
        "engine": part.engine,
        "voice": part.voice,
        "pinned": part.pinned,
    }
