"""The transcript beside the master, for the formats that show text: captions, read-along books."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from audiobook.corridor.preparation import PreparedScript
from audiobook.corridor.production import ChapterPlan
from audiobook.corridor.request import Request
from audiobook.corridor.transcribing import transcript_of
from audiobook.corridor.workfolder import WorkFolder, read_json
from audiobook.master import Master
from audiobook.plugins import load_writer
from audiobook.prep.sourcemap import realign


def with_transcript(
    master: Master, plans: Sequence[ChapterPlan], prepared: PreparedScript, request: Request, work: WorkFolder
) -> Master:
    """The master with its transcript and the book it came from, if a format that is asked for shows text.

    Raises ScriptError for a damaged source map.
    """
    if all(getattr(load_writer(name), "audio_only", False) for name in request.config.formats):
        return master
    known = read_json(work.source_map)
    places = realign(known["map"], prepared.script) if known.get("map") else None
    transcript = transcript_of(plans, master.chapters, prepared.script, prepared.language, places)
    book = request.source if request.is_one_file and not request.is_script else None
    return replace(master, transcript=transcript, source=book, source_sha256=str(known.get("sha256", "")))
