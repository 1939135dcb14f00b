"""How well documents answer a word.

1. The score is the BM25F formula of the contract, written again from the words of the records.
2. A weaker class never outranks a better one of equal frequency.
3. Equal scores stand by id; repeated words count; rare words weigh more.
4. The reader's language is a mild preference and nothing more.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis.forms import fold, stem
from indexer.analysis.tokenizer import tokenize
from indexer.search.ranking import LAMBDA, idf
from indexer.search.request import SearchRequest
from indexer.search.results import MATCH_CLASSES
from indexer.search.searcher import Searcher
from kb.vocabulary import load_vocabularies
from tests.indexer import corpora
from tests.indexer.corpora import SOME_RECORDS, WORDS, values
from tests.tiers import examples

VOCABULARIES = load_vocabularies()
WEIGHTS = {"title": 5.0, "summary": 2.0, "approach": 1.0, "concepts": 1.5, "names": 1.5}
CONCEPTS = (("kind", "kinds"), ("themes", "themes"), ("sectors", "sectors"))
PLACES = (("countries", "countries"), ("regions", "regions"))
INDEXED = [record for record in SOME_RECORDS if record["status"] != "draft"]


def texts(record: dict[str, Any], language: str) -> dict[str, list[str]]:
    """The words of the random records, per field, in one language; names belong to every language."""
    if record["status"] == "merged":
        return {}
    labels: list[str] = []
    place = record.get("place", {})
    asked = [(record.get(name, []), vocabulary) for name, vocabulary in CONCEPTS]
    asked += [(record.get("target_groups", []), "target-groups")]
    asked += [(place.get(name, []), vocabulary) for name, vocabulary in PLACES]
    for ids, vocabulary in asked:
        for concept_id in [ids] if isinstance(ids, str) else ids:
            label = VOCABULARIES[vocabulary].concepts[concept_id].label
            labels += [text for code, text in label.items() if code == language]
    found = {name: record.get(name, {}).get(language, "") for name in ("title", "summary", "approach")}
    found |= {"concepts": " ".join(labels), "names": record.get("organisation", {}).get("name", "")}
    return {name: tokenize(text).terms for name, text in found.items()}


def score(query: list[str], record: dict[str, Any], reader: str) -> float:
    """idf times the best over languages and classes of lambda * tf / (1.2 + tf), summed over the words."""
    total = 0.0
    for word in query:
        holding = sum(any(answers(word, other, language) for language in WORDS) for other in INDEXED)
        best = 0.0
        for language in WORDS:
            tf = 0.0
            for name, factor in (("exact", 1.0), ("stem", 0.85)):
                for field, terms in texts(record, language).items():
                    hits = sum(class_of(word, term, language) == name for term in terms)
                    tf += (
                        WEIGHTS[field] * hits / (1 - 0.6 + 0.6 * len(terms) / mean(field, language))
                        if hits
                        else 0
                    )
                best = max(best, factor * tf / (1.2 + tf) if answered(word, name, language) else 0)
        total += math.log(1 + (len(INDEXED) - holding + 0.5) / (holding + 0.5)) * best
    return total * (1.05 if reader in record["title"] else 1.0)


def class_of(word: str, term: str, language: str) -> str | None:
    if fold(word) == fold(term):
        return "exact"
    return "stem" if stem(word, language) == stem(term, language) else None


def answers(word: str, record: dict[str, Any], language: str) -> bool:
    return any(class_of(word, term, language) for terms in texts(record, language).values() for term in terms)


def answered(word: str, name: str, language: str) -> bool:
    """Whether any record holds a form of the word in this class."""
    every = (term for record in INDEXED for terms in texts(record, language).values() for term in terms)
    return any(class_of(word, term, language) == name for term in every)


def mean(field: str, language: str) -> float:
    lengths = [len(texts(record, language).get(field, [])) for record in INDEXED]
    return sum(lengths) / sum(length > 0 for length in lengths)


@pytest.mark.parametrize(
    "query", ["Messe", "Förderung Messe", "fees member", "Messe Messe", "Hafen harbours"]
)
def test_the_score_is_the_formula(a_searcher: Searcher, query: str) -> None:
    records = {record["id"]: record for record in SOME_RECORDS}
    results = a_searcher.search(SearchRequest(query, size=8, reader="en"))
    assert results.hits
    for hit in results.hits:
        expected = score(tokenize(query).terms, records[hit.id], "en")
        assert hit.score == pytest.approx(expected, rel=1e-9), hit.id


def test_a_weaker_class_weighs_less() -> None:
    weights = [LAMBDA[name] for name in MATCH_CLASSES if name in LAMBDA]
    assert weights == sorted(weights, reverse=True)
    assert len(set(weights)) == len(weights)


@settings(max_examples=examples(6, 100))
@given(times=st.integers(1, 4), filler=st.integers(0, 6))
def test_an_exact_form_outranks_another_form_of_equal_frequency(
    tmp_path_factory: pytest.TempPathFactory, times: int, filler: int
) -> None:
    records = [
        values(f"a-{word}", title={"en": " ".join([word] * times + ["filler"] * filler)}, summary={"en": "x"})
        for word in ("networks", "networking")
    ]
    searcher = corpora.a_searcher(tmp_path_factory.getbasetemp() / "classes", records)
    assert corpora.found(searcher, "networks")[0] == "a-networks"
    assert corpora.found(searcher, "networking")[0] == "a-networking"


def test_equal_scores_stand_by_id(tmp_path: Path) -> None:
    names = ["z", "a", "m-1", "m-10", "m-2"]
    searcher = corpora.a_searcher(tmp_path / "site", [values(name, title={"de": "Hafen"}) for name in names])
    assert corpora.found(searcher, "hafen") == sorted(names)


def test_a_repeated_word_counts_twice(a_searcher: Searcher) -> None:
    once = a_searcher.search(SearchRequest("messe", size=100)).hits
    twice = a_searcher.search(SearchRequest("messe messe", size=100)).hits
    assert [hit.id for hit in once] == [hit.id for hit in twice]
    assert [2 * hit.score for hit in once] == pytest.approx([hit.score for hit in twice])


@given(st.integers(1, 10_000).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size - 1))))
def test_a_rarer_word_weighs_more_and_every_word_something(numbers: tuple[int, int]) -> None:
    size, holding = numbers
    assert idf(holding, size) > idf(holding + 1, size) > 0


def test_the_readers_language_is_a_mild_preference(tmp_path: Path) -> None:
    records = [
        values("dansk", title={"da": "BalticNet"}, summary={"da": "x"}),
        values("deutsch", title={"de": "BalticNet"}, summary={"de": "x"}),
        values("weak", title={"da": "Anden"}, summary={"da": "BalticNet"}),
    ]
    searcher = corpora.a_searcher(tmp_path / "site", records)
    assert corpora.found(searcher, "balticnet", reader="da") == ["dansk", "deutsch", "weak"]
    assert corpora.found(searcher, "balticnet", reader="de") == ["deutsch", "dansk", "weak"]
