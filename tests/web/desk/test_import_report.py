"""An import names what may be the same story: where do its links lead?

A draft leads to its form, and a public record to its public page even if a draft lies beside it; what has
gone since is named by its id.
"""

from __future__ import annotations

from typing import Any

import pytest

from indexer.ingest.importing import ALIKE
from indexer.ingest.report import ImportReport
from kb.findings import Finding
from kb.localized import Language
from tests.web.desk.at_the_desk import Desk, a_desk
from tests.web.desk.form.browser import a_site
from web.desk.field_names import Reading
from web.desk.import_report import Problem, shown_report


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = a_desk(tmp_path_factory.mktemp("desk"))
    desk.changed("fees", {"title": {"en": "Changed at the desk"}}, submit=False)
    return desk


def _problem(desk: Desk, reader: Language, **given: Any) -> Problem:
    finding = Finding("a.html", 1, "", "warning", "It may be.", "Compare.", ALIKE, {"id": "new-one", **given})
    reading = Reading(a_site(reader), desk.knowledge.settings.timezone)
    (problem,) = shown_report(ImportReport(notes=[finding]), reading, desk.knowledge).notes.problems
    return problem


@pytest.mark.parametrize(
    ("like", "is_draft", "url", "title"),
    [
        ("fees", False, "/records/fees", "Membership fees"),
        ("fees", True, "/desk/drafts/fees", "Changed at the desk"),
        ("fund", True, "/records/fund", None),
        ("gone", False, "/records/gone", "gone"),
    ],
)
def test_what_is_alike_is_one_link_away(
    desk: Desk, like: str, is_draft: bool, url: str, title: str | None
) -> None:
    problem = _problem(desk, "en", like=like, is_draft=is_draft)
    assert problem.like is not None
    assert problem.like.url.partition("?")[0] == url
    assert title is None or problem.like.title.text == title
    assert (problem.compare or "").partition("?")[0] == "/desk/drafts/new-one/likenesses"
    assert _problem(desk, "de", like=like, is_draft=is_draft).said.lang is None
