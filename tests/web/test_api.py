"""What does the API answer?

1. The bodies have exactly the keys of the contract; every one fits the published schema.
2. Malformed numbers and pages beyond the end are problems with status 400; unknown parameters are not.
3. Former and merged ids answer 301, deleted ones 410, unknown and unpublished ones 404.
4. Nothing unpublished appears anywhere.
5. Addresses in answers lead to pages that exist.
"""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from web.api_bodies import ProblemBody, RecordBody, SearchBody, SuggestionsBody

BODY_KEYS = {
    "total", "page", "size", "generation", "relaxed", "did_you_mean", "hits", "facets", "expansions", "notes",
}  # fmt: skip
HIT_KEYS = {
    "id", "kind", "title", "summary", "language", "languages", "url", "score", "part", "snippets", "matched"
}  # fmt: skip
BUCKET_KEYS = {"key", "label", "count", "selected", "excluded", "parent", "depth", "url"}


def body_of(site: TestClient, address: str) -> dict[str, Any]:
    answer = site.get(address)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_search_answers_with_the_keys_of_the_contract(site: TestClient) -> None:
    body = body_of(site, "/api/search?q=Membership&lang=en")
    assert body.keys() == BODY_KEYS
    assert body["hits"][0].keys() == HIT_KEYS
    assert body["facets"][0].keys() == {"name", "label", "kind", "buckets"}
    assert body["facets"][0]["buckets"][0].keys() == BUCKET_KEYS
    SearchBody.model_validate(body)


def test_a_search_finds_what_the_words_say_in_the_language_of_the_reader(site: TestClient) -> None:
    hit = body_of(site, "/api/search?q=Membership&lang=en")["hits"][0]
    assert (hit["id"], hit["title"], hit["language"]) == ("fees", "Membership fees", "en")
    assert body_of(site, "/api/search?q=Membership&lang=de")["hits"][0]["title"] == "Beiträge der Mitglieder"


def test_sizes_up_to_a_hundred_are_answered(site: TestClient) -> None:
    body = body_of(site, "/api/search?size=3&page=2")
    assert (body["size"], body["page"], len(body["hits"])) == (3, 2, 3)
    everything = body_of(site, "/api/search?size=100")
    assert len(everything["hits"]) == everything["total"]


@pytest.mark.parametrize(
    "query",
    [
        "page=x",
        "page=0",
        "page=-1",
        "size=0",
        "size=101",
        "size=1e1",
        "page=11&size=100",
        "page=99",
        "sort=best",
    ],
)
def test_malformed_numbers_and_pages_beyond_the_end_are_refused(site: TestClient, query: str) -> None:
    answer = site.get(f"/api/search?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    problem = ProblemBody.model_validate(answer.json())
    assert problem.status == 400
    assert problem.detail


def test_a_search_without_hits_has_a_first_page(site: TestClient) -> None:
    assert body_of(site, "/api/search?q=xyzzyx")["total"] == 0


def test_unknown_parameters_change_nothing(site: TestClient) -> None:
    assert body_of(site, "/api/search?utm_source=x&foo") == body_of(site, "/api/search")


def test_an_unknown_facet_key_stays_visible_with_nothing(site: TestClient) -> None:
    body = body_of(site, "/api/search?theme=nonsense")
    theme = next(facet for facet in body["facets"] if facet["name"] == "theme")
    chosen = [bucket for bucket in theme["buckets"] if bucket["selected"]]
    assert [(bucket["key"], bucket["count"]) for bucket in chosen] == [("nonsense", 0)]


def test_a_field_in_the_words_is_the_filter_of_that_name(site: TestClient) -> None:
    by_word = body_of(site, "/api/search?q=theme:financing&lang=en")
    assert by_word == body_of(site, "/api/search?theme=financing&lang=en")
    assert [hit["id"] for hit in by_word["hits"]] == ["fees"]


def test_bucket_addresses_lead_to_the_page_they_promise(site: TestClient) -> None:
    body = body_of(site, "/api/search?lang=en")
    theme = next(facet for facet in body["facets"] if facet["name"] == "theme")
    bucket = next(bucket for bucket in theme["buckets"] if bucket["key"] == "financing")
    assert bucket["url"] == "/search?lang=en&theme=financing"
    assert site.get(bucket["url"]).status_code == 200
    assert body_of(site, f"/api{bucket['url']}")["total"] == bucket["count"]


def test_a_record_is_answered_as_in_its_file_with_its_place_among_the_others(site: TestClient) -> None:
    body = body_of(site, "/api/records/fees")
    RecordBody.model_validate(body)
    assert body["url"] == "/records/fees"
    assert body["revision"] == 1
    assert body["relations"] == [{"type": "funded_by", "to": "fund"}]
    assert body["relations_in"] == []
    assert body_of(site, "/api/records/fund?lang=en")["relations_in"] == [
        {"type": "funds", "id": "fees", "title": "Membership fees"}
    ]


@pytest.mark.parametrize("old", ["old-fees", "twin"])
def test_former_and_merged_ids_lead_to_the_survivor(site: TestClient, old: str) -> None:
    answer = site.get(f"/api/records/{old}?lang=de")
    assert (answer.status_code, answer.headers["location"]) == (301, "/api/records/fees?lang=de")
    assert site.get(f"/records/{old}").status_code == 301


@pytest.mark.parametrize(
    ("record_id", "status", "kind"),
    [
        ("gone", 410, "record-deleted"),
        ("never-was", 404, "record-missing"),
        ("waiting", 404, "record-missing"),
        ("Not%20an%20id", 404, "record-missing"),
        ("x" * 5000, 404, "record-missing"),
        ("..%2F..%2Fetc", 404, None),
    ],
)
def test_what_cannot_be_read_says_why(
    site: TestClient, record_id: str, status: int, kind: str | None
) -> None:
    answer = site.get(f"/api/records/{record_id}")
    assert answer.status_code == status
    problem = ProblemBody.model_validate(answer.json())
    assert problem.type == (f"/api/openapi.json#{kind}" if kind else "about:blank")
    assert site.get(f"/records/{record_id}").status_code == status


def test_an_archived_record_can_be_read_but_is_not_found_unasked(site: TestClient) -> None:
    assert body_of(site, "/api/records/archived")["status"] == "archived"
    found = body_of(site, "/api/search?size=100")["hits"]
    assert "archived" not in {hit["id"] for hit in found}


def test_suggestions_of_every_kind_lead_to_their_place(site: TestClient) -> None:
    body = body_of(site, "/api/suggest?q=Memb&lang=en")
    SuggestionsBody.model_validate(body)
    for suggestion in body["suggestions"]:
        assert suggestion.keys() == {"kind", "text", "ranges", "url"}
        assert site.get(suggestion["url"]).status_code == 200
    found = {(one["kind"], one["text"]): one for one in body["suggestions"]}
    assert found["query", "Members"]["url"] == "/search?q=Members"
    fees = found["record", "Membership fees"]
    assert fees["url"] == "/records/fees"
    ((start, end),) = fees["ranges"]
    assert fees["text"][start:end] == "Memb"
    assert {one["kind"] for one in body["suggestions"]} == {"query", "concept", "record"}
    assert body_of(site, "/api/suggest")["suggestions"] == []


def test_suggested_values_of_facets_and_organisations_lead_to_their_records(site: TestClient) -> None:
    (theme,) = [
        one
        for one in body_of(site, "/api/suggest?q=business+mod&lang=en")["suggestions"]
        if one["url"] == "/search?theme=financing"
    ]
    assert (theme["kind"], theme["text"]) == ("concept", "Financing and business model")
    assert [hit["id"] for hit in body_of(site, f"/api{theme['url']}")["hits"]] == ["fees"]
    (harbour,) = body_of(site, "/api/suggest?q=harbour+off")["suggestions"]
    assert (harbour["kind"], harbour["url"]) == ("organisation", "/search?organisation=harbour-office")
    assert [hit["id"] for hit in body_of(site, f"/api{harbour['url']}")["hits"]] == ["german-only"]


@pytest.mark.parametrize("address", ["/api/search?q=Geheimnis", "/api/suggest?q=Geheimnis", "/sitemap.xml"])
def test_nothing_unpublished_appears(site: TestClient, address: str) -> None:
    text = site.get(address).text
    assert "waiting" not in text
    assert '"Geheimnis"' not in text


def test_without_an_index_the_api_asks_to_come_back(site_without_index: TestClient) -> None:
    for address in ("/api/search", "/api/records/fees", "/api/suggest?q=x"):
        answer = site_without_index.get(address)
        assert answer.status_code == 503
        assert answer.headers["retry-after"]
        assert ProblemBody.model_validate(answer.json()).type == "/api/openapi.json#index-missing"
