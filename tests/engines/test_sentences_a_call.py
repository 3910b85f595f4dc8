"""How much of a paragraph the offline engines get in one call: what was measured to read best."""

from pathlib import Path

from engines.kokoro_studio import made_up

from audiobook.engines.hibari import HibariEngine
from audiobook.plugins import EngineInfo
from audiobook.prep.spoken import Fit, pieces_of
from audiobook.script import Words

PARAGRAPH = (
    "The road to the mill had been mended in the spring. Carts came home with one wheel less than they had taken out. "
    "The miller said that it kept the beggars away."
)
CHINESE = "通往磨坊的路春天才修好。可是马车回来时总要少一只轮子。磨坊主说这样可以挡住乞丐。"


def calls(info: EngineInfo, text: str, language: str) -> list[str]:
    fit = Fit(info.max_characters, info.comfortable_characters, language, info.han_weight)
    return [piece.text for piece in pieces_of((Words(text),), fit)]


def test_hibari_gets_one_sentence_a_call() -> None:
    assert [text[:10] for text in calls(HibariEngine().info, PARAGRAPH, "en")] == [
        "The road t",
        "Carts came",
        "The miller",
    ]


def test_kokoro_gets_one_sentence_a_call(tmp_path: Path) -> None:
    with made_up(tmp_path) as engine:
        assert len(calls(engine.info, PARAGRAPH, "en")) == 3
        assert len(calls(engine.info, CHINESE, "zh")) == 3
