"""Random states of one record that share much, so that changes of them meet."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

words = st.sampled_from(["Hafen", "Schiff", "Kai"])
texts = st.dictionaries(st.sampled_from(["de", "en"]), words)
ids = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=4, unique=True)
years = st.sampled_from([2015, 2020])
values = st.integers(1, 3)


def _list(item: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(item, max_size=3)


figures = st.fixed_dictionaries({"what": texts, "value": values}, optional={"year": years, "unit": words})
sources = st.fixed_dictionaries({"url": words, "title": words}, optional={"accessed": words})
judged = st.fixed_dictionaries({"value": st.sampled_from(["x", "y"])}, optional={"passage": words})
states: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "title": texts,
        "summary": texts,
        "success_factors": st.dictionaries(st.sampled_from(["de", "en"]), _list(words)),
        "limiting_factors": _list(st.fixed_dictionaries({"text": texts}, optional={"passage": words})),
        "outcome": judged,
        "stages": _list(judged),
        "place": st.fixed_dictionaries({}, optional={"countries": ids, "words": words}),
        "themes": ids,
        "label": words,
        "figures": _list(figures),
        "relations": _list(st.fixed_dictionaries({"type": st.sampled_from(["p", "q"]), "to": words})),
        "sources": _list(sources),
    },
)
