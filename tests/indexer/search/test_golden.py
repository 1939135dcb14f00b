"""Searches whose answers are written down: ``tests/golden/search/<case>/{records/*.yaml,searches.yaml}``.

The pages of papers are in ``<case>/papers/<id>.yaml``: how many, what all hold, and what some hold instead.

1. Each search of each case finds exactly these ids in exactly this order.
2. Relaxation, notes and another spelling are those written beside it; without a word of them, none.
3. So are the words that matched, what was searched beside the words typed, pages of papers and redirects,
   where written.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
import yaml

from indexer.search.results import DidYouMean, Expansion, Relaxation
from indexer.search.searcher import Searcher
from indexer.search.state import SearchState
from kb.paper import PaperText
from tests.indexer import corpora
from tests.indexer.corpora import ids

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "search"
CASES = sorted(path.name for path in GOLDEN.iterdir())
SEARCHES = [
    pytest.param(case, search, id=f"{case}: {search['proves']}")
    for case in CASES
    for search in yaml.safe_load((GOLDEN / case / "searches.yaml").read_text("utf-8"))
]


@pytest.fixture(scope="module")
def searchers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Searcher]:
    return {
        case: corpora.a_searcher(
            tmp_path_factory.mktemp(case) / "site",
            [yaml.safe_load(path.read_text("utf-8")) for path in (GOLDEN / case / "records").iterdir()],
            {path.stem: a_paper(path) for path in (GOLDEN / case / "papers").glob("*.yaml")},
        )
        for case in CASES
    }


def a_paper(path: Path) -> PaperText:
    """Each page has the text written for it, the others that of ``elsewhere``."""
    written = yaml.safe_load(path.read_text("utf-8"))
    numbers = range(1, written["pages"] + 1)
    pages = [written.get("except", {}).get(number, written["elsewhere"]) for number in numbers]
    return corpora.a_text(path.stem, *pages)


@pytest.mark.parametrize(("case", "search"), SEARCHES)
def test_the_search_answers_as_written(
    searchers: dict[str, Searcher], case: str, search: dict[str, Any]
) -> None:
    searcher = searchers[case]
    state = SearchState.parse(parse_qsl(search["asks"]))
    results = searcher.search(state.request(state.lang or "de"))
    assert ids(results) == search["ids"]
    wanted = search.get("relaxed")
    assert results.relaxed == (Relaxation(wanted["required"], wanted["of"]) if wanted else None)
    assert [note.code for note in results.notes] == search.get("notes", [])
    other = search.get("did_you_mean")
    assert results.did_you_mean == (DidYouMean(other["text"], other["total"]) if other else None)
    if "expansions" in search:
        added = [Expansion(**{**row, "added": tuple(row["added"])}) for row in search["expansions"]]
        assert list(results.expansions) == added
    for hit in results.hits:
        matched = {name: [match.found for match in found] for name, found in hit.matched.items()}
        assert matched == search.get("matched", {}).get(hit.id, matched)
        page = search.get("page", {}).get(hit.id)
        assert page is None or (hit.part and hit.part.number == page)
    if search.get("equal_scores"):
        assert len({round(hit.score, 9) for hit in results.hits}) == 1
    for record_id, target in search.get("redirects", {}).items():
        assert searcher.redirect(record_id) == target


def test_there_are_cases() -> None:
    assert len(CASES) >= 22
