"""The list of licences: nothing that audiobook needs may forbid what its own licence allows."""

import pytest
from licences import Row, rows


def test_everything_that_is_needed_has_a_licence_that_fits():
    table = rows(("qwen", "article"))
    names = {row.name.lower() for row in table}
    assert {"audiobook", "av", "ebooklib", "mutagen", "lxml", "numpy"} <= names
    assert [(row.name, row.licence) for row in table if not row.fits] == []


@pytest.mark.parametrize(
    ("licence", "fits"),
    [
        ("MIT", True),
        ("GPL-2.0-or-later", True),
        ("Apache Software License", True),
        ("", False),
        ("GPL-2.0-only", False),
        ("Proprietary", False),
        ("CC-BY-NC-4.0", False),
        ("MIT with Commons Clause", False),
    ],
)
def test_which_licences_fit(licence, fits):
    assert Row("some", "1", licence).fits is fits
