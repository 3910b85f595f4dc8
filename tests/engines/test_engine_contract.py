"""The shared contract, held to every built-in engine."""

from audiobook.engines.contract import EngineContract
from audiobook.engines.espeak import EspeakEngine
from audiobook.engines.hibari import HibariEngine
from audiobook.engines.tone import ToneEngine


class TestHibari(EngineContract):
    make = HibariEngine


class TestEspeakEnglish(EngineContract):
    make = EspeakEngine


class TestTone(EngineContract):
    make = ToneEngine
    text = "Any words will do, since nobody is going to understand them at all."
