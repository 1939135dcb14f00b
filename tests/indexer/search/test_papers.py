"""Are papers found as if each of their pages, with the record, were a document?

1. For random corpora with papers and any words, phrases and exclusions, the matching set and the relaxation
   are those of the rule of the contract over (record and page), written again, slowly, over lists of words.
2. A paper counts once, in the total and in every facet.
3. Of one word the score is that of the formula, of the best page, over all pages by brute force; the page of
   a hit is the first with that score, and what only pages hold counts by their share of the paper.
4. Every answer is the same from one segment and from several with deleted papers among them.
5. A hit tells the page, shows its passage first, marks and explains it; what is only quoted shows at most
   300 characters of the paper. Its text is stored nowhere else.
6. Words that stand on pages only are spelt, corrected and offered like others; suggestions and similar
   records know none of them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.search import matching
from indexer.search.frequencies import WEIGHTS, B
from indexer.search.ranking import K1
from indexer.search.request import SearchRequest
from indexer.search.results import DidYouMean, Part, Relaxation, Results
from indexer.search.searcher import OWN_LANGUAGE, Searcher
from kb.paper import PaperText
from tests.indexer import corpora
from tests.indexer.corpora import Values, a_paper, a_text, documents_of, ids, values
from tests.indexer.search.divided import divided
from tests.tiers import examples

ALPHABET = ["hafen", "werft", "messe", "kran", "boot"]  # words that share no form with each other
QUOTED = 300  # characters of a paper that is only quoted

Words = tuple[str, ...]


@dataclass(frozen=True)
class Made:
    """A record with the words of its title; a paper has pages."""

    title: Words
    pages: tuple[Words, ...] = ()

    @property
    def units(self) -> list[tuple[Words, Words]]:
        """What stands together: the title, with each page if there are pages."""
        return [(self.title, page) for page in self.pages] or [(self.title, ())]

    def share(self, word: str) -> float:
        """How much of it holds a word."""
        return sum(word in title + page for title, page in self.units) / len(self.units)


RUNS = st.lists(st.sampled_from(ALPHABET), min_size=1, max_size=4).map(tuple)
PAGES = st.one_of(st.just(()), st.lists(RUNS, min_size=1, max_size=4).map(tuple))
CORPORA = st.lists(st.builds(Made, RUNS, PAGES), min_size=1, max_size=12)
QUESTIONS = st.lists(st.sampled_from([*ALPHABET, "fehlt"]), min_size=1, max_size=4, unique=True)
PHRASES = st.one_of(st.just(()), st.lists(st.sampled_from(ALPHABET), min_size=2, max_size=2).map(tuple))
EXCLUDED = st.one_of(st.none(), st.sampled_from(ALPHABET))


def records_of(made: Sequence[Made]) -> tuple[list[Values], dict[str, PaperText]]:
    records, papers = [], {}
    for number, one in enumerate(made):
        name, title = f"r{number:02}", {"de": " ".join(one.title)}
        summary = {"de": "x"}
        if one.pages:
            records.append(a_paper(name, title=title, summary=summary))
            papers[name] = a_text(name, *map(" ".join, one.pages))
        else:
            records.append(values(name, title=title, summary=summary, kind="file", rights="open"))
    return records, papers


def a_searcher(made: Sequence[Made]) -> Searcher:
    records, papers = records_of(made)
    return corpora.in_memory(records, papers=papers)


def stands_in(phrase: Words, text: Words) -> bool:
    return any(text[n : n + len(phrase)] == phrase for n in range(len(text)))


def by_the_rule(
    made: Sequence[Made], question: Sequence[str], phrase: Words, excluded: str | None, enough: int, many: int
) -> tuple[set[int], Relaxation | None]:
    """The matching records as CONTRACT 5 words it, where each page, with its record, is a document."""
    size = len(made)
    wanted = list(dict.fromkeys([*question, *phrase]))
    holding = {word: sum(one.share(word) for one in made) for word in wanted}
    weight = {w: math.log(1 + (size - holding[w] + 0.5) / (holding[w] + 0.5)) for w in wanted}
    asked = {
        (number, title + page)
        for number, one in enumerate(made)
        for title, page in one.units
        if not phrase or stands_in(phrase, title) or stands_in(phrase, page)
        if excluded is None or all(excluded not in words for unit in one.units for words in unit)
    }
    complete = {number for number, held in asked if set(wanted) <= set(held)}
    if len(complete) >= enough or len(wanted) == 1:
        return complete, None
    chosen: set[tuple[int, Words]] = set()
    for share in (2 / 3, 1 / 3, 0.0):
        needed = share * sum(weight.values()) - 1e-9
        worth = {unit: sum(weight[w] for w in wanted if w in unit[1]) for unit in asked}
        chosen = {unit for unit, found in worth.items() if found and found >= needed}
        if len({number for number, _ in chosen}) >= many:
            break
    found = {number for number, _ in chosen}
    if not found - complete:
        return found, None
    held_by = {n: max(len(set(wanted) & set(held)) for m, held in chosen if m == n) for n in found}
    return found, Relaxation(min(held_by.values()), len(wanted))


@settings(max_examples=examples(60, 3000))
@given(CORPORA, QUESTIONS, PHRASES, EXCLUDED, st.integers(1, 5), st.integers(1, 8))
def test_the_matching_set_is_that_of_records_with_their_pages(
    made: list[Made],
    question: list[str],
    phrase: Words,
    excluded: str | None,
    enough: int,
    many: int,
) -> None:
    text = " ".join(question) + (f' "{" ".join(phrase)}"' if phrase else "")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matching, "ENOUGH", enough)
        patch.setattr(matching, "MANY", many)
        asked = f"{text} -{excluded}" if excluded else text
        results = a_searcher(made).search(SearchRequest(asked, size=100, without=frozenset({"typos"})))
    expected, relaxed = by_the_rule(made, question, phrase, excluded, enough, many)
    assert {int(found[1:]) for found in ids(results)} == expected
    assert (results.total, results.relaxed) == (len(expected), relaxed)
    (kind,) = (counts for counts in results.facets if counts.facet == "kind")
    assert sum(bucket.count for bucket in kind.buckets) == results.total


def tf(words: Words, word: str, mean: float, weight: float) -> float:
    return weight * words.count(word) / (1 - B + B * len(words) / mean)


@settings(max_examples=examples(40, 2000))
@given(CORPORA, st.sampled_from(ALPHABET))
def test_the_score_of_a_word_is_that_of_the_best_page(made: list[Made], word: str) -> None:
    size, holding = len(made), sum(one.share(word) for one in made)
    idf = math.log(1 + (size - holding + 0.5) / (holding + 0.5))
    title_mean = sum(len(one.title) for one in made) / size
    lengths = [len(page) for one in made for page in one.pages]
    page_mean = sum(lengths) / len(lengths) if lengths else 1.0
    for hit in a_searcher(made).search(SearchRequest(word, size=100)).hits:
        one = made[int(hit.id[1:])]
        own = tf(one.title, word, title_mean, WEIGHTS["title"])
        found = [own + tf(page, word, page_mean, WEIGHTS["body"]) for page in one.pages] or [own]
        best = max(found)
        assert hit.score / OWN_LANGUAGE == pytest.approx(idf * best / (K1 + best), rel=1e-9)
        first = next(n for n, value in enumerate(found, 1) if value == pytest.approx(best, rel=1e-9))
        assert hit.part == (Part(first, None) if best > own * (1 + 1e-9) else None)


@settings(max_examples=examples(15, 500))
@given(CORPORA, CORPORA, QUESTIONS, st.integers(1, 4))
def test_segments_and_deleted_papers_change_nothing(
    made: list[Made], gone: list[Made], question: list[str], segments: int
) -> None:
    left = documents_of(*records_of(made))
    deleted = [replace(document, id=f"gone-{document.id}") for document in documents_of(*records_of(gone))]

    def answer(parts: int) -> Results:
        snapshot = divided(left, parts, deleted if parts > 1 else ())
        searcher = Searcher(snapshot, corpora.delivered_vocabularies())
        return replace(searcher.search(SearchRequest(" ".join(question), size=100)), generation="")

    assert answer(segments) == answer(1)


FILLER = "Über Häfen wird auf dieser Seite berichtet, und über die Schiffe, die sie anlaufen."
ALGAE = "Davor ging es um Fische. Die Algenfarm im Fjord trägt die Meeresforschung. Danach kommt der Anhang."


@pytest.fixture(scope="module")
def library() -> Searcher:
    records = [
        a_paper("year", title={"de": "Jahresbericht", "en": "Annual report"}, summary={"de": "x", "en": "y"}),
        a_paper("sections", rights="open", name="a.docx", title={"de": "Leitlinien"}),
        *(values(f"r{number}", title={"de": "Hafenfest"}) for number in range(12)),
    ]
    papers = {
        "year": a_text("year", *[FILLER] * 6, ALGAE, FILLER),
        "sections": a_text("sections", FILLER, "Eine KI zählt die Quallen. " + FILLER * 20, headings=True),
    }
    return corpora.in_memory(records, papers=papers)


def test_a_hit_tells_and_shows_its_page(library: Searcher) -> None:
    (hit,) = library.search(SearchRequest("Algenfarm")).hits
    assert hit.part == Part(7, None)
    (snippet,) = hit.snippets
    assert (snippet.field, snippet.language) == ("body", "de")
    assert snippet.text in ALGAE
    assert [snippet.text[start:end] for start, end in snippet.ranges] == ["Algenfarm"]
    assert [match.found for match in hit.matched["exact"]] == ["Algenfarm"]
    assert hit.explanation
    (reason,) = hit.explanation.reasons
    assert (reason.match, reason.found, reason.fields) == ("exact", ("Algenfarm",), ("body",))
    assert reason.points * hit.explanation.boost == pytest.approx(hit.score)


def test_a_section_is_told_by_its_heading(library: Searcher) -> None:
    (hit,) = library.search(SearchRequest("Quallen")).hits
    assert hit.part == Part(None, "Teil 2")


def test_the_passage_of_the_page_comes_first(library: Searcher) -> None:
    hit, *_ = library.search(SearchRequest("y Algenfarm", reader="en")).hits
    assert [snippet.field for snippet in hit.snippets] == ["body", "summary"]


@pytest.mark.parametrize("text", ["Jahresbericht", "id:year", ""])
def test_what_only_the_record_answers_leads_to_no_page(library: Searcher, text: str) -> None:
    hit = next(hit for hit in library.search(SearchRequest(text, size=20)).hits if hit.id == "year")
    assert hit.part is None


@given(st.lists(st.sampled_from(f"{FILLER} {ALGAE}".split()), min_size=1, max_size=5).map(" ".join))
def test_little_of_a_paper_is_quoted(library: Searcher, text: str) -> None:
    for hit in library.search(SearchRequest(text)).hits:
        assert sum(len(one.text) for one in hit.snippets if one.field == "body") <= QUOTED
        assert FILLER not in json.dumps([hit.record, *library.matching(SearchRequest(text))])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("algenfarmen", "stem"),
        ("Forschung", "compound"),
        ("Algenfram", "typo"),
        ("KI", "exact"),
        ("Algen-Farm", "exact"),
        ("artificial intelligence", "concept"),
    ],
)
def test_words_on_pages_are_found_in_every_way(library: Searcher, text: str, found: str) -> None:
    hits = library.search(SearchRequest(text)).hits
    assert {hit.id for hit in hits} <= {"year", "sections"}
    assert found in hits[0].matched


def test_a_correction_is_spelt_as_the_page_spells_it(library: Searcher) -> None:
    results = library.search(SearchRequest("algenfram"))
    assert [one.added for one in results.expansions if one.kind == "typos"] == [("Algenfarm",)]
    assert library._prepared.written("quallen", "de") == "Quallen"


def test_another_spelling_is_offered_where_pages_have_it() -> None:
    records = [a_paper(f"p{n}") for n in range(6)] + [values("typo", title={"de": "Algenfram"})]
    papers = {f"p{n}": a_text(f"p{n}", ALGAE) for n in range(6)}
    results = corpora.in_memory(records, papers=papers).search(SearchRequest("Algenfram"))
    assert results.did_you_mean == DidYouMean("Algenfarm", 6)


def test_papers_are_alike_in_what_their_records_say() -> None:
    titles = {"one": "Seegras", "two": "Brücken", "three": "Seegras und Muscheln"}
    records = [a_paper(name, title={"de": title}, summary={"de": title}) for name, title in titles.items()]
    filler = [a_paper(f"p{n}", title={"de": f"Werft {n}"}) for n in range(20)]
    papers = {name: a_text(name, ALGAE, FILLER) for name in ("one", "two")}
    found = corpora.in_memory([*records, *filler], papers=papers).similar("one", 3)
    assert next(record["id"] for record in found) == "three"
    assert "two" not in [record["id"] for record in found]


def test_suggestions_know_nothing_of_pages(library: Searcher) -> None:
    assert library.suggest("Algenfa", "de") == ()
    assert library.suggest("Jahresb", "de")


def test_the_sections_of_a_paper_are_listed_where_they_begin() -> None:
    text = a_text("a", "Eins", "Zwei", headings=True)
    twice = text.model_copy(update={"parts": [text.parts[0], text.parts[0], *text.parts[1:]]})
    contents = corpora.in_memory([a_paper("a"), values("b")], papers={"a": twice}).contents
    found = contents("a")
    assert found
    assert (found.language, [part.heading for part in found.sections]) == ("de", ["Teil 1", "Teil 2"])
    assert contents("b") is None
    assert contents("c") is None


def test_a_word_on_pages_is_as_rare_as_their_share_of_the_paper() -> None:
    def score(found: Searcher) -> float:
        return found.search(SearchRequest("algenfarm")).hits[0].score

    filler = [values(f"r{n}") for n in range(30)]
    records = [*filler, values("short", title={"de": "Algenfarm"})]
    alone = score(corpora.in_memory(records))
    thick = {"thick": a_text("thick", *[FILLER] * 199, ALGAE)}
    beside = score(corpora.in_memory([*records, a_paper("thick")], papers=thick))
    assert beside == pytest.approx(alone, rel=0.02)
