"""A committee report, or a briefing deck, of a round of a few audits, composed in memory."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.compose import DOCUMENT_KINDS, Figures, load_brand, read_commentary
from pipeline.compose.committee import committee_context
from pipeline.compose.deck import deck_context
from pipeline.compose.filling import fill_template
from pipeline.compose.material import Material
from pipeline.compose.monthly import monthly_context
from pipeline.config import Round, load_council, load_round, load_scheme, load_vocabularies
from pipeline.measures import Rules, all_definitions, build_views, evaluate
from pipeline.workspace import Workspace
from tests.conftest import REPOSITORY
from tests.unit.measures.conftest import tables

SPACE = Workspace.at(REPOSITORY)
ALL_CASES = load_round(SPACE, "2012-11-all-cases")
MONTH = load_round(SPACE, "2017-12")
CLOSED = {
    "round": ALL_CASES.id,
    "pro_forma": "closed-case",
    "by_council": False,
    "grade": "adequate",
    "admissibility": None,
}
CURRENT = CLOSED | {"pro_forma": "current-case"}
AT_RISK = CURRENT | {"grade": "inadequate", "nature": "child_not_seen", "immediacy": "immediate"}


@dataclass(frozen=True)
class Report:
    """The words of a report as a reader meets them, and what it noted as printed."""

    words: str
    printed: Sequence[Mapping[str, Any]]
    context: Mapping[str, Any]


def report(
    round_: Round,
    *audits: Mapping[str, Any],
    commentary: str = "",
    vocabularies: Mapping[str, Any] | None = None,
    folder: Path | None = None,
    as_at: date | None = None,
    document: str = "committee_report",
    **others: Sequence[Mapping[str, Any]],
) -> Report:
    """The public report, or another document, of a round: an audit a mapping; ``others``: rows of tables by name."""
    words = load_vocabularies(SPACE) | dict(vocabularies or {})
    scheme = load_scheme(SPACE, round_.scheme)
    rules = Rules(round_, scheme, words)
    measures = evaluate(all_definitions(rules), build_views(tables(*audits, **others), as_at, rules))
    path = (folder or Path("nowhere")) / "commentary.md"
    if commentary:
        path.write_text(commentary, encoding="utf-8")
    brand = load_brand(SPACE)
    material = Material(
        SPACE, round_, "public", as_at, (round_,), {round_.id: measures}, load_council(SPACE), scheme, words,
        read_commentary(path), brand,
    )  # fmt: skip
    figures = Figures(document, round_, material.measures)
    contexts = {
        "committee_report": committee_context,
        "briefing_deck": deck_context,
        "monthly_summary": monthly_context,
    }
    context = contexts[document](material, figures)
    text = fill_template(DOCUMENT_KINDS[document], material, figures, context, [])
    return Report(plain(text), figures.printed, context)


def plain(text: str) -> str:
    """Markdown without its escapes, on one line."""
    return " ".join(re.sub(r"\\(?=[!-/:-@\[-`{-~])", "", html.unescape(text)).replace("**", "").split())
