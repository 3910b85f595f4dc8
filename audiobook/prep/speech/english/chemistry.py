"""Chemical formulas: letters and numbers."""

from __future__ import annotations

import re

from audiobook.prep.marks import words_of
from audiobook.prep.speech.english.page import Page, Rule
from audiobook.prep.speech.english.words import cardinal

_ELEMENTS = words_of(
    """
    He Li Be Ne Na Mg Al Si Cl Ar Ca Ti Cr Mn Fe Co Ni Cu Zn As Se Br Kr Ag Cd Sn Sb Te Xe Cs Ba Pt Au Hg Pb Bi Rn Ra
    H B C N O F P S K I U V W
    """
)
_SUB = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_ATOM = rf"(?:{'|'.join(_ELEMENTS)})"
_FORMULA = re.compile(
    rf"(?<![\w.-])(?=[A-Za-z()]*[\d₀-₉])(?:\(?{_ATOM}\)?(?:\d{{1,2}}|[₀-₉]{{1,2}})?){{1,8}}(?P<charge>[⁺⁻])?(?![\w-])"
)


def _formula(match: re.Match[str], _page: Page) -> str | None:
    atoms = re.findall(r"[A-Z][a-z]?|[\d₀-₉]+", match[0])
    if len([atom for atom in atoms if atom[0].isalpha()]) == 1 and not re.fullmatch(
        r"(?:N2|O[23]|H2|Cl2|F2)|.*[₀-₉].*", match[0]
    ):
        return None
    return " ".join(
        cardinal(int(atom.translate(_SUB))) if not atom[0].isalpha() else " ".join(atom.upper()) for atom in atoms
    )


_SALTS = re.compile(r"\b(?:NaCl|KCl|HCl|NaOH|KOH|LiCl|NaF|KBr|CuO|ZnO|FeO|MgO|CaO|HBr|HF|HCN|KCN)\b")


def _salt(match: re.Match[str], _page: Page) -> str:
    return " ".join(match[0].upper())


RULES = (
    Rule("chemistry", _FORMULA, _formula),
    Rule("chemistry", _SALTS, _salt),
)
