"""The command group, and the one place where errors become messages and exit codes."""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import sys
import traceback
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click

from audiobook.cli.streams import ReaderGoneError, keep_stdout_for_results
from audiobook.errors import EXIT_BUG, EXIT_INTERRUPTED, EXIT_SIGNALLED, AudiobookError, StrictError, UsageError

#: Command name -> module of the command; imported only when it is called or its help is asked for.
_COMMANDS = {
    "build": ("audiobook.cli.build", "Turn a book into an audiobook."),
    "script": ("audiobook.cli.script", "Write a book's tagged script, and print where it is."),
    "play": ("audiobook.cli.play", "Make a page that plays a book and shows what is spoken."),
    "audition": ("audiobook.cli.audition", "Hear the main characters in several voices, on one page."),
    "cast": ("audiobook.cli.cast", "Write or edit a book's casting sheet, and show who speaks with which voice."),
    "estimate": ("audiobook.cli.estimate", "Say what a book will cost and how long it will take."),
    "lexicon": ("audiobook.cli.lexicon", "Say how words are pronounced: exchange and check lists."),
    "podcast": ("audiobook.cli.podcast", "Make a podcast: a show's folder, scripts from templates, a feed."),
    "proof": ("audiobook.cli.proof", "Hear a book's takes: do they say the text?"),
    "check": ("audiobook.cli.check", "Hear an audiobook through: is it as a store or a player wants it?"),
    "voices": ("audiobook.cli.voices", "List voices, or record a sample of each."),
    "init": ("audiobook.cli.init", "Write a commented audiobook.toml."),
}


class LazyGroup(click.Group):
    """A group that imports a command only when it is needed, so that ``--help`` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of work."""
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        command = importlib.import_module(_COMMANDS[cmd_name][0]).command
        assert isinstance(command, click.Command)  # noqa: S101 - for the type checker
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run a command. A pipe to a process or a program that broke is said: click would end with 1 and not a word."""
        try:
            os.getcwd()  # noqa: PTH109 - raises as pathlib does
        except FileNotFoundError:
            raise UsageError(
                "the folder that you are in was removed",
                hint="go to one that exists: cd, and run the same command again",
            ) from None
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            from audiobook.plugins.culprit import failure_of

            raise failure_of(error) or AudiobookError(
                "a program that was at work ended before it was done",
                hint="all that was made is kept: run the same command again; --debug shows where it happened",
            ) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands from the table above, without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="audiobook", prog_name="audiobook")
def cli() -> None:
    """Turn a book into a chaptered audiobook.

    \b
    audiobook build book.epub            EPUB, HTML or Markdown -> book.m4b
    audiobook script book.epub           only the tagged script, to edit by hand
    audiobook build book.script.md       from a script
    """  # noqa: D301 - \b is click's mark for text that must not be wrapped


class _Stopped(KeyboardInterrupt):
    """Ctrl-C, or another program's or the system's wish that we end; ``args`` is the number of the signal."""


def _stop_once(signum: int, frame: FrameType | None) -> NoReturn:
    """The first signal ends the build in order; more of them must not disturb that with a traceback."""
    del frame
    for each in _ENDING:
        signal.signal(each, signal.SIG_IGN)
    raise _Stopped(signum)


#: SIGTERM is how services and shutdowns end programs, SIGHUP says that the terminal was closed. Windows has no SIGHUP.
_ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


def _obey_signals() -> None:
    """End in order on each signal that would end us; one that `nohup` has us ignore stays ignored.

    SIGINT never stays so: shells have their background jobs ignore it, and whoever sends it then means it.
    """
    for each in _ENDING:
        if each is signal.SIGINT or signal.getsignal(each) is signal.SIG_DFL:
            signal.signal(each, _stop_once)


def _fill_closed_streams() -> None:
    """Let nothing else get the number of a standard stream that was closed (`>&-`).

    A library that writes a warning to number 2 would otherwise write it into whatever file of the book got it.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # The lowest free number, which is this one; programs that we start have it too.
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # noqa: FBT003 - by position only
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - to the end


def main() -> NoReturn:
    """Run the command line; every error of a user ends in one message and its exit code."""
    debug = "--debug" in sys.argv
    _fill_closed_streams()
    keep_stdout_for_results()
    _obey_signals()
    try:
        status = cli.main(standalone_mode=False)
        code = status if isinstance(status, int) else 0
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (KeyboardInterrupt, click.Abort) as stop:
        _say("interrupted: everything made so far is kept; run the same command again to continue")
        first = stop if isinstance(stop, _Stopped) else stop.__cause__  # click makes an Abort of it
        code = EXIT_SIGNALLED + first.args[0] if isinstance(first, _Stopped) else EXIT_INTERRUPTED
    except AudiobookError as error:
        if debug:
            traceback.print_exc()
        show_error(error)
        code = error.exit_code
    except (ReaderGoneError, BrokenPipeError):
        # The reader of our output has gone (`| head`); Python would complain again while it shuts down.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as error:  # noqa: BLE001 - a bug of ours must not show a traceback unasked
        if debug:
            traceback.print_exc()
        from audiobook.plugins.culprit import failure_of

        if failure := failure_of(error):
            show_error(failure)
            sys.exit(failure.exit_code)
        _say(f"error: a bug in audiobook: {type(error).__name__}: {error}")
        _say("hint: run it again with --debug and report what it prints")
        code = EXIT_BUG
    sys.exit(code)


def show_error(error: AudiobookError) -> None:
    """One error on stderr: what happened and where, then what to type next."""
    _say(f"error: {error}")
    if error.hint:
        _say(f"hint: {error.hint}")


def _say(text: str) -> None:
    # Nobody may be there to read it: the terminal is closed, or stderr is a pipe whose reader has gone.
    with contextlib.suppress(OSError, ValueError):
        click.echo(text, err=True)


def fail_if_strict(strict: bool, warnings: int) -> None:  # noqa: FBT001 - the flag of the command line
    """Raise StrictError when ``--strict`` was given and there were warnings."""
    if strict and warnings:
        raise StrictError(
            f"{warnings} warning{'s' if warnings != 1 else ''} and --strict was given",
            hint="the files are written; mend what the warnings name, or leave out --strict",
        )
