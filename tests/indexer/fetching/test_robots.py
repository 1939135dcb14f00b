"""Sites are asked what they allow, and obeyed.

1. What robots.txt forbids us is refused, also at the end of a redirect; rules for all count for who is not
   named.
2. No robots.txt allows everything; one that cannot be had allows nothing for now.
3. It is read once for each origin, from any number of threads, and only its beginning.
4. Between two pages of one host lies a pause: ours or the one it asks for, up to a limit.
"""

from __future__ import annotations

import threading

import pytest

from indexer.errors import FetchRefused
from tests.indexer.fetching.local_sites import (
    Script,
    TestClock,
    a_site,
    answer,
    failure,
    fetcher,
    names,
    page,
    redirect,
)

RULES = """
User-agent: *
Disallow: /private
Crawl-delay: 3

User-agent: leuchtturm
Disallow: /not-you
Allow: /not-you/but-this
Crawl-delay: 2.5
"""


def rules(text: str = RULES) -> bytes:
    return answer(200, text.encode(), content_type="text/plain")


def test_what_is_forbidden_is_not_asked_for() -> None:
    pages = dict.fromkeys(("/not-you", "/not-you/but-this", "/private"), page())
    with a_site({"/robots.txt": rules(), **pages}) as site, fetcher(site) as fetch:
        with pytest.raises(FetchRefused, match=r"robots\.txt forbids robots to fetch") as refused:
            fetch.fetch(site.address("/not-you"))
        assert refused.value.reason == "robots"
        with pytest.raises(FetchRefused):
            fetch.probe(site.address("/not-you"))
        assert site.paths == ["/robots.txt"]
        assert fetch.fetch(site.address("/not-you/but-this")).data
        assert fetch.fetch(site.address("/private")).data


def test_the_rules_for_all_count_for_those_who_are_not_named() -> None:
    text = "User-agent: *\nDisallow: /\n\nUser-agent: other\nAllow: /\n"
    with a_site({"/robots.txt": rules(text)}) as site, fetcher(site) as fetch, pytest.raises(FetchRefused):
        fetch.fetch(site.address())


def test_a_redirect_to_what_is_forbidden_is_refused() -> None:
    answers = {"/robots.txt": rules(), "/": redirect("/not-you"), "/not-you": page()}
    with a_site(answers) as site, fetcher(site) as fetch:
        with pytest.raises(FetchRefused):
            fetch.fetch(site.address())
        assert "/not-you" not in site.paths


def test_each_origin_has_rules_of_its_own() -> None:
    with a_site({"/robots.txt": rules(), "/not-you": page()}) as strict:
        answers = {"/": redirect(strict.address("/not-you")), "/not-you": page()}
        with a_site(answers) as free, fetcher(free, strict) as fetch:
            assert fetch.fetch(free.address("/not-you")).data
            with pytest.raises(FetchRefused):
                fetch.fetch(free.address())
            assert strict.paths == ["/robots.txt"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 204])
def test_no_robots_txt_allows_everything(status: int) -> None:
    with a_site({"/robots.txt": answer(status), "/": page()}) as site, fetcher(site) as fetch:
        assert fetch.fetch(site.address()).data


def endless_redirect() -> bytes:
    return redirect("/robots.txt")


def test_one_that_only_redirects_is_none() -> None:
    with a_site({"/robots.txt": endless_redirect(), "/": page()}) as site, fetcher(site) as fetch:
        assert fetch.fetch(site.address()).data
        assert site.paths == ["/robots.txt"] * 6 + ["/"]


@pytest.mark.parametrize("script", [answer(500), answer(503), answer(429), lambda _: None])
def test_one_that_cannot_be_had_allows_nothing_for_now(script: Script) -> None:
    with a_site({"/robots.txt": script, "/": page()}) as site, fetcher(site) as fetch:
        first = str(failure(fetch, site.address()))
        asked = len(site.requests)
        assert str(failure(fetch, site.address("/other"))) == first
        assert len(site.requests) == asked
        assert "/" not in site.paths


def test_only_the_beginning_is_read() -> None:
    text = "User-agent: *\n" + "# filler\n" * 70_000 + "Disallow: /\n"
    with a_site({"/robots.txt": rules(text), "/": page()}) as site, fetcher(site) as fetch:
        assert fetch.fetch(site.address()).data


def test_it_is_read_once_by_all_threads() -> None:
    answers = {"/robots.txt": rules(), **{f"/{number}": page() for number in range(8)}}
    with a_site(answers) as site, fetcher(site) as fetch:
        threads = [threading.Thread(target=fetch.fetch, args=[site.address(f"/{n}")]) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(site.paths) == [*(f"/{number}" for number in range(8)), "/robots.txt"]


@pytest.mark.parametrize(
    ("text", "pause"),
    [
        ("", 1.0),
        (RULES, 2.5),
        ("User-agent: *\nCrawl-delay: 0", 1.0),
        ("User-agent: *\nCrawl-delay: 86400", 10.0),
        ("User-agent: *\nCrawl-delay: -1", 1.0),
        ("User-agent: *\nCrawl-delay: nan", 1.0),
    ],
)
def test_between_two_pages_of_a_host_lies_a_pause(text: str, pause: float) -> None:
    clock = TestClock()
    with a_site({"/robots.txt": rules(text), "/": page()}) as site, fetcher(site, clock=clock) as fetch:
        fetch.fetch(site.address())
        assert clock.slept == []
        fetch.fetch(site.address())
        assert sum(clock.slept) == pytest.approx(pause, abs=0.5)


def test_a_redirect_needs_a_pause_only_if_it_leads_to_another_host() -> None:
    clock = TestClock()
    resolve = names({"one.example": ["127.0.0.1"], "two.example": ["127.0.0.1"]})
    with a_site({"/": redirect("/next"), "/next": page()}) as site:
        site.answers["/away"] = redirect(site.address("/next", host="two.example"))
        with fetcher(site, resolve=resolve, clock=clock) as fetch:
            fetch.fetch(site.address(host="one.example"))
            assert clock.slept == []
            clock.slept.append(60.0)
            fetch.fetch(site.address("/away", host="one.example"))
            assert clock.slept == [60.0]  # nothing was asked of the other host before
            clock.slept.append(1.5)
            fetch.fetch(site.address("/next", host="two.example"))
            fetch.fetch(site.address("/away", host="one.example"))
            assert sum(clock.slept[2:]) == pytest.approx(1.0, abs=0.3)


def test_a_failure_of_robots_txt_is_no_refusal() -> None:
    said = "nobody knows what the site allows"
    with a_site({"/robots.txt": answer(500)}) as site, fetcher(site) as fetch:
        assert said in str(failure(fetch, site.address()))
