"""The detector for passages that no markup names."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.prep.languages import could_be, detect, foreign_runs, may_be_foreign
from audiobook.readers.choose import read_document

_SENTENCES = {
    "de": "Der Mensch ist nicht allein, aber er kann es nicht immer sehen.",
    "fr": "Je ne sais pas ce que vous voulez dire, monsieur.",
    "es": "La vida es un sueño, y los sueños no son más que eso.",
    "it": "Non so che cosa questo signore vuole da noi, ma sono tutti qui.",
    "pt": "Não sei o que ele está a dizer, mas isso também é muito bom.",
    "nl": "Het is niet alles goud wat er blinkt in de wereld.",
    "pl": "Nie wiem, co to jest, ale już tak bardzo jej nie ma.",
    "sv": "Det är inte så mycket, men jag vill ändå också vara här.",
    "fi": "Minä olen täällä, mutta hän ei ole vielä tässä maailmassa.",
    "cs": "Nevím, kdo to byl, ale už tady nikdy nebude, když jsme tam.",
    "la": "Quod erat in principio, nunc est et semper erit omnia in omnibus.",
    "ru": "Все счастливые семьи похожи друг на друга, объяснил он.",
    "uk": "Усі щасливі родини подібні одна до одної, і її теж.",
    "el": "Εν αρχή ην ο λόγος.",
    "he": "בראשית ברא אלהים את השמים ואת הארץ.",
    "ar": "السلام عليكم ورحمة الله وبركاته.",
    "hi": "वह घर जाता है और खाना खाता है।",
    "th": "วันนี้อากาศดีมากเลยนะครับ",
    "zh": "他說這裡有很多人，我們走吧。",
    "ja": "吾輩は猫である。名前はまだ無い。",
    "ko": "오늘은 날씨가 아주 좋습니다.",
}


@pytest.mark.parametrize("language", _SENTENCES)
def test_a_sentence_of_another_language_is_known_in_an_english_book(language):
    assert detect(_SENTENCES[language], "en-GB") == language


@pytest.mark.parametrize("language", _SENTENCES)
def test_a_sentence_of_the_book_is_nothing_special(language):
    assert detect(_SENTENCES[language], language) is None
    assert foreign_runs(_SENTENCES[language], language) == ()


@pytest.mark.parametrize("home", ["de", "fr", "es", "it", "nl", "ru", "zh"])
def test_english_is_known_in_a_book_of_another_language(home):
    assert detect("He said that it was not what they would have had from her.", home) == "en"


@pytest.mark.parametrize(
    "english",
    [
        "Monsieur de Villefort met Madame de la Tour and Herr von Trotta in the Rue de la Paix.",
        "I mine, he said; the die is cast, and the men met a man in a war.",
        "Ha! ha! ha! Ho, ho! La la la!",
        "We’s gwyne to sell de canoe en dat raf’ in de mawnin’, honey.",
        "O’Brien d’Artagnan l’Estrange",
        "Tra la la. Et tu, Brutus? Adieu.",
        "",
        "42 — 43.",
    ],
)
def test_names_dialect_and_single_words_are_no_foreign_passage(english):
    assert detect(english, "en") is None
    assert foreign_runs(english, "en") == ()


def _runs(text: str, home: str = "en") -> list[tuple[str, str]]:
    return [(text[run.start : run.end], run.language) for run in foreign_runs(text, home)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("“C’est la vie,” she said, and left.", [("C’est la vie", "fr")]),
        ("He muttered “sic transit gloria mundi” and sighed.", [("sic transit gloria mundi", "la")]),
        ("“Mon Dieu!” he cried. “Das ist nicht wahr!”", [("Mon Dieu", "fr"), ("Das ist nicht wahr", "de")]),
        ("Well, mon cher, I must go now.", [("mon cher", "fr")]),
        ("He wrote Привет, мир! on the wall.", [("Привет, мир", "ru")]),
        ("She said 你好 to me.", [("你好", "zh")]),
    ],
)
def test_a_phrase_inside_a_sentence_is_found_with_its_edges(text, found):
    assert _runs(text) == found


def test_an_english_phrase_in_a_german_sentence_is_found():
    text = "Er sagte: „To be or not to be, that is the question“, und ging."
    assert _runs(text, "de") == [("To be or not to be, that is the question", "en")]


@given(st.lists(st.sampled_from([*_SENTENCES.values(), "He was not there.", "“", "—", "mon cher"]), max_size=6))
def test_runs_are_in_order_and_inside_the_text(pieces):
    text = " ".join(pieces)
    found = foreign_runs(text, "en")
    assert all(0 <= run.start < run.end <= len(text) for run in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert "en" not in {run.language for run in found}


@pytest.mark.shared_data
def test_english_novels_without_foreign_phrases_have_next_to_none(shared):
    for name, most in (("jane-austen_pride-and-prejudice", 0), ("f-scott-fitzgerald_the-great-gatsby", 1)):
        document = read_document(shared / f"epub/novels/{name}.epub", lambda _event: None)
        texts = [block.text for section in document.sections for block in section.blocks]
        assert len(texts) > 500
        assert sum(len(foreign_runs(text, "en")) for text in texts) <= most


@pytest.mark.parametrize(
    ("home", "text"),
    [
        ("ca", "La vida és un somni, i els somnis no són més que això, va dir el senyor."),
        ("gl", "A vida é un soño, e os soños non son máis que iso, dixo o señor."),
        ("af", "Die man is nie hier nie, en ek weet nie wat hy wil doen nie."),
        ("ro", "Nu este aici, dar eu nu știu ce vrea să facă cu noi toți."),
        ("nn", "Det er ikkje så mykje, men eg vil ikkje vere her i dag."),
        ("nb", "Det er ikke så meget, men jeg vil ikke være her i dag."),
        ("da", "Det er ikke så meget, men jeg vil ikke være her i dag."),
        ("bg", "Всички щастливи семейства си приличат, каза той на жена си."),
        ("sr", "Све срећне породице личе једна на другу, рекао је он."),
        ("fa", "همه خانواده‌های خوشبخت شبیه هم هستند."),
        ("yue-HK", "佢話呢度有好多人，我哋走啦。"),
        ("cmn", "他說這裡有很多人，我們走吧。"),
        ("mr", "तो घरी जातो आणि जेवण करतो."),
        ("ja", "東京大学文学部卒業。"),
        ("yi", "דער מענטש איז נישט אַליין."),
    ],
)
def test_a_book_in_a_language_whose_words_are_not_known_here_is_not_taken_for_its_neighbour(home, text):
    assert detect(text, home) is None
    assert foreign_runs(text, home) == ()


def test_a_russian_sentence_is_known_in_a_ukrainian_book_and_the_other_way_round():
    assert detect(_SENTENCES["ru"], "uk") == "ru"
    assert detect(_SENTENCES["uk"], "ru") == "uk"


def test_english_is_known_in_a_book_in_other_letters_also_where_its_words_are_not_known_here():
    assert detect("He said that it was not what they would have had from her.", "fa") == "en"


def test_the_quick_look_misses_nothing_that_the_detector_finds():
    for home in ("en", "zh", "ru"):
        assert all(may_be_foreign(f"{home} {text}", home) for text in _SENTENCES.values() if detect(text, home))
    assert not may_be_foreign("He went home with his wife, and she told him everything.", "en")


@pytest.mark.parametrize(("text", "found"), [("Oui, oui!", True), ("Yes, yes!", False), ("Bagration!", False)])
def test_a_scrap_could_be_of_a_language_if_one_of_its_words_is(text, found):
    assert could_be(text, "fr", "en") is found
