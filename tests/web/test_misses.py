"""What is kept of searches that found nothing?

1. A text is shown from three different days on, with its count for each month, most frequent first.
2. It is forgotten after twelve months, and with it that it was ever asked for.
3. Property: nothing with an @ or more than five digits is ever in the file, in whatever spelling it is typed.
4. The number of texts is bounded, and those asked for on several days stay.
5. A file that cannot be written costs the reader nothing.
6. Processes and threads that count at the same time lose nothing.
"""

from __future__ import annotations

import sqlite3
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tiers import examples
from web import misses
from web.misses import Miss, Misses, kept_form

FIRST = date(2026, 1, 30)


class Calendar:
    """The day it is; tests turn the leaves."""

    def __init__(self) -> None:
        self.day = FIRST

    def __call__(self) -> date:
        return self.day


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def kept(tmp_path: Path, calendar: Calendar) -> Misses:
    return Misses(tmp_path / "state" / "misses.sqlite", calendar)


def asked_on(kept: Misses, calendar: Calendar, query: str, *days: int) -> None:
    for day in days:
        calendar.day = FIRST + timedelta(days=day)
        kept.note(query)


def test_a_text_is_shown_from_three_different_days_on(kept: Misses, calendar: Calendar) -> None:
    assert kept.shown(10) == ()
    asked_on(kept, calendar, "Hafen", 0, 0, 0, 1)
    assert kept.shown(10) == ()
    asked_on(kept, calendar, " HAFEN ", 3)
    assert kept.shown(10) == (Miss("hafen", 5, (("2026-01", 4), ("2026-02", 1))),)


def test_the_most_frequent_come_first(kept: Misses, calendar: Calendar) -> None:
    asked_on(kept, calendar, "selten", 0, 1, 2)
    asked_on(kept, calendar, "oft", 0, 1, 2, 2)
    assert [miss.text for miss in kept.shown(10)] == ["oft", "selten"]
    assert [miss.text for miss in kept.shown(1)] == ["oft"]


def test_a_text_is_forgotten_after_twelve_months(kept: Misses, calendar: Calendar, tmp_path: Path) -> None:
    asked_on(kept, calendar, "hafen", 0, 1, 2)
    calendar.day = date(2026, 12, 31)
    assert kept.shown(10)[0].count == 3
    calendar.day = date(2027, 1, 1)
    assert kept.shown(10)[0].months == (("2026-02", 1),)
    calendar.day = date(2027, 2, 1)
    kept.note("anderes")  # the first of a day forgets, also if nobody looks
    assert b"hafen" not in (tmp_path / "state" / "misses.sqlite").read_bytes()
    assert kept.shown(10) == ()


PERSONAL = st.one_of(
    st.from_regex(r"[a-z]{1,8}[@＠﹫][a-z]{1,8}", fullmatch=True),
    st.text(st.sampled_from("0123456789٣４⑤ -/+"), min_size=6, max_size=30),
)


@given(
    before=st.text(max_size=20),
    personal=PERSONAL,
    after=st.text(max_size=20),
    harmless=st.text(max_size=60),
)
@settings(max_examples=examples(25, 2000))
def test_what_may_point_to_a_person_is_never_in_the_file(
    tmp_path_factory: pytest.TempPathFactory, before: str, personal: str, after: str, harmless: str
) -> None:
    path = tmp_path_factory.mktemp("misses") / "misses.sqlite"
    kept = Misses(path, lambda: FIRST)
    for query in (before + personal + after, harmless):
        kept.note(query)
    if not path.exists():
        return
    with sqlite3.connect(path) as rows:
        texts = [text for (text,) in rows.execute("SELECT text FROM texts UNION SELECT text FROM months")]
    rows.close()
    for text in texts:
        assert "@" not in text
        assert sum(sign.isnumeric() for sign in text) <= misses.MOST_DIGITS
        assert len(text) <= misses.LONGEST
    if "@" in personal:
        assert personal.encode() not in path.read_bytes()


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("Straße", "strasse"),
        ("ＡＢＣ", "abc"),
        ("ISO 9001", "iso 9001"),
        ("1-2-3-4-5", "1-2-3-4-5"),
        ("1-2-3-4-5-6", None),
        ("２０１５ 2020", None),
        ("a＠b", None),
        ("x" * 81, None),
        (" \x00\n", None),
    ],
)
def test_the_form_in_which_a_query_is_counted(query: str, form: str | None) -> None:
    assert kept_form(query) == form


def test_the_number_of_texts_is_bounded(
    kept: Misses, calendar: Calendar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(misses, "MOST", 5)
    asked_on(kept, calendar, "bleibt", 0, 1, 2)
    for number in range(20):
        kept.note(f"flut {'x' * number}")
    with sqlite3.connect(tmp_path / "state" / "misses.sqlite") as rows:
        assert rows.execute("SELECT COUNT(*) FROM texts").fetchone() == (5,)
        assert rows.execute("SELECT COUNT(DISTINCT text) FROM months").fetchone() == (5,)
    rows.close()
    assert [miss.text for miss in kept.shown(10)] == ["bleibt"]


def test_a_file_that_cannot_be_written_costs_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "misses.sqlite"
    path.write_bytes(b"no database, but long enough to be taken for one" * 100)
    Misses(path, lambda: FIRST).note("geheimwort")
    assert "was not counted" in caplog.text
    assert "geheimwort" not in caplog.text


def test_threads_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "misses.sqlite"

    def ask(day: int) -> None:
        for _ in range(10):
            Misses(path, lambda: FIRST + timedelta(days=day)).note("hafen")

    ask(0)
    threads = [threading.Thread(target=ask, args=(1,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with sqlite3.connect(path) as rows:
        assert rows.execute("SELECT SUM(count) FROM months").fetchone() == (40,)
    rows.close()
