"""Do the hits stand side by side in a table?

1. It has the records of the list in the same order, each row headed by its title.
2. What a record does not state is said so; what does not apply, too.
3. Columns that can be sorted say which order is in force; every link of the page keeps the view.
4. Records can be chosen in the table as in the list.
"""

from __future__ import annotations

import pytest
from bs4 import Tag
from starlette.testclient import TestClient

from tests.web.pages.reading import ask, parameters, path_of, said, see


def _table(client: TestClient, address: str, lang: str = "en") -> Tag:
    return see(client, f"{address}&view=table", lang=lang).main.part("table").tag


def _row(client: TestClient, record_id: str) -> dict[str, str]:
    table = _table(client, f"/search?q=id:{record_id}")
    names = [said(head) for head in table.select("thead th")]
    (row,) = table.select("tbody tr")
    return dict(zip(names, [said(cell) for cell in row.select("th, td")], strict=True))


@pytest.mark.parametrize("address", ["/search?q=Mitglieder", "/search?theme=skills&sort=title&size=20"])
def test_the_table_has_the_records_of_the_list(client: TestClient, address: str) -> None:
    rows = _table(client, address).select("tbody th[scope=row] a")
    assert [path_of(str(link["href"])) for link in rows] == [
        hit["url"] for hit in ask(client, address)["hits"]
    ]
    region = see(client, f"{address}&view=table").tag.select_one("[role=region][tabindex='0']")
    assert region
    caption = region.select_one(f"caption#{region['aria-labelledby']}")
    assert caption
    assert said(caption)


def test_a_row_says_what_the_record_states_and_what_not(client: TestClient) -> None:
    row = _row(client, "fees")
    assert row["Kind"] == "Best practice"
    assert row["Year"] == "2015–2019"
    assert row["Theme"].split(", ")[:1] == ["Financing and business model"]
    assert "Kassenwart" in row["Theme"]
    assert row["last checked"] == "1 June 2026"
    empty = _row(client, "fund")
    assert {empty[name] for name in ("Year", "Theme", "Stage", "Outcome", "last checked")} == {"not stated"}


@pytest.mark.parametrize(
    ("sort", "column", "order"), [("title", 0, "ascending"), ("checked", -1, "descending")]
)
def test_a_column_says_how_it_is_sorted(client: TestClient, sort: str, column: int, order: str) -> None:
    heads = _table(client, "/search?q=Mitglieder").select("thead th")
    assert not [head for head in heads if head.has_attr("aria-sort")]
    link = heads[column].select_one("a")
    assert link
    assert parameters(str(link["href"])) == [("q", "Mitglieder"), ("sort", sort), ("view", "table")]
    heads = _table(client, f"/search?q=Mitglieder&sort={sort}").select("thead th")
    assert [head.get("aria-sort") for head in heads if head.has_attr("aria-sort")] == [order]
    assert heads[column].has_attr("aria-sort")


def test_every_link_to_results_keeps_the_view(client: TestClient) -> None:
    seen = see(client, "/search?q=Mitglieder&view=table&theme=financing")
    assert ("view", "table") in parameters(seen.canonical)
    links = [link for link in seen.main.links if path_of(link.href) == "/search" and link.name != "List"]
    assert len(links) > 10
    assert all(("view", "table") in parameters(link.href) for link in links)
    assert parameters(seen.main.link("List").href) == [("q", "Mitglieder"), ("theme", "financing")]


@pytest.mark.parametrize("view", ["", "&view=table"])
def test_records_are_chosen_by_their_titles(client: TestClient, view: str) -> None:
    seen = see(client, f"/search?q=Mitglieder{view}")
    boxes = seen.tag.select("input[type=checkbox][form=choosing]")
    found = ask(client, "/search?q=Mitglieder")["hits"]
    assert [box["value"] for box in boxes] == [hit["id"] for hit in found]
    for box, hit in zip(boxes, found, strict=True):
        named = [seen.tag.find(id=one) for one in str(box["aria-labelledby"]).split()]
        assert " ".join(tag.get_text() for tag in named if tag) == f"Choose: {hit['title']}"
    form = seen.tag.select_one("form#choosing")
    assert form
    assert form["action"] == "/lists"
    assert [str(button["formaction"]) for button in form.select("button[formaction]")] == ["/compare"]
