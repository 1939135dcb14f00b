"""Why a hit was found.

1. Every snippet is a substring of a text of its record, in that field and language.
2. Ranges lie inside it, in order, and cover words whose folded form or stem is that of a query word; each
   snippet marks at least one.
3. Snippets are short, begin and end between words, come from different fields, best passage first, the
   reader's language before others.
4. ``matched`` names words of the query and the words of the record that answered them, per class.
5. Nothing in a query or record raises.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer.analysis.forms import fold, stem
from indexer.analysis.tokenizer import term_of, tokenize
from indexer.search.query_language import parse
from indexer.search.request import SearchRequest
from indexer.search.results import Hit
from indexer.search.searcher import Searcher
from indexer.search.snippets import LENGTH, MOST, texts_of
from kb.localized import LANGUAGES
from tests.indexer import corpora
from tests.indexer.corpora import WORDS, values
from tests.tiers import examples

ALL_WORDS = sorted(
    {word for words in WORDS.values() for word in words} | {"Netzwerke", "foerderung", "membership"}
)
QUERIES = st.one_of(
    st.lists(st.sampled_from(ALL_WORDS), min_size=1, max_size=4).map(" ".join),
    st.text(max_size=40),
    st.lists(st.sampled_from([*ALL_WORDS, '"', "-", "title:", "\u0308"]), max_size=6).map("".join),
)
READERS = st.sampled_from(LANGUAGES)


def answers(word: str, original: str, language: str) -> bool:
    term = term_of(original)
    return fold(word) == fold(term) or stem(word, language) == stem(term, language)


def check(hit: Hit, text: str) -> None:
    words = parse(text).words
    known = {(field, language): passage for field, language, passage in texts_of(hit.record)}
    limits = [factor["text"] for factor in hit.record.get("limiting_factors", [])]
    for snippet in hit.snippets:
        places = [known.get((snippet.field, snippet.language), "")]
        places += [factor.get(snippet.language, "") for factor in limits]
        assert any(snippet.text in passage for passage in places)
        assert 0 < len(snippet.text) <= LENGTH
        assert snippet.ranges
        last = 0
        for start, end in snippet.ranges:
            assert last <= start < end <= len(snippet.text)
            assert any(answers(word, snippet.text[start:end], snippet.language) for word in words)
            last = end
    assert len({snippet.field for snippet in hit.snippets}) == len(hit.snippets) <= MOST
    for name, found in hit.matched.items():
        for match in found:
            assert match.word in words
            languages = [code for code in LANGUAGES if answers(match.word, match.found, code)]
            assert languages
            assert (fold(match.word) == fold(term_of(match.found))) == (name == "exact")


@settings(max_examples=examples(80, 2000))
@given(text=QUERIES, reader=READERS)
@example(text='"', reader="de")
@example(text="\ud800 messe", reader="en")
def test_snippets_show_what_matched(a_searcher: Searcher, text: str, reader: str) -> None:
    language = next(code for code in LANGUAGES if code == reader)
    for hit in a_searcher.search(SearchRequest(text, reader=language, counting=False)).hits:
        check(hit, text)


HARD = st.lists(
    st.sampled_from(
        ["hafen", "häfen", " ", "\n", "- ", "x" * 90, "z" * 300, ". ", "\u0308", "😀", "ﬁ", "Hafen"]
    ),
    min_size=1,
    max_size=30,
).map("".join)


@settings(max_examples=examples(15, 500))
@given(texts=st.lists(HARD.filter(lambda text: text.strip()), min_size=1, max_size=4))
def test_hard_texts_give_honest_snippets(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    records = [values(f"r{number}", approach={"de": text}) for number, text in enumerate(texts)]
    searcher = corpora.a_searcher(tmp_path_factory.getbasetemp() / "snippets", records)
    for hit in searcher.search(SearchRequest("hafen", counting=False)).hits:
        check(hit, "hafen")


def only_hit(folder: Path, query: str, reader: str = "de", **fields: object) -> Hit:
    searcher = corpora.a_searcher(folder / "site", [values("one", **fields)])
    language = next(code for code in LANGUAGES if code == reader)
    (hit,) = searcher.search(SearchRequest(query, reader=language)).hits
    return hit


def test_the_passage_with_most_words_is_shown(tmp_path: Path) -> None:
    text = (
        "Der Hafen. " + "Füllung steht hier. " * 30 + "Im Hafen liegt die Werft am Kran. " + "Und mehr. " * 30
    )
    hit = only_hit(tmp_path, "hafen werft kran", approach={"de": text})
    (snippet,) = hit.snippets
    assert [snippet.text[start:end] for start, end in snippet.ranges] == ["Hafen", "Werft", "Kran"]
    low = text.index(snippet.text)
    assert text[low - 1] == " "
    assert text[low + len(snippet.text)] == " "


def test_bullets_and_other_lines_are_not_part_of_a_passage(tmp_path: Path) -> None:
    hit = only_hit(tmp_path, "werft", approach={"de": "- Hafen am Meer\n- Werft am Fluss\n- Kran"})
    assert hit.snippets[0].text == "Werft am Fluss"


def test_the_readers_language_comes_first(tmp_path: Path) -> None:
    texts = {"de": "BalticNet hilft.", "en": "BalticNet helps."}
    fields = {"title": {"de": "Titel", "en": "Title"}, "summary": texts}
    assert only_hit(tmp_path, "balticnet", "en", **fields).snippets[0].language == "en"
    assert only_hit(tmp_path, "balticnet", "de", **fields).snippets[0].language == "de"


def test_the_original_spelling_is_named(tmp_path: Path) -> None:
    hit = only_hit(tmp_path, "foerderungen strasse", summary={"de": "Förderung an der Straße"})
    found = {name: [(match.word, match.found) for match in given] for name, given in hit.matched.items()}
    assert found == {"exact": [("strasse", "Straße")], "stem": [("foerderungen", "Förderung")]}


def test_without_words_nothing_is_marked(a_searcher: Searcher) -> None:
    hits = a_searcher.search(SearchRequest("")).hits
    assert hits
    assert all(hit.snippets == () and hit.matched == {} for hit in hits)


def test_a_word_of_a_thousand_letters_is_found_and_cut(tmp_path: Path) -> None:
    word = "x" * 1000
    hit = only_hit(tmp_path, word[:400], approach={"de": f"Ein {word} hier"})
    assert all(len(snippet.text) <= LENGTH for snippet in hit.snippets)
    assert tokenize(word[:400]).terms == tokenize(word).terms
