"""Words that tell how old somebody is, in the languages we read, and numbers of years. Own judgement throughout."""

from __future__ import annotations

import re

from audiobook.prep.attribution.names_tables import RANK_FEMALE, RANK_MALE
from audiobook.prep.marks import words_of

CHILD, YOUNG, ADULT, OLD = "child", "young", "adult", "old"
#: Under so many years a child, young, an adult; from the last one on old.
_CHILD_TO, _YOUNG_TO, _ADULT_TO = 13, 25, 60
#: The oldest age that we believe.
_OLDEST = 110


def _table(child: str, young: str, adult: str, old: str) -> dict[str, str]:
    groups = {CHILD: child, YOUNG: young, ADULT: adult, OLD: old}
    return {word.casefold(): age for age, text in groups.items() for word in words_of(text)}


#: Nouns for people of an age. A "girl" is mostly a young woman in novels, "son" and "daughter" tell nothing.
NOUNS = _table(
    """
    boy child baby infant toddler urchin schoolboy schoolgirl orphan tot kid bairn lassie waif ragamuffin
    enfant garçonnet fillette gamin gamine bébé kind kindlein bub bübchen niño niña chiquillo chiquilla crío
    """,
    """
    girl lad youth youngster maiden lass damsel stripling student undergraduate schoolgirls teenager demoiselle
    jüngling fräulein mädchen muchacho muchacha adolescente
    """,
    """
    man woman lady gentleman mother father husband wife aunt uncle widow widower matron landlady landlord butler
    housekeeper governess doctor clergyman officer policeman stepmother stepfather mamma mama papa mum dad mummy
    homme mère père oncle tante mann vater mutter onkel hombre mujer madre padre tío tía
    """,
    """
    grandmother grandfather grandmamma grandmama grandma grandpapa grandpa granny gran gaffer gammer crone patriarch
    dotard dowager greybeard graybeard great-aunt great-uncle beldame veteran
    grand-mère grand-père vieillard vieille großmutter großvater oma opa greis greisin alte alter abuelo abuela anciano
    anciana viejo vieja
    """,
)
#: Words before a name or a noun.
ADJECTIVES = _table(
    "little small wee tiny petit petite kleine kleiner kleinen pequeño pequeña pequeñito",
    "young jeune junge junger jungen joven",
    "middle-aged",
    "old elderly aged ancient vieux vieil vieille alte alter alten betagte viejo vieja anciano anciana",
)
#: Titles that no child bears. "Mr" and "Mrs" only rule a child out.
GROWN = frozenset(words_of("mr mrs mister monsieur madame mme herr frau señor señora dr doctor professor prof")) | (
    RANK_MALE | RANK_FEMALE | frozenset(words_of("inspector detective president"))
) - frozenset(words_of("prince princess king queen lord lady"))
#: Titles that tell by themselves, for as long as nothing speaks against them: old servants say Master Tom to a man.
TITLES = {"master": CHILD, "baby": CHILD}

_CHINESE = (
    (
        OLD,
        words_of("老头 老汉 老太 老爷爷 老奶奶 老婆婆 老人 老妇 老翁 奶奶 爷爷 姥姥 姥爷 外婆 外公 祖母 祖父 老大爷"),
    ),
    (CHILD, words_of("小孩 孩子 男孩 女孩 娃 童 小朋友 婴儿 小男孩 小女孩 小丫头")),
    (YOUNG, words_of("少年 少女 姑娘 小伙 青年 年轻人 小姐 少爷 公子")),
    (ADULT, words_of("先生 太太 夫人 叔叔 阿姨 大叔 大婶 妈妈 爸爸 母亲 父亲 老师 医生")),
)
_CHINESE_OLD = re.compile(r"[\u4e00-\u9fff]老(?:太爷?|爷子|夫人)?")


def chinese_age(name: str) -> str:
    """What a Chinese name or noun tells: 老头, 奶奶, 小孩; 老王 and 小王 tell nothing sure."""
    for age, words in _CHINESE:
        if any(w in name for w in words):
            return age
    return OLD if _CHINESE_OLD.fullmatch(name) else ""


_ONES = """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen
    """
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_NUMBERS = {w: n for n, w in enumerate(words_of(_ONES), 1)} | {w: 10 * n for n, w in enumerate(words_of(_TENS), 2)}
_FOREIGN = {
    3: "trois drei tres",
    4: "quatre vier cuatro",
    5: "cinq fünf cinco",
    6: "seis sechs",
    7: "sept sieben siete",
    8: "huit acht ocho",
    9: "neuf neun nueve",
    10: "dix zehn diez",
    11: "onze elf once",
    12: "douze zwölf doce",
    13: "treize dreizehn trece",
    14: "quatorze vierzehn catorce",
    15: "quinze fünfzehn quince",
    16: "seize sechzehn dieciséis",
    17: "dix-sept siebzehn diecisiete",
    18: "dix-huit achtzehn dieciocho",
    20: "vingt zwanzig veinte",
    30: "trente dreißig treinta",
    60: "soixante sechzig sesenta",
    70: "soixante-dix siebzig setenta",
    80: "quatre-vingts achtzig ochenta",
}
_NUMBERS |= {word.casefold(): number for number, text in _FOREIGN.items() for word in words_of(text)}
_HAN = "一二三四五六七八九"


def years_of(text: str) -> int:
    """A number of years in words or digits, 0 when it is none: twelve, forty-five, 12, 十二."""
    low = text.casefold().strip()
    if low.isdecimal():
        number = int(low) if len(low) < 4 else 0  # noqa: PLR2004 - no age has four digits
    elif low in _NUMBERS:
        number = _NUMBERS[low]
    elif low and all(c in _HAN + "十" for c in low):
        tens, ten, ones = low.partition("十")
        number = 10 * (_han(tens) or 1) + _han(ones) if ten else _han(low)
    else:
        tens, _, ones = low.replace(" ", "-").partition("-")
        number = _NUMBERS[tens] + _NUMBERS[ones] if tens in _NUMBERS and ones in _NUMBERS else 0
    return number if number <= _OLDEST else 0


def _han(sign: str) -> int:
    return _HAN.find(sign) + 1 if len(sign) == 1 else 0


def age_of(years: int) -> str:
    """The class of an age in years, nothing for none."""
    if years <= 0:
        return ""
    if years < _CHILD_TO:
        return CHILD
    return YOUNG if years < _YOUNG_TO else ADULT if years < _ADULT_TO else OLD
