"""Which values does a record have after its form was sent?

1. For any valid values, the form as a browser sends it back untouched gives the same values: nothing is lost,
   nothing changed. From nothing but what was sent, too; only twins in a list of concepts become one.
2. What the form does not show, what was not sent, and what has a form it cannot show stays as it was.
3. Whatever is typed into any field, as text or as bytes, never raises and is shown again as it was typed.
4. Markup and YAML typed into any field stay words.
5. Empty rows and texts are not stated; a row is added or taken away by its button, and what is in one is
   never mixed with another.
"""

from __future__ import annotations

import asyncio
import re
from functools import cache
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.datastructures import FormData
from starlette.requests import Request

from kb.localized import LANGUAGES, Language
from kb.record import Record, stated
from kb.strict_yaml import read, write
from tests.kb.corpora import values
from tests.kb.strategies import any_text, plain_values, record_values
from tests.tiers import examples
from tests.web.desk.form.browser import a_site, held, html, inputs, page, sent, typed_into
from web.desk.form.building import form_of
from web.desk.form.fields import NOT_SHOWN
from web.desk.form.form import Form
from web.desk.form.numbers import read_number, typed_number
from web.desk.form.reading import values_of
from web.desk.form.typed import YES, visible

readers = st.sampled_from(("de", "en"))
some = settings(max_examples=examples(8, 600), suppress_health_check=[HealthCheck.too_slow], deadline=None)
MARKUP = "\"'><script>alert(1)</script></textarea><img src=x onerror=alert(1)>{{ 7*7 }}&lt;"
YAML = "x\nstatus: published\nid: other # &a *a !!python/object:os.system\n---\n- <<: {}"


def _sent_back(given_values: dict[str, Any], reader: Language = "de") -> FormData:
    return sent(html(form_of(given_values, (), a_site(reader), ("de", "en"))))


def _shown_only(given_values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given_values.items() if name not in NOT_SHOWN}


@some
@given(record_values, readers)
def test_an_untouched_form_changes_nothing(given_values: dict[str, Any], reader: Language) -> None:
    form = _sent_back(given_values, reader)
    assert values_of(form, given_values) == given_values
    assert values_of(form, {}) == _shown_only(given_values)
    record = Record.model_validate(given_values).values()
    assert write(values_of(_sent_back(record, reader), record)) == write(record)


def test_all_that_people_write_comes_back() -> None:
    everything = values(
        "a",
        title={"en": "A", "de": " Ä", "da": "Å"},
        limiting_factors=[{"text": {"de": "Geld"}, "passage": "kein Geld", "by": "editorial"}],
        success_factors={"de": ["eins", "zwei\nund noch\n\n  mehr"]},
        outcome={"value": "worked"},
        place={"countries": ["SE", "DE"], "regions": ["nowhere"], "words": "Kiel"},
        tags={"sectors": ["Fisch"], "regions": ["Förde"]},
        period={"start": 2010, "ongoing": True},
        figures=[{"what": {"de": "Mitglieder"}, "value": 1234.5}, {"what": {"en": "Fee"}, "value": 12.0}],
        relations=[{"type": "part_of", "to": "b"}],
        original_language="en",
        translations={"en": "original", "de": "outdated"},
        not_applicable=["funding", "themes"],
        checked="2026-11-24",
        rights="open",
        licence="CC BY 4.0",
        provenance={"scouted_from": "a list"},
        former_ids=["old"],
    )
    for reader in ("de", "en"):
        form = _sent_back(everything, reader)
        assert values_of(form, everything) == everything
        assert list(values_of(form, everything)["title"]) == ["en", "de", "da"]
        assert values_of(form, {}) == _shown_only(everything)


@some
@given(st.dictionaries(st.sampled_from(list(Record.model_fields)), plain_values, max_size=5), readers)
def test_values_of_any_form_make_a_form_and_are_kept(odd: dict[str, Any], reader: Language) -> None:
    assert stated(values_of(_sent_back(odd, reader), odd)) == stated(odd)


def test_what_was_not_sent_stays() -> None:
    before = values("a", title={"de": "Alt", "en": "Old"}, themes=["team"], figures=[{"value": 3}])
    after = values_of(FormData([("title.de", "Neu")]), before)
    assert after == {**before, "title": {"de": "Neu", "en": "Old"}}
    assert values_of(FormData([("themes", "")]), before).get("themes") is None
    assert values_of(FormData([("title.de", ""), ("title.en", " \n")]), before).get("title") is None


def _expected(kind: str, text: str, reader: Language) -> list[str]:
    """What an input shows after a text was typed into it."""
    text = visible(text)
    if kind == "flag":
        return [YES] if text == YES else []
    if not text.strip():
        return []
    if kind in ("number", "year", "day", "address", "record"):
        text = text.strip()
    if kind == "number" and (number := read_number(text, reader)) is not None:
        return [typed_number(number, reader)]
    return [str(int(text))] if kind == "year" and re.fullmatch("[0-9]{1,4}", text) else [text]


@cache
def _names(reader: Language) -> tuple[str, ...]:
    return tuple(one.name for _, one in inputs(form_of({}, (), a_site(reader), LANGUAGES)))


def _after_typing(text: str, reader: Language) -> Form:
    """The form that is shown after a text was typed into every input."""
    form = FormData([*((name, text) for name in _names(reader)), ("_language", reader)])
    return form_of(values_of(form, {}), (), a_site(reader), LANGUAGES)


@some
@given(any_text | st.sampled_from([MARKUP, YAML, YES, "1.234,5", "2019", "0019"]), readers)
def test_what_is_typed_is_shown_again(text: str, reader: Language) -> None:
    form = _after_typing(text, reader)
    there = held(html(form))
    for _, one in inputs(form):
        found = there.get(one.name, [])
        if one.name.endswith(".by") and not visible(text).strip():
            continue  # stands in every row that is offered
        if one.kind == "lines":
            assert " ".join(found).split() == visible(text).split(), one.name
        else:
            assert found == _expected(one.kind, text, reader), one.name


async def _parsed(body: bytes) -> FormData:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    kind = [(b"content-type", b"application/x-www-form-urlencoded")]
    return await Request({"type": "http", "method": "POST", "headers": kind}, receive).form()


@some
@given(st.binary(max_size=200), st.sampled_from(["title.de", "themes", "figures.0.value", "stages.0.value"]))
def test_any_bytes_can_be_sent(data: bytes, name: str) -> None:
    body = f"{name}={quote_from_bytes(data)}&{quote_from_bytes(data)}=x&_language=de".encode()
    after = values_of(asyncio.run(_parsed(body)), {})
    assert read(write(after) or "{}").value == after
    assert html(form_of(after, (), a_site("de"), ("de", "en")))


def test_markup_stays_words() -> None:
    assert page(_after_typing(MARKUP, "de")).select("script, img") == []
    assert "49" not in html(form_of({"title": {"de": "{{ 7*7 }}"}}, (), a_site("de"), ("de",)))


def test_yaml_stays_words() -> None:
    form = FormData([(name, YAML) for name in _names("de")])
    after = values_of(form, values("a", status="draft"))
    assert (after["id"], after["status"]) == ("a", "draft")
    assert set(after) <= set(Record.model_fields)
    assert read(write(after)).value == after


def test_inputs_of_other_names_have_no_effect() -> None:
    before = values("a", status="draft", provenance={"scouted_from": "a list"})
    strange = ["id", "status", "format", "provenance.scouted_from", "title", "title.xx", "title.de.x", ""]
    strange += ["themes.0", "figures", "figures.x.value", "figures.-1.value", "figures.0", "__class__"]
    assert values_of(FormData([(name, "evil") for name in strange]), before) == before


def test_an_empty_row_is_no_row() -> None:
    form = _sent_back(values("a"))
    after = values_of(typed_into(form, {"figures.0.value": "12", "sources.0.title": "  "}), values("a"))
    assert after == values("a", figures=[{"value": 12}])


@pytest.mark.parametrize("name", ["outcome", "stages", "limiting_factors"])
def test_who_says_so_alone_says_nothing(name: str) -> None:
    form = _sent_back(values("a"))
    assert [text for key, text in form.multi_items() if key.startswith(name) and text] == ["editorial"]
    assert values_of(form, values("a")) == values("a")


def test_rows_are_added_and_taken_away_by_their_buttons() -> None:
    before = values("a", sources=[{"url": f"https://example.org/{n}", "title": f"T{n}"} for n in range(3)])
    shown = page(form_of(before, (), a_site("de"), ("de",)))
    buttons = [button["value"] for button in shown.select("[data-rows=sources] button")]
    assert buttons == ["remove:sources.0", "remove:sources.1", "remove:sources.2", "add:sources"]
    after = values_of(sent(str(shown), "remove:sources.1"), before)
    assert [source["title"] for source in after["sources"]] == ["T0", "T2"]
    more = page(form_of(before, (), a_site("de"), ("de",), "add:sources"))
    assert len(more.select("[data-rows=sources] .row")) == 4
    assert [tag["name"] for tag in more.select("[autofocus]")] == ["sources.3.url"]
    assert values_of(sent(str(more)), before) == before
    only = values("a", sources=before["sources"][:1])
    assert "sources" not in values_of(
        sent(html(form_of(only, (), a_site("de"), ("de",))), "remove:sources.0"), only
    )


def test_rows_keep_what_they_hold_when_one_above_is_emptied() -> None:
    before = values("a", figures=[{"what": {"de": "A"}, "value": 1}, {"what": {"de": "B"}, "value": 2.0}])
    form = typed_into(_sent_back(before), {"figures.0.what.de": "", "figures.0.value": ""})
    assert values_of(form, before)["figures"] == [{"what": {"de": "B"}, "value": 2.0}]


def test_a_row_takes_no_text_from_another_one_that_had_its_number() -> None:
    """The script leaves the numbers of rows as they are; the draft counts them anew with every save."""
    rows = [
        {"what": {"de": f"{n} Firmen", code: f"{n}"}, "value": n} for n, code in enumerate(("en", "en", "da"))
    ]
    before = values("a", figures=rows)
    form = _sent_back(before)
    without_first = FormData([one for one in form.multi_items() if not one[0].startswith("figures.0.")])
    after = values_of(without_first, before)
    assert after["figures"] == rows[1:]
    assert values_of(without_first, after)["figures"] == rows[1:]
    emptied = typed_into(form, {f"figures.0.{part}": "" for part in ("what.de", "what.en", "value")})
    assert values_of(emptied, values("a", figures=rows[2:]))["figures"] == rows[1:]


def test_numbers_are_read_in_the_language_of_the_form() -> None:
    form = _sent_back(values("a", figures=[{"what": {"de": "A"}, "value": 1}]), "en")
    assert values_of(typed_into(form, {"figures.0.value": "1,250"}), {})["figures"][0]["value"] == 1250
    german = typed_into(form, {"figures.0.value": "1,250", "_language": "de"})
    assert values_of(german, {})["figures"][0]["value"] == 1.25
    assert values_of(typed_into(form, {"figures.0.value": "rund 3"}), {})["figures"][0]["value"] == "rund 3"


def test_a_list_has_one_item_on_each_line() -> None:
    form = typed_into(_sent_back(values("a")), {"success_factors.de": " eins\n\nzwei \n    weiter\n"})
    assert values_of(form, {})["success_factors"] == {"de": ["eins", "zwei\nweiter"]}
