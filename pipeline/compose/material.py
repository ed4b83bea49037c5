"""What a document may open: the measures of its edition, the human words, and internally the registers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pipeline.compose.charts import Brand, load_brand
from pipeline.compose.commentary import MONTHLY_HEADINGS, Commentary, read_commentary
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
from pipeline.measures import Rules, definition_breaks
from pipeline.store import load_table
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
    def before(self) -> Round | None:
        """The round before this one in its series."""
        return self.series[-2] if len(self.series) > 1 else None

    @property
    def breaks(self) -> list[bool]:
        """For each round of the series, whether it is not on one definition with the round before it."""
        pairs = zip(self.series, self.series[1:], strict=False)
        return [False, *(bool(definition_breaks(later, earlier)) for earlier, later in pairs)]

    @property
    def gaps(self) -> list[str]:
        """The parts of the commentary that are still to be written."""
        return self.commentary.gaps(MONTHLY_HEADINGS)

    def concerns(self) -> list[dict[str, object]]:
        """The register of cases of concern with references, for those who must act; the internal edition only."""
        if self.edition != "internal":
            raise CompositionError("Case references belong to the internal edition alone.")
        folder = self.workspace.round(self.round.id, self.as_at).processed
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
        read_commentary(workspace.round(round_.id).raw / "commentary.md"),
        load_brand(workspace.own_or_packaged("reports", "theme")),
    )
