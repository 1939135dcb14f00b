"""A site that is public (``KB_PUBLIC=1``) is finished before anybody reads it.

1. What ``kb init`` leaves is not: check fails and serve does not start; both name every file and line.
2. Missing pages are refused as placeholders are, and so is a page that cannot be read.
3. Once all is filled in, check passes and serve goes on.
4. As long as the site is not public, placeholders are warnings and hinder nobody.
"""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from indexer.command_line.every import app
from kb.site_pages import NAMES, PLACEHOLDER, WRITTEN_IN
from tests.indexer.corpora import a_corpus, values
from tests.kb.corpora import ROOT


class Kb:
    """Runs commands on a site; ``port`` is taken, so that a server that would start ends by itself."""

    def __init__(self, folder: Path, port: int) -> None:
        import_module("web.command_line.serving")  # registers the command
        self.pages = folder / "corpus" / "pages"
        self.environment = {"KB_CORPUS": str(folder / "corpus"), "KB_VAR": str(folder / "var")}
        self.port = port

    def run(self, *words: str, public: str = "1") -> Result:
        return CliRunner().invoke(app, list(words), env={**self.environment, "KB_PUBLIC": public})

    def serve(self, public: str = "1") -> Result:
        return self.run("serve", "--port", str(self.port), public=public)

    def fill_in(self) -> None:
        for path in self.pages.glob("*.md"):
            path.write_text(PLACEHOLDER.sub("Agency of the Land", path.read_text("utf-8")), "utf-8")


@pytest.fixture
def kb(tmp_path: Path) -> Iterator[Kb]:
    """A site as ``kb init`` makes it of one record and the delivered pages."""
    delivered = tmp_path / "delivered"
    a_corpus(delivered, [values("one")])
    (delivered / "corpus" / "pages").symlink_to(ROOT / "corpus" / "pages")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        site = Kb(tmp_path / "site", taken.getsockname()[1])
        source = {"KB_CORPUS": str(delivered / "corpus"), "KB_VAR": str(delivered / "var")}
        assert CliRunner().invoke(app, ["init", str(tmp_path / "site")], env=source).exit_code == 0
        yield site


def _left(pages: Path) -> set[str]:
    """File and line of every placeholder."""
    return {
        f"pages/{path.name}:{number}:"
        for path in pages.glob("*.md")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if PLACEHOLDER.search(line)
    }


def test_what_init_leaves_is_refused_with_every_file_and_line(kb: Kb) -> None:
    expected = _left(kb.pages)
    assert len(expected) > 30
    checked, served = kb.run("check"), kb.serve()
    assert (checked.exit_code, served.exit_code) == (1, 1)
    place = re.compile(r"^(pages/\S+?:\d+:) error: The placeholder ", re.MULTILINE)
    assert set(place.findall(checked.stdout)) == set(place.findall(served.stderr)) == expected
    assert "KB_PUBLIC is 1" in served.stderr
    assert "or set KB_PUBLIC=0" in served.stderr
    assert "Port" not in served.stderr
    errors = [
        one for one in json.loads(kb.run("check", "--json").stdout)["findings"] if one["severity"] == "error"
    ]
    assert len(errors) == sum(
        len(PLACEHOLDER.findall(path.read_text("utf-8"))) for path in kb.pages.glob("*.md")
    )


@pytest.mark.parametrize("name", [f"{name}.{language}.md" for name in NAMES for language in WRITTEN_IN])
def test_a_missing_page_is_refused(kb: Kb, name: str) -> None:
    kb.fill_in()
    (kb.pages / name).unlink()
    served = kb.serve()
    assert served.exit_code == 1
    assert f"pages/{name}:1: error: The page is missing." in served.stderr


def test_a_page_that_cannot_be_read_is_refused(kb: Kb) -> None:
    kb.fill_in()
    (kb.pages / "imprint.de.md").write_text("no head", "utf-8")
    assert "pages/imprint.de.md:1: error: The head is missing." in kb.serve().stderr


def test_a_finished_site_passes(kb: Kb) -> None:
    kb.fill_in()
    checked, served = kb.run("check"), kb.serve()
    assert checked.exit_code == 0, checked.stdout
    assert "error" not in served.stderr
    assert f"Port {kb.port}" in served.stderr


def test_a_site_of_our_own_is_only_warned(kb: Kb) -> None:
    checked, served = kb.run("check", public="0"), kb.serve(public="0")
    assert checked.exit_code == 0
    assert "warning: The placeholder" in checked.stdout
    assert "placeholder" not in served.stderr
    assert f"Port {kb.port}" in served.stderr
