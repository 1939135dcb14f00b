"""What a record is.

1. A random valid record is written, checked and read again as the same record with the same bytes.
2. The order of the fields is that of the model, however they were given; languages keep that of the writer.
3. "Not stated", "not applicable" and a value differ; a field cannot be two of them.
4. What has no words is no text: an empty part of a record is refused, so that nothing written is unreadable.
5. A truth value or a number never passes for text, nor a text for a number.
6. Ids, days, times, years and addresses have one form each.
7. Texts are stored tidied, once and for all.
8. Whatever values come, checking answers with findings, each with a line of the file and a repair.
9. A day is in the future when it is today nowhere on the clock it was written by.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from kb.localized import tidy
from kb.record import Record
from kb.strict_yaml import read, write
from tests.kb.corpora import a_record, checked, values
from tests.kb.strategies import any_text, plain_values, record_values, records, words
from tests.tiers import examples

some_records = settings(max_examples=examples(20, 500))


@pytest.mark.parametrize(
    ("field", "day", "is_future"),
    [
        ("edited", "2026-11-25T02:00:00Z", False),  # it is in UTC, and the site may be west of Greenwich
        ("created", "2026-11-26T00:00:00Z", True),
        ("checked", "2026-11-24", False),
        ("checked", "2026-11-25", True),
    ],
)
def test_a_moment_is_in_the_future_when_it_is_nowhere_today(field: str, day: str, is_future: bool) -> None:
    codes = [finding.code for finding in checked(write(values("a", **{field: day}))).findings]
    assert ("future" in codes) == is_future


def errors(**fields: Any) -> list[str]:
    """The fields in which a record with these values has errors."""
    found = checked(write(values("a", **fields)), f"{fields.get('kind', 'best-practice')}/a.yaml").findings
    return [finding.field for finding in found if finding.severity == "error"]


@some_records
@given(records)
def test_a_record_is_read_again_as_it_was_written(record: Record) -> None:
    text = record.as_yaml()
    assert Record.model_validate(read(text).value) == record
    assert Record.model_validate(read(text).value).as_yaml() == text


@some_records
@given(record_values)
def test_a_valid_record_has_no_error(given_values: dict[str, Any]) -> None:
    shared = next(iter(given_values["title"]))
    summary = {shared: "Ein Text.", **given_values["summary"]}
    given_values = {"rights": "quote", **given_values, "summary": summary, "checked": "2026-11-24"}
    given_values.pop("relations", None)  # might lead back to the record itself
    for source in given_values.get("sources", ()):
        source.pop("accessed", None)  # might lie in the future
    file = f"{given_values['kind']}/{given_values['id']}.yaml"
    found = checked(write(given_values), file)
    assert [finding for finding in found.findings if finding.severity == "error"] == []
    assert found.record == Record.model_validate(given_values)


@some_records
@given(record_values, st.randoms(use_true_random=False))
def test_fields_have_one_order(given_values: dict[str, Any], chance: Any) -> None:
    shuffled = list(given_values.items())
    chance.shuffle(shuffled)
    text = Record.model_validate(dict(shuffled)).as_yaml()
    assert text == Record.model_validate(given_values).as_yaml()
    written = list(read(text).value)
    assert written == [name for name in Record.model_fields if name in given_values]


def test_languages_keep_the_order_of_the_writer() -> None:
    record = a_record("a", title={"en": "Title", "de": "Titel"}, summary={"de": "Ein Text.", "en": "A text."})
    assert record.as_yaml().index("en: Title") < record.as_yaml().index("de: Titel")
    assert record.languages == ("en", "de")


def test_a_language_counts_when_title_and_summary_have_it() -> None:
    assert a_record("a", title={"da": "T", "de": "T"}, summary={"de": "S", "en": "S"}).languages == ("de",)


def test_not_stated_is_not_written() -> None:
    record = a_record("a", challenge={}, sectors=[], period={}, place={"countries": []}, outcome=None)
    assert record.as_yaml() == a_record("a").as_yaml()
    assert set(record.values()) == {"format", "id", "kind", "status", "title", "summary"}


def test_not_applicable_is_written() -> None:
    record = a_record("a", not_applicable=["funding", "period"])
    assert record.values()["not_applicable"] == ["funding", "period"]
    assert record != a_record("a")
    assert errors(not_applicable=["funding", "period"]) == []


def test_what_does_not_apply_has_no_value() -> None:
    assert errors(not_applicable=["themes"], themes=["governance"]) == ["themes"]
    assert errors(not_applicable=["theme"]) == ["not_applicable"]
    assert errors(not_applicable=["title"]) == ["title"]


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"title": {}}, "title"),
        ({"summary": {"de": " \n"}}, "summary.de"),
        ({"success_factors": {"de": ["gut", ""]}}, "success_factors.de[1]"),
        ({"limiting_factors": [{"text": {}}]}, "limiting_factors[0].text"),
        ({"figures": [{"what": {}, "value": 3}]}, "figures[0].what"),
        ({"organisation": {"name": "\ufeff"}}, "organisation.name"),
        ({"label": ""}, "label"),
    ],
)
def test_no_words_are_no_text(fields: dict[str, Any], place: str) -> None:
    assert errors(**fields) == [place]


@pytest.mark.parametrize("value", [True, False, 2024, 1.5, ["Text"], {"de": "Text"}])
@pytest.mark.parametrize("field", ["title", "summary", "contact_org", "licence", "label", "checked", "id"])
def test_only_text_is_text(field: str, value: object) -> None:
    given_value = {"de": value} if field in ("title", "summary") else value
    assert errors(**{field: given_value}) == [f"{field}.de" if field in ("title", "summary") else field]


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"published_year": "2015"}, "published_year"),
        ({"published_year": True}, "published_year"),
        ({"published_year": 2015.0}, "published_year"),
        ({"period": {"start": "2015"}}, "period.start"),
        ({"period": {"start": 2015, "ongoing": "yes"}}, "period.ongoing"),
        ({"figures": [{"what": {"de": "Mitglieder"}, "value": "12"}]}, "figures[0].value"),
        ({"figures": [{"what": {"de": "Mitglieder"}, "value": True}]}, "figures[0].value"),
        ({"figures": [{"what": {"de": "Mitglieder"}, "value": 1e16}]}, "figures[0].value"),
        ({"themes": "governance"}, "themes"),
        ({"format": "1"}, "format"),
        ({"format": True}, "format"),
        ({"format": 1.0}, "format"),
    ],
)
def test_a_text_is_no_number(fields: dict[str, Any], place: str) -> None:
    assert errors(**fields) == [place]


@pytest.mark.parametrize("value", [12, 1.5, -3, 0, 10**15, 0.1])
def test_a_figure_keeps_its_number(value: float) -> None:
    record = a_record("a", figures=[{"what": {"de": "Mitglieder"}, "value": value}])
    again = Record.model_validate(read(record.as_yaml()).value).figures[0].value
    assert (type(again), again) == (type(value), value)


GOOD_FORMS: dict[str, list[object]] = {
    "id": ["a", "2-b", "a" * 80],
    "checked": ["2026-11-24", "2024-02-29"],
    "created": ["2026-11-24T00:00:00Z"],
    "published_year": [1500, 2056],
}
BAD_FORMS: dict[str, list[object]] = {
    "id": ["", "A", "ä", "a_b", "-a", "a-", "a--b", "a b", "a/b", "a\n", "a" * 81],
    "checked": ["2026-2-1", "2026-02-30", "24.11.2026", "20261124", "2026-11-24T00:00:00Z", "2026-11-24\n"],
    "created": ["2026-11-24", "2026-11-24T25:00:00Z", "2026-11-24T00:00:00+01:00", "2026-11-24 00:00:00Z"],
    "published_year": [1499, 2101, 0, -5],
}


@pytest.mark.parametrize(
    ("field", "value"), [(name, value) for name in GOOD_FORMS for value in GOOD_FORMS[name]]
)
def test_these_forms_are_right(field: str, value: object) -> None:
    assert Record.model_validate(values("a") | {field: value}).values()[field] == value


@pytest.mark.parametrize(
    ("field", "value"), [(name, value) for name in BAD_FORMS for value in BAD_FORMS[name]]
)
def test_these_forms_are_wrong(field: str, value: object) -> None:
    with pytest.raises(ValidationError):
        Record.model_validate(values("a") | {field: value})


@pytest.mark.parametrize(
    ("url", "right"),
    [
        ("https://example.org", True),
        ("http://example.org:8080/ä?q=x#y", True),
        ("ftp://example.org/", False),
        ("javascript:alert(1)", False),
        ("example.org", False),
        ("https://", False),
        ("https:///path", False),
        ("https://example.org/a b", False),
        ("https://example.org/\n", False),
        ("https://example.org/" + "a" * 2000, False),
    ],
)
def test_a_source_is_a_web_address(url: str, right: bool) -> None:
    assert errors(sources=[{"url": url, "title": "T"}]) == ([] if right else ["sources[0].url"])


@given(any_text)
@example("a\t\x20\r\nb\u2028c\ufeff")
def test_a_text_is_tidied_once_and_for_all(text: str) -> None:
    try:
        tidied = tidy(text)
    except ValueError:
        return
    assert tidy(tidied) == tidied
    assert tidied == tidied.strip()
    assert all(line == line.rstrip() for line in tidied.split("\n"))


def test_tidying_keeps_words_and_lines() -> None:
    assert tidy("\ufeff a\u0308 \r\n\tb\u2028c \n") == "ä\n    b\nc"
    with pytest.raises(ValueError, match=r"U\+0007"):
        tidy("a\x07b")


@some_records
@given(record_values, st.sampled_from([*Record.model_fields, "titel"]), plain_values)
@example(values("a"), "merged_into", "a")
@example(values("a"), "title", {"a\n\x1bb": "x"})
@example(values("a"), "figures", [{"what": {"de": "x"}, "value": None}])
@example(values("a"), "place", {"countries": [None]})
@example(values("a"), "tags", {"themes": None})
@example(values("a"), "not_applicable", [["\u2028    "], None])
def test_whatever_comes_is_answered_with_findings(
    given_values: dict[str, Any], field: str, value: Any
) -> None:
    text = write({**given_values, field: value})
    found = checked(text, f"{given_values['kind']}/{given_values['id']}.yaml")
    has_error = any(finding.severity == "error" for finding in found.findings)
    assert (found.record is None) == has_error
    for finding in found.findings:
        assert 1 <= finding.line <= text.count("\n")
        assert finding.problem.endswith(".")
        assert finding.repair.endswith((".", "?"))
        assert "\n" not in str(finding)


@given(words)
def test_a_text_is_found_again_as_tidied(text: str) -> None:
    assert a_record("a", summary={"de": text}).summary == {"de": text}
