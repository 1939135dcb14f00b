"""How is a finding said to the person at the form?

1. Every rule of a record that can be broken in the form has its own words, in every language.
2. What has no words is said in English and marked as that.
3. Days and numbers are written as the reader writes them.
4. What most often keeps a source from being read has words in the language of the reader; in English it is
   said as those who read it say it.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import get_args

import pytest

import kb
from indexer.errors import Failure, Refusal
from indexer.ingest import kinds
from indexer.ingest.extractors import html_states
from kb.findings import Finding
from kb.strict_yaml import write
from tests.kb.corpora import checked, values
from web.desk.form.problems import OF_SOURCES, SENTENCES, Said, say
from web.language import INTERFACE_LANGUAGES
from web.wording import catalogues

RULES = Path(kb.__file__).parent
NOT_TYPED = {"no_time"}  # rules about what nobody types in the form


def _codes(folder: Path = RULES) -> set[str]:
    """The codes that the checks give, read from their source."""
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            codes = [word.value for word in node.keywords if word.arg == "code"]
            found |= {str(code.value) for code in codes if isinstance(code, ast.Constant)}
            if isinstance(node.func, ast.Name) and node.func.id == "RuleBroken":
                found.add(ast.literal_eval(node.args[0]))
    return found


def test_every_rule_has_words() -> None:
    assert len(_codes()) > 15
    assert _codes() - set(SENTENCES) == NOT_TYPED


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_they_are_worded_in_every_language(language: str) -> None:
    known = {
        message.id: message.string
        for code in INTERFACE_LANGUAGES
        if code == language
        for message in catalogues(code)["form"]
    }
    assert all(known.get(sentence) for sentence in SENTENCES.values())


def _said(**fields: object) -> list[str]:
    found = checked(write(values("a", **fields))).findings
    return [say(finding, "de").text for finding in found]


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"published_year": 1200}, "Die Zahl ist zu klein. Bitte prüfen."),
        ({"published_year": 2090}, "Das Jahr 2090 liegt zu weit in der Zukunft. Bitte berichtigen."),
        ({"checked": "2026-12-24"}, "24. Dezember 2026 liegt in der Zukunft. Bitte das Datum berichtigen."),
        ({"summary": {"de": "x" * 50_001}}, "Der Text ist länger als 50.000 Zeichen. Bitte kürzen."),
        (
            {"title": {"en": "100 %"}},
            "In keiner Sprache gibt es Titel und Kurzfassung. Bitte ergänzen, was fehlt.",
        ),
        (
            {"themes": ["100 %"]},
            "„100 %“ steht nicht in der Liste. Bitte daraus wählen oder als freies Wort eintragen.",
        ),
        (
            {"title": {"de": "a\u0007b"}},
            "Darin steht ein unsichtbares Zeichen (U+0007). Bitte den Text noch einmal eintippen.",
        ),
        (
            {"expires": "2026-01-31"},
            "Der Eintrag galt bis 31. Januar 2026. Bitte an den Quellen prüfen und dann das Datum"
            " verschieben.",
        ),
        (
            {"figures": [{"what": {"de": "A"}, "value": "12"}]},
            "Das ist keine Zahl. Bitte nur die Zahl eintragen.",
        ),
    ],
)
def test_rules_are_said_in_the_language_of_the_reader(fields: dict[str, object], text: str) -> None:
    assert _said(**fields) == [text]


def test_what_has_no_words_is_english() -> None:
    finding = Finding("a.yaml", 1, "file", "error", "It is torn.", "Mend it.", "torn")
    assert say(finding, "de") == Said("It is torn. Mend it.", "en")
    assert say(finding, "en") == Said("It is torn. Mend it.", None)


def test_what_keeps_a_source_from_being_read_is_said_in_the_language_of_the_reader() -> None:
    ingest = Path(kb.__file__).parent.parent / "indexer" / "ingest"
    given = _codes(ingest) | {f"page_{name}" for name in html_states.REASONS} | set(kinds.CODES.values())
    fetched = {f"fetch_{reason}" for reason in (*get_args(Failure), *get_args(Refusal))}
    assert set(OF_SOURCES) <= given | fetched
    known = {message.id: message.string for message in catalogues("de")["form"]}
    assert all(known.get(sentence) for sentence in OF_SOURCES.values())
    finding = Finding("a", 1, "", "error", "It is an old drawing.", "Save it as PDF.", code="file_as_pdf")
    assert say(finding, "de").lang is None
    assert say(finding, "en") == Said("It is an old drawing. Save it as PDF.", None)
