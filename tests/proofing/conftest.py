from __future__ import annotations

from dataclasses import replace

import pytest

from audiobook.profile import Limits, Profile
from audiobook.profiles.read import built_in


@pytest.fixture
def acx() -> Profile:
    """The figures of ACX for the sound alone: cover and credits have tests of their own."""
    profile = built_in()["acx"]
    return replace(
        profile, limits=replace(profile.limits, cover_square=False, cover_px=Limits().cover_px, credits=False)
    )
