"""Master one chapter: mix, limit, measure, encode, keep. One call is one job of a worker process."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from audiobook.errors import OutputError
from audiobook.master import ChapterMaster, EncodedChapter, Encoding, Loudness, MasterSpan
from audiobook.mastering.encoding import EncoderThread
from audiobook.mastering.kept import (
    encoded_already,
    encoded_file,
    energies_file,
    load_master,
    master_key,
    sidecar_file,
    sidecar_text,
)
from audiobook.mastering.limit import Limiter
from audiobook.mastering.outlets import Outlet
from audiobook.mastering.programme import programme_blocks
from audiobook.mastering.wholeness import checksum
from audiobook.sound.codec import Encoded, Encoder
from audiobook.sound.meter import Meter, decibels, integrated_lufs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audiobook.mastering.levels import Gains
    from audiobook.timeline import Timeline

__all__ = ["ChapterJob", "book_loudness", "encoded_already", "load_master", "master_chapter", "master_key"]

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
#: Samples that go from the limiter to the encoder at once: a quarter of that costs a tenth more between the takes and
#: the encoder, for being taken up more often; four times that gains nothing (measured).
_AT_ONCE = 524_288


@dataclass(frozen=True, slots=True)
class ChapterJob:
    """Everything one worker needs; picklable.

    ``takes`` is the folder of takes, ``folder`` the one of masters, ``sounds`` the one of imported sound files, wanted
    only where the timeline has some; ``gains`` has every voice of the timeline; ``key`` is ``master_key`` of the rest.
    An encoding may have another rate and other channels than the timeline. ``room_tone_dbfs`` is the RMS of the tone
    under the chapter, 0.0 for none. With ``spare_core`` encoding goes on beside the mixing: the chapter is ready a
    sixth sooner for 4 % more CPU (measured), which is worth it only where a core would stand still.
    """

    timeline: Timeline
    takes: str
    gains: Gains
    encodings: tuple[Encoding, ...]
    folder: str
    key: str
    room_tone_dbfs: float = 0.0
    sounds: str = ""
    spare_core: bool = False


def master_chapter(job: ChapterJob) -> ChapterMaster:
    """Do the job; its files appear under their names only when complete, the sidecar last.

    Memory does not depend on the chapter's length. Safe to run in several processes at once, even for equal jobs.
    Raises OutputError when files cannot be written, AudiobookError when a take or a sound cannot be read, ValueError
    for other than one or two channels.
    """
    if {job.timeline.channels, *(e.channels for e in job.encodings)} - {1, 2}:
        raise ValueError("a chapter has one or two channels")
    try:
        Path(job.folder).mkdir(parents=True, exist_ok=True)
        return _master(job, Path(job.folder))
    except OSError as error:
        raise _cannot_write(error, job.folder) from error


def _master(job: ChapterJob, folder: Path) -> ChapterMaster:
    with contextlib.ExitStack() as cleanup:
        paths = [encoded_file(folder, job.key, e) for e in job.encodings]
        temps = [cleanup.enter_context(_replacing(path)) for path in paths]
        meter = Meter(job.timeline.rate_hz * job.timeline.mix_factor, job.timeline.channels)
        results = _encode(job, temps, meter)
        sums = [checksum(temp) for temp in temps]
        energies = meter.finish()
        kept_energies = cleanup.enter_context(_replacing(energies_file(folder, job.key)))
        with kept_energies.open("wb") as file:
            np.save(file, energies)
        energies_sum = checksum(kept_energies)
    loudness = Loudness(
        integrated_lufs(energies),
        decibels(meter.true_peak**2),
        decibels(meter.sample_peak**2),
        decibels(meter.mean_square),
    )
    clips = [clip for track in job.timeline.tracks for clip in track.clips]
    encoded = zip(job.encodings, paths, results, sums, strict=True)
    master = ChapterMaster(
        job.timeline.chapter,
        job.timeline.title,
        job.key,
        job.timeline.rate_hz,
        job.timeline.n_samples,
        loudness,
        tuple(EncodedChapter(e, str(path), r.n_samples, r.packets, crc) for e, path, r, crc in encoded),
        tuple(MasterSpan(clip.segment, clip.start, clip.start + clip.n_samples) for clip in clips),
        sum(r.cpu_ms for r in results),
    )
    with _replacing(sidecar_file(folder, job.key)) as temp:
        temp.write_text(sidecar_text(master, encoded_already(folder, job.key), energies_sum), encoding="utf-8")
    return master


def _encode(job: ChapterJob, paths: Sequence[Path], meter: Meter) -> list[Encoded]:
    """Run the whole chapter through limiter, meter and all encoders."""
    timeline, ceiling_dbtp = job.timeline, job.gains.ceiling_dbtp
    rate_hz = timeline.rate_hz * timeline.mix_factor
    limiter = Limiter(ceiling_dbtp, rate_hz, timeline.channels)
    with contextlib.ExitStack() as cleanup:
        encoders = []
        outlets: dict[tuple[int, int], Outlet] = {}
        for path, e in zip(paths, job.encodings, strict=True):
            plain = Encoder(path, e.codec, e.rate_hz, e.bit_rate, e.quality, channels=e.channels)
            encoder = EncoderThread(plain) if job.spare_core else plain
            cleanup.callback(encoder.close)
            encoders.append(encoder)
            kind = (e.rate_hz, e.channels)
            if kind not in outlets:
                outlets[kind] = Outlet((rate_hz, timeline.channels), kind, ceiling_dbtp)
            outlets[kind].encoders.append(encoder)

        def put(samples: NDArray[np.float32]) -> None:
            meter.feed(samples)
            for outlet in outlets.values():
                outlet.write(samples)

        sounds, tone = Path(job.sounds), job.room_tone_dbfs
        for block in programme_blocks(timeline, Path(job.takes), sounds, job.gains, tone):
            for at in range(0, len(block), _AT_ONCE):
                put(limiter.process(block[at : at + _AT_ONCE]))
        put(limiter.flush())
        for outlet in outlets.values():
            outlet.flush()
        return [encoder.finish() for encoder in encoders]


def book_loudness(masters: Sequence[ChapterMaster], folder: Path | None = None) -> Loudness:
    """Loudness of all chapters in a row, from their kept energies. Raises OutputError when those are gone.

    ``folder`` is the one of masters; left out, each chapter's first encoded file says where it is, and chapters without
    one do not count.
    """
    energies = []
    for master in masters:
        if folder is None and not master.encoded:
            continue
        path = energies_file(folder or Path(master.encoded[0].path).parent, master.key)
        try:
            energies.append(np.load(path, allow_pickle=False))
        except (OSError, ValueError, EOFError) as error:
            raise OutputError(
                f"the measurements of chapter {master.chapter + 1} are gone",
                hint="build again; the chapter is mastered anew",
            ) from error
    return Loudness(
        integrated_lufs(np.concatenate(energies)) if energies else -np.inf,
        max((m.loudness.true_peak_dbtp for m in masters), default=-np.inf),
        max((m.loudness.sample_peak_dbfs for m in masters), default=-np.inf),
        _book_rms(masters),
    )


def _book_rms(masters: Sequence[ChapterMaster]) -> float | None:
    """The RMS of all chapters, if each was measured."""
    power = seconds = 0.0
    for master in masters:
        if master.loudness.rms_dbfs is None:
            return None
        length = master.n_samples / master.rate_hz
        power += 10 ** (master.loudness.rms_dbfs / 10) * length
        seconds += length
    return decibels(power / seconds) if seconds else -np.inf


@contextlib.contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """A temporary name beside ``path`` that takes its place at the end, or is removed after an error.

    Its bytes are on the disk before it has its name: else a power cut may leave a file of the right size full of zeros,
    which only hearing it would find.
    """
    temp = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        yield temp
        with temp.open("rb+") as file:
            os.fsync(file.fileno())
        temp.replace(path)
    except BaseException:
        temp.unlink(missing_ok=True)
        raise


def _cannot_write(error: OSError, folder: str) -> OutputError:
    if error.errno in _FULL:
        return OutputError(
            f"the disk is full: '{folder}' cannot be written", hint="make room and build again; takes are kept"
        )
    reason = error.strerror or str(error)
    return OutputError(f"'{folder}' cannot be written: {reason}", hint="check the folder's permissions")
