"""What belongs to somebody else: "disregard the ECOG 2, that belongs to another patient".

Only what is named goes; the talk stays with its patient.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.facts.clauses import Clause

_DROPS = frozenset("disregard ignore forget scratch strike discard".split())
_OF_TOPIC = (
    ("ecog_labels", ("ecog",)),
    ("driver", ("driver",)),
    ("driver_word", ("driver",)),
    ("histology", ("histology",)),
    ("brain_imaging", ("cns_imaging_done", "brain_metastases")),
    ("brain_mri", ("cns_imaging_done", "brain_metastases")),
)


def disowned(parts: Sequence[Clause]) -> frozenset[str]:
    """The facts that a turn takes back as another patient's; none where it names other ones."""
    if not any(part.has("other_patient") or part.has("new_patient") for part in parts):
        return frozenset()
    dropped = [p for p in parts if any(m.low_text in _DROPS for m in p.marks)]
    gone: set[str] = set()
    for part in dropped:
        names = {name for kind, names in _OF_TOPIC if part.has(kind) for name in names}
        if not names or part.any_of(_LESIONS):
            return frozenset()
        gone |= names
    for part in dropped:
        part.is_of_another = True
    return frozenset(gone)


_LESIONS = frozenset(("lesion", "lesions", "site", "drug"))
