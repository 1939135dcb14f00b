"""How is a record cited?

1. As an entry of the knowledge base, with its address, the day of its last change, the day it is cited on,
   and its sources; no source becomes its author.
2. A study, guide or paper that names itself among its sources, with publisher and year, is cited as the work
   itself, and the entry is named beside it.
3. What is not known is left out: the address, the year.
4. Any Unicode text gives exactly one entry for each record, in RIS and in BibTeX, with the text in it; the
   words are one line.
5. The title is in the language asked for, else in the original one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.citations import bibtex, in_words, ris
from tests.indexer.citations_read import bibtex_entries, ris_entries, shown
from tests.tiers import examples

DAY = date(2026, 11, 28)
FEES: dict[str, Any] = {
    "id": "fees",
    "kind": "guide",
    "title": {"de": "Beiträge & Förderung: 100 % {gut}", "en": "Membership fees"},
    "organisation": {"name": "Harbour Office"},
    "published_year": 2019,
    "sources": [
        {"url": "https://example.org/a_b?c=1&d=%20#e", "title": "Jahresbericht", "publisher": "Port"},
        {"url": "https://example.com/", "title": "Statutes"},
    ],
    "created": "2026-04-05T10:00:00Z",
    "edited": "2026-05-04T10:00:00Z",
}
GUIDE = {
    **FEES,
    "sources": [
        {"url": "https://example.com/", "title": "Statutes", "publisher": "Port"},
        {
            "url": "https://example.org/guide",
            "title": "membership  Fees",
            "publisher": "Müller, Meier and Co",
            "language": "en",
            "accessed": "2026-02-03",
        },
    ],
}
TEXTS = st.text(min_size=1, max_size=60) | st.text("\\{}%&$#_~^\"'@,=-\r\n\u2028\x85 aä", min_size=1)
ADDRESSES = st.text('abc{}\\%_#&?=ä~^<>|`"', max_size=20).map("https://example.org/".__add__)


def address(record_id: str) -> str:
    return f"https://leuchtturm.example/records/{record_id}"


def as_ris(record: Mapping[str, Any], language: str = "") -> dict[str, list[str]]:
    (entry,) = ris_entries("".join(ris([record], address, DAY, language)))
    return entry


def as_bibtex(record: Mapping[str, Any], language: str = "") -> dict[str, str]:
    found = bibtex_entries("".join(bibtex([record], address, DAY, language)))
    assert list(found) == [record["id"]]
    return found[record["id"]]


def test_a_record_is_cited_as_an_entry_of_the_knowledge_base() -> None:
    assert as_ris(FEES, "en") == {
        "TY": ["ELEC"],
        "ID": ["fees"],
        "AU": ["Leuchtturm"],
        "TI": ["Membership fees"],
        "PY": ["2026"],
        "DA": ["2026/05/04/"],
        "LA": ["en"],
        "UR": ["https://leuchtturm.example/records/fees"],
        "Y2": ["2026/11/28/"],
        "N1": [
            "Source: Jahresbericht (Port), https://example.org/a_b?c=1&d=%20#e",
            "Source: Statutes, https://example.com/",
        ],
    }


def test_bibtex_says_the_same_with_its_own_escapes() -> None:
    entry = as_bibtex(FEES, "de")
    assert entry["@"] == "misc"
    assert entry["author"] == "{Leuchtturm}"
    title = r"{Beiträge \& Förderung: 100 \% \textbraceleft{}gut\textbraceright{}}"
    assert (entry["title"], shown(entry["title"])) == (title, FEES["title"]["de"])
    assert (entry["year"], entry["month"], entry["urldate"]) == ("2026", "may", "2026-11-28")
    assert entry["url"] == "https://leuchtturm.example/records/fees"
    sources = "Quelle: Jahresbericht (Port), https://example.org/a_b?c=1&d=%20#e"
    assert shown(entry["note"]).startswith(sources)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            "Leuchtturm (2026): Membership fees. Entry of the knowledge base Leuchtturm, last changed on "
            "4 May 2026. https://leuchtturm.example/records/fees (accessed on 28 November 2026)",
        ),
        (
            "de",
            "Leuchtturm (2026): Beiträge & Förderung: 100 % {gut}. Eintrag der Wissensbasis Leuchtturm, "
            "zuletzt geändert am 4. Mai 2026. https://leuchtturm.example/records/fees "
            "(abgerufen am 28. November 2026)",
        ),
    ],
)
def test_the_words_are_in_the_language_of_the_reader(language: str, words: str) -> None:
    assert in_words(FEES, language, address("fees"), DAY) == words


def test_a_work_that_is_its_own_source_is_cited_itself() -> None:
    entry = as_ris(GUIDE, "en")
    assert entry["TY"] == ["RPRT"]
    assert (entry["AU"], entry["PB"]) == (["Müller, Meier and Co"], ["Müller, Meier and Co"])
    assert (entry["TI"], entry["PY"]) == (["membership Fees"], ["2019"])
    assert (entry["UR"], entry["Y2"]) == (["https://example.org/guide"], ["2026/02/03/"])
    (note,) = entry["N1"]
    assert address("fees") in note
    assert "4 May 2026" in note
    other = as_bibtex(GUIDE)
    assert other["@"] == "techreport"
    assert other["author"] == other["institution"] == "{Müller, Meier and Co}"  # one name in spite of "and"
    words = in_words(GUIDE, "en", address("fees"), DAY)
    assert words.startswith(
        "Müller, Meier and Co (2019): membership Fees. https://example.org/guide (accessed"
    )
    assert address("fees") in words


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "best-practice"},
        {"published_year": None},
        {"title": {"en": "Another title"}},
        {"sources": [{"url": "https://example.org/", "title": "Membership fees"}]},
    ],
)
def test_whatever_a_work_lacks_makes_it_an_entry(changes: dict[str, Any]) -> None:
    assert as_ris({**GUIDE, **changes})["AU"] == ["Leuchtturm"]


def test_what_is_not_known_is_left_out() -> None:
    bare = {"id": "bare", "kind": "study", "title": {"en": "Bare"}}
    (entry,) = ris_entries("".join(ris([bare], lambda _: "", DAY)))
    assert entry == {"TY": ["ELEC"], "ID": ["bare"], "AU": ["Leuchtturm"], "TI": ["Bare"], "LA": ["en"]}
    assert set(as_bibtex(bare)) == {"@", "author", "title", "language", "url", "urldate"}
    words = in_words(bare, "en", "", DAY)
    assert words == "Leuchtturm (n.d.): Bare. Entry of the knowledge base Leuchtturm."


def test_the_title_is_in_the_language_asked_for_else_in_the_original() -> None:
    record = {**FEES, "original_language": "en"}
    assert as_ris(record)["LA"] == ["en"]
    assert as_ris(record, "de")["LA"] == ["de"]
    assert as_ris({**FEES, "title": {"da": "Kontingent"}}, "de")["TI"] == ["Kontingent"]


def one_line(text: str) -> str:
    """The text without what cannot be seen, its blanks made one."""
    unseen = ("Cc", "Cs", "Zl", "Zp")
    return " ".join("".join(" " if unicodedata.category(s) in unseen else s for s in text).split())


@settings(max_examples=examples(100, 5000), deadline=None)
@given(title=TEXTS, publisher=TEXTS, url=ADDRESSES, same=st.booleans())
def test_any_text_gives_one_entry_with_the_text_in_it(
    title: str, publisher: str, url: str, same: bool
) -> None:
    source = {"url": url, "title": title if same else "Other", "publisher": publisher}
    hostile = {**FEES, "id": "hostile", "title": {"de": title}, "sources": [source]}
    records = [hostile, FEES]
    first, last = ris_entries("".join(ris(records, address, DAY)))
    assert (first["ID"], last["ID"]) == (["hostile"], ["fees"])
    assert first.get("TI", [""]) == [one_line(title)] or not one_line(title)
    entries = bibtex_entries("".join(bibtex(records, address, DAY)))
    assert list(entries) == ["hostile", "fees"]
    assert one_line(shown(entries["hostile"].get("title", ""))) == one_line(title)
    words = in_words(hostile, "de", address("hostile"), DAY)
    assert words.splitlines() == [words]
    assert one_line(title) in words


@given(st.text(max_size=8))
@settings(max_examples=examples(30, 500), deadline=None)
def test_an_unknown_language_is_answered_in_english_or_the_language_of_the_title(language: str) -> None:
    assert "knowledge base" in in_words(FEES, language, "", DAY) or language in ("de", "da")
