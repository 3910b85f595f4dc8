"""The border to trafilatura: the main text of a page and what it says about itself. Nothing is fetched."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from typing import Any

from audiobook.document import Metadata
from audiobook.readers.walk.characters import squeeze

#: Libraries behind the extraction; what they log would reach a person's terminal.
_LOGGERS = ("trafilatura", "htmldate", "justext", "courlan", "charset_normalizer")


class ExtractorMissingError(Exception):
    """The extra ``article`` is not installed. Never leaves the readers."""


class ExtractionError(Exception):
    """The extractor failed or found nothing. Never leaves the readers."""


@dataclass(frozen=True, slots=True)
class MainText:
    """The main text, one paragraph a line, and what the page says about itself."""

    text: str
    metadata: Metadata


def extract(html: str, *, fast: bool = False) -> MainText:
    """The main text of a page. Raises ExtractorMissingError or ExtractionError, whatever goes wrong inside.

    ``fast`` asks no second and third algorithm; the third takes time by the square of the number of paragraphs. Not
    for pages of megabytes, nested hundreds deep, or with thousands of elements in one paragraph: the first takes time
    by the square of that (measured with trafilatura 2.3.1: 12,000 links in one paragraph, 19 s). Called from one
    thread.
    """
    try:
        import trafilatura
    except ImportError as error:
        raise ExtractorMissingError(str(error)) from error
    except Exception as error:  # half of an installation fails in any way
        raise ExtractionError(f"{type(error).__name__}: {error}") from error
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())
    try:
        found = trafilatura.extract(
            html,
            url=None,
            fast=fast,
            output_format="json",
            with_metadata=True,
            include_comments=False,
            include_tables=True,
            include_formatting=False,
            # The search through the whole text for something like a date finds dates that the article is about.
            date_extraction_params={"original_date": True, "extensive_search": False},
        )
        data = json.loads(found) if found else {}
    except Exception as error:  # a page must not be lost because a library stumbles
        raise ExtractionError(f"{type(error).__name__}: {error}") from error
    text = _text(data, "text") if isinstance(data, dict) else ""
    if not text:
        raise ExtractionError("it found no main text")
    return MainText(text, _metadata(data))


def _metadata(data: dict[str, Any]) -> Metadata:
    authors = tuple(dict.fromkeys(filter(None, map(squeeze, _text(data, "author").split(";")))))
    return Metadata(
        title=squeeze(_text(data, "title")),
        authors=authors,
        publisher=squeeze(_text(data, "source-hostname") or _text(data, "sitename")),
        date=squeeze(_text(data, "date")),
        description=squeeze(_text(data, "excerpt") or _text(data, "description")),
        language=squeeze(_text(data, "language")),
    )


def _text(data: dict[str, Any], name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""
