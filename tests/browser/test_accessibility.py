"""Can everybody read the pages?

axe finds no barrier in any state, in either language, light and dark, on a desk and on a phone. A small run
takes each page of its own twice, so that it meets every language, scheme and width, and variants of them
once, each in another look; a soak run all combinations.

A record that has everything is looked at in test_record.py, the desk in test_desk.py and test_desk_states.py;
what axe cannot see is measured in test_targets_and_focus.py.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.addresses import OPEN_EVERYTHING, OWN, PAGES, VARIANTS, opened
from tests.tiers import soaking

Window = Callable[..., Page]
Axe = Callable[[Page], list[dict[str, Any]]]
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
ALL = list(product(("de", "en"), ("light", "dark"), ("desk", "phone")))
PAIRS = (
    [("de", "light", "desk"), ("en", "dark", "phone")],
    [("de", "dark", "phone"), ("en", "light", "desk")],
    [("en", "dark", "desk"), ("de", "light", "phone")],
    [("en", "light", "phone"), ("de", "dark", "desk")],
)
STATES = [
    (name, *look)
    for number, name in enumerate(OWN)
    for look in (ALL if soaking() else PAIRS[number % len(PAIRS)])
] + [
    (name, *look)
    for number, name in enumerate(VARIANTS)
    for look in (ALL if soaking() else [ALL[number * 3 % len(ALL)]])
]
# Targets under a bar that sticks can be scrolled free; axe would call them too small where it happens to be.
LET_GO = """
const sheet = new CSSStyleSheet();
sheet.replaceSync('.to-hits, #choosing { position: static !important }');
document.adoptedStyleSheets = [sheet];
"""


def _found(axe: Axe, page: Page) -> list[tuple[str, list[str]]]:
    """The rules that are broken, with the first places."""
    return [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in axe(page)]


@pytest.mark.parametrize(("name", "language", "scheme", "device"), STATES)
def test_axe_finds_no_barrier(
    window: Window, axe: Axe, name: str, language: str, scheme: str, device: str
) -> None:
    page = window(color_scheme=scheme, viewport=DESK if device == "desk" else PHONE)
    opened(page, name, language)
    if device == "phone":
        page.evaluate(OPEN_EVERYTHING)
    page.evaluate(LET_GO)
    assert _found(axe, page) == []


def test_a_small_run_meets_every_language_scheme_and_width() -> None:
    assert len(PAGES) >= 25
    for name in OWN:
        looks = [look for one, *look in STATES if one == name]
        assert [len(set(part)) for part in zip(*looks, strict=True)] == [2, 2, 2]
    assert {tuple(look) for one, *look in STATES if one in VARIANTS} == set(ALL)
