"""What does the form of a record show?

1. Every input has a label and a piece of advice, in both languages of the interface; ids stand once; the page
   is valid HTML, whatever is in the form.
2. What a check has found stands at the top with a link to the input that mends it, and beside that input.
3. Nothing in the form keeps a browser from sending it: no limit cuts what is pasted, nothing has to be there.
4. A text has an input for each language there is to be, and for those it is in besides.
5. What is chosen comes first, the rest below its broader concepts, in the order of the reader's language.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import html5lib
import pytest
from bs4 import BeautifulSoup, Tag
from starlette.datastructures import FormData

from kb.findings import Finding
from kb.localized import LANGUAGES, Language
from kb.record import Record
from kb.validation import check_values
from tests.kb.corpora import TODAY, delivered_vocabularies, values
from tests.web.desk.form.browser import a_site, html, inputs, page
from web.desk.form.building import form_of
from web.desk.form.form import Form
from web.desk.form.reading import values_of

WRONG: dict[str, Any] = {
    "title": {},
    "outcome": {"value": "worked", "by": "editorial"},
    "period": {"start": 2020, "end": 2010},
    "figures": [{"what": {"de": "Mitglieder"}, "value": 3}, {"what": {"de": "Beitrag"}, "value": "rund 12"}],
    "sources": [{"url": "example.org", "title": "T", "accessed": "2026-02-30"}],
    "relations": [{"type": "part_of", "to": "No Id"}],
    "success_factors": {"de": ["x" * 401]},
}


def _form(reader: Language = "de", action: str = "", **fields: Any) -> Form:
    """The form of some values with all that a check finds in them."""
    given = values("a", **fields)
    found = check_values(given, "best-practice/a.yaml", delivered_vocabularies(), TODAY)
    return form_of(given, found.findings, a_site(reader), ("de", "en"), action)


def _element(shown: BeautifulSoup, element_id: str) -> Tag:
    (found,) = shown.select(f"[id='{element_id}']")
    return found


@pytest.mark.parametrize("reader", ["de", "en"])
@pytest.mark.parametrize(
    "fields", [{}, WRONG, {"themes": ["<b>", "team"], "checked": "<i>", "title": {"da": "'\""}}]
)
def test_the_page_is_valid(reader: Language, fields: dict[str, Any]) -> None:
    text = html(_form(reader, "add:sources", **fields))
    html5lib.HTMLParser(strict=True).parse(text)
    ids = Counter(str(tag["id"]) for tag in BeautifulSoup(text, "lxml").select("[id]"))
    assert {one: number for one, number in ids.items() if number > 1} == {}


@pytest.mark.parametrize("reader", ["de", "en"])
def test_every_input_has_a_label_and_advice(reader: Language) -> None:
    shown = page(_form(reader, **WRONG))
    ids = {str(tag["id"]): tag.get_text(" ", strip=True) for tag in shown.select("[id]")}
    labels = {str(tag["for"]): tag.get_text(strip=True) for tag in shown.select("label[for]")}
    for tag in shown.select("form :is(input:not([type=hidden]), textarea, select)"):
        around = tag.find_parent("label")
        assert (around and around.get_text(strip=True)) or labels[str(tag["id"])], tag
        described = (
            str(tag.get("aria-describedby", "")).split()
            or str(next(one for one in tag.find_parents("fieldset"))["aria-describedby"]).split()
        )
        assert described[0].endswith("-help"), tag
        assert all(ids[one] for one in described), tag
    for fieldset in shown.select("fieldset"):
        assert fieldset.select_one("legend").get_text(strip=True)  # type: ignore[union-attr]


def test_what_is_wrong_stands_above_with_a_link_and_beside_its_input() -> None:
    form = _form("en", **WRONG)
    shown = page(form)
    links = {str(link["href"])[1:]: str(link.parent.get_text()) for link in shown.select("#problems a")}  # type: ignore[union-attr]
    assert set(links) == {
        "field-title-de",
        "field-outcome-passage",
        "field-period-start",
        "field-figures-1-value",
        "field-sources-0-url",
        "field-sources-0-accessed",
        "field-relations-0-to",
        "field-success_factors-de",
    }
    assert "8 things stand in the way" in _element(shown, "problems").get_text()
    for target in links:
        described = str(_element(shown, target).get("aria-describedby"))
        besides = [_element(shown, one).get_text() for one in described.split() if "problem" in one]
        around = [tag.get_text() for tag in shown.select("fieldset > .problem")]
        assert besides or target == "field-period-start"
        assert any(text.strip().splitlines()[0] in links[target] for text in [*besides, *around])


def test_only_what_stands_in_the_way_is_invalid() -> None:
    shown = page(_form("en", **WRONG))
    invalid = {str(tag["name"]) for tag in shown.select("[aria-invalid]")}
    assert invalid == {
        "outcome.passage",
        "figures.1.value",
        "sources.0.url",
        "sources.0.accessed",
        "relations.0.to",
        "success_factors.de",
    }
    warned = page(_form("en", contact_org="office@example.org", tags={"themes": ["Fisch"]}))
    assert warned.select("[aria-invalid], #problems") == []
    assert len(warned.select("#remarks li")) == 2
    assert "mail address" in _element(warned, "field-contact_org-problem").get_text()


def test_a_finding_about_no_field_of_the_form_stands_above_without_link() -> None:
    found = [
        Finding("", 1, "", "error", "It is <b>torn</b>.", "Mend it."),
        Finding("", 1, "id", "error", "X.", "Y."),
    ]
    form = form_of({}, found, a_site("de"), ("de",))
    assert [(place.target, place.problem.said.text) for place in form.errors] == [
        (None, "It is <b>torn</b>. Mend it."),
        (None, "X. Y."),
    ]
    assert [str(tag) for tag in page(form).select("#problems [lang=en]")] == [
        '<span lang="en">It is &lt;b&gt;torn&lt;/b&gt;. Mend it.</span>',
        '<span lang="en">X. Y.</span>',
    ]


def test_nothing_keeps_a_browser_from_sending() -> None:
    shown = page(_form("de", **WRONG))
    assert (
        shown.select("[maxlength], [required], [pattern], [min]:not(meter), [type=number], [disabled]") == []
    )
    assert [str(tag["type"]) for tag in shown.select("[name='sources.0.accessed']")] == ["text"]
    assert [str(tag["type"]) for tag in shown.select("[name='checked']")] == ["date"]


def test_limits_are_said() -> None:
    shown = page(_form("de"))
    assert "50.000 Zeichen" in _element(shown, "field-summary-help").get_text()
    assert _element(shown, "field-summary-de")["data-limit"] == "50000"
    assert "1500 bis 2100" in _element(shown, "field-published_year-help").get_text()


def test_what_is_needed_is_said_and_where_only_if_the_rest_is_there() -> None:
    shown = page(_form("en"))
    marks = {
        mark.find_parent(attrs={"data-field": True}): mark.get_text() for mark in shown.select(".required")
    }
    said = {str(field["data-field"]): text for field, text in marks.items() if field}
    always = {name for name, text in said.items() if text == "(needed to publish)"}
    assert always == {"kind", "title", "summary"}
    assert said["sources.0.url"] == said["organisation.name"] == "(needed, if this is stated)"
    assert "sources.0.publisher" not in said


def test_texts_have_an_input_for_each_language() -> None:
    shown = page(_form("de", title={"da": "Titel", "de": "Titel"}))
    assert [str(tag["lang"]) for tag in shown.select("[name^='title.']")] == ["de", "en", "da"]
    assert [str(tag["lang"]) for tag in shown.select("[name^='summary.']")] == ["de", "en"]
    assert [tag.get_text() for tag in shown.select("#field-title label")] == [
        "Deutsch",
        "Englisch",
        "Dänisch",
    ]


def test_what_is_chosen_comes_first_and_stands_once() -> None:
    form = _form("de", sectors=["shipbuilding", "maritime", "nowhere"])
    (sectors,) = [one for _, one in inputs(form) if one.name == "sectors"]
    assert [(option.value, option.label) for option in sectors.chosen] == [
        ("shipbuilding", "Schiff- und Bootsbau"),
        ("maritime", "Maritime Wirtschaft"),
        ("nowhere", "nowhere"),
    ]
    assert sectors.chosen[0].path == ("Maritime Wirtschaft",)
    offered = [option.value for option in sectors.options if not option.only_heading]
    assert not {"shipbuilding", "maritime", "nowhere"} & set(offered)
    assert [option.value for option in sectors.options if option.only_heading] == ["maritime"]
    shown = page(form)
    boxes = Counter(str(tag["value"]) for tag in shown.select("[name=sectors][type=checkbox]"))
    assert set(boxes.values()) == {1}
    assert len(boxes) == len(delivered_vocabularies()["sectors"].concepts) + 1


def test_one_of_a_vocabulary_is_selected_and_an_unknown_one_not_lost() -> None:
    shown = page(_form("en", label="gold", stages=[{"value": "nowhere", "passage": "x"}]))
    assert [str(tag["value"]) for tag in shown.select("[name=label] [selected]")] == ["gold"]
    assert [str(tag["value"]) for tag in shown.select("[name='stages.0.value'] [selected]")] == ["nowhere"]
    assert next(tag.get_text() for tag in shown.select("[name=label] option")) == "Not stated"


def test_pickers_say_what_they_pick() -> None:
    shown = page(_form("de"))
    pickers = {
        str(tag["data-vocabulary"]) for tag in shown.select("div[data-picker=concepts][data-multiple]")
    }
    assert pickers == {"countries", "regions", "themes", "sectors", "target-groups", "funding"}
    records = {str(tag["name"]) for tag in shown.select("input[data-picker=records]")}
    assert records == {"organisation.record", "relations.0.to"}
    assert {str(tag["data-source"]) for tag in shown.select("[data-picker=records]")} == {"/desk/records"}


def test_all_wrong_at_once_can_be_sent_and_checked() -> None:
    everything = FormData([(one.name, "<x>") for _, one in inputs(_form("de"))])
    given = {**values("a"), **values_of(everything, {})}
    found = check_values(given, "best-practice/a.yaml", delivered_vocabularies(), date(2026, 11, 24))
    form = form_of(given, found.findings, a_site("de"), LANGUAGES)
    assert found.record is None
    assert all(place.target for place in form.errors)
    assert {place.problem.said.lang for place in form.errors} == {None}
    assert set(given) <= set(Record.model_fields)
