"""Wording: how a pack says a fact, its values, and that it be otherwise than it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_SUPPOSED_OF_SET = re.compile(r"(with|without) (\w+)")
_RANGE = re.compile(r"(\d+)-(\d+)")


@dataclass(frozen=True, slots=True)
class Wording:
    """What a fact is called, and the sentences that suppose it: `so` holds a place for the
    value where the fact has more than yes and no, `not_so` is its denial. Without them its
    label is set before the value. `values` are what its values are called."""

    label: str
    so: str = ""
    not_so: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def unknown(self) -> str:
        """What is not known of it: "whether CNS imaging is done", "progressing lesions"."""
        is_yes_or_no = self.so and self.not_so and "{value}" not in self.so
        return f"whether {self.so}" if is_yes_or_no else self.label

    def supposing(self, value: str) -> str:
        """The fact supposed to be what a counterfactual gives: "false", ">5", "with brain"."""
        if value in ("true", "false"):
            said = self.so if value == "true" else self.not_so
            return said or f"{self.label}: {'yes' if value == 'true' else 'no'}"
        members = _SUPPOSED_OF_SET.findall(value)
        if members:
            return " and ".join(self._member(how, name) for how, name in members)
        return self._filled(self.so, self._values(value))

    def _member(self, how: str, name: str) -> str:
        said = self.so if how == "with" else self.not_so
        called = self.values.get(name, name)
        return said.format(value=called) if said else f"{self.label}: {how} {called}"

    def _filled(self, said: str, words: str) -> str:
        return said.format(value=words) if said else f"{self.label}: {words}"

    def _values(self, value: str) -> str:
        if value.startswith(">"):
            return f"more than {value[1:]}"
        span = _RANGE.fullmatch(value)
        if span:
            joint = "or" if int(span[2]) == int(span[1]) + 1 else "to"
            return f"{span[1]} {joint} {span[2]}"
        return " or ".join(self.values.get(one, one) for one in value.split(" or "))
