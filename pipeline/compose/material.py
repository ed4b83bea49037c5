"""What a document may open: the measures of its edition, the human words, and internally the registers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.brand import Brand, load_brand
from pipeline.compose.commentary import Commentary
from pipeline.compose.stories import commentary_for
from pipeline.config import (
    Council,
    GradingScheme,
    Round,
    Vocabulary,
    load_council,
    load_scheme,
    load_vocabularies,
    series_up_to,
)
from pipeline.errors import CompositionError
from pipeline.forms import ProForma, forms_used, load_pro_forma, with_own_lists
from pipeline.measures import OUTCOMES, VIEW_TABLES, Rules, Subset, all_definitions, build_views
from pipeline.store import load_table, load_tables
from pipeline.tables import plain_rows
from pipeline.workspace import EDITIONS, Workspace

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Material", "open_material"]

_TABLE = {"internal": "measures", "public": "measures_public"}


@dataclass(frozen=True)
class Material:
    """Everything that one document is made from."""

    workspace: Workspace
    round: Round
    edition: str
    as_at: date | None
    series: tuple[Round, ...]  # this round last
    measures: Mapping[str, pd.DataFrame]  # round id → measures of the edition
    council: Council
    scheme: GradingScheme
    vocabularies: Mapping[str, Vocabulary]
    commentary: Commentary
    brand: Brand

    @property
    def rules(self) -> Rules:
        """What the round is counted by."""
        return Rules(self.round, self.scheme, self.vocabularies)

    @property
    def pro_formas(self) -> list[ProForma]:
        """The forms that the round's audits filled in."""
        return [load_pro_forma(self.workspace, used.name, used.version) for used in self.round.pro_formas]

    @property
    def words(self) -> Mapping[str, Vocabulary]:
        """Every list that a form may let its auditor choose from: the council's own, and the grades, among them."""
        general = {**self.vocabularies, **self.council.vocabularies, "grade": self.scheme.vocabulary}
        return with_own_lists(self.pro_formas, general)

    def label(self, list_name: str, id_: str | None) -> str | None:
        """A term of a list as people read it; one that the list does not have as it is."""
        return self.words[list_name].labels.get(id_ or "", id_)

    @property
    def before(self) -> Round | None:
        """The round before this one in its series."""
        return self.series[-2] if len(self.series) > 1 else None

    @property
    def schemes(self) -> dict[str, GradingScheme]:
        """The grades of every round of the series, by name."""
        return {r.scheme: load_scheme(self.workspace, r.scheme) for r in self.series}

    @property
    def forms(self) -> dict[tuple[str, str], ProForma]:
        """The forms that the rounds of the series used, each as it was then, as far as it is kept."""
        return forms_used(self.workspace, self.series)

    def _internal(self) -> Path:
        """The tables of the round; CompositionError for a public edition, which may not open them."""
        if self.edition != "internal":
            raise CompositionError("Case references and single returns belong to the internal edition alone.")
        return self.workspace.round(self.round.id, self.as_at).processed

    def tables_of(self, round_: Round, names: Iterable[str]) -> dict[str, pd.DataFrame]:
        """Tables of this or an earlier round of the series by name; the internal edition only."""
        here = self._internal()
        own = round_.id == self.round.id
        return load_tables(here if own else self.workspace.round(round_.id).processed, names)

    def reconciliation(self) -> list[dict[str, Any]]:
        """The findings on what was published for the round; the internal edition only."""
        return plain_rows(load_table(self._internal(), "reconciliation"))

    def unanswered(self) -> list[dict[str, Any]]:
        """The high-risk cases whose review has no result on record, with references; the internal edition only."""
        folder = self._internal()
        keys = load_table(folder, "keys").set_index("pseudonym")["stands_for"]
        audits = build_views(load_tables(folder, VIEW_TABLES), self.as_at)["audits"]
        counted = {d.id: d.counts for d in all_definitions(self.rules)}.get(OUTCOMES["not_recorded"])
        if not isinstance(counted, Subset):  # a round without follow-up
            return []
        found = audits[counted.mask({"audits": audits})].sort_values(["team", "audit_date"])
        rows: list[Any] = found.assign(case=found["case_id"].map(keys)).to_dict("records")
        return rows

    def concerns(self) -> list[dict[str, object]]:
        """The register of cases of concern with references, for those who must act; the internal edition only."""
        folder = self._internal()
        keys = load_table(folder, "keys").set_index("pseudonym")["stands_for"]
        returns = load_table(folder, "returns").query("used").drop_duplicates("case_id").set_index("case_id")
        register = load_table(folder, "concerns").sort_values("found")
        register = register.assign(case=register["case_id"].map(keys), team=register["case_id"].map(returns["team"]))
        return register.to_dict("records")  # type: ignore[return-value]


def open_material(workspace: Workspace, round_: Round, edition: str, as_at: date | None) -> Material:
    """Open what a document of this edition may read, and nothing else."""
    if edition not in EDITIONS:
        raise CompositionError(f'There is no edition "{edition}"; the editions are {" and ".join(EDITIONS)}.')
    series = tuple(series_up_to(workspace, round_))
    measures = {
        r.id: load_table(workspace.round(r.id, as_at if r.id == round_.id else None).processed, _TABLE[edition])
        for r in series
    }
    return Material(
        workspace,
        round_,
        edition,
        as_at,
        series,
        measures,
        load_council(workspace),
        load_scheme(workspace, round_.scheme),
        load_vocabularies(workspace),
        commentary_for(workspace, round_.id, edition),
        load_brand(workspace),
    )
