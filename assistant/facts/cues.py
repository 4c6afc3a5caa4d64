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

from assistant.facts.cues_file import (
    Context,
    Listed,
    Pack,
    Sense,
    context_forms,
    pack_forms,
    steps_of,
)
from assistant.facts.word_lists import WordLists, by_initial, load_word_lists
from corpus.errors import CorpusError, Fault
from corpus.guideline import sha256
from corpus.marked_yaml import MarkedYaml, read_yaml, validate

CONTEXT = Path(__file__).parent / "context.yaml"
CUES_NAME = "cues.yaml"


@dataclass(slots=True)
class Node:
    """One step in the tree of forms: what ends here and what may follow. Most nodes end a
    form, so that neither is made before it is needed."""

    following: dict[str, Node] | None = None
    senses: Mapping[str, str] | None = None
    cased: dict[str, dict[str, str]] | None = None


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
    context = validate(Context, general)
    marked = read_yaml(text or "{}", path)
    file = validate(Pack, marked)
    building = _Building()
    building.add_all(context_forms(context), general)
    building.add_all(pack_forms(file), marked)
    if building.faults:
        raise CorpusError(building.faults)
    lists = load_word_lists()
    return building.cues(context, file, lists, sha256(general_text + lists.text + text))


@dataclass(slots=True)
class _Building:
    """The tree while it grows, and what is wrong with the forms."""

    root: Node = field(default_factory=Node)
    faults: list[Fault] = field(default_factory=list)
    words: set[str] = field(default_factory=set)
    drug_words: dict[str, str] = field(default_factory=dict)
    shared: dict[Sense, dict[str, str]] = field(default_factory=dict)

    def add_all(self, written: Iterator[Listed], marked: MarkedYaml) -> None:
        """Every form into the tree; one form with two values of a kind is a fault."""
        for listed in written:
            value = listed.sense.value
            for number, form in enumerate(listed.forms):
                steps = steps_of(form)
                if not steps:
                    message = f"the form {form!r} has no letter or sign"
                    self.faults.append(_fault(marked, listed, number, message))
                    continue
                other = self._say(self._node(steps), form, listed)
                if other != value:
                    message = f"the form {form!r} of {value!r} is also of {other!r}"
                    self.faults.append(_fault(marked, listed, number, message))
                self.words.update(steps)
                if listed.sense.kind == "drug" and len(steps) == 1:
                    self.drug_words[steps[0]] = value

    def _say(self, node: Node, form: str, listed: Listed) -> str:
        """Add a form's sense to its node; the value that the node has of that kind."""
        kind, value = listed.sense
        if listed.is_cased:
            node.cased = node.cased if node.cased is not None else {}
            return node.cased.setdefault(form, {}).setdefault(kind, value)
        senses = node.senses
        if senses is None:
            node.senses = self.shared.setdefault(listed.sense, {kind: value})
            return value
        if kind not in senses:
            node.senses = {**senses, kind: value}
            return value
        return senses[kind]

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

    def cues(self, context: Context, pack: Pack, lists: WordLists, identity: str) -> Cues:
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


def _fault(marked: MarkedYaml, listed: Listed, number: int, message: str) -> Fault:
    return Fault(marked.path, marked.line((*listed.where, number)), message)


# Shorter words differ from other words by one letter too often to be repaired.
SHORTEST_REPAIRED = 4
