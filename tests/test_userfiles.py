"""The user's own folders, and files that are put there whole or not at all."""

import os
from pathlib import Path

import pytest

from audiobook import userfiles
from audiobook.errors import EngineError


@pytest.mark.parametrize(
    ("variable", "folder"), [("XDG_DATA_HOME", userfiles.data_folder), ("XDG_CACHE_HOME", userfiles.cache_folder)]
)
def test_a_folder_is_where_the_variable_says_unless_that_is_relative(variable, folder, tmp_path, monkeypatch):
    monkeypatch.setenv(variable, str(tmp_path))
    assert folder() == tmp_path / "audiobook"
    monkeypatch.setenv(variable, "some/where")
    assert folder().is_absolute()
    assert "some" not in folder().parts


def test_a_file_has_its_name_only_with_the_right_contents(tmp_path: Path):
    (tmp_path / "a").write_bytes(b"who")
    (tmp_path / "b").write_bytes(b"le")
    target = tmp_path / "new" / "target.bin"
    with pytest.raises(EngineError, match=r"target\.bin has other contents") as caught:
        userfiles.place(userfiles.blocks_of([tmp_path / "a", tmp_path / "b"]), target, "0" * 64, "fetch it again")
    assert caught.value.hint == "fetch it again"
    assert list((tmp_path / "new").iterdir()) == []
    userfiles.place(userfiles.blocks_of([tmp_path / "a", tmp_path / "b"]), target)
    assert target.read_bytes() == b"whole"


def test_somebody_without_a_home_gets_folders_that_are_nowhere(monkeypatch):
    """Found by running as a number that nobody has, without HOME, as containers do: pathlib raises RuntimeError."""
    for variable in ("HOME", "USERPROFILE", "HOMEDRIVE", "HOMEPATH", "XDG_DATA_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)  # what it does where nobody is known
    for folder in (userfiles.data_folder(), userfiles.cache_folder()):
        assert folder.is_absolute()
        assert not folder.exists()
    assert userfiles.of_home("~/voices") == Path("~/voices")


def test_a_path_of_home_is_what_a_shell_makes_of_it(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert userfiles.of_home("~/voices") == tmp_path / "voices"
    assert userfiles.of_home("voices") == Path("voices")
