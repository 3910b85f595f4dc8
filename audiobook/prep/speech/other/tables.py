"""What the library does not know of a language: signs, units of money, times, and its commonest abbreviations.

Own lists, from what the Unicode CLDR calls these things and from common usage; only forms that need no grammar.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language: ``ordinal`` is a pattern behind digits, ``years`` words before a year, ``clock`` joins a time."""

    code: str
    percent: str
    minus: str
    point: str
    decimal: str = ","
    thousands: str = r"[.\u00a0\u202f]"
    ordinal: str = ""
    years: str = ""
    clock: str = ""
    to: str = ""
    money: dict[str, tuple[str, str]] = field(default_factory=dict)
    short: dict[str, str] = field(default_factory=dict)
    space: str = " "


_DE = Tongue(
    "de", "Prozent", "minus", "Komma",
    ordinal=(
    r"\.(?=\s(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|"
    r"Oktober|November|Dezember|Jahrhundert|Kapitel)\b)"
),
    years=(
    "im Jahre?|seit|Anno|anno|bis|von|um|(?:Januar|Februar|März|April|"
    "Mai|Juni|Juli|August|September|Oktober|November|Dezember)"
),
    clock="Uhr",
    to="bis",
    money={
        "€": ("Euro", "Euro"), "$": ("Dollar", "Dollar"), "£": ("Pfund", "Pfund"),
    },
    short={
        "z. B.": "zum Beispiel", "z.B.": "zum Beispiel", "d. h.": "das heißt", "d.h.": "das heißt",
        "usw.": "und so weiter", "u. a.": "unter anderem", "u.a.": "unter anderem", "bzw.": "beziehungsweise",
        "Dr.": "Doktor", "Prof.": "Professor", "Hr.": "Herr", "Fr.": "Frau", "Nr.": "Nummer", "ca.": "circa",
        "evtl.": "eventuell", "vgl.": "vergleiche", "St.": "Sankt",
    },
)  # fmt: skip
_FR = Tongue(
    "fr", "pour cent", "moins", "virgule",
    ordinal="(?:er|re|ère|e|ème|nd|nde)",
    clock="heures",
    to="à",
    money={
        "€": ("euro", "euros"), "$": ("dollar", "dollars"), "£": ("livre", "livres"),
    },
    short={
        "M.": "Monsieur", "MM.": "Messieurs", "Mme": "Madame", "Mlle": "Mademoiselle", "Mmes": "Mesdames",
        "Dr": "docteur", "etc.": "et cetera", "p. ex.": "par exemple", "c.-à-d.": "c’est-à-dire", "n°": "numéro",
        "St": "Saint", "Ste": "Sainte", "av. J.-C.": "avant Jésus-Christ", "vol.": "volume", "chap.": "chapitre",
    },
)  # fmt: skip
_ES = Tongue(
    "es", "por ciento", "menos", "coma",
    ordinal="(?:º|\\.º|ª|\\.ª)",
    to="a",
    clock="y",
    money={
        "€": ("euro", "euros"), "$": ("dólar", "dólares"), "£": ("libra", "libras"),
    },
    short={
        "Sr.": "señor", "Sra.": "señora", "Srta.": "señorita", "Dr.": "doctor", "Dra.": "doctora", "D.": "don",
        "Dña.": "doña", "Ud.": "usted", "Uds.": "ustedes", "Vd.": "usted", "etc.": "etcétera",
        "p. ej.": "por ejemplo", "EE. UU.": "Estados Unidos", "n.º": "número", "pág.": "página",
        "cap.": "capítulo", "vol.": "volumen",
    },
)  # fmt: skip
_IT = Tongue(
    "it", "per cento", "meno", "virgola",
    ordinal="(?:º|°|ª)",
    to="a",
    clock="e",
    money={
        "€": ("euro", "euro"), "$": ("dollaro", "dollari"), "£": ("sterlina", "sterline"),
    },
    short={
        "Sig.": "signor", "sig.": "signor", "Sig.ra": "signora", "sig.ra": "signora", "Sig.na": "signorina",
        "Dott.": "dottor", "dott.": "dottor", "Prof.": "professor", "prof.": "professor", "ecc.": "eccetera",
        "es.": "esempio", "pag.": "pagina", "cap.": "capitolo", "vol.": "volume", "a.C.": "avanti Cristo",
        "d.C.": "dopo Cristo",
    },
)  # fmt: skip
_PT = Tongue(
    "pt", "por cento", "menos", "vírgula",
    ordinal="(?:º|ª|\\.º|\\.ª)",
    to="a",
    clock="e",
    money={
        "€": ("euro", "euros"), "$": ("dólar", "dólares"), "£": ("libra", "libras"), "R$": ("real", "reais"),
    },
    short={
        "Sr.": "senhor", "Sra.": "senhora", "Dr.": "doutor", "Dra.": "doutora", "D.": "dom", "etc.": "et cetera",
        "p. ex.": "por exemplo", "pág.": "página", "cap.": "capítulo", "vol.": "volume", "n.º": "número",
    },
)  # fmt: skip
_NL = Tongue(
    "nl", "procent", "min", "komma",
    ordinal="(?:e|de|ste)",
    to="tot",
    clock="uur",
    years=(
    "in|sinds|anno|jaar|januari|februari|maart|april|mei|juni|juli|"
    "augustus|september|oktober|november|december"
),
    money={
        "€": ("euro", "euro"), "$": ("dollar", "dollar"), "£": ("pond", "pond"),
    },
    short={
        "bijv.": "bijvoorbeeld", "bv.": "bijvoorbeeld", "enz.": "enzovoort", "d.w.z.": "dat wil zeggen",
        "o.a.": "onder andere", "dhr.": "de heer", "Dhr.": "De heer", "mevr.": "mevrouw", "mw.": "mevrouw",
        "dr.": "dokter", "nr.": "nummer", "blz.": "bladzijde",
    },
)  # fmt: skip
_RU = Tongue(
    "ru", "процентов", "минус", "целых",
    to="до",
    money={},
    short={
        "т. е.": "то есть", "т.е.": "то есть", "и т. д.": "и так далее", "и т.д.": "и так далее",
        "и т. п.": "и тому подобное", "и т.п.": "и тому подобное", "напр.": "например", "т. к.": "так как",
        "т.к.": "так как",
    },
)  # fmt: skip
_PL = Tongue(
    "pl", "procent", "minus", "przecinek",
    to="do",
    money={},
    short={
        "np.": "na przykład", "itd.": "i tak dalej", "itp.": "i tym podobne", "tzn.": "to znaczy",
        "m.in.": "między innymi", "tzw.": "tak zwany", "dr": "doktor", "prof.": "profesor", "nr": "numer",
        "ul.": "ulica",
    },
)  # fmt: skip
_JA = Tongue("ja", "パーセント", "マイナス", "点", decimal=".", thousands=",",
    to="から",
    money={
        "¥": ("円", "円"), "$": ("ドル", "ドル"), "€": ("ユーロ", "ユーロ"),
    },
    space="")  # fmt: skip
TONGUES = {tongue.code: tongue for tongue in (_DE, _FR, _ES, _IT, _PT, _NL, _RU, _PL, _JA)}
