"""The appendices of a report, made from the definitions of the forms themselves: what was asked, what could be said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.compose.report_tables import pipe_table
from pipeline.config import Vocabulary
from pipeline.forms import Field, ProForma, Section
from pipeline.markdown import escape

__all__ = ["pro_forma_table"]

_ANSWERS = {
    "text": "In words",
    "yes_no": "Yes or no",
    "date": "A date",
    "case": "The reference of the case",
    "person": "A name",
}
_LISTED = 8  # a longer list is told by its length


def pro_forma_table(pro_forma: ProForma, words: Mapping[str, Vocabulary]) -> str:
    """Every question of a pro forma under its heading, and what may be answered: a row a question."""
    rows = [row for section in pro_forma.sections for row in _section(section, words)]
    caption = escape(f"{pro_forma.title}, version {pro_forma.version}")
    return pipe_table(["Question", "Answer"], rows, caption, f"form-{pro_forma.name}", [45, 55], of_words=2)


def _section(section: Section, words: Mapping[str, Vocabulary]) -> Iterator[list[str]]:
    yield [f"**{escape(section.heading)}**", ""]
    for field in section.fields:
        yield [escape(field.label), escape(_answer(field, words))]
    if section.group is None:
        return
    group = section.group
    if group.fixed:
        asked = " and ".join(f.label.lower() for f in group.answered)
        for term in words[group.columns[0].vocabulary or ""].terms:
            yield [escape(term.label), escape(f"{asked[0].upper()}{asked[1:]}")]
        return
    for number, field in enumerate(group.columns):
        times = f" (up to {group.rows} times)" if number == 0 else ""
        yield [escape(field.label + times), escape(_answer(field, words))]


def _answer(field: Field, words: Mapping[str, Vocabulary]) -> str:
    """What may be answered, in words: a short list in full, a long one by its length."""
    if field.vocabulary is None:
        return _ANSWERS[field.type]
    labels = [term.label for term in words[field.vocabulary].terms]
    if not labels:
        return _ANSWERS["text"]
    if field.vocabulary == "themes":
        return f"One of {len(labels)} themes, all of which stand in the table of themes"
    return "; ".join(labels) if len(labels) <= _LISTED else f"One of {len(labels)} on a list"
