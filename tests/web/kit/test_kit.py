"""What stands in the handout of a list?

1. The chosen records in their order, with what they state and what they do not state.
2. What is not there in the language is shown in another one, and said so once.
3. Missing records are named, records chosen twice stand there once with both notes.
4. Sources say when they were opened and whether they still work; each record has its citation and licence.
5. The schedule is called a suggestion; the sheet asks what is tried, by whom and until when.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from indexer.links.known import Link
from kb.localized import Language
from tests.web.kit.kits import FULL, TODAY, a_kit, values, voice
from web.formatting import Text
from web.kit.content import Facts, Items, Kit, Paragraph, References, Section, Table
from web.kit.kit import kit
from web.pages.chosen import Chosen
from web.pages.reading_list import Entry, ReadingList


def section(made: Kit, name: str) -> Section:
    return next(one for one in made.sections if one.name == name)


def facts(made: Kit, name: str) -> dict[str, str]:
    block = next(one for one in section(made, name).blocks if isinstance(one, Facts))
    return {label: ", ".join(text.text for text in texts) for label, texts in block.rows}


def paragraphs(made: Kit, name: str, role: str = "plain") -> list[str]:
    blocks = section(made, name).blocks
    return [one.text.text for one in blocks if isinstance(one, Paragraph) and one.role == role]


def test_cases_stand_in_the_order_of_the_list() -> None:
    made = a_kit(values("b"), values("a"), language="en")
    assert [one.heading for one in made.sections if one.name in ("case-1", "case-2")] == [
        "1. Practice b",
        "2. Practice a",
    ]


def test_a_case_says_what_is_stated_and_what_is_not() -> None:
    made = a_kit(values("fees", **FULL, not_applicable=["stages"]), language="en")
    told = facts(made, "case-1")
    assert told["Outcome"] == "Worked"
    assert told["Period"] == "2015–2019"
    assert told["Not stated"] == "Effort, Sector"
    assert told["Does not apply"] == "Stage"
    parts = [one.name.removeprefix("case-1-") for one in made.sections if one.name.startswith("case-1-")]
    assert parts == [
        *("challenge", "approach", "results", "success_factors", "limiting_factors", "figures"),
        *("transferability", "questions", "sources"),
    ]


def test_cases_are_compared_four_at_a_time_and_gaps_are_named() -> None:
    made = a_kit(
        *(values(f"r{number}", **FULL) for number in range(5)), values("bare", not_applicable=["effort"])
    )
    tables = [one for one in section(made, "comparison").blocks if isinstance(one, Table)]
    assert [len(table.columns) for table in tables] == [5, 3]
    assert [table.caption for table in tables] == ["Fälle 1 bis 4", "Fälle 5 bis 6"]
    rows = {row[0][0].text: [cell[0].text for cell in row[1:]] for row in tables[1].rows}
    assert rows["Ergebnis"] == ["Hat funktioniert", "nicht angegeben"]
    assert rows["Aufwand"] == ["nicht angegeben", "trifft nicht zu"]
    assert " ".join(rows) == "Art Land Region Zeitraum Phase Aufwand Belege Ergebnis Förderung"


@pytest.mark.parametrize(
    ("language", "marked"),
    [("de", "Dieser Teil liegt nicht auf Deutsch vor; er steht hier auf: Englisch"), ("en", None)],
)
def test_a_part_in_another_language_is_marked(language: Language, marked: str | None) -> None:
    made = a_kit(values("fees", **FULL), language=language)
    assert paragraphs(made, "case-1-results", "mark") == ([marked] if marked else [])
    assert paragraphs(made, "case-1", "mark") == []


def test_a_case_in_another_language_is_marked_once() -> None:
    record = values("told", title={"da": "Fortalt"}, summary={"da": "Kort."}, challenge={"da": "Hvad."})
    made = a_kit(record, language="en")
    assert section(made, "case-1").title == Text("Fortalt", "da")
    assert paragraphs(made, "case-1", "mark") == [
        "There is no English version of this case; it is shown in: Danish"
    ]
    assert paragraphs(made, "case-1-challenge", "mark") == []


def test_missing_records_are_named() -> None:
    made = a_kit(values("fees"), missing=["gone", "never"], language="en")
    assert section(made, "missing").blocks[1] == Items((Text("gone"), Text("never")))
    assert "missing" not in [one.name for one in a_kit(values("fees")).sections]


def test_what_did_not_fit_is_counted() -> None:
    listed = ReadingList(entries=(Entry("fees"),), left_out=2)
    made = kit(listed, [Chosen("fees", "there", values("fees"))], {}, voice("en"), TODAY)
    assert made
    assert paragraphs(made, "missing") == ["2 more records of the list did not fit into the handout."]


def test_a_record_chosen_twice_stands_there_once_with_both_notes() -> None:
    listed = ReadingList(entries=(Entry("old-fees", "first"), Entry("fees", "second")))
    record = values("fees")
    choices = [Chosen("old-fees", "moved", record), Chosen("fees", "there", record)]
    made = kit(listed, choices, {}, voice("en"), TODAY)
    assert made
    assert (
        sum(one.level == 3 and one.name.startswith("case-") for one in made.sections) == 2
    )  # with its sources
    assert paragraphs(made, "case-1-note") == ["first\n\nsecond"]


def test_a_list_without_records_gives_no_handout() -> None:
    assert kit(ReadingList(), [], {}, voice(), TODAY) is None
    listed = ReadingList(entries=(Entry("gone"),))
    assert kit(listed, [Chosen("gone", "deleted", None)], {}, voice(), TODAY) is None


def test_sources_say_when_they_were_opened_and_whether_they_work() -> None:
    dead = Link("https://example.org/dead", "dead", "2026-11-11T23:30:00Z", "2026-11-12")
    made = a_kit(values("fees", **FULL), language="en", links=[dead])
    entries = next(
        one for one in section(made, "case-1-sources").blocks if isinstance(one, References)
    ).entries
    assert [entry.details for entry in entries] == [
        "German · day of access not stated",
        "French · opened on 3 February 2026 · Link no longer works (checked on 12 November 2026)",
        "Licence of this text: CC BY 4.0",
    ]
    assert entries[2].url == "https://knowledge.example/records/fees"
    (cited,) = paragraphs(made, "case-1-sources")
    assert "Membership fees" in cited
    assert "24 November 2026" in cited


def test_a_record_without_source_or_licence_says_so() -> None:
    made = a_kit(values("fees") | {"sources": []}, language="en")
    assert paragraphs(made, "case-1-sources")[0] == "The record names no source."
    (entry,) = next(
        one for one in section(made, "case-1-sources").blocks if isinstance(one, References)
    ).entries
    assert entry.details == "Licence of this text: not stated"


def test_an_archived_record_is_called_that() -> None:
    made = a_kit(values("fees", status="archived"), language="en")
    assert "archived" in paragraphs(made, "case-1", "note")[0]


def test_the_schedule_is_a_suggestion_whose_minutes_add_up() -> None:
    made = a_kit(values("fees"), language="en")
    table = next(one for one in section(made, "aim").blocks if isinstance(one, Table))
    assert "suggestion" in table.caption
    minutes = [int(row[1][0].text) for row in table.rows]
    assert sum(minutes[:-1]) == minutes[-1]
    titles = {one.title.text for one in made.sections}
    assert {row[2][0].text for row in table.rows} - {"–"} <= titles


def test_the_sheet_asks_what_is_tried() -> None:
    made = a_kit(values("fees"), values("fund"), language="en")
    names = [one.name for one in made.sections if one.name.startswith("evaluation")]
    assert names == [f"evaluation{part}" for part in ("", "-workshop", "-cases", "-open", "-next")]
    (table,) = section(made, "evaluation-next").blocks
    assert isinstance(table, Table)
    assert [column.text for column in table.columns] == [
        "Which instrument",
        "First step",
        "Who",
        "Until when",
    ]
    (useful,) = section(made, "evaluation-cases").blocks
    assert isinstance(useful, Table)
    assert [row[0][0].text for row in useful.rows] == ["1. Practice fees", "2. Practice fund"]


def test_names_of_sections_are_unique() -> None:
    made = a_kit(values("fees", **FULL), values("fund", **FULL), missing=["gone"], notes={"fees": "x"})
    names = [one.name for one in made.sections]
    assert len(set(names)) == len(names)
    assert replace(made, title="x").sections == made.sections
