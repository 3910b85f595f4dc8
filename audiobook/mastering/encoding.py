"""An encoder at work in a thread of its own, beside the mixing of what it gets next.

Encoding is most of the work and lets go of the interpreter, so the last chapter of a book, or the only one that was
edited, is ready in the time that its encoder needs. The two threads pass the interpreter to and fro for each packet:
0.35 CPU s an hour (measured), so chapters that keep every core busy anyhow do without.
"""

from __future__ import annotations

import threading
from queue import Queue
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from audiobook.sound.codec import Encoded, Encoder

    Samples = NDArray[np.int16] | NDArray[np.float32]

#: Blocks that may wait: enough that neither side stands still, few enough that memory stays flat.
_WAITING = 4


class EncoderThread:
    """Takes samples as an encoder does and encodes them side by side with the caller.

    Arrays handed over must not be changed afterwards. Used from one thread; ``close`` it in the end, whatever happened.
    """

    def __init__(self, encoder: Encoder) -> None:
        """The thread begins at once; the encoder is its own until ``finish`` or ``close``."""
        self._encoder = encoder
        self._todo: Queue[Samples | None] = Queue(_WAITING)
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._work, name="encoder", daemon=True)
        self._thread.start()

    @property
    def takes_float(self) -> bool:
        """As the encoder's."""
        return self._encoder.takes_float

    def write(self, samples: Samples) -> None:
        """Have some more encoded; waits while much is waiting. Raises what an earlier block's encoding raised."""
        if self._error is not None:
            raise self._error
        self._todo.put(samples)

    def finish(self) -> Encoded:
        """Wait for all, and close the file as ``Encoder.finish`` does. Raises what encoding raised."""
        self._end()
        if self._error is not None:
            raise self._error
        return self._encoder.finish()

    def close(self) -> None:
        """End the thread and close the file as it is; does nothing after ``finish``."""
        self._end()
        self._encoder.close()

    def _end(self) -> None:
        if self._thread.is_alive():
            self._todo.put(None)
            self._thread.join()

    def _work(self) -> None:
        """Encode until told to end; after an error go on taking blocks, so that nobody waits for ever."""
        while (samples := self._todo.get()) is not None:
            if self._error is None:
                try:
                    self._encoder.write(samples)
                except BaseException as error:  # noqa: BLE001 - raised again where the samples come from
                    self._error = error
