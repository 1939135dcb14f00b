"""Here is a sentence: which numbers are in it, and what is each worth?

"1.200" is twelve hundred in German and Danish and a bit more than one in English, "1,200" the other way
round; three digits after a sign that would make a fraction are taken for thousands where things are counted.
Digits beside letters, slashes or hyphens (H2020, 24/7, 2021-2027, 0431-123) are no numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from indexer.ingest.suggesting.cues import cues
from kb.localized import Language

_BLANKS = "\u00a0\u2009\u202f"  # no-break, thin and narrow no-break space
_GROUP = rf"[ {_BLANKS}'’.,]"
_NUMBER = re.compile(
    rf"(?<![\w./:,#§+–-])(?P<money>(?:[€£$]|\b(?:EUR|DKK|SEK|NOK|CHF|GBP|USD|TEUR)\b)[ {_BLANKS}]?)?"
    rf"(?P<digits>[0-9]{{1,3}}(?:{_GROUP}[0-9]{{3}}){{1,4}}(?:[.,][0-9]{{1,2}})?(?![.,]?[0-9])"
    rf"|[0-9]{{1,12}}(?:[.,][0-9]{{1,3}})?(?![.,]?[0-9]))"
)
_AFTER = re.compile(
    rf"[ {_BLANKS}]?(?P<letter>k|m|M|bn)(?![\w²])"
    rf"|[ {_BLANKS}-]?(?P<word>[A-Za-zÄÖÜäöüæøåÆØÅ]{{1,12}})\b\.?"
)
_UNIT = re.compile(
    rf"[ {_BLANKS}]?(?P<sign>€|%|£|\$|m²|T€)|[ {_BLANKS}-](?P<word>[A-Za-zÄÖÜäöüåæø]{{1,22}}[2]?\.?)(?!\w)"
)
_PER_CENT = re.compile(rf"[ {_BLANKS}]per cent\b")
_SHAPELESS = re.compile(r"[0-9]+")


class Number(NamedTuple):
    """A number with its unit: where it begins and ends, and how it is written."""

    start: int
    end: int
    value: int | float
    unit: str | None
    digits: str
    factor: int

    @property
    def plain(self) -> bool:
        """Whether it is digits without a unit, a factor or a sign between them."""
        return self.unit is None and self.factor == 1 and _SHAPELESS.fullmatch(self.digits) is not None


def numbers(text: str, language: Language) -> Iterator[Number]:
    """The numbers of a sentence in order."""
    for found in _NUMBER.finditer(text):
        end = found.end()
        if text[end : end + 1] and (
            text[end] in "/:_§" or (text[end] in "-–" and text[end + 1 : end + 2].isdigit())
        ):
            continue
        money = (found["money"] or "").strip(f" {_BLANKS}")
        factor, end = _factor(text, end, bool(money))
        if text[end : end + 1].isalnum():
            continue
        unit, end = (_units()[money], end) if money else _unit(text, end)
        factor = 1000 if money == "TEUR" or text[found.end() : end].strip() in ("TEUR", "T€") else factor
        value = _value(found["digits"], language, measured=unit is not None or factor > 1)
        if value is not None:
            yield Number(found.start(), end, _plainly(value * factor), unit, found["digits"], factor)


def _factor(text: str, end: int, money: bool) -> tuple[int, int]:
    after = _AFTER.match(text, end)
    if after and after["letter"]:
        follows = text[after.end() :].lstrip()[:1] in "€£$"
        if money or (follows and after["letter"] != "m"):
            return cues("figures")["letters"][after["letter"]], after.end()
    word: str = (after["word"] or "") if after else ""
    if after and word in cues("figures")["factors"] and word != "TEUR":
        stop = (
            after.end()
            if text[after.end() - 1] != "." or word.islower() or len(word) <= 4
            else after.end() - 1
        )
        return cues("figures")["factors"][word], stop
    return 1, end


def _unit(text: str, end: int) -> tuple[str | None, int]:
    words = _PER_CENT.match(text, end)
    if words:
        return "%", words.end()
    after = _UNIT.match(text, end)
    if after is None:
        return None, end
    written = after["sign"] or after["word"]
    for form in (written, written.rstrip(".")):
        if form in _units():
            return _units()[form], after.end() - (len(written) - len(form))
    return None, end


@cache
def _units() -> dict[str, str]:
    return {form: unit for unit, forms in cues("figures")["units"].items() for form in forms}


def _value(digits: str, language: Language, *, measured: bool) -> int | float | None:
    """What digits with their signs are worth; nothing where the signs contradict each other."""
    digits = re.sub(f"[ {_BLANKS}'’]", "", digits)
    signs = [sign for sign in digits if sign in ".,"]
    if not signs:
        return int(digits) if len(digits) == 1 or digits[0] != "0" else None
    last = digits.rpartition(signs[-1])[2]
    thousands = "," if language == "en" else "."
    if len(set(signs)) == 1 and len(last) == 3 and digits[0] != "0":
        grouped = len(signs) > 1 or signs[0] == thousands or not measured
        if grouped:
            return int(re.sub("[.,]", "", digits))
    if signs.count(signs[-1]) > 1:
        return None
    whole = re.sub("[.,]", "", digits[: -len(last) - 1])
    return float(f"{whole}.{last}")


def _plainly(value: int | float) -> int | float:
    rounded = round(value, 6)
    return int(rounded) if rounded == int(rounded) else rounded
