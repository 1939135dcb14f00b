"""How does a record begin?

1. With a kind, a title and a language; its id is made from the title and free for ever.
2. What is wrong with the form is named beside what was typed.
3. A title that is nearly that of a record or a draft is shown first, and can be begun nevertheless.
"""

from __future__ import annotations

import pytest
from starlette.applications import Starlette

from kb.draft import Draft
from kb.drafts import Drafts
from kb.errors import DraftThere
from tests.web.desk.filled_forms import the_form
from tests.web.desk.signed_in import Person, signed_in
from tests.web.pages.reading import path_of, see
from tests.web.sites import an_indexed_corpus
from web.application import create_app
from web.knowledge import Knowledge


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    return create_app(an_indexed_corpus(tmp_path_factory.mktemp("new")))


@pytest.fixture(scope="module")
def scout(app: Starlette) -> Person:
    return signed_in(app, "scout")


@pytest.fixture(scope="module")
def drafts(app: Starlette) -> Drafts:
    knowledge: Knowledge = app.state.knowledge
    return knowledge.drafts


def begin(scout: Person, title: str, button: str = "", **typed: str) -> str:
    """The id of the draft a title begins."""
    form = the_form(scout.get("/desk/new?lang=en"))
    answer = form.fill({"title": title, "kind": "guide", "language": "de", **typed}).press(scout)
    if button:
        answer = the_form(answer, button).press(scout, button)
    assert answer.status_code == 303, answer.text
    return path_of(answer.headers["location"]).removeprefix("/desk/drafts/")


def test_a_title_a_kind_and_a_language_are_enough(scout: Person, drafts: Drafts) -> None:
    draft = drafts.get(begin(scout, "  Förderung für Straßen & Häfen "))
    assert draft.id == "foerderung-fuer-strassen-haefen"
    assert draft.owner == scout.account.id
    assert {name: draft.values[name] for name in ("kind", "title", "original_language")} == {
        "kind": "guide",
        "title": {"de": "Förderung für Straßen & Häfen"},
        "original_language": "de",
    }
    assert "summary" not in draft.values


def test_a_summary_is_taken_over(scout: Person, drafts: Drafts) -> None:
    record_id = begin(scout, "Nettverk", language="da", summary="En tekst.\r\nTo linjer.")
    assert drafts.get(record_id).values["summary"] == {"da": "En tekst.\nTo linjer."}


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Gone", "gone-2"),  # deleted: ids are never used twice
        ("Old fees", "old-fees-2"),  # the former id of a record
        ("Twin", "twin-2"),
        ("日本", "without-title"),
        ("?!", "without-title-2"),
    ],
)
def test_an_id_is_never_used_twice(scout: Person, title: str, expected: str) -> None:
    assert begin(scout, title) == expected


def test_two_who_begin_the_same_get_two_drafts(scout: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    start = Drafts.start

    def start_second(_: Drafts, values: dict[str, str], **__: str) -> Draft:
        monkeypatch.setattr(Drafts, "start", start)
        raise DraftThere(values["id"])

    monkeypatch.setattr(Drafts, "start", start_second)
    assert begin(scout, "Gleichzeitig begonnen") == "gleichzeitig-begonnen-2"


@pytest.mark.parametrize(
    ("typed", "wrong", "said"),
    [
        ({"title": "  "}, "title", "Enter a title."),
        ({"title": "x" * 401}, "title", "too long"),
        ({"title": "a\x07b"}, "title", "invisible"),
        ({"summary": "a\x07b"}, "summary", "invisible"),
        ({"kind": "file"}, "kind", "Choose one"),
        ({"kind": ""}, "kind", "Choose one"),
        ({"language": "fr"}, "language", "Choose one"),
    ],
)
def test_what_is_wrong_is_named_beside_what_was_typed(
    scout: Person, drafts: Drafts, typed: dict[str, str], wrong: str, said: str
) -> None:
    before = drafts.ids()
    form = the_form(scout.get("/desk/new?lang=en"))
    sent = {"title": "Etwas Neues", "kind": "guide", "language": "de", "summary": "Ein <Text>.", **typed}
    answer = form.fill(sent).press(scout)
    assert answer.status_code == 422
    again = the_form(answer)
    assert {name: again[name] for name in ("title", "summary")} == {
        name: sent[name] for name in ("title", "summary")
    }
    assert said in answer.text
    assert f'href="#{wrong}"' in answer.text
    assert drafts.ids() == before


def test_a_nearly_equal_title_is_shown_first(scout: Person) -> None:
    form = the_form(scout.get("/desk/new?lang=en"))
    answer = form.fill({"title": "Die Beiträge der Mitglieder", "kind": "guide"}).press(scout)
    assert answer.status_code == 200
    assert 'href="/records/fees?lang=en"' in answer.text
    assert the_form(answer, "nevertheless")["title"] == "Die Beiträge der Mitglieder"
    begun = begin(scout, "Die Beiträge der Mitglieder", "nevertheless")
    assert begun == "die-beitraege-der-mitglieder"
    again = form.fill({"title": "Die Beiträge der Mitglieder!"}).press(scout)
    assert f'href="/desk/drafts/{begun}?lang=en"' in again.text


def test_there_are_other_ways_to_begin(scout: Person) -> None:
    ways = [path_of(link.href) for link in see(scout, "/desk/new").main.links]
    assert ways == ["/desk/import"] * 3
