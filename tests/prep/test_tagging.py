"""Whose speech the tags around an utterance say it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from prep.dialogue import load, measure

from audiobook.prep.attribution.model import Sex
from audiobook.prep.attribution.tagging import Tag, tag_of
from audiobook.prep.attribution.utterances import find_utterances

DIALOGUE = Path(__file__).resolve().parents[1] / "data" / "dialogue"


def tags(*paragraphs: str, language: str = "en") -> list[Tag | None]:
    utterances = find_utterances(paragraphs, language)
    return [tag_of(paragraphs, utterances, n, language) for n in range(len(utterances))]


def subject(*paragraphs: str, language: str = "en") -> str:
    """Kind and words of the last utterance's tag."""
    tag = tags(*paragraphs, language=language)[-1]
    return f"{tag.kind} {tag.text}" if tag else "nobody"


@pytest.mark.parametrize("name", sorted(path.name for path in DIALOGUE.glob("*.txt")))
def test_explicit_tags_of_the_fixtures_are_read(name):
    scores = measure(load(DIALOGUE / name))
    assert scores["tags"] >= 0.95, scores["errors"]
    assert scores["tag_precision"] >= 0.95, scores["errors"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Yes,” said Anne.", "name Anne"),
        ("“Yes,” Anne said.", "name Anne"),
        ("“Yes,” said he.", "pronoun he"),
        ("“Yes,” I said.", "self I"),
        ("“Yes,” she then quietly replied.", "pronoun she"),
        ("“Yes,” Anne had already answered.", "name Anne"),
        ("“Yes,” said Mr. Brown of the bank.", "name Mr. Brown"),
        ("“Yes,” said the old waiter.", "noun the old waiter"),
        ("“Yes,” said the White Rabbit.", "name White Rabbit"),
        ("“Yes,” said the March Hare.", "name March Hare"),
        ("“Yes,” said Tom’s brother.", "noun Tom’s brother"),
        ("“Yes,” said his mother, smiling.", "noun his mother"),
        ("“Yes,” said poor Anne.", "name Anne"),
        ("“Yes,” remarked sceptical Anne.", "name Anne"),
        ("“Yes,” cried out Anne.", "name Anne"),
        ("“Yes,” said Jean de la Tour.", "name Jean de la Tour"),
        ("“Yes,” was Anne’s reply.", "name Anne"),
        ("“Yes,” he went on.", "pronoun he"),
        ("“Yes,” Anne, who was tired, said.", "name Anne"),
        ("“Yes,” Anne smiled.", "name Anne"),
        ("“Yes?” smiled Anne.", "name Anne"),
        ("“Yes, I see you,” she heard Ralph say.", "name Ralph"),
        ("“I see,” said Anne to Gilbert.", "name Anne"),
        ("Anne said, “Yes.”", "name Anne"),
        ("Turning to Gilbert, Anne said: “Yes.”", "name Anne"),
        ("She asked Gilbert, “Are you ill?”", "pronoun She"),
        ("Anne looked at the Queen, who said, “Off!”", "name Queen"),
        ("When Kitty heard it, Anne leaned over and whispered, “Yes.”", "name Anne"),
        ("Then said Anne: “Yes.”", "name Anne"),
        ("Anne said to the cook “Come here.”", "name Anne"),
        ("“I think,” said Anne, “that we must go.”", "name Anne"),
    ],
)
def test_the_subject_of_an_english_tag(text, expected):
    assert subject(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "“I will.” Anne rose and left the room.",
        "“I will.” Anne asked nothing more.",
        "“Is it true?” Anne said nothing.",
        "Anne rose. “I will.”",
        "“They will,” they said.",
    ],
)
def test_what_somebody_does_after_a_full_stop_is_no_tag(text):
    assert subject(text) == "nobody"


def test_the_paragraph_before_leads_with_a_colon():
    assert subject("Anne turned round and said:", "“I will.”") == "name Anne"
    assert subject("Anne turned round.", "“I will.”") == "nobody"


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("« Oui », répondit Jean.", "fr", "name Jean"),
        ("« Oui ! » s’écria-t-elle.", "fr", "pronoun elle"),
        ("« Oui », lui dit l’aubergiste.", "fr", "noun l’aubergiste"),
        ("Jean se retourna et dit : « Oui. »", "fr", "name Jean"),
        ("„Ja“, sagte Frau Müller.", "de", "name Frau Müller"),
        ("„Ja“, sagte der alte Mann leise.", "de", "noun der alte Mann"),
        ("Da rief Anna: „Ja!“", "de", "name Anna"),
        ("«Sí», dijo Juan.", "es", "name Juan"),
        ("«Sí», le contestó ella.", "es", "pronoun ella"),
        ("黛玉笑道：“来了。”", "zh", "name 黛玉"),
        ("“来了。”他低声说。", "zh", "pronoun 他"),
        ("她问：“谁？”", "zh", "pronoun 她"),
        ("我说：“是我。”", "zh", "self 我"),
        ("“来了，”老王对李明说，“走吧。”", "zh", "name 老王"),
        ("少平转过身来，看着他姐姐，说：“走吧。”", "zh", "name 少平"),
        ("他母亲说：“走吧。”", "zh", "noun 他母亲"),
        ("他们说：“走吧。”", "zh", "nobody"),
    ],
)
def test_the_subject_of_a_tag_in_other_languages(text, language, expected):
    assert subject(text, language=language) == expected


@pytest.mark.parametrize(
    ("text", "sex"),
    [
        ("“Yes,” said Mrs. Brown.", Sex.FEMALE),
        ("“Yes,” said Sir John.", Sex.MALE),
        ("“Yes,” said her husband.", Sex.MALE),
        ("“Yes,” said she.", Sex.FEMALE),
        ("“Yes,” said Brown.", Sex.UNKNOWN),
    ],
)
def test_titles_nouns_and_pronouns_tell_the_sex(text, sex):
    (tag,) = tags(text)
    assert tag is not None
    assert tag.sex is sex


@pytest.mark.parametrize(
    ("text", "near", "strong"),
    [
        ("“Yes,” said Anne.", True, True),
        ("“Yes,” laughed Anne.", True, False),
        ("“Yes,” Anne leaned over and said.", False, True),
        ("“Yes,” Anne rose.", False, False),
    ],
)
def test_a_tag_says_how_sure_it_is(text, near, strong):
    (tag,) = tags(text)
    assert tag is not None
    assert (tag.near, tag.strong) == (near, strong)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("“Yes,” said old Mr. Brown.", "en"),
        ("Mr. Brown said, “Yes.”", "en"),
        ("« Oui », s’écria Jean.", "fr"),
        ("王师傅看了看天，说：“走。”", "zh"),
    ],
)
def test_the_place_of_a_tag_is_where_its_words_stand(text, language):
    (tag,) = tags(text, language=language)
    assert tag is not None
    assert tag.place is not None
    assert text[tag.place.start : tag.place.end].endswith(tag.text)
