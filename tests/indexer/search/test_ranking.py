"""How well documents answer a word.

1. The score is the formula of the contract, written again naively from the words of the records: literal
   forms, compounds, parts, concepts and nearness alike.
2. A weaker class never outranks a better one of equal frequency, and counts the better ones with it.
3. Records that hold all of several words as typed come first, the others by score; equal ones by id.
4. Repeated words count; rare words weigh more; words without meaning weigh little.
5. A record in two languages counts its better one; many names of one thing count as one word.
6. The reader's language is a mild preference and nothing more.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis.tokenizer import tokenize
from indexer.search.concepts import NARROWER
from indexer.search.conjunctions import CONJUNCTION
from indexer.search.ranking import LAMBDA, STOP, idf
from indexer.search.request import SearchRequest
from indexer.search.results import MATCH_CLASSES
from indexer.search.searcher import Searcher
from kb.localized import LANGUAGES
from tests.indexer import corpora
from tests.indexer.corpora import SOME_RECORDS, WORDS, Values, values
from tests.indexer.search.naive_ranking import Naive, NaiveForm, NaiveWord, literally
from tests.tiers import examples

LITERALLY = frozenset({"concepts", "compounds", "typos", "dictionary"})
INDEXED = [record for record in SOME_RECORDS if record["status"] != "draft"]
ALL_WORDS = sorted({word for words in WORDS.values() for word in words} | {"und", "the", "for", "networks"})


def check(
    searcher: Searcher, request: SearchRequest, words: Sequence[NaiveWord], records: Sequence[Values]
) -> None:
    """Every hit has the score of the formula."""
    naive = Naive(words, records)
    numbers = {record["id"]: number for number, record in enumerate(records)}
    hits = searcher.search(request).hits
    assert {numbers[hit.id] for hit in hits} == {
        n for n, record in enumerate(records) if any(naive.holds(word, n) for word in words)
    } or len(hits) == request.size
    for hit in hits:
        assert hit.score == pytest.approx(naive.score(numbers[hit.id], request.reader), rel=1e-9), hit.id


@pytest.mark.parametrize(
    "query",
    ["Messe", "Förderung Messe", "fees member", "Messe Messe", "Hafen harbours", "Messe und Hafen Werft"],
)
def test_the_score_is_the_formula(a_searcher: Searcher, query: str) -> None:
    words = [literally(term, INDEXED) for term in tokenize(query).terms]
    request = SearchRequest(query, size=10, reader="en", without=LITERALLY, counting=False)
    check(a_searcher, request, words, INDEXED)


@settings(max_examples=examples(8, 200))
@given(st.lists(st.sampled_from(ALL_WORDS), min_size=1, max_size=4), st.sampled_from(LANGUAGES))
def test_the_score_is_the_formula_for_any_words(a_searcher: Searcher, typed: list[str], reader: str) -> None:
    words = [literally(term, INDEXED) for term in tokenize(" ".join(typed)).terms]
    language = next(code for code in LANGUAGES if code == reader)
    request = SearchRequest(" ".join(typed), size=4, reader=language, without=LITERALLY, counting=False)
    check(a_searcher, request, words, INDEXED)


TEXTS = [
    "Hafenwerft am Kanal",
    "Eine Werft mit Hafen und Kran",
    "Hafenwerften und noch mehr Hafenwerften hier im Norden",
    "Werft ohne Wasser",
    "Häfen im Norden",
    "Nichts davon",
]


def titled(*titles: str, language: str = "de") -> list[Values]:
    return [
        values(f"r{number}", title={language: title}, summary={language: "x"})
        for number, title in enumerate(titles)
    ]


def test_compounds_score_by_the_formula() -> None:
    records = titled(*TEXTS)
    word = NaiveWord(
        "hafen",
        [
            NaiveForm("exact", "de", [["hafen", "häfen"]]),  # two spellings of one key
            NaiveForm("compound", "de", [["hafenwerft", "hafenwerften"]]),
        ],
    )
    without = frozenset({"concepts"})
    check(corpora.in_memory(records), SearchRequest("Hafen", without=without), [word], records)


def test_parts_of_a_compound_score_by_the_formula() -> None:
    records = titled(*TEXTS)
    compounds = ["hafenwerft", "hafenwerften"]
    word = NaiveWord(
        "hafenwerft",
        [
            NaiveForm("exact", "de", [["hafenwerft"]]),
            NaiveForm("stem", "de", [["hafenwerften"]]),
            NaiveForm("compound", "de", [["hafen", "häfen", *compounds], ["werft", *compounds]], CONJUNCTION),
        ],
    )
    without = frozenset({"concepts"})
    check(corpora.in_memory(records), SearchRequest("Hafenwerft", without=without), [word], records)


def test_concepts_score_by_the_formula() -> None:
    records = [
        *titled("Fachkräfte am Meer", "Fachkräftemangel hier, und Fachkräftemangel dort", "Nichts davon"),
        values("r3", title={"en": "Skilled workers at sea"}, summary={"en": "x"}),
        values("r4", title={"en": "Workers who are skilled"}, summary={"en": "x"}),
        values("r5", title={"en": "Employer branding"}, summary={"en": "recruiting, skilled workers"}),
    ]
    word = NaiveWord(
        "fachkräfte",
        [
            NaiveForm("exact", "de", [["fachkräfte"]]),
            NaiveForm("concept", "de", [["fachkräftemangel"]]),
            NaiveForm("concept", "en", [["skilled"], ["workers"]], adjacent=True),
            NaiveForm("concept", "en", [["employer"], ["branding"]], NARROWER, adjacent=True),
            NaiveForm("concept", "en", [["recruiting"]], NARROWER),
        ],
    )
    without = frozenset({"compounds"})
    check(corpora.in_memory(records), SearchRequest("Fachkräfte", without=without), [word], records)


@settings(max_examples=examples(15, 300))
@given(
    st.lists(
        st.lists(st.sampled_from(["hafen", "häfen", "werft", "kran", "boot", "und"]), min_size=1, max_size=9),
        min_size=2,
        max_size=8,
    ),
    st.lists(st.sampled_from(["hafen", "werft", "kran", "und"]), min_size=1, max_size=4),
)
def test_nearness_scores_by_the_formula(titles: list[list[str]], typed: list[str]) -> None:
    records = titled(*map(" ".join, titles))
    words = [literally(term, records) for term in typed]
    request = SearchRequest(" ".join(typed), without=LITERALLY)
    hits = corpora.in_memory(records).search(request).hits
    naive = Naive(words, records)
    for hit in hits:
        assert hit.score == pytest.approx(naive.score(int(hit.id[1:]), "de"), rel=1e-9)
        assert hit.explanation is not None
        assert hit.explanation.nearness == pytest.approx(naive.nearness(int(hit.id[1:])), abs=1e-12)


def test_a_weaker_class_weighs_less() -> None:
    weights = [LAMBDA[name] for name in MATCH_CLASSES]
    assert weights == sorted(weights, reverse=True)
    assert len(set(weights)) == len(weights) == len(LAMBDA)
    assert weights[0] == 1
    assert weights[-1] > 0
    assert 0 < STOP < 1


@settings(max_examples=examples(10, 100))
@given(times=st.integers(1, 4), filler=st.integers(0, 6), one=st.integers(0, 2), further=st.integers(1, 3))
def test_a_better_class_outranks_a_weaker_one_of_equal_frequency(
    times: int, filler: int, one: int, further: int
) -> None:
    """The ids are in the opposite order, so that a tie would show."""
    by_class = ["Netzwerk", "Netzwerke", "Hafennetzwerk", "Kompetenzzentrum"]
    better, weaker = by_class[one], by_class[min(one + further, 3)]
    records = [
        values(name, title={"de": " ".join([word] * times + ["Füllung"] * filler)}, summary={"de": "x"})
        for name, word in (("b", better), ("a", weaker))
    ]
    assert corpora.found(corpora.in_memory(records), "Netzwerk") == ["b", "a"]


def test_records_with_every_word_as_typed_come_first_whatever_their_score() -> None:
    records = [
        values("a-high", title={"de": "Häfen Werften Häfen Werften"}),
        values("b-low", approach={"de": f"Hafen {'Füllung ' * 80} Werft"}),
    ]
    searcher = corpora.in_memory(records)
    hits = searcher.search(SearchRequest("Hafen Werft")).hits
    assert [hit.id for hit in hits] == ["b-low", "a-high"]
    assert hits[0].score < hits[1].score
    assert [hit.explanation.complete for hit in hits if hit.explanation] == [True, False]


@settings(max_examples=examples(30, 500))
@given(st.lists(st.sampled_from(ALL_WORDS), min_size=1, max_size=4).map(" ".join))
def test_the_order_is_as_typed_then_score_then_id(a_searcher: Searcher, text: str) -> None:
    hits = a_searcher.search(SearchRequest(text, size=100, counting=False)).hits
    keys = [(not hit.explanation.complete, -round(hit.score, 9), hit.id) for hit in hits if hit.explanation]
    assert len(keys) == len(hits)
    assert keys == sorted(keys)


def test_equal_scores_stand_by_id() -> None:
    names = ["z", "a", "m-1", "m-10", "m-2"]
    records = [values(name, title={"de": "Hafen"}) for name in names]
    assert corpora.found(corpora.in_memory(records), "hafen") == sorted(names)


def test_a_repeated_word_counts_twice(a_searcher: Searcher) -> None:
    once = a_searcher.search(SearchRequest("messe", size=100)).hits
    twice = a_searcher.search(SearchRequest("messe messe", size=100)).hits
    assert [hit.id for hit in once] == [hit.id for hit in twice]
    assert [2 * hit.score for hit in once] == pytest.approx([hit.score for hit in twice])


@given(st.integers(1, 10_000).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size - 1))))
def test_a_rarer_word_weighs_more_and_every_word_something(numbers: tuple[int, int]) -> None:
    size, holding = numbers
    assert idf(holding, size) > idf(holding + 1, size) > 0


def test_a_word_without_meaning_weighs_little_however_rare() -> None:
    """English function words are rare in a German corpus, and must not count like rare words."""
    records = titled("Hafen the Anleger", *["Kran und Boot"] * 18)
    hits = corpora.in_memory(records).search(SearchRequest("the anleger hafen")).hits
    assert [hit.id for hit in hits] == ["r0"]
    assert hits[0].explanation is not None
    points = {reason.word: reason.points for reason in hits[0].explanation.reasons}
    assert points["the"] == pytest.approx(STOP * points["anleger"])
    assert points["anleger"] == pytest.approx(points["hafen"])


@pytest.mark.parametrize("stop_words", ["who is the", "wer ist der", "hvem er"])
def test_words_without_meaning_decide_nothing(stop_words: str) -> None:
    records = titled("Hafen am Kai", "Wer ist wer, hvem er der, who is the", "Hafen")
    searcher = corpora.in_memory(records)
    assert corpora.found(searcher, f"{stop_words} hafen") == corpora.found(searcher, "hafen") == ["r2", "r0"]


def test_many_names_of_one_thing_count_as_one_word() -> None:
    """Four labels of a concept are worth no more than the word typed four times, and less."""
    records = [
        values("a-labels", title={"de": "Unternehmensnetzwerk Branchennetzwerk Kompetenznetz Netzwerke"}),
        values("b-word", title={"de": "Netzwerk Netzwerk Netzwerk Netzwerk"}),
    ]
    hits = corpora.in_memory(records).search(SearchRequest("Netzwerk")).hits
    assert [hit.id for hit in hits] == ["b-word", "a-labels"]
    assert hits[0].score > hits[1].score


def test_two_languages_count_the_better_one() -> None:
    records = [
        values("one", title={"de": "BalticNet"}, summary={"de": "x"}),
        values("two", title={"de": "BalticNet", "en": "BalticNet"}, summary={"de": "x", "en": "x"}),
    ]
    hits = corpora.in_memory(records).search(SearchRequest("BalticNet", reader="de")).hits
    assert [hit.id for hit in hits] == ["one", "two"]
    assert hits[0].score == pytest.approx(hits[1].score)


def test_the_readers_language_is_a_mild_preference() -> None:
    records = [
        values("dansk", title={"da": "BalticNet"}, summary={"da": "x"}),
        values("deutsch", title={"de": "BalticNet"}, summary={"de": "x"}),
        values("weak", title={"da": "Anden"}, summary={"da": "BalticNet"}),
    ]
    searcher = corpora.in_memory(records)
    assert corpora.found(searcher, "balticnet", reader="da") == ["dansk", "deutsch", "weak"]
    assert corpora.found(searcher, "balticnet", reader="de") == ["deutsch", "dansk", "weak"]
