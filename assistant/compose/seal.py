"""Seal: an answer gets its id, the hash of what was asked and of everything that it says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from assistant.answer import Answer


def sealed(answer: Answer, inputs: Mapping[str, Any]) -> Answer:
    """The answer with its id: the hash of the inputs and of everything else in it."""
    content = answer.to_json()
    del content["answer_id"]
    digest = hashlib.sha256(canonical({"inputs": dict(inputs), "answer": content}))
    return replace(answer, answer_id=digest.hexdigest())


def canonical(content: Mapping[str, Any]) -> bytes:
    """The canonical JSON (RFC 8785) of what answers are made of: texts, whole numbers, truth
    values and null, under names of letters of the basic plane.

    Of these it is Python's own JSON, sorted; only fractions and names beyond are written
    otherwise there.
    """
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8")
