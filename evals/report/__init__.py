"""The report of an evaluation: text for the terminal, and a folder for everything else.

report.html    one file that a clinician reads and a browser prints
report.md      the tables alone
report.json    every figure, breakdown and miss
junit.xml      a test case a turn, for CI
turns.jsonl    what was observed of each turn: what `evals compare` reads
manifest.json  what was measured with what: commit, fingerprint, sets, versions
"""

from evals.report.content import set_figures, to_json
from evals.report.page import NOTHING_BESIDE, Beside
from evals.report.text import figure_tables, summary, to_markdown
from evals.report.write import write_report

__all__ = [
    "NOTHING_BESIDE",
    "Beside",
    "figure_tables",
    "set_figures",
    "summary",
    "to_json",
    "to_markdown",
    "write_report",
]
