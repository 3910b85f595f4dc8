"""The tagged script as a file: read it, write it, and its normal form (the laws are in ``normal``)."""

from audiobook.prep.normal import normal
from audiobook.prep.scriptformat import format_script
from audiobook.prep.scriptparse import near_names, parse_script
from audiobook.prep.soundtext import check_marks

__all__ = ["check_marks", "format_script", "near_names", "normal", "parse_script"]
