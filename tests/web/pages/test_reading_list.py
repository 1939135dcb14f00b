"""Is a list the same after it went through an address?

1. Whatever Unicode a list is made of, its query and its parameters give the same list again; nothing raises.
2. Ids are kept in their order, once each; what is no id is ignored, and what is beyond the most is counted.
3. Notes and titles keep what people type, in their lengths, without signs no file can hold.
4. An entry moves without going beyond the ends; it leaves with its note.
"""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.record import is_id
from tests.tiers import examples
from web.pages.reading_list import MOST_ENTRIES, MOST_NOTE, MOST_TITLE, Entry, ReadingList, is_part

IDS = ("a", "b-2", "c")
NAMES = st.sampled_from(("id", "title", "lang", *(f"note.{one}" for one in IDS))) | st.text()
VALUES = st.sampled_from(IDS) | st.text(st.characters())


@settings(max_examples=examples(100, 5000))
@given(st.lists(st.tuples(NAMES, VALUES), max_size=40))
def test_the_address_of_a_list_gives_the_same_list(parameters: list[tuple[str, str]]) -> None:
    listed = ReadingList.parse(parameters)
    assert ReadingList.parse(listed.parameters) == listed
    assert parse_qsl(listed.query, strict_parsing=bool(listed.query)) == listed.parameters
    assert all(is_part(name) for name, _ in listed.parameters)


@settings(max_examples=examples(50, 2000))
@given(st.lists(st.sampled_from([f"r{number}" for number in range(50)] + ["", "Kein Name", "a--b", "ü"])))
def test_ids_are_kept_in_their_order_once_each(ids: list[str]) -> None:
    listed = ReadingList.parse([("id", one) for one in ids])
    wanted = list(dict.fromkeys(one for one in ids if is_id(one)))
    assert list(listed.ids) == wanted[:MOST_ENTRIES]
    assert listed.left_out == max(0, len(wanted) - MOST_ENTRIES)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  für Montag \r\n\r\n100\N{NO-BREAK SPACE}% & ja?  ", "für Montag \n\n100 % & ja?"),
        (
            "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{PERSONAL COMPUTER} 𝔤ut",
            "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{PERSONAL COMPUTER} 𝔤ut",
        ),
        ("a\0b\x1b\ud800c\u202e", "abc"),
        ("x" * (MOST_NOTE + 1), "x" * MOST_NOTE),
    ],
)
def test_a_note_keeps_what_people_type(typed: str, kept: str) -> None:
    assert ReadingList.parse([("id", "a"), ("note.a", typed)]).entries == (Entry("a", kept),)


def test_a_title_is_one_line_and_the_last_one_counts() -> None:
    assert ReadingList.parse([("title", "x"), ("title", " Für\n Montag ")]).title == "Für Montag"
    assert len(ReadingList.parse([("title", "x" * 1000)]).title) == MOST_TITLE


def test_a_note_without_its_record_is_dropped() -> None:
    assert ReadingList.parse([("note.a", "x"), ("id", "b-2")]).query == "id=b-2"


@given(st.sampled_from([*IDS, "unknown"]), st.integers(-4, 4))
def test_an_entry_moves_within_the_list(record_id: str, by: int) -> None:
    listed = ReadingList("t", tuple(Entry(one, one * 2) for one in IDS))
    moved = listed.moved(record_id, by)
    assert sorted(moved.entries) == sorted(listed.entries)
    if record_id in IDS:
        wanted = min(len(IDS) - 1, max(0, IDS.index(record_id) + by))
        assert moved.ids.index(record_id) == wanted
        assert [one for one in moved.ids if one != record_id] == [one for one in IDS if one != record_id]
    else:
        assert moved == listed


def test_an_entry_leaves_with_its_note() -> None:
    listed = ReadingList("", (Entry("a", "x"), Entry("c", "y")))
    assert listed.without("a").query == "id=c&note.c=y"
    assert listed.without("unknown") == listed
