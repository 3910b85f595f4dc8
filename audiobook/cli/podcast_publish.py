"""``audiobook podcast publish`` and ``audiobook podcast check``, commands of the group ``podcast``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from audiobook.cli.options import config_for, talk_options
from audiobook.cli.paths import PathName
from audiobook.errors import QualityError
from audiobook.userfiles import is_file

_FOLDER = click.argument("folder", metavar="SHOW", default=".", type=PathName())
_OUTPUT = click.option(
    "-o", "--output", type=PathName(), metavar="FOLDER", help="Folder to upload. Default: SHOW/public."
)
_CONFIG = click.option(
    "--config",
    "config_file",
    type=PathName(),
    help="Settings. Default: audiobook.toml beside the episodes, else beside show.toml.",
)
_JOBS = click.option("--jobs", type=int, metavar="N", help="Processes at once. Default: one per core.")


@click.command("publish")
@_FOLDER
@_OUTPUT
@click.option("--drop", multiple=True, metavar="SLUG", help="Take an episode whose script is gone out of the feed.")
@click.option(
    "--format", "audio_format", type=click.Choice(["mp3", "m4a"]), default="mp3", help="The audio. Default: mp3."
)
@click.option("--engine", metavar="E", help="Speech engine for what is to be built.")
@click.option("--max-cost", metavar="SUM", help="Most that an episode may cost over all its builds.")
@_CONFIG
@_JOBS
@talk_options
def publish(folder: Path, **options: Any) -> int:  # noqa: ANN401 - options of every type
    """Write a show's feed, audio, transcripts, chapters, notes and pages as a folder for any web host.

    What is missing is built. Episodes that did not change keep GUID, date and bytes, which SHOW/published.json
    remembers: keep it with the scripts. A published episode whose script is gone stops everything until it is dropped
    by name.
    """
    from audiobook.cli.console import Console
    from audiobook.cli.main import fail_if_strict
    from audiobook.corridor.podcast_publishing import PublishRequest, publish_show

    given = {name: options[name] for name in ("engine", "max_cost", "jobs")}
    config = config_for(_settings(folder), options["config_file"], **given)
    with Console(options["events"], quiet=options["quiet"]) as console:
        request = PublishRequest(folder, config, options["output"], options["drop"], options["audio_format"])
        result = publish_show(request, console.emit)
        console.finish()
        click.echo(result.feed)
        fail_if_strict(options["strict"], console.take_warnings())
    return 0


def _settings(folder: Path) -> Path:
    """The place whose ``audiobook.toml`` counts: the one that a build of an episode reads, else the show's."""
    from audiobook.config import CONFIG_NAME
    from audiobook.podcast.publish import EPISODES
    from audiobook.podcast.show import SHOW_FILE

    episodes = folder / EPISODES
    return (episodes if is_file(episodes / CONFIG_NAME) else folder) / SHOW_FILE


@click.command("check")
@_FOLDER
@_OUTPUT
@click.option("--listen", is_flag=True, help="Hear every episode through, too: loudness and peaks for podcasts.")
@_CONFIG
@_JOBS
@talk_options
def check(folder: Path, **options: Any) -> None:  # noqa: ANN401 - options of every type
    """Check a published show: the feed by the rules of RSS 2.0, Apple and Podcasting 2.0, and every file that it names.

    Nothing is asked of any network. Ends with 11 when something is wrong; warnings do not count without --strict.
    """
    from audiobook.cli.main import fail_if_strict
    from audiobook.corridor.podcast_checking import check_show

    config = config_for(_settings(folder), options["config_file"], jobs=options["jobs"])
    report = check_show(folder, config, output=options["output"], listen=options["listen"])
    for problem in report.problems:
        if not (options["quiet"] and problem.warning):
            click.echo(str(problem))
    wrong = sum(not problem.warning for problem in report.problems)
    doubtful = len(report.problems) - wrong
    if not options["quiet"]:
        heard = f", {report.heard} heard" if options["listen"] else ""
        click.echo(f"{report.feed}: {report.episodes} episodes{heard}, {wrong} errors, {doubtful} warnings")
    if wrong:
        raise QualityError(f"'{report.feed}' is not as it must be", hint="the list above says what; publish again")
    fail_if_strict(options["strict"], doubtful)
