"""Words that bring in speech, language by language: verbs, pronouns, articles, titles, nouns for people.

The English verbs are those of the facts sheet (section 5) and more by own judgement; the other tables are our own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from audiobook.prep.attribution.tag_tables import TABLES
from audiobook.prep.marks import words_of


def _set(text: str) -> frozenset[str]:
    return frozenset(words_of(text))


#: Verbs that hardly ever stand beside a quotation without naming its speaker.
STRONG = _set("""
    said says asked asks replied replies answered answers cried cries exclaimed whispered inquired enquired returned
    rejoined continued added observed remarked repeated shouted muttered murmured demanded retorted responded
    interrupted declared began ejaculated suggested protested
    """)
_WEAK = _set("""
    say saying asking replying crying adding exclaiming remarking observing answering whispering murmuring shouting
    called calls announced growled screamed sighed sobbed laughed pursued proceeded resumed explained insisted urged
    pleaded begged gasped groaned snapped stammered faltered hissed roared bawled yelled shrieked persisted commented
    stated admitted agreed assented concluded echoed objected argued promised ordered commanded warned confessed
    reported mused grumbled hinted quoth thought breathed chuckled giggled moaned wailed sneered scoffed snarled barked
    blurted drawled croaked squeaked panted puffed mumbled ventured volunteered informed corrected reminded assured
    finished ended sang hailed exhorted implored entreated apologized apologised complained lamented counselled
    advised acknowledged affirmed asserted averred conceded countered reasoned reflected reiterated remonstrated
    soliloquised soliloquized spoke swore sniffed snorted stuttered supplied surmised taunted teased thundered
    trumpeted uttered vowed wept wondered wrote interposed interjected hazarded jerked expostulated chimed
    broke put burst went piped
    pronounced proclaimed cautioned challenged cheered coaxed consoled soothed denied deplored directed drew exulted
    fumed gabbled gibed grunted howled intoned jeered jested joked lied maintained mimicked nodded opined pondered
    praised prayed prompted proposed queried questioned quavered quoted rapped rasped read recited recommended
    recalled remembered requested scolded screeched shrilled simpered smiled spluttered squealed submitted summoned
    told tells translated urged wheezed whimpered whined whistled yawned bellowed cackled calling cooed crowed
    explains goes went threatened sobbing hesitated groaning
    """)
_PARTICLES = _set("out in on up back forth off again away over")
#: Verbs that speak only with their particle: he *went on*, *broke in*, *put in*, *burst out*.
PARTICLE_VERBS = _set("broke put burst went goes chimed drew")
#: Verbs of speech whose object is a person: "turning to ask Anne" has no subject after the verb.
_AUX = _set("""
    had has have was is were did does do would could should might must will shall can then now also again only just
    here once more at last length suddenly presently soon still even never always often almost too himself herself
    myself quickly both half all however therefore hastily
    """)
_PREPOSITIONS = _set("""
    to at in of on into upon by with from for towards toward beside behind against over after before about near
    without through round around across between under above like than as and or but when while if because that
    which who whom whose until till though where how what
    """)
_STOP = _set("""
    the a an and but or nor so then there this that these those it he she they we you i his her their my your our its
    what who when where why how if as at in on of for to from with by no not now oh ah o yes well all some any one two
    nobody everybody somebody everyone someone nothing something both each another here after before while once only
    even still yet just perhaps indeed thus heaven heavens chapter again last later meanwhile besides however
    suddenly presently did do does was
    were is are had has have such none neither either people let may never always good more most very much many few
    other others ha hush come go dear thank thanks please half every having
    being seeing turning taking looking hearing finding finally whereupon hereupon nevertheless whether too also
    though although owing need deep unless upon under without within among between against through whom whose whatever
    since until unlike beyond during despite except amid towards toward beside beneath above below along across around
    instead according certainly probably possibly really quite rather far near long soon often sometimes down up out
    away back say said ask asked can could would should shall will might must
    """)
#: Words that are names only inside a sentence: "said Five", "the March Hare", but not "March came".
SOFT_STOP = _set("""
    monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
    october november december english french german christmas god christ two three four five six seven eight nine ten
    """)
#: What somebody’s words are called: "was Marilla’s comment", "came the Rabbit’s voice" name the owner.
UTTERED = _set(
    "voice comment reply answer response remark retort verdict exclamation rejoinder question cry words saying"
)
#: Verbs as they stand after "heard": she heard Ralph say.
INFINITIVES = _set("say reply cry exclaim whisper ask answer add repeat murmur mutter call shout remark")

MALE_TITLES = _set("""
    mr sir lord king prince duke count earl baron uncle father brother monsieur m master mister captain capt colonel
    col major lieutenant lieut general gen sergeant reverend rev squire don signor señor herr friar abbé emperor judge
    marquis viscount alderman bishop archbishop constable corporal grandfather admiral père oncle onkel tío
    """)
FEMALE_TITLES = _set("""
    mrs miss ms lady queen princess duchess countess baroness aunt mother sister madame mme mademoiselle mlle madam
    dame mistress nurse doña signora signorina señora señorita frau fräulein empress marchioness grandmother granny
    mère tante tía sœur
    """)
NEUTRAL_TITLES = _set("dr doctor docteur doktor professor prof professeur cousin president inspector detective st san")
EPITHETS = _set("old little young poor dear good honest fair sweet big pretty kind gentle brave worthy stout lovely")

MALE_NOUNS = _set("""
    husband father brother son uncle nephew grandfather grandson papa dad boy man gentleman lord master widower king
    fellow lad waiter butler host landlord steward footman policeman fisherman captain priest prince bridegroom
    brother-in-law son-in-law father-in-law monk baronet squire count duke earl emperor bishop sailor soldier sergeant
    constable beadle undertaker clergyman vicar curate coachman groom nobleman youth policeman workman postman
    stepfather boatman schoolmaster headmaster coxswain abbot knight chap ruffian villain jew frenchman englishman
    """)
FEMALE_NOUNS = _set("""
    wife mother sister daughter aunt niece grandmother granddaughter mamma mama mum girl woman lady mistress widow
    queen maid housekeeper nurse hostess landlady ladyship governess princess bride waitress duchess countess
    sister-in-law daughter-in-law mother-in-law stepmother matron dame nun abbess schoolmistress housemaid damsel
    empress heroine spinster laundress actress
    """)
NEUTRAL_NOUNS = _set("""
    doctor stranger driver clerk officer teacher servant guard porter guest visitor child baby cook lawyer inspector
    detective keeper shopkeeper conductor other first second third man-servant magistrate person creature chairman
    judge newcomer beggar gardener peasant farmer miller smith surgeon professor mayor pilot engineer merchant voice
    friend companion cousin neighbour neighbor speaker host prisoner patient poet author artist editor
    """)


@dataclass(frozen=True, slots=True)
class Words:
    """What one language says around quotations, all in lower case."""

    strong: frozenset[str]
    weak: frozenset[str]
    he: frozenset[str]
    she: frozenset[str]
    self: frozenset[str]
    others: frozenset[str]
    articles: frozenset[str]
    possessives: frozenset[str]
    clitics: frozenset[str]
    particles: frozenset[str]
    fillers: frozenset[str]
    adverb_ends: tuple[str, ...]
    prepositions: frozenset[str]
    stop: frozenset[str]
    male: frozenset[str]
    female: frozenset[str]
    persons: frozenset[str]
    #: Nouns are written with a capital (German): a capital after an article is no name.
    capital_nouns: bool = False
    #: Nouns that stand for a person without an article: dit maman.
    kin: frozenset[str] = frozenset()
    #: There are no articles, and the subject may stand some words behind its verb (Russian).
    bare_nouns: bool = False
    #: How the narrator’s past ends, for verbs that no table holds: psalmodia Firmin, зевнул Глеб.
    past: tuple[str, ...] = ()


_ENGLISH = Words(
    STRONG,
    _WEAK,
    _set("he"),
    _set("she"),
    _set("i"),
    _set("they it we you one"),
    _set("the a an another this that both"),
    _set("his her my their our its your"),
    frozenset(),
    _PARTICLES,
    _AUX,
    ("ly",),
    _PREPOSITIONS,
    _STOP,
    MALE_NOUNS,
    FEMALE_NOUNS,
    MALE_NOUNS | FEMALE_NOUNS | NEUTRAL_NOUNS,
)


_NO_SETS = frozenset({"adverb_ends", "capital_nouns", "regular", "bare_nouns", "past"})
#: What a narrator makes of a regular infinitive: third and first person, past and imperfect. No present for French and
#: Italian, where it is also the imperative ("Écoute, demande à ta mère").
_ENDINGS = {
    "er": ("a", "ai", "ait", "ais", "èrent"),
    "ar": ("ó", "é", "aba", "a"),
    "are": ("ò", "ai", "ava"),
    "ire": ("ì", "ii", "iva"),
}


def _forms(infinitive: str) -> list[str]:
    """The forms of a regular French, Spanish or Italian verb that stand in tags."""
    for end, endings in _ENDINGS.items():
        if infinitive.endswith(end):
            stem = infinitive.removesuffix(end)
            if end == "er" and stem.endswith("g"):
                stem += "e"
            elif end == "er" and stem.endswith("c"):
                stem = stem[:-1] + "ç"
            return [stem + ending for ending in endings]
    return []


def _feminine(verbs: frozenset[str]) -> frozenset[str]:
    """The feminine of Russian verbs in the masculine past: сказал, сказала; удивился, удивилась."""
    return frozenset(verb[:-2] + "ась" if verb.endswith("ся") else verb + "а" for verb in verbs)


@cache
def words_for(language: str) -> Words:
    """The words of a language; English for every one that has no table."""
    table = TABLES.get(language.replace("_", "-").partition("-")[0].casefold())
    if not table:
        return _ENGLISH
    sets = {name: _set(text) for name, text in table.items() if name not in _NO_SETS}
    kin = sets.pop("kin", frozenset())
    nouns = sets.pop("nouns") | sets["male"] | sets["female"] | kin
    sets["strong"] |= frozenset(form for verb in words_of(table.get("regular", "")) for form in _forms(verb))
    if "bare_nouns" in table:
        kin = nouns
        sets["strong"] |= _feminine(sets["strong"])
        sets["weak"] |= _feminine(sets["weak"])
    return Words(
        weak=sets.pop("weak", frozenset()),
        kin=kin,
        bare_nouns="bare_nouns" in table,
        past=tuple(words_of(table.get("past", ""))),
        adverb_ends=tuple(words_of(table["adverb_ends"])),
        persons=nouns,
        capital_nouns="capital_nouns" in table,
        **sets,
    )
