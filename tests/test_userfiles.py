"""The user's own folders, and files that are put there whole or not at all."""

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
