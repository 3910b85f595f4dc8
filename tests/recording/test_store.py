import errno
import json
import os
import pickle
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.errors import OutputError
from audiobook.recording.store import TakeStore
from audiobook.take import Take

KEY = "ab" * 32
TAKE = Take(KEY, 48000, 24000, 1200, 46000, 0.5, 31)


def test_saved_take_comes_back(store):
    assert not store.has(KEY)
    store.save(TAKE, b"sound")
    assert store.has(KEY)
    assert store.load(KEY) == TAKE
    assert store.path(KEY).read_bytes() == b"sound"
    assert sorted(path.name for path in store.root.iterdir()) == [f"{KEY}.flac", f"{KEY}.json"]


def test_replacing_a_take(store):
    store.save(TAKE, b"sound")
    store.save(replace(TAKE, peak=0.25), b"other sound")
    assert store.load(KEY).peak == 0.25
    assert store.path(KEY).read_bytes() == b"other sound"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "\udcff",
        "[" * 100_000,
        '{"schema":1}',
        ("24000", "-1"),
        ("48000", "48000.5"),
        ("46000", "99999"),
        ('"peak":0.5', '"peak":"loud"'),
        ('"peak":0.5', '"peak":NaN'),
        ('"schema":1', '"schema":0'),
        (KEY, "cd" * 32),
    ],
)
def test_a_damaged_sidecar_is_no_take(store, text):
    store.save(TAKE, b"sound")
    side = store.root / f"{KEY}.json"
    damaged = side.read_text().replace(*text) if isinstance(text, tuple) else text
    side.write_bytes(damaged.encode("utf-8", "surrogateescape"))
    assert store.load(KEY) is None
    assert not store.has(KEY)
    assert store.load_many([KEY]) == {}


def test_a_missing_or_cut_file_is_no_take(store):
    store.save(TAKE, b"sound")
    store.path(KEY).write_bytes(b"sou")
    assert not store.has(KEY)
    store.path(KEY).unlink()
    assert not store.has(KEY)
    store.save(TAKE, b"sound")
    (store.root / f"{KEY}.json").unlink()
    assert not store.has(KEY)


@given(st.data())
def test_no_changed_byte_of_a_sidecar_is_believed(data):
    """Or it is one of the words that hold the checksum, and the take is as it was."""
    with tempfile.TemporaryDirectory() as folder:
        store = TakeStore(Path(folder))
        store.save(TAKE, b"sound", durable=False)
        side = store.root / f"{KEY}.json"
        body = bytearray(side.read_bytes())
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
        side.write_bytes(body)
        assert store.load(KEY) in {None, TAKE}


def test_sidecars_without_a_checksum_are_read_as_before(store):
    store.save(TAKE, b"sound")
    side = store.root / f"{KEY}.json"
    body = json.loads(side.read_text())
    del body["crc32"]
    side.write_text(json.dumps(body, separators=(",", ":")))
    assert store.load(KEY) == TAKE


def test_sidecar_may_grow(store):
    store.save(TAKE, b"sound")
    side = store.root / f"{KEY}.json"
    side.write_text(json.dumps({**json.loads(side.read_text()), "later": "field"}))
    assert store.load(KEY) == TAKE


class Killed(BaseException):
    """Ends a save where a dying process would."""


class Dying:
    """Stands for system calls, the n-th of which is the last."""

    def __init__(self, step):
        self.left = step

    def __call__(self, call):
        def run(*args):
            if self.left == 0:
                raise Killed
            self.left -= 1
            return call(*args)

        return run


@pytest.mark.skipif(os.name == "nt", reason="folders are not flushed there")
@pytest.mark.parametrize("step", range(7))
def test_killed_at_any_step_leaves_all_or_nothing(store, monkeypatch, step):
    """A save makes two flushes, two renames and a flush of the folder; after a kill at any of them there is a whole
    take or none."""
    dying = Dying(step)
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", dying(int))
        patch.setattr(Path, "replace", dying(Path.replace))
        patch.setattr(Path, "unlink", lambda _path, missing_ok: missing_ok)
        try:
            store.save(TAKE, b"sound")
            whole = True
        except Killed:
            whole = False
    assert whole is (step >= 5)
    assert store.has(KEY) is (step >= 4)
    store.sweep()
    store.save(TAKE, b"sound")
    assert store.load(KEY) == TAKE
    assert len(list(store.root.iterdir())) == 2


def test_sweep_removes_only_leftovers(store):
    assert store.sweep() == 0
    store.save(TAKE, b"sound")
    (store.root / f".{KEY}.flac.123-4.tmp").write_bytes(b"half")
    (store.root / "notes.txt").write_text("mine")
    assert store.sweep() == 1
    assert store.has(KEY)
    assert (store.root / "notes.txt").exists()


def test_load_many_keeps_the_order_asked_for(store):
    keys = [f"{n:064x}" for n in range(50)]
    for key in keys:
        store.save(replace(TAKE, key=key), b"sound")
    wanted = [keys[30], "f" * 64, keys[2], keys[30], keys[11]]
    assert list(store.load_many(wanted)) == [keys[30], keys[2], keys[11]]


def test_load_many_without_a_folder(store):
    assert store.load_many([KEY]) == {}


def test_loading_is_quick(store):
    keys = [f"{n:064x}" for n in range(500)]
    for key in keys:
        store.save(replace(TAKE, key=key), b"sound")
    began = time.process_time()
    assert len(store.load_many(keys)) == 500
    assert (time.process_time() - began) / 500 < 300e-6, "five times the measured cost"


@pytest.mark.parametrize(("number", "message"), [(errno.ENOSPC, "the disk is full"), (errno.EACCES, "cannot write")])
def test_disk_errors_are_explained(store, monkeypatch, number, message):
    def fail(_file):
        raise OSError(number, "as the system says it")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OutputError, match=message) as caught:
        store.save(TAKE, b"sound")
    assert caught.value.hint
    assert list(store.root.iterdir()) == [], "nothing half-written is left"


def test_root_that_is_a_file(tmp_path):
    (tmp_path / "takes").write_text("in the way")
    with pytest.raises(OutputError, match="cannot write"):
        TakeStore(tmp_path / "takes").save(TAKE, b"sound")


@given(
    st.builds(
        lambda n, rate, a, b, peak, cpu: Take(KEY, n, rate, min(a, b, n), min(max(a, b), n), peak, cpu),
        st.integers(0, 10**9),
        st.integers(1, 192000),
        st.integers(0, 10**9),
        st.integers(0, 10**9),
        st.floats(0, 1),
        st.integers(0, 10**7),
    )
)
def test_any_take_survives_the_disk(tmp_path_factory, take):
    store = TakeStore(tmp_path_factory.mktemp("law"))
    store.save(take, b"sound")
    assert store.load(KEY) == take


def test_store_can_be_sent_to_a_worker(store):
    assert pickle.loads(pickle.dumps(store)) == store  # noqa: S301
