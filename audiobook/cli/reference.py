"""The tables of the README, made from the code; a test fails when the README says something else."""

from __future__ import annotations

import click

from audiobook.cli.main import cli
from audiobook.config import config_rows
from audiobook.errors import exit_codes
from audiobook.podcast.data_show import show_rows
from audiobook.profiles.read import built_in
from audiobook.rules import RULES


def command_reference() -> str:
    """Every command's help, as a reader of the README sees it."""
    parts = []
    context = click.Context(cli, info_name="audiobook", max_content_width=100, terminal_width=100)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        if command is None:
            continue
        with click.Context(command, info_name=name, parent=context, max_content_width=100, terminal_width=100) as inner:
            parts.append(f"### `audiobook {name}`\n\n```text\n{command.get_help(inner)}\n```\n")
    return "\n".join(parts)


def show_table() -> str:
    """Every key of a podcast's ``show.toml``."""
    rows = "".join(f"| `{key}` | `{default}` | {doc} |\n" for key, default, doc in show_rows())
    return f"| key | default | meaning |\n| --- | --- | --- |\n{rows}"


def exit_code_table() -> str:
    """Exit codes with their meaning."""
    rows = "".join(f"| {code} | {meaning} |\n" for code, meaning in exit_codes())
    return f"| code | meaning |\n| --- | --- |\n{rows}"


def rules_table() -> str:
    """Every rule that an account of a book's text may name."""
    rows = "".join(f"| `{rule}` | {meaning} |\n" for rule, meaning in sorted(RULES.items()))
    return f"| rule | what it says |\n| --- | --- |\n{rows}"


def settings_table() -> str:
    """Every key of ``audiobook.toml``."""
    rows = "".join(f"| `{table}.{key}` | `{default}` | {doc} |\n" for table, key, default, doc in config_rows())
    return f"| key | default | meaning |\n| --- | --- | --- |\n{rows}"


def profile_table() -> str:
    """The built-in delivery profiles."""
    rows = "".join(
        f"| `{p.name}` | {p.summary} | {p.making.target_lufs:g} | {p.making.ceiling_dbtp:g} "
        f"| {', '.join(p.making.formats)} |\n"
        for p in built_in().values()
    )
    return f"| profile | for | LUFS | peak below (dBTP) | writes |\n| --- | --- | --- | --- | --- |\n{rows}"
