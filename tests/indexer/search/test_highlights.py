"""Which pieces of a record answered which word of the query, and how well?

1. For any records and queries the pieces are those that a naive search through the texts finds: of each form
   its terms, of a label only side by side, of parts only where the record holds them all.
2. A piece counts once for each word, in its best class: what stands as typed is never shown as less.
3. What answered a word that was corrected is shown as a correction.
4. ``matched`` names words of the query and pieces of the record with their fields, per class, best first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.search.deadline import Deadline
from indexer.search.expansion import expand
from indexer.search.groups import Form
from indexer.search.highlights import Highlight, Wanted, highlights, matches
from indexer.search.matching import match
from indexer.search.query_language import parse
from indexer.search.ranking import WordMatch
from indexer.search.request import SearchRequest
from indexer.search.results import MATCH_CLASSES, Hit, Match, MatchClass
from indexer.search.searcher import Searcher
from indexer.search.stored_texts import ReadText, read_texts
from kb.localized import LANGUAGES
from tests.indexer import corpora
from tests.indexer.corpora import WORDS, values
from tests.tiers import examples

ALL_WORDS = sorted({word for words in WORDS.values() for word in words})
HARD = ["KI", "ki", "Künstliche", "Intelligenz", "skilled", "workers", "Fachkräfte", "E-Mobilität", "Hafen"]
HARD += ["Hafenwerft", "Werft", "Häfen", ".", "\n", "-"]
TEXTS = st.lists(st.sampled_from(HARD), min_size=1, max_size=10).map(" ".join).filter(str.strip)
QUERIES = st.lists(
    st.sampled_from([*HARD[:-3], "emobilität", "Hafn", "künstliche Intelligenz", "skilled workers"]),
    min_size=1,
    max_size=3,
).map(" ".join)


Seen = tuple[int, int, int, MatchClass, bool]


def words_of(searcher: Searcher, text: str) -> tuple[WordMatch, ...]:
    query, prepared = parse(text), searcher._prepared
    matched = match(query, expand(query, prepared, None, frozenset()), prepared, Deadline())
    return matched.wanted.words


def pieces(read: ReadText, form: Form) -> Iterator[tuple[int, int, int]]:
    """Part, start and end of every piece that a form finds in a text of its language."""
    places, terms, starts, ends = read.terms
    if not form.adjacent:
        for number, part in enumerate(form.parts):
            yield from ((number, starts[n], ends[n]) for n, term in enumerate(terms) if term in part)
        return
    for row, term in enumerate(terms):
        steps = [
            [n for n, other in enumerate(terms) if places[n] == places[row] + step and other in part]
            for step, part in enumerate(form.parts[1:], 1)
        ]
        if term in form.parts[0] and all(steps):
            yield 0, starts[row], ends[steps[-1][0] if steps else row]


def naively(texts: Sequence[ReadText], words: Sequence[WordMatch]) -> list[set[Seen]]:
    best: list[dict[tuple[int, int, int], int]] = [{} for _ in texts]
    for number, word in enumerate(words):
        for form in word.group.forms:
            found = [
                (place, *piece)
                for place, read in enumerate(texts)
                if read.language == form.language
                for piece in pieces(read, form)
            ]
            if not form.adjacent and len({part for _, part, _, _ in found}) < len(form.parts):
                continue
            rank = MATCH_CLASSES.index(form.match)
            for place, _, start, end in found:
                known = best[place].get((start, end, number), rank)
                best[place][start, end, number] = min(rank, known)
    return [
        {
            (*key, words[key[2]].group.match_of(MATCH_CLASSES[rank]), MATCH_CLASSES[rank] == "concept")
            for key, rank in found.items()
        }
        for found in best
    ]


def seen(mark: Highlight) -> Seen:
    """A piece, and whether it is the label of a concept."""
    return mark.start, mark.end, mark.word, mark.match, mark.concept is not None


def check(searcher: Searcher, text: str) -> int:
    words = words_of(searcher, text)
    compared = 0
    for record in searcher.records():
        texts = read_texts(record)
        found = highlights(texts, Wanted(words))
        assert [set(map(seen, marks)) for marks in found] == naively(texts, words)
        assert all(len(set(marks)) == len(marks) for marks in found)
        compared += sum(map(len, found))
    return compared


@settings(max_examples=examples(12, 300))
@given(st.lists(st.sampled_from(ALL_WORDS), min_size=1, max_size=3).map(" ".join))
def test_the_pieces_of_random_records_are_those_found_naively(a_searcher: Searcher, text: str) -> None:
    assert check(a_searcher, text)


@settings(max_examples=examples(20, 500))
@given(st.lists(TEXTS, min_size=1, max_size=4), QUERIES)
def test_the_pieces_of_hard_texts_are_those_found_naively(texts: list[str], query: str) -> None:
    records = [
        values(f"r{number}", title={"de": text}, summary={"de": text, "en": text})
        for number, text in enumerate(texts)
    ]
    check(corpora.in_memory(records), query)


@pytest.mark.parametrize(
    "query",
    ["skilled workers", "Clusterfinanzierung", "KI in Schleswig-Holstein", "R&D", "how do others pay"],
)
def test_the_pieces_of_delivered_records_are_those_found_naively(
    delivered_searcher: Searcher, query: str
) -> None:
    assert check(delivered_searcher, query)


def only_hit(query: str, **fields: object) -> Hit:
    (hit,) = corpora.in_memory([values("one", **fields)]).search(SearchRequest(query)).hits
    return hit


def found(hit: Hit) -> dict[str, list[tuple[str, str]]]:
    return {name: [(entry.word, entry.found) for entry in entries] for name, entries in hit.matched.items()}


def test_what_stands_as_typed_is_shown_so() -> None:
    """KI is held as KI and as ki, and asked for as both: the better one counts."""
    assert found(only_hit("KI", title={"de": "KI hilft"})) == {"exact": [("ki", "KI")]}
    assert found(only_hit("R&D", title={"en": "R&D helps"}, summary={"en": "x"})) == {
        "exact": [("r&d", "R&D")]
    }


def test_what_answered_a_corrected_word_is_a_correction() -> None:
    hit = only_hit("Haffen", title={"de": "Hafen"}, summary={"de": "Hafenwerft"})
    assert found(hit) == {"typo": [("haffen", "Hafen"), ("haffen", "Hafenwerft")]}


def test_a_label_counts_only_side_by_side() -> None:
    together = {"en": "Many skilled workers came, workers who were skilled"}
    assert found(only_hit("Fachkräfte", title=together, summary={"en": "x"})) == {
        "concept": [("fachkräfte", "skilled workers")]
    }


def test_parts_count_only_where_all_are_there() -> None:
    hit = only_hit("Hafenwerft", title={"de": "Hafen"}, summary={"de": "Eine Werft und ein Hafen"})
    assert found(hit) == {"compound": [("hafenwerft", "Hafen"), ("hafenwerft", "Werft")]}


def test_a_word_with_a_hyphen_is_one_piece_and_its_words_are_pieces() -> None:
    assert found(only_hit("emobility", title={"en": "E-Mobility"}, summary={"en": "x"}))["exact"] == [
        ("emobility", "E-Mobility")
    ]
    hit = only_hit("e-mobility", title={"en": "E-Mobility"}, summary={"en": "Mobility for E"})
    assert found(hit) == {
        "exact": [("e", "E-Mobility"), ("mobility", "E-Mobility")],
        "compound": [("mobility", "Mobility")],  # the letter alone is no form
        "concept": [("e", "Mobility")],  # the whole of it names the concept
    }


def test_a_sign_with_blanks_is_one_piece() -> None:
    assert found(only_hit("r&d", title={"en": "All R & D helps"}, summary={"en": "R and D"})) == {
        "exact": [("r&d", "R & D")]
    }


def test_the_original_spelling_is_named_once_with_its_fields() -> None:
    hit = only_hit(
        "foerderungen strasse",
        title={"de": "Förderung"},
        summary={"de": "Förderung und FÖRDERUNG an der Straße"},
    )
    assert hit.matched["exact"] == (Match("strasse", "Straße", None, ("summary",)),)
    assert hit.matched["stem"] == (Match("foerderungen", "Förderung", None, ("title", "summary")),)


def test_a_word_found_through_a_concept_names_it_in_the_readers_language() -> None:
    for reader, label in (("de", "Fachkräfte"), ("en", "Skilled workers")):
        language = next(code for code in LANGUAGES if code == reader)
        searcher = corpora.in_memory(
            [values("one", title={"de": "x"}, summary={"de": "Fachkräftemangel hier"})]
        )
        (hit,) = searcher.search(SearchRequest("skilled workers", reader=language)).hits
        assert {match.label for match in hit.matched["concept"]} == {label}
        assert {match.found for match in hit.matched["concept"]} == {"Fachkräftemangel"}


def test_classes_come_best_first() -> None:
    texts = read_texts(values("one", title={"de": "Hafenwerft, Hafen, Netzwerk"}))
    words = words_of(corpora.in_memory([values("one", title={"de": "Hafenwerft, Hafen"})]), "Hafen")
    assert list(matches(texts, highlights(texts, Wanted(words)), words, str)) == ["exact", "compound"]


def test_without_words_nothing_is_marked(a_searcher: Searcher) -> None:
    hits = a_searcher.search(SearchRequest("")).hits
    assert hits
    assert all(hit.snippets == () and hit.matched == {} for hit in hits)


@settings(max_examples=examples(40, 1000))
@given(st.one_of(QUERIES, st.lists(st.sampled_from(ALL_WORDS), max_size=4).map(" ".join)))
def test_matches_name_words_of_the_query_and_pieces_of_the_record(a_searcher: Searcher, text: str) -> None:
    terms = parse(text).words
    for hit in a_searcher.search(SearchRequest(text, counting=False)).hits:
        texts: dict[str, str] = {}
        for read in read_texts(hit.record):
            texts[read.field] = f"{texts.get(read.field)}\n{read.text.casefold()}"
        assert list(hit.matched) == [name for name in MATCH_CLASSES if name in hit.matched]
        for entries in hit.matched.values():
            assert len({(entry.word, entry.found.casefold()) for entry in entries}) == len(entries)
            for entry in entries:
                assert entry.word in terms
                assert entry.fields
                assert all(entry.found.casefold() in texts[name] for name in entry.fields)
