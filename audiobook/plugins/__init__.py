"""What a reader, an engine and a writer must offer, and finding them by entry point, lazily.

Groups: ``audiobook.readers``, ``audiobook.engines``, ``audiobook.writers``. An entry point names a class that takes no
arguments. Nothing is imported until it is asked for by name. All public names can be taken from here.
"""

from audiobook.plugins.engine import (
    Configurable,
    Engine,
    EngineInfo,
    Hearing,
    Lacking,
    Mixing,
    Parallel,
    Reading,
    Recording,
)
from audiobook.plugins.finding import load_engine, load_reader, load_writer, names, readers
from audiobook.plugins.formats import Reader, Writer
from audiobook.plugins.priced import Offer, Priced, Purchase, RegionPrice

__all__ = [
    "Configurable",
    "Engine",
    "EngineInfo",
    "Hearing",
    "Lacking",
    "Mixing",
    "Offer",
    "Parallel",
    "Priced",
    "Purchase",
    "Reader",
    "Reading",
    "Recording",
    "RegionPrice",
    "Writer",
    "load_engine",
    "load_reader",
    "load_writer",
    "names",
    "readers",
]
