"""Can everybody travel by the atlas?

1. With the keyboard alone one comes to a tile, sees where one is and what it is called, and goes to its
   records; dark and with forced colours.
2. axe finds no barrier for one theme, dark and with forced colours.
3. At 320 px nothing scrolls sideways, and every tile is at least 24 px wide and high.
4. Without script a theme can be chosen and a table put in another order.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.hands import Keys

Window = Callable[..., Page]
DESK = {"width": 1280, "height": 900}
STATES = [{"color_scheme": "dark"}, {"forced_colors": "active"}]
SIDEWAYS = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
# How the tile that has the focus is drawn, and how when it has not.
DRAWN = """tag => {
  const style = getComputedStyle(tag.querySelector('rect'));
  const look = () => [style.stroke, style.strokeWidth].join();
  const focused = look();
  tag.blur();
  return [focused, look()];
}"""


@pytest.mark.parametrize("state", STATES)
def test_the_keyboard_comes_to_a_tile_and_from_it_to_records(window: Window, state: dict[str, str]) -> None:
    page = window(viewport=DESK, **state)
    page.goto("/atlas?lang=en")
    tile = page.get_by_role("link", name="Schleswig-Holstein (SH)")
    name = tile.get_attribute("aria-label")
    assert name
    caption = page.locator(".chart .caption", has_text="Schleswig-Holstein")
    expect(caption).to_be_hidden()
    page.locator(".north a").first.focus()
    Keys(page).reach(tile)
    expect(caption).to_be_visible()
    assert caption.text_content() == name.replace(" (SH)", "")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?.*region=DEF"))
    expect(page.locator("main")).to_contain_text(name.partition(": ")[2])
    page.go_back()
    tile.focus()
    focused, left = tile.evaluate(DRAWN)
    assert focused != left


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_no_barrier(
    window: Window, axe: Callable[[Page], list[dict[str, Any]]], state: dict[str, str]
) -> None:
    page = window(viewport=DESK, **state)
    page.goto("/atlas?theme=skills&sort=records&lang=de")
    found = [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in axe(page)]
    if "forced_colors" in state:  # axe compares forced colours of texts with backgrounds that are not painted
        found = [one for one in found if one[0] != "color-contrast"]
    assert found == []


def test_tiles_are_large_enough_on_the_narrowest_screen(window: Window) -> None:
    page = window(viewport={"width": 320, "height": 640})
    page.goto("/atlas?sort=name&lang=de")
    assert page.evaluate(SIDEWAYS) <= 0
    sizes = page.eval_on_selector_all(
        ".chart svg a",
        "tags => tags.map(tag => tag.querySelector('rect').getBoundingClientRect())"
        ".map(box => Math.min(box.width, box.height))",
    )
    assert len(sizes) > 40
    assert min(sizes) >= 24


def test_a_theme_and_an_order_are_chosen_without_script(browser: Browser, live_server: str) -> None:
    context = browser.new_context(base_url=live_server, java_script_enabled=False)
    page = context.new_page()
    page.goto("/atlas?lang=en")
    germany = page.get_by_role("link", name="Germany (DE)")
    everything = germany.get_attribute("aria-label")
    page.get_by_label("Theme", exact=True).select_option("skills")
    page.get_by_role("button", name="Show on the maps").click()
    assert germany.get_attribute("aria-label") != everything
    page.get_by_role("table", name="Records by country").get_by_role("link", name="Records").click()
    first = page.get_by_role("table", name="Records by country").get_by_role("rowheader").first
    expect(first).to_have_text("Germany")
    first.get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"/search\?country=DE&.*theme=skills"))
    context.close()
