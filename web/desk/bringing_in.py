"""``/desk/import``: how does what a scout has found come in? From an address, from files, from a table.

An import ends in time: what could not be read within ``SECONDS`` is named, and brought again it goes on where
it was. A table is shown first as it was understood. Nothing that is brought can be more than a draft.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Literal, NoReturn

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from indexer.fetching.fetcher import Fetcher
from indexer.fetching.fetcher import Limits as FetchLimits
from indexer.ingest.confined import Limits
from indexer.ingest.importing import Importer
from indexer.ingest.proposals import proposal_path
from indexer.ingest.proposing import Wishes
from indexer.ingest.report import ImportReport
from indexer.ingest.sources import Item, at_address, fetching, uploaded
from indexer.ingest.tables.columns import MappingFile
from kb.errors import SourceUnreadable, StorageFailed
from kb.findings import Finding
from kb.localized import LANGUAGES
from kb.record import KINDS
from web.accounts.visitor import account_of
from web.desk.field_names import Reading
from web.desk.form.choices import choices
from web.desk.form.problems import Said, say
from web.desk.frame import DeskPage, desk_layout, frame
from web.desk.import_report import ShownReport, shown_report
from web.desk.import_turns import NotYourTurn, turn
from web.desk.table_preview import PreviewTable, preview
from web.desk.waiting_tables import WaitingTable, WaitingTables
from web.knowledge import Knowledge
from web.pages.layout import OWN_NAMES, Site
from web.posting import MOST_FILES, UPLOAD_BYTES, posted
from web.templates import render

SECONDS = 30.0  # after which nothing more is begun
# One thing that was begun in time ends in time too.
LIMITS = Limits(seconds=20.0)
FETCH_LIMITS = FetchLimits(seconds=20.0, retries=1)
TABLES = (".csv", ".tsv", ".xlsx", ".jsonl", ".ndjson", ".json")

Trouble = Literal["no-address", "no-file", "no-table", "unreadable", "own", "others", "forgotten"]
STATUS: dict[Trouble, int] = {"own": 409, "others": 503}  # the rest is 422


@dataclass(frozen=True)
class Option:
    """One of several things to choose from."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class ImportPage(DeskPage):
    """The ways to bring something in. ``said`` says what is wrong with a file that is unreadable."""

    template: ClassVar[str] = "desk/bringing_in.html"
    action: str
    address: str
    kinds: tuple[Option, ...]
    languages: tuple[Option, ...]
    open_rights: bool
    most_files: int
    most_megabytes: int
    trouble: Trouble | None
    said: Said | None


@dataclass(frozen=True)
class ImportTablePage(DeskPage):
    """A table as it was understood, before drafts are made of its rows."""

    template: ClassVar[str] = "desk/bringing_in_table.html"
    action: str
    name: str
    token: str
    language: str
    tables: tuple[PreviewTable, ...]
    rows: int


@dataclass(frozen=True)
class ImportReportPage(DeskPage):
    """What an import has done. ``token`` and ``language`` go on with a table that was not read to its end."""

    template: ClassVar[str] = "desk/bringing_in_report.html"
    action: str
    report: ShownReport
    token: str | None
    language: str


@dataclass(frozen=True)
class _Asked:
    """The form as it was sent, and who sent it."""

    request: Request
    form: FormData

    @property
    def knowledge(self) -> Knowledge:
        return Knowledge.of(self.request)

    @property
    def account_id(self) -> str:
        return account_of(self.request).id

    @property
    def waiting(self) -> WaitingTables:
        return WaitingTables(self.knowledge.settings.var / "cache" / "imports")

    @property
    def reading(self) -> Reading:
        return Reading(Site.of(self.request), self.knowledge.settings.timezone)

    def text(self, name: str) -> str:
        """What was typed or chosen."""
        value = self.form.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    def files(self, name: str) -> list[Item]:
        """The files of an input, told apart by their names."""
        sent = [one for one in self.form.getlist(name) if isinstance(one, UploadFile)]
        return _told_apart(uploaded(one.filename or "", one.file.read()) for one in sent if one.filename)

    def wishes(self) -> Wishes:
        """What the form says of the texts that come; nothing of it makes anything public."""
        return Wishes(
            kind=next((one for one in KINDS if one == self.text("kind")), None),
            language=next((one for one in LANGUAGES if one == self.text("language")), None),
            rights="open" if self.text("rights") == "open" else None,
        )

    def mapping(self) -> MappingFile:
        """What the form says of the rows of a table."""
        language = self.wishes().language
        return MappingFile(defaults={"language": language} if language else {})


def page(request: Request) -> Response:
    """GET shows the ways, POST takes one of them. Raises StorageFailed."""
    if request.method != "POST":
        return _page(_Asked(request, FormData()))
    asked = _Asked(request, posted(request))
    try:
        with turn(asked.waiting.folder, asked.account_id):
            return _answer(asked)
    except NotYourTurn as error:
        return _page(asked, error.wait)
    except OSError as error:
        raise StorageFailed(f"Nothing can be brought in: {error}. Free space, then try again.") from error


def _answer(asked: _Asked) -> Response:
    match asked.text("_action"):
        case "address":
            return _from_address(asked)
        case "files":
            return _from_files(asked, asked.files("files"))
        case "table":
            found = asked.files("table")
            return _from_table(asked, found[0]) if found else _page(asked, "no-file")
        case "rows":
            return _from_rows(asked)
        case _:
            asked.waiting.forget(asked.account_id)
            return RedirectResponse(Site.of(asked.request).url("/desk/import"), 303)


def _from_address(asked: _Asked) -> Response:
    address = asked.text("address")
    if not address:
        return _page(asked, "no-address")
    if "://" not in address:
        address = f"https://{address}"
    with Fetcher(asked.knowledge.settings, FETCH_LIMITS) as fetcher:
        return _imported(asked, [at_address(address, fetching(fetcher))])


def _from_files(asked: _Asked, files: Sequence[Item]) -> Response:
    if not files:
        return _page(asked, "no-file")
    if len(files) == 1 and files[0].shown.casefold().endswith(TABLES):
        return _from_table(asked, files[0])
    return _imported(asked, files)


def _from_table(asked: _Asked, file: Item) -> Response:
    """Show how a table was understood."""
    try:
        tables = preview(file, asked.knowledge.corpus, asked.reading, asked.mapping(), LIMITS)
        data = file.read().data
    except SourceUnreadable as error:
        finding = Finding(file.shown, error.line, "", "error", error.problem, error.repair, code=error.code)
        return _page(asked, "unreadable", say(finding, asked.reading.site.reader))
    if tables is None:
        return _page(asked, "no-table")
    kept = asked.waiting.keep(asked.account_id, file.shown, data)
    site = Site.of(asked.request)
    return render(
        ImportTablePage(
            layout=desk_layout(asked.request, site),
            frame=frame(asked.request, site, "import"),
            action=site.url("/desk/import"),
            name=file.shown,
            token=kept.token,
            language=asked.wishes().language or "",
            tables=tables,
            rows=sum(table.rows for table in tables if table.makes_drafts),
        )
    )


def _from_rows(asked: _Asked) -> Response:
    """Make drafts of the rows of the table that waits."""
    table = asked.waiting.get(asked.account_id, asked.text("token"))
    if table is None:
        return _page(asked, "forgotten")
    return _imported(asked, [uploaded(table.name, table.data)], table)


def _imported(asked: _Asked, items: Sequence[Item], table: WaitingTable | None = None) -> Response:
    """Import, then show the one draft that came of it, or what was done."""
    end = time.monotonic() + SECONDS
    importer = Importer(
        asked.knowledge.corpus,
        _nothing_is_fetched,
        asked.wishes(),
        asked.mapping(),
        by=asked.account_id,
        is_over=lambda: time.monotonic() > end,
        limits=LIMITS,
    )
    report = importer.run(items)
    if table and not report.left:
        asked.waiting.forget(asked.account_id)
    site, single = Site.of(asked.request), _single(report) if len(items) == 1 else None
    if single:
        has_proposal = proposal_path(asked.knowledge.settings.drafts, single).is_file()
        here = f"/desk/drafts/{single}"
        return RedirectResponse(site.url(f"{here}/suggestions" if has_proposal else here), 303)
    return render(
        ImportReportPage(
            layout=desk_layout(asked.request, site),
            frame=frame(asked.request, site, "import"),
            action=site.url("/desk/import"),
            report=shown_report(report, asked.reading, asked.knowledge),
            token=table.token if table and report.left else None,
            language=asked.wishes().language or "",
        ),
        422 if report.failed and not (report.added or report.changed or report.unchanged) else 200,
    )


def _single(report: ImportReport) -> str | None:
    """The one draft that came of an import in which nothing else happened."""
    made = [*report.added, *report.changed]
    return made[0] if len(made) == 1 and not (report.failed or report.left or report.unchanged) else None


def _nothing_is_fetched(address: str) -> NoReturn:
    raise AssertionError(f"{address} was not asked for")


def _told_apart(files: Iterable[Item]) -> list[Item]:
    """Files of one name get a number, so that none is taken for another one."""
    times: Counter[str] = Counter()
    found = []
    for file in files:
        times[file.shown] += 1
        number = times[file.shown]
        found.append(replace(file, shown=f"{file.shown} ({number})") if number > 1 else file)
    return found


def _page(asked: _Asked, trouble: Trouble | None = None, said: Said | None = None) -> Response:
    site, knowledge, wishes = Site.of(asked.request), asked.knowledge, asked.wishes()
    kinds = choices(knowledge.vocabularies, "kinds", site.reader)
    return render(
        ImportPage(
            layout=desk_layout(asked.request, site),
            frame=frame(asked.request, site, "import"),
            action=site.url("/desk/import"),
            address=asked.text("address"),
            kinds=tuple(Option(one.id, one.label, one.id == wishes.kind) for one in kinds),
            languages=tuple(Option(code, OWN_NAMES[code], code == wishes.language) for code in LANGUAGES),
            open_rights=wishes.rights == "open",
            most_files=MOST_FILES,
            most_megabytes=UPLOAD_BYTES // 1_000_000,
            trouble=trouble,
            said=said,
        ),
        STATUS.get(trouble, 422) if trouble else 200,
    )
