"""The cast stage: characters from the script, voices for them, and the user's own choices from ``cast.toml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from audiobook.cast import Cast, Character, Part, Voice
from audiobook.casting.assign import Held, assign
from audiobook.casting.merge import settle
from audiobook.casting.report import casting_report
from audiobook.casting.scenes import Turn, turns_of
from audiobook.casting.sheet import parse_cast, pins, refresh, voices_of, with_pins
from audiobook.corridor.characters import characters_of
from audiobook.corridor.preparation import PreparedScript
from audiobook.corridor.request import Request
from audiobook.corridor.series import grow_series, open_series
from audiobook.corridor.sheets import check_voices, read_sheet
from audiobook.corridor.speaking import Known, read_speakers
from audiobook.corridor.voices import engine_for, find_voice, narrator_voice, voices_besides, voices_for
from audiobook.corridor.workfolder import WorkFolder, write_text
from audiobook.errors import ConfigError
from audiobook.events import Emit, warn
from audiobook.source import SourceRef


@dataclass(frozen=True, slots=True)
class CastBook:
    """The cast, where its sheet is, and the name under which the narrator is credited.

    ``report`` is ``casting_report``'s: what a listener will hear of the cast.
    """

    cast: Cast
    path: Path
    narrator_name: str
    report: Mapping[str, Any] = field(default_factory=dict, repr=False)


def cast_book(
    prepared: PreparedScript, request: Request, work: WorkFolder, emit: Emit, *, grow: bool = False
) -> CastBook:
    """Cast the book and bring the casting sheet up to date; with ``grow`` the series' sheet that it names too.

    Raises ConfigError for a bad sheet, UsageError for an unknown voice, EngineError for a language nobody speaks.
    """
    config = request.config
    engine = engine_for(config, prepared.language)
    voices = voices_for(engine, prepared.language)
    narrator = narrator_voice(config, voices, engine, prepared.language)
    path = request.cast or work.cast
    text = read_sheet(path, must_exist=request.cast is not None)
    base = _base_of(work) if request.cast is None else ""
    settled = settle(text, base, str(path))
    own = pins(settled.text, settled.base, str(path))
    known = Known() if request.is_script else read_speakers(work)
    characters = characters_of(prepared.script, prepared.language, settled.names, known)
    series = open_series(settled.text, path, characters, own, emit)
    # Characters share the narrator's language or dialect: a Cantonese voice is no second voice for a Mandarin book.
    accent = tuple(v for v in voices if v.languages == narrator.languages)
    accent += voices_besides(config, narrator, prepared.language)
    chosen = {name: {**series.shared.pins.get(name, {}), **own.get(name, {})} for name in (*series.shared.pins, *own)}
    teller = str(own.get("", {}).get("name", settled.names.get(known.narrator, known.narrator)))
    aliases = {alias: c.name for c in characters for alias in c.aliases}
    turns = turns_of(prepared.script, {**aliases, **settled.names})
    scenes = _Scenes(turns, teller, narrator, narrator_chosen=bool(config.build.voice))
    previous = voices_of(settled.base, settled.text)
    cast = _noted(_with_choices(characters, accent, scenes, chosen, previous), chosen)
    check_voices(cast, path, settled.text)
    if narrator.caveat:
        warn(emit, "weak-voice", f"{narrator.engine}/{narrator.id}: {narrator.caveat}")
    for message in settled.lost:
        warn(emit, "cast-conflict", message, SourceRef(file=str(path)))
    if request.cast is None:
        _list_silent(cast, settled.base, own, path, emit)
        fresh = refresh(settled.text, cast, settled.base, own)
        write_text(path, fresh)
        write_text(work.cast_base, fresh)
    if grow:
        grow_series(series, cast, emit)
    return CastBook(cast, path, _credit(cast), casting_report(turns, cast, tuple(dict.fromkeys((*voices, *accent)))))


def _base_of(work: WorkFolder) -> str:
    """The sheet as we last wrote it. Raises ConfigError when that is damaged, which is no fault of the sheet's."""
    try:
        base = read_sheet(work.cast_base, must_exist=False)
        parse_cast(base, str(work.cast_base))
    except ConfigError as error:
        hint = "delete it; all that cast.toml says will count as your own choice then"
        raise ConfigError(f"'{work.cast_base}', our copy of the casting sheet, is damaged", hint=hint) from error
    return base


def _list_silent(cast: Cast, base: str, own: Mapping[str, Mapping[str, Any]], path: Path, emit: Emit) -> None:
    """Say once of whom a person edited that they speak no line any more."""
    lines = {part.character.name: part.character.lines for part in cast.parts}
    before = parse_cast(base).entries if base.strip() else {}
    for name in own:
        if name not in {"", "?"} and before.get(name, {}).get("lines", 0) and not lines.get(name):
            warn(
                emit,
                "cast-conflict",
                f"'{name}' speaks no line any more; what you chose for it is kept",
                SourceRef(file=str(path)),
            )


def _noted(cast: Cast, chosen: Mapping[str, Mapping[str, Any]]) -> Cast:
    """Parts with the notes that the series has on them."""

    def noted(part: Part) -> Part:
        return replace(part, notes=str(chosen.get(part.character.name, {}).get("notes", part.notes)))

    return replace(cast, parts=tuple(map(noted, cast.parts)))


@dataclass(frozen=True, slots=True)
class _Scenes:
    """What the script says for the choice of voices: who answers whom, and who tells a first-person book."""

    turns: Sequence[Turn]
    teller: str
    narrator: Voice
    narrator_chosen: bool

    def assign(
        self,
        people: Sequence[Character],
        voices: Sequence[Voice],
        pinned: Mapping[str, Part],
        previous: Mapping[str, Held],
    ) -> Cast:
        """The cast of these people."""
        return assign(
            people,
            voices,
            narrator_voice=self.narrator,
            pinned=pinned,
            previous=previous,
            turns=self.turns,
            first_person=self.teller,
            narrator_chosen=self.narrator_chosen,
        )


def _with_choices(
    characters: Sequence[Character],
    voices: Sequence[Voice],
    scenes: _Scenes,
    chosen: Mapping[str, Mapping[str, Any]],
    previous: Mapping[str, Held],
) -> Cast:
    """Cast with a person's choices as fixed points: a chosen voice is taken, a chosen gender steers the choice."""
    known = tuple(with_pins(Part(c, "", ""), chosen.get(c.name, {})).character for c in characters)
    free = scenes.assign(known, voices, {}, previous)
    parts = {"": free.narrator, "?": free.unknown, **{p.character.name: p for p in free.parts}}
    usual = Part(Character(""), scenes.narrator.engine, scenes.narrator.id)
    fixed = {
        # A voice that a person chose is heard as it is, not varied as another one had to be.
        name: with_pins(
            replace(parts.get(name, replace(usual, character=Character(name))), speed=1.0, pitch=0.0, pinned=False), pin
        )
        for name, pin in chosen.items()
        if "voice" in pin
    }
    cast = scenes.assign(known, voices, fixed, previous)

    def finished(name: str, part: Part) -> Part:
        return with_pins(part, chosen[name]) if name in chosen else part

    teller = replace(cast.narrator.character, name=scenes.teller) if scenes.teller else cast.narrator.character
    return Cast(
        finished("", replace(cast.narrator, character=teller)),
        finished("?", cast.unknown),
        tuple(finished(p.character.name, p) for p in cast.parts),
    )


def _credit(cast: Cast) -> str:
    part = cast.narrator
    voice = find_voice(part.engine, part.voice)
    return f"{voice.name if voice else part.voice} (AI voice)"
