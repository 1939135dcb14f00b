"""The measuring of the product, in numbers too small to say anything about its speed.

1. Made-up records and those of a collection are valid and in the form the product itself writes.
2. The same ones come each time, German, English or both in about the shares that are promised, with words
   nobody delivered.
3. Questions are of every kind, seeded, with filters; beginnings have every length.
4. Every row has its form, servers are gone afterwards, and the records measured on are unchanged.
5. Stock Whoosh, asked the same, finds and counts the same records.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from indexer.planning import make_plan
from indexer.search.current import CurrentSearcher
from indexer.search.request import SearchRequest
from kb import strict_yaml
from kb.corpus import Corpus
from kb.record import Record
from kb.settings import load_settings
from kb.vocabulary import load_vocabularies
from tests.benchmarks import product_sites
from tests.benchmarks.product import Amounts, lists_read, product_rows, update_rows
from tests.benchmarks.product_figures import spread
from tests.benchmarks.product_pages import Load, StockWhoosh, pages_rows
from tests.benchmarks.product_questions import KINDS, LETTERS, beginnings, questions, some_records
from tests.benchmarks.product_records import records
from tests.benchmarks.product_sites import CACHE
from tests.benchmarks.product_texts import cleaned, delivered_records, summary_and_rest
from tests.indexer.corpora import in_memory, values

DOCUMENTS = 60
FEW = Amounts(queries=2, beginnings=1, starts=1, requests=4, saves=1)
TIMES = {"median_ms", "p95_ms", "max_ms"}


@pytest.fixture(autouse=True)
def places(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the session, and no dictionary of whoever runs the tests."""
    folder = tmp_path_factory.getbasetemp() / "benchmarks"
    monkeypatch.setenv(CACHE, str(folder))
    monkeypatch.setenv("KB_VAR", str(folder / "var"))
    return folder


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    documents: list[dict[str, Any]] = [
        {
            "_id": "A_1",
            "title": "Quiet engines",
            "text": "They hum.\u200b " * 200,
            "type": "project",
            "year": 2020,
        },
        {
            "_id": "a-1",
            "title": "Report",
            "text": "",
            "type": "deliverable",
            "country": "DK",
            "nuts": ["DK01"],
        },
        {
            "_id": "x",
            "title": "T" * 500,
            "text": "Short.",
            "coordinator": "HARBOUR LTD",
            "ec_contribution": 9.5,
        },
    ]
    lines = "".join(f"{json.dumps(document)}\n" for document in documents)
    (tmp_path / "corpus.jsonl").write_text(lines, "utf-8")
    return tmp_path


def test_records_are_valid_and_written_as_the_product_writes_them(places: Path, collection: Path) -> None:
    for source, count in ((None, DOCUMENTS), (collection, 3)):
        corpus = product_sites.written(DOCUMENTS, source, places)
        files = sorted(corpus.rglob("*.yaml"))
        assert len(files) == count
        for path in files:
            text = path.read_text("utf-8")
            record = Record.model_validate(strict_yaml.read(text).value)
            assert record.as_yaml() == text
            assert (path.parent.name, path.stem) == (record.kind, record.id)


def test_kb_check_finds_nothing(places: Path) -> None:
    corpus = product_sites.written(DOCUMENTS, None, places)
    review = Corpus(load_settings({"KB_CORPUS": str(corpus)}, places)).review()
    assert len(review.records) == DOCUMENTS
    assert [finding for finding in review.findings if finding.severity != "note"] == []


def test_records_are_the_same_each_time_and_as_mixed_as_promised() -> None:
    made = list(records(300, None))
    assert made == list(records(300, None))
    assert len({record["id"] for record in made}) == 300
    languages = Counter("+".join(record["title"]) for record in made)
    assert 90 < languages["de+en"] < 150
    assert languages["de"] > 60 < languages["en"]
    ours = {
        word for record in delivered_records() for text in record["summary"].values() for word in text.split()
    }
    words = [word for record in made for text in record["summary"].values() for word in text.split()]
    assert 0.6 < sum(word in ours for word in words) / len(words) < 0.98


def test_documents_of_a_collection_become_records(collection: Path) -> None:
    engines, report, long = records(DOCUMENTS, collection)
    assert engines["kind"] == "project"
    assert engines["summary"]["en"].endswith("hum.")
    assert len(engines["summary"]["en"]) <= 600
    assert engines["period"] == {"start": 2020}
    assert report["summary"] == {"en": "Report"}
    assert report["place"]["countries"] == ["DK"]
    assert "approach" not in report
    assert long["title"]["en"] == "T" * 400
    assert long["organisation"] == {"name": "HARBOUR LTD"}


@pytest.mark.parametrize("sign", [". ", "; ", " ", "x"])
def test_a_long_text_is_divided_and_nothing_of_it_lost(sign: str) -> None:
    text = f"word{sign}" * 300
    summary, rest = summary_and_rest(text.strip())
    assert 590 <= len(summary) <= 600
    assert (summary + rest).replace(" ", "") == text.replace(" ", "")


def test_texts_are_cleaned_of_what_records_must_not_hold() -> None:
    assert cleaned(" a\x00b\u2028c\n ") == "a b c"


def test_questions_are_seeded_and_of_every_kind() -> None:
    made = list(records(40, None))
    asked = questions(made, 6, seed=1)
    assert asked == questions(made, 6, seed=1) != questions(made, 6, seed=2)
    assert Counter(question.kind for question in asked) == dict.fromkeys(KINDS, 6)
    assert {len(question.filters) for question in asked} == {0, 1, 2}
    for question in asked:
        assert bool(question.text) == (question.kind != "browse")
        assert question.request.text == question.text
        assert len(question.request.filters) == len(question.filters)


def test_beginnings_have_every_length() -> None:
    typed = beginnings(list(records(40, None)), 5, seed=1)
    assert len(typed) == 5 * LETTERS
    assert {len(text) for text in typed} == set(range(1, LETTERS + 1))


def test_figures_are_those_worked_by_hand() -> None:
    assert spread([5.0]) == {"median_ms": 5.0, "p95_ms": 5.0, "max_ms": 5.0}
    assert spread([float(n) for n in range(100, 0, -1)]) == {
        "median_ms": 50.0,
        "p95_ms": 95.0,
        "max_ms": 100.0,
    }


def test_more_words_read_more_lists() -> None:
    searcher = in_memory([values("a", title={"de": "Hafen"}), values("b", title={"de": "Kran"})])
    without = frozenset({"concepts"})
    nothing, one, two = (
        lists_read(searcher, SearchRequest(text, without=without)) for text in ("", "Hafen", "Hafen Kran")
    )
    assert nothing == 0 < one < two


@pytest.fixture(scope="module")
def before() -> set[int]:
    return _servers()


def _servers() -> set[int]:
    """The processes that serve a site of ours."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if b"leuchtturm-site-" in (folder / "environ").read_bytes():
                found.add(int(folder.name))
        except OSError:
            continue
    return found


def test_rows_of_the_product(before: set[int]) -> None:
    rows = product_rows(DOCUMENTS, None, FEW)
    for row in rows:
        assert row["documents"] == DOCUMENTS
        assert row["dictionary"] is False
    by_kind = {row["kind"]: row for row in rows if row["what"] == "search"}
    assert set(by_kind) == {"all", *KINDS}
    assert by_kind["all"]["queries"] == FEW.queries * len(KINDS)
    for row in by_kind.values():
        assert 0 < row["median_ms"] <= row["p95_ms"] <= row["max_ms"]
        assert 0 <= row["lists_median"] <= row["lists_max"]
        assert bool(row["lists_max"]) == (row["kind"] != "browse")
    others = {(row["what"], row.get("kind")): row for row in rows if row["what"] != "search"}
    assert TIMES | {"first_ms"} <= others["suggest", None].keys()
    assert others["start", None]["seconds"] > 0
    assert {"rss_mb", "pss_mb", "anonymous_mb"} <= others["memory", "searches"].keys()
    assert others["http", "search"].keys() & others["http", "suggest"].keys() >= TIMES
    assert _servers() <= before


def test_rows_of_updates(places: Path, before: set[int]) -> None:
    corpus = product_sites.written(DOCUMENTS, None, places)
    texts = {path: path.read_bytes() for path in corpus.rglob("*.yaml")}
    rows = update_rows(DOCUMENTS, None, FEW)
    assert [row["kind"] for row in rows if row["what"] == "kb index"] == [
        "everything",
        "nothing",
        "one record",
    ]
    quiet, busy = (row for row in rows if row["what"] == "save findable")
    assert (quiet["searches_a_second"], busy["searches_a_second"]) == (0, 5)
    assert quiet["saves"] == busy["saves"] == FEW.saves
    (archived,) = (row for row in rows if row["what"] == "archived unseen")
    for row in (quiet, busy, archived):
        assert row.keys() >= TIMES
    assert {path: path.read_bytes() for path in corpus.rglob("*.yaml")} == texts
    assert _servers() <= before


def test_rows_of_pages(before: set[int]) -> None:
    load = Load(per_second=20, seconds=0.5, searches=8)
    page, completions, whoosh = pages_rows(DOCUMENTS, None, load)
    for row in (page, completions):
        assert (row["engine"], row["workers"], row["per_second"]) == ("leuchtturm", 2, 20)
        assert row["errors"] == 0
        assert 5 <= row["asked"] <= load.requests
    assert (whoosh["engine"], whoosh["asked"]) == ("whoosh", 8)
    for row in (page, completions, whoosh):
        assert row.keys() >= TIMES
    assert _servers() <= before


def test_stock_whoosh_counts_the_same_records() -> None:
    site = product_sites.indexed_site(DOCUMENTS, None)
    peer = StockWhoosh(make_plan(Corpus(site.settings), {}).changed)
    searcher = CurrentSearcher(site.settings, load_vocabularies()).get()
    records = some_records(site.settings.corpus)
    browsing = [question for question in questions(records, 20, seed=8) if not question.text]
    assert browsing
    for question in browsing:
        ids, counts = peer.search(question)
        ours = searcher.search(question.request)
        assert len(ids) == min(10, ours.total)
        for facet in ours.facets:
            counted = {one.key: one.count for one in facet.buckets if one.count}
            assert counted == counts[facet.facet], facet.facet
