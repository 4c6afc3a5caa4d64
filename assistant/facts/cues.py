"""The cues: which words say what, compiled once for a pack.

`context.yaml` beside this module holds the language of notes that serves any guideline, a
pack's `cues.yaml` the words of its own facts, drugs, sites and actions. Both become one
tree of forms; `assistant.facts.marks` finds them in a message. A form may have several
senses; which one holds is for the readers to judge.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from assistant.facts.tokens import tokens
from assistant.facts.word_lists import WordLists, by_initial, load_word_lists
from corpus.errors import CorpusError, Fault
from corpus.guideline import sha256
from corpus.marked_yaml import MarkedYaml, read_yaml, validate
from corpus.marked_yaml import Path as YamlPath

CONTEXT = Path(__file__).parent / "context.yaml"
CUES_NAME = "cues.yaml"

Forms: TypeAlias = list[str]


class Sense(NamedTuple):
    """What a form may mean: the kind of cue and its value."""

    kind: str
    value: str


@dataclass(slots=True)
class Node:
    """One step in the tree of forms: what ends here and what may follow. Most nodes end a
    form, so that neither is made before it is needed."""

    following: dict[str, Node] | None = None
    senses: Mapping[str, str] | None = None
    cased: dict[str, dict[str, str]] | None = None


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Family(_Strict):
    forms: Forms = Field(default_factory=list)
    cased: Forms = Field(default_factory=list)


class _Context(_Strict):
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


class _Pack(_Strict):
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


@dataclass(frozen=True, slots=True)
class Drug:
    """A drug by its lower-case generic name. A companion adds to a regimen without
    changing its class (bevacizumab with chemotherapy is chemotherapy)."""

    name: str
    drug_class: str
    is_tki: bool
    is_companion: bool = False


@dataclass(frozen=True, slots=True)
class Cues:
    """Every form of the general context and of one pack, ready to be found."""

    root: Node
    drugs: Mapping[str, Drug]
    numbers: Mapping[str, tuple[int, int]]
    abbreviations: frozenset[str]
    shorthand: Mapping[str, str]
    vertebra_letters: frozenset[str]
    words: frozenset[str]
    drug_words: Mapping[str, str]
    drug_list: tuple[str, ...]
    by_initial: Mapping[str, tuple[str, ...]]
    lists: WordLists
    sha256: str


def load_cues(pack: Path) -> Cues:
    """The cues of a pack's folder; of a pack without `cues.yaml`, the general ones alone.

    CorpusError names every fault of the files with its line.
    """
    path = pack / CUES_NAME
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return parse_cues(text, str(path))


def parse_cues(text: str, path: str) -> Cues:
    """The cues written in `text`, laid over the general context."""
    general_text = CONTEXT.read_text(encoding="utf-8")
    general = read_yaml(general_text, str(CONTEXT))
    context = validate(_Context, general)
    marked = read_yaml(text or "{}", path)
    file = validate(_Pack, marked)
    building = _Building()
    building.add_all(_context_forms(context), general)
    building.add_all(_pack_forms(file), marked)
    if building.faults:
        raise CorpusError(building.faults)
    lists = load_word_lists()
    return building.cues(context, file, lists, sha256(general_text + lists.text + text))


class _Form(NamedTuple):
    sense: Sense
    form: str
    where: YamlPath
    is_cased: bool = False


def _context_forms(context: _Context) -> Iterator[_Form]:
    for name, family in context.families.items():
        yield from _family(Sense(name, name), family, ("families", name))
    for word in context.numbers:
        yield _Form(Sense("number", word), word, ("numbers", word))


def _family(sense: Sense, family: _Family, where: YamlPath) -> Iterator[_Form]:
    for number, form in enumerate(family.forms):
        yield _Form(sense, form, (*where, "forms", number))
    for number, form in enumerate(family.cased):
        yield _Form(sense, form, (*where, "cased", number), is_cased=True)


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


def _pack_forms(pack: _Pack) -> Iterator[_Form]:
    for section in ("drivers", "histology"):
        kind = section.removesuffix("s")
        for value, family in getattr(pack, section).items():
            yield from _family(Sense(kind, value), family, (section, value))
    for key, drug in pack.drugs.items():
        sense = Sense("drug", drug.name or key)
        yield _Form(sense, drug.name or key, ("drugs", key))
        for number, form in enumerate(drug.forms):
            yield _Form(sense, form, ("drugs", key, "forms", number))
    for key, regimen in pack.regimens.items():
        sense = Sense("regimen", "+".join(regimen.drugs) or f"class:{regimen.drug_class}")
        yield _Form(sense, key, ("regimens", key))
        for number, form in enumerate(regimen.forms):
            yield _Form(sense, form, ("regimens", key, "forms", number))
    yield from _listed_forms(pack)


def _listed_forms(pack: _Pack) -> Iterator[_Form]:
    """Forms of the sections that hold plain lists."""
    for section, kind in (*_VALUES, ("emergencies", "signal")):
        for value, forms in getattr(pack, section).items():
            for number, form in enumerate(forms):
                yield _Form(Sense(kind, value), form, (section, value, number))
    for section, prefix in _KINDS:
        for name, forms in getattr(pack, section).items():
            for number, form in enumerate(forms):
                yield _Form(Sense(prefix + name, name), form, (section, name, number))
    for section, kind in _LISTS:
        for number, form in enumerate(getattr(pack, section)):
            yield _Form(Sense(kind, kind), form, (section, number))


def _steps(form: str) -> list[str]:
    """The words of a form, as a message's would be parted."""
    if form.replace(" ", "").isalpha():
        return form.lower().split()
    return [token.low for token in tokens(form)]


@dataclass(slots=True)
class _Building:
    """The tree while it grows, and what is wrong with the forms."""

    root: Node = field(default_factory=Node)
    faults: list[Fault] = field(default_factory=list)
    words: set[str] = field(default_factory=set)
    drug_words: dict[str, str] = field(default_factory=dict)
    shared: dict[Sense, dict[str, str]] = field(default_factory=dict)

    def add_all(self, forms: Iterator[_Form], marked: MarkedYaml) -> None:
        """Every form into the tree; one form with two values of a kind is a fault."""
        for written in forms:
            steps = _steps(written.form)
            if not steps:
                message = f"the form {written.form!r} has no letter or sign"
                self.faults.append(Fault(marked.path, marked.line(written.where), message))
                continue
            other = self._say(self._node(steps), written)
            if other != written.sense.value:
                message = (
                    f"the form {written.form!r} of {written.sense.value!r} is also of {other!r}"
                )
                self.faults.append(Fault(marked.path, marked.line(written.where), message))
            self.words.update(steps)
            if written.sense.kind == "drug" and len(steps) == 1:
                self.drug_words[steps[0]] = written.sense.value

    def _say(self, node: Node, written: _Form) -> str:
        """Add a form's sense to its node; the value that the node has of that kind."""
        kind, value = written.sense
        if written.is_cased:
            node.cased = node.cased if node.cased is not None else {}
            return node.cased.setdefault(written.form, {}).setdefault(kind, value)
        if node.senses is None:
            node.senses = self.shared.setdefault(written.sense, {kind: value})
        elif kind not in node.senses:
            node.senses = {**node.senses, kind: value}
        return node.senses[kind]

    def _node(self, steps: Sequence[str]) -> Node:
        """Where a form ends, grown as far as it is new."""
        node = self.root
        for step in steps:
            if node.following is None:
                node.following = {}
            following = node.following.get(step)
            if following is None:
                following = node.following[step] = Node()
            node = following
        return node

    def cues(self, context: _Context, pack: _Pack, lists: WordLists, identity: str) -> Cues:
        """The finished tree with what the matcher needs beside it."""
        drugs = {
            drug.name or key: Drug(drug.name or key, drug.drug_class, drug.tki, drug.companion)
            for key, drug in pack.drugs.items()
        }
        return Cues(
            root=self.root,
            drugs=drugs,
            numbers=context.numbers,
            abbreviations=frozenset(context.abbreviations),
            shorthand=context.shorthand,
            vertebra_letters=frozenset(pack.vertebra_letters),
            words=frozenset(self.words),
            drug_words=self.drug_words,
            drug_list=tuple(word for word in sorted(self.drug_words) if len(word) >= 7),
            by_initial=by_initial(self.words, SHORTEST_REPAIRED + 1),
            lists=lists,
            sha256=identity,
        )


# Shorter words differ from other words by one letter too often to be repaired.
SHORTEST_REPAIRED = 4
