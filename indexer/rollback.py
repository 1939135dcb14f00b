"""A generation turns out to be bad: how do we go back to the one before?

The older one is brought up to the corpus by one commit on top of it, at the end of which CURRENT names it. So
nobody ever sees its old state, and killed before that, everything is as it was. It is for a bad build, not
for content: that is always what the corpus says.
"""

from __future__ import annotations

from indexer.errors import IndexMissing, IndexNotWritten
from indexer.index.generation import Manifest, current_name, generations
from indexer.index.opening import indexed_digests
from indexer.index.writer import commit
from indexer.planning import Plan, make_plan
from indexer.provenance import Inputs
from indexer.reading import Progress


def generation_before(inputs: Inputs) -> Manifest:
    """The newest whole commit of the generation to go back to.

    Raises IndexMissing or IndexDamaged if none is in force, IndexNotWritten if there is none to go back to.
    """
    index = inputs.corpus.settings.index
    name = current_name(index)
    if name is None:
        raise IndexMissing(f"There is no index in {index}. Run 'kb index'.")
    current = name.partition("/")[0]
    for manifest in generations(index, verify=True):
        if manifest.generation < current:  # their names are in the order in which they were begun
            break
    else:
        raise IndexNotWritten(
            f"There is no whole generation before {current}, the one in force, to go back to. "
            "Run 'kb index --full' to build a new one."
        )
    if manifest.fingerprint != inputs.fingerprint:
        raise IndexNotWritten(
            f"Generation {manifest.generation}, the one before, was made by another version of this program "
            "or with other vocabularies, so it is not gone back to. Run 'kb index --full' to build a new one."
        )
    return manifest


def go_back(inputs: Inputs, progress: Progress | None = None) -> tuple[Manifest, Plan]:
    """Bring the generation before into force, equal to the corpus. The caller holds the lock of the index.

    Raises what ``generation_before`` raises, or OSError; then the one in force stays.
    """
    index, target = inputs.corpus.settings.index, generation_before(inputs)
    plan = make_plan(inputs.corpus, indexed_digests(index, target), progress)
    return commit(index, target, changed=plan.changed, removed=plan.removed, shape=inputs.shape), plan
