"""What reads on after us: spreadsheets, YAML, logs and monitors. Do typed words stay words for them?

1. No cell of an exported table begins like a formula, whether a comma or a semicolon parts cells, from any
   field of the schema; what was typed is there.
2. What is typed into any input of the form of a record is in its file, read back, exactly as it was typed;
   status, id and everything the form does not show stay as they were.
3. The request log has one line of printable ASCII for each request, whatever its method, path, query and
   headers are; so has every other line of the server's log.
4. The audit log has one line for each deed, whatever is sent.
5. The labels of the metrics come from the table of routes alone.
"""

from __future__ import annotations

import csv
import io
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.testclient import TestClient

from indexer.export import COLUMNS, export
from kb.localized import LANGUAGES
from kb.strict_yaml import read
from tests.tiers import examples
from tests.web.attacks.strings import ATTACKS, hostile, texts
from tests.web.desk.form.browser import a_site, inputs
from tests.web.desk.signed_in import Person, an_empty_site, signed_in
from tests.web.sites import ask
from tests.web.test_access import ROWS
from web.accounts.audit import ACTIONS
from web.desk.form.building import form_of
from web.desk.form.typed import visible
from web.knowledge import Knowledge
from web.request_log import JsonLines

BEGINNING = re.compile('[\\s"]*[=+@\uff1d\uff0b\uff0d\uff20-]')


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    return an_empty_site(tmp_path_factory.mktemp("machines"))


@pytest.fixture(scope="module")
def scout(app: Starlette) -> Person:
    return signed_in(app, "scout")


def replaced(values: Any, text: str) -> Any:
    """The same values with this text in place of every other one."""
    if isinstance(values, dict):
        return {name: replaced(value, text) for name, value in values.items()}
    if isinstance(values, list):
        return [replaced(value, text) for value in values]
    return text if isinstance(values, str) else values


@pytest.mark.parametrize("text", ATTACKS["formulas"], ids=ascii)
def test_no_cell_is_a_formula(text: str) -> None:
    record = replaced(hostile("a"), text)
    assert len(list(texts(record))) > 60
    table = "".join(export([record], "csv"))
    (row,) = csv.DictReader(io.StringIO(table.removeprefix("\ufeff")))
    kept = [name for name in COLUMNS if row[name]]
    assert len(kept) > 40
    for name in kept:
        assert not BEGINNING.match(row[name]), name
    for line in table.splitlines()[1:]:  # as a spreadsheet sees it that parts cells by semicolons
        assert not [cell for cell in re.split("[;\t]", line) if BEGINNING.match(cell)], line
    assert row["title_de"].replace("'", "") == text.replace("'", "")


def typed_everywhere(text: str) -> dict[str, Any]:
    """The form of a record with one text in every input."""
    form = form_of({}, (), a_site("de"), LANGUAGES)
    return {one.name: text for _, one in inputs(form)} | {"_language": "de"}


ODD = (ATTACKS["yaml"] + ATTACKS["formulas"] + ATTACKS["lines"] + ATTACKS["markup"])[:: examples(7, 1)]


@pytest.mark.parametrize("text", [*ODD, *ATTACKS["yaml"][:2]], ids=ascii)
def test_the_file_says_what_was_typed(app: Starlette, scout: Person, text: str) -> None:
    knowledge: Knowledge = app.state.knowledge
    draft_id = f"typed-{len(knowledge.drafts.ids())}"
    before = {"kind": "best-practice", "created": "2026-05-04T10:00:00Z", "provenance": {"scouted_from": "a"}}
    draft = knowledge.drafts.start({"id": draft_id, **before}, by=scout.account.id)
    sent = {**typed_everywhere(text), "kind": "guide", "_expected": draft.digest, "_action": "save"}
    assert scout.post(f"/desk/drafts/{draft_id}", data=sent).status_code == 303
    path = knowledge.settings.drafts / f"{draft_id}.yaml"
    values = read(path.read_text("utf-8")).value
    assert values == knowledge.drafts.get(draft_id).values
    assert (values["id"], values["status"], values["kind"]) == (draft_id, "draft", "guide")
    assert (values["created"], values["provenance"]) == (before["created"], before["provenance"])
    assert values["summary"] == dict.fromkeys(LANGUAGES, visible(text))
    assert values["licence"] == values["figures"][0]["unit"] == visible(text)
    assert values["themes"] == [visible(text)]
    assert values["tags"]["themes"] == [line.strip() for line in visible(text).split("\n") if line.strip()]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    loggers = [logging.getLogger(name) for name in ("web", "indexer")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel("INFO")
    yield stream
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


def lines_of(log: io.StringIO) -> list[dict[str, Any]]:
    """The lines as a program and a terminal read them; each of them has to be one of ours."""
    text = log.getvalue()
    assert text.replace("\n", "").isprintable()
    assert text.isascii()
    return [json.loads(line) for line in text.splitlines()]


def test_a_request_is_one_line(app: Starlette, log: io.StringIO) -> None:
    asked = 0
    client = TestClient(app, raise_server_exceptions=False)
    for text in ATTACKS["lines"] + ATTACKS["markup"][:2]:
        data = text.encode("utf-8")
        ask(app, f"/records/{text}", b"q=" + data, {b"user-agent": data, b"x-forwarded-for": data})
        ask(
            app, f"/{text}", data, {b"host": data, b"accept-language": data, b"cookie": b"leuchtturm=" + data}
        )
        client.request("XSS", "/search")
        asked += 3
    found = lines_of(log)
    assert len(found) >= asked
    names = {*ROWS, None}
    for line in found:
        assert "xss" not in json.dumps(line).lower()
        assert line.get("route") in names


@pytest.mark.parametrize("text", ATTACKS["lines"], ids=ascii)
def test_any_line_of_the_log_is_one_line(log: io.StringIO, text: str) -> None:
    logging.getLogger("web.errors").warning("%s: %s", "x", text)
    # Not through a logger: the runner of the tests would keep it, and cannot pass half a character on.
    record = logging.makeLogRecord({"name": "indexer.process", "levelname": "ERROR", "msg": f"{text}\ud800"})
    log.write(JsonLines().format(record) + "\n")
    assert [line["message"] for line in lines_of(log)] == [f"x: {text}".strip(), f"{text}\ud800".strip()]


def test_a_deed_is_one_line_whatever_is_sent(app: Starlette) -> None:
    knowledge: Knowledge = app.state.knowledge
    with signed_in(app, "admin") as admin:
        before = len(list(knowledge.audit.deeds()))
        for text in ATTACKS["lines"][:: examples(4, 1)]:
            admin.post("/login", data={"name": text, "password": text})
            for name, row in ROWS.items():
                if name.startswith("desk") and "POST" in row and "import" not in name:
                    sent = {"_action": "delete", "_note": text, "_expected": text, "name": text, "role": text}
                    admin.post(
                        row["address"], data={**sent, "account": text, "session": text, "revision": text}
                    )
    lines = knowledge.settings.audit.read_bytes().splitlines()
    deeds = list(knowledge.audit.deeds())
    assert len(deeds) == len(lines)
    assert len(deeds) > before
    assert {deed.action for deed in deeds} <= set(ACTIONS)
    assert "xss" not in knowledge.settings.audit.read_text("utf-8").lower()


def test_labels_of_metrics_come_from_the_routes(app: Starlette) -> None:
    for text in ATTACKS["lines"] + ATTACKS["markup"] + ATTACKS["paths"]:
        ask(app, f"/{text}", text.encode())
        ask(app, f"/records/{text}")
    site = TestClient(app, base_url="http://localhost", client=("127.0.0.1", 1))
    text = site.get("/metrics").text
    assert "xss" not in text.lower()
    labels = [one.labels for family in text_string_to_metric_families(text) for one in family.samples]
    assert {label["route"] for label in labels if "route" in label} <= {*ROWS, "none", "without_slash"}
    assert {label["method"] for label in labels if "method" in label} <= {"GET", "POST", "other"}
