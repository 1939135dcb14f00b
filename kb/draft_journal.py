"""Here are the steps of a draft: what do they say together, and which of their texts are still needed?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from kb.draft import Step, StepAction
from kb.repository import digest_of

ENDS: frozenset[StepAction] = frozenset(("publish", "discard"))
"""After one of these there is no draft, unless publishing was cut short."""
WRITES: frozenset[StepAction] = frozenset(("start", "save"))
"""In these somebody changed the text."""
MOST_TEXTS = 300
LAST_TEXTS = 50
"""That many texts at the end are always kept: somebody may still have one of them open in a form."""
LEAST_DROPPED = 50
SITTING = timedelta(minutes=10)
"""Of saves of one person that follow each other within this time only the last one is remembered."""
_FORM = "%Y-%m-%dT%H:%M:%SZ"


def now() -> str:
    """This second, in UTC."""
    return datetime.now(UTC).strftime(_FORM)


def text_in_force(steps: Sequence[Step]) -> str:
    """The text the draft has after all steps."""
    return next(step.text for step in reversed(steps) if step.text is not None)


def base_of(steps: Sequence[Step]) -> str | None:
    """The digest of the state of the record that the draft changes."""
    return next((step.base for step in reversed(steps) if step.base is not None), None)


def is_cut_short(steps: Sequence[Step], data: bytes | None) -> bool:
    """Whether a crash came between the last step and the file, which holds ``data``."""
    if not steps or steps[-1].action in ENDS:
        return bool(steps)
    if data is None:
        return True
    digest = digest_of(data)
    return digest != steps[-1].digest and any(step.digest == digest for step in steps)


def with_external(steps: Sequence[Step], data: bytes, written: float) -> tuple[Step, ...]:
    """The steps, and one more if the file holds what none of them has written.

    It was brought by an import that kept no journal, or changed outside the desk. ``written`` is the time of
    the file in seconds since 1970. Bytes that are no text are replaced in the step.
    """
    digest = digest_of(data)
    if steps and steps[-1].digest == digest:
        return tuple(steps)
    at = datetime.fromtimestamp(written, UTC).strftime(_FORM)
    text = data.decode("utf-8", "replace")
    if not steps:
        return (Step(1, "start", at, "import", "", digest, text, None, {}),)
    note = "changed outside the desk"
    return (*steps, Step(len(steps) + 1, "save", at, "external", note, digest, text, None, {}))


def compacted(steps: Sequence[Step]) -> list[Step] | None:
    """The steps without the texts nobody will ask for, or None if there are too few of these to bother.

    All steps stay, and every text that started something, that another person or another sitting followed,
    or that is one of the last.
    """
    numbers = [number for number, step in enumerate(steps) if step.text is not None]
    if len(numbers) <= MOST_TEXTS:
        return None
    followed = pairwise(numbers[: 1 - LAST_TEXTS])
    dropped = {number for number, after in followed if _is_passing(steps[number], steps[after])}
    if len(dropped) < LEAST_DROPPED:
        return None
    return [replace(step, text=None) if n in dropped else step for n, step in enumerate(steps)]


def _is_passing(step: Step, after: Step) -> bool:
    """Whether a text was only on the way to the next one."""
    if not (step.action == after.action == "save" and step.by == after.by and step.base is None):
        return False
    return datetime.fromisoformat(after.at) - datetime.fromisoformat(step.at) < SITTING
