"""Every table that is kept: its grain, columns, types and allowed values, once.

A table is checked against this page when it is written, and its columns when it is read. One that breaks its promise
is an exception, because only our own code can break it. What is wrong in a *return* is a row of ``problems``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TABLES", "Column", "Table", "as_table", "check_table", "empty_table"]

Kind = Literal["text", "date", "yes_no", "whole", "number"]
_DTYPES = {"text": "str", "date": "datetime64[s]", "yes_no": "boolean", "whole": "Int64", "number": "Float64"}


@dataclass(frozen=True)
class Column:
    """One column: what it holds, whether it may be blank, what it may hold if that is fixed."""

    name: str
    kind: Kind
    meaning: str
    blank: bool = True
    allowed: tuple[str, ...] = ()

    @property
    def dtype(self) -> str:
        """The pandas type."""
        return _DTYPES[self.kind]


@dataclass(frozen=True)
class Table:
    """One table: what a row is (its grain), and the columns that name a row."""

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    private: bool = False  # holds what a pseudonym stands for

    @cached_property
    def names(self) -> list[str]:
        """The column names, in order."""
        return [c.name for c in self.columns]


def _text(name: str, meaning: str, blank: bool = True, allowed: tuple[str, ...] = ()) -> Column:
    return Column(name, "text", meaning, blank, allowed)


def _date(name: str, meaning: str) -> Column:
    return Column(name, "date", meaning)


def _flag(name: str, meaning: str, blank: bool = True) -> Column:
    return Column(name, "yes_no", meaning, blank)


_RETURN = _text("return_id", "the return", blank=False)
_CASE = _text("case_id", "pseudonym of the case")
_ROUND = _text("round", "the round", blank=False)
_THEME = _text("theme", "id of a theme")

_MEASURES = (
    _text("id", "id of the measure, such as ratings.good", blank=False),
    _text("label", "what it counts, in words", blank=False),
    _text("by", "the field it is broken down by; blank for the whole service"),
    _text("group", "the value of that field; blank for the whole service"),
    _text("subset", "the filter that n counts", blank=False),
    _text("base", "the filter that `of` counts; blank for a count on its own"),
    _text("class", "disclosure class", blank=False, allowed=("A", "B", "C")),
    Column("n", "whole", "rows in the subset; blank where it is not available"),
    Column("of", "whole", "rows in the base"),
    Column("percent", "number", "100 n / of, unrounded"),
    Column("lower", "number", "lower end of the 95 % Wilson interval, in percent"),
    Column("upper", "number", "upper end of it"),
    _text("unit", "what is counted: audits, cases, actions, files, days", blank=False),
    _flag("available", "false where the round cannot give it", blank=False),
    _text("reason", "why it is not available"),
    _text("definition", "version of its definition", blank=False),
    _date("as_at", "counted on audits dated up to this day; blank for all"),
)

# How a measure is said in public. Where that is not exactly, n and what is computed from it are blank.
_TOLD = (
    _text(
        "status",
        "exact, rounded, range (in words), merged (within another), hidden (a sign), withheld (not at this time)",
        blank=False,
        allowed=("exact", "rounded", "range", "merged", "hidden", "withheld", "unavailable"),
    ),
    _text("told", "what stands in the place of the number; blank where the number stands"),
    Column("least", "whole", "the least that it can be by what is said"),
    Column("most", "whole", "the most that it can be by what is said"),
)

TABLES = {
    t.name: t
    for t in (
        Table(
            "received",
            "a file found in the round's folder",
            ("file",),
            (
                _text("file", "its path below the round's folder, as received", blank=False),
                _text(
                    "kind",
                    "what it was taken for",
                    blank=False,
                    allowed=("return", "register", "settings", "words", "other"),
                ),
                Column("found", "whole", "returns found in it", blank=False),
                Column("used", "whole", "of these, used", blank=False),
                Column("merged", "whole", "of these, merged as duplicates", blank=False),
                Column("set_aside", "whole", "of these, or the file itself, set aside", blank=False),
            ),
        ),
        Table(
            "returns",
            "a return found",
            ("return_id",),
            (
                _RETURN,
                _CASE,
                _ROUND,
                _text("pro_forma", "name of the pro forma", blank=False),
                _text("version", "its version", blank=False),
                _text("source_file", "file, as received", blank=False),
                _text("source_sheet", "sheet", blank=False),
                Column("source_row", "whole", "row of a register; 1 for a form", blank=False),
                _text("auditor_id", "pseudonym of the auditor"),
                _text("auditor_role", "role of the auditor"),
                _text("auditor_organisation", "organisation of the auditor"),
                _flag("by_council", "the auditor is of the council itself"),
                _text("audit_type", "core, learning, peer, thematic, dip_sample"),
                _text("team", "team that holds the case"),
                _text("service", "its service"),
                _text("age_band", "the child's age"),
                _text("plan_type", "the plan the child is on"),
                _date("opened", "day the case was opened"),
                _date("closed", "day the case was closed"),
                _date("audit_date", "day of the audit"),
                _text("focus_theme", "focus theme on the form"),
                _text("grade", "the auditor's grade, an id of the round's scheme"),
                _flag("some_good_features", "the flag of the scheme"),
                _text("nature", "descriptor: nature"),
                _text("immediacy", "descriptor: immediacy"),
                _flag("case_of_concern", "marked as a case of concern"),
                _text("oversight", "management oversight: clear, partial, absent"),
                _flag("drift", "drift or delay for this child"),
                _flag("right_to_close", "it was right to close the case"),
                _flag("immediate_alert", "managers were alerted at once"),
                _text("child_seen", "check of a current case: the child was seen; yes, no, not_applicable"),
                _text("seen_alone", "check of a current case: the child was seen alone; yes, no, not_applicable"),
                _text("current_plan", "check of a current case: a current plan is on file; yes, no, not_applicable"),
                _text("visits_on_time", "check of a current case: visits were on time; yes, no, not_applicable"),
                _text(
                    "supervision_six_weeks",
                    "check of a current case: there was supervision in the last six weeks; yes, no, not_applicable",
                ),
                _text(
                    "decisions_carried_out",
                    "check of a current case: management decisions were carried out; yes, no, not_applicable",
                ),
                _text(
                    "chronology_up_to_date",
                    "check of a current case: the chronology is up to date; yes, no, not_applicable",
                ),
                _flag("practitioner_took_part", "the practitioner took part in the audit"),
                _flag("family_feedback", "the family's feedback was sought"),
                _text("impact_story", "the auditor's words, redacted"),
                _text("comments", "the auditor's words, redacted"),
                _text("outcome", "what became of it", blank=False, allowed=("used", "merged", "set aside")),
                _flag("used", "outcome is used", blank=False),
            ),
        ),
        Table(
            "judgements",
            "a return and an aspect or section",
            ("return_id", "section"),
            (
                _RETURN,
                _text("section", "id of the aspect of a focus theme, or of the section of a closed case", blank=False),
                _text("grade", "the judgement on it"),
                _text("evidence", "redacted"),
                _text("impact", "redacted"),
            ),
        ),
        Table(
            "findings",
            "a return, a theme and a polarity",
            ("return_id", "theme", "polarity"),
            (
                _RETURN,
                _text("theme", "id of the theme", blank=False),
                _text("polarity", "strength or weakness", blank=False, allowed=("strength", "weakness")),
                _text("words", "redacted"),
            ),
        ),
        Table(
            "actions",
            "an action that an auditor required",
            ("action_id",),
            (
                _text("action_id", "the action", blank=False),
                _RETURN,
                _CASE,
                _text("words", "redacted"),
                _text("owner_role", "role of the owner"),
                _date("due", "day it is due"),
                _date("completed", "day it was completed"),
                _text(
                    "status",
                    "done, open, not_needed, or not_reported",
                    blank=False,
                    allowed=("done", "open", "not_needed", "not_reported"),
                ),
                Column("drift_days", "whole", "days past the due date, to completion or to the day of the report"),
                _flag("due_by_report", "its due date is before the day of the report", blank=False),
                _flag("overdue", "not done, and past its due date on the day of the report", blank=False),
                _flag("escalated", "overdue by more than the council's limit", blank=False),
            ),
        ),
        Table(
            "moderations",
            "a moderated return",
            ("return_id",),
            (
                _RETURN,
                _text("moderator_id", "pseudonym of the moderator"),
                _date("moderation_date", "day of the moderation"),
                _text("moderated_grade", "the moderator's own grade"),
                _text("admissibility", "outcome of the moderation", blank=False),
                _text("reasons", "ids of reasons, separated by semicolons"),
            ),
        ),
        Table(
            "concerns",
            "a case of concern on the register",
            ("case_id",),
            (
                _text("case_id", "pseudonym of the case", blank=False),
                _date("found", "day it was found"),
                _date("alerted", "day the Team Manager and Head of Service were alerted"),
                _text("escalated_to", "role it was escalated to"),
                _date("reviewed", "day it was reviewed"),
                _date("acted", "day action was taken"),
                _text("stage", "open or closed"),
            ),
        ),
        Table(
            "follow_ups",
            "a high-risk case that was reviewed",
            ("case_id",),
            (
                _text("case_id", "pseudonym of the case", blank=False),
                _date("review_date", "day of the review"),
                _text("outcome", "no_further_action, additional_action, progress_check, not_recorded", blank=False),
                _text("reason", "why no further action was needed"),
                _text("lead_action", "the action that mattered most"),
                _text("other_actions", "ids of further actions, separated by semicolons"),
                _text("note", "redacted"),
            ),
        ),
        Table(
            "outside_findings",
            "a finding from another source",
            ("finding_id",),
            (
                _text("finding_id", "the finding", blank=False),
                _text("source", "where it comes from", blank=False),
                _date("found_date", "day of the finding"),
                _text("kind", "strength, satisfactory, development or priority"),
                _THEME,
                _text("service", "service it is about"),
                _text("words", "the finding, redacted"),
            ),
        ),
        Table(
            "problems",
            "a fault",
            ("problem",),
            (
                Column("problem", "whole", "number of the row", blank=False),
                _text("file", "file, as received", blank=False),
                _text("sheet", "sheet"),
                _text("cell", "cell"),
                _text("field", "question of the pro forma"),
                _text("found", "what stands there"),
                _text("done", "what was done about it", blank=False),
                _text("severity", "how bad it is", blank=False, allowed=("set aside", "value left out", "note")),
                _text("suggestion", "what to do"),
            ),
        ),
        Table("measures", "a measure and a group", ("id", "by", "group"), _MEASURES),
        Table("measures_public", "a measure and a group, protected", ("id", "by", "group"), (*_MEASURES, *_TOLD)),
        Table(
            "changes",
            "a measure in two rounds",
            ("measure",),
            (
                _text("measure", "id of the measure", blank=False),
                _text("label", "what it counts", blank=False),
                _text("family", "claims that are adjusted together", blank=False),
                _text("before_round", "the earlier round", blank=False),
                Column("before_n", "whole", "n then", blank=False),
                Column("before_of", "whole", "of then", blank=False),
                Column("n", "whole", "n now", blank=False),
                Column("of", "whole", "of now", blank=False),
                Column("p", "number", "p-value of Fisher's exact test", blank=False),
                Column("adjusted_p", "number", "adjusted over the family by Holm", blank=False),
                _flag("licensed", "whether a sentence may speak of change", blank=False),
            ),
        ),
        Table(
            "trends",
            "a measure and a round of its series",
            ("id", "round"),
            (
                _text("id", "id of the measure, as the last round calls it", blank=False),
                _text("label", "what it counts", blank=False),
                _text("family", "claims that are adjusted together", blank=False),
                _text("round", "the round", blank=False),
                Column(
                    "segment", "whole", "rounds on one definition and one set of limits, numbered from 1", blank=False
                ),
                _text("begins", "why a segment begins here; blank within one, and for the first"),
                _text("chart", "how its limits are made", blank=False, allowed=("p", "xmr")),
                Column("n", "whole", "n of the measure in the round", blank=False),
                Column("of", "whole", "its base", blank=False),
                Column("value", "number", "100 n / of", blank=False),
                Column("centre", "number", "mean of the segment, in percent; blank where it has one point"),
                Column("lower", "number", "lower limit"),
                Column("upper", "number", "upper limit"),
                _text(
                    "signal",
                    "the pattern that the point is part of; blank for common cause",
                    allowed=("limit", "trend", "two of three", "shift"),
                ),
                _flag("upwards", "whether the signal lies above, or rises"),
                _text(
                    "variation",
                    "what the signal means",
                    allowed=("common cause", "improvement", "concern", "neither"),
                ),
                Column("target", "number", "what the council aims at, in percent"),
                _text("assurance", "whether chance alone would miss it", allowed=("hits", "misses", "hit and miss")),
                _flag("trial", "the segment has fewer than 12 points", blank=False),
            ),
        ),
        Table(
            "reconciliation",
            "a finding on a published figure",
            ("line", "about", "measure", "arithmetic"),
            (
                Column("line", "whole", "line of published.yml", blank=False),
                _text("about", "figure, parts, percents, base, follows, change", blank=False),
                _text("measure", "id of the measure", blank=False),
                _text("label", "what it counts", blank=False),
                _text("published", "as published"),
                _text("ours", "as the returns give it"),
                _text("kind", "how they differ", blank=False),
                _flag("explained", "false where a person has to look into it", blank=False),
                _text("arithmetic", "why, with the figures", blank=False),
                _text("source", "document it was published in"),
                _text("said", "how it was said there"),
            ),
        ),
        Table(
            "printed",
            "a figure as printed",
            ("document", "number"),
            (
                _text("document", "the document", blank=False),
                Column("number", "whole", "its number in the document, from 1", blank=False),
                _text("place", "heading it stands under", blank=False),
                _text("round", "round of the figure", blank=False),
                _text("measure", "id of the measure", blank=False),
                _text("by", "field it is broken down by; blank: the whole service"),
                _text("group", "the group"),
                _text("text", "what was printed", blank=False),
            ),
        ),
        Table(
            "keys",
            "a case or a person",
            ("pseudonym",),
            (
                _text("pseudonym", "as the other tables name it", blank=False),
                _text("kind", "case or person", blank=False, allowed=("case", "person")),
                _text("stands_for", "reference or name", blank=False),
            ),
            private=True,
        ),
    )
}


def empty_table(name: str) -> pd.DataFrame:
    """The table ``name`` without rows."""
    return as_table(name, [])


def as_table(name: str, rows: list[dict[str, object]]) -> pd.DataFrame:
    """Rows as the table ``name``: its columns in order with their types; a column that no row names is blank."""
    import pandas as pd

    made = {}
    for column in TABLES[name].columns:
        values = [row.get(column.name) for row in rows]
        if column.kind == "date":
            made[column.name] = pd.Series(pd.to_datetime(pd.Series(values, dtype=object)), dtype=column.dtype)
        else:
            made[column.name] = pd.Series(values, dtype=column.dtype)
    return pd.DataFrame(made)


def check_table(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """``frame`` if it keeps the contract of the table ``name``; ValueError lists every break of it."""
    import pandera.pandas as pa
    from pandera.errors import SchemaErrors

    table = TABLES[name]
    columns = {
        c.name: pa.Column(c.dtype, nullable=c.blank, checks=[pa.Check.isin(c.allowed)] if c.allowed else [])
        for c in table.columns
    }
    schema = pa.DataFrameSchema(columns, strict=True, ordered=True, unique=list(table.key))
    try:
        schema.validate(frame.reset_index(drop=True), lazy=True)
        return frame
    except SchemaErrors as broken:
        cases = broken.failure_cases.drop_duplicates(["column", "check"])
        faults = "; ".join(f"{_place(row)}: {row.check}" for row in cases.itertuples())
        raise ValueError(f"table {name} does not keep its contract ({faults})") from broken


def _place(row: Any) -> str:
    """The column of a failure; one that is missing, unknown or out of order is the failing case itself."""
    return str(row.failure_case if str(row.check).startswith("column_") else row.column)
