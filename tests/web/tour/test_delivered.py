"""Does the tour lead anywhere over the delivered records?

1. No question asks for a field that less than 30 % of the published records state.
2. Every situation narrows by values that exist, finds at least 8 records, the same for both languages but
   for a few, and no two find the same.
3. On every way through the tour an answer leaves as many records as it said, and the shortlist holds five of
   them as long as there are five.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from random import Random

import pytest
from starlette.testclient import TestClient

from indexer.facets import BY_NAME
from indexer.indexing import update_index
from indexer.search.searcher import Searcher
from kb.corpus import Corpus
from kb.localized import Language
from kb.settings import load_settings
from tests.tiers import examples
from tests.web.pages.reading import see
from tests.web.pages.tour_pages import answers, lit, shortlist
from web.application import create_app
from web.language import INTERFACE_LANGUAGES
from web.tour.questions import CANDIDATES, MOST_QUESTIONS, asked
from web.tour.situations import situations
from web.tour.state import TourState

CORPUS = Path(__file__).resolve().parents[3] / "corpus"
FEWEST = 8
ALIKE = 0.9  # the least share of records that a situation finds in both languages


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    var = tmp_path_factory.mktemp("tour") / "var"
    settings = load_settings({"KB_CORPUS": str(CORPUS), "KB_VAR": str(var)}, var.parent)
    assert update_index(Corpus(settings)).failed == ()
    with TestClient(create_app(settings), follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="module")
def searcher(site: TestClient) -> Searcher:
    found: Searcher = site.app.state.knowledge.searcher()  # type: ignore[attr-defined]
    return found


def test_no_question_asks_for_a_field_that_few_records_state(searcher: Searcher) -> None:
    questions = asked(searcher.coverage())
    assert len(questions) == MOST_QUESTIONS
    assert [question.name for question in questions] == ["situation", "theme", "sector", "evidence"]
    for question in questions[1:]:
        (counts,) = searcher.counts((question.name,))
        stating = sum(1 for record in searcher.records() if _states(record, question.name))
        assert counts.stated == pytest.approx(stating / searcher.size)
        assert stating >= 0.3 * searcher.size


def _states(record: object, facet: str) -> bool:
    assert isinstance(record, dict)
    return bool(record.get(BY_NAME[facet].field))


def test_degrees_belong_to_fields_of_one_value(searcher: Searcher) -> None:
    for question in CANDIDATES:
        if question.reach != "only":
            values = [record.get(BY_NAME[question.name].field) for record in searcher.records()]
            assert all(value is None or isinstance(value, dict) for value in values)


def _found(searcher: Searcher, name: str, language: Language) -> frozenset[str]:
    vocabularies = searcher._vocabularies
    state = TourState(answers=(("situation", name),)).search(vocabularies, language, "/search")
    return frozenset(str(record["id"]) for record in searcher.matching(state.request(language)))


def test_every_situation_narrows_by_values_that_exist(site: TestClient) -> None:
    vocabularies = site.app.state.knowledge.vocabularies  # type: ignore[attr-defined]
    of_questions = {question.name for question in CANDIDATES}
    for situation in situations().values():
        for facet, key in situation.filters:
            assert key in vocabularies[BY_NAME[facet].vocabulary]
            assert facet not in of_questions


def test_every_situation_finds_enough_and_none_finds_the_same(searcher: Searcher) -> None:
    found = {name: {one: _found(searcher, name, one) for one in INTERFACE_LANGUAGES} for name in situations()}
    for name, sets in found.items():
        assert min(map(len, sets.values())) >= FEWEST, name
        assert len(sets["de"] & sets["en"]) >= ALIKE * len(sets["de"] | sets["en"]), name
    for one, other in combinations(found.values(), 2):
        assert one["de"] != other["de"]
        assert one["en"] != other["en"]


@pytest.mark.parametrize("seed", range(examples(3, 60)))
def test_an_answer_leaves_as_many_records_as_it_said(site: TestClient, seed: int) -> None:
    random, address, promised = Random(seed), "/tour?lang=de", None
    for _ in range(MOST_QUESTIONS):
        page = see(site, address, lang=None)
        assert promised in (None, lit(page))
        if offered := answers(page):
            promised, address = random.choice(offered)
        else:
            assert "Keiner der übrigen Einträge gibt das an." in page.main.text
            address = page.main.link("Das ist nicht wichtig").href
    page = see(site, address, lang=None)
    assert lit(page) == promised
    assert len(shortlist(page)) == min(5, promised or 0)
