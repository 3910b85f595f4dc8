"""Words that bring in speech, language by language: verbs, pronouns, titles, kinship."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from audiobook.prep.marks import words_of

#: Strong and weak verbs of speech as they stand in tags.
_ENGLISH = words_of("""
    said says say saying cried cries asked asks replied replies answered answers returned exclaimed continued
    added observed remarked whispered repeated began rejoined called shouted muttered murmured interrupted
    demanded inquired enquired declared announced responded retorted growled screamed sighed sobbed laughed
    ejaculated protested suggested pursued proceeded resumed explained insisted urged pleaded begged gasped
    groaned snapped stammered faltered hissed roared bawled yelled shrieked persisted commented stated admitted
    agreed assented concluded echoed objected argued promised ordered commanded warned confessed reported mused
    grumbled hinted quoth thought breathed chuckled giggled moaned wailed sneered scoffed snarled barked blurted
    drawled croaked squeaked panted puffed mumbled ventured volunteered informed corrected reminded assured
    finished ended broke-in put-in burst-out went-on cried-out called-out sang hailed exhorted implored
    entreated apologized apologised complained lamented counselled advised acknowledged affirmed asserted
    averred conceded countered reasoned reflected reiterated remonstrated soliloquised soliloquized spoke swore
    sniffed snorted stuttered supplied surmised taunted teased thundered trumpeted uttered vowed wept wondered
    wrote
    """)
_FRENCH = words_of("""
    dit demanda répondit cria reprit fit murmura ajouta continua répliqua s’écria s'écria interrompit balbutia
    dit-il observa répéta soupira hurla chuchota pensa poursuivit
    """)
_GERMAN = words_of("""
    sagte fragte rief antwortete erwiderte meinte flüsterte schrie entgegnete sprach versetzte murmelte setzte
    fuhr bemerkte erklärte wiederholte
    """)
_SPANISH = words_of("""
    dijo preguntó respondió exclamó contestó gritó murmuró repuso replicó añadió susurró continuó interrumpió
    """)
_ITALIAN = words_of("""
    disse chiese rispose esclamò domandò gridò mormorò aggiunse replicò soggiunse riprese
    """)

MALE_TITLES = frozenset(
    words_of("""
    mr sir lord king prince duke count earl baron uncle father brother monsieur m master mister captain capt
    colonel col major lieutenant lieut general gen sergeant reverend rev squire don signor señor herr friar abbé
    emperor judge marquis viscount alderman bishop archbishop constable corporal grandfather
    """)
)
FEMALE_TITLES = frozenset(
    words_of("""
    mrs miss ms lady queen princess duchess countess baroness aunt mother sister madame mme mademoiselle mlle
    madam dame mistress nurse doña signora signorina señora señorita frau fräulein empress marchioness
    grandmother granny
    """)
)
NEUTRAL_TITLES = frozenset(
    words_of("""
    dr doctor professor prof cousin president inspector detective old little young poor dear
    """)
)
#: Titles that are cut from a name for good: they say how somebody feels about a person, not who it is.
EPITHETS = frozenset(
    words_of("""
    old little young poor dear
    """)
)

MALE_KIN = frozenset(
    words_of("""
    husband father brother son uncle nephew grandfather grandson papa dad boy man gentleman lord master widower
    king fellow lad waiter butler host landlord steward footman policeman fisherman captain priest old-man
    prince bridegroom
    """)
)
FEMALE_KIN = frozenset(
    words_of("""
    wife mother sister daughter aunt niece grandmother granddaughter mamma mama mum girl woman lady mistress
    widow queen maid housekeeper nurse hostess landlady ladyship governess princess bride waitress duchess
    """)
)
#: Nouns that speak: only these count as a subject before a verb, where any noun may stand by chance.
PERSONS = (
    MALE_KIN
    | FEMALE_KIN
    | frozenset(
        words_of("""
    doctor stranger driver clerk officer soldier sailor teacher servant guard porter guest visitor child baby
    cook lawyer inspector detective sergeant constable keeper shopkeeper conductor captain others other first
    second third man-servant magistrate beadle undertaker clergyman vicar curate person creature chairman judge
    conspirator newcomer beggar coachman groom gardener peasant farmer miller smith surgeon professor nobleman
    duke mayor pilot engineer merchant boatman
    """)
    )
)


@dataclass(frozen=True, slots=True)
class Speech:
    """What one language says around quotations: compiled patterns for verbs and subjects."""

    verb: str
    he: frozenset[str]
    she: frozenset[str]
    first_person: frozenset[str]
    articles: str
    possessives: str
    fillers: str

    @property
    def pronouns(self) -> frozenset[str]:
        """All pronouns that can be the subject of a tag."""
        return self.he | self.she | self.first_person


def _alternatives(words: list[str]) -> str:
    return "|".join(sorted((re.escape(w).replace(r"\-", r"\s") for w in words), key=len, reverse=True))


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


@cache
def speech_of(language: str) -> Speech:
    """The words of a language; English for every one that has no table."""
    code = language.partition("-")[0].casefold()
    none = r"(?!)"
    if code == "fr":
        return Speech(
            _alternatives(_FRENCH),
            _set("il"),
            _set("elle"),
            _set("je j’"),
            r"(?:le|la|une?)\s|l[’']",
            "son|sa|mon|ma|leur",
            none,
        )
    if code == "de":
        return Speech(
            _alternatives(_GERMAN),
            _set("er"),
            _set("sie"),
            _set("ich"),
            r"(?:der|die|das|eine?)\s",
            "sein|seine|ihr|ihre",
            none,
        )
    if code == "es":
        return Speech(_alternatives(_SPANISH), _set("él"), _set("ella"), _set("yo"), r"(?:el|la|una?)\s", "su|mi", none)
    if code == "it":
        return Speech(
            _alternatives(_ITALIAN),
            _set("egli lui"),
            _set("ella lei"),
            _set("io"),
            r"(?:il|lo|la|una?)\s",
            "suo|sua",
            none,
        )
    fillers = (
        r"\w+ly|then|had|has|at\s(?:once|last|length)|again|only|now|also|once\smore|suddenly|just|could\sonly|did|would|"
        r"again\sand\sagain|too|himself|herself|who\shad|was|never|always|often|still|even|soon"
    )
    return Speech(
        _alternatives(_ENGLISH),
        _set("he"),
        _set("she"),
        _set("i"),
        r"(?:the|an?|another|one\sof\sthe)\s",
        "his|her|my|their|our|its",
        fillers,
    )
