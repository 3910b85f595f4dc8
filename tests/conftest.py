from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples"
SHARED = ROOT.parent / "shared" / "data"

# CI machines are slow and uneven: a deadline would only make the same law fail at random.
# The same examples each time, so that a commit that was green stays green; "thorough" draws others at every run.
settings.register_profile(
    "audiobook", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60, derandomize=True
)
settings.register_profile("thorough", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "audiobook"))

#: Voices that were fetched for this user must not change what books are read with here.
_NAMES = ("XDG_DATA_HOME", "AUDIOBOOK_KOKORO_MODEL", "AUDIOBOOK_KOKORO_VOICES", "AUDIOBOOK_PIPER_VOICES")
#: As they were; the processes among which tests are shared out inherit what the first of them has read.
_OWN: dict[str, str] = json.loads(
    os.environ.setdefault("AUDIOBOOK_TESTS_OWN", json.dumps({name: os.environ.get(name, "") for name in _NAMES}))
)
for _name in _NAMES:
    os.environ.pop(_name, None)
os.environ["XDG_DATA_HOME"] = str(ROOT / "tests" / "no-data-home")


@pytest.fixture(scope="class")
def own_voices() -> Iterator[None]:
    """The voices of this user after all, for tests of the real ones."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in _OWN.items():
            if value:
                patch.setenv(name, value)
            else:
                patch.delenv(name, raising=False)
        yield


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """A copy of the example book in a folder of its own."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    return Path(shutil.copy(EXAMPLES / "the-lamp-at-gull-point.epub", folder))


@pytest.fixture
def shared() -> Path:
    """The folder of real books, or a skip with the reason."""
    if not SHARED.is_dir():
        pytest.skip("the shared data folder is not beside this checkout")
    return SHARED
