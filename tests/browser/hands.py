"""With what does somebody work in a browser? With the mouse, or with the keys alone.

hands = Keys(page)
hands.write(page.get_by_label("Name"), "Sabine")
hands.press(page.get_by_role("button", name="Sign in"))
"""

from __future__ import annotations

from typing import Protocol

from playwright.sync_api import Locator, Page

MOST_STOPS = 200  # of the keyboard before somebody would give up
# Is this element focused, does it come before the one that is, and does the bar at the bottom hide that one?
STOP = """tag => {
  const now = document.activeElement, bar = document.querySelector('.action-bar');
  const box = now.getBoundingClientRect(), edge = bar && bar.getBoundingClientRect();
  return {
    there: tag === now,
    back: now !== document.body
      && Boolean(now.compareDocumentPosition(tag) & Node.DOCUMENT_POSITION_PRECEDING),
    covered: Boolean(bar) && !bar.contains(now) && now !== document.body
      && box.top >= edge.top && box.bottom <= edge.bottom,
  };
}"""


class Hands(Protocol):
    """What a person can do to a page."""

    def press(self, button: Locator) -> None:
        """A button or a link."""

    def write(self, field: Locator, text: str) -> None:
        """This instead of what the field held."""

    def tick(self, box: Locator) -> None:
        """A checkbox or radio button that is not chosen yet."""


class Mouse:
    """Points at things."""

    def press(self, button: Locator) -> None:
        button.click()

    def write(self, field: Locator, text: str) -> None:
        field.fill(text)

    def tick(self, box: Locator) -> None:
        box.check()


class Keys:
    """Knows where it is only by the focus, which has to be in sight wherever it goes."""

    def __init__(self, page: Page) -> None:
        self.keyboard = page.keyboard

    def reach(self, target: Locator) -> None:
        """Tab until the keyboard is there."""
        element = target.element_handle()  # found once: searching a long form at every stop takes seconds
        for _ in range(MOST_STOPS):
            stop = element.evaluate(STOP)
            assert not stop["covered"], f"on the way to {target} the focus is hidden"
            if stop["there"]:
                return
            self.keyboard.press("Shift+Tab" if stop["back"] else "Tab")
        raise AssertionError(f"the keyboard does not reach {target}")

    def press(self, button: Locator) -> None:
        self.reach(button)
        self.keyboard.press("Enter")

    def write(self, field: Locator, text: str) -> None:
        self.reach(field)
        self.keyboard.press("ControlOrMeta+A")
        self.keyboard.type(text)

    def tick(self, box: Locator) -> None:
        self.reach(box)
        self.keyboard.press("Space")
