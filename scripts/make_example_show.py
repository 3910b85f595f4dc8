"""Make the sound and the cover of the example show, examples/the-lamp-room. `scripts/make_examples.py` runs it too.

Everything is computed: music by additive synthesis, rain by filtered noise, the "tape" by a speech engine of ours made
to sound old. Files are small, Ogg Vorbis but for the cover.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import soundfile

from audiobook.plugins import load_engine
from audiobook.podcast.new_show_cover import cover_png
from audiobook.podcast.new_show_music import RATE_HZ, Piece, render
from audiobook.take import Slate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SHOW = Path(__file__).resolve().parents[1] / "examples" / "the-lamp-room"
#: D minor, B flat, F, C: slower and darker than a new show's.
BED = Piece(((50, 57, 62, 65), (46, 53, 58, 62), (53, 57, 60, 65), (48, 55, 60, 64)), 0.625)
THEME = Piece(((46, 53, 58, 62), (48, 55, 60, 64), (50, 57, 62, 69)), 0.625, looped=False, ring_s=3.5, pad=0.7)
STING = Piece(((62, 65, 69, 72), (65, 69, 72, 77)), 0.1, looped=False, ring_s=1.5, pad=0.0)
WORDS = (
    "This is Merrow, at the point. The lamp is lit and the glass is clean. If you hear this, then somebody has put a "
    "motor in my place. Look after her. She pulls to the left in a north wind."
)
_TAPE_HZ = 16_000
#: soundfile's scale for Ogg Vorbis: 1.0 is smallest.
_SMALL = 0.75


def rain(seconds: float = 8.0, rate_hz: int = 22_050) -> Floats:
    """Noise with the colour of rain, in a circle: shaped by its spectrum, so its end fits its start."""
    n = round(seconds * rate_hz)
    spectrum = np.fft.rfft(np.random.default_rng(7).standard_normal(n))
    hz = np.fft.rfftfreq(n, 1 / rate_hz)
    made = np.fft.irfft(spectrum * np.exp(-(((np.log2(np.maximum(hz, 1) / 2500)) / 1.6) ** 2)), n)
    return made * (0.25 / np.abs(made).max())


def tape() -> Floats:
    """The keeper's words through a telephone's band, with hiss, at ``_TAPE_HZ``."""
    import soxr

    engine = load_engine("hibari")
    slate = Slate(WORDS, "hibari", engine.info.version, engine.info.model, "heart-grave", "en")
    spoken = engine.synthesize(slate)
    samples = soxr.resample(np.asarray(spoken.samples, np.float64), spoken.rate_hz, _TAPE_HZ)
    quiet = np.zeros(round(0.4 * _TAPE_HZ))
    samples = np.concatenate([quiet, samples, quiet])
    spectrum, hz = np.fft.rfft(samples), np.fft.rfftfreq(len(samples), 1 / _TAPE_HZ)
    narrow = np.fft.irfft(spectrum * ((hz > 300) & (hz < 3400)), len(samples))
    hiss = np.random.default_rng(11).standard_normal(len(samples)) * 0.002
    return np.tanh(narrow / np.abs(narrow).max() * 1.2) * 0.5 + hiss


def write(name: str, samples: Floats, rate_hz: int) -> None:
    """One Ogg Vorbis file of the show."""
    path = SHOW / name
    path.parent.mkdir(exist_ok=True)
    soundfile.write(str(path), samples, rate_hz, format="OGG", subtype="VORBIS", compression_level=_SMALL)


def main() -> None:
    """Write all of it."""
    for name, piece in (("theme", THEME), ("bed", BED), ("sting", STING)):
        write(f"music/{name}.ogg", render(piece), RATE_HZ)
    write("music/rain.ogg", rain(), 22_050)
    write("clips/tape.ogg", tape(), _TAPE_HZ)
    (SHOW / "cover.png").write_bytes(cover_png("The Lamp Room"))


if __name__ == "__main__":
    main()
