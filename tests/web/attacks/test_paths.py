"""Does any name somebody sends lead out of its folder, or to a failure of ours?

1. No id, digest, name or word in the path of any route opens a file that is not meant, whatever it is written
   with; every answer is one of a wrong address.
2. Neither does any that stands in a form: ids of drafts, records and accounts, digests, tokens, revisions.
3. Names of files that are sent are names: nothing is written but in the folders of drafts and of what waits.
4. A link in a folder of records, drafts or originals is no file of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route

from kb.record import is_id
from tests.tiers import examples
from tests.web.attacks.strings import ATTACKS
from tests.web.desk.signed_in import Person, signed_in
from tests.web.papers import DIGESTS, a_library
from tests.web.sites import ask
from tests.web.test_access import POSTING, ROWS
from web.accounts.cookie import NAME
from web.application import create_app
from web.posting import MOST_FILES

SECRET = "geheimnis-des-hauses"
LONG = "a" * 5000
PAGE = (
    "<title>Page {0} of a harbour</title>"
    + "<p>The members of harbour {0} pay a yearly fee to its office.</p>" * 9
)
NAMES = [*ATTACKS["paths"], *ATTACKS["lines"][:3], LONG, "\ud800", "a-" * 60 + "a", "linked", ""]
FEW = NAMES[:: examples(6, 1)]


@dataclass(frozen=True)
class Site:
    """The site, an administrator, and the folder around it with files that are secret."""

    app: Starlette
    admin: Person
    folder: Path

    @property
    def cookie(self) -> bytes:
        """What signs the administrator in."""
        return f"{NAME}={self.admin.cookies[NAME]}".encode()

    def files(self) -> set[str]:
        """Every file there is, but for those in which the site notes what it was asked."""
        found = (path for path in self.folder.rglob("*") if path.is_file() or path.is_symlink())
        names = {str(path.relative_to(self.folder)) for path in found}
        return {name for name in names if not name.startswith(("var/state", "var/cache", "var/pending"))}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("paths")
    settings = a_library(folder)
    app = create_app(settings)
    admin = signed_in(app, "admin", raise_server_exceptions=False)
    for place in (folder, settings.corpus, settings.var, settings.corpus / "records"):
        for name in ("secret", "secret.yaml", "secret.jsonl", "secret.found.json", "secret.css"):
            place.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(f"format: 1\nid: secret\ntitle: {{de: {SECRET}}}\n", "utf-8")
    for place in (settings.drafts, settings.corpus / "records/guide"):
        place.mkdir(parents=True, exist_ok=True)
        (place / "linked.yaml").symlink_to(folder / "secret.yaml")
    app.state.knowledge.drafts.start({"id": "anothers-draft"}, by=admin.account.id)
    return Site(app, admin, folder)


def paths(routes: list[BaseRoute]) -> Iterator[Route]:
    for route in routes:
        if isinstance(route, Mount):
            yield from paths(list(route.routes))
        elif isinstance(route, Route) and "{" in route.path:
            yield route


def test_no_path_leads_to_another_file(site: Site) -> None:
    asked = 0
    for route in paths(site.app.routes):
        for name in FEW:
            path = route.path
            for parameter in route.param_convertors:
                path = path.replace(f"{{{parameter}:path}}", name).replace(f"{{{parameter}}}", name)
            answer = ask(site.app, path, headers={b"host": b"testserver", b"cookie": site.cookie})
            assert answer.status in (200, 301, 303, 307, 400, 404, 405, 410), (path[:200], answer.status)
            assert SECRET.encode() not in answer.body, path
            assert b"root:" not in answer.body
            asked += answer.status == 404
    assert asked > 5 * len(FEW)


@pytest.mark.parametrize("name", FEW, ids=lambda name: ascii(name)[:40])
def test_no_name_in_a_form_leads_anywhere(site: Site, name: str) -> None:
    name = name.encode("utf-8", "replace").decode()
    before = site.files()
    inputs = ("_expected", "_start", "_theirs", "_draft", "record", "account", "session", "token", "revision")
    sent: dict[str, Any] = {
        **dict.fromkeys(inputs, name),
        "relations.0.to": name,
        "organisation.record": name,
    }
    for route in POSTING[len(name) % examples(3, 1) :: examples(3, 1)]:
        for action in ("change", f"accept:{name}", "rows", "discard")[: examples(1, 4)]:
            if route != "logout":
                own = str(ROWS[route]["address"])
                answer = site.admin.post(own, data={**sent, "_action": action, "_mine": "{}"})
                assert answer.status_code < 500, (route, action)
                assert SECRET not in answer.text
    new = {one for one in site.files() - before if not one.startswith("corpus/drafts/")}
    assert new == set()


def test_no_name_of_a_file_leads_anywhere(site: Site) -> None:
    before = site.files()
    names = [
        name[:300].encode("utf-8", "replace").decode().translate({10: "%0A", 13: "%0D"}) for name in NAMES
    ]
    sent = names[:: examples(9, 2)][:MOST_FILES]
    files: list[Any] = [("files", (f"{name}.html", PAGE.format(number))) for number, name in enumerate(sent)]
    files += [
        ("table", (f"{name}.csv", b"title_de,kind\nHafen,guide")) for name in sent[: MOST_FILES - len(files)]
    ]
    for action in ("table", "files"):
        answer = site.admin.post("/desk/import", data={"_action": action}, files=files)
        assert answer.status_code < 500
        assert SECRET not in answer.text
    new = [Path(one) for one in site.files() - before]
    assert len(new) >= len(sent), answer.text[answer.text.index("<main") :]
    for path in new:
        assert path.parts[0] == "corpus"
        assert is_id(path.name.partition(".")[0]), path


def test_digests_are_digests(site: Site) -> None:
    digest = DIGESTS["open"]
    for wrong in (
        digest.upper(),
        digest[:-1],
        f"{digest}0",
        f" {digest}",
        f"{digest}/",
        f"../open/{digest}",
        digest[:2],
    ):
        answer = ask(site.app, f"/files/{wrong}", headers={b"host": b"testserver", b"cookie": site.cookie})
        assert answer.status in (404, 301), wrong
