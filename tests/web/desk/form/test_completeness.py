"""How complete is a record for its readers?

1. The share counts fields that readers use; every one that is missing leads to an input of the form.
2. What does not apply counts as stated; a year of publication says when, too.
3. The share of a language is that of the texts that are there in any.
"""

from __future__ import annotations

from typing import Any

from kb.record import Record
from tests.kb.corpora import values
from tests.web.desk.form.browser import a_site, page
from web.desk.form.building import form_of
from web.desk.form.completeness import READERS_USE, Completeness, completeness


def _of(**fields: Any) -> Completeness:
    return completeness(values("a", **fields), ("de", "en"), a_site("en"))


def test_every_missing_field_leads_to_an_input() -> None:
    form = form_of({}, (), a_site("de"), ("en", "de"))
    shown = page(form)
    assert (form.completeness.share, form.completeness.of) == (0, len(READERS_USE))
    assert [one.name for one in form.completeness.missing] == list(READERS_USE)
    for one in form.completeness.missing:
        (target,) = shown.select(f"[id='{one.target}']")
        assert target.name in ("input", "textarea", "select", "summary")
    assert [str(link["href"]) for link in shown.select("#completeness a")] == [
        "#field-title-en",
        "#field-summary-en",
        "#field-sources-0-url",
    ]


def test_the_share_grows_with_what_is_stated() -> None:
    assert _of().stated == 2
    assert _of(themes=["team"], place={"countries": ["DE"]}).stated == 4
    assert _of(place={"words": "Kiel"}).stated == 2
    assert _of(kind="cluster").of == _of().of + 1
    assert [one.label for one in _of(themes=["team"]).following] == ["Sources", "Approach", "Results"]


def test_what_does_not_apply_counts_as_stated() -> None:
    assert _of(not_applicable=["figures", "place"]).stated == 4
    assert _of(published_year=2019).stated == _of(period={"start": 2019}).stated == 3


def test_languages_count_texts() -> None:
    found = _of(title={"de": "A", "en": "A"}, challenge={"de": "B"}, approach={"en": "C"}).languages
    assert [(one.language, one.label, one.share) for one in found] == [
        ("de", "German", 75),
        ("en", "English", 50),
    ]
    assert [one.share for one in completeness({}, ("da",), a_site("de")).languages] == [0]


def test_odd_values_are_counted_too() -> None:
    odd: dict[str, Any] = dict.fromkeys(Record.model_fields, "x")
    assert completeness(odd, ("de",), a_site("de")).share > 50
