"""What a scout has found comes in, and nothing else does.

1. A file or an address that makes one draft leads to its suggestions; the draft is the scout's, and no more
   than a draft whatever the file says of itself.
2. Several files give a report: what is new, what is known already, what failed with place and repair, and
   what may tell the same story, one link away.
3. A table is shown as it was understood before drafts are made of it, and waits for who brought it only.
4. Hostile files and names do nothing but give one line each; what is too large is refused as a whole.
5. An import ends in time and goes on where it was; one account imports one thing at a time.
6. Addresses that are not of the public web are not fetched.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, ClassVar

import openpyxl
import pytest
from bs4 import Tag

from indexer.ingest import importing
from indexer.ingest.isolation import Isolated
from indexer.ingest.proposals import read_proposal
from tests.indexer.fetching.local_sites import Site, a_site, page
from tests.indexer.ingest import hostile_archives as archives
from tests.kb.interruptions import NEEDING_SPACE, Interruption, fill_the_disk
from tests.tiers import soaking
from tests.web.desk.at_the_desk import Desk, a_desk, main_of, said
from tests.web.desk.signed_in import signed_in
from tests.web.sites import a_record
from web.desk import bringing_in, table_preview
from web.desk.import_turns import turn
from web.posting import UPLOAD_BYTES

IMPORT = "/desk/import?lang=en"
STORY = (
    "<main><h1>{title}</h1><p>The network of {title} hands out vouchers to 350 small firms in Norway, so "
    "that they get advice on exports before they sign.</p><h2>Results</h2><p>In 2021 the vouchers led to 120 "
    "new contracts with partners in Denmark and Finland.</p></main>"
)
TABLE = (
    "Titel;Kurzbeschreibung;Land;Unfug\n"
    "Lotsen lehren;=1+2 ist, was das Netz lehrt;Norwegen;x\n"
    "Kraniche zählen;Ein Netz zählt sie.;Polen;\n"
).encode()


def a_story(title: str) -> bytes:
    return f"<html lang='en'><title>{title}</title><body>{STORY.format(title=title)}</body></html>".encode()


@pytest.fixture(scope="module")
def place() -> Iterator[Site]:
    with a_site({"/harbour": page(a_story("Harbour vouchers").decode())}) as place:
        yield place


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, place: Site) -> Desk:
    return a_desk(tmp_path_factory.mktemp("bringing"), KB_FETCH_ALLOW=place.allowed)


class OneParser(Isolated):
    """The process that reads files is kept for the next import: starting one takes most of a test's time."""

    kept: ClassVar[Isolated]

    def __enter__(self) -> Isolated:
        return self.kept

    def __exit__(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def parser() -> Iterator[Isolated]:
    with Isolated(bringing_in.LIMITS) as parser:
        yield parser


@pytest.fixture
def own_parser() -> None:
    """For a test whose import starts and ends its process, as it does at the desk."""


@pytest.fixture
def desk(request: pytest.FixtureRequest, site: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    if "own_parser" not in request.fixturenames:
        OneParser.kept = request.getfixturevalue("parser")
        monkeypatch.setattr(importing, "Isolated", OneParser)
        monkeypatch.setattr(table_preview, "Isolated", OneParser)
    monkeypatch.setattr(bringing_in, "FETCH_LIMITS", replace(bringing_in.FETCH_LIMITS, pause=0.0))
    yield site
    drafts = site.knowledge.drafts
    for draft_id in drafts.ids():
        drafts.discard(draft_id, expected=drafts.get(draft_id).digest, by="test")


def bring(desk: Desk, *files: tuple[str, bytes], way: str = "files", **data: str) -> Any:
    sent = [(way, (name, content, "application/octet-stream")) for name, content in files]
    return desk.scout.post(IMPORT, data={"_action": way, **data}, files=sent)


def listed(answer: Any, part: str) -> list[str]:
    """The lines of one part of the report."""
    found = main_of(answer).select(f'section[aria-labelledby="{part}"] .entries > li')
    return [tag.get_text(" ", strip=True) for tag in found]


def token(answer: Any) -> str:
    tag = main_of(answer).select_one("input[name=token]")
    assert isinstance(tag, Tag)
    return str(tag["value"])


def files_of(desk: Desk) -> set[str]:
    """Everything in the corpus."""
    corpus = desk.knowledge.settings.corpus
    return {path.relative_to(corpus).as_posix() for path in corpus.rglob("*") if path.is_file()}


def test_a_file_becomes_a_draft_of_who_brought_it(desk: Desk) -> None:
    answer = bring(desk, ("C:\\fakepath\\..\\voucher.html", a_story("Export vouchers")))
    assert answer.status_code == 303
    assert answer.headers["location"] == "/desk/drafts/export-vouchers/suggestions?lang=en"
    draft = desk.knowledge.drafts.get("export-vouchers")
    assert draft.owner == desk.scout.account.id
    assert draft.values["provenance"]["imported_from"] == "voucher.html"
    proposal = read_proposal(desk.knowledge.settings.drafts, draft.id)
    assert proposal
    assert {one.field for one in proposal.suggestions} >= {"place.countries", "figures"}
    assert "Norway" in said(main_of(desk.scout.get(answer.headers["location"])))
    again = bring(desk, ("voucher.html", a_story("Export vouchers")))
    assert again.status_code == 200
    assert listed(again, "unchanged") == ["Export vouchers"]


def test_an_address_becomes_a_draft_of_the_kind_and_with_the_rights_that_were_chosen(
    desk: Desk, place: Site
) -> None:
    chosen = main_of(desk.scout.get(IMPORT)).select('input[name="rights"][checked]')
    assert {tag["value"] for tag in chosen} == {"quote"}
    wishes = {"kind": "file", "rights": "open", "language": "en"}
    typed = {"address": f" {place.address('/harbour')} ", **wishes}
    answer = desk.scout.post(IMPORT, data={"_action": "address", **typed})
    assert answer.headers["location"] == "/desk/drafts/harbour-vouchers/suggestions?lang=en"
    values = desk.knowledge.drafts.get("harbour-vouchers").values
    assert values["provenance"]["address"] == place.address("/harbour")
    assert values["sources"][0]["url"] == place.address("/harbour")
    assert (values["kind"], values["rights"]) == ("file", "open")


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:1/x", "file:///etc/passwd", "/etc/passwd", "javascript:1"]
)
def test_what_is_not_of_the_public_web_is_not_fetched(desk: Desk, address: str) -> None:
    before = files_of(desk)
    answer = desk.scout.post(IMPORT, data={"_action": "address", "address": address})
    assert answer.status_code == 422
    (line,) = listed(answer, "failed")
    assert len(line) > 20
    assert "root:" not in answer.text
    assert files_of(desk) == before


def test_several_files_give_a_report(desk: Desk) -> None:
    stating = a_record("stated", status="published").as_yaml().encode()
    answer = bring(
        desk,
        ("a/page.html", a_story("First vouchers")),
        ("b/page.html", a_story("Second vouchers")),
        ("record.yaml", stating),
        ("broken.yaml", b"id: [1\n"),
        ("tags.yaml", b"format: 1\nid: !!python/object/apply:os.system ['true']\n"),
        ("alias.yaml", b"format: 1\nid: &a x\nkind: *a\n"),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(100)),
    )
    assert answer.status_code == 200
    assert listed(answer, "added") == ["First vouchers", "Second vouchers", "Practice stated"]
    failed = listed(answer, "failed")
    assert [line.split(" ")[0] for line in failed] == [
        "broken.yaml",
        "tags.yaml",
        "alias.yaml",
        "picture.png",
    ]
    assert "line or row 2" in failed[1]
    alike = [
        [(said(tag), tag["href"]) for tag in one.select("a")]
        for one in main_of(answer).select("section:has(#notes) .entries > li")
    ]
    compare = ("Compare them", "/desk/drafts/second-vouchers/likenesses?lang=en")
    assert [("First vouchers", "/desk/drafts/first-vouchers?lang=en"), compare] in alike
    draft = desk.knowledge.drafts.get("stated")
    assert (draft.state, draft.owner) == ("draft", desk.scout.account.id)
    assert "stated" not in desk.knowledge.corpus.repository.ids()


def test_why_a_file_is_not_read_is_said_in_german_too(desk: Desk) -> None:
    files = [
        ("files", (name, data))
        for name, data in (("a.html", b""), ("b.png", b"\x89PNG\r\n\x1a\n" + bytes(9)), ("c.txt", b"nope"))
    ]
    answer = desk.scout.post("/desk/import?lang=de", data={"_action": "files"}, files=files)
    first, second, third = (said(one) for one in main_of(answer).select("section:has(#failed) li"))
    assert "Die Datei ist leer." in first
    assert "Das ist ein Bild." in second
    assert "beim Hereinholen wählen" in third
    assert not main_of(answer).select("[lang=en]")


def test_a_table_is_shown_before_drafts_are_made_of_it_and_goes_on_where_time_was_over(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = bring(desk, ("praxis.csv", TABLE))  # among files, a table by itself is shown first, too
    assert shown.status_code == 200
    heads = [tag.get_text(" ", strip=True) for tag in main_of(shown).select("th")]
    assert heads == ["Titel → Title", "Kurzbeschreibung → Summary", "Land → Countries", "Unfug left out"]
    assert "=1+2" in said(main_of(shown))
    assert "Make drafts of all 2 rows" in said(main_of(shown))
    rows = {"_action": "rows", "token": token(shown)}
    assert desk.editor.post(IMPORT, data=rows).status_code == 422  # it waits for who brought it
    monkeypatch.setattr(bringing_in, "SECONDS", -1.0)
    left = desk.scout.post(IMPORT, data=rows)
    assert "praxis.csv" in said(main_of(left))
    assert desk.knowledge.drafts.ids() == []
    monkeypatch.setattr(bringing_in, "SECONDS", 60.0)
    made = desk.scout.post(IMPORT, data={"_action": "rows", "token": token(left)})
    assert listed(made, "added") == ["Lotsen lehren", "Kraniche zählen"], said(main_of(made))
    draft = desk.knowledge.drafts.get("lotsen-lehren")
    assert draft.values["summary"] == {"de": "=1+2 ist, was das Netz lehrt"}
    assert draft.owner == desk.scout.account.id
    assert desk.scout.post(IMPORT, data=rows).status_code == 422  # it waits no more


def bringing_in_folder(desk: Desk) -> Any:
    return desk.knowledge.settings.var / "cache" / "imports"


def test_cells_of_a_workbook_are_values_and_formulas_are_named(desk: Desk) -> None:
    book = openpyxl.Workbook()
    assert book.active
    for row in (["Titel", "Kurzbeschreibung"], ["Lotsen", '=HYPERLINK("http://x","y")'], ["Kräne", "Text"]):
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    shown = bring(desk, ("book.xlsx", data.getvalue()), way="table")
    assert shown.status_code == 200
    assert "HYPERLINK" not in "".join(said(cell) for cell in main_of(shown).select("td"))
    assert main_of(shown).select("h3 + ul > li")


@pytest.mark.usefixtures("own_parser")
def test_hostile_files_give_one_line_each_and_leave_nothing(desk: Desk) -> None:
    before = files_of(desk)
    hostile = {
        "..": b"\x7fELF" + bytes(100),
        "\u202e\x00.txt": bytes(100),
        "../../flat.zip": archives.flat_bomb(),
        "/etc/passwd.xlsx": archives.workbook_asking_for_a_file(),
    }
    if soaking():
        hostile |= {
            "lying.zip": archives.lying_bomb(),
            "nested.zip": archives.nested_bomb(),
            "overlapping.zip": archives.overlapping_bomb(),
            "laughing.xlsx": archives.laughing_workbook(),
        }
    answer = bring(desk, *hostile.items())
    assert answer.status_code == 422
    lines = listed(answer, "failed")
    assert len(lines) >= len(hostile)
    assert all(len(line) < 1_000 for line in lines)
    assert "root:" not in answer.text
    assert files_of(desk) == before


def test_what_is_too_large_is_refused_as_a_whole(desk: Desk) -> None:
    before = files_of(desk)
    answer = bring(desk, ("large.txt", bytes(UPLOAD_BYTES + 1)))
    assert answer.status_code == 413
    assert "too much at once" in said(main_of(answer))
    assert files_of(desk) == before


@pytest.mark.parametrize("way", ["address", "files", "table"])
def test_nothing_is_an_answer_that_says_what_to_do(desk: Desk, way: str) -> None:
    answer = desk.scout.post(IMPORT, data={"_action": way, "kind": "guide"})
    assert answer.status_code == 422
    summary = main_of(answer).select_one(".error-summary a")
    assert summary
    assert main_of(answer).select_one(str(summary["href"]))
    assert main_of(answer).select('option[value="guide"][selected]')


def test_a_file_that_cannot_be_read_as_a_table_is_said_so(desk: Desk) -> None:
    answer = bring(desk, ("book.xlsx", b"PK no workbook"), way="table")
    assert answer.status_code == 422
    assert main_of(answer).select(".error-summary li")
    assert desk.knowledge.drafts.ids() == []


def test_one_account_imports_one_thing_at_a_time(desk: Desk) -> None:
    folder = bringing_in_folder(desk)
    with turn(folder, desk.scout.account.id):
        answer = bring(desk, ("page.html", a_story("Own")))
        assert answer.status_code == 409
        assert "still running" in said(main_of(answer))
    with turn(folder, "somebody"), turn(folder, "somebody-else"):
        answer = bring(desk, ("page.html", a_story("Others")))
        assert answer.status_code == 503
        assert "Others are importing" in said(main_of(answer))
    assert desk.knowledge.drafts.ids() == []


def test_a_full_disk_keeps_nothing_and_says_so(desk: Desk) -> None:
    before = files_of(desk)
    with Interruption(0, fill_the_disk, lasting=True, only=NEEDING_SPACE):
        answer = bring(desk, ("praxis.csv", TABLE), way="table")
    assert answer.status_code == 503
    assert files_of(desk) == before


def test_who_is_not_signed_in_brings_nothing_in(desk: Desk) -> None:
    stranger = signed_in(desk.app, "scout")
    stranger.cookies.clear()
    assert stranger.get(IMPORT).status_code == 303
    answer = stranger.post(IMPORT, data={"_action": "address", "address": "https://example.org/"})
    assert answer.status_code in (200, 401)
    assert desk.knowledge.drafts.ids() == []
