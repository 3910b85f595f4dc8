"""The pronunciation lists of a book: its own in the work folder, then those that settings or the command line name."""

from __future__ import annotations

from pathlib import Path

from audiobook.corridor.request import Request
from audiobook.corridor.workfolder import WorkFolder
from audiobook.errors import ConfigError
from audiobook.prep.lexicon.load import load
from audiobook.prep.lexicon.match import Lexicon
from audiobook.userfiles import is_file, text_of


def lexicon_of(request: Request, work: WorkFolder) -> Lexicon:
    """All lists of a book, its own the strongest. Raises ConfigError for one that is missing or wrong."""
    named = [request.config.folder / name for name in request.config.build.lexicons]
    own = [work.lexicon] if is_file(work.lexicon) else []
    return load([(str(path), _text(path)) for path in (*own, *named)])


def _text(path: Path) -> str:
    try:
        return text_of(path)
    except FileNotFoundError:
        raise ConfigError(f"there is no pronunciation list '{path}'", hint="check the path") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read the pronunciation list '{path}': {error}", hint="save it as UTF-8") from error
