"""The network itself: phonemes and a style in, samples out. One thread, so that one process fills one core."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from audiobook.engines.kokoro.alphabet import SIGNS
from audiobook.errors import EngineError

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

RATE_HZ = 24000
#: The network's own limit: a text of one sign more is an error of onnxruntime (facts/voices.md section 2).
MOST_SIGNS = 510
_STYLE_NUMBERS = 256
_TOKENS = ("tokens", "input_ids")  # the name depends on who exported the model


class Model:
    """A loaded model: 0.4 s and 100 MB, up to 730 MB after long texts. One call at a time."""

    def __init__(self, path: Path) -> None:
        """Load it. Raises EngineError for a file that is no model of Kokoro's."""
        try:
            onnxruntime = import_module("onnxruntime")
        except ImportError as error:
            raise EngineError(
                "kokoro needs onnxruntime, which is not installed", hint="pip install 'hibari-tts>=0.2.1,<0.3'"
            ) from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session: Any = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise EngineError(
                f"kokoro's model '{path}' cannot be loaded: {error}", hint="audiobook voices fetch kokoro"
            ) from error
        inputs = {each.name: each for each in self._session.get_inputs()}
        tokens = next((name for name in _TOKENS if name in inputs), "")
        if not tokens or not {"style", "speed"} <= inputs.keys():
            raise EngineError(f"'{path}' is not a model of Kokoro's", hint="audiobook voices fetch kokoro")
        self._tokens = tokens
        self._whole_speed = "int" in inputs["speed"].type

    def speak(self, signs: str, style: NDArray[np.float32], speed: float) -> NDArray[np.float32]:
        """Samples, shape ``(n,)``, at ``RATE_HZ`` of at most ``MOST_SIGNS`` signs, all of ``SIGNS``.

        ``style`` is a voice's table. Raises EngineError when the network fails.
        """
        import numpy as np

        row = style[min(len(signs), len(style)) - 1].reshape(1, _STYLE_NUMBERS)
        given = {
            self._tokens: np.array([[0, *(SIGNS[sign] for sign in signs), 0]], dtype=np.int64),
            "style": row,
            "speed": np.array([speed], dtype=np.int32 if self._whole_speed else np.float32),
        }
        try:
            samples = np.asarray(self._session.run(None, given)[0], dtype=np.float32).reshape(-1)
        except MemoryError as error:
            raise EngineError("there is not enough memory to run kokoro", hint="use fewer --jobs") from error
        except Exception as error:
            raise EngineError(f"kokoro's model failed: {error}", hint="audiobook voices fetch kokoro") from error
        return samples
