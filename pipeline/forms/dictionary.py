"""The data dictionary: every form and register, what each asks, what may be answered, and what is kept of it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.config import Vocabulary
from pipeline.forms.definition import ANSWERED_BY, Field, Group, ProForma
from pipeline.tables import TABLES

__all__ = ["data_dictionary", "kept_as"]

# The register or group → the table that its rows become.
_TABLE_OF = {
    "judgements": "judgements",
    "strengths": "findings",
    "weaknesses": "findings",
    "actions": "actions",
    "moderation": "moderations",
    "concerns": "concerns",
    "follow-up": "follow_ups",
    "action-tracker": "actions",
    "outside-findings": "outside_findings",
}
_BECOMES = {"case_ref": "case_id", "auditor": "auditor_id", "moderator": "moderator_id"}
_FOLDER = """\
# What a round's folder holds

A folder here is one round of audits, named by its id (`2017-12`, `2012-11-all-cases`). What is in it came from people
and is never changed by caseaudit. All data in this repository are synthetic: council, auditors and children are
invented.

- `round.yml`: the round's settings: its kind, its period, who audited, the grades, the forms and their versions
- `returns/`: completed forms as they were received, under any name and in any sub-folder: a workbook a case, or a
  register with a row a case
- `moderation.xlsx`: second readings, a row each: the moderator's own grade, and whether the audit is admitted
- `concerns.xlsx`: a row for each case of concern: when it was found, alerted, reviewed and acted on
- `actions.xlsx`: the tracker of required actions as managers sent it back
- `follow_up.xlsx`: what the later review of each high-risk case led to
- `sources/`: findings from elsewhere: inspections, dip samples, performance data, feedback
- `published.yml`: figures that were already published for this round, and how they were said to relate
- `commentary.md`, `approvals.yml`, `sign_off.yml`: the words that people wrote, the quotations they allowed, and who
  signed the report off
- `review.xlsx`: the analyst's decisions on answers that could not be read; a blank one is made beside the tables
- `coding.xlsx`: passages that the analyst lets count under another theme; the notebook on themes proposes one
- `views/`: charts and tables that the analyst kept for the commentary
- `blank/`: the blank forms that `caseaudit new-round` made

Any other file is read as a return if one of the round's forms fits it, and is otherwise set aside by name. A form in
`data/council/proformas/` takes the place of the packaged one of its name; a list in `data/council/vocabularies.yml`
likewise.

# What the forms ask

This page is made from the forms themselves, by `caseaudit template --dictionary`; change them, not this page.

*Class* says how a figure made from an answer is protected: A, activity; B, practice; C, about a child or a small group;
identifier: it becomes a pseudonym or is left out, and is never printed. *Kept as* names table and column; what has
none is read and checked, and not kept. **Bold** questions need an answer.
"""


def data_dictionary(
    pro_formas: Sequence[ProForma], words: Mapping[str, Vocabulary], schemes: Mapping[str, Vocabulary]
) -> str:
    """The whole page in Markdown: the folder, each form and register, each list with every spelling that is accepted.

    ``schemes``: the grades of each grading scheme; which of them a form's "grade" means is for the round to say.
    """
    lines = [_FOLDER]
    for pro_forma in sorted(pro_formas, key=lambda p: (p.layout == "register", p.name)):
        lines += _form(pro_forma)
    lines += ["# The lists", "", "Capitals, spaces and punctuation make no difference to an answer.", ""]
    used = _users(pro_formas)
    for name in sorted((used.keys() & words.keys()) - {"grade"}):
        lines += _vocabulary(words[name], used[name])
    lines += ["## grade", "", "The grades are those of the scheme that `round.yml` names.", ""]
    for name, grades in sorted(schemes.items()):
        lines += _terms(grades, f"grade in {name}")
    return "\n".join(lines).rstrip() + "\n"


def kept_as(pro_forma: ProForma, f: Field, group: Group | None = None) -> tuple[str, str] | None:
    """The table and column that an answer is kept in; None for what is read and checked, and not kept."""
    table = _TABLE_OF.get(group.id if group else pro_forma.name, "" if group else "returns")
    if table not in TABLES:
        return None
    column = _BECOMES.get(f.id, f.id)
    return (table, column) if column in TABLES[table].names else None


def _form(pro_forma: ProForma) -> Iterator[str]:
    yield from (f"## {pro_forma.title}", "", f"`{pro_forma.name}`, version {pro_forma.version}.", "")
    yield from ("| question | field | answer | class | kept as | also read as |", "|---|---|---|---|---|---|")
    for section in pro_forma.sections:
        for f in section.fields:
            yield _row(pro_forma, f, None)
        if section.group:
            for f in section.group.columns:
                yield _row(pro_forma, f, section.group)
    yield ""
    if pro_forma.rules:
        yield from ("It is told where answers do not fit together:", "")
        yield from (f"- {rule.found.replace('{lowest}', 'the lowest grade')}" for rule in pro_forma.rules)
        yield ""


def _row(pro_forma: ProForma, f: Field, group: Group | None) -> str:
    label = f"**{f.label}**" if f.required is True else f.label
    if f.required and f.required is not True:
        label += " (needed of external auditors)"
    if f.meaning:
        label += f": {f.meaning}"
    name = f"{group.id}.{f.id}" if group else f.id
    kept = kept_as(pro_forma, f, group)
    answer = f"[{f.vocabulary}](#{f.vocabulary})" if f.vocabulary else ANSWERED_BY[f.type]
    times = f", up to {group.rows} times" if group and f is group.columns[0] and not group.fixed else ""
    several = "several of " if f.several else ""
    where = f"`{kept[0]}.{kept[1]}`" if kept else ""
    cells = [label, f"`{name}`", f"{several}{answer}{times}", f.disclosure, where, "; ".join(f.variants)]
    return "| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |"


def _users(pro_formas: Sequence[ProForma]) -> dict[str, list[str]]:
    """List → the forms that ask for it."""
    used: dict[str, list[str]] = {}
    for pro_forma in pro_formas:
        for f in (*pro_forma.fields, *(f for g in pro_forma.groups for f in g.columns)):
            name = "yes_no" if f.type == "yes_no" else f.vocabulary
            if name and pro_forma.name not in used.setdefault(name, []):
                used[name].append(pro_forma.name)
    return used


def _vocabulary(vocabulary: Vocabulary, users: Sequence[str]) -> Iterator[str]:
    yield from (f"## {vocabulary.name}", "", f"Asked for by {', '.join(users)}.", "")
    if vocabulary.terms:
        yield from _terms(vocabulary, "answer")
    else:
        yield from ("The council has given no list: what is typed is kept as it is.", "")


def _terms(vocabulary: Vocabulary, heading: str) -> Iterator[str]:
    yield from (f"| {heading} | kept as | also read as |", "|---|---|---|")
    for term in vocabulary.terms:
        yield f"| {term.label} | `{term.id}` | {'; '.join(term.aliases)} |"
    yield ""
