"""What is different between two states of a record?

1. A state does not differ from itself, nor does what is empty from what is missing.
2. Making all changes of the differences of two states in the first gives the second, whatever they hold.
3. A change leads as far in as it can: to the language of a text, to the field of a figure.
4. Items of lists keep their identity when others come, go or are put in another order.
5. Changes stand in the order of the fields of a record.
"""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.difference import Change, differences
from kb.record import stated
from kb.strict_yaml import Path
from tests.kb import strategies
from tests.kb.changes import states
from tests.tiers import examples

anything = st.dictionaries(strategies.any_text, strategies.plain_values, max_size=4)
EXAMPLES = examples(100, 5000)


def _made(value: Any, changes: list[tuple[Path, Change]]) -> Any:
    """The value after the changes; what is removed goes first, then what is new comes, by its number."""
    for steps, change in changes:
        if not steps:
            return change.after
    if isinstance(changes[0][0][0], int):
        return _made_list(list(value or []), changes)
    value = dict(value or {})
    for name in {steps[0] for steps, _ in changes}:
        inner = [(steps[1:], change) for steps, change in changes if steps[0] == name]
        value[str(name)] = _made(value.get(str(name)), inner)
    return value


def _made_list(items: list[Any], changes: list[tuple[Path, Change]]) -> list[Any]:
    here = {steps[0]: change for steps, change in changes if len(steps) == 1 and change.after is None}
    for place in sorted(here, reverse=True):
        del items[int(place)]
    rest = [(steps, change) for steps, change in changes if len(steps) > 1 or change.after is not None]
    for steps, change in rest:
        if len(steps) == 1 and change.before is None:
            items.insert(int(steps[0]), change.after)
    for place in {steps[0] for steps, _ in rest}:
        inner = [(steps[1:], change) for steps, change in rest if steps[0] == place]
        items[int(place)] = _made(items[int(place)], inner)
    return items


def _after(before: dict[str, Any], changes: tuple[Change, ...]) -> Any:
    return stated(_made(stated(before), [(c.steps, c) for c in changes])) if changes else stated(before)


def _lines(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    return [(change.path, change.before, change.after) for change in differences(before, after)]


@settings(max_examples=EXAMPLES)
@given(states | strategies.record_values | anything)
def test_a_state_does_not_differ_from_itself(state: dict[str, Any]) -> None:
    assert differences(state, state) == ()
    assert differences(state, {**state, "licence": None, "themes_": [], "place_": {"words": None}}) == ()


@settings(max_examples=EXAMPLES)
@given(states, states)
def test_all_changes_together_lead_from_one_to_the_other(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    assert _after(before, differences(before, after)) == stated(after)


@settings(max_examples=examples(100, 2000))
@given(strategies.record_values, strategies.record_values)
def test_the_same_with_whole_records(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert _after(before, differences(before, after)) == stated(after)


@settings(max_examples=examples(100, 5000))
@given(anything, anything)
def test_the_same_with_values_no_record_has(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert _after(before, differences(before, after)) == stated(after)


def test_a_change_leads_to_the_language_and_to_the_field() -> None:
    before = {"title": {"de": "Hafen"}, "figures": [{"what": {"de": "Schiffe"}, "value": 3}]}
    after = {"title": {"de": "Hafen", "en": "Port"}, "figures": [{"what": {"de": "Schiffe"}, "value": 4}]}
    assert _lines(before, after) == [("title.en", None, "Port"), ("figures[0].value", 3, 4)]


def test_items_keep_their_identity_when_others_come_and_go() -> None:
    one, two, three = ({"url": f"https://example.org/{n}", "title": n} for n in ("one", "two", "three"))
    after = {"sources": [three, {**two, "title": "zwei"}]}
    assert _lines({"sources": [one, two]}, after) == [
        ("sources[0].url", one["url"], three["url"]),
        ("sources[0].title", "one", "three"),
        ("sources[1].title", "two", "zwei"),
    ]
    assert _lines({"themes": ["a", "b"]}, {"themes": ["b", "c", "d"]}) == [
        ("themes[0]", "a", None),
        ("themes[1]", None, "c"),
        ("themes[2]", None, "d"),
    ]
    assert _lines({"sources": [one, two]}, {"sources": [two]}) == [("sources[0]", one, None)]


def test_what_took_a_place_is_a_change_of_it() -> None:
    before = {"limiting_factors": [{"text": {"de": "Wind"}}, {"text": {"de": "Eis"}}]}
    after = {"limiting_factors": [{"text": {"de": "Sturm"}}, {"text": {"de": "Eis"}}]}
    assert _lines(before, after) == [("limiting_factors[0].text.de", "Wind", "Sturm")]


def test_another_order_is_one_change() -> None:
    assert _lines({"themes": ["a", "b"]}, {"themes": ["b", "a"]}) == [("themes", ["a", "b"], ["b", "a"])]


def test_the_same_figure_of_another_year_is_another_one() -> None:
    first, second = ({"what": {"de": "Schiffe"}, "value": 3, "year": year} for year in (2015, 2020))
    assert _lines({"figures": [second]}, {"figures": [first, second]}) == [("figures[0]", None, first)]


def test_changes_stand_in_the_order_of_the_fields() -> None:
    after = {"licence": "CC0", "unknown": 1, "title": {"de": "Hafen"}, "themes": ["a"]}
    assert [path for path, _, _ in _lines({}, after)] == ["title.de", "themes[0]", "licence", "unknown"]
