"""What comes of two changes of the same state?

1. Where only one changed something, the merge is theirs; where both did the same, it is that.
2. Merging is symmetric: the same conflicts, and the same values wherever there is none.
3. Nothing is lost: whatever one of the two wrote is in the merged values or in a conflict; what one removed
   and the other left alone is gone.
4. Whatever is chosen for the conflicts stands in the resolved values; by default that is mine.
5. Texts are merged by field and language, concepts one by one, groups by what names them and as a whole.
6. Without a base every difference is a conflict. Values no record has are merged all the same.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.record import stated
from kb.three_way import Conflict, merge
from tests.kb import strategies
from tests.kb.changes import states
from tests.tiers import examples

anything = st.dictionaries(strategies.any_text, strategies.plain_values, max_size=3)
EXAMPLES = examples(100, 3000)
Leaf = tuple[str, ...]


def _leaves(value: Any, steps: Leaf = ()) -> Iterator[Leaf]:
    """Every single value with the names that lead to it; places in lists do not count."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _leaves(item, (*steps, name))
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item, steps)
    elif value is not None:
        yield (*steps, repr(value))


def _in_conflicts(conflicts: tuple[Conflict, ...]) -> Iterator[Leaf]:
    for conflict in conflicts:
        names = tuple(step for step in conflict.steps if isinstance(step, str))
        yield from _leaves(conflict.mine, names)
        yield from _leaves(conflict.theirs, names)


def _unordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _unordered(item) for name, item in value.items()}
    if isinstance(value, list):
        return sorted(map(_unordered, value), key=_text)
    return value


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _sides(conflicts: tuple[Conflict, ...]) -> Counter[tuple[str, ...]]:
    return Counter((_text(c.base), *sorted((_text(c.mine), _text(c.theirs)))) for c in conflicts)


@settings(max_examples=EXAMPLES)
@given(states, states)
def test_where_only_one_changed_it_is_theirs(base: dict[str, Any], changed: dict[str, Any]) -> None:
    for found in (merge(base, changed, base), merge(base, base, changed), merge(base, changed, changed)):
        assert found.values == stated(changed)
        assert found.conflicts == ()


@settings(max_examples=EXAMPLES)
@given(states, states, states)
def test_merging_is_symmetric(base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]) -> None:
    found, mirrored = merge(base, mine, theirs), merge(base, theirs, mine)
    assert _sides(found.conflicts) == _sides(mirrored.conflicts)
    without = {conflict.steps: None for conflict in found.conflicts}
    without_mirrored = {conflict.steps: None for conflict in mirrored.conflicts}
    assert _unordered(found.resolved(without)) == _unordered(mirrored.resolved(without_mirrored))


@settings(max_examples=EXAMPLES)
@given(states, states, states)
def test_nothing_is_lost(base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]) -> None:
    found = merge(base, mine, theirs)
    kept = set(_leaves(found.values)) | set(_in_conflicts(found.conflicts))
    before = set(_leaves(stated(base)))
    for side in (mine, theirs):
        assert set(_leaves(stated(side))) - before <= kept


@settings(max_examples=EXAMPLES)
@given(states, states, states)
def test_nothing_is_made_up(base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]) -> None:
    found = merge(base, mine, theirs)
    assert set(_leaves(found.values)) <= set(_leaves(stated(mine))) | set(_leaves(stated(theirs)))
    for conflict in found.conflicts:
        assert conflict.mine != conflict.theirs
        assert conflict.base not in (conflict.mine, conflict.theirs) or conflict.base is None


@settings(max_examples=EXAMPLES)
@given(states, states, states)
def test_what_is_chosen_stands_in_the_values(
    base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]
) -> None:
    found = merge(base, mine, theirs)
    chosen = found.resolved({conflict.steps: conflict.theirs for conflict in found.conflicts})
    assert found.values == found.resolved({conflict.steps: conflict.mine for conflict in found.conflicts})
    for values, side in ((found.values, "mine"), (chosen, "theirs")):
        leaves = set(_leaves(values))
        for conflict in found.conflicts:
            names = tuple(step for step in conflict.steps if isinstance(step, str))
            assert set(_leaves(getattr(conflict, side), names)) <= leaves


@settings(max_examples=examples(100, 5000))
@given(st.none() | anything, anything, anything)
def test_values_no_record_has_are_merged_too(
    base: dict[str, Any] | None, mine: dict[str, Any], theirs: dict[str, Any]
) -> None:
    found = merge(base, mine, theirs)
    assert merge(base, mine, mine).values == stated(mine)
    assert stated(found.values) == found.values


@settings(max_examples=EXAMPLES)
@given(states, states)
def test_without_a_base_every_difference_is_a_conflict(mine: dict[str, Any], theirs: dict[str, Any]) -> None:
    found = merge(None, mine, theirs)
    assert found.values == stated(mine)
    chosen = {conflict.steps: conflict.theirs for conflict in found.conflicts}
    assert found.resolved(chosen) == stated(theirs)
    assert bool(found.conflicts) == (stated(mine) != stated(theirs))


def test_texts_are_merged_by_field_and_language() -> None:
    base = {"title": {"de": "Hafen", "en": "Port"}, "summary": {"de": "Alt"}}
    mine = {"title": {"de": "Häfen", "en": "Port"}, "summary": {"de": "Neu"}}
    theirs = {"title": {"de": "Hafen", "en": "Ports"}, "summary": {"de": "Anders"}}
    found = merge(base, mine, theirs)
    assert found.values["title"] == {"de": "Häfen", "en": "Ports"}
    assert [(c.path, c.base, c.mine, c.theirs) for c in found.conflicts] == [
        ("summary.de", "Alt", "Neu", "Anders")
    ]


def test_concepts_are_merged_one_by_one_in_their_order() -> None:
    found = merge({"themes": ["a", "b"]}, {"themes": ["b", "c"]}, {"themes": ["a", "x", "b"]})
    assert found.values == {"themes": ["x", "b", "c"]}
    reordered = merge({"themes": ["a", "b"]}, {"themes": ["a", "b", "c"]}, {"themes": ["b", "a"]})
    assert reordered.values == {"themes": ["b", "c", "a"]}
    assert found.conflicts == reordered.conflicts == ()


def test_a_list_of_sentences_is_a_text() -> None:
    base, mine = {"success_factors": {"de": ["a"]}}, {"success_factors": {"de": ["a", "b"]}}
    (conflict,) = merge(base, mine, {"success_factors": {"de": ["c"]}}).conflicts
    assert (conflict.path, conflict.mine, conflict.theirs) == ("success_factors.de", ["a", "b"], ["c"])


def _figure(**fields: Any) -> dict[str, Any]:
    return {"figures": [{"what": {"de": "Schiffe"}, "value": 3, "unit": "Mio.", "year": 2020, **fields}]}


def test_a_figure_is_one_statement() -> None:
    mine, theirs = _figure(value=4), _figure(unit="Tsd.")
    (conflict,) = merge(_figure(), mine, theirs).conflicts
    assert conflict.path == "figures[0]"
    assert (conflict.mine, conflict.theirs) == (mine["figures"][0], theirs["figures"][0])


def test_the_words_of_a_figure_can_be_translated_meanwhile() -> None:
    found = merge(_figure(), _figure(value=4), _figure(what={"de": "Schiffe", "en": "Ships"}))
    assert found.values == _figure(value=4, what={"de": "Schiffe", "en": "Ships"})
    assert found.conflicts == ()


def test_what_one_removed_and_the_other_changed_is_a_conflict() -> None:
    found = merge(_figure(), {}, _figure(value=4))
    (conflict,) = found.conflicts
    assert (conflict.mine, conflict.theirs) == (None, _figure(value=4)["figures"][0])
    assert found.values == {}
    assert found.resolved({conflict.steps: conflict.theirs}) == _figure(value=4)


def test_both_may_add_the_same_source() -> None:
    one, other = ({"sources": [{"url": "https://example.org/", "title": title}]} for title in ("A", "B"))
    assert merge({}, one, one).values == one
    (conflict,) = merge({}, one, other).conflicts
    assert conflict.path == "sources[0]"
    another = {"sources": [{"url": "https://example.org/2", "title": "C"}]}
    assert len(merge({}, one, another).values["sources"]) == 2


def test_the_fields_of_a_place_say_nothing_of_each_other() -> None:
    found = merge(
        {"place": {"words": "Kiel"}},
        {"place": {"words": "Kiel", "countries": ["DE"]}},
        {"place": {"words": "Kyl"}},
    )
    assert found.values == {"place": {"words": "Kyl", "countries": ["DE"]}}
    assert found.conflicts == ()
