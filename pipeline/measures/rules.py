"""What a round is counted by: its kind says which audits are the sample, and which of them count in practice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.config import GradingScheme, Round, Vocabulary
from pipeline.measures.measure import Subset

__all__ = ["ADMISSIBLE", "Rules"]

ADMISSIBLE = ("immediately_admissible", "admissible_development")  # at once, or with development needs (domain.md)


@dataclass(frozen=True)
class Rules:
    """A round with its grades and words: everything that a definition may depend on."""

    round: Round
    scheme: GradingScheme
    vocabularies: Mapping[str, Vocabulary]

    @property
    def all_case(self) -> bool:
        """Whether every case was audited, once, by the pro formas of an all-case round."""
        return self.round.kind == "all-case"

    @property
    def sample(self) -> Subset:
        """The audits that the report speaks of: all of an all-case round; the core audits of a month.

        Learning audits develop auditors and are not part of a month's sample (domain.md).
        """
        audits = Subset("audits")
        return audits if self.all_case else audits.having(audit_type="core")

    @property
    def practice(self) -> Subset:
        """The audits that count in the quality of practice: of a month, the admissible ones (domain.md, moderation).

        An all-case round is not moderated, so all of its audits count.
        """
        if self.all_case:
            return self.sample
        return self.sample.having(admissibility=ADMISSIBLE)

    @property
    def rated(self) -> Subset:
        """The audits with a grade: the base of the ratings."""
        return self.practice.having(grade=self.scheme.vocabulary.ids)

    @property
    def words_for_practice(self) -> str:
        """What the audits that count are called, in the plural."""
        return "audits" if self.all_case else "admissible core audits"

    def words_for_rated(self, n: int) -> str:
        """What n audits of the base of the ratings are called."""
        word = "case" if self.all_case else "admissible core audit"
        return f"{word}{'' if n == 1 else 's'} with a grade"
