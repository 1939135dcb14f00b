"""Which fields does the form show, in which order, and in which words?

The one table of the form: sections in the order people think of a practice, and for each field a label and
one piece of advice. What a field is written with and what limits it follows from the schema (``shapes``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from web.desk.form.shapes import Named, field_of
from web.wording import N_


@dataclass(frozen=True)
class SectionRow:
    """A part of the form with the fields of the record in it."""

    name: str
    title: str
    fields: tuple[str, ...]


SECTIONS: tuple[SectionRow, ...] = (
    SectionRow("about", N_("What it is"), ("kind", "title", "summary", "organisation", "contact_org")),
    SectionRow(
        "texts",
        N_("Texts"),
        (
            "challenge",
            "approach",
            "results",
            "success_factors",
            "limiting_factors",
            "resources",
            "transferability",
        ),
    ),
    SectionRow(
        "topics",
        N_("Place, time and topics"),
        (
            "place",
            "period",
            "published_year",
            "themes",
            "sectors",
            "target_groups",
            "funding",
            "label",
            "tags",
        ),
    ),
    SectionRow(
        "judgement",
        N_("Judgement with passages"),
        ("outcome", "effort", "evidence", "stages", "ecei", "not_applicable"),
    ),
    SectionRow("figures", N_("Figures and what they count"), ("figures",)),
    SectionRow("relations", N_("Links to other records"), ("relations",)),
    SectionRow("sources", N_("Where the facts come from"), ("sources",)),
    SectionRow(
        "rights",
        N_("Rights, languages and dates"),
        ("rights", "licence", "original_language", "translations", "checked", "expires"),
    ),
)

# What people do not write in the form, and where it comes from instead.
NOT_SHOWN: Mapping[str, str] = {
    "format": "the program",
    "id": "chosen when a draft is begun; it is the address of the record from then on",
    "status": "the steps of the desk",
    "file": "the import of a paper",
    "created": "the first publishing",
    "edited": "every publishing",
    "merged_into": "the command line",
    "former_ids": "the command line",
    "provenance": "the import",
}

# What can be said not to apply; the rest applies to every record.
MAY_NOT_APPLY: tuple[str, ...] = (
    "challenge",
    "approach",
    "results",
    "success_factors",
    "limiting_factors",
    "resources",
    "transferability",
    "organisation",
    "place",
    "period",
    "published_year",
    "sectors",
    "target_groups",
    "funding",
    "label",
    "outcome",
    "effort",
    "evidence",
    "stages",
    "ecei",
    "figures",
)

# Groups in which a person reads something out of a text: a new one says so from the start.
READ_BY_EDITORS = frozenset({"outcome", "effort", "evidence", "stages", "ecei", "limiting_factors"})


@dataclass(frozen=True)
class Words:
    """What a field is called, and what helps to fill it in."""

    label: str
    help: str


_PASSAGE = Words(
    N_("Supporting passage"),
    N_("The sentence of the text or of the source on which this rests, word for word."),
)
_BY = Words(
    N_("Who says so"),
    N_("The editors read it out of the text, or the source itself names it. The editors need the passage."),
)

WORDS: Mapping[str, Words] = {
    "kind": Words(N_("Kind"), N_("What the record describes. Readers narrow their search by it.")),
    "title": Words(N_("Title"), N_("One line that says what was done and what is special about it.")),
    "summary": Words(
        N_("Summary"),
        N_("Two or three sentences for people who read nothing else: who did what, and what came of it."),
    ),
    "organisation": Words(N_("Organisation"), N_("Who stands behind it.")),
    "organisation.name": Words(
        N_("Name of the organisation"), N_("As the organisation writes it itself. No names of persons.")
    ),
    "organisation.record": Words(
        N_("Its own record"), N_("If the organisation has a record here: the id of that record.")
    ),
    "contact_org": Words(
        N_("Who answers questions"),
        N_("An organisation, if it is another one. No persons, mail addresses or telephone numbers."),
    ),
    "challenge": Words(N_("Challenge"), N_("Which problem was to be solved, and for whom?")),
    "approach": Words(
        N_("Approach"),
        N_("What was done, step by step? Lines that begin with a hyphen become a list."),
    ),
    "results": Words(N_("Results"), N_("What came of it? Give numbers among the figures as well.")),
    "success_factors": Words(N_("What stands out"), N_("What made it work. One point on each line.")),
    "limiting_factors": Words(N_("What limited it"), N_("What hindered it, or kept it small.")),
    "limiting_factors.text": Words(N_("Obstacle"), N_("In one sentence.")),
    "limiting_factors.passage": _PASSAGE,
    "limiting_factors.by": _BY,
    "resources": Words(N_("Resources"), N_("The staff, money, time and partners it took.")),
    "transferability": Words(
        N_("Transferability"), N_("What others need to take it over, and what they would have to change.")
    ),
    "outcome": Words(N_("Outcome"), N_("Whether it worked. Failures teach as much as successes.")),
    "outcome.value": Words(N_("How it turned out"), N_("Leave it open if the text does not say.")),
    "outcome.passage": _PASSAGE,
    "outcome.by": _BY,
    "effort": Words(N_("Effort"), N_("What it takes to adopt it elsewhere.")),
    "effort.value": Words(
        N_("How much effort"), N_("Low: under 5 person-days and 5,000 euros. Medium: up to 3 person-months.")
    ),
    "effort.passage": _PASSAGE,
    "effort.by": _BY,
    "evidence": Words(N_("Evidence"), N_("How well the effect is proven.")),
    "evidence.value": Words(
        N_("How well proven"), N_("Claims without figures are only plausibly described.")
    ),
    "evidence.passage": _PASSAGE,
    "evidence.by": _BY,
    "stages": Words(N_("Stages"), N_("The stages of a cluster organisation for which it is described.")),
    "stages.value": Words(N_("Stage"), N_("One stage in each row.")),
    "stages.passage": _PASSAGE,
    "stages.by": _BY,
    "ecei": Words(N_("ECEI indicators"), N_("The indicators of cluster excellence it contributes to.")),
    "ecei.value": Words(N_("Indicator"), N_("One indicator in each row.")),
    "ecei.passage": _PASSAGE,
    "ecei.by": _BY,
    "not_applicable": Words(
        N_("Does not apply"),
        N_("Tick what makes no sense for this record. What is only unknown stays empty and unticked."),
    ),
    "place": Words(N_("Place"), N_("Where it happened or happens.")),
    "place.countries": Words(N_("Countries"), N_("All countries that take part.")),
    "place.regions": Words(N_("Regions"), N_("The smallest region that fits, or several.")),
    "place.words": Words(N_("Place in words"), N_("As the source says it, such as a town or a port.")),
    "period": Words(N_("Period"), N_("From which year to which it ran.")),
    "period.start": Words(N_("First year"), N_("Four digits, such as 2019.")),
    "period.end": Words(N_("Last year"), N_("Leave it empty if the end is not known.")),
    "period.ongoing": Words(N_("Still running"), N_("Tick it only if a source says so.")),
    "published_year": Words(N_("Year of publication"), N_("For studies, guides and papers.")),
    "themes": Words(N_("Themes"), N_("The tasks of a cluster management it is about: two or three.")),
    "sectors": Words(N_("Sectors"), N_("The branches of the economy it comes from.")),
    "target_groups": Words(N_("Target groups"), N_("Who can use it.")),
    "funding": Words(N_("Funding"), N_("The programmes or sources of money behind it.")),
    "label": Words(N_("Quality label"), N_("Of the cluster organisation, if it has one.")),
    "tags": Words(
        N_("Words without a concept"), N_("Words of the source for which the lists above have no entry.")
    ),
    "tags.sectors": Words(N_("Further sectors"), N_("One on each line.")),
    "tags.themes": Words(N_("Further themes"), N_("One on each line.")),
    "tags.target_groups": Words(N_("Further target groups"), N_("One on each line.")),
    "tags.funding": Words(N_("Further funding"), N_("One on each line.")),
    "tags.regions": Words(N_("Further regions"), N_("One on each line.")),
    "figures": Words(N_("Figures"), N_("Numbers as the sources give them, each with what it counts.")),
    "figures.what": Words(
        N_("What it counts"), N_("Words such as “about” or “at least” belong here, not to the number.")
    ),
    "figures.value": Words(N_("Number"), N_("Only the number, such as 1,250 or 0.5.")),
    "figures.unit": Words(N_("Unit"), N_("Such as euros, members or per cent. Nothing if it counts things.")),
    "figures.year": Words(N_("Year"), N_("The year the number is of.")),
    "figures.source": Words(N_("Where the number stands"), N_("The web address of the page or file.")),
    "relations": Words(N_("Related records"), N_("Each link is shown from both sides.")),
    "relations.type": Words(N_("How they belong together"), N_("Read it as: this record … the other one.")),
    "relations.to": Words(N_("The other record"), N_("Its id: the last part of its address.")),
    "relations.passage": _PASSAGE,
    "relations.by": _BY,
    "sources": Words(N_("Sources"), N_("At least one page or paper that a reader can open.")),
    "sources.url": Words(N_("Web address"), N_("It begins with https:// or http://.")),
    "sources.title": Words(N_("Title of the source"), N_("As it stands above the page or on the cover.")),
    "sources.publisher": Words(N_("Publisher"), N_("The organisation whose page or paper it is.")),
    "sources.language": Words(N_("Language of the source"), N_("The one it is written in.")),
    "sources.accessed": Words(N_("Opened on"), N_("The day somebody opened it and read it.")),
    "rights": Words(
        N_("Rights in the paper"), N_("Only papers need them: without rights a paper is not published.")
    ),
    "licence": Words(N_("Licence of the text"), N_("Such as CC BY 4.0.")),
    "original_language": Words(N_("Original language"), N_("The language the record was written in first.")),
    "translations": Words(
        N_("State of the translations"), N_("What has become outdated since the original was changed.")
    ),
    "checked": Words(N_("Checked on"), N_("The day somebody opened all sources and compared the text.")),
    "expires": Words(N_("Good until"), N_("From the day after, the record is due to be checked again.")),
}

# What the fixed values of the schema are called.
VALUES: Mapping[str, Mapping[str, str]] = {
    "by": {"editorial": N_("the editors"), "source": N_("the source")},
    "rights": {
        "open": N_("Open: our own or openly licensed, the paper is handed out"),
        "quote": N_("Quotation: searched and quoted, the paper is not handed out"),
    },
    "translations": {
        "original": N_("original"),
        "translated": N_("translated"),
        "outdated": N_("outdated"),
    },
}


def shown_fields() -> Iterator[Named]:
    """The fields of the form in their order."""
    for section in SECTIONS:
        yield from map(field_of, section.fields)
