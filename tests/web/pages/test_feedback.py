"""Anybody can tell the scouts something, and loses nothing of what they typed.

1. A form that is sent is kept and answered with a redirect to thanks; nobody is given a cookie.
2. Whatever is wrong with it, all that was typed comes back, with a link from the summary to each field.
3. Too much from one network is refused for a while, and so is what a full disk cannot keep; nothing is lost.
4. What fills in the hidden field is not kept, and a person whose browser did it can send it again.
5. A form of another site is refused.
6. ``record`` shows the title of what everybody may see, and ``q`` what was searched for; no draft shows.
7. Where nothing was found the way leads here, and the words are counted; filters are no reason to count.
"""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from starlette.applications import Starlette

from tests.kb.corpora import ROOT
from tests.web.desk.signed_in import Browser
from tests.web.sites import an_indexed_corpus
from web.application import create_app
from web.feedback import OF_ONE_NETWORK, TEXT_LENGTH, Message
from web.knowledge import Knowledge

FINE = {"kind": "error", "text": "Die Zahl stimmt nicht.", "address": "leser@example.org", "record": "fees"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    settings = an_indexed_corpus(tmp_path_factory.mktemp("told"))
    shutil.copytree(ROOT / "corpus" / "pages", settings.corpus / "pages")
    return create_app(settings)


@pytest.fixture
def reader(app: Starlette) -> Browser:
    """A reader's browser; what is told and counted begins anew."""
    settings = app.state.knowledge.settings
    for path in (settings.feedback, settings.misses):
        path.unlink(missing_ok=True)
    return Browser(app)


def kept(app: Starlette) -> tuple[Message, ...]:
    knowledge: Knowledge = app.state.knowledge
    return knowledge.feedback.messages(done=False)


def typed(page: str) -> dict[str, str]:
    """What stands in the form of a page."""
    form = BeautifulSoup(page, "html.parser").find("form", class_="plain-form")
    assert form is not None
    found = {str(one["name"]): str(one.get("value", "")) for one in form.select("input:not([type=radio])")}
    found |= {str(one["name"]): str(one["value"]) for one in form.select("input[type=radio][checked]")}
    return found | {str(one["name"]): one.get_text().removeprefix("\n") for one in form.select("textarea")}


def test_a_message_is_kept_and_answered_with_thanks(app: Starlette, reader: Browser) -> None:
    answer = reader.post("/feedback?lang=de", data=FINE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/feedback?sent=1&lang=de")
    (message,) = kept(app)
    assert (message.kind, message.text, message.address, message.record) == tuple(FINE.values())
    thanks = reader.get(answer.headers["location"])
    assert "<h1>Danke</h1>" in thanks.text
    assert "set-cookie" not in {**answer.headers, **thanks.headers}


def test_only_kind_and_text_are_needed(app: Starlette, reader: Browser) -> None:
    assert reader.post("/feedback", data={"kind": "barrier", "text": "Kontrast"}).status_code == 303
    (message,) = kept(app)
    assert (message.address, message.record) == (None, None)


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"kind": ""}, ["#kind-missing"]),
        ({"kind": "hate"}, ["#kind-missing"]),
        ({"text": " \r\n"}, ["#text"]),
        ({"text": "x" * (TEXT_LENGTH + 1)}, ["#text"]),
        ({"address": "leser"}, ["#address"]),
        ({"address": "a@example.org\nb@example.org"}, ["#address"]),
        ({"kind": "", "text": "", "address": "<b>"}, ["#kind-missing", "#text", "#address"]),
    ],
)
def test_what_is_wrong_is_said_and_everything_typed_comes_back(
    app: Starlette, reader: Browser, wrong: dict[str, str], fields: list[str]
) -> None:
    sent = {**FINE, "text": 'Zeile 1\nZeile <2> & "mehr"', **wrong}
    answer = reader.post("/feedback", data=sent)
    assert answer.status_code == 422
    page = BeautifulSoup(answer.text, "html.parser")
    links = [str(link["href"]) for link in page.select(".error-summary a")]
    assert links == fields
    assert all(page.select_one(link) for link in links)
    back = typed(answer.text)
    shown = {name: value.strip() for name, value in sent.items()} | ({"kind": ""} if "kind" in wrong else {})
    assert {name: back.get(name, "") for name in sent} == shown
    assert kept(app) == ()


def test_every_field_has_a_label_and_every_problem_its_field(reader: Browser) -> None:
    page = BeautifulSoup(reader.post("/feedback", data={"address": "x"}).text, "html.parser")
    for field in page.select("form.plain-form :is(input, textarea):not([type=hidden])"):
        named = page.select_one(f"label[for={field['id']}]") or field.find_parent("label")
        assert named is not None
        assert named.get_text(strip=True)
        for described in str(field.get("aria-describedby", "")).split():
            assert page.find(id=described)
    assert len(page.select("[aria-invalid=true]")) == 2


def test_too_much_from_one_network_is_refused_for_a_while(app: Starlette, reader: Browser) -> None:
    for _ in range(OF_ONE_NETWORK.amount):
        assert reader.post("/feedback", data=FINE).status_code == 303
    answer = reader.post("/feedback", data=FINE)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 3600
    assert typed(answer.text)["text"] == FINE["text"]
    assert len(kept(app)) == OF_ONE_NETWORK.amount


def test_what_cannot_be_kept_comes_back(app: Starlette, reader: Browser) -> None:
    path: Path = app.state.knowledge.settings.feedback
    path.write_bytes(b"no database" * 1000)
    answer = reader.post("/feedback", data=FINE)
    assert answer.status_code == 503
    assert typed(answer.text)["text"] == FINE["text"]
    assert "send it again" in answer.text or "noch einmal senden" in answer.text


def test_what_fills_in_the_hidden_field_is_not_kept(app: Starlette, reader: Browser) -> None:
    answer = reader.post("/feedback", data={**FINE, "website": "https://spam.example"})
    assert answer.status_code == 422
    assert kept(app) == ()
    assert reader.post("/feedback", data=typed(answer.text)).status_code == 303
    assert len(kept(app)) == 1


def test_a_form_of_another_site_is_refused(app: Starlette, reader: Browser) -> None:
    foreign = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    assert reader.post("/feedback", data=FINE, headers=foreign).status_code == 403
    assert reader.post("/feedback", data={**FINE, "text": "x" * 200_000}).status_code == 413
    assert kept(app) == ()


@pytest.mark.parametrize(
    ("record", "title"),
    [("fees", "Membership fees"), ("old-fees", "Membership fees"), ("twin", "Membership")],
)
def test_the_record_it_is_about_is_named(reader: Browser, record: str, title: str) -> None:
    page = reader.get(f"/feedback?record={record}&lang=en")
    assert title in page.text
    assert f"/feedback?record={record}&amp;lang=de" in page.text  # the other language keeps it


@pytest.mark.parametrize("record", ["waiting", "gone", "nowhere", "../x", "x" * 300, "<script>"])
def test_what_is_not_public_has_no_title_here(reader: Browser, record: str) -> None:
    page = reader.get("/feedback", params={"record": record, "lang": "en"})
    assert page.status_code == 200
    assert "About the record" not in page.text
    assert "Geheimnis" not in page.text
    assert "<script>" not in page.text


def test_an_id_that_is_none_is_not_kept(app: Starlette, reader: Browser) -> None:
    assert reader.post("/feedback", data={**FINE, "record": "../../x"}).status_code == 303
    assert kept(app)[0].record is None


def test_the_words_searched_for_are_in_the_form(reader: Browser) -> None:
    page = reader.get("/feedback", params={"q": "wasserstoff <b>", "lang": "en"})
    found = typed(page.text)
    assert found["text"] == "I searched for “wasserstoff <b>” and found nothing."
    assert found["kind"] == "missing"


def counted(app: Starlette) -> dict[str, int]:
    path: Path = app.state.knowledge.settings.misses
    if not path.exists():
        return {}
    rows = sqlite3.connect(path)
    try:
        return dict(rows.execute("SELECT text, count FROM months").fetchall())
    finally:
        rows.close()


def test_what_was_looked_for_in_vain_is_counted_and_can_be_told(app: Starlette, reader: Browser) -> None:
    page = reader.get("/search?q=Xyzzyx&lang=en")
    assert "/feedback?q=Xyzzyx&amp;lang=en" in page.text
    reader.get("/search?q=XYZZYX")
    assert counted(app) == {"xyzzyx": 2}


@pytest.mark.parametrize(
    "query",
    ["q=Members", "q=xyzzyx&country=DE", "q=xyzzyx&-kind=study", "q=xyzzyx%40example.org", "kind=study"],
)
def test_what_was_found_filtered_or_personal_is_not_counted(
    app: Starlette, reader: Browser, query: str
) -> None:
    assert reader.get(f"/search?{query}").status_code == 200
    assert counted(app) == {}


def test_a_search_is_answered_when_nothing_can_be_counted(app: Starlette, reader: Browser) -> None:
    app.state.knowledge.settings.misses.write_bytes(b"no database" * 1000)
    assert reader.get("/search?q=xyzzyx").status_code == 200
