"""By what can readers narrow a search, in which order, and where do the values come from?

One row per facet, in the order they stand on the page. A value of a facet is a key: the id of a concept, an
organisation's key, a year, or one of the two keys that every facet has.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

NOT_STATED = "_none"
NOT_APPLICABLE = "_na"
THIN = 0.15  # a facet that fewer of the records state is not offered on pages

FacetKind = Literal["list", "tree", "range"]


@dataclass(frozen=True)
class Facet:
    """One facet. ``vocabulary`` is None where the keys are not concepts; ``long`` ones get a search box."""

    name: str
    kind: FacetKind
    vocabulary: str | None
    field: str
    long: bool = False


FACETS: tuple[Facet, ...] = (
    Facet("kind", "list", "kinds", "kind"),
    Facet("theme", "list", "themes", "themes"),
    Facet("sector", "tree", "sectors", "sectors", long=True),
    Facet("stage", "list", "stages", "stages"),
    Facet("effort", "list", "efforts", "effort"),
    Facet("evidence", "list", "evidence", "evidence"),
    Facet("outcome", "list", "outcomes", "outcome"),
    Facet("country", "list", "countries", "place", long=True),
    Facet("region", "tree", "regions", "place", long=True),
    Facet("organisation", "list", None, "organisation", long=True),
    Facet("funding", "tree", "funding", "funding", long=True),
    Facet("label", "list", "labels", "label"),
    Facet("ecei", "tree", "ecei", "ecei", long=True),
    Facet("target_group", "list", "target-groups", "target_groups"),
    Facet("language", "list", "languages", "title"),
    Facet("year", "range", None, "period"),
)
BY_NAME: dict[str, Facet] = {facet.name: facet for facet in FACETS}
