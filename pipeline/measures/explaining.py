"""A measure told in words: what it counts, of what, the arithmetic, the returns behind it; and a dictionary of all.

The words are made from the filter that is counted, so that they cannot drift from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.measures.measure import Definition, Stated, Subset
from pipeline.measures.rules import Rules
from pipeline.measures.statistics import round_half_up
from pipeline.measures.texts import UNAVAILABLE, Write, measure_text, usual_form
from pipeline.tables import plain_rows

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.config import Vocabulary

__all__ = ["dictionary", "explanation", "field_words", "filter_words", "group_order", "rows_behind", "value_words"]

# The list whose labels the values of a field stand for, where it is not the list of the field's own name.
_LISTS = {
    "follow_up": "follow_up_outcome",
    "lead_action": "follow_up_action",
    "theme": "themes",
    "kind": "outside_kind",
    "status": "action_status",
    "stage": "concern_stage",
}
# Fields that the views make, in words; those of a table are called by their own name.
_FIELDS = {
    "admissibility": "what moderation found",
    "graded": "it has a grade",
    "described": "its descriptor is given",
    "high_risk_case": "first audit of a case that says a child is at high risk",
    "follow_up": "what the review of the case led to",
    "follow_up_reason": "why no further action was needed",
    "moderated_to": "the moderator's grade, seen from the auditor's",
    "moderated_in_time": "moderated within the days allowed",
    "in_period": "dated in the period of the round",
    "reason_given": "a reason is given",
    "done_on_time": "done by its due date",
    "out_of_order": "a step is dated before the finding",
    "judged": "it has its grade",
    "evidence_given": "its evidence is in words",
    "impact_given": "its impact is in words",
    "month": "month of the audit",
    "by_council": "by the council's own staff",
    "plan_type": "plan",
    "age_band": "age",
    "auditor_organisation": "auditor's organisation",
    "audit_type": "kind of audit",
}
_PREFIXES = {
    "weakness_": ("themes", "weakness"),
    "strength_": ("themes", "strength"),
    "reason_": ("admissibility_reason", "reason"),
    "aspect_": ("aspects", "judgement on"),
    "section_": ("case_sections", "judgement on"),
}
_TITLE = """# Every measure

Made by `caseaudit measures --dictionary` from the definitions themselves; do not edit. A share counts a part of its
base (*Of*) and has a 95% Wilson interval. Class: A activity, B practice, C children and groups (of which the public
sees least); any breakdown is of class C.
"""
_VIEWS = {"follow_ups": "cases on the register of follow-ups", "concerns": "cases on the register of concerns"}
_VIEWS |= {"received": "files received", "outside_findings": "findings of other sources", "weeks": "weeks with audits"}
_VIEWS |= {"practice_actions": "actions of the audits that count in practice"}


def field_words(name: str, rules: Rules) -> str:
    """What a field of a view is called."""
    if name in _FIELDS:
        return _FIELDS[name]
    for prefix, (list_, word) in _PREFIXES.items():
        label = rules.vocabularies[list_].labels.get(name.removeprefix(prefix)) if name.startswith(prefix) else None
        if label:
            return f'{word} "{label}"'
    if name.endswith("_in_time"):
        return f"{name.removesuffix('_in_time')} in time"
    return name.replace("_", " ")


def value_words(name: str, value: object, rules: Rules) -> str:
    """What a value of a field is called: its label, yes or no, or itself."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    words = _list(name, rules)
    plain = str(value).replace("_", " ")
    return words.labels.get(str(value), plain) if words else plain


def _list(name: str, rules: Rules) -> Vocabulary | None:
    """The list that a field's values come from."""
    if name == "grade" or name.startswith(("aspect_", "section_")):
        return rules.scheme.vocabulary
    return rules.vocabularies.get(_LISTS.get(name, name))


def group_order(name: str, groups: Iterable[str], rules: Rules) -> list[str]:
    """Groups in the order of their list, such as ages by age; others in the order of their names."""
    words = _list(name, rules)
    place = {id_: n for n, id_ in enumerate(words.ids)} if words else {}
    return sorted(groups, key=lambda g: (place.get(g, len(place)), g))


def filter_words(counted: Subset | Stated, rules: Rules) -> str:
    """What is counted, in words: "audits: kind of audit is Core; grade is Good or Outstanding"."""
    if isinstance(counted, Stated):
        return f"as round.yml states it ({counted.setting.replace('_', ' ')})"
    what = _VIEWS.get(counted.view, counted.view)
    told = [_condition(name, values, rules) for name, values in counted.fields.items()]
    return f"{what}: {'; '.join(told)}" if told else f"all {what}"


def _condition(name: str, values: Iterable[object], rules: Rules) -> str:
    field, held = field_words(name, rules), set(values)
    if held == {True, False}:
        return f"{field}: answered"
    words = _list(name, rules)
    if words and len(held) > 1 and held == set(words.ids):
        return f"{field} is given"
    order = {id_: n for n, id_ in enumerate(words.ids)} if words else {}
    listed = sorted(held, key=lambda v: (order.get(str(v), 0), str(v)))
    return f"{field} is {' or '.join(value_words(name, v, rules) for v in listed)}"


def explanation(definition: Definition, rows: pd.DataFrame, rules: Rules, write: Write = measure_text) -> list[str]:
    """A measure line by line: what it counts, of what, the arithmetic and its interval, what it is, and its groups.

    ``rows``: the rows of the measure in ``measures``, or in ``measures_public`` for what the public may see of it.
    ``write``: writes a row in a form.
    """
    plain = plain_rows(rows)
    whole = next((row for row in plain if row["by"] is None), None)
    of = [f"Of          {filter_words(definition.of, rules)}"] if definition.of else []
    as_at = f", as at {whole['as_at']:%Y-%m-%d}" if whole and whole["as_at"] is not None else ""
    lines = [
        f"{definition.id}: {definition.label}",
        f"Counts      {filter_words(definition.counts, rules)}",
        *of,
        *(_arithmetic(whole, write) if whole else ["Figure      not in this edition"]),
        f"Kind        {definition.unit}, class {definition.disclosure}, definition {definition.version}{as_at}",
    ]
    for field in dict.fromkeys(row["by"] for row in plain if row["by"]):
        groups = {str(row["group"]): row for row in plain if row["by"] == field}
        lines.append(f"By {field_words(field, rules)}")
        for group in group_order(field, groups, rules):
            lines.append(f"            {value_words(field, group, rules)}: {write(*_usual(groups[group]))}")
    return lines


def _usual(row: Mapping[str, Any]) -> tuple[Mapping[str, Any], str]:
    return row, usual_form(row)


def _arithmetic(row: Mapping[str, Any], write: Write) -> list[str]:
    text = write(*_usual(row))
    if text == UNAVAILABLE:
        return [f"Figure      {UNAVAILABLE}: {row['reason']}"]
    if row["percent"] is None or row["lower"] is None:
        return [f"Figure      {text}"]
    n, of = int(row["n"]), int(row["of"])
    sum_ = f"{n:,} of {of:,} = {row['percent']:.2f}%, written {round_half_up(n, of)}% (half up)"
    return [
        f"Figure      {sum_}",
        f"Interval    {row['lower']:.1f}% to {row['upper']:.1f}% (95%, Wilson's score interval)",
    ]


def rows_behind(definition: Definition, views: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The rows that a measure counts, each with the return, file and sheet that it comes from.

    Columns: row (the pseudonymous id of what is counted), return_id, source_file, source_sheet, source_row. Files are
    named as received: for the analyst's own terminal, never for a document or a log (methods.md, Identity). No rows for
    what is stated and for what comes from no return.
    """
    import pandas as pd

    columns = ["row", "return_id", "source_file", "source_sheet", "source_row"]
    if not isinstance(definition.counts, Subset):
        return pd.DataFrame(columns=columns)
    frame = views[definition.counts.view][definition.counts.mask(views)]
    sources = views["returns"][["return_id", "case_id", *columns[2:]]]
    if "source_file" in frame:
        return frame.assign(row=frame["return_id"])[columns].reset_index(drop=True)
    if "return_id" in frame:
        own = frame.assign(row=frame["action_id"] if "action_id" in frame else frame["return_id"])
        return own[["row", "return_id"]].merge(sources, on="return_id", how="left")[columns]
    if "case_id" in frame:
        used = sources[sources["return_id"].isin(views["audits"]["return_id"])]
        return frame[["case_id"]].merge(used, on="case_id", how="left").rename(columns={"case_id": "row"})[columns]
    return pd.DataFrame(columns=columns)


def dictionary(rounds: Sequence[Rules]) -> str:
    """Every measure that rounds of these rules have, as a page of Markdown: one table, in the order of the reports.

    A measure that kinds of rounds define differently has a line for each definition.
    """
    from pipeline.measures.definitions import all_definitions  # here: it imports every subject

    lines: dict[tuple[str, ...], list[str]] = {}
    for rules in rounds:
        for d in all_definitions(rules):
            by = ", ".join(field_words(field, rules) for field in d.by) or "–"
            of = filter_words(d.of, rules) if d.of else "–"
            cells = (f"`{d.id}`", d.label, filter_words(d.counts, rules), of, by, d.unit, d.disclosure, d.version)
            kinds = lines.setdefault(cells, [])
            if rules.round.kind not in kinds:
                kinds.append(rules.round.kind)
    head = ("Measure", "Label", "Counts", "Of", "Broken down by", "Unit", "Class", "Definition", "Rounds")
    rows = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    rows += [
        "| " + " | ".join((*(c.replace("|", "/") for c in cells), ", ".join(k))) + " |" for cells, k in lines.items()
    ]
    return "\n".join([_TITLE, *rows]) + "\n"
