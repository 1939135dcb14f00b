"""Which concepts or records could somebody mean who types into a picker?

1. A concept is found by its labels and alternatives in every language, in any spelling, by words and parts.
2. What begins with what was typed comes first; there are never more than fifty; nothing typed lists some.
3. Records are found by their title and by their id; drafts are not.
4. Labels are those of the reader's language; only who may write gets an answer; nothing typed is an error.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from starlette.applications import Starlette

from tests.kb.corpora import delivered_vocabularies
from tests.kb.strategies import any_text
from tests.tiers import examples
from tests.web.desk.signed_in import Browser, Person, signed_in
from tests.web.sites import ask
from web.desk.concepts import MOST_CONCEPTS, matching


@pytest.fixture(scope="module")
def scout(app: Starlette) -> Iterator[Person]:
    with signed_in(app, "scout") as person:
        yield person


def _ids(vocabulary: str, typed: str) -> list[str]:
    return [one.id for one in matching(delivered_vocabularies(), vocabulary, typed, "de")]


@pytest.mark.parametrize(
    ("vocabulary", "typed", "first"),
    [
        ("countries", "Österreich", "AT"),
        ("countries", "oesterreich", "AT"),
        ("countries", "austria", "AT"),
        ("countries", "Østrig", "AT"),
        ("countries", "dk", "DK"),
        ("sectors", "Schiffbau", "shipbuilding"),
        ("sectors", "wirtschaft maritim", "maritime"),
        ("regions", "bavaria", "DE2"),
        ("labels", "ecei gold", "gold"),
        ("ecei", "2.1", "2.1"),
    ],
)
def test_a_concept_is_found_by_any_of_its_labels(vocabulary: str, typed: str, first: str) -> None:
    assert _ids(vocabulary, typed)[0] == first


def test_what_begins_with_it_comes_first() -> None:
    labels = [one.label for one in matching(delivered_vocabularies(), "countries", "isl", "de")]
    assert labels[0] == "Island"
    assert _ids("countries", "nowhere at all") == []


def test_at_most_fifty_are_listed() -> None:
    assert len(_ids("regions", "")) == len(_ids("regions", "e")) == MOST_CONCEPTS == 50
    assert len(_ids("outcomes", "")) == 4


@settings(max_examples=examples(50, 3000))
@given(any_text)
def test_anything_can_be_typed(text: str) -> None:
    known = delivered_vocabularies()["sectors"].concepts
    assert set(_ids("sectors", text)) <= set(known)


def test_the_answer_has_labels_of_the_reader_and_the_way_there(scout: Person) -> None:
    found = scout.get("/desk/concepts?vocabulary=sectors&q=shipbuilding&lang=de").json()
    assert found["concepts"][0] == {
        "id": "shipbuilding",
        "label": "Schiff- und Bootsbau",
        "path": ["Maritime Wirtschaft"],
        "depth": 1,
    }
    english = scout.get("/desk/concepts?vocabulary=sectors&q=Schiffbau&lang=en").json()
    assert english["concepts"][0]["label"] == "Ship and boat building"


def test_an_unknown_vocabulary_is_not_there(scout: Person) -> None:
    assert scout.get("/desk/concepts?vocabulary=../../etc/passwd&q=x").status_code == 404
    assert scout.get("/desk/concepts").status_code == 404


def test_records_are_found_by_title_and_id(scout: Person) -> None:
    fees = {"id": "fees", "title": "Membership fees", "kind": "Best practice"}
    assert scout.get("/desk/records?q=member&lang=en").json() == {"records": [fees]}
    assert scout.get("/desk/records?q=fees&lang=en").json()["records"][0] == fees
    assert (
        scout.get("/desk/records?q=%20fees%20&lang=de").json()["records"][0]["title"]
        == "Beiträge der Mitglieder"
    )
    assert scout.get("/desk/records?q=").json() == {"records": []}


@pytest.mark.parametrize("typed", ["waiting", "Geheimnis", "gone"])
def test_what_is_not_public_is_not_found(scout: Person, typed: str) -> None:
    assert scout.get(f"/desk/records?q={typed}").json() == {"records": []}


@pytest.mark.parametrize("query", [b"q=%ff%fe", b"q=%00", b"q=" + b"a" * 5000, b"q=../x", b"q=%F0%9F%98%80"])
def test_any_bytes_can_be_asked(app: Starlette, scout: Person, query: bytes) -> None:
    cookie = "; ".join(f"{name}={value}" for name, value in scout.cookies.items()).encode()
    for path in ("/desk/records", "/desk/concepts"):
        asked = query + b"&vocabulary=themes"
        assert ask(app, path, asked, {b"cookie": cookie}).status == 200


@pytest.mark.parametrize("path", ["/desk/concepts?vocabulary=themes", "/desk/records?q=fees"])
def test_readers_get_no_answer(app: Starlette, path: str) -> None:
    with Browser(app) as anybody:
        assert anybody.get(path).status_code == 303
        script = anybody.get(path, headers={"Accept": "application/json"})
        assert (script.status_code, script.json()) == (401, {"error": "signed-out"})
