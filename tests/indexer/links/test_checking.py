"""Do the sources still work?

1. Each address is judged by what it answers: ok, moved, failing, dead, refused.
2. A link is dead when nothing was there on two different days without a success in between, or when it has
   failed for 30 days; until then it is failing and due again the next day.
3. Only what is due is asked, each address once, whatever place in the page a source names; drafts and
   archived records are left alone.
4. Hosts are asked side by side, the addresses of one host one after the other.
5. Dead and moved ones are findings on the line of the source.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from itertools import count
from pathlib import Path

import pytest

from indexer.errors import FetchFailed, FetchRefused
from indexer.fetching.fetcher import Probed
from indexer.links.checking import HOSTS_AT_ONCE, Today, check_links, due, judged, source_addresses
from indexer.links.known import open_links, read_links
from kb.settings import load_settings
from tests.indexer.corpora import a_corpus, write
from tests.indexer.fetching.local_sites import a_site, answer, fetcher, page, redirect
from tests.indexer.links.link_records import (
    Answers,
    Said,
    a_corpus_with,
    a_link,
    a_record,
    on,
    run,
    states,
)

A, B, C = (f"https://{name}.example/page" for name in "abc")
GONE = FetchFailed("There is no host a.example.", "unknown-host")
SLOW = FetchFailed("After 20 seconds the answer was not complete.", "slow")


@pytest.mark.parametrize(
    ("said", "state"),
    [
        (200, "ok"),
        (204, "ok"),
        (404, "failing"),
        (410, "failing"),
        (429, "failing"),
        (500, "failing"),
        (401, "refused"),
        (403, "refused"),
        (999, "refused"),
        (GONE, "failing"),
        (SLOW, "failing"),
        (FetchFailed("No certificate.", "certificate"), "failing"),
        (FetchRefused("robots.txt forbids it.", "robots"), "refused"),
        (FetchRefused("It is not public.", "place"), "refused"),
        (Probed(200, ((301, B),)), "moved"),
        (Probed(200, ((308, B), (302, C))), "moved"),
        (Probed(200, ((302, B),)), "ok"),
        (Probed(200, ((302, B), (301, C))), "ok"),
        (Probed(200, ((301, f"{A}#top"),)), "ok"),
        (Probed(404, ((301, B),)), "failing"),
        (Probed(403, ((301, B),)), "refused"),
    ],
    ids=str,
)
def test_an_address_is_judged_by_what_it_answers(said: Said, state: str) -> None:
    link = judged(A, Answers({A: said}), None, on("2026-11-24"))
    assert (link.state, link.day, link.checked) == (state, "2026-11-24", "2026-11-24T12:00:00Z")
    assert bool(link.said) == (state in ("failing", "refused"))
    assert link.moved_to == (B if state == "moved" else None)


@pytest.mark.parametrize("said", [404, 410, GONE])
def test_what_is_gone_on_two_different_days_is_dead(tmp_path: Path, said: Said) -> None:
    corpus = a_corpus_with(tmp_path, one=[A])
    answers = Answers({A: said})
    days = {"2026-11-24": "failing", "2026-11-25": "dead", "2026-12-02": "dead"}
    for day, state in days.items():
        found = run(corpus, answers, day)
        assert states(read_links(corpus.settings.links)) == {A: state}
        assert bool(found.findings) == (state == "dead")
    assert len(answers.asked) == 3


def test_twice_on_one_day_is_not_enough(tmp_path: Path) -> None:
    corpus = a_corpus_with(tmp_path, one=[A])
    for _ in range(2):
        assert run(corpus, Answers({A: 404}), "2026-11-24", days=None).states == {"failing": 1}


def test_a_success_in_between_begins_anew(tmp_path: Path) -> None:
    corpus = a_corpus_with(tmp_path, one=[A])
    for day, said in [("2026-11-24", 404), ("2026-11-25", 200), ("2026-12-24", 404)]:
        run(corpus, Answers({A: said}), day)
    assert states(read_links(corpus.settings.links)) == {A: "failing"}


def test_nothing_there_after_other_failures_begins_its_own_row(tmp_path: Path) -> None:
    corpus = a_corpus_with(tmp_path, one=[A])
    row: dict[str, Said] = {"2026-11-24": SLOW, "2026-11-25": 404, "2026-11-26": 500, "2026-11-27": 404}
    for day, said in row.items():
        assert run(corpus, Answers({A: said}), day).states == {"failing": 1}


def test_what_fails_for_thirty_days_is_dead(tmp_path: Path) -> None:
    corpus = a_corpus_with(tmp_path, one=[A])
    for day, state in [("2026-11-01", "failing"), ("2026-11-30", "failing"), ("2026-12-01", "dead")]:
        assert run(corpus, Answers({A: SLOW}), day).states == {state: 1}
    assert run(corpus, Answers({}), "2026-12-31").states == {"ok": 1}


def test_only_what_is_due_is_asked() -> None:
    links = {
        A: a_link(A, day="2026-11-20"),
        B: a_link(B, day="2026-11-17"),
        C: a_link(C, day="2026-11-23", state="failing"),
    }
    today = on("2026-11-24").day
    assert due([A, B, C, "https://new.example/"], links, today, 7) == [B, C, "https://new.example/"]
    assert due([A, B, C], links, today, None) == [A, B, C]
    assert due([C], {C: a_link(C, day="2026-11-24", state="failing")}, today, 7) == []
    assert due([A], {A: a_link(A, day="2026-11-24")}, today, 0) == [A]


def test_each_address_is_asked_once_and_only_those_of_published_records(tmp_path: Path) -> None:
    records = [
        a_record("one", [A, f"{A}#part", B]),
        a_record("two", [A]),
        a_record("draft", ["https://draft.example/"], status="draft"),
        a_record("archived", ["https://archived.example/"], status="archived"),
    ]
    corpus = a_corpus(tmp_path, records)
    assert source_addresses(corpus.review().records) == [A, B]
    answers = Answers({})
    assert run(corpus, answers, "2026-11-24").checked == 2
    assert sorted(answers.asked) == [A, B]
    assert run(corpus, answers, "2026-11-24").checked == 0
    assert len(answers.asked) == 2


def test_a_run_goes_on_where_another_was_killed(tmp_path: Path) -> None:
    corpus = a_corpus_with(tmp_path, one=[A, B, C])

    class Killed(BaseException):
        """Nothing catches it."""

    class UntilKilled(Answers):
        def probe(self, address: str) -> Probed:
            if address == C:
                while len(read_links(corpus.settings.links)) < 2:
                    time.sleep(0.01)
                raise Killed
            return super().probe(address)

    with pytest.raises(Killed):
        run(corpus, UntilKilled({A: 404}), "2026-11-24")
    answers = Answers({})
    assert run(corpus, answers, "2026-11-24").checked == 1
    assert answers.asked == [C]
    assert states(read_links(corpus.settings.links)) == {A: "failing", B: "ok", C: "ok"}


def test_hosts_are_asked_side_by_side_and_each_host_in_turn(tmp_path: Path) -> None:
    addresses = [f"https://host-{number % 12}.example/{number}" for number in range(48)]
    busy: Counter[str] = Counter()
    most: Counter[str] = Counter()
    lock = threading.Lock()
    all_at_work = threading.Barrier(HOSTS_AT_ONCE, timeout=30)
    asked = count()

    class Watching(Answers):
        def probe(self, address: str) -> Probed:
            host = address.split("/")[2]
            with lock:
                busy[host] += 1
                most[host] = max(most[host], busy[host])
                most["all"] = max(most["all"], len(+busy))
            if next(asked) < HOSTS_AT_ONCE:
                all_at_work.wait()
            with lock:
                busy[host] -= 1
            return super().probe(address)

    progress: list[tuple[int, int]] = []
    with open_links(tmp_path / "state" / "links.jsonl", addresses) as log:
        check_links(
            addresses,
            log,
            Watching({}),
            lambda: on("2026-11-24"),
            lambda done, total: progress.append((done, total)),
        )
        assert len(log.links) == 48
    assert most.pop("all") == HOSTS_AT_ONCE
    assert set(most.values()) == {1}
    assert progress == [(done, 48) for done in range(49)]


def test_dead_and_moved_ones_are_findings_on_the_line_of_the_source(tmp_path: Path) -> None:
    corpus = a_corpus_with(tmp_path, one=[C, A], two=[f"{B}#part"])
    answers = Answers({A: 404, B: Probed(200, ((301, "https://new.example/"),))})
    run(corpus, answers, "2026-11-24")
    found = run(corpus, answers, "2026-11-25")
    assert found.states == {"ok": 1, "dead": 1, "moved": 1}
    dead, moved = found.findings
    assert (dead.file, dead.field, dead.severity) == ("best-practice/one.yaml", "sources[1].url", "warning")
    assert (moved.file, moved.field) == ("best-practice/two.yaml", "sources[0].url")
    for finding, url in ((dead, A), (moved, B)):
        line = (corpus.settings.corpus / "records" / finding.file).read_text("utf-8").splitlines()
        assert url in line[finding.line - 1]
    assert "no longer works (checked 2026-11-25): The site answers 404." in dead.problem
    assert "has moved to https://new.example/." in moved.problem
    assert set(found.as_dict()) == {
        *("checked", "addresses", "ok", "moved", "dead", "failing", "refused", "findings")
    }


def test_a_source_that_was_mended_is_no_finding_any_more(tmp_path: Path) -> None:
    corpus = a_corpus_with(tmp_path, one=[A])
    for day in ("2026-11-24", "2026-11-25"):
        run(corpus, Answers({A: 404}), day)
    write(corpus.settings.corpus, [a_record("one", [B])])
    found = run(corpus, Answers({}), "2026-11-25")
    assert (found.findings, states(read_links(corpus.settings.links))) == ((), {B: "ok"})


def test_real_servers_are_asked_by_the_real_fetcher() -> None:
    answers = {
        "/ok": page(),
        "/moved": redirect("/ok", 301),
        "/gone": answer(410),
        "/robots.txt": answer(200, b"User-agent: *\nDisallow: /secret\n", content_type="text/plain"),
        "/secret": page(),
    }
    today = on("2026-11-24")
    with a_site(answers) as site, fetcher(site) as prober:
        found = {path: judged(site.address(path), prober, None, today) for path in answers}
        assert {path: link.state for path, link in found.items()} == {
            "/ok": "ok",
            "/moved": "moved",
            "/gone": "failing",
            "/robots.txt": "ok",
            "/secret": "refused",
        }
        assert found["/moved"].moved_to == site.address("/ok")
    with fetcher() as prober:
        assert judged(site.address("/ok"), prober, None, today).state == "refused"


def test_the_day_is_that_of_the_site() -> None:
    timezone = load_settings({"KB_TIMEZONE": "Pacific/Kiritimati"}).timezone
    today = Today.now(timezone)
    assert today.day == today.moment.astimezone(timezone).date()
