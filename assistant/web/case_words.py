"""The case in words: what a form says of a patient, as a message that is read like any other.

A surface extracts no facts of its own: the fields of the case become sentences, the
sentences become facts by the same reading that free text goes through, and come back with
the words they came from. Facts without sentences here are said by their label.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.facts.schema import FactSchema, Schema

# The fields of the case, in the order in which a clinician tells one.
FIELDS = (
    "driver",
    "systemic_therapy",
    "progressing_sites",
    "other_disease_controlled",
    "progressing_locations",
    "cns_imaging_done",
    "brain_metastases",
    "brain_symptoms",
    "ecog",
    "complete_resection_feasible",
)
UNSAID = "other"
UNAVAILABLE = "unavailable"
# The reply to a question back; it is heard as about the fact that was asked for.
NOT_AVAILABLE = "Not available."
_SENTENCES: Mapping[str, Mapping[str, str]] = {
    "brain_metastases": {
        "0": "No brain metastases.",
        "1": "1 brain metastasis.",
        "": "{} brain metastases.",
    },
    "brain_symptoms": {
        "yes": "Brain metastases are symptomatic.",
        "no": "Brain metastases are asymptomatic.",
    },
    "cns_imaging_done": {"yes": "Brain MRI done.", "no": "Brain imaging not done."},
    "complete_resection_feasible": {
        "yes": "Complete resection is feasible.",
        "no": "Complete resection is not feasible.",
    },
    "driver": {"none": "No driver mutation.", "": "{} driver."},
    "drug": {"": "On {}."},
    "ecog": {"": "ECOG {}."},
    "histology": {"": "{}."},
    "other_disease_controlled": {
        "yes": "The rest of the disease is controlled.",
        "no": "The rest of the disease is not controlled.",
    },
    "progressing_locations": {"": "Progressing: {}."},
    "progressing_sites": {
        "0": "Nothing is progressing.",
        "1": "1 progressing lesion.",
        "": "{} progressing lesions.",
    },
    "systemic_therapy": {"none": "On no systemic therapy.", "": "On {}."},
}
_ACTIONS: Mapping[str, str] = {
    "continue_tki": "continue the TKI",
    "molecular_testing": "molecular profiling",
    "observe": "observe",
    "rebiopsy": "re-biopsy",
    "stop_tki": "stop the TKI",
    "switch_systemic": "switch systemic therapy",
    "trial": "clinical trial",
}
_SHORT: Mapping[str, str] = {"HER2 (ERBB2)": "HER2", "the lung primary": "lung primary"}


def sentence(schema: Schema, fact: str, values: Sequence[str]) -> str:
    """One fact as a sentence; empty where no value is given. Unknown facts are said by name."""
    given = [" ".join(value.split()) for value in values if value.strip()]
    if not given:
        return ""
    if given == [UNAVAILABLE]:
        return NOT_AVAILABLE
    known = schema.facts.get(fact)
    label = known.label if known else fact.replace("_", " ")
    label = label[:1].upper() + label[1:]
    words = _list([_value(known, value) for value in given])
    forms = _SENTENCES.get(fact, {})
    form = forms.get(given[0].casefold()) or forms.get("")
    return form.format(words) if form else f"{label}: {words}."


def case_message(
    schema: Schema, facts: Mapping[str, Sequence[str]], plan: Sequence[str] = ()
) -> str:
    """The patient that a form describes, in the order of its fields; empty if it says nothing."""
    said = dict(facts)
    sites, places = said.get("progressing_sites", ()), said.get("progressing_locations", ())
    parts = []
    if any(sites) and any(places):
        count = sentence(schema, "progressing_sites", sites).rstrip(".")
        where = _list([_value(schema.facts.get("progressing_locations"), p) for p in places])
        parts.append(f"{count}: {where}.")
        said |= {"progressing_sites": (), "progressing_locations": ()}
    parts += [sentence(schema, name, values) for name, values in said.items()]
    actions = [_action(schema, name) for name in plan if name.strip()]
    if actions:
        parts.append(f"Plan: {', '.join(actions)}?")
    told = " ".join(part for part in parts if part)
    return f"This patient: {told}" if told else ""


def _value(schema: FactSchema | None, value: str) -> str:
    label = schema.label_of(value) if schema and schema.kind in ("choice", "set") else value
    return _SHORT.get(label, label)


def _action(schema: Schema, name: str) -> str:
    known = schema.actions.get(name)
    return _ACTIONS.get(name) or (known.label if known else name.replace("_", " "))


def _list(words: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
