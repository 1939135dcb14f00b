"""How does a practice get from a web page to the readers? The steps of a scout and of an editor, one by one.

scout = Worker(page, Mouse())
scout.sign_in("scout")
scout.bring_in(address)
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.desk_site import NAMES, PASSWORD
from tests.browser.hands import Hands
from web.accounts.account import Role

SECONDS_TO_BE_FOUND = 20
SECONDS_BETWEEN = 0.2


@dataclass(frozen=True)
class Worker:
    """Somebody at the desk: a page in a browser of their own, in English, and what they work with."""

    page: Page
    hands: Hands
    script: bool = True

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def press(self, name: str | re.Pattern[str], within: Locator | None = None) -> None:
        """A button or link of the page or of a part of it."""
        part = within or self.main
        button = part.get_by_role("button", name=name, exact=True)
        self.hands.press(button.or_(part.get_by_role("link", name=name, exact=True)).first)

    def go(self, name: str) -> None:
        """To another page of the desk."""
        self.hands.press(
            self.page.get_by_role("navigation", name="Desk").get_by_role("link", name=name, exact=True)
        )

    def told(self, words: str) -> None:
        """The page says that it is done."""
        expect(self.main.get_by_role("status").filter(has_text=words)).to_be_visible()

    def sign_in(self, role: Role) -> None:
        self.page.goto("/desk?lang=en")
        self.hands.write(self.page.get_by_label("Name"), NAMES[role])
        self.hands.write(self.page.get_by_label("Password"), PASSWORD)
        self.press("Sign in")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("The desk")

    def bring_in(self, address: str) -> None:
        """What an address says becomes a draft; the page is that of its suggestions."""
        self.go("Bring in")
        self.hands.write(self.page.get_by_label("Address of the page or paper"), address)
        self.press("Fetch it")
        self.page.wait_for_url("**/suggestions?lang=en")

    def decide(self, field: str, value: str, decision: str) -> None:
        """Accept or dismiss one suggestion."""
        group = self.page.get_by_role("region", name=field, exact=True)
        suggestion = group.locator("li.suggestion", has_text=value).first
        self.press(decision, suggestion)
        expect(group.get_by_text("1 suggestion decided")).to_be_visible()

    def field(self, name: str, language: str = "English") -> Locator:
        """Where a text of the draft is typed."""
        return self.page.get_by_role("group", name=re.compile(f"^{name}")).get_by_label(language, exact=True)

    def add_concept(self, field: str, label: str) -> None:
        """Choose one more concept of a long list."""
        group = self.page.get_by_role("group", name=re.compile(f"^{field}"))
        if self.script:
            search = group.get_by_role("combobox")
            self.hands.write(search, label[:6])
            expect(self.page.get_by_role("option", name=re.compile(f"^{label}")).first).to_be_visible()
            search.press("ArrowDown")
            search.press("Enter")
        else:
            self.hands.press(group.locator("summary"))
            self.hands.tick(group.get_by_role("checkbox", name=label))

    def submit(self) -> None:
        self.press("Submit for review")
        self.told("The draft is submitted")

    def open_from_desk(self, title: str) -> None:
        """A draft that the overview lists."""
        self.go("Overview")
        self.press(re.compile(re.escape(title)))
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(title)

    def judge(self, note: str, decision: str) -> None:
        """Say something on the page of a review and decide."""
        self.hands.write(self.page.get_by_label("Note"), note)
        self.press(decision)

    def waits_until_found(self) -> None:
        """The page of the record says that readers find it; without a script it is loaded again."""
        found = self.page.locator("#findability", has_text="Readers find it as it is now.")
        end = time.monotonic() + SECONDS_TO_BE_FOUND
        while not self.script and not found.count() and time.monotonic() < end:
            time.sleep(SECONDS_BETWEEN)
            self.page.reload()
        expect(found).to_be_visible(timeout=SECONDS_TO_BE_FOUND * 1000)

    def reads(self, path: str, words: str) -> None:
        """A public page says this, now or in a moment: the search has to learn of it first."""
        heading = self.page.get_by_role("heading", level=1, name=words)
        end = time.monotonic() + SECONDS_TO_BE_FOUND
        self.page.goto(path)
        while not heading.count() and time.monotonic() < end:
            time.sleep(SECONDS_BETWEEN)
            self.page.goto(path)
        expect(heading).to_be_visible()

    def searches(self, words: str) -> Locator:
        """The hits of the public search, from its first page."""
        self.page.goto("/?lang=en")
        box = self.page.get_by_role("searchbox").or_(self.page.get_by_role("combobox"))  # with a script
        self.hands.write(box.first, words)
        self.hands.press(self.page.get_by_role("search").get_by_role("button", name="Search", exact=True))
        return self.page.get_by_role("article").get_by_role("heading").get_by_role("link")
