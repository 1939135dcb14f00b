"""Which concepts does a query name, and by which other labels?

1. Every label of every concept of the delivered thesaurus names its concept, in any case, with the words of
   the query around it; short names only exactly as written.
2. Runs, inflections and hyphens: a longer label hides the shorter ones within it, plural and singular meet.
3. A label of several concepts leads to all with less weight; labels of narrower concepts have less.
4. What was typed is not added again; weights are in (0, 1].
5. Related concepts are those that have one of the words in a label, most words first.
6. The words of the thesaurus are its labels of one word, by their folded keys, without short names.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis.forms import fold
from indexer.analysis.tokenizer import tokenize
from indexer.search.concepts import AMBIGUOUS, LONGEST_LABEL, NARROWER, ConceptIndex, Naming
from kb.vocabulary import Concept, Vocabulary
from tests.indexer.corpora import delivered_vocabularies

DELIVERED = delivered_vocabularies()["thesaurus"]
INDEX = ConceptIndex(DELIVERED)
LABELS = [(concept.id, text) for concept in DELIVERED for _, text in concept.labels()]
EXACT = {text for concept in DELIVERED for text in concept.case_sensitive}


def a_thesaurus(*concepts: dict[str, Any]) -> ConceptIndex:
    return ConceptIndex(
        Vocabulary("thesaurus", {}, {entry["id"]: Concept.model_validate(entry) for entry in concepts})
    )


def namings(index: ConceptIndex, text: str) -> tuple[Naming, ...]:
    terms, starts, ends = tokenize(text)
    return index.namings(tuple(terms), tuple(text[a:b] for a, b in zip(starts, ends, strict=True)))


def added(naming: Naming) -> dict[str, float]:
    return {label.text: weight for label, weight in naming.labels}


def test_every_label_names_its_concept() -> None:
    for concept, text in LABELS:
        if len(tokenize(text).terms) > LONGEST_LABEL:
            continue
        assert concept in {naming.concept for naming in namings(INDEX, text)}, text
        assert concept in {naming.concept for naming in namings(INDEX, f"xyz {text} xyz")}, text
        if text not in EXACT:
            assert concept in {naming.concept for naming in namings(INDEX, text.upper())}, text
            assert concept in {naming.concept for naming in namings(INDEX, text.lower())}, text


def test_short_names_count_only_as_written() -> None:
    for text in EXACT:
        assert namings(INDEX, text), text
        named = [naming for naming in namings(INDEX, text.lower()) if naming.end - naming.first == 1]
        for naming in named:
            texts = [label for _, label in DELIVERED.concepts[naming.concept].labels()]
            assert any(label not in EXACT and label.lower() == text.lower() for label in texts), text


@given(st.lists(st.sampled_from([text for _, text in LABELS] + ["und", "xyz"]), max_size=4).map(" ".join))
def test_namings_are_runs_of_the_query_with_weights(text: str) -> None:
    count = len(tokenize(text).terms)
    found = namings(INDEX, text)
    for naming in found:
        assert 0 <= naming.first < naming.end <= count
        assert naming.end - naming.first <= LONGEST_LABEL
        assert all(0 < weight <= 1 for _, weight in naming.labels)
        assert all(label.terms for label, _ in naming.labels)
        for other in found:
            assert not (
                other.first <= naming.first
                and naming.end <= other.end
                and (naming.first, naming.end) != (other.first, other.end)
            )


@given(st.text())
def test_any_text_names_something_or_nothing(text: str) -> None:
    namings(INDEX, text)
    INDEX.related(tuple(tokenize(text).terms))


NETWORK = {"id": "network", "label": {"de": "Netzwerk", "en": "Network"}}
FIRM = {
    "id": "firm",
    "label": {"en": "Business network", "de": "E-Netzwerk"},
    "alternatives": {"en": ["BN"]},
    "broader": "network",
    "case_sensitive": ["BN"],
}


def test_inflections_of_a_label_name_it() -> None:
    index = a_thesaurus(NETWORK, FIRM)
    for text in ("Netzwerke", "networks", "NETWORK"):
        assert [naming.concept for naming in namings(index, text)] == ["network"]


def test_a_longer_label_hides_what_is_within_it() -> None:
    index = a_thesaurus(NETWORK, FIRM)
    assert [(n.first, n.end, n.concept) for n in namings(index, "business networks")] == [(0, 2, "firm")]
    assert [(n.first, n.end, n.concept) for n in namings(index, "network business network")] == [
        (1, 3, "firm"),
        (0, 1, "network"),
    ]


def test_narrower_labels_are_added_with_less_weight_broader_ones_not() -> None:
    index = a_thesaurus(NETWORK, FIRM)
    (network,) = namings(index, "Netzwerk")
    assert added(network) == {
        "Network": 1.0,
        "Business network": NARROWER,
        "E-Netzwerk": NARROWER,
        "BN": NARROWER,
    }
    (firm,) = namings(index, "business network")
    assert added(firm) == {"E-Netzwerk": 1.0, "BN": 1.0}


def test_a_label_with_a_hyphen_is_also_searched_as_one_word() -> None:
    (firm,) = namings(a_thesaurus(NETWORK, FIRM), "business network")
    assert [label.terms for label, _ in firm.labels if label.language == "de"] == [
        ("e", "netzwerk"),
        ("enetzwerk",),
    ]
    assert [n.concept for n in namings(a_thesaurus(NETWORK, FIRM), "enetzwerk")] == ["firm"]


def test_a_short_name_is_searched_only_as_written() -> None:
    (firm,) = namings(a_thesaurus(NETWORK, FIRM), "business network")
    assert [(label.terms, label.exact) for label, _ in firm.labels if label.text == "BN"] == [(("BN",), True)]
    (typed,) = namings(a_thesaurus(NETWORK, FIRM), "BN")
    assert typed.concept == "firm"
    assert "BN" not in added(typed)
    assert namings(a_thesaurus(NETWORK, FIRM), "bn") == ()


def test_a_label_of_two_concepts_leads_to_both_with_less_weight() -> None:
    index = a_thesaurus(
        {"id": "bank", "label": {"de": "Bank", "en": "Bank"}, "alternatives": {"en": ["credit house"]}},
        {"id": "bench", "label": {"de": "Bank", "en": "Bench"}},
    )
    found = {naming.concept: added(naming) for naming in namings(index, "Bank")}
    assert found == {"bank": {"credit house": AMBIGUOUS}, "bench": {"Bench": AMBIGUOUS}}
    assert 0 < AMBIGUOUS < 1
    assert 0 < NARROWER < 1


def test_a_label_that_is_too_long_is_left_out() -> None:
    index = a_thesaurus({"id": "long", "label": {"en": "one two three four five six", "de": "Lang"}})
    assert [added(naming) for naming in namings(index, "Lang")] == [{}]


def test_related_concepts_share_words_of_their_labels() -> None:
    index = a_thesaurus(NETWORK, FIRM, {"id": "fair", "label": {"en": "Fair"}})
    assert index.related(("business", "networks")) == ("firm", "network")
    assert index.related(("fairs",)) == ("fair",)
    assert index.related(("nothing",)) == ()


def test_the_words_are_the_labels_of_one_word() -> None:
    index = a_thesaurus(NETWORK, FIRM, {"id": "fees", "label": {"de": "Beiträge", "en": "Membership fees"}})
    assert index.words == {
        "netzwerk": "netzwerk",
        "network": "network",
        "enetzwerk": "enetzwerk",  # E-Netzwerk
        "beitrage": "beiträge",
    }


def test_every_word_of_the_delivered_thesaurus_names_a_concept() -> None:
    assert len(INDEX.words) > 1000
    for key, word in INDEX.words.items():
        assert key == fold(word)
        assert namings(INDEX, word), word


@pytest.mark.parametrize(("reader", "text"), [("de", "Netzwerk"), ("en", "Network"), ("da", "Netzwerk")])
def test_a_concept_has_a_label_for_every_reader(reader: str, text: str) -> None:
    assert a_thesaurus(NETWORK).label("network", reader) == text
