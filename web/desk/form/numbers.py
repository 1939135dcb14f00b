"""Here is a number: how is it typed by this reader, and which number did they type?

Germans and Danes write 1.234,5 and the British 1,234.5. What is grouped as the reader's language does it is
read that way; what cannot be meant that way, such as 0.5 in German, is read as the other one.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal

from babel.numbers import get_decimal_symbol, get_group_symbol

from kb.localized import Language
from web.formatting import LOCALES

_BLANKS = re.compile(r"[\s'’\u00a0\u2009\u202f]")
_OTHER = {",": ".", ".": ","}
_MOST_DIGITS = 40  # of a number people type; more is text, which the checks will refuse
_SMALLEST, _LARGEST = 1e-6, 1e16  # beyond them digits are counted, not read


def typed_number(number: float, reader: Language) -> str:
    """The number as this reader types it, with every digit it has.

    >>> typed_number(1234567.25, "de")
    '1.234.567,25'
    """
    if isinstance(number, float) and number and not _SMALLEST <= abs(number) < _LARGEST:
        return repr(number).replace(".", get_decimal_symbol(LOCALES[reader]))
    digits = Decimal(number) if isinstance(number, int) else Decimal(repr(number)).normalize()
    whole, _, part = f"{digits:,f}".partition(".")
    whole = whole.replace(",", get_group_symbol(LOCALES[reader]))
    return f"{whole}{get_decimal_symbol(LOCALES[reader])}{part}" if part else whole


def read_number(text: str, reader: Language) -> int | float | None:
    """The number somebody typed, or None if it is none.

    >>> read_number("1.234,5", "de"), read_number("1234.5", "de"), read_number("1.234", "de")
    (1234.5, 1234.5, 1234)
    """
    text = _BLANKS.sub("", text).replace("\N{MINUS SIGN}", "-")
    mark = get_decimal_symbol(LOCALES[reader])
    if sum(map(str.isdigit, text)) > _MOST_DIGITS:
        return None
    for decimal in (mark, _OTHER[mark]):
        grouped, plain = _patterns(decimal)
        if grouped.match(text) or plain.match(text):
            return _value(text.replace(_OTHER[decimal], "").replace(decimal, "."))
    return None


def read_year(text: str) -> int | None:
    """The year somebody typed, or None if it is none."""
    return int(text) if re.match(r"[0-9]{1,4}\Z", text) else None


def _patterns(decimal: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    mark, group = re.escape(decimal), re.escape(_OTHER[decimal])
    end = rf"({mark}[0-9]+)?"
    return (
        re.compile(rf"[-+]?[0-9]{{1,3}}({group}[0-9]{{3}})+{end}\Z"),
        re.compile(rf"[-+]?[0-9]+{end}([eE][-+]?[0-9]{{1,3}})?\Z"),
    )


def _value(text: str) -> int | float | None:
    if re.match(r"[-+]?[0-9]+\Z", text):
        return int(text)
    number = float(text)
    return number if math.isfinite(number) else None
