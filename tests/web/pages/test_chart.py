"""When is a number drawn as a line, and does the line tell the truth?

1. Only where the same words and unit are stated for three or more years, none of them twice.
2. The points stand in the order of the years; a higher value stands higher; 0 is always in the picture.
3. Whatever the values, everything lies within the picture and no two labels of years overlap.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tiers import examples
from web.pages.chart import BOTTOM, HEIGHT, SIGN, Chart, charts

VALUES = st.one_of(
    st.integers(-(10**15), 10**15), st.floats(-1e15, 1e15, allow_nan=False), st.floats(-1e-300, 1e-300)
)


def figure(year: int | None, value: float, what: str = "members", unit: str = "firms") -> dict[str, Any]:
    dated = {"year": year} if year else {}
    return {"what": {"en": what}, "value": value, "unit": unit, **dated}


def drawn(figures: list[dict[str, Any]]) -> tuple[Chart, ...]:
    return charts({"figures": figures}, "en")


def the_chart(*pairs: tuple[int, float]) -> Chart:
    (found,) = drawn([figure(year, value) for year, value in pairs])
    return found


@pytest.mark.parametrize(
    "figures",
    [
        [figure(2012, 1), figure(2013, 2)],
        [figure(2012, 1), figure(2013, 2), figure(None, 3)],
        [figure(2012, 1), figure(2013, 2), figure(2014, 3, unit="people")],
        [figure(2012, 1), figure(2013, 2), figure(2014, 3, what="visitors")],
        [figure(2012, 1), figure(2013, 2), figure(2014, 3), figure(2014, 4)],
    ],
)
def test_what_is_not_stated_for_three_years_is_not_drawn(figures: list[dict[str, Any]]) -> None:
    assert drawn(figures) == ()


def test_the_same_words_are_the_same_whatever_their_case_and_blanks() -> None:
    assert len(drawn([figure(2012, 1), figure(2013, 2, "Members "), figure(2014, 3, unit="Firms")])) == 1


def test_each_indicator_has_its_own_line() -> None:
    figures = [figure(year, year, what) for what in ("a", "b") for year in (2012, 2013, 2014)]
    assert [chart.what.text for chart in drawn(figures)] == ["a", "b"]


def test_points_stand_in_order_and_above_each_other() -> None:
    chart = the_chart((2020, 50), (2012, 100), (2016, 80))
    assert [point.year for point in chart.points] == [2012, 2016, 2020]
    high, middle, low = (point.y for point in chart.points)
    assert high < middle < low < HEIGHT - BOTTOM
    gap = chart.points[1].x - chart.points[0].x
    assert chart.points[2].x - chart.points[1].x == pytest.approx(gap, abs=0.2)
    assert chart.line == " ".join(f"{point.x},{point.y}" for point in chart.points)


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ((38, 71, 133), ["0", "50", "100", "150"]),
        ((-5, 0, 5), ["-5", "0", "5"]),
        ((-3, -2, -4), ["-4", "-3", "-2", "-1", "0"]),
        ((0, 0, 0), ["0", "0.5"]),
        ((1200000, 2345678, 2), ["0", "1,000,000", "2,000,000", "3,000,000"]),
    ],
)
def test_the_axis_has_round_values_and_zero(values: tuple[float, ...], labels: list[str]) -> None:
    chart = the_chart(*zip((2012, 2013, 2014), values, strict=True))
    assert "0" in [tick.label for tick in chart.values]
    assert [tick.label for tick in chart.values] == labels


@settings(max_examples=examples(100, 2000), deadline=None)
@given(st.dictionaries(st.integers(1500, 2100), VALUES, min_size=3, max_size=12))
def test_everything_lies_within_the_picture(values: dict[int, Any]) -> None:
    chart = the_chart(*values.items())
    for point in chart.points:
        assert chart.left <= point.x <= chart.right
        assert 0 < point.y <= HEIGHT - BOTTOM
    assert len(chart.values) <= 8
    for tick in chart.values:
        assert 0 < tick.at <= HEIGHT - BOTTOM
    places = [tick.at for tick in chart.years]
    assert [chart.years[0].label, chart.years[-1].label] == [str(min(values)), str(max(values))]
    assert all(after - before >= 4 * SIGN for before, after in pairwise(places))
