"""What a public report says of what it may not say: cases of concern by the quarter, and how numbers are protected."""

from __future__ import annotations

from datetime import date

from pipeline.compose.figures import Figures
from pipeline.compose.material import Material
from pipeline.compose.prose import Prose
from pipeline.compose.report_tables import pipe_table
from pipeline.config import load_profile
from pipeline.markdown import escape
from pipeline.measures import in_words
from pipeline.protect import CANNOT_PROTECT, QUARTER

__all__ = ["concern_points", "concerns_passage", "protection_note"]

_MARKED, _REGISTER = "risk.cases_of_concern", "risk.on_register"
_BY_QUARTER = (_MARKED, _REGISTER, "risk.closed", "risk.alerted_in_time", "risk.reviewed_in_time", "risk.acted_in_time")
_WHY = "because so small a number, told month by month, could point to a child"


def concerns_passage(figures: Figures) -> Prose:
    """How many cases of concern there are and what becomes of each; where months are not told, the closed quarter."""
    each = (
        "Each of these is to be told to the Team Manager and the Head of Service at once, entered on the register, and "
        "followed until it is safe to close"
    )
    everywhere = "They are counted in every audit, whether or not it was admissible."
    if figures.none(_MARKED) and figures.none(_REGISTER):
        none = figures.text(_MARKED, "words")
        return Prose(f"Cases of concern that auditors marked, and cases on the register for this round: {none}.")
    if figures.available(_MARKED):
        marked, listed = (figures.text(measure) for measure in (_MARKED, _REGISTER))
        stand = f"{listed} {'case stands' if figures.count(_REGISTER) == 1 else 'cases stand'}"
        cases = "case as a case" if figures.count(_MARKED) == 1 else "cases as cases"
        said = f"Auditors marked **{marked}** {cases} of concern. {each}; {stand} on the register for this round."
        return Prose(f"{said} {everywhere}")
    said = f"Cases of concern are {escape(_when_told(figures))}, {_WHY}. {each}. {everywhere}"
    return Prose("\n\n".join([said, *_quarters(figures)]))


def concern_points(figures: Figures) -> list[Prose]:
    """The same as points of a slide."""
    each = (
        "Each is to be told to the Team Manager and the Head of Service at once, and followed until it is safe to close"
    )
    if figures.available(_MARKED):
        points = [
            f"Marked by auditors as a case of concern: **{figures.text(_MARKED)}**",
            f"On the register for this round: **{figures.text(_REGISTER)}**",
        ]
    else:
        points = [f"Cases of concern are {escape(_when_told(figures))}, {_WHY}"]
        points += [
            f"{escape(_in_words(group))}: **{escape(figures.count_cell(_MARKED, None, (QUARTER, group)))}**"
            for group in figures.groups(_MARKED, QUARTER)
        ]
    return [Prose(point) for point in (*points, each)]


def _when_told(figures: Figures) -> str:
    """ "counted once a quarter", or what else stands in place of the number; as a part of a sentence."""
    row = figures.row(_MARKED)
    if row.get("status") == "withheld":
        figures.note(_MARKED, str(row["told"]))
        return str(row["told"])
    return "not counted here" if row.get("status") in (None, "unavailable") else "not told by number"


def _quarters(figures: Figures) -> list[str]:
    """The table of a quarter that this month closes; none in any other month."""
    tables = []
    for group in figures.groups(_MARKED, QUARTER):
        measures = [measure for measure in _BY_QUARTER if group in figures.groups(measure, QUARTER)]
        cells = [figures.count_cell(measure, None, (QUARTER, group)) for measure in measures]
        rows = [[escape(figures.label(m)), escape(text)] for m, text in zip(measures, cells, strict=True)]
        header = ["Cases of concern", escape(_in_words(group))]
        tables.append(pipe_table(header, rows, "Cases of concern in the quarter", "quarter", [66, 34]))
    return tables


def _in_words(group: str) -> str:
    """A quarter as a report writes it: "July to September 2017", from "2017-07 to 2017-09"."""
    first, last = (date.fromisoformat(f"{month}-01") for month in group.split(" to "))
    return f"{first:%B} to {last:%B %Y}"


def protection_note(material: Material, figures: Figures) -> Prose:
    """How the public edition protects small numbers, and from what it cannot; nothing for the internal one."""
    if material.edition != "public":
        return Prose("")
    profile = load_profile(material.workspace, material.round.disclosure_profile)
    said = [
        "This public edition is made so that no child can be found from it.",
        "What auditors found is told exactly where so few cases were audited that nobody can know which, or where the "
        f"number is large. Else a number below {in_words(profile.threshold)} is told in words, and may be none.",
    ]
    if material.round.kind == "monthly":
        said.append("Cases of concern are counted by the quarter. No figure is split by team, age or place.")
    if figures.has_hidden():
        said.append(
            f"The sign {profile.hidden} stands for a number that is not given, since it could give away another."
        )
    return Prose(escape(" ".join([*said, *CANNOT_PROTECT])))
