"""No query hurts.

1. A request whose time is over ends with SearchTooLong, never with a part of an answer.
2. In the time there is, every request ends with its answer.
"""

from __future__ import annotations

from itertools import count
from types import SimpleNamespace

import pytest

from indexer.errors import SearchTooLong
from indexer.search.deadline import Deadline
from indexer.search.request import SearchRequest
from indexer.search.searcher import Searcher


def test_the_time_of_a_request_ends() -> None:
    Deadline(60).check()
    with pytest.raises(SearchTooLong, match="fewer words"):
        Deadline(-1).check()


def test_a_request_that_takes_too_long_has_no_answer(
    delivered_searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = SearchRequest("cluster management funding")
    whole = delivered_searcher.search(request)
    seconds = count()  # one with every look at the clock
    clock = SimpleNamespace(monotonic=lambda: float(next(seconds)))
    monkeypatch.setattr("indexer.search.deadline.time", clock)
    with pytest.raises(SearchTooLong):
        delivered_searcher.search(request)
    monkeypatch.undo()
    assert delivered_searcher.search(request) == whole
