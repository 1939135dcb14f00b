"""Does a preview show a draft as readers would see it?

1. It is the page readers get once the draft is published, but for the bar and the links of public records.
2. What is not complete or not right is left out and counted; whatever the values are, there is a preview.
3. Relations lead to the records there are, in both directions.
4. Nobody else sees it, nothing keeps it, and a form that is sent to it is saved first.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette

from indexer.indexing import update_index
from kb.drafts import Drafts
from tests.tiers import examples
from tests.web.desk.filled_forms import the_form
from tests.web.desk.signed_in import Browser, Person, signed_in
from tests.web.pages.reading import path_of, said, see
from tests.web.sites import a_record, an_indexed_corpus
from web.application import create_app
from web.desk.preview import publishable
from web.knowledge import Knowledge

COMPLETE = a_record(
    "pier",
    title={"de": "Der Anleger", "en": "The pier"},
    approach={"de": "Wir **bauen** ihn.", "en": "We *build* it."},
    success_factors={"en": ["Trust"]},
    limiting_factors=[{"text": {"en": "Small firms"}, "passage": "Firms are small.", "by": "editorial"}],
    outcome={"value": "worked", "passage": "It worked.", "by": "editorial"},
    place={"countries": ["DE"], "regions": ["DEF"]},
    period={"start": 2015, "ongoing": True},
    figures=[{"what": {"en": "firms"}, "value": 12.5, "unit": "pieces", "year": 2020}],
    relations=[{"type": "funded_by", "to": "fund"}, {"type": "related", "to": "never-was"}],
    themes=["financing"],
    original_language="de",
).values()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    return create_app(an_indexed_corpus(tmp_path_factory.mktemp("preview")))


@pytest.fixture(scope="module")
def knowledge(app: Starlette) -> Knowledge:
    found: Knowledge = app.state.knowledge
    return found


@pytest.fixture(scope="module")
def editor(app: Starlette) -> Person:
    return signed_in(app, "editor")


@pytest.fixture(scope="module")
def drafts(knowledge: Knowledge) -> Drafts:
    return knowledge.drafts


def start(drafts: Drafts, **values: Any) -> str:
    """The address of the preview of a new draft."""
    draft = drafts.start(values, by="test")
    return f"/desk/drafts/{draft.id}/preview"


def test_it_is_the_page_readers_get(editor: Person, drafts: Drafts, knowledge: Knowledge) -> None:
    values = {**deepcopy(COMPLETE), "relations": COMPLETE["relations"][:1]}
    preview = see(editor, start(drafts, **values)).main.tag
    draft = drafts.get("pier")
    knowledge.publisher.publish("pier", expected=draft.digest, by="test")
    update_index(knowledge.corpus)
    public = see(editor, "/records/pier").main.tag
    for extra in (preview.select_one("[role=note]"), *public.select(".colophon li")):
        assert extra is not None
        extra.extract()
    for late in preview.select(".colophon li"):
        late.extract()
    # The index has to know the record, and readers the address.
    for part in public.select(
        "#similar, .actions, #citation, li:has(> a:is([href='#similar'], [href='#citation']))"
    ):
        part.extract()
    assert said(preview) == said(public)
    here = [str(a["href"]).replace("/desk/drafts/pier/preview", "/records/pier") for a in preview.select("a")]
    assert here == [a["href"] for a in public.select("a")]


def test_what_is_not_right_yet_is_left_out_and_counted(editor: Person, drafts: Drafts) -> None:
    values = {
        **deepcopy(COMPLETE),
        "id": "half",
        "summary": {"fr": "Une page."},
        "figures": [
            {"what": {"en": "ships"}, "value": "many"},
            {"what": {"en": "piers"}},
            COMPLETE["figures"][0],
        ],
        "outcome": {"value": "worked", "by": "editorial"},
        "period": {"start": 2020, "end": 2010},
    }
    seen = see(editor, start(drafts, **values))
    assert "5 places are left out" in seen.main.text
    table = seen.main.part("table").text
    assert "firms" in table
    assert not [word for word in ("ships", "piers", "many") if word in table]
    assert seen.heading == "The pier"


def test_an_empty_draft_has_a_preview(editor: Person, drafts: Drafts) -> None:
    assert see(editor, start(drafts, id="nothing-yet")).heading == "nothing-yet"


def test_relations_lead_to_the_records_there_are(editor: Person, drafts: Drafts) -> None:
    values = {**deepcopy(COMPLETE), "id": "linked"}
    related = see(editor, start(drafts, **values)).main.part("group", "Related records")
    found = [path_of(link.href) for link in related.links if not link.href.startswith("#")]
    assert found == ["/records/fund"]
    drafts.start({**deepcopy(COMPLETE), "id": "fund", "relations": []}, by="test")
    back = see(editor, "/desk/drafts/fund/preview").main.part("group", "Related records")
    assert "/records/fees" in [path_of(link.href) for link in back.links]


def test_nobody_else_sees_it_and_nothing_keeps_it(app: Starlette, editor: Person, drafts: Drafts) -> None:
    address = start(drafts, **{**deepcopy(COMPLETE), "id": "secret"})
    answer = Browser(app).get(address)
    assert (answer.status_code, path_of(answer.headers["location"])) == (303, "/login")
    seen = see(editor, address)
    assert seen.headers["cache-control"] == "no-store"
    assert "noindex" in seen.headers["x-robots-tag"]
    assert "noindex" in seen.robots
    assert "ETag" not in seen.headers
    ways = {path_of(link.href) for link in seen.main.part("article").links}
    assert {"/desk/drafts/secret", "/desk/drafts/secret/review"} <= ways
    assert not [way for way in ways if way.startswith(("/api", "/feedback", "/desk/records"))]


def test_a_form_that_is_sent_to_it_is_saved_first(editor: Person, drafts: Drafts) -> None:
    address = start(drafts, **{**deepcopy(COMPLETE), "id": "sent"})
    form = the_form(editor.get("/desk/drafts/sent"), "save").fill({"title.en": "Sent"})
    answer = editor.post(address, data=dict(form.fields))
    assert path_of(answer.headers["location"]) == address
    assert see(editor, address).heading == "Sent"


JUNK: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["de", "xx", "value", "what", "to", "?"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def places(values: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of everything in some values, but for the id."""
    steps = (
        values.items() if isinstance(values, dict) else enumerate(values) if isinstance(values, list) else ()
    )
    found = [place for step, inner in steps for place in ((*path, step), *places(inner, (*path, step)))]
    return [place for place in found if place[0] != "id"]


@settings(max_examples=examples(25, 3000), deadline=None)
@given(st.data())
def test_whatever_the_values_are_there_is_a_preview(data: st.DataObject) -> None:
    values: Any = deepcopy(COMPLETE)
    for _ in range(data.draw(st.integers(0, 4))):
        *way, last = data.draw(st.sampled_from(places(values)))
        holder = values
        for step in way:
            holder = holder[step]
        if data.draw(st.booleans()):
            holder[last] = data.draw(JUNK)
        else:
            del holder[last]
    before = deepcopy(values)
    record, left_out = publishable(values, "de")
    assert record.id == "pier"
    assert left_out >= 0
    assert repr(values) == repr(before)
    again, rest = publishable(record.values(), "de")
    assert (again.values(), rest) == (record.values(), 0)


def test_nothing_is_left_out_of_what_is_right() -> None:
    record, left_out = publishable(COMPLETE, "de")
    assert (record.values(), left_out) == (COMPLETE, 0)


def test_the_bar_stands_above_the_record(editor: Person, drafts: Drafts) -> None:
    page = editor.get(start(drafts, id="barred", title={"en": "Barred"}), params={"lang": "en"})
    article = BeautifulSoup(page.text, "lxml").select_one("article")
    assert article is not None
    assert article.find(True)["role"] == "note"  # type: ignore[index]
