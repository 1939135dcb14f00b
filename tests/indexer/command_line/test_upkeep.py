"""``kb links`` and ``kb stale``, and what ``kb check`` says of links.

1. With --json standard output is one object of the promised shape; findings make the exit code 1.
2. A second run asks nothing again; --all does; --dry-run asks nobody and writes nothing.
3. ``kb check`` warns of links that are known to be dead or to have moved.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from indexer.command_line.every import app
from tests.indexer.corpora import a_corpus, values
from tests.indexer.fetching.local_sites import Site, a_site, page, redirect


@pytest.fixture
def site() -> Iterator[Site]:
    with a_site({"/ok": page()}) as site:
        yield site


class Kb:
    """Runs commands on a corpus of one record with one source."""

    def __init__(self, folder: Path, site: Site) -> None:
        self.state = folder / "var" / "state"
        sources = [{"url": site.address("/ok"), "title": "Page"}]
        a_corpus(folder, [values("one", sources=sources, expires="2020-01-01")])
        self.environment = {
            "KB_CORPUS": str(folder / "corpus"),
            "KB_VAR": str(folder / "var"),
            "KB_FETCH_ALLOW": site.allowed,
        }

    def __call__(self, *words: str, code: int = 0) -> str:
        result = CliRunner().invoke(app, list(words), env=self.environment)
        assert result.exit_code == code, result.output + result.stderr
        return result.stdout

    def json(self, *words: str, code: int = 0) -> Any:
        return json.loads(self(*words, "--json", code=code))


@pytest.fixture
def kb(tmp_path: Path, site: Site) -> Kb:
    return Kb(tmp_path, site)


def test_links_are_asked_once_until_they_are_due(kb: Kb, site: Site) -> None:
    counts = {"addresses": 1, "ok": 1, "moved": 0, "dead": 0, "failing": 0, "refused": 0, "findings": []}
    assert kb.json("links") == {"checked": 1, **counts}
    asked = list(site.paths)
    assert kb.json("links") == {"checked": 0, **counts}
    assert site.paths == asked == ["/robots.txt", "/ok"]
    assert "checked 1 of 1 addresses: ok 1, moved 0" in kb("links", "--all")
    assert kb.json("links", "--days", "0")["checked"] == 1


def test_a_dry_run_asks_nobody_and_writes_nothing(kb: Kb, site: Site) -> None:
    assert kb.json("links", "--dry-run") == {"addresses": 1, "due": [site.address("/ok")]}
    assert kb("links", "--dry-run").strip() == site.address("/ok")
    assert (site.paths, kb.state.exists()) == ([], False)


def test_a_link_that_has_moved_is_a_finding_here_and_in_check(kb: Kb, site: Site) -> None:
    site.answers |= {"/ok": redirect("/new", 301), "/new": page()}
    assert [f["field"] for f in kb.json("check")["findings"]] == ["expires"]
    found = kb.json("links", code=1)
    assert found["moved"] == 1
    (finding,) = found["findings"]
    assert (finding["severity"], finding["field"]) == ("warning", "sources[0].url")
    assert finding in kb.json("check")["findings"]
    assert f"has moved to {site.address('/new')}." in kb("check")
    kb("check", "--strict", code=1)
    assert "sources[0].url" in kb("links", code=1)


def test_stale_lists_what_to_look_at(kb: Kb) -> None:
    found = kb.json("stale", code=1)
    assert (found["records"], found["never_checked"]) == (1, 1)
    assert [finding["field"] for finding in found["findings"]] == ["expires"]
    assert [f["field"] for f in kb.json("stale", "--never", code=1)["findings"]] == ["checked", "expires"]
    assert "1 published records, 1 findings, 1 never checked; list them with --never" in kb("stale", code=1)
    path = next((kb.state.parent.parent / "corpus").rglob("one.yaml"))
    path.write_text(path.read_text("utf-8").replace("expires: '2020-01-01'\n", ""), "utf-8")
    assert kb.json("stale")["findings"] == []
