"""Which passages show why a hit was found?

1. Every snippet is a substring of a text of its record, in that field and language, within one line.
2. Ranges lie inside it, in order and apart, and each is what ``matched`` says, cut off where the passage
   ends; each snippet marks at least one.
3. Snippets are short, begin and end between words, come from different fields, best passage first, the
   reader's language before others; never from the title, which is shown anyway. They know whether they begin
   or end within a sentence.
4. Nothing in a query or record raises.
"""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer.analysis.tokenizer import tokenize
from indexer.search.request import SearchRequest
from indexer.search.results import Hit
from indexer.search.searcher import Searcher
from indexer.search.snippets import LENGTH, MOST
from indexer.search.stored_texts import texts_of
from kb.localized import LANGUAGES
from tests.indexer import corpora
from tests.indexer.corpora import WORDS, values
from tests.tiers import examples

ALL_WORDS = sorted(
    {word for words in WORDS.values() for word in words} | {"Netzwerke", "foerderung", "membership", "mesen"}
)
QUERIES = st.one_of(
    st.lists(st.sampled_from(ALL_WORDS), min_size=1, max_size=4).map(" ".join),
    st.text(max_size=40),
    st.lists(st.sampled_from([*ALL_WORDS, '"', "-", "title:", "\u0308"]), max_size=6).map("".join),
)
READERS = st.sampled_from(LANGUAGES)


def check(hit: Hit) -> None:
    found = {entry.found.casefold() for entries in hit.matched.values() for entry in entries}
    texts = list(texts_of(hit.record))
    for snippet in hit.snippets:
        assert any(
            (field, language) == (snippet.field, snippet.language) and snippet.text in text
            for field, language, text in texts
        )
        assert snippet.field != "title"
        assert 0 < len(snippet.text) <= LENGTH
        assert "\n" not in snippet.text
        assert snippet.ranges
        last = 0
        for start, end in snippet.ranges:
            assert last <= start < end <= len(snippet.text)
            piece = snippet.text[start:end].casefold()
            whole = any(map(piece.startswith, found)) and any(map(piece.endswith, found))
            cut_off = end == len(snippet.text) and any(piece in text for text in found)
            assert whole or cut_off
            last = end
    assert len({snippet.field for snippet in hit.snippets}) == len(hit.snippets) <= MOST


@settings(max_examples=examples(80, 2000))
@given(text=QUERIES, reader=READERS)
@example(text='"', reader="de")
@example(text="\ud800 messe", reader="en")
def test_snippets_show_what_matched(a_searcher: Searcher, text: str, reader: str) -> None:
    language = next(code for code in LANGUAGES if code == reader)
    for hit in a_searcher.search(SearchRequest(text, reader=language, counting=False)).hits:
        check(hit)


@settings(max_examples=examples(15, 300))
@given(text=st.lists(st.sampled_from(["Cluster", "KI", "skilled", "workers", "Finanzierung", "E-Mobilität"])))
def test_snippets_of_delivered_records_show_what_matched(
    delivered_searcher: Searcher, text: list[str]
) -> None:
    for hit in delivered_searcher.search(SearchRequest(" ".join(text), size=20, counting=False)).hits:
        check(hit)


HARD = st.lists(
    st.sampled_from(
        [
            *("hafen", "häfen", " ", "\n", "- ", "x" * 90, "z" * 300, ". ", "\u0308", "😀", "ﬁ", "Hafen"),
            *("skilled", "workers", "Fachkräfte", "-"),
        ]
    ),
    min_size=1,
    max_size=30,
).map("".join)


@settings(max_examples=examples(40, 1000))
@given(texts=st.lists(HARD.filter(lambda text: bool(text.strip())), min_size=1, max_size=4))
@example(texts=["skilled\nworkers and skilled workers"])
@example(texts=["skilled\nworkers"])
@example(texts=["skilled " + "-" * 300 + " workers"])
def test_hard_texts_give_honest_snippets(texts: list[str]) -> None:
    records = [values(f"r{number}", approach={"de": text, "en": text}) for number, text in enumerate(texts)]
    searcher = corpora.in_memory(records)
    for query in ("hafen", "Fachkräfte", "skilled workers", "hafen-werft"):
        for hit in searcher.search(SearchRequest(query, counting=False)).hits:
            check(hit)


def only_hit(query: str, reader: str = "de", **fields: object) -> Hit:
    language = next(code for code in LANGUAGES if code == reader)
    searcher = corpora.in_memory([values("one", **fields)])
    (hit,) = searcher.search(SearchRequest(query, reader=language)).hits
    return hit


def test_the_passage_with_most_words_is_shown() -> None:
    text = (
        "Der Hafen. " + "Füllung steht hier. " * 30 + "Im Hafen liegt die Werft am Kran. " + "Und mehr. " * 30
    )
    hit = only_hit("hafen werft kran", approach={"de": text})
    (snippet,) = hit.snippets
    assert [snippet.text[start:end] for start, end in snippet.ranges] == ["Hafen", "Werft", "Kran"]
    low = text.index(snippet.text)
    assert text[low - 1] == " "
    assert text[low + len(snippet.text)] == " "


def test_the_word_as_typed_is_preferred_to_what_was_added() -> None:
    text = "Ein Network hier. " + "Füllung steht hier. " * 30 + "Das Netzwerk dort."
    (snippet,) = only_hit("Netzwerk", approach={"de": text.replace("Network", "Kompetenzzentrum")}).snippets
    assert [snippet.text[start:end] for start, end in snippet.ranges] == ["Netzwerk"]


def test_pieces_that_overlap_are_marked_as_one() -> None:
    hit = only_hit("e-mobility", summary={"en": "All of e-mobility here"}, title={"en": "x"})
    (snippet,) = hit.snippets
    assert [snippet.text[start:end] for start, end in snippet.ranges] == ["e-mobility"]


def test_a_label_is_marked_whole() -> None:
    hit = only_hit("Fachkräfte", summary={"en": "Many skilled workers and skilled hands"}, title={"en": "x"})
    (snippet,) = hit.snippets
    assert [snippet.text[start:end] for start, end in snippet.ranges] == ["skilled workers"]


def test_bullets_and_other_lines_are_not_part_of_a_passage() -> None:
    hit = only_hit("werft", approach={"de": "- Hafen am Meer\n- Werft am Fluss\n- Kran"})
    assert hit.snippets[0].text == "Werft am Fluss"


def test_the_readers_language_comes_first() -> None:
    texts = {"de": "BalticNet hilft.", "en": "BalticNet helps."}
    titles = {"de": "Titel", "en": "Title"}
    assert only_hit("balticnet", "en", title=titles, summary=texts).snippets[0].language == "en"
    assert only_hit("balticnet", "de", title=titles, summary=texts).snippets[0].language == "de"


def test_the_readers_language_comes_first_even_if_another_one_answers_a_little_better() -> None:
    titles = {"de": "Titel", "en": "Title"}
    texts = {"de": "Viele Fachkräfte helfen.", "en": "Skilled workers help in the harbour."}
    hit = only_hit(
        "skilled workers harbour", "de", title=titles, summary={"de": "x", "en": "y"}, approach=texts
    )
    assert hit.snippets[0].language == "de"
    hit = only_hit(
        "skilled workers harbour", "en", title=titles, summary={"de": "x", "en": "y"}, approach=texts
    )
    assert hit.snippets[0].language == "en"


def test_the_title_is_no_passage() -> None:
    assert only_hit("hafen", title={"de": "Hafen"}).snippets == ()


@pytest.mark.parametrize("length", [1000, 400, LENGTH, LENGTH + 1])
def test_a_word_of_many_letters_is_found_and_cut(length: int) -> None:
    word = "x" * length
    hit = only_hit(word[:400], approach={"de": f"Ein {word} hier"})
    assert all(len(snippet.text) <= LENGTH for snippet in hit.snippets)
    assert tokenize(word[:400]).terms == tokenize(word).terms


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("Der Hafen wächst.", False, False),
        ("Der Hafen wächst", False, False),
        ("- Der Hafen wächst\n- Anderes", False, False),
        (f"{'Vieles steht davor. ' * 9}Der Hafen wächst.", True, False),
        (f"Der Hafen wächst {'und wächst ' * 40}", False, True),
    ],
)
def test_a_snippet_knows_whether_it_is_cut(text: str, before: bool, after: bool) -> None:
    searcher = corpora.in_memory([values("a", title={"de": "x"}, summary={"de": text})])
    (snippet,) = searcher.search(SearchRequest("Hafen")).hits[0].snippets
    assert (snippet.before, snippet.after) == (before, after)
