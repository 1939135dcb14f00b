"""What is asked about the cases of a handout?

1. Every rule is worded in both languages, and names fields and keys that there are.
2. A question is asked exactly when its conditions hold; what does not apply is not called missing.
3. Values, groups and cases are filled in; no more are asked than a group can talk about.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from tests.kb.corpora import delivered_vocabularies
from tests.web.kit.kits import voice
from web.kit.questions import MOST_EACH, MOST_TOGETHER, Each, Rules, about, about_all, rules
from web.kit.stated import CONCEPTS

EVERY = [*rules().each, *rules().together]


def named(conditions: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    return [(field, key) for field, keys in conditions.items() for key in keys]


def test_ids_are_unique() -> None:
    assert len({rule.id for rule in EVERY}) == len(EVERY)


@pytest.mark.parametrize("rule", EVERY, ids=lambda rule: rule.id)
def test_a_rule_names_what_there_is(rule: Any) -> None:
    allowed = {"values"} if isinstance(rule, Each) else {"groups", "cases"}
    for text in rule.text.values():
        assert set(re.findall(r"\{(\w*)\}", text)) <= allowed
        assert text.endswith("?")
    conditions = rule.states if isinstance(rule, Each) else rule.all_state
    for field, key in named(conditions):
        assert key in delivered_vocabularies()[CONCEPTS[field].vocabulary]
    assert re.findall(r"\{\w*\}", rule.text["de"]) == re.findall(r"\{\w*\}", rule.text["en"])


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValueError, match="'efort' is no field of a record"):
        Rules.model_validate(
            {"each": [{"id": "a", "lacks": ["efort"], "text": {"de": "", "en": ""}}], "together": []}
        )


PRACTICE: dict[str, Any] = {"kind": "best-practice"}


def rule(name: str) -> Any:
    return next(one for one in EVERY if one.id == name)


@pytest.mark.parametrize(
    ("name", "record", "asked"),
    [
        ("transfer", {}, True),
        ("claimed", {"evidence": {"value": "claimed"}}, True),
        ("claimed", {"evidence": {"value": "measured"}}, False),
        ("claimed", {}, False),
        ("no-effort", PRACTICE, True),
        ("no-effort", {"kind": "study"}, False),
        ("no-effort", PRACTICE | {"effort": {"value": "low"}}, False),
        ("no-effort", PRACTICE | {"not_applicable": ["effort"]}, False),
        ("findings", {"kind": "study"}, True),
        ("funding", {"funding": ["membership-fees"]}, True),
        ("funding", {"tags": {"funding": ["Kasse"]}}, True),
        ("no-funding", PRACTICE | {"tags": {"funding": ["Kasse"]}}, False),
        ("did-not-work", {"outcome": {"value": "failed"}}, False),
        ("did-not-work", {"outcome": {"value": "failed"}, "limiting_factors": [{}]}, True),
        ("did-not-work-without-reasons", {"outcome": {"value": "failed"}}, True),
    ],
)
def test_a_question_about_one_case_is_asked_when_it_fits(name: str, record: Any, asked: bool) -> None:
    assert rule(name).fits(record) == asked


WORKED: dict[str, Any] = {"outcome": {"value": "worked"}}
FAILED: dict[str, Any] = {"outcome": {"value": "failed"}}
OPEN: dict[str, Any] = {"kind": "study"}


@pytest.mark.parametrize(
    ("name", "records", "asked"),
    [
        ("closest", [{}], False),
        ("closest", [{}, {}], True),
        ("outcomes", [WORKED, FAILED], True),
        ("outcomes", [WORKED, WORKED, OPEN], False),
        ("outcomes-unknown", [WORKED, FAILED], False),
        ("outcomes-unknown", [WORKED, OPEN], True),
        ("only-claimed", [{"evidence": {"value": "claimed"}}] * 2, True),
        ("only-claimed", [{"evidence": {"value": "claimed"}}, {}], False),
    ],
)
def test_a_question_about_all_cases_is_asked_when_it_fits(name: str, records: Any, asked: bool) -> None:
    assert rule(name).fits(records) == asked


def test_values_groups_and_cases_are_filled_in() -> None:
    asked = about({"funding": ["membership-fees"], "tags": {"funding": ["{Kasse}"]}}, voice("en"))
    assert any(": Membership fees and {Kasse}." in one for one in asked)
    together = about_all([FAILED, WORKED, FAILED, OPEN, OPEN], voice("de"))
    assert any("Hat funktioniert (2); Hat nicht funktioniert (1, 3)." in one for one in together)
    assert any("nicht angegeben, ob es funktioniert hat: 4 und 5." in one for one in together)


def test_no_more_is_asked_than_can_be_talked_about() -> None:
    assert len(about(PRACTICE, voice())) == MOST_EACH
    records = [
        WORKED | {"stages": [{"value": "growth"}], "place": {"countries": ["DE"]}, "funding": ["a"]},
        FAILED | {"stages": [{"value": "decline"}], "place": {"countries": ["DK"]}, "funding": ["b"]},
        OPEN | {"effort": {"value": "low"}},
        OPEN | {"effort": {"value": "high"}},
    ]
    assert len(about_all(records, voice())) == MOST_TOGETHER
