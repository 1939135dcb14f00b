"""What is accepted is in the record, once, and nothing else changes.

1. Certain suggestions fill what is empty; what is there stays, whatever they say.
2. One that a person picks takes the place of what is there; lists and texts in other languages keep theirs.
3. Accepting twice is accepting once, and the values that were given stay as they are.
4. A suggestion keeps its key in every reading; another field, value or passage has another.
"""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from indexer.ingest.suggesting.accepting import LISTS, accepted, current, filled, holds, key_of
from indexer.ingest.suggesting.suggestion import Suggestion


def one(field: str, value: Any, passage: str = "passage") -> Suggestion:
    return Suggestion(field, value, passage, "where", 0.9)


ANY = st.one_of(
    st.builds(one, st.sampled_from(sorted(LISTS - {"figures"})), st.sampled_from(("DE", "DK", "skills"))),
    st.builds(
        one, st.just("figures"), st.integers(1, 3).map(lambda n: {"what": {"de": "Plätze"}, "value": n})
    ),
    st.builds(
        one, st.sampled_from(("period.start", "period.end", "published_year")), st.integers(2000, 2003)
    ),
    st.builds(
        one, st.sampled_from(("label", "kind", "organisation.name")), st.sampled_from(("gold", "guide"))
    ),
    st.builds(one, st.just("period.ongoing"), st.booleans()),
    st.builds(
        one,
        st.sampled_from(("title", "summary", "results")),
        st.dictionaries(st.sampled_from(("de", "en")), st.text(max_size=3), min_size=1),
    ),
    st.builds(
        one,
        st.just("success_factors"),
        st.dictionaries(st.just("de"), st.lists(st.sampled_from("abc"), min_size=1, unique=True), min_size=1),
    ),
)
ODD: dict[str, Any] = {"place": "Kiel", "themes": "skills", "results": 3, "period": None, "figures": None}


def test_the_first_of_each_field_fills_what_is_empty() -> None:
    assert filled(
        {},
        [
            one("place.countries", "DE"),
            one("place.countries", "DK"),
            one("place.countries", "DE"),
            one("period.start", 2015),
            one("period.start", 2016),
            one("organisation.name", "Beispielnetz"),
            one("label", "gold"),
            one("results", {"de": "Gut."}),
            one("results", {"en": "Good."}),
        ],
    ) == {
        "place": {"countries": ["DE", "DK"]},
        "period": {"start": 2015},
        "organisation": {"name": "Beispielnetz"},
        "label": "gold",
        "results": {"de": "Gut.", "en": "Good."},
    }


def test_what_is_certain_changes_nothing_that_is_there() -> None:
    values = {"label": "gold", "results": {"de": "Gut."}, "themes": ["skills"], "period": {"start": 2015}}
    sure = [
        one("label", "silver"),
        one("results", {"de": "Schlecht.", "en": "Good."}),
        one("themes", "financing"),
        one("period.start", 2016),
    ]
    assert filled(values, sure) == {
        "label": "gold",
        "results": {"de": "Gut.", "en": "Good."},
        "themes": ["skills", "financing"],
        "period": {"start": 2015},
    }


def test_what_a_person_picks_takes_the_place_of_what_is_there() -> None:
    assert accepted({"label": "gold"}, one("label", "silver")) == {"label": "silver"}
    texts = {"results": {"de": "Gut.", "en": "Good."}}
    assert accepted(texts, one("results", {"de": "Besser."})) == {"results": {"de": "Besser.", "en": "Good."}}
    lines = accepted({"success_factors": {"de": ["Zeit"]}}, one("success_factors", {"de": ["Zeit", "Geld"]}))
    assert lines == {"success_factors": {"de": ["Zeit", "Geld"]}}


def test_a_group_that_is_none_is_replaced() -> None:
    assert accepted(ODD, one("place.countries", "DE"))["place"] == {"countries": ["DE"]}
    assert accepted(ODD, one("themes", "financing"))["themes"] == ["financing"]
    assert accepted(ODD, one("results", {"de": "Gut."}))["results"] == {"de": "Gut."}
    assert current(ODD, "place.countries") is None
    assert current({"place": {"countries": ["DE"]}}, "place.countries") == ["DE"]


@given(st.lists(ANY, max_size=6), ANY)
def test_accepting_twice_is_accepting_once(before: list[Suggestion], suggestion: Suggestion) -> None:
    values = filled(ODD, before)
    kept = copy.deepcopy(values)
    once = accepted(values, suggestion)
    assert values == kept
    assert holds(once, suggestion)
    assert accepted(once, suggestion) == once
    changed = {name for name in {*values, *once} if values.get(name) != once.get(name)}
    assert changed <= {suggestion.field.split(".")[0]}


def test_a_key_says_field_value_and_passage() -> None:
    figure = {"what": {"de": "Plätze"}, "value": 350}
    same = one("figures", dict(reversed(figure.items())))
    assert key_of(one("figures", figure)) == key_of(same)
    others = [
        one("figures", figure, "other"),
        one("figures", {**figure, "year": 2019}),
        one("themes", figure),
    ]
    assert len({key_of(each) for each in (same, *others)}) == 4
