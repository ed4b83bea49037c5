"""An audit round as its ``round.yml`` describes it."""

from __future__ import annotations

import datetime as dt
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field as Setting
from pydantic import model_validator

from pipeline.config.files import Settings, read_settings
from pipeline.config.vocabulary import load_vocabularies
from pipeline.errors import ConfigurationError
from pipeline.workspace import Workspace

__all__ = [
    "DECK",
    "Bridge",
    "DocumentName",
    "Meeting",
    "Period",
    "ProFormaUse",
    "Rebase",
    "Round",
    "file_of",
    "formats_of",
    "load_round",
]

DocumentName = Literal["monthly_summary", "committee_report", "briefing_deck"]
DECK: DocumentName = "briefing_deck"


def formats_of(document: str) -> tuple[str, ...]:
    """What a document can be had in: a deck as slides, a report as everything else, its data tables as a workbook."""
    return ("slides",) if document == DECK else ("html", "pdf", "docx", "xlsx")


def file_of(document: str, format: str) -> str:
    """What the file of a document in a format is called; the data tables of a document have a workbook beside it."""
    return {"slides": f"{document}.pptx", "xlsx": f"{document}_data.xlsx"}.get(format, f"{document}.{format}")


class Period(Settings):
    """First and last day of a round."""

    first: date
    last: date

    @model_validator(mode="after")
    def _in_order(self) -> Period:
        if self.last < self.first:
            raise ValueError("the last day is before the first")
        return self


class ProFormaUse(Settings):
    """A pro forma in use in a round, at one version."""

    name: str
    version: str


class Meeting(Settings):
    """The committee meeting that a report goes to, as its header block and first sections say."""

    committee: str
    date: dt.date
    key_decision: bool = False
    wards: str = "All wards"


class Bridge(Settings):
    """The recorded decision that a round may be set beside the one before it although who or what counts differs."""

    reason: str = Setting(min_length=1)
    measures: tuple[str, ...] = Setting(default=(), description="the measures that it is for; none named: all")

    def covers(self, measure: str | None) -> bool:
        """Whether it is for this measure; None: for all of them."""
        return not self.measures or measure in self.measures


class Rebase(Settings):
    """The recorded decision that control limits begin anew with a round, for the measures named."""

    reason: str = Setting(min_length=1)
    measures: tuple[str, ...] = Setting(min_length=1)


class Round(Settings):
    """One audit exercise (``data.md``, What a round brings)."""

    id: str
    title: str
    kind: Literal["monthly", "all-case"]
    series: str
    period: Period
    reported: date = Setting(description="the day the report is made: actions are overdue as at this day")
    scheme: str
    pro_formas: tuple[ProFormaUse, ...] = Setting(min_length=1)
    auditor_pool: Literal["external team", "all managers", "core group"]
    focus_theme: str | None = None
    focus_reason: str | None = None
    eligible_cases: int | None = Setting(default=None, gt=0)
    sample_list_published: bool = True
    disclosure_profile: str = "standard"
    outside_team: str | None = Setting(default=None, description="who audited, where an outside team did")
    tendered_cases: int | None = Setting(default=None, gt=0, description="cases in the contract with the outside team")
    cost_pounds: int | None = Setting(default=None, gt=0, description="what the outside team was paid")
    meeting: Meeting | None = None
    bridge: Bridge | None = None
    rebase: Rebase | None = None
    targets: dict[str, Annotated[float, Setting(ge=0, le=100)]] = Setting(
        default_factory=dict, description="measure → the percent that the council aims at"
    )
    reports: tuple[DocumentName, ...] = ()
    synthetic: bool = False

    @model_validator(mode="before")
    @classmethod
    def _reports_of_its_kind(cls, given: Any) -> Any:
        """A round that names no reports gets those of its kind."""
        if isinstance(given, dict) and not given.get("reports"):
            all_case = given.get("kind") == "all-case"
            return given | {"reports": ("committee_report", DECK) if all_case else ("monthly_summary",)}
        return given

    @model_validator(mode="after")
    def _deck_with_a_report(self) -> Round:
        if self.reports == (DECK,):
            raise ValueError("the briefing deck goes with a report: name committee_report or monthly_summary beside it")
        return self

    @property
    def deck_beside(self) -> DocumentName | None:
        """The report that the briefing deck is written with: the first; None for a round without a deck."""
        return next(name for name in self.reports if name != DECK) if DECK in self.reports else None

    @property
    def broken_down_in_public(self) -> bool:
        """Whether it gets a public explorer: an audit of all cases does; a month has too few for groups of them."""
        return self.kind == "all-case"

    @property
    def label(self) -> str:
        """The period in words: "December 2017", or "November 2012 to January 2013"."""
        first, last = (f"{day:%B %Y}" for day in (self.period.first, self.period.last))
        return first if first == last else f"{first} to {last}"


def load_round(workspace: Workspace, round_id: str) -> Round:
    """The round called ``round_id``; ConfigurationError says whether folder, file or content is at fault."""
    paths = workspace.round(round_id)
    if not paths.raw.is_dir():
        known = ", ".join(workspace.round_ids()) or "none yet"
        raise ConfigurationError(
            f'There is no round "{round_id}": {paths.raw} does not exist. Rounds here: {known}. '
            f"Start one with: caseaudit new-round {round_id}"
        )
    if not paths.settings.is_file():
        raise ConfigurationError(
            f"{paths.settings} is missing: every round needs one. Copy it from another round, or make the round "
            f"with: caseaudit new-round {round_id}"
        )
    settings = read_settings(paths.settings, Round)
    if settings.id != round_id:
        raise ConfigurationError(
            f'{paths.settings} says "id: {settings.id}" but lies in the folder {round_id}; make the two the same.'
        )
    _refuse_unknown_theme(workspace, settings)
    return settings


def _refuse_unknown_theme(workspace: Workspace, round_: Round) -> None:
    """ConfigurationError if the focus theme is none of the list that the forms offer: it is printed as it stands."""
    themes = load_vocabularies(workspace)["focus_theme"]
    if round_.focus_theme is not None and themes.match(round_.focus_theme) is None:
        close = themes.suggest(round_.focus_theme)
        hint = f" Did you mean {close.lower()}?" if close else ""
        raise ConfigurationError(
            f'{workspace.round(round_.id).settings}: "{round_.focus_theme}" is no focus theme.{hint} '
            f"The list focus_theme has: {', '.join(themes.labels.values())}; your own belong in "
            "data/council/vocabularies.yml."
        )
