"""The frozen Config, and what another profile makes of it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from audiobook.config.tables import AudioConfig, BuildConfig, CastingConfig, CreditsConfig, MetadataConfig
from audiobook.engines.http.settings import HttpSettings
from audiobook.engines.kokoro.settings import KokoroSettings
from audiobook.engines.piper.settings import PiperSettings
from audiobook.engines.qwen.settings import QwenSettings
from audiobook.profile import Making, Profile
from audiobook.profiles.read import built_in, profile_named
from audiobook.reading import ReadingPolicy
from audiobook.take import Boundary


def default_jobs() -> int:
    """The number of cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Config:
    """Everything ``audiobook.toml`` can say. ``pauses_ms`` maps boundary names to milliseconds."""

    build: BuildConfig = field(default_factory=BuildConfig)
    audio: AudioConfig = field(default_factory=AudioConfig)
    reading: ReadingPolicy = field(default_factory=ReadingPolicy)
    casting: CastingConfig = field(default_factory=CastingConfig)
    credits: CreditsConfig = field(default_factory=CreditsConfig)
    metadata: MetadataConfig = field(default_factory=MetadataConfig)
    qwen: QwenSettings = field(default_factory=QwenSettings)
    kokoro: KokoroSettings = field(default_factory=KokoroSettings)
    piper: PiperSettings = field(default_factory=PiperSettings)
    http: HttpSettings = field(default_factory=HttpSettings)
    pauses_ms: Mapping[str, int] = field(default_factory=dict)
    profiles: Mapping[str, Profile] = field(default_factory=built_in)
    #: What the file itself says in [audio], [credits] and [pauses_ms]: it stays when another profile is chosen.
    given: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    folder: Path = field(default=Path())

    @property
    def profile(self) -> Profile:
        """The profile in use."""
        return self.profiles[self.build.profile]

    @property
    def formats(self) -> tuple[str, ...]:
        """What to write."""
        return self.build.formats or self.profile.making.formats

    def with_profile(self, name: str) -> Config:
        """This config for another profile, whose figures count where the file gives none. Raises ConfigError."""
        making = profile_named(name, self.profiles).making
        ends = {Boundary.CHAPTER_HEAD: making.head_ms, Boundary.CHAPTER_TAIL: making.tail_ms}
        pauses = {str(boundary): ms for boundary, ms in ends.items() if ms is not None}
        return replace(
            self,
            build=replace(self.build, profile=name),
            audio=replace(AudioConfig(), **{**_figures(AudioConfig, making), **self.given.get("audio", {})}),
            credits=replace(CreditsConfig(), **{**_figures(CreditsConfig, making), **self.given.get("credits", {})}),
            pauses_ms={**pauses, **self.given.get("pauses_ms", {})},
        )

    @property
    def jobs(self) -> int:
        """The number of workers to use."""
        return self.build.jobs or default_jobs()


def _figures(table: type[AudioConfig | CreditsConfig], making: Making) -> dict[str, Any]:
    """What a profile says of a table's fields."""
    return {f.name: getattr(making, f.metadata["profile"]) for f in fields(table) if "profile" in f.metadata}
