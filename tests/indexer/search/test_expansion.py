"""By which forms is each word of a query searched?

1. Every word has its group, in the order typed; forms come from the index, so each finds something.
2. ``without`` drops compounds, all concepts or one, translations and corrections, and nothing else.
3. What was added is told for each word, spelt as the records spell it, and everything told is searched.
4. Words that were typed apart or with hyphens are also searched as one; beside a letter with a hyphen a word
   counts only as a part, and the letter alone not at all.
5. Words without meaning get no compounds; what is an abbreviation as typed is looked for as written first.
6. A word that was corrected has the forms of what was meant, and all of them are shown as corrections.
7. Letters and their folded spellings are one thing on both sides.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.search.conjunctions import CONJUNCTION
from indexer.search.correcting import PER_EDIT
from indexer.search.expansion import MOST_SHOWN, Expanded, expand
from indexer.search.groups import Form
from indexer.search.query_language import parse
from indexer.search.results import MATCH_CLASSES, Expansion
from indexer.search.searcher import Searcher
from indexer.search.units import Units
from tests.indexer import corpora
from tests.indexer.corpora import WORDS, values
from tests.tiers import examples

PARTS = ("compounds", "concepts", "typos", "dictionary")
CLASS_OF = {"compounds": "compound", "concepts": "concept", "typos": "typo", "dictionary": "dictionary"}
ALL_WORDS = sorted({word for words in WORDS.values() for word in words})
TYPED = st.lists(
    st.sampled_from([*ALL_WORDS, "Hafenmesse", "mesen", "und", "KI", "skilled", "workers", "e-mobility"]),
    min_size=1,
    max_size=5,
).map(" ".join)
RECORDS = [
    values("one", title={"de": "Hafenwerft Hafen Netzwerk Fachkräfte IT"}, summary={"de": "e-mobility KI"}),
    values("two", title={"en": "Skilled workers network emobility"}, summary={"en": "a port"}),
]


@pytest.fixture(scope="module")
def searcher() -> Searcher:
    return corpora.in_memory(RECORDS)


def expanded(searcher: Searcher, text: str, *without: str) -> Expanded:
    return expand(parse(text), searcher._prepared, None, frozenset(without))


def forms(searcher: Searcher, text: str, *without: str) -> list[Form]:
    """The forms of a query of one word."""
    (group,) = expanded(searcher, text, *without).groups
    return list(group.forms)


@settings(max_examples=examples(40, 1000))
@given(TYPED, st.sets(st.sampled_from(PARTS)))
def test_each_word_has_forms_of_the_index(a_searcher: Searcher, text: str, without: set[str]) -> None:
    found = expanded(a_searcher, text, *without)
    query = parse(text)
    assert [(group.term, group.text) for group in found.groups] == [
        *zip(query.words, query.shown, strict=True)
    ]
    for group in found.groups:
        assert len(set(group.forms)) == len(group.forms)
        for form in group.forms:
            assert form.parts
            assert all(form.parts)
            assert 0 < form.weight <= 1
            for part in form.parts:
                single = Form(form.match, form.language, (part,))
                assert len(Units(a_searcher._prepared).frequencies(single).documents)


@settings(max_examples=examples(40, 1000))
@given(TYPED, st.sets(st.sampled_from(PARTS)))
def test_what_is_dropped_is_gone_and_the_rest_stays(
    a_searcher: Searcher, text: str, without: set[str]
) -> None:
    dropped = {CLASS_OF[name] for name in without}
    whole, rest = expanded(a_searcher, text).groups, expanded(a_searcher, text, *without).groups
    for everything, group in zip(whole, rest, strict=True):
        assert {form.match for form in group.forms}.isdisjoint(dropped - {"compound"})
        if everything.correction is not None and "typos" in without:
            continue  # its forms were those of another word
        kept = [form for form in everything.forms if form.match not in dropped]
        as_one = [form for form in group.forms if form.match == "compound" and "compound" in dropped]
        assert [form for form in group.forms if form not in as_one] == kept
        typed = "".join(parse(text).words)
        assert all(term in typed for form in as_one for part in form.parts for term in part)


@settings(max_examples=examples(40, 1000))
@given(TYPED)
def test_everything_told_is_searched_and_can_be_dropped(a_searcher: Searcher, text: str) -> None:
    found = expanded(a_searcher, text)
    for expansion in found.expansions:
        assert expansion.added
        rest = expanded(a_searcher, text, expansion.key).expansions
        assert expansion.key not in {other.key for other in rest}
    kinds = {form.match for group in found.groups for form in group.forms}
    told = {expansion.kind for expansion in found.expansions}
    assert any(group.correction for group in found.groups) == ("typos" in told)
    if "concept" in kinds:
        assert "concept" in told


def test_one_concept_is_dropped_by_its_key(searcher: Searcher) -> None:
    kept = forms(searcher, "Fachkräfte", "concept:network")
    assert kept == forms(searcher, "Fachkräfte")
    assert any(form.match == "concept" for form in kept)
    dropped = forms(searcher, "Fachkräfte", "concept:skilled-workers")
    assert [form.match for form in dropped] == ["exact", "compound"]


def test_a_label_is_searched_side_by_side_in_its_language(searcher: Searcher) -> None:
    (label,) = [form for form in forms(searcher, "Fachkräfte") if form.match == "concept"]
    assert label == Form("concept", "en", (("skilled",), ("workers",)), 1.0, adjacent=True)


def test_a_concept_of_two_words_answers_each_of_them(searcher: Searcher) -> None:
    found = expanded(searcher, "skilled workers")
    for group in found.groups:
        assert Form("concept", "de", (("fachkräfte",),), 1.0, adjacent=True) in group.forms
    assert Expansion("concept", "concept:skilled-workers", "skilled workers", ("Fachkräfte",)) in (
        found.expansions
    )


def test_labels_that_no_record_holds_are_not_told(searcher: Searcher) -> None:
    (expansion,) = [e for e in expanded(searcher, "Fachkräfte").expansions if e.kind == "concept"]
    assert expansion.added == ("Skilled workers",)


@pytest.mark.parametrize("text", ["e-mobility", "E-Mobility", "e\u2011mobility"])
def test_what_was_typed_with_hyphens_is_the_joined_word(searcher: Searcher, text: str) -> None:
    for group in expanded(searcher, text, "concepts").groups:
        assert Form("exact", "en", (("emobility",),)) in group.forms
        assert Form("exact", "de", (("emobility",),)) in group.forms


def test_beside_a_letter_with_a_hyphen_a_word_is_only_a_part() -> None:
    records = [values("one", title={"en": "E mobility"}, summary={"en": "mobilities, emobility"})]
    searcher = corpora.in_memory(records)
    letter, word = expanded(searcher, "e-mobility", "concepts").groups
    joined, part = (("emobility",),), (("mobility", "mobilities"),)
    assert [form for form in letter.forms if form.language == "en"] == [Form("exact", "en", joined)]
    assert [form for form in word.forms if form.language == "en"] == [
        Form("compound", "en", part),
        Form("exact", "en", joined),
    ]
    for group in expanded(searcher, "e mobility", "concepts").groups:
        assert Form("exact", "en", ((group.term,),)) in group.forms


@pytest.mark.parametrize("text", ["e-mobility", "plug-in-e-mobility"])
def test_such_a_word_is_no_better_than_a_part_without_the_joined_one(text: str) -> None:
    searcher = corpora.in_memory([values("one", title={"en": "E in plug mobility"}, summary={"en": "x"})])
    for group in expanded(searcher, text, "concepts", "typos").groups:
        assert {form.match for form in group.forms} <= {"compound"}
        assert bool(group.forms) == (group.term != "e")


def test_words_of_more_letters_with_a_hyphen_are_words() -> None:
    searcher = corpora.in_memory([values("one", title={"de": "Cluster Manager"}, summary={"de": "x"})])
    for group in expanded(searcher, "Cluster-Manager", "concepts").groups:
        assert group.forms[0].match == "exact"
        assert not group.minor


def test_neighbours_are_also_searched_as_one_word_like_a_compound(searcher: Searcher) -> None:
    for group in expanded(searcher, "Hafen Werft").groups:
        assert Form("compound", "de", (("hafenwerft",),)) in group.forms
    for group in expanded(searcher, "Hafen Werft", "compounds").groups:
        assert Form("compound", "de", (("hafenwerft",),)) in group.forms  # it was typed


def test_a_compound_is_searched_by_its_parts_and_a_part_by_its_compounds(searcher: Searcher) -> None:
    assert Form("compound", "de", (("hafenwerft",),)) in forms(searcher, "Werft")
    assert [f for f in forms(searcher, "Hafennetzwerk") if f.match == "compound"] == [
        Form("compound", "de", (("hafen", "hafenwerft"), ("netzwerk",)), CONJUNCTION)
    ]
    assert forms(searcher, "Hafenbeirat", "typos") == []  # not only one of its parts


def told(searcher: Searcher, text: str) -> tuple[str, ...]:
    (expansion,) = [each for each in expanded(searcher, text).expansions if each.kind == "compounds"]
    return expansion.added


def test_a_compound_typed_without_umlauts_is_searched_by_its_parts() -> None:
    searcher = corpora.in_memory([values("one", title={"de": "Förderung von Häfen"}, summary={"de": "x"})])
    (form,) = [form for form in forms(searcher, "Hafenfoerderung") if form.match == "compound"]
    assert form == Form("compound", "de", (("häfen",), ("förderung",)), CONJUNCTION)
    assert told(searcher, "Hafenfoerderung") == ("Häfen", "Förderung")


@pytest.mark.parametrize(
    ("title", "text", "added"),
    [
        ("Hafen und Kran", "Hafenkran", ("Hafen", "Kran")),
        ("Häfen mit Kränen", "Hafenkran", ("Häfen", "Kränen")),
        ("Wir fordern und fördern einen Hafen", "Förderhafen", ("fördern", "Hafen")),
        ("Hafenkräne und Kräne", "Hafenkran", ("hafen", "Kräne")),  # Hafen never stands alone
        ("HafenKran und hafenkran, hafenkran", "Hafen", ("hafenkran",)),
        ("Hafenkran", "hafen", ("Hafenkran",)),
    ],
)
def test_compounds_and_parts_are_told_as_the_records_spell_them(
    title: str, text: str, added: tuple[str, ...]
) -> None:
    assert told(corpora.in_memory([values("one", title={"de": title}, summary={"de": "x"})]), text) == added


def test_only_some_of_the_compounds_are_told() -> None:
    many = ("Hafenkran", "Hafenwerft", "Hafenmesse", "Hafennetzwerk", "Hafenförderung", "Hafenprüfung")
    searcher = corpora.in_memory([values("one", title={"de": " ".join(many)}, summary={"de": "x"})])
    assert len(many) > MOST_SHOWN
    assert len(told(searcher, "Hafen")) == MOST_SHOWN
    assert set(told(searcher, "Hafen")) < set(many)


def test_a_word_without_meaning_has_no_compounds() -> None:
    searcher = corpora.in_memory([values("one", title={"de": "Ankommen und an Bord"})])
    assert {form.match for form in forms(searcher, "an")} == {"exact"}


def test_what_is_typed_as_an_abbreviation_is_looked_for_as_written_first(searcher: Searcher) -> None:
    found = [form for form in forms(searcher, "KI") if form.language == "de"]
    assert found[:2] == [Form("exact", "de", (("KI",),)), Form("stem", "de", (("ki",),))]
    assert [form.match for form in forms(searcher, "ki") if form.language == "de"] == ["exact"]


def test_an_abbreviation_is_no_word_without_meaning(searcher: Searcher) -> None:
    assert not expanded(searcher, "IT").groups[0].is_stop
    assert expanded(searcher, "it").groups[0].is_stop
    assert expanded(searcher, "AN").groups[0].is_stop  # no record holds it so


@pytest.mark.parametrize("text", ["Fachkraefte", "FACHKRAFTE", "fachkräfte", "Fachkra\u0308fte"])
def test_spellings_have_the_same_forms(searcher: Searcher, text: str) -> None:
    assert forms(searcher, text, "compounds") == forms(searcher, "Fachkräfte", "compounds")


def test_a_corrected_word_has_the_forms_of_what_was_meant_and_is_shown_as_a_correction(
    searcher: Searcher,
) -> None:
    found = expanded(searcher, "Fachkräffte")
    (group,) = found.groups
    assert list(group.forms) == forms(searcher, "Fachkräfte")
    assert (group.term, group.text, group.correction) == ("fachkräffte", "Fachkräffte", PER_EDIT)
    assert {group.match_of(form.match) for form in group.forms} == {"typo"}
    assert found.expansions[0] == Expansion("typos", "typos", "Fachkräffte", ("Fachkräfte",))
    assert forms(searcher, "Fachkräffte", "typos") == []


def test_a_word_that_is_not_corrected_is_shown_as_it_was_found(searcher: Searcher) -> None:
    (group,) = expanded(searcher, "Fachkräfte").groups
    assert group.correction is None
    assert all(group.match_of(name) == name for name in MATCH_CLASSES)


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("e-mobility", [True, False]),
        ("e mobility", [False, False]),
        ("R&D-Projekt", [False, False]),
        ("S3-Strategie", [False, False]),
        ("Schleswig-Holstein", [False, False]),
    ],
)
def test_a_single_letter_before_a_hyphen_is_not_required(
    searcher: Searcher, text: str, minor: list[bool]
) -> None:
    groups = expanded(searcher, text).groups
    assert [group.minor for group in groups] == minor
    assert all(group.is_stop for group in groups if group.minor)
