"""Here are the bytes of a text: which signs are they?

What is Unicode shows it. Of the encodings with one byte for a sign, the one that was named is believed unless
it puts signs into the middle of words; then the one that gives most letters of our languages is taken.
Libraries that guess encodings take Danish of old DOS files for windows-1252, and English for that of a Mac.
"""

from __future__ import annotations

import codecs
import re

from indexer.ingest.extraction import Hints
from indexer.ingest.text_kinds import BEGINNING, unicode_encoding

GUESSED = ("windows-1252", "cp850", "mac-roman")
SAMPLE = 200_000  # bytes by which encodings are compared
_ONE_BYTE = re.compile(r"(?:iso8859-\d+|cp\d+|mac-[a-z]+|koi8-[a-z]|gb\w+|big5|shift_jis|euc_\w+)")
_LETTERS = "äöüÄÖÜßæøåÆØÅéèëïàç"
_PLAUSIBLE = re.compile(
    rf"(?<=[A-Za-z])[{_LETTERS}]|[{_LETTERS}](?=[A-Za-z])"
    r"|(?<=\s)[„“‘](?=\w)|(?<=\w)[“”’](?=[\s.,;:!?])|(?<=[a-z])’(?=s\b)|(?<=\w)[–—](?=\w)"
)
_IMPLAUSIBLE = re.compile(
    r"(?<=[A-Za-z])[^\w\s\x00-\x7f’‘'·–—®™\xad](?=[a-z])|(?<=[a-z])[À-ÞŒŠŽŸ]|[\x80-\x9f\ufffd]"
)


def decoded(data: bytes, hints: Hints, declared: str | None = None) -> str:
    """The text of a file without its mark. ``declared`` is the encoding that the file itself names.

    Where single bytes of a Unicode text are broken, only these signs are lost.
    """
    encoding = unicode_encoding(data[:BEGINNING])
    text = data.decode(encoding, "replace").removeprefix("\ufeff")
    if encoding != "utf-8" or data.startswith(codecs.BOM_UTF8) or data.isascii() or _is_unicode(text):
        return text
    named = [name for name in map(_one_byte, (hints.charset, declared)) if name]
    sample = data[:SAMPLE]
    believed = next((name for name in named if _plausibility(sample, name) >= 0), None)
    return data.decode(believed or max(GUESSED, key=lambda name: _plausibility(sample, name)), "replace")


def _is_unicode(text: str) -> bool:
    """Whether more signs of a text read as UTF-8 are whole than broken."""
    broken = text.count("\ufffd")
    return broken == 0 or sum(not sign.isascii() for sign in text) > 3 * broken


def _one_byte(name: str | None) -> str | None:
    """The encoding that browsers mean by a name; None for unknown ones and those that hide something."""
    try:
        found = codecs.lookup(name or "").name
    except (LookupError, ValueError):
        return None
    if found in ("iso8859-1", "ascii"):
        return "windows-1252"  # as the Encoding standard has it
    return found if _ONE_BYTE.fullmatch(found) else None


def _plausibility(sample: bytes, encoding: str) -> int:
    """Letters and quotation marks in their places, less the signs that stand where letters should."""
    text = sample.decode(encoding, "replace")
    return len(_PLAUSIBLE.findall(text)) - 2 * len(_IMPLAUSIBLE.findall(text))
