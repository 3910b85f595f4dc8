"""``audiobook check``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audiobook.cli.options import config_for
from audiobook.cli.paths import PathName
from audiobook.errors import OutputError, QualityError, UsageError
from audiobook.userfiles import is_folder

if TYPE_CHECKING:
    from audiobook.proofing.report import CheckReport


@click.command("check")
@click.argument("paths", nargs=-1, required=True, metavar="FILE|FOLDER...", type=PathName())
@click.option("--profile", metavar="P", help="What the files are for. Default: that of audiobook.toml, else audiobook.")
@click.option("--json", "json_file", type=PathName(), metavar="FILE", help="Write the report as JSON.")
@click.option("--html", "html_file", type=PathName(), metavar="FILE", help="Write the report as a page.")
@click.option("--config", "config_file", type=PathName(), help="Settings with profiles of your own.")
@click.option("--jobs", type=int, metavar="N", help="Files at once. Default: one per core.")
@click.option("--events", type=click.Choice(["json"]), help="Print progress as JSON lines on stderr.")
@click.option("-q", "--quiet", is_flag=True, help="Only errors, and the results.")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def command(paths: tuple[Path, ...], **options: Any) -> None:  # noqa: ANN401 - options of every type
    """Hear an audiobook through and say whether it is as a store or a player wants it.

    Each FILE or FOLDER is one delivery: a book in one file (M4B, M4A, MP3, Opus, Ogg, FLAC, WAV, AAC), or a folder of
    them in natural order. Everything is decoded and measured; limits come from the profile. Not only books made by this
    program. Ends with 11 when something fails; warnings do not count.
    """
    from audiobook.cli.check_progress import CheckProgress
    from audiobook.cli.check_table import as_text
    from audiobook.cli.coverage import terminal_width
    from audiobook.corridor.checking import check_files
    from audiobook.events import silent

    config = config_for(paths[0], options["config_file"], profile=options["profile"], jobs=options["jobs"])
    profile = config.profile
    _refuse_same(options["json_file"], options["html_file"], paths)
    reports: list[CheckReport] = []
    for path in paths:
        with CheckProgress(options["events"], quiet=options["quiet"]) as progress:
            report = check_files((path,), profile, silent, jobs=config.jobs, tell=progress.tell)
        click.echo(("\n" if reports else "") + as_text(report, terminal_width()))
        reports.append(report)
    if options["json_file"]:
        from audiobook.proofing.as_data import as_data

        _write(options["json_file"], json.dumps(as_data(reports), ensure_ascii=False, indent=1, allow_nan=False) + "\n")
    if options["html_file"]:
        from audiobook.proofing.page import check_page

        _write(options["html_file"], check_page(reports, profile))
    _fail(reports)


def _refuse_same(json_file: Path | None, html_file: Path | None, paths: tuple[Path, ...]) -> None:
    """A report must not replace what is checked, nor the other report."""
    targets = [path.absolute() for path in (json_file, html_file) if path]
    if len(set(targets)) < len(targets) or any(target == path.absolute() for target in targets for path in paths):
        raise UsageError("--json and --html need names of their own", hint="name two files that are not checked")


def _write(target: Path, text: str) -> None:
    from audiobook.corridor.workfolder import writing

    if is_folder(target):
        raise OutputError(f"'{target}' is a folder", hint="name a file")
    with writing(f"'{target}'"):
        target.write_bytes(text.encode("utf-8", "replace"))


def _fail(reports: list[CheckReport]) -> None:
    bad = [report for report in reports if not report.passed]
    if bad:
        names = ", ".join(f"'{report.name}'" for report in bad)
        raise QualityError(
            f"{names} {'does' if len(bad) == 1 else 'do'} not meet the profile '{bad[0].profile}'",
            hint="the list above says what to do; --html FILE draws where",
        )
