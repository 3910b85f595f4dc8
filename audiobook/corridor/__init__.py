"""The corridor: one book all the way through, and what stands between its doors."""

from audiobook.corridor.build_book import build
from audiobook.corridor.request import Request, Result, Stage, split_formats

__all__ = ["Request", "Result", "Stage", "build", "split_formats"]
