"""An episode's script from a template and its material, and a new show's folder."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from audiobook.corridor.request import SCRIPT_SUFFIX
from audiobook.corridor.workfolder import write_text, writing
from audiobook.errors import ConfigError, OutputError, ScriptError, UsageError
from audiobook.events import Emit, silent
from audiobook.podcast.data import Value, read_data
from audiobook.podcast.data_document import document_data
from audiobook.podcast.data_episode import episode_data, front_of_episode
from audiobook.podcast.new_show import NewShow, check_new, folder_title, host_sheet, new_show_files
from audiobook.podcast.render import TEMPLATES, Rendered, render_episode, template_named
from audiobook.podcast.render_values import fill
from audiobook.podcast.render_work import read_template
from audiobook.prep.scriptfile import format_script, parse_script
from audiobook.readers.choose import read_document
from audiobook.script import Script
from audiobook.source import SourceRef
from audiobook.userfiles import is_file, is_folder, is_there

#: A show's own file, in its folder.
_SHOW_FILE = "show.toml"


@dataclass(frozen=True, slots=True)
class EpisodeRequest:
    """What an episode's script is made of.

    ``template`` is the name of one of ours or the path of another one. ``data`` is a TOML, YAML or JSON file,
    ``document`` a book or an article, ``chapter`` (1-based, 0: all) one of its chapters. ``output`` is where the script
    goes; what is there already is replaced only with ``replace``.
    """

    template: str
    data: Path | None = None
    document: Path | None = None
    chapter: int = 0
    output: Path | None = None
    replace: bool = False


@dataclass(frozen=True, slots=True)
class Episode:
    """A rendered episode: its script, the script's text, and the files that were written, if any."""

    script: Script
    text: str
    files: tuple[Path, ...] = ()


def render_script(request: EpisodeRequest, emit: Emit = silent) -> Episode:
    """Make an episode's tagged script, and write it if the request says where.

    The data is looked over for its show: show.toml in its folder or the one above. Beside a script that is written in a
    show with chosen voices, the casting sheet of its work folder is begun with them, if there is none.
    Raises ConfigError and ScriptError naming template, line and key, SourceError for the document, UsageError and
    OutputError for the rest.
    """
    path = template_named(request.template)
    if request.chapter and request.document is None:
        raise UsageError("--chapter needs a document", hint="add --document FILE")
    if request.output is not None:
        _check_output(request.output, may_replace=request.replace)
    data = read_data(request.data) if request.data else {}
    document = None
    if request.document is not None:
        document = document_data(read_document(request.document, emit), request.chapter)
    show_file = _show_of(request)
    show = read_data(show_file) if show_file else {}
    data, files = _with_music(request, data, show, show_file)
    known = episode_data(data, show, document, file=str(request.data or ""))
    if request.template in TEMPLATES and not known["hosts"]:
        hint = 'write hosts = ["Ann", "Ben"] into the data, or [[hosts]] into show.toml'
        raise ConfigError("there is no host who could speak", source=SourceRef(file=str(request.data or "")), hint=hint)
    script = _script(render_episode(read_template(path), path, known), files, known)
    text = format_script(script)
    parse_script(text)
    written = _write(request.output, text, known) if request.output is not None else ()
    return Episode(script, text, written)


def _show_of(request: EpisodeRequest) -> Path | None:
    for near in filter(None, (request.data, request.output)):
        folder = near.absolute().parent
        for place in (folder, folder.parent):
            if is_file(place / _SHOW_FILE):
                return place / _SHOW_FILE
    return None


def _with_music(
    request: EpisodeRequest, data: Mapping[str, Value], show: Mapping[str, Value], show_file: Path | None
) -> tuple[dict[str, Value], frozenset[str]]:
    """The data with all music named from the script's folder, and these names."""
    target = (request.output or request.data or Path("script")).absolute().parent
    music: dict[str, Value] = {}
    for table, file in ((show, show_file), (data, request.data)):
        given = table.get("music")
        if isinstance(given, Mapping) and file is not None:
            music |= {key: _from(file, key, name, target) for key, name in given.items()}
    own = {"music": music} if music else {}
    return {**data, **own}, frozenset(name for name in music.values() if isinstance(name, str))


def _from(file: Path, key: str, name: Value, target: Path) -> str:
    """A file that lies below the folder of ``file``, as it is named in another folder. Raises ConfigError."""
    parts = PurePosixPath(name).parts if isinstance(name, str) else ()
    if not parts or ".." in parts or parts[0] == "/" or "\\" in str(name):
        hint = f'write a path from {file.name}, as in {key} = "music/theme.wav"'
        raise ConfigError(
            f"'music.{key}' is no file of the show: {name!r}", source=SourceRef(file=str(file)), hint=hint
        )
    there = Path(os.path.relpath(file.absolute().parent.joinpath(*parts), target)).as_posix()
    if any(char.isspace() or not char.isprintable() for char in there):
        hint = "rename the file or its folder"
        raise ConfigError(
            f"'music.{key}' has a blank in its path: {name!r}", source=SourceRef(file=str(file)), hint=hint
        )
    return there


def _script(rendered: Rendered, files: frozenset[str], known: Mapping[str, Value]) -> Script:
    """The script of a rendered text, with its values. Raises ScriptError naming the template's line."""
    try:
        script = fill(parse_script(rendered.text), rendered.values, files)
    except ScriptError as error:
        raise _traced(error, rendered) from None
    if not any(chapter.items for chapter in script.chapters):
        raise ScriptError(
            "the template makes a script without text",
            source=SourceRef(file=rendered.origins[0].file),
            hint="give it data to speak of",
        )
    return replace(script, front={**front_of_episode(known), **script.front})


def _traced(error: ScriptError, rendered: Rendered) -> ScriptError:
    """The error with the template's line in place of the script's, and the script's text as it would be."""
    line = error.source.line if error.source else 0
    origin = rendered.origins[min(max(line, 1), len(rendered.origins)) - 1]
    made = rendered.values.shown(rendered.text.split("\n")[max(line, 1) - 1]).strip()
    message = rendered.values.shown(error.message)
    return ScriptError(
        f"the template makes no valid script: {message}, in “{made}”",
        source=origin,
        hint=rendered.values.shown(error.hint),
    )


def _check_output(output: Path, *, may_replace: bool) -> None:
    if not output.name.endswith(SCRIPT_SUFFIX):
        hint = f"use -o {output.name.partition('.')[0] or 'episode'}{SCRIPT_SUFFIX}"
        raise UsageError(f"'{output}' does not end in {SCRIPT_SUFFIX}, by which a script is known", hint=hint)
    if is_there(output) and not may_replace:
        raise OutputError(f"'{output}' exists already", hint="edit it, or write it anew with --force: edits are lost")


def _write(output: Path, text: str, known: Mapping[str, Value]) -> tuple[Path, ...]:
    """The script, and the hosts' voices where they are chosen and no sheet is there yet."""
    with writing(f"'{output}'"):
        write_text(output, text)
    sheet = output.with_name(f"{output.name.removesuffix(SCRIPT_SUFFIX)}.audiobook") / "cast.toml"
    cast = host_sheet((*_people(known["hosts"]), *_people(known["guests"])))
    if not cast or is_there(sheet):
        return (output,)
    with writing(f"'{sheet}'"):
        sheet.parent.mkdir(exist_ok=True)
        write_text(sheet, cast)
    return output, sheet


def _people(value: Value) -> tuple[Mapping[str, Value], ...]:
    return tuple(each for each in value if isinstance(each, Mapping)) if isinstance(value, tuple) else ()


def new_show(folder: Path, show: NewShow) -> tuple[Path, ...]:
    """Make a show's folder with an example that builds at once; the paths written, in order of reading.

    Raises UsageError for what a show cannot be begun with, OutputError when there is anything in the folder already:
    nothing is ever replaced.
    """
    check_new(show)
    if is_there(folder) and (not is_folder(folder) or any(folder.iterdir())):
        raise OutputError(f"'{folder}' is there already and not empty", hint="name another folder")
    written = []
    for name, content in new_show_files(show).items():
        path = folder / name
        with writing(f"'{path}'"):
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                file.write(content)
        written.append(path)
    data = folder / "episodes" / "001-welcome.toml"
    made = render_script(EpisodeRequest("interview", data, output=data.with_suffix(SCRIPT_SUFFIX)))
    return (*written, *made.files)


__all__ = ["TEMPLATES", "Episode", "EpisodeRequest", "NewShow", "folder_title", "new_show", "render_script"]
