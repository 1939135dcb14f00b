"""Links between records, seen from both sides.

1. Every relation type has an inverse, and the inverse of the inverse is the type itself.
2. What one record says is shown at both; said by both it is shown once.
3. The answer does not depend on the order of the records.
"""

from __future__ import annotations

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from kb.record import Record, RelationType
from kb.relations import INVERSES, Link, links
from tests.kb.corpora import a_record

few_ids = st.sampled_from(["a", "b", "c"])
pairs = st.tuples(few_ids, st.sampled_from(sorted(INVERSES)), few_ids)


def test_every_type_has_an_inverse() -> None:
    assert set(INVERSES) == set(INVERSES.values()) == set(get_args(RelationType))
    assert all(INVERSES[inverse] == name for name, inverse in INVERSES.items())


def test_a_relation_is_shown_from_both_sides() -> None:
    part = a_record("part", relations=[{"type": "part_of", "to": "whole"}])
    assert links([part, a_record("whole"), a_record("lonely")]) == {
        "part": (Link("part", "part_of", "whole"),),
        "whole": (Link("whole", "has_part", "part"),),
    }


def test_what_both_say_is_shown_once() -> None:
    part = a_record("part", relations=[{"type": "part_of", "to": "whole"}] * 2)
    whole = a_record("whole", relations=[{"type": "has_part", "to": "part"}])
    assert links([part, whole]) == links([part]) == links([whole])


@given(st.lists(pairs))
def test_both_sides_always_agree(said: list[tuple[str, RelationType, str]]) -> None:
    records: list[Record] = [
        a_record(name, relations=[{"type": kind, "to": to} for at, kind, to in said if at == name])
        for name in ("a", "b", "c")
    ]
    found = links(records)
    shown = {(link.record_id, link.type, link.to) for seen in found.values() for link in seen}
    assert shown == {*said, *((to, INVERSES[kind], at) for at, kind, to in said)}
    assert all(link.record_id == at for at, seen in found.items() for link in seen)
    assert all(list(seen) == sorted(set(seen)) for seen in found.values())
    assert links(records[::-1]) == found
