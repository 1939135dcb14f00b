"""Can everybody see where they are, read all of it and hit what they want, in every state?

1. Every target is at least 24 by 24 px on a desk and on a phone, or it stands in a sentence, or it has that
   much room for itself (the exceptions of WCAG 2.5.8). A label counts to its field.
2. Every stop of the keyboard looks different from before: light, dark and with forced colours.
3. No stop is hidden by a bar that sticks, forwards and backwards, on a desk, on a phone, at 200 and 400 %.
4. Nothing scrolls sideways and nothing is cut off in these sizes, nor with the text spacing of WCAG 1.4.12.
5. Nothing moves for those who do not want it.
6. With forced colours, what is chosen, marked or current can still be told from the rest.
7. The measures would notice.

Each state is opened once and then made smaller, darker and so on: what depends on them is only the style. Of
stops of one kind a small run takes the first and the last two, and those of the frame only on the first page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import pytest
from playwright.sync_api import Page, ViewportSize

from tests.browser.addresses import OPEN_EVERYTHING, PAGES, opened
from tests.tiers import examples, soaking

Window = Callable[..., Page]
DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
# In pixels of the style, so a desk of 1280 by 1024 has these many at 200 and at 400 %.
SIZES: Mapping[str, ViewportSize] = {
    "desk": DESK,
    "phone": PHONE,
    "200 %": {"width": 640, "height": 512},
    "400 %": {"width": 320, "height": 256},
}
# What can be pressed and is seen, each by its own box; a field by that of its label, too.
TARGETS = """
const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [role=option]')]
  .filter(tag => tag.checkVisibility({visibilityProperty: true, opacityProperty: true}))
  .filter(tag => !tag.closest('[aria-hidden=true]'));
const own = tag => tag.closest('svg') ? tag.querySelector('rect') ?? tag : tag;
const boxes = tag => [tag, ...(tag.labels ?? [])].map(one => own(one).getBoundingClientRect());
const box = tag => {
  const found = boxes(tag).filter(one => one.width > 1 && one.height > 1);
  return found.sort((a, b) => Math.min(b.width, b.height) - Math.min(a.width, a.height))[0];
};
"""
# In a line with words that cannot be pressed, which say how high it is.
SMALL_TARGETS = f"""() => {{ {TARGETS}
  const inSentence = tag => {{
    if (getComputedStyle(tag).display !== 'inline') return false;
    let block = tag.parentElement;
    while (getComputedStyle(block).display === 'inline') block = block.parentElement;
    const words = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {{
      const around = words.currentNode.parentElement;
      const isWord = /[\\p{{L}}\\p{{N}}]/u.test(words.currentNode.data);
      if (isWord && !around.closest('a, button, .hidden')) return true;
    }}
    return false;
  }};
  const found = all.map(tag => [tag, box(tag)]).filter(([, at]) => at);
  const small = found.filter(([tag, at]) => Math.min(at.width, at.height) < 23.9 && !inSentence(tag));
  const middle = at => [at.x + at.width / 2, at.y + at.height / 2];
  const near = (at, other) => {{
    const [x, y] = middle(at);
    const away = [Math.max(other.left - x, 0, x - other.right), Math.max(other.top - y, 0, y - other.bottom)];
    return Math.hypot(...away) < 12;
  }};
  const crowded = (tag, at) => found.some(([one, other]) => one !== tag && !one.contains(tag)
    && !tag.contains(one) && near(at, other))
    || small.some(([one, other]) => one !== tag
      && Math.hypot(middle(at)[0] - middle(other)[0], middle(at)[1] - middle(other)[1]) < 24);
  return small.filter(([tag, at]) => crowded(tag, at))
    .map(([tag, at]) => `${{at.width | 0}}x${{at.height | 0}} ${{tag.outerHTML.slice(0, 120)}}`);
}}"""
# The stops of the keyboard, in order; of radio buttons that belong together the first, and of stops of one
# kind as many as are wanted from both ends.
STOPS = """
const names = new Set(), kinds = new Map();
let stops = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, '
  + 'summary, [tabindex="0"]')]
  .filter(tag => tag.tabIndex >= 0 && !tag.disabled && tag.checkVisibility({visibilityProperty: true}))
  .filter(tag => tag.type !== 'radio' || names.size < names.add(tag.name).size);
for (const tag of stops) {
  const kind = [tag, tag.parentElement].map(one => one.tagName + one.className).join();
  kinds.set(kind, [...kinds.get(kind) ?? [], tag]);
}
const taken = [...kinds.values()].flatMap(all => [...all.slice(0, most), ...all.slice(-most)]);
stops = stops.filter(tag => taken.includes(tag) && (frame || tag.closest('main')));
"""
UNSEEN_FOCUS = f"""([most, frame]) => {{ {STOPS}
  const look = tag => [tag, tag.parentElement, tag.querySelector('rect')].filter(Boolean)
    .map(one => getComputedStyle(one))
    .map(one => [one.outlineStyle !== 'none' && one.outline, parseFloat(one.borderWidth) && one.border,
      one.boxShadow, one.stroke !== 'none' && one.stroke + one.strokeWidth].join()).join();
  return stops.filter(tag => {{
    tag.focus({{focusVisible: true}});
    const focused = look(tag);
    tag.blur();
    return focused === look(tag);
  }}).map(tag => tag.outerHTML.slice(0, 120));
}}"""
# Covered is a stop where at none of its points it, something in it or something around it lies on top.
COVERED_FOCUS = f"""([most, frame]) => {{ {STOPS}
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(':not([type=range]) {{ pointer-events: auto !important }}');
  document.adoptedStyleSheets.push(sheet);
  const seen = tag => [...tag.getClientRects()].some(at => [.02, .25, .5, .75, .98].some(x =>
    [.05, .5, .95].some(y => {{
      const top = document.elementFromPoint(at.x + at.width * x, at.y + at.height * y);
      const own = [tag, ...tag.labels ?? []];
      return top && (top.contains(tag) || own.some(one => one.contains(top)));
    }})));
  document.activeElement.blur();  // to what has the focus already nothing scrolls
  const covered = tag => {{
    tag.focus({{focusVisible: true}});
    return document.activeElement === tag && !seen(tag);
  }};
  const found = [...stops.filter(covered), ...stops.toReversed().filter(covered)];
  document.adoptedStyleSheets.pop();
  return found.map(tag => tag.outerHTML.slice(0, 120));
}}"""
# What lies in a box that hides what is too large for it, and how far the page is too wide, before and after
# the text is spread.
BEYOND = """() => {
  const found = [];
  const measure = () => {
    const page = document.scrollingElement;
    if (page.scrollWidth > page.clientWidth) found.push(`${page.scrollWidth - page.clientWidth} px too wide`);
    found.push(...[...document.querySelectorAll('main *, header *, footer *')]
      .filter(tag => tag.checkVisibility() && !tag.closest('.hidden, svg, [role=region], [role=listbox]'))
      .filter(tag => !tag.matches('input, textarea, select') && tag.textContent.trim())
      .filter(tag => ['hidden', 'clip'].includes(getComputedStyle(tag).overflowX))
      .filter(tag => getComputedStyle(tag).clipPath === 'none')
      .filter(tag => tag.scrollWidth > tag.clientWidth + 1 || tag.scrollHeight > tag.clientHeight + 1)
      .map(tag => tag.outerHTML.slice(0, 120)));
  };
  measure();
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important; } p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets.push(sheet);
  measure();
  document.adoptedStyleSheets.pop();
  return found;
}"""
MOVING = """() => [...document.querySelectorAll('*')].filter(tag => ['', '::before', '::after'].some(part => {
    const style = getComputedStyle(tag, part);
    const changes = style.transitionDuration.split(',').some(time => parseFloat(time) > 0.001);
    return changes && style.transitionProperty !== 'none' || style.animationName !== 'none'
      || style.scrollBehavior === 'smooth';
  })).map(tag => tag.outerHTML.slice(0, 120))"""

# Two buttons too small, too near to each other and not lit up, a bar over all, a line cut off, a movement.
WORSE = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`.x { all: unset !important; display: inline-block !important; width: 10px !important;
      height: 10px !important }
    .bar { position: fixed; inset: 0; background: red; }
    h1 { width: 1em; overflow: hidden; white-space: nowrap; transition: color 1s !important }`);
  document.querySelector('main').insertAdjacentHTML('beforeend',
    `<div><button class=x aria-label=a></button><button class=x aria-label=b></button></div>
    <div class=bar></div>`);
  document.adoptedStyleSheets = [sheet];
}"""


@dataclass(frozen=True)
class Found:
    """What is wrong in a state, each time as the beginning of the elements it is wrong with."""

    small: Mapping[str, list[str]]
    unseen: Mapping[str, list[str]]
    covered: Mapping[str, list[str]]
    beyond: Mapping[str, list[str]]
    moving: list[str]


@pytest.fixture(scope="module")
def found(window: Window) -> Callable[[str], Found]:
    """A function from the name of a state to what is wrong in it; each is opened once."""

    @cache
    def look(name: str) -> Found:
        page = opened(window(viewport=DESK, reduced_motion="reduce"), name, "de")
        page.evaluate(OPEN_EVERYTHING)
        try:
            return _look(page, frame=soaking() or name == next(iter(PAGES)))
        finally:
            page.emulate_media(color_scheme="light", forced_colors="none")
            page.set_viewport_size(DESK)

    return look


def _look(page: Page, *, frame: bool = True) -> Found:
    small, unseen, covered, beyond = {}, {}, {}, {}
    stops = [examples(2, 10_000), frame]
    moving = page.evaluate(MOVING)
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)
        small[size] = page.evaluate(SMALL_TARGETS)
        covered[size] = page.evaluate(COVERED_FOCUS, stops)
        beyond[size] = page.evaluate(BEYOND)
    page.set_viewport_size(DESK)
    unseen["light"] = page.evaluate(UNSEEN_FOCUS, stops)
    page.emulate_media(color_scheme="dark")
    unseen["dark"] = page.evaluate(UNSEEN_FOCUS, stops)
    page.emulate_media(forced_colors="active")
    unseen["forced colours"] = page.evaluate(UNSEEN_FOCUS, stops)
    return Found(small, unseen, covered, beyond, moving)


@pytest.mark.parametrize("name", PAGES)
def test_targets_are_large_enough(found: Callable[[str], Found], name: str) -> None:
    assert found(name).small == {size: [] for size in SIZES}


@pytest.mark.parametrize("name", PAGES)
def test_where_the_keyboard_is_can_be_seen(found: Callable[[str], Found], name: str) -> None:
    assert found(name).unseen == {look: [] for look in ("light", "dark", "forced colours")}


@pytest.mark.parametrize("name", PAGES)
def test_the_focus_is_never_hidden(found: Callable[[str], Found], name: str) -> None:
    assert found(name).covered == {size: [] for size in SIZES}


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_beyond_the_edge(found: Callable[[str], Found], name: str) -> None:
    assert found(name).beyond == {size: [] for size in SIZES}


@pytest.mark.parametrize("name", PAGES)
def test_nobody_is_moved_who_does_not_want_to_be(found: Callable[[str], Found], name: str) -> None:
    assert found(name).moving == []


# What has to differ with forced colours: where to look, what stands out there, and from what.
TOLD_APART = {
    "the page one is on": ("atlas", "nav.places", "a[aria-current]", "a:not([aria-current])"),
    "the language": ("home", "nav.languages", "a[aria-current]", "a:not([aria-current])"),
    "the order of results": ("query", ".order", "[aria-current]", "a:not([aria-current])"),
    "a chosen value": ("filters", ".facet", "a.chosen", "a:not(.chosen, .excluded)"),
    "an excluded value": ("filters", ".facet", "a.excluded", "a:not(.chosen, .excluded)"),
    "a word that was found": ("query", ".hit", "mark", ":has(> mark)"),
    "the suggestion one is at": ("typing", "#suggestions", "[aria-selected=true]", "[aria-selected=false]"),
    "the years that are chosen": ("filters", ".histogram", "path.on", "path:not(.on)"),
}
LOOKS = """(tags) => tags.map(tag => getComputedStyle(tag)).map(style => [style.color, style.backgroundColor,
  style.outline, style.border, style.textDecoration, style.fontWeight, style.fill].join())"""


@pytest.mark.parametrize("what", TOLD_APART)
def test_with_forced_colours_the_meaning_stays(window: Window, what: str) -> None:
    name, place, special, ordinary = TOLD_APART[what]
    page = opened(window(viewport=DESK, forced_colors="active"), name, "en")
    specials = page.locator(place).locator(special).evaluate_all(LOOKS)
    others = page.locator(place).locator(ordinary).evaluate_all(LOOKS)
    assert specials
    assert others
    assert set(specials).isdisjoint(others)


def test_the_measures_would_notice(window: Window) -> None:
    page = window(viewport=DESK, reduced_motion="reduce")
    page.goto("/about?lang=en")
    page.evaluate(WORSE)
    found = _look(page)
    page.emulate_media(color_scheme="light", forced_colors="none")
    page.set_viewport_size(DESK)
    for measured in (found.small, found.unseen, found.covered, found.beyond):
        assert all(len(wrong) >= 1 for wrong in measured.values()), found
    assert len(found.moving) == 1
