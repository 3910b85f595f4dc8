"""Everything known about a book survives the way into the script and back."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from audiobook.document import Contributor, Metadata
from audiobook.errors import ScriptError
from audiobook.prep.frontmatter import front_of, metadata_of
from audiobook.prep.scriptfile import format_script, parse_script
from audiobook.script import Chapter, Script, Words

names = st.text(st.sampled_from([*"aB ().,:\"'道\\"]), min_size=1, max_size=8)
roles = st.sampled_from(["", "illustrator", "editor", "author of introduction, etc."])


@example((Contributor("() ", ""),))  # a name that ends in brackets and a blank
@given(st.lists(st.builds(Contributor, names, roles), max_size=3).map(tuple))
def test_contributors_there_and_back_through_the_script_file(contributors):
    metadata = Metadata(title="T", contributors=contributors)
    script = Script(front_of(metadata), (Chapter((Words("One"),), ()),))
    assert metadata_of(parse_script(format_script(script)).front) == metadata


@pytest.mark.parametrize(
    ("written", "contributors"),
    [
        (["Hugh Thomson (illustrator)"], (Contributor("Hugh Thomson", "illustrator"),)),
        ("Hugh Thomson", (Contributor("Hugh Thomson", ""),)),
        (["George (Eliot)", "A) (b"], (Contributor("George", "Eliot"), Contributor("A) (b", ""))),
        ([")", "(", ""], (Contributor(")", ""), Contributor("(", ""), Contributor("", ""))),
    ],
)
def test_contributors_as_a_person_writes_them(written, contributors):
    assert metadata_of({"contributors": written}).contributors == contributors


def test_contributors_are_written_as_a_person_would():
    metadata = Metadata(contributors=(Contributor("Hugh Thomson", "illustrator"), Contributor("R. W. Chapman", "")))
    assert front_of(metadata) == {"contributors": ["Hugh Thomson (illustrator)", "R. W. Chapman"]}


def test_contributors_of_a_wrong_type_name_the_key():
    with pytest.raises(ScriptError, match="'contributors' must be a text or a list of texts, not int"):
        metadata_of({"contributors": [3]})
