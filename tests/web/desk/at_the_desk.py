"""A small site with a scout and two editors, for the tests of history, review and conflicts.

desk = a_desk(tmp_path, KB_FOUR_EYES="1")
desk.begun_again()                                          # for the next test, with the corpus as it was
draft = desk.changed("fees", {"title": {"de": "Neu"}})      # the scout changes a public record and submits
desk.editor.get(f"/desk/drafts/{draft.id}/review")
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag
from starlette.applications import Starlette

from kb.draft import Draft
from kb.settings import load_settings
from tests.web.desk.signed_in import Person, signed_in
from tests.web.sites import RECORDS
from web.application import create_app
from web.knowledge import Knowledge


@dataclass(frozen=True)
class Desk:
    """The site, what it knows, and who works there."""

    app: Starlette
    knowledge: Knowledge
    scout: Person
    editor: Person
    second: Person
    as_begun: Path

    def begun_again(self) -> Desk:
        """The same site with its corpus as it was in the beginning; nobody remembers a corpus."""
        shutil.rmtree(self.knowledge.settings.corpus)
        shutil.copytree(self.as_begun, self.knowledge.settings.corpus)
        return self

    def changed(self, record_id: str, values: Mapping[str, Any], *, submit: bool = True) -> Draft:
        """A change of a public record, written by the scout."""
        drafts, by = self.knowledge.drafts, self.scout.account.id
        draft = self.knowledge.publisher.begin(record_id, by=by)
        draft = drafts.save(record_id, {**draft.values, **values}, expected=draft.digest, by=by)
        return drafts.submit(record_id, expected=draft.digest, by=by) if submit else draft

    def published(self, record_id: str, why: str = "", **fields: Any) -> str:
        """Change the public record itself, as the second editor; the digest after it."""
        repository = self.knowledge.corpus.repository
        stored = repository.get(record_id)
        record = stored.record.model_copy(update=fields)
        by = self.second.account.id
        return repository.save(record, expected=stored.digest, by=by, why=why).digest


def a_desk(folder: Path, **environment: str) -> Desk:
    """A site of its own."""
    folders = {"KB_CORPUS": str(folder / "corpus"), "KB_VAR": str(folder / "var")}
    app = create_app(load_settings({**folders, **environment}, folder))
    knowledge: Knowledge = app.state.knowledge
    repository = knowledge.corpus.repository
    for record in RECORDS:
        if record.id in ("fees", "fund", "gone"):
            stored = repository.save(record, expected=None, by="test", why="test")
    repository.delete("gone", expected=stored.digest, by="test", why="test")
    shutil.copytree(knowledge.settings.corpus, folder / "as-begun")
    return Desk(
        app,
        knowledge,
        signed_in(app, "scout", name="Sabine Scout"),
        signed_in(app, "editor", name="Erik Editor"),
        signed_in(app, "editor", name="Edda Editor"),
        folder / "as-begun",
    )


def main_of(page: Any) -> Tag:
    """The content of a page."""
    found = BeautifulSoup(page.text, "lxml").find("main")
    assert isinstance(found, Tag)
    return found


def said(tag: Tag) -> str:
    """What somebody reads there, without what is only for those who listen, blanks as one."""
    copy = BeautifulSoup(str(tag), "lxml")
    for hidden in copy.select(".hidden"):
        hidden.decompose()
    return " ".join(copy.get_text().split())


def changes_on(page: Any) -> dict[str, tuple[str, str]]:
    """What a page says has changed: by the name of the field what is gone and what is new."""
    return {
        said(row.select_one("dt") or row): (
            " ".join(said(one) for one in row.select("del")),
            " ".join(said(one) for one in row.select("ins")),
        )
        for row in main_of(page).select(".changes > div")
    }
