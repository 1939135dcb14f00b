"""The language of a text is told, or not at all.

1. German, English and Danish sentences are told, in whatever order they are asked for.
2. Languages that look like them are none of them.
3. What is too short, or no words, has no language.
4. Addresses, numbers and names of programmes do not decide.
5. Of a long text all parts count.
6. No file is written to tell it.
"""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.ingest.languages import LONGEST, language_of
from tests.tiers import examples

SENTENCES = {
    "de": (
        "Das Netzwerk finanziert sich aus Beiträgen seiner Mitglieder.",
        "Erfolgsfaktoren und Wirkung",
        "Wer kann einen Antrag stellen?",
    ),
    "en": (
        "The network is financed by the fees of its members.",
        "What we have learned from it",
        "Who can apply for a grant?",
    ),
    "da": (
        "Netværket finansieres af medlemmernes kontingent.",
        "Klynger og netværk i hele landet",
        "Hvem kan søge om tilskud?",
    ),
}
OTHERS = (
    "Het netwerk wordt gefinancierd met de bijdragen van zijn leden in de hele regio.",
    "Nettverket finansieres av bidragene fra medlemmene, som er bedrifter i hele Norge.",
    "Nätverket finansieras genom medlemmarnas avgifter och bidrag från regionen.",
    "Le réseau est financé par les cotisations de ses membres dans toute la région.",
    "Sieć jest finansowana ze składek członków i ze środków regionu.",
)


@pytest.mark.parametrize(
    ("language", "text"), [(name, text) for name in SENTENCES for text in SENTENCES[name]]
)
def test_sentences_of_the_three_languages_are_told(language: str, text: str) -> None:
    assert language_of(text) == language
    assert language_of(text) == language


@pytest.mark.parametrize("text", OTHERS)
def test_languages_that_look_like_them_are_none_of_them(text: str) -> None:
    assert language_of(text) is None


@pytest.mark.parametrize(
    "text", ["", " ", "Cluster", "Interreg 2021", "12 345,6 %", "https://example.org/der-die-das", "---"]
)
def test_what_is_too_short_or_no_words_has_no_language(text: str) -> None:
    assert language_of(text) is None


def test_addresses_and_numbers_do_not_decide() -> None:
    noise = " https://example.org/the/and/of/network-of-the-members 2019 350 EU2020 " * 20
    assert language_of(SENTENCES["da"][0] + noise) == "da"


def test_of_a_long_text_all_parts_count() -> None:
    abstract = SENTENCES["en"][0] * 20
    assert language_of(abstract + SENTENCES["de"][0] * (LONGEST // 20)) == "de"


@settings(max_examples=examples(50, 2_000), deadline=None)
@given(st.text(max_size=200))
def test_no_text_is_an_error(text: str) -> None:
    assert language_of(text) in (None, "de", "en", "da")


def test_no_file_is_written() -> None:
    code = (
        "import resource; from indexer.ingest.languages import language_of;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0));"
        f"assert language_of({SENTENCES['de'][0]!r}) == 'de'"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
