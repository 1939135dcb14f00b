"""Can what the style sheet writes and draws be told from what is behind it?

1. Texts reach 4.5 to 1 on every colour they may stand on, light and dark; on water, too, whose gradients a
   checker in the browser cannot judge.
2. Edges of inputs, the ring around what has the focus, and the marks of notes reach 3 to 1.
3. The tiles of the atlas reach 4.5 to 1 for their numbers in each of their steps.
"""

from __future__ import annotations

import re
from itertools import product

import pytest

from web.static_files import FOLDER

STYLES = FOLDER / "leuchtturm.css"
SCHEMES = ("light", "dark")
WATER = ("sea-deep", "sea", "sea-light")
GROUNDS = ("paper", "surface")
TEXTS = [
    *product(("ink", "quiet", "link", "link-strong", "bad", "good"), GROUNDS),
    *product(("on-sea", "on-sea-quiet", "lamp"), WATER),
    *(("on-tint", "tint"), ("on-mark", "mark"), ("ink", "note"), ("link", "note")),
    *(("bad", "bad-tint"), ("good", "good-tint"), ("ink", "bad-tint"), ("ink", "good-tint")),
]
DRAWN = [
    *product(("edge", "focus", "note-edge"), GROUNDS),
    *product(("lamp",), WATER),
    *(("note-edge", "note"), ("edge", "tint"), ("focus", "tint"), ("focus", "focus-gap")),
]
STEPS = re.compile(r"\.step-(\d) rect \{ fill: (#\w+)")
NUMBERS = re.compile(r"\.step-(\d) text, \.step-(\d) text \{ fill: (#\w+)")


def _tokens() -> dict[str, dict[str, str]]:
    """The colours by name, for each scheme."""
    light, dark = re.split(
        r"@media \(prefers-color-scheme: dark\)", (STYLES / "10-tokens.css").read_text("utf-8")
    )
    found = dict(re.findall(r"--([\w-]+): (#\w+)", light))
    return {"light": found, "dark": found | dict(re.findall(r"--([\w-]+): (#\w+)", dark))}


def _luminance(colour: str) -> float:
    """The relative luminance of WCAG."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    """From 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _too_low(pairs: list[tuple[str, str]], scheme: str, least: float) -> dict[str, float]:
    colours = _tokens()[scheme]
    found = {f"{one} on {other}": _contrast(colours[one], colours[other]) for one, other in pairs}
    return {pair: round(ratio, 2) for pair, ratio in found.items() if ratio < least}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_texts_can_be_read(scheme: str) -> None:
    assert _too_low(TEXTS, scheme, 4.5) == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_edges_and_rings_can_be_seen(scheme: str) -> None:
    assert _too_low(DRAWN, scheme, 3) == {}


def test_the_numbers_of_the_atlas_can_be_read() -> None:
    styles = (STYLES / "65-atlas.css").read_text("utf-8")
    written = {step: colour for one, two, colour in NUMBERS.findall(styles) for step in (one, two)}
    ratios = {step: _contrast(written[step], fill) for step, fill in STEPS.findall(styles)}
    assert set(ratios) == {"1", "2", "3", "4"}
    assert {step: ratio for step, ratio in ratios.items() if ratio < 4.5} == {}


def test_contrast_is_that_of_wcag() -> None:
    assert _contrast("#000", "#fff") == pytest.approx(21)
    assert _contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
