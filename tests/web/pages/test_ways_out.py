"""What helps when nothing or next to nothing was found?

1. Each filter whose removal finds more is offered with the count it gives, and all of them together.
2. What was left out of the search is offered again with its count, where that finds more.
3. Concepts near the words are offered with the count of a search for their name.
4. Whatever is offered finds more than there is; where enough was found nothing is offered.
"""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.web.pages.reading import Link, Seen, ask, parameters, see

NOTHING = ("What may help", "Was helfen kann")
LITTLE = ("How to find more", "So finden Sie mehr")


def total(seen: Seen) -> int:
    """The number of records the page says it found."""
    first = seen.part("status").text.split()[0]
    return 0 if first == "No" else int(first)


def offered(seen: Seen) -> list[tuple[Link, int]]:
    """The searches that are offered, each with its count."""
    found = []
    for item in seen.main.tag.select(".nothing li"):
        count = item.find("span", class_="count", recursive=False)
        if count:
            name = item.get_text(" ", strip=True).removesuffix(count.get_text()).strip()
            link = next(link for link in seen.main.links if link.name and link.name in " ".join(name.split()))
            found.append((link, int(count.get_text())))
    return found


def test_nothing_found_offers_each_filter_that_helps_with_its_count(client: TestClient) -> None:
    address = "/search?q=Seezeichen&theme=skills&country=DE&-kind=study"
    seen = see(client, address)
    assert total(seen) == 0
    offered = [link for link in seen.main.links if link.name.startswith("Without the filter")]
    expected = {
        name: ask(client, f"/search?q=Seezeichen&{rest}")["total"]
        for name, rest in {"theme": "country=DE&-kind=study", "country": "theme=skills&-kind=study"}.items()
    }
    assert {link.name for link in offered if expected} == {
        f"Without the filter “{label}”"
        for name, label in {"theme": "Theme: Skills and training", "country": "Country: Germany"}.items()
        if expected[name]
    }
    for link in offered:
        count = ask(client, "/search?" + "&".join(f"{k}={v}" for k, v in parameters(link.href)))["total"]
        assert f"{link.name} {count}" in seen.main.text
    everything = [link for link in seen.main.links if link.name == "Without any filter"]
    assert [parameters(link.href) for link in everything] == [[("q", "Seezeichen")]]


def test_words_alone_that_find_nothing_lead_to_everything(client: TestClient) -> None:
    seen = see(client, "/search?q=xyzzyx")
    assert [link for link in seen.main.links if "Without" in link.name] == []
    assert parameters(seen.main.link("Browse all records").href) == []


@pytest.mark.parametrize(
    "address",
    [
        "/search?q=Seezeichen&theme=skills&country=DE&-kind=study",
        "/search?q=Leuchtfeuer&theme=skills",
        "/search?q=Leuchtfeuerx&without=typos",
        "/search?q=Mitgleider&without=typos&without=compounds&country=DE",
        "/search?q=network+manager",
    ],
)
def test_what_is_offered_finds_more_and_as_many_as_it_says(client: TestClient, address: str) -> None:
    seen = see(client, address)
    before = total(seen)
    assert before < 3
    found = offered(seen)
    assert found
    for link, count in found:
        assert count == total(see(client, link.href, lang=None)) > before


def test_little_is_shown_with_what_finds_more(client: TestClient) -> None:
    seen = see(client, "/search?q=Leuchtfeuer&theme=skills")
    assert total(seen) == 1
    assert "How to find more" in seen.main.text
    assert [link.name for link, _ in offered(seen)] == ["Without the filter “Theme: Skills and training”"]
    assert "Check the spelling." not in seen.main.text


@pytest.mark.parametrize("address", ["/search?q=Leuchtfeuer", "/search?q=Mitglieder&without=concept:member"])
def test_enough_needs_no_help(client: TestClient, address: str) -> None:
    seen = see(client, address)
    assert total(seen) >= 3
    assert not any(heading in seen.main.text for heading in (*NOTHING, *LITTLE))


def test_little_that_cannot_be_more_needs_no_heading(client: TestClient) -> None:
    seen = see(client, "/search?q=Vertrauen")
    assert total(seen) == 1
    assert offered(seen) == []
    assert not any(heading in seen.main.text for heading in LITTLE)


def test_what_was_left_out_is_offered_again(client: TestClient) -> None:
    seen = see(client, "/search?q=Mitgleider&without=typos&without=compounds&theme=skills")
    assert total(seen) == 0
    again = {link.name: parameters(link.href) for link, _ in offered(seen) if "again" in link.name}
    rest = [("q", "Mitgleider"), ("theme", "skills"), ("without", "compounds")]
    assert again == {"Search with this again: corrected spelling": rest}


def test_concepts_near_the_words_are_offered(client: TestClient) -> None:
    seen = see(client, "/search?q=network+manager", lang="de")
    assert "Verwandte Begriffe:" in seen.main.text
    names = [link.name for link, _ in offered(seen)]
    assert len(set(names)) == len(names) > 1
    assert [parameters(link.href) for link, _ in offered(seen)] == [[("q", name)] for name in names]
