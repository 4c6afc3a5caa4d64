"""The decision table: every rule as a row that a clinician can read, correct and sign."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from assistant.rules.explain import condition_words
from assistant.rules.rulebook import Rule, RuleBook
from corpus.guideline import Guideline

HEADINGS = ("Rule", "On", "When", "Says", "Text", "Rests on", "Reading and rationale", "Agreed")
BLANK = "________"


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """The rows of a book, with the guideline that it rests on."""

    book: RuleBook
    guideline: Guideline

    def markdown(self) -> str:
        """The table as Markdown."""
        lines = [f"# {self._title()}", ""]
        lines.extend(f"{line}\n" for line in self._preface())
        lines.append(_row(HEADINGS))
        lines.append(_row(["---"] * len(HEADINGS)))
        lines.extend(_row(cells) for cells in self._rows())
        lines += ["", *self._signature()]
        return "\n".join(lines) + "\n"

    def html(self) -> str:
        """The table as one HTML page without scripts, to print and sign."""
        head = "".join(f'<th scope="col">{escape(h)}</th>' for h in HEADINGS)
        body = "\n".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
            for cells in self._rows()
        )
        preface = "".join(f"<p>{escape(line)}</p>" for line in self._preface())
        signature = "".join(f"<p>{escape(line)}</p>" for line in self._signature() if line)
        title = escape(self._title())
        return (
            '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">'
            f"<title>{title}</title>\n<style>body{{font:14px sans-serif;margin:2rem}}"
            "table{border-collapse:collapse}td,th{border:1px solid #666;padding:.3rem;"
            "text-align:left;vertical-align:top}</style></head>\n"
            f"<body><h1>{title}</h1>{preface}\n<table><thead><tr>{head}</tr></thead>\n"
            f"<tbody>\n{body}\n</tbody></table>\n{signature}</body>\n</html>\n"
        )

    def _title(self) -> str:
        return f"Decision table: {self.guideline.meta.title}"

    def _preface(self) -> list[str]:
        meta = self.guideline.meta
        approved = sum(1 for rule in self.book.rules if rule.approver)
        return [
            f"Guideline {meta.id}, version {meta.version}, {meta.review.label}.",
            f"{len(self.book.rules)} rules, {approved} approved; identity {self.book.sha256[:16]}.",
            "What comes earlier wins: a silence that the text cannot leave, then not supported,"
            " not preferred, conditional, supported. What is unknown leaves it conditional.",
            *(
                f"[{name.replace('_', ' ')}] is: {condition_words(self.book.schema, node)}."
                for name, node in self.book.definitions.items()
            ),
        ]

    def _rows(self) -> Iterator[tuple[str, ...]]:
        for rule in self.book.rules:
            yield (
                rule.id,
                self._on(rule),
                condition_words(self.book.schema, rule.condition),
                _says(rule),
                rule.text,
                ", ".join(dict.fromkeys(cited.statement for cited in rule.cites)),
                " ".join(part for part in (rule.reading, rule.rationale) if part),
                rule.approver or BLANK,
            )

    def _on(self, rule: Rule) -> str:
        actions = self.book.schema.actions
        if len(rule.actions) == len(actions):
            return "every action"
        return ", ".join(actions[a].label for a in rule.actions) or "the case"

    def _signature(self) -> list[str]:
        reviews = sorted({str(rule.review_by) for rule in self.book.rules})
        return [
            f"To be reviewed by {', '.join(reviews)}.",
            "",
            f"Name {BLANK * 3}   Role {BLANK * 2}   Date {BLANK}   Signature {BLANK * 3}",
        ]


def _says(rule: Rule) -> str:
    words = (rule.verdict or rule.kind).replace("_", " ")
    return f"{words} ({rule.basis.replace('_', ' ')})" if rule.basis else words


def _row(cells: tuple[str, ...] | list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
