"""The files of cues: what `context.yaml` and a pack's `cues.yaml` may hold, as forms.

A form is some words with the sense that they may have; they come by the list that they stand
in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from assistant.facts.tokens import tokens
from corpus.marked_yaml import Path as YamlPath

Forms: TypeAlias = list[str]


class Sense(NamedTuple):
    """What a form may mean: the kind of cue and its value."""

    kind: str
    value: str


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Family(_Strict):
    forms: Forms = Field(default_factory=list)
    cased: Forms = Field(default_factory=list)


class Context(_Strict):
    families: dict[str, _Family]
    numbers: dict[str, tuple[int, int]]
    abbreviations: Forms
    shorthand: dict[str, str]


class _Drug(_Strict):
    drug_class: str = Field(alias="class")
    name: str | None = None
    tki: bool = True
    companion: bool = False
    forms: Forms = Field(default_factory=list)


class _Regimen(_Strict):
    drugs: Forms
    drug_class: str | None = Field(default=None, alias="class")
    forms: Forms


class Pack(_Strict):
    drivers: dict[str, _Family] = Field(default_factory=dict)
    driver_cues: dict[str, Forms] = Field(default_factory=dict)
    histology: dict[str, _Family] = Field(default_factory=dict)
    bare_cancer: Forms = Field(default_factory=list)
    organ_words: Forms = Field(default_factory=list)
    drugs: dict[str, _Drug] = Field(default_factory=dict)
    regimens: dict[str, _Regimen] = Field(default_factory=dict)
    classes: dict[str, Forms] = Field(default_factory=dict)
    systemic_words: Forms = Field(default_factory=list)
    sites: dict[str, Forms] = Field(default_factory=dict)
    diffuse_sites: Forms = Field(default_factory=list)
    vertebra_letters: Forms = Field(default_factory=list)
    brain_cues: dict[str, Forms] = Field(default_factory=dict)
    ecog: dict[str, Forms] = Field(default_factory=dict)
    resection: dict[str, Forms] = Field(default_factory=dict)
    biopsy: dict[str, Forms] = Field(default_factory=dict)
    actions: dict[str, Forms] = Field(default_factory=dict)
    trial_words: Forms = Field(default_factory=list)
    plan_words: dict[str, Forms] = Field(default_factory=dict)
    signals: dict[str, Forms] = Field(default_factory=dict)
    emergencies: dict[str, Forms] = Field(default_factory=dict)

    @field_validator("regimens")
    @classmethod
    def _of_known_drugs(
        cls, regimens: dict[str, _Regimen], info: ValidationInfo
    ) -> dict[str, _Regimen]:
        known = info.data.get("drugs", {})
        for name, regimen in regimens.items():
            unknown = [drug for drug in regimen.drugs if drug not in known]
            if unknown:
                raise ValueError(f"the regimen {name!r} names an unknown drug {unknown[0]!r}")
        return regimens


class Listed(NamedTuple):
    """Forms of one sense, and the place of their list, or of the one form, in its file."""

    sense: Sense
    forms: Sequence[str]
    where: YamlPath
    is_cased: bool = False


def context_forms(context: Context) -> Iterator[Listed]:
    for name, family in context.families.items():
        yield from _family(Sense(name, name), family, ("families", name))
    for word in context.numbers:
        yield Listed(Sense("number", word), (word,), ("numbers", word))


def _family(sense: Sense, family: _Family, where: YamlPath) -> Iterator[Listed]:
    yield Listed(sense, family.forms, (*where, "forms"))
    yield Listed(sense, family.cased, (*where, "cased"), is_cased=True)


# A section of the pack whose keys are values of one kind of cue, or kinds of their own.
_VALUES = (("classes", "class"), ("sites", "site"), ("actions", "action"), ("signals", "signal"))
_KINDS = (
    ("driver_cues", "driver_"),
    ("brain_cues", "brain_"),
    ("ecog", "ecog_"),
    ("resection", "resection_"),
    ("biopsy", "biopsy_"),
    ("plan_words", "plan_"),
)
_LISTS = (
    ("diffuse_sites", "diffuse"),
    ("bare_cancer", "bare_cancer"),
    ("organ_words", "organ"),
    ("systemic_words", "systemic"),
    ("trial_words", "trial"),
)


def pack_forms(pack: Pack) -> Iterator[Listed]:
    for section in ("drivers", "histology"):
        kind = section.removesuffix("s")
        for value, family in getattr(pack, section).items():
            yield from _family(Sense(kind, value), family, (section, value))
    for key, drug in pack.drugs.items():
        sense = Sense("drug", drug.name or key)
        yield Listed(sense, (drug.name or key,), ("drugs", key))
        yield Listed(sense, drug.forms, ("drugs", key, "forms"))
    for key, regimen in pack.regimens.items():
        sense = Sense("regimen", "+".join(regimen.drugs) or f"class:{regimen.drug_class}")
        yield Listed(sense, (key,), ("regimens", key))
        yield Listed(sense, regimen.forms, ("regimens", key, "forms"))
    for section, kind in (*_VALUES, ("emergencies", "signal")):
        for value, forms in getattr(pack, section).items():
            yield Listed(Sense(kind, value), forms, (section, value))
    for section, prefix in _KINDS:
        for name, forms in getattr(pack, section).items():
            yield Listed(Sense(prefix + name, name), forms, (section, name))
    for section, kind in _LISTS:
        yield Listed(Sense(kind, kind), getattr(pack, section), (section,))


def steps_of(form: str) -> list[str]:
    """The words of a form, as a message's would be parted."""
    if form.replace(" ", "").isalpha():
        return form.lower().split()
    return [token.low for token in tokens(form)]
