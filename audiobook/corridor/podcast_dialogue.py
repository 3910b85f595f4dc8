"""``audiobook podcast write``: from documents to an episode's script, by a language model, for a person to edit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from audiobook.config import Config
from audiobook.corridor.podcast_dialogue_asking import Answers, Asker
from audiobook.corridor.podcast_dialogue_client import check_key, client_for, prices_of
from audiobook.corridor.podcast_dialogue_writing import Author, Draft, tell_length, tell_sections
from audiobook.corridor.purse import Purse
from audiobook.corridor.request import SCRIPT_SUFFIX, Request
from audiobook.corridor.workfolder import open_work, write_text, writing
from audiobook.errors import ConfigError, OutputError, UsageError
from audiobook.events import Emit, FileWritten, silent, warn
from audiobook.podcast.data import Value, read_data
from audiobook.podcast.data_episode import episode_data, front_of_episode, people
from audiobook.podcast.dialogue import Order, check_order
from audiobook.podcast.dialogue_passages import passages_of
from audiobook.podcast.dialogue_plan import Plan, Size, plan_of, size_of
from audiobook.podcast.dialogue_script import checks_at, script_of
from audiobook.podcast.dialogue_settings import dialogue_config
from audiobook.podcast.new_show import host_sheet
from audiobook.prep.marks import is_language
from audiobook.prep.scriptfile import format_script, parse_script
from audiobook.readers.choose import read_document
from audiobook.source import SourceRef
from audiobook.userfiles import is_file, is_there

if TYPE_CHECKING:
    from audiobook.cloud.prices import Money

_SHOW_FILE, _EPISODES = "show.toml", "episodes"
_NO_NAME = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class DialogueRequest:
    """An episode to write from ``documents``. What is left out is the show's, then our default.

    ``show`` is a show's folder or its show.toml; without it one is looked for beside ``output``. ``output`` is where
    the script goes; what is there already is replaced only with ``replace``. ``chapter`` (1-based, 0: all) takes one
    chapter of a single document.
    """

    documents: tuple[Path, ...]
    config: Config
    output: Path | None = None
    show: Path | None = None
    hosts: tuple[str, ...] = ()
    minutes: float | None = None
    language: str = ""
    model: str = ""
    style: str = ""
    title: str = ""
    chapter: int = 0
    replace: bool = False

    @property
    def path(self) -> Path:
        """Where the script goes: as asked for, else among the show's episodes, else here, by the document's name."""
        if self.output is not None:
            return self.output
        stem = _NO_NAME.sub("-", self.documents[0].stem).strip("-.") or "episode"
        name = f"{stem}{SCRIPT_SUFFIX}"
        return Path(name) if self.show is None else _show_file(self.show).parent / _EPISODES / name


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A written episode: its files, how long it is and was to be, in seconds, and how much is to be looked at."""

    files: tuple[Path, ...]
    seconds: int
    ordered_s: int
    doubts: int


@dataclass(frozen=True, slots=True)
class DialogueEstimate:
    """What an episode will take. Prices are ``None`` where the settings name none."""

    path: Path
    model: str
    passages: int
    size: Size
    price: Money | None
    most: Money | None


@dataclass(frozen=True, slots=True)
class _Ordered:
    """A request with everything looked up."""

    plan: Plan
    model: str
    show: Mapping[str, Value]
    hosts: tuple[Mapping[str, Value], ...]
    title: str
    about: str


def estimate_dialogue(request: DialogueRequest, emit: Emit = silent) -> DialogueEstimate:
    """Say what an episode will cost. Nothing is sent or written, no key is needed. Raises as ``write_dialogue``."""
    ordered = _ordered(request, emit)
    size = size_of(ordered.plan)
    prices = prices_of(request.config, size)
    price, most = prices or (None, None)
    return DialogueEstimate(request.path, ordered.model, len(ordered.plan.passages), size, price, most)


def write_dialogue(request: DialogueRequest, emit: Emit = silent) -> Dialogue:
    """Write an episode's script. Sends the documents' text to the language model, and costs money.

    Answers are kept in the work folder that a build of the script uses, with its ledger and its limit on costs: what
    was answered once is not paid again. Raises UsageError and ConfigError for what cannot be ordered, SourceError for
    documents, OutputError for a script that is there already, EngineError when the model cannot be asked (then nothing
    is written, and the same command goes on).
    """
    ordered = _ordered(request, emit)
    path, config = request.path, request.config
    episode = Request(path, config)
    if not is_there(episode.work_root):
        check_key()  # before a folder is made; where answers are kept, no key may be needed
    with writing(f"'{path}'"):
        path.parent.mkdir(parents=True, exist_ok=True)
    work = open_work(episode.work_root, episode.name)
    with work.lock(), Purse(config, emit) as purse:
        client = client_for(config, ordered.model, work, purse, size_of(ordered.plan), emit)
        asker = Asker(client, ordered.model, Answers(work.answers), config.casting.llm_max_requests or None)
        draft = Author(ordered.plan, asker, emit).write()
        text, doubts = _script(draft, ordered, path, emit)
        with writing(f"'{path}'"):
            write_text(path, text)
        emit(FileWritten(str(path), "script"))
        files = [path]
        sheet = host_sheet(ordered.hosts)
        if sheet and not is_there(work.cast):
            write_text(work.cast, sheet)
            files.append(work.cast)
    order = ordered.plan.order
    tell_length(draft, order, emit)
    return Dialogue(tuple(files), order.pace.seconds(draft.length), order.pace.seconds(order.length), doubts)


def _show_file(show: Path) -> Path:
    return show if show.name == _SHOW_FILE else show / _SHOW_FILE


def _ordered(request: DialogueRequest, emit: Emit) -> _Ordered:
    if not request.documents:
        raise UsageError("there is no document to write an episode from", hint="name one or several")
    _check_output(request)
    show, file = _show(request)
    settings = dialogue_config(show, file)
    documents = [(path.name, read_document(path, emit)) for path in request.documents]
    named = {str(each["name"]): each for each in people(show.get("hosts", ()), "hosts", SourceRef(file=file))}
    wanted = request.hosts or tuple(named)
    language = request.language or _text(show, "language") or documents[0][1].metadata.language or "en"
    if not is_language(language):
        raise UsageError(f"'{language}' is no language", hint="use a tag like en, zh or pt-BR")
    order = Order(
        hosts=tuple(" ".join(name.split()) for name in wanted),
        minutes=settings.minutes if request.minutes is None else request.minutes,
        language=language,
        style=" ".join((request.style or settings.style).split()),
        show=_text(show, "title"),
    )
    check_order(order)
    plan = plan_of(order, passages_of(documents, request.chapter))
    model = (request.model or settings.model or request.config.casting.llm_model).strip()
    hosts = tuple(named.get(name, {"name": name}) for name in order.hosts)
    return _Ordered(plan, model, show, hosts, request.title, documents[0][1].metadata.title)


def _check_output(request: DialogueRequest) -> None:
    path = request.path
    if not path.name.endswith(SCRIPT_SUFFIX):
        hint = f"use -o {path.name.partition('.')[0] or 'episode'}{SCRIPT_SUFFIX}"
        raise UsageError(f"'{path}' does not end in {SCRIPT_SUFFIX}, by which a script is known", hint=hint)
    if is_there(path) and not request.replace:
        raise OutputError(f"'{path}' exists already", hint="edit it, or write it anew with --force: edits are lost")


def _show(request: DialogueRequest) -> tuple[Mapping[str, Value], str]:
    """The show's table and its file: the one asked for, else one beside the script or above it, else none."""
    if request.show is not None:
        path = _show_file(request.show)
        if not is_file(path):
            hint = "begin one with: audiobook podcast new FOLDER"
            raise ConfigError(f"there is no show in '{request.show}': it has no {_SHOW_FILE}", hint=hint)
        return read_data(path), str(path)
    folder = request.path.absolute().parent
    found = next((place / _SHOW_FILE for place in (folder, folder.parent) if is_file(place / _SHOW_FILE)), None)
    return (read_data(found), str(found)) if found else ({}, "")


def _text(show: Mapping[str, Value], key: str) -> str:
    value = show.get(key, "")
    return value.strip() if isinstance(value, str) else ""


def _script(draft: Draft, ordered: _Ordered, path: Path, emit: Emit) -> tuple[str, int]:
    """The script's text and how much in it is doubtful; each doubt is told with its line."""
    plan = ordered.plan
    data: dict[str, Value] = {
        "title": ordered.title or draft.outline.title or ordered.about or path.name.removesuffix(SCRIPT_SUFFIX),
        "language": plan.order.language,
        "hosts": ordered.hosts,
        "draft": True,
    }
    front = front_of_episode(episode_data(data, ordered.show))
    script, doubts = script_of(front, draft.outline, draft.sections, plan.passages, draft.given, ordered.model)
    text = format_script(script)
    lines = checks_at(parse_script(text, str(path)))
    for doubt, line in zip(doubts, lines, strict=True):
        warn(emit, doubt.code, doubt.message, SourceRef(file=str(path), line=line))
    tell_sections(draft, plan.order, emit)
    return text, len(doubts)
