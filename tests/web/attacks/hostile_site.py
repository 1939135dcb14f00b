"""A site where everything that was typed means harm, and the people who look at it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from starlette.applications import Starlette

from indexer.indexing import update_index
from indexer.ingest.extraction import Found, Passage
from indexer.ingest.proposals import Origin, Proposal, keep_proposal
from indexer.ingest.suggesting.suggestion import Suggestion
from kb.settings import Settings
from tests.web.attacks.strings import ATTACKS, EVERYTHING, hostile
from tests.web.desk.signed_in import Browser, Person, cheap_accounts, signed_in
from tests.web.papers import a_library
from tests.web.sites import a_record
from web.application import create_app
from web.knowledge import Knowledge
from web.misses import Misses

SAID = ATTACKS["markup"][1]
MESSAGE = "\n".join(ATTACKS["markup"])


@dataclass(frozen=True)
class HostileSite:
    """The site and one browser of each kind."""

    app: Starlette
    knowledge: Knowledge
    reader: Browser
    scout: Person
    editor: Person
    admin: Person

    @property
    def settings(self) -> Settings:
        """Where its files are."""
        return self.knowledge.settings


def hostile_site(folder: Path) -> HostileSite:
    """Records, drafts, notes, suggestions, messages and searches of somebody who means harm."""
    app = create_app(a_library(folder))
    knowledge: Knowledge = app.state.knowledge
    knowledge.accounts = cheap_accounts(app)
    site = HostileSite(
        app,
        knowledge,
        Browser(app),
        signed_in(app, "scout"),
        signed_in(app, "editor"),
        signed_in(app, "admin"),
    )
    _names(site)
    _records(site)
    _drafts(site)
    _readers(site)
    return site


def _names(site: HostileSite) -> None:
    """No form takes such a name; a file from elsewhere may hold one."""
    with closing(sqlite3.connect(site.settings.accounts)) as connection, connection:
        connection.execute("UPDATE accounts SET name = ?", (SAID,))


def _records(site: HostileSite) -> None:
    repository = site.knowledge.corpus.repository
    for record_id, kind in (("practice", "best-practice"), ("twin", "cluster"), ("gone", "guide")):
        before = repository.get(record_id).digest if record_id == "practice" else None
        record = a_record(record_id, **hostile(record_id, kind=kind))
        stored = repository.save(record, expected=before, by="<xss>", why=SAID)
        if record_id == "gone":
            repository.delete(record_id, expected=stored.digest, by=site.editor.account.id, why=SAID)
    paper = repository.get("open")
    file = {**(paper.record.values()["file"]), "name": SAID}
    fields = hostile("open", kind="file", file=file, rights="open")
    repository.save(a_record("open", **fields), expected=paper.digest, by="<xss>", why=SAID)
    assert update_index(site.knowledge.corpus).failed == ()


def _drafts(site: HostileSite) -> None:
    drafts, by = site.knowledge.drafts, site.scout.account.id
    for draft_id in ("anothers-draft", "anothers-waiting"):
        draft = drafts.start(hostile(draft_id, valid=False), by=by, note=SAID)
        draft = drafts.comment(draft_id, by=by, note=MESSAGE)
        if draft_id == "anothers-waiting":
            drafts.submit(draft_id, expected=draft.digest, by=by, note=SAID)
    odd: Any = {"id": "odd", "title": {SAID: SAID}, "figures": SAID, "themes": {SAID: 1}, "kind": SAID}
    drafts.start(
        {**odd, "sources": [SAID, [SAID], {SAID: SAID}], "period": [SAID], SAID: {SAID: SAID}}, by=by
    )
    draft = site.knowledge.publisher.begin("practice", by=by)
    changed = {
        **draft.values,
        "title": {"de": SAID, "en": SAID},
        "summary": {"en": f"{SAID}\n{EVERYTHING[9:]}"},
    }
    draft = drafts.save("practice", changed, expected=draft.digest, by=by, note=SAID)
    draft = drafts.submit("practice", expected=draft.digest, by=by, note=SAID)
    drafts.comment("practice", by=site.editor.account.id, note=EVERYTHING)
    (site.settings.drafts / "broken.yaml").write_text(f'title: "{"<xss onxss=1>"}\n  {SAID}: [', "utf-8")
    keep_proposal(site.settings.drafts, "anothers-draft", a_proposal())


def a_proposal() -> Proposal:
    """What was found in a page of somebody who means harm."""
    origin = Origin(SAID, "html", "0" * 64, SAID, "de", "javascript:xss", None)
    suggestions = tuple(
        Suggestion(field, value, text, f"under “{text}”", 0.9)
        for text in ATTACKS["markup"][:4]
        for field, value in (
            ("title", {"de": text}),
            ("summary", {"de": EVERYTHING}),
            ("themes", text),
            ("organisation.name", text),
            ("figures", {"what": {"de": text}, "value": 7, "unit": text}),
            ("sources", {"url": "javascript:xss", "title": text}),
            ("tags.themes", text),
        )
    )
    found = tuple(Found(SAID, SAID, SAID) for _ in range(2))
    return Proposal(origin, found, suggestions, (Passage("paragraph", EVERYTHING),), (SAID, MESSAGE))


def _readers(site: HostileSite) -> None:
    for text in (*ATTACKS["markup"], *ATTACKS["markdown"]):
        site.knowledge.feedback.keep("error", text, address="xss@example.org", record="practice")
        for day in range(1, 4):  # what was asked on three days is shown
            Misses(site.settings.misses, lambda day=day: date(2026, 11, day)).note(text)  # type: ignore[misc]
    site.knowledge.audit.note("role-changed", by=SAID, about=SAID, detail=SAID)
