"""Can everybody read the pages?

1. axe finds no barrier on any page, in either language, light and dark, on a desk and on a phone. A small run
   takes each page twice, so that it meets every language, scheme and width; a soak run all combinations.
2. At 320 px, which is 400 % on a desk, nothing scrolls sideways; neither with wide text spacing.
3. Where the keyboard is can be seen; with forced colours, too.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.addresses import PAGES, in_language
from tests.tiers import soaking

Window = Callable[..., Page]
DESK, PHONE, NARROW = (
    {"width": 1280, "height": 900},
    {"width": 390, "height": 844},
    {"width": 320, "height": 640},
)
ALL = list(product(("de", "en"), ("light", "dark"), ("desk", "phone")))
PAIRS = (
    [("de", "light", "desk"), ("en", "dark", "phone")],
    [("de", "dark", "phone"), ("en", "light", "desk")],
    [("en", "dark", "desk"), ("de", "light", "phone")],
    [("en", "light", "phone"), ("de", "dark", "desk")],
)
STATES = [
    (name, *state)
    for number, name in enumerate(PAGES)
    for state in (ALL if soaking() else PAIRS[number % len(PAIRS)])
]
TEXT_SPACING = """
const sheet = new CSSStyleSheet();
sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
  word-spacing: .16em !important; } p { margin-bottom: 2em !important; }`);
document.adoptedStyleSheets = [sheet];
"""
OPEN_EVERYTHING = "document.querySelectorAll('details').forEach(fold => fold.open = true)"
SIDEWAYS = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
LIGHTS_UP = """(() => {
  const tag = document.activeElement;
  const look = () => [tag, tag.parentElement].map(one => getComputedStyle(one))
    .map(style => style.outline + style.boxShadow + style.border).join();
  const focused = look();
  tag.blur();
  const left = look();
  tag.focus({focusVisible: true});
  return focused !== left;
})()"""


def _open(page: Page, name: str, language: str) -> Page:
    answer = page.goto(in_language(PAGES[name], language))
    assert answer
    assert answer.status == (404 if name == "missing" else 200)
    return page


@pytest.mark.parametrize(("name", "language", "scheme", "device"), STATES)
def test_axe_finds_no_barrier(
    window: Window,
    axe: Callable[[Page], list[dict[str, Any]]],
    name: str,
    language: str,
    scheme: str,
    device: str,
) -> None:
    page = _open(window(color_scheme=scheme, viewport=DESK if device == "desk" else PHONE), name, language)
    if device == "phone":
        page.evaluate(OPEN_EVERYTHING)
    found = [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in axe(page)]
    assert found == []


def test_a_small_run_meets_every_language_scheme_and_width_on_every_page() -> None:
    for name in PAGES:
        for part, values in enumerate((("de", "en"), ("light", "dark"), ("desk", "phone")), start=1):
            assert {state[part] for state in STATES if state[0] == name} == set(values)


@pytest.mark.parametrize("name", PAGES)
def test_nothing_scrolls_sideways_on_the_narrowest_screen(window: Window, name: str) -> None:
    page = _open(window(viewport=NARROW), name, "de")
    assert page.evaluate(SIDEWAYS) <= 0
    page.evaluate(OPEN_EVERYTHING)
    assert page.evaluate(SIDEWAYS) <= 0
    page.evaluate(TEXT_SPACING)
    assert page.evaluate(SIDEWAYS) <= 0


@pytest.mark.parametrize("settings", [{}, {"forced_colors": "active"}, {"color_scheme": "dark"}])
def test_where_the_keyboard_is_can_be_seen(window: Window, settings: dict[str, str]) -> None:
    page = _open(window(viewport=DESK, reduced_motion="reduce", **settings), "query", "en")
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(LIGHTS_UP), page.evaluate("document.activeElement.outerHTML")


def test_nobody_is_moved_who_does_not_want_to_be(window: Window) -> None:
    page = _open(window(viewport=DESK, reduced_motion="reduce"), "home", "en")
    moving = page.evaluate(
        """[...document.querySelectorAll('*')].filter(tag => {
          const style = getComputedStyle(tag);
          return style.transitionDuration.split(',').some(time => parseFloat(time) > 0.001)
            && style.transitionProperty !== 'none' || style.animationName !== 'none';
        }).length"""
    )
    assert moving == 0
