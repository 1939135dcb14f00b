"""Why does a hit stand here?

1. Words that were answered alike are told in one line, as they were typed; the strongest line comes first.
2. How a word was found is told: as typed, in another spelling or form, in or as a compound, and so on.
3. What a word counts for is told in results ordered by it, and only where words differ in it.
4. Words without meaning are left out, unless there are no others; words that are missing are named.
5. What is marked but not told yet is named.
6. Every marked word of a page is told in its hit, without script, behind one line.
"""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from indexer.search.results import Explanation, Hit, MatchClass, Reason, Snippet
from tests.web.pages.reading import ask, see
from web.pages.why import Why, why


def a_reason(word: str, match: MatchClass | None = "exact", **values: Any) -> Reason:
    shown = {"found": (word,), "fields": ("title",), "points": 1.0, "rarity": 0.1, **values}
    return Reason(word, match, **(shown if match else {**shown, "found": (), "fields": (), "points": 0.0}))


def told(
    text: str, *reasons: Reason, ranked: bool = True, marked: tuple[str, ...] = (), **values: Any
) -> Why:
    """The account of a hit with these reasons; the rest is as dull as can be."""
    explanation = Explanation(reasons, **{"nearness": 0.0, "boost": 1.0, "complete": False, **values})
    snippets = tuple(Snippet("title", "de", word, ((0, len(word)),)) for word in marked)
    found = why(Hit("a", 1.0, {}, (), snippets, explanation=explanation), text, ranked=ranked)
    assert found
    return found


def test_words_answered_alike_are_told_as_they_were_typed() -> None:
    common: dict[str, Any] = {"match": "concept", "found": ("Fachkräfte",), "fields": ("approach",)}
    reasons = a_reason("workers", **common), a_reason("skilled", **common)
    (line,) = told("more skilled workers", *reasons).lines
    assert (line.words, line.way, line.found) == (("skilled workers",), "concept", ("Fachkräfte",))
    (line,) = told("workers who are skilled", *reasons).lines
    assert line.words == ("workers", "skilled")
    found = told("e-mobility", a_reason("mobility"), a_reason("e"), marked=("e", "mobility", "mobil"))
    assert [line.words for line in found.lines] == [("e-mobility",)]
    assert found.also == ("mobil",)


def test_the_strongest_line_comes_first_and_shares_are_told() -> None:
    lines = told(
        "a b c d",
        a_reason("Hafen", points=0.5, fields=("results",)),
        a_reason("Kiel", points=0.1, fields=("summary",), rarity=0.9),
        a_reason("Messe", points=2.0),
        a_reason("Nord", points=1.9, fields=("approach",)),
    ).lines
    assert [(line.words, line.share) for line in lines] == [
        (("Messe",), "strong"),
        (("Nord",), "strong"),
        (("Hafen",), "medium"),
        (("Kiel",), "weak"),
    ]
    assert [line.common for line in lines] == [False, False, False, True]


@pytest.mark.parametrize("ranked", [True, False])
def test_shares_are_told_only_where_they_differ_and_order(ranked: bool) -> None:
    assert told("Hafen", a_reason("Hafen"), ranked=ranked).lines[0].share is None
    for points, differ in ((1.0, False), (0.3, True)):
        other = a_reason("Kiel", fields=("results",), points=points)
        lines = told("Hafen Kiel", a_reason("Hafen"), other, ranked=ranked).lines
        assert [line.share is not None for line in lines] == [differ and ranked] * 2
    found = told("Hafen Kiel", a_reason("Hafen"), a_reason("Kiel"), ranked=ranked, nearness=1.0, boost=1.05)
    assert (found.near, found.preferred) == (ranked, ranked)


@pytest.mark.parametrize(
    ("word", "match", "found", "way", "shown"),
    [
        ("Hafen", "exact", ("Hafen",), "exact", ()),
        ("hafen", "exact", ("Hafen", "HAFEN"), "exact", ()),
        ("workers", "exact", (), "exact", ()),
        ("Foerderung", "exact", ("Förderung",), "variant", ("Förderung",)),
        ("Hafen", "stem", ("Häfen",), "stem", ("Häfen",)),
        ("Beiträge", "compound", ("Mitgliedsbeiträge",), "inside", ("Mitgliedsbeiträge",)),
        ("Hafenkosten", "compound", ("Hafen", "Kosten"), "parts", ("Hafen", "Kosten")),
        ("Hafenkosten", "compound", (), "compound", ()),
        ("Hafen", "dictionary", ("port",), "dictionary", ("port",)),
        ("Haffen", "typo", ("Hafen",), "typo", ("Hafen",)),
    ],
)
def test_how_a_word_was_found_is_told(
    word: str, match: MatchClass, found: tuple[str, ...], way: str, shown: tuple[str, ...]
) -> None:
    (line,) = told(word, a_reason(word, match, found=found)).lines
    assert (line.words, line.way, line.found) == ((word,), way, shown)


def test_what_can_be_seen_is_told_first() -> None:
    reason = a_reason("Mitgleider", "typo", found=("members", "Mitglied", "Mitglieder"))
    found = told("Mitgleider", reason, marked=("Mitglieder", "member"))
    assert found.lines[0].found == ("Mitglieder", "members", "Mitglied")
    assert found.also == ("member",)


def test_words_without_meaning_are_left_out() -> None:
    found = told("was ist IT im Hafen", a_reason("was", None), a_reason("IT", None), a_reason("Hafen"))
    assert found.missing == ("IT",)
    assert [line.words for line in found.lines] == [("Hafen",)]
    only = told("wie und was", a_reason("wie"), a_reason("was", None))
    assert [line.words for line in only.lines] == [("wie",)]
    assert only.missing == ("was",)
    assert told("im Hafen", a_reason("Hafen"), marked=("im", "Hafen")).also == ()


def test_all_words_as_typed_is_said_of_several() -> None:
    assert told("Hafen Kiel", a_reason("Hafen"), a_reason("Kiel"), complete=True).complete
    assert not told("Hafen", a_reason("Hafen"), complete=True).complete


def test_a_hit_of_no_words_needs_no_account(client: TestClient) -> None:
    assert why(Hit("a", 1.0, {}, ()), "", ranked=False) is None
    assert see(client, "/search").main.parts("group", "Why this hit?") == []


ADDRESSES = ["/search?q=Mitglied", "/search?q=Mitgleider+zahlen", "/search?q=Leuchtfeuer+Seezeichen+Lotsen"]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(("lang", "question"), [("en", "Why this hit?"), ("de", "Warum dieser Treffer?")])
def test_every_marked_word_is_told(client: TestClient, address: str, lang: str, question: str) -> None:
    articles = see(client, address, lang=lang).main.parts("article")
    assert articles
    for article in articles:
        (panel,) = article.tag.select("details.why")
        assert not panel.has_attr("open")
        assert panel.summary
        assert panel.summary.get_text().startswith(question)
        words = panel.get_text().casefold()
        assert all(mark.get_text().casefold() in words for mark in article.tag.select("mark"))
        assert not any(sign.isdigit() for sign in words)


def test_missing_words_are_named_at_once(client: TestClient) -> None:
    address = "/search?q=Leuchtfeuer+Seezeichen+Lotsen"
    shown = {hit["id"]: hit for hit in ask(client, address)["hits"]}
    summaries = {}
    for article in see(client, address).main.parts("article"):
        summary = article.tag.select_one("details.why > summary")
        assert summary
        summaries[article.links[0].href.split("/")[-1].split("?")[0]] = summary.get_text()
    assert summaries.keys() == shown.keys()
    assert summaries["fair"] == "Why this hit? all words as typed"
    assert "without “Lotsen”" in summaries["filler-00"]
