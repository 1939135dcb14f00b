"""How could a workshop go, and on which sheet do people say afterwards how it was and what they will do?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from web.formatting import Text
from web.kit.cases import Case
from web.kit.content import Block, Facts, Lines, Paragraph, Section, Table, Texts
from web.kit.voice import Voice

MINUTES_A_CASE = 5
MOST_MINUTES_OF_READING = 25  # from here on groups share the cases
FEW = MOST_MINUTES_OF_READING // MINUTES_A_CASE
MARKS = 5
BOX = "☐"
WAYS_ON = 3  # rows for what is tried next


def schedule(cases: Sequence[Case], voice: Voice) -> Iterator[Block]:
    """The aim and a suggested order of the workshop."""
    _ = voice.gettext
    yield Paragraph(
        Text(
            _(
                "The group gets to know what others have tried, compares it, and decides what to try itself: "
                "one instrument, with a name and a date."
            )
        )
    )
    reading = min(MINUTES_A_CASE * len(cases), MOST_MINUTES_OF_READING)
    steps = (
        (_("Welcome: which question of our own brings us here?"), 10, ""),
        (_("Reading: everybody reads the cases and marks what surprises"), reading, _("Cases")),
        (_("Comparing: what do the cases have in common, what is not known?"), 15, _("Comparison")),
        (_("Discussing in small groups, then together"), 30, _("Questions for the discussion")),
        (_("Deciding: what do we try, who does what until when?"), 15, _("Evaluation sheet")),
        (_("Evaluation: everybody fills in the sheet"), 5, _("Evaluation sheet")),
    )
    rows: list[tuple[Texts, ...]] = [
        ((Text(step),), (Text(str(minutes)),), (Text(part or "–"),)) for step, minutes, part in steps
    ]
    total = sum(step[1] for step in steps)
    rows.append(((Text(_("Together")),), (Text(str(total)),), (Text("–"),)))
    columns = (Text(_("Step")), Text(_("Minutes planned")), Text(_("Part of this handout")))
    yield Table(_("A suggestion, to be fitted to the group and its time"), columns, tuple(rows), (6, 2, 4))
    if len(cases) > FEW:
        yield Paragraph(
            Text(_("There are many cases: small groups can share them out and tell each other.")), "note"
        )


def evaluation(cases: Sequence[Case], voice: Voice) -> Iterator[Section]:
    """The sheet that is filled in on paper and handed in."""
    _ = voice.gettext
    yield Section(
        "evaluation",
        2,
        Text(_("Evaluation sheet")),
        (
            Paragraph(Text(_("To be filled in on paper, without a name if you like.")), "note"),
            Facts(((_("Date"), ()), (_("Role in the cluster (if you like)"), ()))),
        ),
        new_page=True,
    )
    yield Section("evaluation-workshop", 3, Text(_("The workshop")), (_ratings(voice),))
    useful = [(Text(f"{case.number}. {case.title(voice).text}", case.title(voice).lang),) for case in cases]
    yield Section(
        "evaluation-cases",
        3,
        Text(_("The cases")),
        (_scale(_("How useful is this case for us?"), _("Case"), useful, _("not at all"), _("very"), voice),),
    )
    open_questions = (
        _("What do I take with me?"),
        _("What was missing, or what do I still want to know?"),
        _("What would have to be given before we can try it?"),
    )
    yield Section(
        "evaluation-open",
        3,
        Text(_("In own words")),
        tuple(block for asked in open_questions for block in (Paragraph(Text(asked)), Lines(2))),
    )
    yield Section("evaluation-next", 3, Text(_("Which instrument do we try?")), (_ways_on(voice),))


def _ratings(voice: Voice) -> Table:
    _ = voice.gettext
    statements = (
        _("The cases had to do with my work."),
        _("I understood what was done and what is known of its effect."),
        _("There was enough time to talk."),
        _("We have chosen something that we will try."),
    )
    rows = [(Text(statement),) for statement in statements]
    return _scale(_("How far is this true?"), _("Statement"), rows, _("not at all"), _("fully"), voice)


def _scale(caption: str, head: str, rows: Sequence[Texts], low: str, high: str, voice: Voice) -> Table:
    ends = {1: low, MARKS: high}
    marks = [f"{mark} ({ends[mark]})" if mark in ends else str(mark) for mark in range(1, MARKS + 1)]
    boxes: tuple[Texts, ...] = ((Text(BOX),),) * MARKS
    explained = voice.gettext("%(question)s Tick one box in each row.", question=caption)
    columns = (Text(head), *map(Text, marks))
    return Table(explained, columns, tuple((row, *boxes) for row in rows), (8, 2, 1, 1, 1, 2))


def _ways_on(voice: Voice) -> Table:
    _ = voice.gettext
    columns = (Text(_("Which instrument")), Text(_("First step")), Text(_("Who")), Text(_("Until when")))
    rows: tuple[tuple[Texts, ...], ...] = tuple(
        ((Text(_("Plan %(number)s:", number=number)),), (), (), ()) for number in range(1, WAYS_ON + 1)
    )
    return Table(_("Who does what until when?"), columns, rows, (4, 4, 2, 2))
