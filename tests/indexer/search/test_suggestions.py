"""What is suggested while somebody types?

1. A suggestion holds every typed word, the last one as a beginning, in any order and spelling; stop words
   need not be there.
2. Titles equal those a naive search through all of them finds, in the same order.
3. Concepts are found by their labels in every language and shown in the reader's; organisations and queries
   are suggested too, each with its share.
4. Queries are completed to words that some record holds beside the others, in the spelling most records use.
5. Nothing is suggested twice; ranges are what was typed; no text ever raises.
6. Every title of the delivered corpus is found by every beginning of each of its words.
7. Each suggestion has its address.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis.forms import fold, is_stop_word
from indexer.analysis.tokenizer import tokenize
from indexer.search.searcher import Searcher
from indexer.search.suggestions import Suggestion, SuggestionIndex, suggestion_url
from indexer.search.typed import ranges, read_typed
from kb.localized import LANGUAGES, Language
from kb.vocabulary import Vocabularies, load_vocabularies
from tests.indexer.corpora import SOME_RECORDS, WORDS, documents_of, random_records, values
from tests.indexer.search.divided import divided, suggestions_of
from tests.tiers import examples

ALL = 10_000
VOCABULARIES = load_vocabularies()
NO_CONCEPTS = Vocabularies(
    {vocabulary.name: replace(vocabulary, concepts={}) for vocabulary in VOCABULARIES}, "none"
)
PUBLISHED = [record for record in SOME_RECORDS if record["status"] == "published"]
LEFT = documents_of(SOME_RECORDS)
GONE = documents_of({**record, "id": f"gone-{record['id']}"} for record in random_records(seed=9, count=40))
WHOLE, DIVIDED = divided(LEFT), divided(LEFT, 5, GONE)
RANDOM = [suggestions_of(snapshot, NO_CONCEPTS) for snapshot in (WHOLE, DIVIDED)]


def index_of(
    records: Iterable[Mapping[str, Any]], vocabularies: Vocabularies = NO_CONCEPTS, segments: int = 1
) -> SuggestionIndex:
    """What is suggested from records."""
    return suggestions_of(divided(documents_of(records), segments), vocabularies)


def an_index(*titles: str, language: Language = "de", **fields: Any) -> SuggestionIndex:
    """Of records with these titles, called r0, r1 …"""
    records = [
        values(f"r{n}", title={language: title}, summary={language: "."}, **fields)
        for n, title in enumerate(titles)
    ]
    return index_of(records, segments=min(2, len(records)))


def texts(found: Sequence[Suggestion], kind: str = "record") -> list[str]:
    return [suggestion.text for suggestion in found if suggestion.kind == kind]


def keys(text: str) -> list[str]:
    return [fold(term) for term in tokenize(text).terms]


@pytest.mark.parametrize(
    ("title", "typed"),
    [
        (
            "Förderung für Häfen",
            ["förd", "foerd", "ford", "FÖRDERUNG", "Fo\u0308rd", "haefen", "hafen forder"],
        ),
        ("Straßen am Ende", ["strass", "straß", "STRASSEN", "ende stra"]),
        ("Elektrische E-Mobilität", ["e-mob", "emob", "e mob", "E-MOBILITÄT", "emobilität elek", "mob"]),
        ("Netz für Emobility", ["e-mob", "emob", "für netz emob"]),
        ("R&D und C++ mit .NET", ["r&", "R&D", "c+", "C++", ".n", ".NET", "net", "net c++"]),
        ("Industrie 4.0 nach ISO 9001", ["4", "4.", "4.0", "industrie 4.0", "iso 90", "9001 industrie"]),
        ("Støtte på Ærø", ["stotte", "stoe", "støt", "pa", "aero", "ær"]),
        (
            "Wie finanzieren Cluster sich?",
            ["wie finanz", "finanzieren der clus", "cluster wie ", "cluster für "],
        ),
    ],
)
def test_a_title_is_found_in_any_spelling_and_order(title: str, typed: list[str]) -> None:
    index = an_index(title, "Etwas anderes")
    for text in typed:
        assert texts(index.suggest(text, "de", 8)) == [title], text


@pytest.mark.parametrize(
    "typed", ["finanzieren clus nie", "inanz", "clust wie", "finanziertes", "", " ", "?!", "für x"]
)
def test_what_does_not_hold_all_words_is_not_suggested(typed: str) -> None:
    assert texts(an_index("Wie finanzieren Cluster sich?").suggest(typed, "de", 8)) == []


def _holds(text: str, typed: str) -> bool:
    """Whether a text without signs holds what was typed, the slow way."""
    have, wanted = keys(text), keys(typed)
    needed = [key for key in wanted[:-1] if not is_stop_word(key)]
    return all(key in have for key in needed) and any(key.startswith(wanted[-1]) for key in have)


def naive_titles(records: Sequence[Mapping[str, Any]], typed: str, reader: str) -> list[str]:
    """The records whose titles go on as typed, best first; of equal titles only the first."""
    found = []
    for record in records:
        for language, title in record["title"].items():
            if _holds(title, typed):
                begins = " ".join(keys(title)).startswith(" ".join(keys(typed)))
                rank = (not begins, language != reader, len(title), record["id"], title)
                found.append((rank, record["id"], keys(title)))
    chosen: list[str] = []
    said: list[list[str]] = []
    for _, record_id, title in sorted(found):
        if record_id not in chosen and title not in said:
            chosen.append(record_id)
            said.append(title)
    return chosen


readers = st.sampled_from(LANGUAGES)
some_words = st.lists(
    st.sampled_from([word for words in WORDS.values() for word in words]), min_size=1, max_size=3
)


@given(words=some_words, letters=st.integers(1, 12), reader=readers)
def test_titles_are_those_a_naive_search_finds(words: list[str], letters: int, reader: Language) -> None:
    typed = " ".join([*words[:-1], words[-1][:letters]])
    for index in RANDOM:
        found = index.suggest(typed, reader, ALL)
        targets = [suggestion.target for suggestion in found if suggestion.kind == "record"]
        assert targets == naive_titles(PUBLISHED, typed, reader)


def test_the_beginning_of_a_title_comes_first_then_the_language_of_the_reader() -> None:
    records = [
        values("a", title={"de": "Der Hafen"}),
        values("b", title={"en": "Hafen city"}),
        values("c", title={"de": "Hafen und Werft"}),
        values("d", title={"de": "Hafen GmbH"}),
        values("e", title={"en": "The Hafen"}),
    ]
    index = index_of(records)
    found = [one.target for one in index.suggest("haf", "de", 8) if one.kind == "record"]
    assert found == ["d", "c", "b", "a", "e"]


def test_of_equal_titles_one_is_suggested() -> None:
    index = an_index("Über den Hafen", "Ueber den HAFEN", "Am Hafen")
    assert texts(index.suggest("haf", "de", 8)) == ["Am Hafen", "Über den Hafen"]


def test_concepts_are_found_in_any_language_and_shown_in_that_of_the_reader() -> None:
    records = [values("a", themes=["skills"], place={"countries": ["DK"], "regions": ["DEF02"]})]
    index = index_of(records, VOCABULARIES)
    labels: dict[Language, str] = {"de": "Dänemark", "en": "Denmark"}
    for reader, label in labels.items():
        for typed in ("denm", "däne", "daene"):
            found = [one for one in index.suggest(typed, reader, 8) if one.kind == "concept"]
            assert ("country:DK", label) in [(one.target, one.text) for one in found]
    assert "skilled-workers" in [one.target for one in index.suggest("skilled w", "de", 8)]
    assert "region:DEF" in [one.target for one in index.suggest("schleswig", "de", 8)]  # above DEF02


def test_values_of_facets_that_no_record_has_are_not_suggested() -> None:
    found = index_of([values("a")], VOCABULARIES).suggest("norw", "en", ALL)
    assert "country:NO" not in [one.target for one in found]


def test_an_organisation_is_suggested_once_by_the_name_most_records_give_it() -> None:
    names = ["Hafen Kiel GmbH", "Hafen-Kiel GmbH", "Hafen Kiel GmbH", "Hafenamt"]
    records = [values(f"r{n}", organisation={"name": name}) for n, name in enumerate(names)]
    index = index_of(records)
    found = [one for one in index.suggest("haf", "de", 8) if one.kind == "organisation"]
    assert [(one.text, one.target) for one in found] == [
        ("Hafen Kiel GmbH", "hafen-kiel-gmbh"),
        ("Hafenamt", "hafenamt"),
    ]


def test_an_organisation_is_found_by_the_name_that_is_shown_only() -> None:
    names = ["Hafen Kiel GmbH", "Hafen Kiel GmbH", "Hafen, Kiel GmbH", "Kiel Hafenamt"]
    records = [values(f"r{n}", organisation={"name": name}) for n, name in enumerate(names)]
    records.append(values("r9", organisation={"name": "Hafen-Kiel GmbH"}))
    for segments in (1, 5):
        index = index_of(records, segments=segments)
        assert texts(index.suggest("hafenkiel", "de", 8), "organisation") == []
        assert texts(index.suggest("kiel", "de", 8), "organisation") == ["Kiel Hafenamt", "Hafen Kiel GmbH"]


def test_of_equal_places_the_organisation_with_more_records_comes_first_then_the_shorter_name() -> None:
    names = ["Hafen Nord", "Hafen Nord", "Hafen am Meer", "Hafen Ost"]
    records = [values(f"r{n}", organisation={"name": name}) for n, name in enumerate(names)]
    found = texts(index_of(records, segments=3).suggest("haf", "de", 20), "organisation")
    assert found == ["Hafen Nord", "Hafen Ost", "Hafen am Meer"]


def test_a_query_is_completed_in_the_spelling_most_records_use() -> None:
    index = an_index("Das Netzwerk", "Ein Netzwerk der Häfen", "netzwerk am Netzplan", "Netzplan und Kran")
    assert texts(index.suggest("netz", "de", 20), "query") == ["Netzwerk", "Netzplan"]
    assert texts(index.suggest("am  NETZ", "de", 20), "query") == ["am Netzwerk", "am Netzplan"]
    assert texts(index.suggest("kran netz", "de", 20), "query") == ["kran Netzplan"]
    assert texts(index.suggest("häfen netz", "de", 20), "query") == ["häfen Netzwerk"]
    assert texts(index.suggest("häfen kr", "de", 20), "query") == []  # no record holds both


@pytest.mark.parametrize("typed", ["netz ", "Netzwerk", '"das netz', "theme:netz", "-netz", "netz…"])
def test_only_an_unfinished_word_is_completed(typed: str) -> None:
    assert texts(an_index("Das Netzwerk", "Das Netz").suggest(typed, "de", 20), "query") == []


def test_stop_words_and_numbers_are_no_completions() -> None:
    index = an_index("Der dänische Damm 2020", "Der deutsche Damm 2021")
    assert texts(index.suggest("d", "de", 20), "query") == ["Damm", "dänische", "deutsche"]
    assert texts(index.suggest("2", "de", 20), "query") == []


def test_queries_come_in_the_language_of_the_reader_first_and_never_in_two() -> None:
    records = [
        values("a", title={"de": "Mitte am Hafen", "en": "Port meeting"}, summary={"de": "Ja", "en": "Yes"}),
        values("b", title={"en": "Members meeting"}, summary={"en": "Yes"}),
    ]
    index = index_of(records)
    assert texts(index.suggest("m", "de", 20), "query") == ["Mitte", "meeting", "Members"]
    assert texts(index.suggest("m", "en", 20), "query") == ["meeting", "Members", "Mitte"]
    assert texts(index.suggest("hafen m", "en", 20), "query") == ["hafen Mitte"]


def test_every_kind_has_its_share_and_titles_take_the_rest() -> None:
    found = an_index(
        *[
            f"Hafen {word} Werft"
            for word in ["Alpha", "Beta", "Gamma", "Delta", "Hafenrand", "Hafenamt", "Hafenbahn", "Haft"]
        ],
        organisation={"name": "Hafen GmbH"},
    ).suggest("ha", "de", 8)
    assert [one.kind for one in found] == ["query"] * 2 + ["organisation"] + ["record"] * 5
    assert len(an_index("Hafen").suggest("ha", "de", 1)) == 1


def test_where_titles_are_few_others_fill_up() -> None:
    found = index_of([values("a")], VOCABULARIES).suggest("clus", "en", 8)
    assert [one.kind for one in found] == ["concept"] * 8


typed_texts = st.one_of(
    st.text(max_size=60),
    st.text(alphabet=st.sampled_from("aäAßoe -&.'\u00ad\u0308\u200b4\ud8004,+#\"CcMm\n"), max_size=30),
    st.builds(" ".join, some_words),
)


@given(typed=typed_texts, reader=readers, limit=st.integers(-1, 12))
def test_no_text_raises_and_ranges_are_what_was_typed(typed: str, reader: Language, limit: int) -> None:
    found = RANDOM[0].suggest(typed, reader, limit)
    assert len(found) <= max(limit, 0)
    assert len({" ".join(keys(one.text)) for one in found}) == len(found)
    for one in found:
        assert one.text.encode("utf-8")
        assert suggestion_url(one).startswith("/")
        ends = [0, *(place for pair in one.ranges for place in pair)]
        assert ends == sorted(ends)
        assert ends[-1] <= len(one.text)
        assert one.ranges
        wanted = {key.replace(".", "") for key in keys(typed)} | {fold("".join(tokenize(typed).terms))}
        for start, end in one.ranges:
            marked = fold("".join(tokenize(one.text[start:end]).terms))
            assert any(key.startswith(marked) or marked.startswith(key) for key in wanted)


@pytest.mark.parametrize(
    ("title", "typed", "marked"),
    [
        ("Förderung der Häfen", "foerd", ["Förd"]),
        ("Foerderung der Häfen", "förd", ["Foerd"]),
        ("Straßen", "stras", ["Straß"]),
        ("Hafen am Hafenrand", "am haf", ["Haf", "am", "Haf"]),
        ("E-Mobilität im Netz", "emob", ["E-Mob"]),
        ("E-Mobilität im Netz", "e-mob", ["E", "Mob"]),
        ("Netz mit .NET", "net", ["Net", "NET"]),
    ],
)
def test_ranges_end_where_the_typed_part_ends(title: str, typed: str, marked: list[str]) -> None:
    (found,) = [one for one in an_index(title).suggest(typed, "de", 8) if one.kind == "record"]
    assert [found.text[start:end] for start, end in found.ranges] == marked


def test_a_letter_and_its_mark_are_one() -> None:
    typed = read_typed("fo")
    assert typed is not None
    assert ranges("Fo\u0308rderung", typed) == ((0, 3),)


def test_every_title_is_found_by_every_beginning_of_its_words(delivered_searcher: Searcher) -> None:
    records = list(delivered_searcher.records())
    titles: dict[tuple[str, Language], list[tuple[str, str]]] = {}
    for record in records:
        for language, title in record["title"].items():
            for word in title.split():
                for end in range(1, len(word) + 1):
                    if tokenize(word[:end]).terms:
                        titles.setdefault((word[:end], language), []).append((record["id"], title))
    chosen = random.Random(2).sample(sorted(titles), examples(200, len(titles)))
    missed = []
    for typed, language in chosen:
        found = delivered_searcher.suggest(typed, language, ALL)
        ids = {one.target for one in found if one.kind == "record"}
        said = {" ".join(keys(one.text)) for one in found}
        expected = titles[typed, language]
        missed += [
            (typed, name) for name, title in expected if name not in ids and " ".join(keys(title)) not in said
        ]
    assert len(titles) > 5000
    assert missed == []


@pytest.mark.parametrize(
    ("suggestion", "url"),
    [
        (Suggestion("record", "Beiträge", (), "fees"), "/wissen/records/fees"),
        (Suggestion("concept", "Themen", (), "theme:skills"), "/wissen/search?theme=skills"),
        (Suggestion("concept", "Metacluster", (), "metacluster"), "/wissen/concepts/metacluster"),
        (
            Suggestion("organisation", "Hafen", (), "häfen-kiel"),
            "/wissen/search?organisation=h%C3%A4fen-kiel",
        ),
        (Suggestion("query", "F&E Häfen", (), "F&E Häfen"), "/wissen/search?q=F%26E+H%C3%A4fen"),
    ],
)
def test_each_suggestion_has_its_address(suggestion: Suggestion, url: str) -> None:
    assert suggestion_url(suggestion, "/wissen") == url
