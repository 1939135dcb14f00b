"""An import is done: what became a draft, what was known already, what failed, and what mends it?"""

from __future__ import annotations

from dataclasses import dataclass, replace

from indexer.ingest.importing import ALIKE
from indexer.ingest.report import ImportReport
from kb.draft_text import values_in
from kb.errors import DraftBroken, DraftMissing
from kb.findings import Finding
from web.desk.field_names import Reading
from web.desk.form.problems import Said, say
from web.desk.overview import title_in
from web.formatting import Text
from web.knowledge import Knowledge

MOST = 200  # lines of one list


@dataclass(frozen=True)
class Made:
    """A draft or record an import has made, changed, or found as it is."""

    title: Text
    url: str


@dataclass(frozen=True)
class Problem:
    """Something that was found: in which file, on which line or row, in which field or column.

    ``like`` is what may be the same story, and ``compare`` is where both stand side by side.
    """

    file: str
    line: int
    field: str
    said: Said
    like: Made | None = None
    compare: str | None = None


@dataclass(frozen=True)
class Listed:
    """The first things of a list; ``more`` are not shown."""

    made: tuple[Made, ...] = ()
    problems: tuple[Problem, ...] = ()
    more: int = 0

    @property
    def count(self) -> int:
        """How many there are, shown or not."""
        return len(self.made) + len(self.problems) + self.more


@dataclass(frozen=True)
class ShownReport:
    """What an import has done.

    ``left`` are the sources that were not read to their end, ``tags`` the words that match no concept, by the
    name of their field.
    """

    added: Listed
    changed: Listed
    unchanged: Listed
    failed: Listed
    notes: Listed
    left: tuple[str, ...]
    tags: tuple[tuple[str, tuple[str, ...]], ...]


def shown_report(report: ImportReport, reading: Reading, knowledge: Knowledge) -> ShownReport:
    """The report as a person reads it."""
    return ShownReport(
        added=_made(report.added, reading, knowledge),
        changed=_made(report.changed, reading, knowledge),
        unchanged=_made(report.unchanged, reading, knowledge),
        failed=_problems(report.failed, reading, knowledge),
        notes=_problems(report.notes, reading, knowledge),
        left=tuple(report.left),
        tags=tuple(
            (reading.called(name), tuple(sorted(set(words.tags))[:MOST]))
            for name, words in sorted(report.words.items())
            if words.tags
        ),
    )


def _made(ids: list[str], reading: Reading, knowledge: Knowledge) -> Listed:
    shown = tuple(_one(record_id, reading, knowledge) for record_id in ids[:MOST])
    return Listed(made=shown, more=max(0, len(ids) - MOST))


def _one(record_id: str, reading: Reading, knowledge: Knowledge) -> Made:
    try:
        return _draft(record_id, reading, knowledge)
    except (DraftMissing, DraftBroken):  # what is public and was brought again has no draft
        return _public(record_id, reading, knowledge)


def _draft(record_id: str, reading: Reading, knowledge: Knowledge) -> Made:
    """Raises DraftMissing, DraftBroken."""
    values, site = knowledge.drafts.get(record_id).values, reading.site
    return Made(title_in(values, site.reader) or Text(record_id), site.url(f"/desk/drafts/{record_id}"))


def _public(record_id: str, reading: Reading, knowledge: Knowledge) -> Made:
    entry, site = knowledge.corpus.repository.entry(record_id), reading.site
    values = values_in(entry.data) or {} if entry else {}
    return Made(title_in(values, site.reader) or Text(record_id), site.record(record_id))


def _problems(findings: list[Finding], reading: Reading, knowledge: Knowledge) -> Listed:
    shown = tuple(_problem(finding, reading, knowledge) for finding in findings[:MOST])
    return Listed(problems=shown, more=max(0, len(findings) - MOST))


def _problem(finding: Finding, reading: Reading, knowledge: Knowledge) -> Problem:
    problem = Problem(finding.file, finding.line, finding.field, say(finding, reading.site.reader))
    if finding.code != ALIKE:
        return problem
    given, like = finding.given, str(finding.given["like"])
    shown = (_one if given["is_draft"] else _public)(like, reading, knowledge)
    return replace(problem, like=shown, compare=reading.site.url(f"/desk/drafts/{given['id']}/likenesses"))
