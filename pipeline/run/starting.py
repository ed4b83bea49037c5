"""Starting a round of one's own: its folder, and the blank returns."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from pathlib import Path

from pipeline.errors import ConfigurationError
from pipeline.run.templates import write_template
from pipeline.store import write_text
from pipeline.workspace import Workspace

__all__ = ["start_round"]

_REGISTERS = {"moderation.xlsx": "moderation", "concerns.xlsx": "concerns", "actions.xlsx": "action-tracker"}


def start_round(workspace: Workspace, round_id: str) -> list[Path]:
    """The folder of a new monthly round; ConfigurationError if it is there already. The files made."""
    from pipeline.compose import DOCUMENT_KINDS

    folder = workspace.round(round_id).raw
    if folder.exists():
        raise ConfigurationError(f"{folder} is there already; nothing was changed.")
    settings = folder / "round.yml"
    write_text(settings, _settings(workspace, round_id))
    prompts = DOCUMENT_KINDS["monthly_summary"].prompts
    words = "\n\n".join(f"## {heading}\n\n<!-- {prompt} -->" for heading, prompt in prompts.items())
    write_text(folder / "commentary.md", words + "\n")
    (folder / "returns").mkdir()
    write_template(workspace, "core-audit", "practice-2017", folder / "blank" / "core-audit.xlsx")
    for name, register in _REGISTERS.items():
        write_template(workspace, register, "practice-2017", folder / name)
    write_template(workspace, "outside-findings", "practice-2017", folder / "sources" / "findings.xlsx")
    return sorted(p for p in folder.rglob("*") if p.is_file())


def _settings(workspace: Workspace, round_id: str) -> str:
    from pipeline.forms import load_pro_forma

    year, month = int(round_id[:4]), int(round_id[5:7])
    if not 1 <= month <= 12:
        raise ConfigurationError(f'"{round_id}" names no month: the month is 01 to 12.')
    last = date(year, month, calendar.monthrange(year, month)[1])
    version = load_pro_forma(workspace, "core-audit").version
    return f"""# The settings of this round.
id: {round_id}
title: Core audits, {last:%B %Y}
kind: monthly
series: monthly                   # rounds of one series are set beside each other
period: {{first: {last.replace(day=1)}, last: {last}}}
reported: {last + timedelta(days=9)}              # the day of the report: actions are overdue as at this day
scheme: practice-2017             # the grades
pro_formas: [{{name: core-audit, version: "{version}"}}]
auditor_pool: core group          # core group, all managers, or external team
focus_theme: assessment           # assessment or planning
focus_reason:                     # a sentence: why this theme
synthetic: false

# What some rounds need besides; take the "# " away from a line to use it.
# eligible_cases: 400             # of how many cases the sample was drawn
# reports: [monthly_summary, briefing_deck]     # the summary alone where this is not said
# targets: {{ratings.good_or_better: 60}}         # the percent that the council aims at, by measure
# bridge: {{reason: the new form asks the same questions}}   # why it may be set beside a round of another form or other
#                                 auditors; "measures: [practice.drift]" beside the reason: for these alone
# rebase: {{reason: supervision was reorganised, measures: [practice.drift]}}   # its control limits begin anew
"""
