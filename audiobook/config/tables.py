"""The tables of ``audiobook.toml``. Each field carries its explanation in ``metadata["doc"]``."""

from __future__ import annotations

from dataclasses import dataclass, field

from audiobook.profile import DEFAULT_PROFILE


def _doc(text: str, **limits: object) -> dict[str, object]:
    return {"doc": text, **limits}


@dataclass(frozen=True, slots=True)
class BuildConfig:
    """How a book is built."""

    engine: str = field(default="", metadata=_doc("speech engine; empty: hibari for English, espeak for the rest"))
    voice: str = field(default="", metadata=_doc("the narrator's voice; empty: the engine's first for the language"))
    profile: str = field(
        default=DEFAULT_PROFILE,
        metadata=_doc("what the files are for: one of the profiles in the README, or your own in [profiles.NAME]"),
    )
    formats: tuple[str, ...] = field(default=(), metadata=_doc("what to write; empty: what the profile wants"))
    file_name: str = field(
        default="",
        metadata=_doc(
            "name of the files, like '{author} - {title}' or '{series} {part} - {title}'; empty: the source's name"
        ),
    )
    chapter_name: str = field(
        default="",
        metadata=_doc("name of a chapter's file, like '{number} - {title}' or '{book} {number}'; empty: the profile's"),
    )
    jobs: int = field(default=0, metadata=_doc("worker processes; 0: one per core", least=0, most=256))
    language: str = field(default="", metadata=_doc("language of the book (BCP 47), when the book's own is wrong"))
    languages: str = field(
        default="auto",
        metadata=_doc(
            "passages in other languages than the book: auto (as marked, else by their words), markup (as marked);"
            " [lang en]…[/lang] in the script overrules both",
            choices=("auto", "markup"),
        ),
    )
    foreign_voice: str = field(
        default="long",
        metadata=_doc(
            "which of them get another voice where theirs does not speak the language: long (several sentences or a"
            " paragraph, of 20 words), sentence (every whole one), never; text in other letters always does",
            choices=("long", "sentence", "never"),
        ),
    )
    lexicons: tuple[str, ...] = field(
        default=(), metadata=_doc("pronunciation lists of a house or series; the book's own, in its folder, goes first")
    )
    max_cost: str = field(
        default="", metadata=_doc("the most that a book may cost over all its builds: 5, 'USD 4.50'; empty: no limit")
    )


@dataclass(frozen=True, slots=True)
class AudioConfig:
    """Loudness and encoding. What the file does not give is the profile's; the defaults are those of ``audiobook``."""

    rate_hz: int = field(default=24000, metadata=_doc("sample rate of takes", choices=(22050, 24000, 44100, 48000)))
    file_rate_hz: int = field(
        default=0,
        metadata=_doc(
            "sample rate of the files; 0: as the takes", profile="rate_hz", choices=(0, 22050, 24000, 44100, 48000)
        ),
    )
    target_lufs: float = field(
        default=-18.0,
        metadata=_doc(
            "integrated loudness of the book (ITU-R BS.1770-4)", profile="target_lufs", least=-36.0, most=-10.0
        ),
    )
    ceiling_dbtp: float = field(
        default=-2.0,
        metadata=_doc(
            "no decoded sample lies above this; the limiter works 1.5 dB below it",
            profile="ceiling_dbtp",
            least=-12.0,
            most=-0.5,
        ),
    )
    room_tone_dbfs: float = field(
        default=0.0,
        metadata=_doc("quiet noise under everything, RMS; 0: none", profile="room_tone_dbfs", least=-90.0, most=0.0),
    )
    quality: str = field(default="fast", metadata=_doc("encoder search: fast or best", choices=("fast", "best")))
    aac_kbps: int = field(
        default=64, metadata=_doc("bit rate of AAC (M4B, M4A)", profile="aac_kbps", least=16, most=320)
    )
    mp3_kbps: int = field(
        default=64,
        metadata=_doc(
            "bit rate of MP3, constant",
            profile="mp3_kbps",
            choices=(32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 256, 320),
        ),
    )
    opus_kbps: int = field(default=32, metadata=_doc("bit rate of Opus", profile="opus_kbps", least=6, most=256))
    channels: int = field(
        default=0,
        metadata=_doc("channels of the files; 0: two where music or a sound of the script has two", choices=(0, 1, 2)),
    )
    longest_min: int = field(
        default=0,
        metadata=_doc(
            "longest file in minutes: a longer book becomes volumes, cut between chapters; 0: one file",
            profile="longest_min",
            least=0,
            most=10_000,
        ),
    )


@dataclass(frozen=True, slots=True)
class CreditsConfig:
    """Spoken credits and the retail sample. What the file does not give, or gives as "auto", is the profile's."""

    opening: bool = field(
        default=False,
        metadata=_doc("a chapter before the book that says its title and who made it", profile="credits"),
    )
    closing: bool = field(
        default=False, metadata=_doc("a chapter after the book that says the same and that it ends", profile="credits")
    )
    opening_template: str = field(
        default="",
        metadata=_doc(
            "a template of your own (*.j2), relative to audiobook.toml; empty: templates/credits-opening.en.txt.j2"
            " beside audiobook.toml, else the one that comes with the program"
        ),
    )
    closing_template: str = field(default="", metadata=_doc("the same for the end: credits-closing.en.txt.j2"))
    sample_s: int = field(
        default=0,
        metadata=_doc(
            "a retail sample of at most so many seconds in a file of its own; 0: none",
            profile="sample_s",
            least=0,
            most=3600,
        ),
    )


@dataclass(frozen=True, slots=True)
class CastingConfig:
    """How it is found out who speaks."""

    engines: tuple[str, ...] = field(
        default=(),
        metadata=_doc(
            "engines whose voices characters get besides those of the narrator's; empty: kokoro, where it is installed"
            " and build.engine names none"
        ),
    )
    llm: bool = field(
        default=False,
        metadata=_doc(
            "ask a language model about the lines in doubt, as --llm does: sends text of the book away, costs money,"
            " needs DASHSCOPE_API_KEY"
        ),
    )
    llm_model: str = field(default="qwen-plus", metadata=_doc("the language model to ask"))
    llm_base_url: str = field(
        default="",
        metadata=_doc("where it is; empty: base_url in [qwen], else DASHSCOPE_HTTP_BASE_URL, else by region in [qwen]"),
    )
    llm_max_requests: int = field(
        default=0, metadata=_doc("at most so many requests a run; 0: no limit", least=0, most=1_000_000)
    )
    llm_rpm: int = field(
        default=0,
        metadata=_doc("requests a minute that your account may make; 0: as fast as it lets", least=0, most=100_000),
    )
    llm_price_in: str = field(
        default="", metadata=_doc("what a million tokens sent to it cost, like 'USD 0.40'; --max-cost needs to know")
    )
    llm_price_out: str = field(
        default="", metadata=_doc("what a million tokens of its answers cost; both prices or none")
    )
    llm_json_mode: bool = field(default=False, metadata=_doc("ask for JSON only, for models that know that mode"))
    llm_multimodal: bool = field(
        default=False, metadata=_doc("use the multimodal address, for models that are only there")
    )


@dataclass(frozen=True, slots=True)
class MetadataConfig:
    """What replaces the book's own metadata in the files; empty keeps the book's."""

    title: str = field(default="", metadata=_doc("title of the audiobook"))
    author: str = field(default="", metadata=_doc("author"))
    narrator: str = field(
        default="", metadata=_doc("narrator; empty: the voice's name with a note that it is an AI voice")
    )
    publisher: str = field(default="", metadata=_doc("publisher"))
    series: str = field(default="", metadata=_doc("series"))
    series_index: str = field(default="", metadata=_doc("position in the series"))
    cover: str = field(default="", metadata=_doc("a JPEG or PNG file, relative to audiobook.toml"))
