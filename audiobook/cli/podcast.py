"""``audiobook podcast``: a show's folder, scripts from templates, and a feed."""

from __future__ import annotations

import importlib
import importlib.util
from pathlib import Path

import click

from audiobook.cli.paths import PathName
from audiobook.errors import UsageError
from audiobook.userfiles import real_path

#: Commands that live in modules of their own; imported only when they are called or their help is asked for.
_ELSEWHERE = {
    "write": "audiobook.cli.podcast_write",
    "publish": "audiobook.cli.podcast_publish",
    "check": "audiobook.cli.podcast_publish",
}
_ORDER = ("new", "render", "write", "publish", "check")
_FILE = PathName(dir_okay=False)


class _PodcastGroup(click.Group):
    """The group, with the commands of other modules where these are there."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of work."""
        del ctx
        return [name for name in _ORDER if name in self.commands or _there(name)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command of this module, or ``podcast_publish.publish`` and ``podcast_publish.check``."""
        own = super().get_command(ctx, cmd_name)
        if own is not None or not _there(cmd_name):
            return own
        command = getattr(importlib.import_module(_ELSEWHERE[cmd_name]), cmd_name)
        assert isinstance(command, click.Command)  # noqa: S101 - for the type checker
        return command


def _there(name: str) -> bool:
    return name in _ELSEWHERE and importlib.util.find_spec(_ELSEWHERE[name]) is not None


@click.group("podcast", cls=_PodcastGroup)
def command() -> None:
    """Make a podcast: a show's folder, scripts from templates, a feed.

    \b
    audiobook podcast new my-show                              a folder with an example episode
    audiobook build my-show/episodes/001-welcome.script.md     its audio
    audiobook podcast render essay --data episode.toml -o episode.script.md
    """  # noqa: D301 - \b is click's mark for text that must not be wrapped


@command.command("new")
@click.argument("folder", type=PathName())
@click.option("--title", metavar="T", help="Title of the show. Default: from the folder's name.")
@click.option("--host", "hosts", multiple=True, metavar="NAME", help="A host; repeatable. Default: Ann and Ben.")
@click.option("--feed-url", metavar="URL", default="", help="Where feed.xml will be, if you know it already.")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def new(folder: Path, *, title: str | None, hosts: tuple[str, ...], feed_url: str, debug: bool) -> None:
    """Begin a show in FOLDER: show.toml, music/, and an episode that can be built at once.

    Nothing that is there already is replaced. Prints the files written.
    """
    import datetime as dt

    from audiobook.corridor.podcasting import NewShow, folder_title, new_show

    del debug
    today = dt.datetime.now(dt.UTC).date()
    show = NewShow(title or folder_title(real_path(folder).name), hosts or ("Ann", "Ben"), feed_url, today)
    for path in new_show(folder, show):
        click.echo(path)


@command.command("render")
@click.argument("template")
@click.option("--data", type=_FILE, metavar="FILE", help="The episode's material: TOML, YAML or JSON.")
@click.option(
    "--document",
    type=PathName(),
    metavar="FILE",
    help="An EPUB, HTML or Markdown file: its title, author, paragraphs and quotations are the material.",
)
@click.option("--chapter", type=click.IntRange(min=1), metavar="N", help="Only this chapter of the document.")
@click.option(
    "-o", "--output", type=_FILE, metavar="FILE", help="Where the script goes: NAME.script.md. Default: print it."
)
@click.option("--force", is_flag=True, help="Replace a script that is there already, and all edits in it.")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def render(
    template: str,
    *,
    data: Path | None,
    document: Path | None,
    chapter: int | None,
    output: Path | None,
    force: bool,
    debug: bool,
) -> None:
    """Make an episode's script from a template and its material.

    TEMPLATE is one of ours (interview, two-hosts, news, serial, essay) or the path of your own. The script is yours to
    edit; `audiobook build` speaks it.
    """
    from audiobook.corridor.podcasting import EpisodeRequest, render_script

    del debug
    if data is None and document is None:
        raise UsageError("there is nothing to make an episode of", hint="add --data FILE, --document FILE or both")
    made = render_script(EpisodeRequest(template, data, document, chapter or 0, output, force))
    if output is None:
        click.echo(made.text, nl=False)
    for path in made.files:
        click.echo(path)
