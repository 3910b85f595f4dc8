"""Words that stand beside names or look like them: titles, epithets, words that name nobody. Own judgement."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from audiobook.prep.attribution.names_foreign import MEN, WOMEN
from audiobook.prep.marks import words_of


def _set(text: str) -> frozenset[str]:
    return frozenset(words_of(text))


#: Titles that go before a surname; those of rank tell members of one family apart (General and Captain Tilney).
PLAIN_MALE = _set("mr mister monsieur m signor señor herr esq don")
PLAIN_FEMALE = _set("""
    mrs miss ms madame mme mademoiselle mlle madam signora signorina señora señorita frau fräulein missis
    """)
UNMARRIED = _set("miss mademoiselle mlle señorita fräulein signorina")
#: Titles that go before a first name as well.
FAMILIAR_MALE = _set("sir lord king prince uncle father brother master friar grandfather abbé emperor saint st don")
FAMILIAR_FEMALE = _set("""
    lady queen princess aunt auntie mother sister dame nurse grandmother granny cousin doña empress
    """)
RANK_MALE = _set("""
    sir lord king prince duke count earl baron captain capt colonel col major general gen lieutenant lieut lt sergeant
    sergt reverend rev squire judge marquis viscount alderman bishop archbishop constable corporal emperor governor
    admiral commander commodore friar abbé father canon deacon
    """)
RANK_FEMALE = _set("lady queen princess duchess countess baroness marchioness empress dame")
RANK_NEUTRAL = _set("dr doctor professor prof president inspector detective cousin")
#: Titles of other languages, for names such as la tía Remedios and le commissaire Bastien; they change nothing in
#: English books, where none of these words stands before a name. Those of rank may tell a family apart.
FOREIGN_RANK_MALE = _set("""
    comte marquis vicomte duc roi capitaine commandant général sergent commissaire inspecteur brigadier juge
    graf freiherr herzog prinz könig hauptmann oberst leutnant feldwebel kommissar inspektor wachtmeister pfarrer
    conde marqués duque príncipe rey capitán coronel teniente sargento cabo comisario
    conte marchese duca principe capitano colonnello generale tenente maresciallo brigadiere commissario ispettore
    avvocato notaio
    """)
FOREIGN_RANK_FEMALE = _set("""
    comtesse marquise vicomtesse duchesse princesse reine gräfin freifrau herzogin prinzessin königin
    condesa marquesa duquesa princesa reina contessa marchesa duchessa principessa regina
    """)
FOREIGN_MALE = FOREIGN_RANK_MALE | _set("""
    père oncle frère maître onkel bruder meister vater tío hermano padre maestro zio fratello fra
    """)
FOREIGN_FEMALE = FOREIGN_RANK_FEMALE | _set("""
    mère tante sœur schwester mutter tía hermana madre zia sorella suor suora
    """)
#: Those of them that go before a first name: tante Berthe may be Berthe.
FOREIGN_FAMILIAR = (FOREIGN_MALE | FOREIGN_FEMALE) - FOREIGN_RANK_MALE - FOREIGN_RANK_FEMALE
FOREIGN_NEUTRAL = _set("docteur doktor professeur profesor dottore dottor professore")
MALE_TITLES = PLAIN_MALE | FAMILIAR_MALE | RANK_MALE | FOREIGN_MALE
FEMALE_TITLES = (PLAIN_FEMALE | FAMILIAR_FEMALE | RANK_FEMALE | FOREIGN_FEMALE) - {"cousin"}
TITLES = MALE_TITLES | FEMALE_TITLES | RANK_NEUTRAL | FOREIGN_NEUTRAL
RANKS = RANK_MALE | RANK_FEMALE | RANK_NEUTRAL | FOREIGN_RANK_MALE | FOREIGN_RANK_FEMALE | FOREIGN_NEUTRAL
#: Titles that hardly ever stand for a person by themselves, even with a capital.
NEVER_ALONE = _set("""
    mr mrs miss ms messrs esq m mme mlle st sir lord lady madam madame monsieur master mister don
    rev prof herr frau saint
    """)
#: Titles written with a full stop.
DOTTED = "Messrs|Mr|Mrs|Ms|Dr|St|Mme|Mlle|MM|Capt|Col|Gen|Lieut|Lt|Maj|Prof|Rev|Hon|Sergt"
#: Words before a name that say how somebody feels about a person, not who it is.
EPITHETS = _set("old little young poor dear dearest good sweet pretty darling beloved lovely honest brave saint")
#: Words inside names.
PARTICLES = "de|von|van|la|le|du|del|della|di|da|der|den|zu|y"
#: After these a name is mostly a place.
PLACED = _set("in at from of near through into toward towards across around for")
#: What people do and places do not: a weak sign that a word is a person.
ACTS = _set("""
    said asked replied answered cried looked smiled turned nodded felt thought knew wished sat stood rose walked
    laughed shook sighed took gave went came seemed began continued stopped paused listened watched saw heard spoke
    told wanted tried seized caught drew threw held laid leaned bowed blushed coloured hesitated frowned stared
    glanced remembered wondered understood believed loved hated shrugged whispered exclaimed returned put ran who
    was had would could did
    """)
STOP = _set("""
    i i'm i'll i've i'd oh ah o eh ha hm well yes no nay aye god heaven heavens christ jesus lord's goodness gracious
    monday tuesday wednesday thursday friday saturday sunday january february july september
    october november december christmas easter michaelmas whitsun english french german american italian russian
    spanish irish scotch scottish greek latin roman european indian chinese jewish christian catholic protestant
    british dutch polish turkish england london paris france america italy germany russia europe scotland ireland
    wales rome york india africa asia australia spain greece bath oxford cambridge bible providence
    testament church parliament chapter volume book part letter street road lane square park house hall court hotel
    inn abbey castle cottage place bridge gardens terrace lodge university college chorus finis end gutenberg
    project ii iii iv vi vii viii ix xi xii hush alas bravo hurrah hullo hello halloa nonsense thank thanks please
    good-bye goodbye farewell adieu welcome amen amongst hallo pray dear sirs madams messrs ay bless pooh
    pshaw humph hem tut ugh bah faugh hist lor lawks why what how when where who which that this there here then now
    but and or nor for so if as at by in on to of with from into he she it we you they his her its our your their my
    the a an some any all every each not do did does is are was were be been have has had will would shall should can
    could might must let come go look see stop wait one two three four five six seven eight nine ten first second
    tell give take never always once again only even still yet just very much more most such both none either neither
    perhaps indeed certainly meanwhile presently suddenly besides however therefore thus everybody everyone nobody
    somebody someone anyone anybody nothing something everything people ladies gentlemen gentleman women men boys
    girls mankind nature fate fortune death love time new north south east west northern southern eastern western
    bank navy army majesty majesties highness excellency honour worship ladyship lordship ma'am illustration vol
    """)
#: Nouns of men and of women, for speakers without a name and for gender.
MALE_NOUNS = _set("""
    man men boy gentleman lad fellow husband father papa dad brother son uncle nephew grandfather grandson king prince
    duke lord baron count master widower waiter butler host landlord steward footman policeman fisherman captain priest
    clergyman vicar curate rector bridegroom beadle jew coachman groom gardener porter constable sergeant colonel
    general major squire monk friar hermit merchant sailor soldier officer lawyer magistrate judge undertaker surgeon
    workman tinker shepherd shopman salesman barman sportsman nobleman countryman foreman chairman guardsman dustman
    postman boatman ferryman watchman huntsman bishop monsieur sire himself emperor schoolmaster publican turnkey
    """)
FEMALE_NOUNS = _set("""
    woman women girl lady wife mother mamma mama mum sister daughter aunt niece grandmother granddaughter queen
    princess duchess countess baroness mistress widow maid maiden housekeeper nurse hostess landlady ladyship governess
    bride waitress housemaid parlourmaid maidservant servant-girl matron nun spinster madame mademoiselle herself dame
    empress schoolmistress laundress seamstress washerwoman charwoman
    """)


@dataclass(frozen=True, slots=True)
class FirstNames:
    """``balance`` is (men - women) / (men + women) among bearers; ``short`` maps a short form to its full forms."""

    balance: dict[str, float]
    short: dict[str, frozenset[str]]
    chinese: dict[str, float]


@cache
def first_names() -> FirstNames:
    """The table of first names that ships with the package, read once."""
    raw = json.loads((files("audiobook.prep.attribution") / "data" / "names-first.json").read_text(encoding="utf-8"))
    balance = dict.fromkeys(words_of(raw["male"]), 0.96) | dict.fromkeys(words_of(raw["female"]), -0.96)
    short = {name: _set(full) for name, full in raw["short"].items()}
    male, female = _set(raw["chinese_male"]), _set(raw["chinese_female"])
    chinese = dict.fromkeys(male - female, 1.0) | dict.fromkeys(female - male, -1.0)
    more = dict.fromkeys(MEN, 0.9) | dict.fromkeys(WOMEN, -0.9)
    return FirstNames(more | balance | raw["balance"], short, chinese)
