"""Which five are shown first?

1. The first hits, in their order, as long as they differ.
2. No organisation and no programme twice and at most two of a kind, where there are enough others.
3. Where there are not, others of the same kinds fill the list, then any: it is as long as it can be.
"""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from indexer.search.results import Hit
from web.tour.shortlist import unlike


def _hit(record_id: str, kind: str = "study", organisation: str = "", *programmes: str) -> Hit:
    record: dict[str, Any] = {"id": record_id, "kind": kind, "funding": list(programmes)}
    if organisation:
        record["organisation"] = {"name": organisation}
    return Hit(record_id, 1.0, record, ("de",))


def _ids(hits: list[Hit], longest: int = 5) -> list[str]:
    return [hit.id for hit in unlike(hits, longest)]


def test_hits_that_differ_keep_their_order() -> None:
    hits = [
        _hit(name, kind) for name, kind in zip("abcdef", ["guide", "study"] * 2 + ["event"] * 2, strict=True)
    ]
    assert _ids(hits) == ["a", "b", "c", "d", "e"]


def test_an_organisation_a_programme_and_a_third_of_a_kind_give_way() -> None:
    hits = [
        _hit("a", "guide", "Port"),
        _hit("same-organisation", "event", "port"),
        _hit("b", "guide", "Fair", "esf-plus"),
        _hit("same-programme", "event", "Ship", "erdf", "esf-plus"),
        _hit("same-kind", "guide"),
        _hit("c", "study"),
        _hit("d", "policy"),
        _hit("e", "event"),
    ]
    assert _ids(hits) == ["a", "b", "c", "d", "e"]
    assert _ids(hits[:6], 4) == ["a", "b", "same-kind", "c"]
    assert _ids(hits[:5]) == ["a", "same-organisation", "b", "same-programme", "same-kind"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["study", "guide", "event"]),
            st.sampled_from(["", "Port", "Fair", "Ship"]),
            st.lists(st.sampled_from(["erdf", "esf-plus"]), max_size=2),
        ),
        max_size=12,
    )
)
def test_the_list_is_as_long_as_it_can_be_and_in_order(rows: list[tuple[str, str, list[str]]]) -> None:
    hits = [_hit(f"{number:02}", kind, name, *funding) for number, (kind, name, funding) in enumerate(rows)]
    ids = _ids(hits)
    assert len(ids) == min(5, len(hits))
    assert ids == sorted(set(ids))
    assert ids[:1] == [hit.id for hit in hits[:1]]
