"""What a person did for a book: codes of several lists to one plain word each.

Sources: the MARC code list for relators of the Library of Congress (those that concern books), and ONIX code list 17,
which EPUB 3 also allows. Words are the lists' own, in lower case and without "etc.".
"""

from __future__ import annotations

AUTHOR, TRANSLATOR, NARRATOR, CONTRIBUTOR = "author", "translator", "narrator", "contributor"

_MARC_LIST = """
abr abridger; act actor; adp adapter; aft author of afterword; anl analyst; ann annotator; ant bibliographic antecedent;
aqt author in quotations; arr arranger; art artist; asn associated name; att attributed name; aud author of dialog;
aue audio engineer; aui author of introduction; aup audio producer; aus screenwriter; aut author; bdd binding designer;
bjd bookjacket designer; bka book artist; bkd book designer; bkp book producer; blw blurb writer; bnd binder;
bpd bookplate designer; bsl bookseller; clb contributor; cll calligrapher; clr colorist; cmm commentator; cmp composer;
cmt compositor; cns censor; col collector; com compiler; cov cover designer; cph copyright holder; cre author;
crp correspondent; crr corrector; csl consultant; ctb contributor; ctg cartographer; cur curator;
cwt commentator for written text; dnr donor; drm draftsman; drt director; dsr designer; dst distributor;
dtc data contributor; dte dedicatee; dto dedicator; dub dubious author; edc editor of compilation;
edd editorial director; edt editor; egr engraver; etr etcher; exp expert; fac facsimilist; fmo former owner; fnd funder;
frg forger; his host institution; hnr honoree; ill illustrator; ilu illuminator; ins inscriber; isb issuing body;
ive interviewee; ivr interviewer; lbt librettist; ltg lithographer; lyr lyricist; mcp music copyist;
mdc metadata contact; mrk markup editor; nrt narrator; org originator; oth contributor; pat patron;
pbd publishing director; pbl publisher; pdr project director; pfr proofreader; pht photographer; prf performer;
prm printmaker; pro producer; prt printer; rce recording engineer; rcp addressee; red redaktor; res researcher;
rev reviewer; sad scientific advisor; sce scenarist; scr scribe; sht supporting host; spk speaker; spn sponsor;
stl storyteller; ths thesis advisor; trc transcriber; trl translator; tyd type designer; tyg typographer;
vac voice actor; wac writer of added commentary; wal writer of added lyrics; wam writer of accompanying material;
wat writer of added text; waw writer of afterword; wdc woodcutter; wde wood engraver; wfw writer of foreword;
win writer of introduction; wpr writer of preface; wst writer of supplementary textual content
"""
_ONIX_LIST = """
a01 author; a02 author; a12 illustrator; a13 photographer; a15 writer of preface; a16 writer of prologue;
a19 writer of afterword; a20 annotator; a22 writer of epilogue; a23 writer of foreword; a24 writer of introduction;
a36 cover designer; a39 cartographer; b01 editor; b02 reviser; b04 abridger; b05 adapter; b06 translator;
b09 series editor; b11 editor in chief; c01 compiler; e03 narrator; e07 narrator
"""


def _table(words: str) -> dict[str, str]:
    rows = (row.strip().partition(" ") for row in words.replace("\n", " ").split(";"))
    return {code: term for code, _, term in rows}


_CODES = _table(_MARC_LIST) | _table(_ONIX_LIST)
#: A role that the book spells out, under the word that is used here.
_WORDS = {"creator": AUTHOR, "writer": AUTHOR, "reader": NARRATOR, "other": CONTRIBUTOR, "collaborator": CONTRIBUTOR}


def role_terms(value: str) -> tuple[str, ...]:
    """The roles that a code, an address of the code list, or a plain word means; an unknown one as it is given.

    ``edt``, ``marc:edt``, ``http://id.loc.gov/vocabulary/relators/edt`` and ``Editor`` are all ``editor``.
    """
    plain = value.strip().rstrip("/").rpartition("/")[2].rpartition(":")[2].strip().lower()
    if not plain:
        return ()
    codes = plain.replace(",", " ").replace(";", " ").split()
    if codes and all(code in _CODES for code in codes):
        return tuple(dict.fromkeys(_CODES[code] for code in codes))
    plain = " ".join(plain.removesuffix(", etc.").split())
    return (_WORDS.get(plain, plain),)
