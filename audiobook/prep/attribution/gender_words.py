"""What the names themselves say of a person's gender: titles, kinship, first names and their endings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from audiobook.prep.attribution.model import Person
from audiobook.prep.attribution.names_scan import is_title
from audiobook.prep.attribution.names_tables import (
    EPITHETS,
    FEMALE_NOUNS,
    FEMALE_TITLES,
    MALE_NOUNS,
    MALE_TITLES,
    RANK_NEUTRAL,
    first_names,
)
from audiobook.prep.marks import words_of

#: Weights: forms with a title or a kinship noun, more than one of them, a first name (facts, section 7, refitted).
_MARKED, _MORE, _FIRST = 5.0, 3.0, 2.5
#: Marked forms count in full from this share of a person's places on: a nickname or a slip that stands once or twice
#: ("Auntie Tibby") must not outweigh all pronouns. Own judgement; .02 to .1 gave the same on the dev novels.
_FULL_SHARE = 0.04
#: Doctors, professors and inspectors of the books in question are mostly men; a few pronouns outweigh it.
_RANKED = 0.8
#: Patronymics are as good as a title; the ending of a name that is in no table is a hint (own judgement; of the names
#: in our table that end so, 19 in 20 are women's or men's).
_PATRONYMIC, _ENDING = 3.0, 1.0
_HIS_FATHERS = re.compile(r"\w{3,}(?:[oe]v|[iy])i(?:t?ch|č)|\w{2,}itch", re.IGNORECASE)
_HER_FATHERS = re.compile(r"\w{3,}(?:[oe]vn|inichn)a|\w{3,}(?:sk|tsk)aya", re.IGNORECASE)
_WOMANS = re.compile(r"\w{2,}(?:a|elle|ette|otte|ine|ice)", re.IGNORECASE)
_MANS = re.compile(r"\w{2,}(?:us|o|ck|rd|rt|ld|ph)", re.IGNORECASE)
_WORD = re.compile(r"[\w\-]+")
#: Kin and people by the end of a noun ("step-mother", "washerwoman", "ploughboy").
_HER_END = re.compile(
    r"[\w\-]*(?:mother|mamma|mama|sister|daughter|maid|woman|women|lady|wife|girl|niece|granny|(?<![nl])ess)"
)
_HIS_END = re.compile(
    r"[\w\-]*(?:father|papa|brother|(?:grand|step|god)-?son|boy|master|smith|wright|(?<!hu)(?<!wo)man)"
)
#: No woman for all their ending, and no man.
_NEITHER = frozenset(words_of("guess mess german roman norman maman"))
#: Trades and callings that books give mostly to men or to women: a hint that a few pronouns outweigh. Own judgement.
_TRADE = 1.0
_HIS_TRADES = frozenset(
    words_of("""
    doctor carpenter trader driver chauffeur cabby valet lackey lacquey page usher jailer gaoler warder sheriff guard
    sentry sentinel messenger blacksmith miller baker butcher cobbler tailor barber ostler hostler clerk parson
    minister preacher deacon detective inspector ruffian villain rascal scoundrel thief thief-taker robber convict
    chief chap bloke youth squatter hunter trapper sultan rajah sahib pirate mate boatswain skipper sexton bailiff
    tutor keeper gamekeeper innkeeper banker broker attorney barrister advocate counsel notary engineer mechanic
    conductor croupier chamberlain ambassador consul senator president dean philosopher poet painter sculptor wizard
    giant ogre bully drunkard miser croesus mason bricklayer plumber drover farmer labourer navvy
    """)
)
_HER_TRADES = frozenset(
    words_of("""
    cook nursemaid chambermaid dressmaker milliner midwife typist nanny ayah witch hag fairy lass lassie wench damsel
    heroine signorina grandma gran momma mummy mammy nana charlady flirt coquette beauty belle crone
    """)
)
#: Kin and forms of address in the other languages we read, as ``casefold`` leaves them. Own judgement.
_HIS_FOREIGN = frozenset(
    words_of("""
    père oncle frère fils homme garçon roi abbé vater onkel bruder sohn mann junge könig herr opa grossvater
    papi pépé bon-papa tonton vati opi papá abuelito tata babbo nonno zio fratello figlio ragazzo uomo дедушка дед отец
    батюшка дядя брат сын барин старик мальчик мужик
    padre tío hermano hijo marido hombre muchacho chico señor abuelo niño vieux-homme monseigneur maître
    """)
)
_HER_FOREIGN = frozenset(
    words_of("""
    mère tante sœur soeur fille femme dame reine mutter schwester tochter mädchen königin frau oma grossmutter magd
    maman mamie mémé bonne-maman mutti omi mamá abuelita mamma nonna zia sorella figlia ragazza donna бабушка матушка
    мать мама тётушка тётя сестра дочь барыня старуха девочка баба няня
    madre tía hermana hija mujer muchacha chica reina señora abuela niña grand-mère dienerin
    """)
)
#: Signs of gender in Chinese names are weak: they tell only where pronouns do not.
_CHINESE = 0.7


def word_score(person: Person, counts: Mapping[str, int]) -> float:
    """How much the titles and nouns in a person's forms speak for a man (above 0) or a woman (below).

    ``counts`` says how often the book has each form (``form_key``); without any, every form counts once.
    """
    forms = dict.fromkeys((person.name, *person.aliases))
    total = sum(counts.get(form_key(a), 0) for a in forms)
    men = women = kinds = 0
    for alias in forms:
        mark = _mark(alias)
        weight = counts.get(form_key(alias), 0) if total else 1
        men += weight * (mark > 0)
        women += weight * (mark < 0)
        kinds += mark
    if not men and not women:
        # A marked form that the book's places do not have (a given list's "Mr. X"): its word is still good.
        return _MARKED * ((kinds > 0) - (kinds < 0)) or _RANKED * _is_ranked(forms)
    strength = min(1.0, (men + women) / (_FULL_SHARE * total)) if total else 1.0
    return (_MARKED + _MORE * (abs(kinds) > 1)) * strength * (men - women) / (men + women)


def form_key(alias: str) -> str:
    """A form under which places are counted: its words in lower case, without an article."""
    words = _WORD.findall(alias.casefold())
    return " ".join(words[1:] if len(words) > 1 and words[0] in {"the", "a", "an"} else words)


def _mark(alias: str) -> int:
    """1 when a form has a word of men, -1 of women: titles before the name, a noun at its end."""
    shown = _WORD.findall(alias)
    words = [w.casefold() for w in shown]
    titles = words[:-1] if len(words) > 1 else words
    score = any(w in MALE_TITLES for w in titles) - any(w in FEMALE_TITLES for w in titles)
    if words and not score:
        score = _noun(words[-1], ending=shown[-1] == words[-1])
    if not score:
        score = any(w in _HIS_FOREIGN for w in words) - any(w in _HER_FOREIGN for w in words)
    score += ("male" in words) - ("female" in words)
    return (score > 0) - (score < 0)


def _noun(word: str, *, ending: bool) -> int:
    """What a noun says: by itself, as the end of a compound ("frog-footman"), where ``ending`` also by its ending."""
    for noun in (word, word.rpartition("-")[2]):
        if score := (noun in MALE_NOUNS) - (noun in FEMALE_NOUNS):
            return score
    if word in _NEITHER or not ending:
        return 0
    return bool(_HIS_END.fullmatch(word)) - bool(_HER_END.fullmatch(word))


def trade_score(person: Person) -> float:
    """A hint from what a person without a name does for a living."""
    if not person.descriptive:
        return 0.0
    words = {w.casefold() for alias in (person.name, *person.aliases) for w in _WORD.findall(alias)[-1:]}
    words |= {w.rpartition("-")[2] for w in words}
    return _TRADE * (bool(words & _HIS_TRADES) - bool(words & _HER_TRADES))


def _is_ranked(forms: Iterable[str]) -> bool:
    return any(" " in a and a.casefold().split()[0].rstrip(".") in RANK_NEUTRAL for a in forms)


def first_score(person: Person) -> float:
    """The balance of a first name: that of the fullest untitled alias, else of a bare one, else of its ending."""
    if person.descriptive:
        return 0.0
    best = (0, 0.0)
    ending = fathers = 0.0
    for alias in dict.fromkeys((person.name, *person.aliases)):
        words = _WORD.findall(alias)
        core = [w for w in words if not is_title(w) and w.casefold() not in EPITHETS and w[:1].isupper()]
        fathers += sum(bool(_HIS_FATHERS.fullmatch(w)) - bool(_HER_FATHERS.fullmatch(w)) for w in words)
        if not core or words[0].casefold() in {"the", "a", "an"} or (len(core) == 1 and len(words) > 1):
            continue
        balance = first_names().balance.get(core[0].casefold())
        if balance is None:
            ending = ending or bool(_MANS.fullmatch(core[0])) - bool(_WOMANS.fullmatch(core[0]))
        elif len(core) > best[0]:
            best = (len(core), balance)
    if fathers:
        return _PATRONYMIC if fathers > 0 else -_PATRONYMIC
    return _FIRST * best[1] if best[0] else _ENDING * ending


def chinese_score(person: Person) -> float:
    """Signs in the given name (the last two) that are mostly men's or women's, and words for men and women."""
    names = (person.name, *person.aliases)
    words = sum(any(w in n for n in names) for w in _CHINESE_MEN) - sum(
        any(w in n for n in names) for w in _CHINESE_WOMEN
    )
    table = first_names().chinese
    name = max(names, key=len)
    return _MARKED * ((words > 0) - (words < 0)) + _CHINESE * sum(table.get(c, 0.0) for c in name[-2:])


_CHINESE_MEN = tuple(words_of("先生 爷 公公 叔 伯 舅 哥 弟 爸 父 老汉 老头 男 和尚 公子 丈夫 皇帝 太监 师傅"))
_CHINESE_WOMEN = tuple(
    words_of("太太 夫人 奶奶 婆 姑 姨 婶 嫂 姐 妹 妈 母 娘 女 小姐 丫头 丫鬟 媳妇 尼姑 妻子 皇后 公主")
)
