"""The evaluation as JUnit XML: a suite a set, a test case a turn, for whatever CI shows.

The format has no schema of its own; this keeps to what Jenkins and GitLab read. A turn
that broke is an error, one that fell short a failure of its worst kind.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from evals.evaluation import Evaluation, SetResult
from evals.harm import shortfalls

# What XML 1.0 cannot hold, not even escaped.
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_junit(evaluation: Evaluation) -> bytes:
    """The document, in UTF-8."""
    root = Element("testsuites", name="evals")
    for result in evaluation.sets:
        root.append(_suite(result))
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    indent(root)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _suite(result: SetResult) -> Element:
    suite = Element("testsuite", name=result.name)
    failures = errors = 0
    for judged, turn in zip(result.judgements, result.answered, strict=True):
        name = f"{judged.case.id} turn {judged.number}"
        case = SubElement(suite, "testcase", classname=result.name, name=_legal(name))
        found = shortfalls(judged)
        if turn.answer is None:
            errors += 1
            message = _legal(str(turn.failure or "no answer"))
            SubElement(case, "error", type="broken", message=message)
        elif found:
            failures += 1
            failure = SubElement(case, "failure", type=str(found[0].harm))
            failure.set("message", _legal(found[0].got))
            lines = [f"{each.harm}: expected {each.expected}; {each.got}" for each in found]
            failure.text = _legal("\n".join([judged.turn.text, *lines]))
    suite.set("tests", str(result.turns))
    suite.set("failures", str(failures))
    suite.set("errors", str(errors))
    return suite


def _legal(text: str) -> str:
    return FORBIDDEN.sub("\ufffd", text)
