"""Chinese number words, simplified: cardinals in groups of 万 and 亿, decimals, digits one by one."""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
#: More digits than 亿亿 reaches are read one by one.
_MOST_DIGITS = 20
#: Before these a leading 二 is 两 (tests/data/spoken/README.md, "Conventions, Chinese").
_BEFORE_LIANG = frozenset("千万亿")


def digits(text: str) -> str:
    """ASCII digits one by one: ``2024`` is 二零二四. Anything else stays."""
    return "".join(_DIGITS[ord(char) - 48] if "0" <= char <= "9" else char for char in text)


def plain(value: int) -> str:
    """The cardinal with 二 throughout: 2200 is 二千二百. Negative numbers begin with 负."""
    if value < 0:
        return "负" + plain(-value)
    if len(str(value)) > _MOST_DIGITS:
        return digits(str(value))
    said = ""
    power = len(str(value)) // 8
    for place in range(power, -1, -1):
        chunk = value // 10 ** (8 * place) % 10**8
        if not chunk:
            continue
        if said and (chunk < 10**7 or value // 10 ** (8 * place + 8) % 10**8 == 0):
            said += "零"
        said += _chunk(chunk) + "亿" * place
    said = said or "零"
    return said[1:] if said.startswith("一十") else said


def _chunk(value: int) -> str:
    """1 to 99,999,999."""
    high, low = divmod(value, 10_000)
    said = _group(high) + "万" if high else ""
    if said and 0 < low < 1000:  # noqa: PLR2004
        said += "零"
    return said + _group(low)


def _group(value: int) -> str:
    """1 to 9999."""
    said = ""
    for place, char in enumerate(f"{value:04d}"):
        if char != "0":
            said += _DIGITS[int(char)] + _PLACES[3 - place]
        elif said and not said.endswith("零"):
            said += "零"
    return said.rstrip("零")


def cardinal(value: int) -> str:
    """The cardinal as it is said: 两 for a leading 2 before 千, 万 and 亿 (2000 is 两千, 200 is 二百)."""
    return liang(plain(value))


def liang(said: str) -> str:
    """两 for a 二 that leads before 千, 万 or 亿."""
    head = said.removeprefix("负")
    if head[:1] == "二" and head[1:2] in _BEFORE_LIANG:
        return said[: len(said) - len(head)] + "两" + head[1:]
    return said


def number(text: str) -> str:
    """A number as written: ``1,234.50`` is 一千二百三十四点五零, ``-3`` is 负三; leading zeros do not count."""
    sign = "负" if text.startswith("-") else ""
    whole, point, part = text.lstrip("+-").replace(",", "").partition(".")
    said = cardinal(int(whole or "0"))
    return f"{sign}{said}点{digits(part)}" if point and part else sign + said
