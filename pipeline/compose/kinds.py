"""The documents that there are: what each is called, and which parts of it people write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.compose.commentary import Commentary
from pipeline.config import Round

__all__ = ["DOCUMENT_KINDS", "THEME_HEADING", "DocumentKind"]

_NUMBER_THEM = (
    "Number them, what matters most first, and name the themes that each answers: 1. … {themes: supervision, planning}"
)
THEME_HEADING = "Theme: "  # before a theme's label: words on it, where its figures do not say all


@dataclass(frozen=True)
class DocumentKind:
    """A document: its name in files and settings, its title, and headings of ``commentary.md`` with a prompt.

    ``titled`` is filled from the round: ``{round.label}``. ``on_themes``: there may be a part on each theme.
    ``figures``: heading → how the ids of the measures begin that its words may want.
    ``recommends``: the heading of the recommendations that may name the themes they answer.
    ``marked``: what stands under the title in the place of the edition. ``contents``: it has a list of its contents.
    """

    name: str
    titled: str
    prompts: Mapping[str, str] = field(default_factory=dict)
    on_themes: bool = False
    for_meeting: bool = False
    figures: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    recommends: str = ""
    marked: str = ""
    contents: bool = True

    def title(self, round_: Round) -> str:
        """What the document of a round is called."""
        return self.titled.format(round=round_)

    def gaps(self, round_: Round, commentary: Commentary) -> list[tuple[str, str]]:
        """(file, part) of all that a person has still to write."""
        missing = [("commentary.md", heading) for heading in commentary.gaps(tuple(self.prompts))]
        return [("round.yml", "meeting"), *missing] if self.for_meeting and round_.meeting is None else missing


_MONTHLY_SUMMARY = DocumentKind(
    "monthly_summary",
    "Monthly audit summary: {round.label}",
    {
        "Summary": "Two or three sentences for someone who reads only these.",
        "What difference it made": "What changed for children? No story that could be recognised.",
        "Analysis": "What lies behind the figures? Refer to them as {ratings.good.n_of}, {themes.casework.percent}.",
        "Other sources": "Do inspection, dip samples, performance data and feedback agree?",
        "Recommendations": _NUMBER_THEM,
        "Next steps": "A list: - …",
    },
    figures={
        "Summary": ("ratings.", "auditing.", "themes."),
        "What difference it made": ("practice.", "risk."),
        "Analysis": ("themes.", "strengths.", "oversight.", "practice."),
        "Other sources": ("sources.", "sources_good.", "themes."),
        "Recommendations": ("aspects.", "themes."),
        "Next steps": ("actions.",),
    },
    recommends="Recommendations",
)
_COMMITTEE_REPORT = DocumentKind(
    "committee_report",
    "{round.title}",
    {
        "Purpose": "What the committee is asked to know and to do, in a sentence.",
        "Recommendations": "What members are asked to decide. Number them: 1. …",
        "Key points summary": "A list: - … Refer to figures as {ratings.inadequate.n_of}.",
        "Alternative options": "What else was thought of, or why nothing else was.",
        "Reasons for recommendations": "Why members are asked for this.",
        "Introduction and background": "Why the audit was made, by whom, and how.",
        "Recommendations for improvement": _NUMBER_THEM,
        "Response": "What the service says to the findings.",
        "Progress": "What has been done since, above all for the high-risk cases.",
        "Community impact": "What it means for people who live here.",
        "Equality and human rights": "Whom it touches more than others, and what was done about that.",
        "Financial implications": "Costs; those of the audit stand in the report already.",
        "Legal implications": "Duties and powers.",
        "Risk management": "What could go wrong, and what is done about it.",
        "Consultees": "A list: - …",
        "Background papers": "A list: - …",
    },
    on_themes=True,
    for_meeting=True,
    figures={
        "Key points summary": ("coverage.", "ratings.", "risk.", "themes."),
        "Introduction and background": ("coverage.",),
        "Recommendations for improvement": ("themes.", "sections.", "practice."),
        "Progress": ("risk.", "actions."),
        "Financial implications": ("coverage.cost_", "coverage.tendered"),
    },
    recommends="Recommendations for improvement",
)
_RECONCILIATION = DocumentKind("reconciliation", "What was published, beside what the returns give: {round.label}")
# it prints words that the report beside it asks for, and asks for none of its own
_BRIEFING_DECK = DocumentKind("briefing_deck", "{round.title}: briefing")

DOCUMENT_KINDS = {kind.name: kind for kind in (_MONTHLY_SUMMARY, _COMMITTEE_REPORT, _BRIEFING_DECK, _RECONCILIATION)}
