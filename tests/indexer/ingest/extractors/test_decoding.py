"""Bytes become the signs that were meant.

1. Unicode shows itself, whatever is declared.
2. Texts in the encodings of Windows, DOS and the Mac are told without a declaration, and with a wrong one.
3. A declaration that fits is believed.
4. Single broken bytes of a Unicode text cost only themselves.
5. A declaration cannot ask for anything but an encoding of text.
"""

from __future__ import annotations

import pytest

from indexer.ingest.extraction import Hints
from indexer.ingest.extractors.decoding import decoded

TEXTS = (
    "Für die Förderung zahlen größere Unternehmen höhere Beiträge.",
    "Klyngerne får støtte, og små virksomheder på øen betaler mindre.",
    "The cluster’s fee is “small” – for small firms.",
)
DECLARED = (None, "utf-8", "iso-8859-1")


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_shows_itself(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding), Hints(charset="windows-1252"), "iso-8859-2") == text


OLD = [
    (text, encoding)
    for text in TEXTS
    for encoding in ("windows-1252", "mac-roman", "cp850")
    if "’" not in text or encoding != "cp850"  # DOS had no such quotation marks
]


@pytest.mark.parametrize(("text", "encoding"), OLD)
@pytest.mark.parametrize("declared", DECLARED)
def test_old_encodings_are_told(text: str, encoding: str, declared: str | None) -> None:
    assert decoded(text.encode(encoding), Hints(), declared) == text
    assert decoded(text.encode(encoding), Hints(charset=declared)) == text


def test_a_declaration_that_fits_is_believed() -> None:
    polish = "Klaster skupia ponad sto małych i średnich przedsiębiorstw, które współpracują."
    assert decoded(polish.encode("iso-8859-2"), Hints(charset="utf-8"), "iso-8859-2") == polish


def test_single_broken_bytes_cost_only_themselves() -> None:
    text = "Größere Städte fördern Gründerinnen. "
    assert decoded(text.encode() + b"\xfc" + text.encode(), Hints()) == f"{text}\ufffd{text}"


@pytest.mark.parametrize(
    "name", ["bz2", "hex", "idna", "unicode_escape", "utf-7", "no-such", "", "a\x00b", "ä" * 500]
)
def test_a_declaration_cannot_ask_for_anything_else(name: str) -> None:
    assert decoded(b"\xfcber uns", Hints(charset=name), name) == "über uns"
