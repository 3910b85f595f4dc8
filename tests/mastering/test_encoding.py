"""An encoder in a thread of its own: the same file, and no error lost."""

import numpy as np
import pytest

from audiobook.mastering.encoding import EncoderThread
from audiobook.sound.codec import Encoder, decode_blocks

RATE = 24_000
NOISE = (np.random.default_rng(1).standard_normal(RATE * 3) * 0.1).astype(np.float32)


def encoder(path):
    return Encoder(path, "aac", RATE, 64_000, "fast")


class Broken:
    """An encoder whose disk is full from the third block on."""

    takes_float = True

    def __init__(self):
        self.blocks = 0
        self.closed = False

    def write(self, samples):
        del samples
        self.blocks += 1
        if self.blocks > 2:
            raise OSError(28, "No space left on device")

    def finish(self):
        raise AssertionError("a file that is not whole is not finished")

    def close(self):
        self.closed = True


def test_the_file_is_the_same_as_without_a_thread(tmp_path):
    plain, threaded = encoder(tmp_path / "a.aac"), EncoderThread(encoder(tmp_path / "b.aac"))
    for at in range(0, len(NOISE), 10_000):
        plain.write(NOISE[at : at + 10_000])
        threaded.write(NOISE[at : at + 10_000])
    one, two = plain.finish(), threaded.finish()
    threaded.close()
    assert (one.n_samples, one.packets) == (two.n_samples, two.packets)
    assert (tmp_path / "a.aac").read_bytes() == (tmp_path / "b.aac").read_bytes()
    assert sum(map(len, decode_blocks(tmp_path / "b.aac", "aac"))) >= len(NOISE)


def test_an_error_comes_back_and_nobody_waits_for_ever():
    broken = Broken()
    threaded = EncoderThread(broken)

    def all_of_it():
        for _ in range(100):
            threaded.write(NOISE[:100])
        threaded.finish()

    with pytest.raises(OSError, match="No space left"):
        all_of_it()
    threaded.close()
    assert broken.closed
    assert broken.blocks == 3


def test_it_can_be_closed_in_the_middle(tmp_path):
    threaded = EncoderThread(encoder(tmp_path / "a.aac"))
    threaded.write(NOISE)
    threaded.close()
    threaded.close()
    assert not threaded._thread.is_alive()
