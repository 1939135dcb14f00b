"""The words a term is made of.

1. Parts are given only where they cover the word; letters with a number are two parts.
2. Each part is given as it stands and in its base form.
3. Compounds that were typed without umlauts have the parts they have with them.
4. Any text has parts or none, and no part is empty.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis.compounds import splitter
from indexer.analysis.forms import fold
from indexer.analysis.parts import parts_of, with_umlauts

WORDS = ["messe", "förderung", "mitglieder", "netzwerk", "straßen", "hafen", "werft", "antrags", "prüfungs"]


@pytest.mark.parametrize(
    ("term", "parts"),
    [
        ("clusterfinanzierung", (("cluster",), ("finanzierung",))),
        ("iso9001", (("iso",), ("9001",))),
        ("horizon2020", (("horizon",), ("2020",))),
        ("s3", ()),
        ("4helix", ()),
        ("kiel", ()),
        ("emobility", ()),
        ("clusterfoerderung", (("cluster",), ("förderung",))),
        ("frauenfoerderung", (("frau", "frauen"), ("förderung",))),
        ("steuerfoerderung", (("steuer",), ("förderung",))),
        ("foerderung", ()),
        ("quelle", ()),
        ("xfinanzierung", ()),
        ("", ()),
    ],
)
def test_parts_cover_the_whole_word(term: str, parts: tuple[tuple[str, ...], ...]) -> None:
    assert parts_of(term, splitter()) == parts


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("clusterfoerderung", "clusterförderung"),
        ("haefen", "häfen"),
        ("pruefgebuehr", "prüfgebühr"),
        ("frauen", "frauen"),
        ("steuerpruefung", "steuerprüfung"),
        ("qualitaetsquelle", "qualitätsquelle"),
        ("ae", "ä"),
        ("ue", "ü"),
        ("kran", "kran"),
        ("", ""),
    ],
)
def test_umlauts_are_put_in_where_they_may_be_meant(typed: str, meant: str) -> None:
    assert with_umlauts(typed) == meant


@given(st.sampled_from(WORDS), st.sampled_from(["förderung", "beiträge", "prüfung", "häfen", "größe"]))
def test_a_compound_without_umlauts_has_the_parts_it_has_with_them(first: str, second: str) -> None:
    term = f"{first}{second}".casefold()
    spelt_out = term.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    found = [[fold(part[0]) for part in parts_of(each, splitter())] for each in (term, spelt_out)]
    assert found[0] == found[1]


@given(
    st.sampled_from(["clusterfinanzierung", "mitgliedsbeiträge", "fachkräftesicherung", "windenergiecluster"])
)
def test_each_part_is_given_as_it_stands_and_in_its_base_form(term: str) -> None:
    compound = splitter().compound(term)
    assert compound is not None
    assert [set(part) for part in parts_of(term, splitter())] == [
        {part, base} for part, base in zip(compound.parts, compound.bases, strict=True)
    ]


@given(st.one_of(st.text(), st.lists(st.sampled_from(["hafen", "iso", "9001", "ue", "x"])).map("".join)))
def test_no_text_has_an_empty_part(term: str) -> None:
    parts = parts_of(term, splitter())
    assert len(parts) != 1
    assert all(form for part in parts for form in part)
