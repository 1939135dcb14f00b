"""The command ``kb``.

1. With --json standard output is one object of the promised shape.
2. Exit codes: 0 all is well, 1 findings or failure, 2 wrong use; never a traceback.
3. What people type in practice works from import to search.
"""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from indexer.command_line.every import app

SHEET = """
id: {id}
kind: guide
title: {{en: '{title}'}}
lang: [en]
summary: {{en: 'A summary about hydrogen.'}}
approach: {{en: 'Approach.'}}
organisation: Agency
country: {country}
themes: [skills]
target_groups: [cluster managers]
sources:
- {{url: 'https://example.org/', title: T, publisher: P, language: en}}
scouted_from: pages
"""


class Kb:
    """Runs commands on a corpus of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {"KB_CORPUS": str(folder / "corpus"), "KB_VAR": str(folder / "var")}

    def __call__(self, *words: str, code: int = 0) -> str:
        result = CliRunner().invoke(app, list(words), env=self.environment)
        assert result.exit_code == code, result.output + result.stderr
        assert "Traceback" not in result.output + result.stderr
        return result.stdout if code == 0 else result.stdout + result.stderr

    def json(self, *words: str, code: int = 0) -> Any:
        result = CliRunner().invoke(app, [*words, "--json"], env=self.environment)
        assert result.exit_code == code, result.output
        return json.loads(result.stdout)


@pytest.fixture
def kb(tmp_path: Path) -> Kb:
    return Kb(tmp_path)


@pytest.fixture
def filled(kb: Kb) -> Kb:
    folder = kb.folder / "sheets"
    folder.mkdir()
    for name, country in (("alpha-guide", "DE"), ("beta-guide", "DK")):
        text = SHEET.format(id=name, title=f"The {name}", country=country)
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    kb("import", str(folder), "--publish")
    kb("index")
    return kb


def test_importing_and_indexing_report_what_they_did(kb: Kb) -> None:
    folder = kb.folder / "sheets"
    folder.mkdir()
    (folder / "one.yaml").write_text(SHEET.format(id="one", title="One", country="DE"), "utf-8")
    report = kb.json("import", str(folder), "--publish")
    assert report["added"] == ["one"]
    assert kb.json("import", str(folder), "--publish")["unchanged"] == ["one"]
    first = kb.json("index")
    assert (first["indexed"], first["unchanged"], first["failed"]) == (1, 0, [])
    assert kb("index").strip().endswith("indexed 0, unchanged 1, removed 0, failed 0")


def test_status_is_equal_after_indexing_and_not_after_an_edit(filled: Kb) -> None:
    status = filled.json("status")
    assert status["equal"] is True
    assert status["documents"] == 2
    assert status["coverage"]["theme"] == 1.0
    path = filled.folder / "corpus" / "records" / "guide" / "alpha-guide.yaml"
    path.write_text(path.read_text("utf-8").replace("hydrogen", "wind"), "utf-8")
    assert filled.json("status", code=1)["stale"] == ["alpha-guide"]


def test_search_prints_the_body_of_the_api(filled: Kb) -> None:
    body = filled.json("search", "hydrogen", "--filter", "country=DK")
    assert body["total"] == 1
    assert body["hits"][0]["id"] == "beta-guide"
    assert body["hits"][0]["matched"]["exact"][0]["word"] == "hydrogen"
    country = next(facet for facet in body["facets"] if facet["name"] == "country")
    assert {bucket["key"]: bucket["count"] for bucket in country["buckets"]} == {"DK": 1, "DE": 1}
    assert "explanation" not in body["hits"][0]


def test_search_compares_with_a_cluster(filled: Kb) -> None:
    asked = ("search", "hydrogen", "--fit", "country=DK", "--sort", "fit")
    first, *others = filled.json(*asked)["hits"]
    assert (first["id"], first["fit"]) == (
        "beta-guide",
        [{"facet": "country", "state": "fits", "keys": ["DK"]}],
    )
    assert {hit["fit"][0]["state"] for hit in others} == {"misfits"}
    assert "does not fit: Land Deutschland" in filled(*asked)


def test_exceptions_of_compounds_are_checked_and_act_with_the_next_index(filled: Kb) -> None:
    assert filled.json("search", "summaryhydrogen")["total"] == 0
    exceptions = filled.folder / "corpus" / "vocabularies" / "compound-exceptions.txt"
    exceptions.parent.mkdir(exist_ok=True)
    exceptions.write_text("Summaryhydrogen = summary\n", "utf-8")
    for command in (("check",), ("index",), ("search", "hydrogen")):
        assert "compound-exceptions.txt:1" in filled(*command, code=1)
    exceptions.write_text("Summaryhydrogen = summary hydrogen\n", "utf-8")
    filled("check")
    before = filled.json("status", code=1)
    assert "other vocabularies" in before["problems"][0]
    assert filled.json("index")["indexed"] == 2
    body = filled.json("search", "summaryhydrogen")
    assert body["total"] == 2
    assert [(one["kind"], one["added"]) for one in body["expansions"]] == [
        ("compounds", ["summary", "hydrogen"])
    ]


def test_a_rollback_tells_from_where_to_where(filled: Kb) -> None:
    first = filled.json("index")["generation"]
    assert "no whole generation before" in filled("rollback", code=1)
    second = filled.json("index", "--full", "--jobs", "2")
    assert second["indexed"] == 2
    report = filled.json("rollback")
    assert (report["rolled_back_from"], report["rolled_back_to"]) == (second["generation"], first)
    assert (report["indexed"], report["unchanged"], report["removed"], report["failed"]) == (0, 2, 0, [])
    assert filled.json("status")["generation"] == first


def test_status_names_a_damaged_file_and_the_next_index_mends_it(filled: Kb) -> None:
    name = filled.json("status")["generation"]
    path = next((filled.folder / "var" / "index" / name).glob("*.segment"))
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    printed = filled("status", code=1)
    assert f"{path} is not what was written. Run 'kb index --full'." in printed
    assert filled.json("index")["indexed"] == 2
    assert "documents   2" in filled("status")


def test_a_full_disk_is_one_line_and_the_old_index_serves(
    filled: Kb, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/var/index/segment")

    with monkeypatch.context() as disk:
        disk.setattr("indexer.index.arrays.ArrayWriter.put", refuse)
        printed = filled("index", "--full", code=1)
    assert printed.strip().splitlines()[-1].startswith("kb: /var/index/segment: No space left on device. ")
    assert filled.json("status")["equal"] is True


def test_explain_says_in_words_and_in_json_why_a_hit_stands_there(filled: Kb) -> None:
    text = filled("search", "hydrogne -country:DE", "--explain", "--lang", "en")
    assert "The beta-guide" in text
    assert "hydrogne + hydrogen  (--without typos)" in text
    assert "hydrogne: with the spelling corrected (hydrogen" in text
    hit = filled.json("search", "hydrogen", "--filter", "country=DK", "--explain")["hits"][0]
    why = hit["explanation"]
    assert [(word["word"], word["class"]) for word in why["words"]] == [("hydrogen", "exact")]
    points = sum(word["points"] for word in why["words"]) + why["nearness"]
    assert hit["score"] == pytest.approx(points * why["boost"], abs=0.001)


def test_show_names_near_ids_when_there_is_none(filled: Kb) -> None:
    assert filled.json("show", "alpha-guide")["url"] == "/records/alpha-guide"
    assert "alpha-guide" in filled("show", "alpha-giude", code=1)


def test_suggest_completes_what_somebody_types(filled: Kb) -> None:
    suggestions = filled.json("suggest", "alp", "--lang", "en")["suggestions"]
    assert [(entry["kind"], entry["text"], entry["url"]) for entry in suggestions] == [
        ("query", "alpha", "/search?q=alpha"),
        ("query", "alpha-guide", "/search?q=alpha-guide"),
        ("record", "The alpha-guide", "/records/alpha-guide"),
    ]
    assert "The alpha-guide" in filled("suggest", "alp").splitlines()
    assert filled("suggest", "xyzzy") == ""


def test_export_writes_a_file(filled: Kb) -> None:
    target = filled.folder / "out.jsonl"
    filled("export", "--format", "jsonl", "-o", str(target))
    assert [json.loads(line)["id"] for line in target.read_text("utf-8").splitlines()] == [
        "alpha-guide",
        "beta-guide",
    ]


@pytest.mark.parametrize(
    ("form", "begins", "names"),
    [
        ("ris", "TY  - ELEC\r\nID  - alpha-guide\r\n", "UR  - https://example.org/w/records/alpha-guide\r\n"),
        ("bibtex", "@misc{alpha-guide,\n", "url = {https://example.org/w/records/alpha-guide}"),
        ("markdown", "## The alpha-guide\n", "https://example.org/w/records/alpha-guide (accessed on"),
    ],
)
def test_what_people_read_names_the_public_address(filled: Kb, form: str, begins: str, names: str) -> None:
    filled.environment["KB_BASE_URL"] = "https://example.org/w/"
    target = filled.folder / "out"
    words = ("export", "--format", form, "--lang", "en", "-o", str(target))
    assert filled.json(*words) == {"records": 2, "format": form, "file": str(target)}
    text = target.read_bytes().decode()
    assert text.startswith(begins)
    assert names in text
    assert "beta-guide" in text


def test_without_a_public_address_none_is_made_up(filled: Kb) -> None:
    result = CliRunner().invoke(app, ["export", "--format", "ris"], env=filled.environment)
    assert (result.exit_code, "KB_BASE_URL" in result.stderr) == (0, True)
    assert "UR  -" not in result.stdout
    assert result.stdout.count("ER  -") == 2


@pytest.mark.parametrize(
    "words",
    [
        ("search", "x", "--filter", "nonsense"),
        ("search", "x", "--filter", "colour=red"),
        ("search", "x", "--fit", "-country=DK"),
        ("search", "x", "--lang", "fr"),
        ("search", "x", "--sort", "size"),
        ("export", "--format", "doc"),
        ("index", "--unknown"),
        ("index", "--jobs", "0"),
        ("rollback", "x"),
    ],
)
def test_wrong_use_ends_with_two(filled: Kb, words: tuple[str, ...]) -> None:
    filled(*words, code=2)


def test_a_missing_index_and_a_missing_source_end_with_one_line(kb: Kb) -> None:
    assert "Run 'kb index'" in kb("search", "x", code=1)
    assert "no such file" in kb("import", "/nowhere/at/all", code=1)


def test_check_reports_a_bad_record_and_the_rest_is_indexed(filled: Kb) -> None:
    path = filled.folder / "corpus" / "records" / "guide" / "broken.yaml"
    path.write_text("format: 1\nid: broken\nkind: guide\ntitle: yes\n", "utf-8")
    findings = filled.json("check", code=1)["findings"]
    assert {finding["file"] for finding in findings if finding["severity"] == "error"} == {
        "guide/broken.yaml"
    }
    assert all(finding["repair"] for finding in findings)
    report = filled.json("index", code=1)
    assert (report["unchanged"], len(report["failed"]) > 0) == (2, True)


def test_init_copies_the_corpus_to_an_empty_folder_only(filled: Kb) -> None:
    target = filled.folder / "live"
    printed = filled("init", str(target))
    assert f"KB_CORPUS={target / 'corpus'}" in printed
    assert (target / "corpus" / "records" / "guide" / "alpha-guide.yaml").is_file()
    assert not (target / "corpus" / "history").exists()
    assert "not empty" in filled("init", str(target), code=1)


def test_a_wrong_setting_ends_with_two(kb: Kb) -> None:
    kb.environment["KB_LANGUAGES"] = "xx"
    assert "KB_LANGUAGES" in kb("check", code=2)
