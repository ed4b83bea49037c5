"""The sentences of the committee report that depend on its figures, by the name its template asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.compose.figures import Figures
from pipeline.compose.material import Material
from pipeline.compose.prose import Prose
from pipeline.compose.wording import day_in_words, join, plural
from pipeline.markdown import escape
from pipeline.measures import Rules

__all__ = ["CommitteeWords"]

_FEW = "thirty"  # audits: the report warns of shares of fewer; in words, since it is no figure of the round


@dataclass(frozen=True)
class CommitteeWords:
    """Each method is a sentence or two, true of the round whatever its figures; "" where there is nothing to say."""

    material: Material
    figures: Figures

    @property
    def _rules(self) -> Rules:
        return self.material.rules

    def noun(self, measure: str, one: str, many: str | None = None) -> str:
        """The word for as many things as a measure counts."""
        return plural(self.figures.count(measure), one, many)

    def audited(self) -> str:
        """What the number of audits is a number of."""
        if self._rules.all_case:
            return self.noun("coverage.total", "case was audited", "cases were audited")
        return self.noun("coverage.core", "core audit was made", "core audits were made")

    def rated(self) -> str:
        """What the audits in the base of the grades are called."""
        return self._rules.words_for_rated(self.figures.count("ratings.total"))

    def all_of(self, measure: str) -> str:
        """All audits in the base of a measure of practice: "all 25 admissible core audits"."""
        words, of = self._rules.words_for_practice, self.figures.text(measure, "of")
        return f"the {of} {words.removesuffix('s')}" if self.figures.base(measure) == 1 else f"all {of} {words}"

    def not_in_the_base(self) -> Prose:
        """Which audits are in none of the percentages of the grades, and why."""
        return _said(self._ungraded() if self._rules.all_case else self._not_admissible())

    def _ungraded(self) -> Iterator[str]:
        own, without = "coverage.by_council", "coverage.by_council_ungraded"
        if not self.figures.some(without):
            return
        if self.figures.count(own) > self.figures.count(without):
            carry = self.noun(without, "carries", "carry")
            yield (
                f"Of the {self.figures.text(own)} audits by the council's own staff, {self.figures.text(without)} "
                f"{carry} no overall grade and {self.noun(without, 'is', 'are')} in none of these percentages."
            )
        elif self.figures.count(own) == 1:
            yield (
                "The one audit by the council's own staff carries no overall grade and is in none of these percentages."
            )
        else:
            yield (
                f"The {self.figures.text(own)} audits by the council's own staff carry no overall grade and are in "
                "none of these percentages."
            )

    def _not_admissible(self) -> Iterator[str]:
        if not self.figures.some("auditing.total"):
            return
        yield (
            "A second, senior person reads each core audit again. An audit that meets the council's standard is called "
            "admissible, and only such audits count in what this report says of practice."
        )
        told = [
            f"{self.figures.text(measure)} {words}"
            for measure, words in (
                ("auditing.inadmissible", f"{self.noun('auditing.inadmissible', 'was', 'were')} inadmissible"),
                ("auditing.not_moderated", f"{self.noun('auditing.not_moderated', 'was', 'were')} not yet read again"),
            )
            if self.figures.some(measure)
        ]
        total, one = self.figures.text("auditing.total"), self.figures.count("auditing.total") == 1
        if told:
            yield f"Of {total} core {plural(self.figures.count('auditing.total'), 'audit')}, {join(told)}."
        elif self.figures.none("auditing.inadmissible") and self.figures.none("auditing.not_moderated"):
            yield f"{'The' if one else 'All'} {total} core {'audit' if one else 'audits'} of this round met it."

    def high_risk(self) -> Prose:
        """How many of the cases with the lowest grade have a child at possible high risk."""
        return _said(self._high_risk())

    def _high_risk(self) -> Iterator[str]:
        high, figures = "risk.high_risk_cases", self.figures
        of = f"Of {figures.text(high, 'of')} {plural(figures.base(high), 'case')} with the lowest grade"
        soon = "as needing something done immediately or within days"
        if figures.some(high):
            count, share = figures.count_and_share(high)
            counted = f"{count} ({share})" if share else count
            were = self.noun(high, "was", "were")
            yield f"{of}, {counted} {were} described {soon}: a child might be at high risk of harm."
        elif figures.told(high) and not figures.none(high):
            yield f"Described {soon}, so that a child might be at high risk of harm: {figures.text(high)}."
        elif figures.none(high):
            yield f"{of}, none was described {soon}, so none counts as a case with a child at high risk of harm."
        if figures.some("risk.not_described"):
            yield f"Without a descriptor: {figures.text('risk.not_described')} of the cases with the lowest grade."

    def alerts(self) -> Prose:
        """In how many of the high-risk cases managers were told at once, of those whose form asks it."""
        return _said(self._alerts())

    def _alerts(self) -> Iterator[str]:
        alerted = "risk.high_risk_alerted"
        if self.figures.base(alerted):
            yield (
                "Where the form asks whether managers were alerted at once, during the audit, auditors answered yes in "
                f"{self.figures.text(alerted, 'n_of')} high-risk {plural(self.figures.base(alerted), 'case')}."
            )

    def outcomes(self) -> str:
        """What the table of the follow-up accounts for."""
        high = "risk.high_risk_cases"
        return f"all {self.figures.text(high)}" if self.figures.count(high) != 1 else "the one case"

    def no_register(self) -> Prose:
        """That nothing is known of the follow-up."""
        cases = self.noun("risk.high_risk_cases", "this case", "these cases")
        return _said(
            [f"No register of follow-ups was received that names {cases}, so what was done is not known here."]
        )

    def shown_themes(self, common: int, written: int) -> Prose:
        """What the themes that follow have in common: how many are common, how many only written about."""
        tenth = "a weakness in at least one audit in ten"
        if common and written:
            return _said([f"The themes that follow were {tenth}, or are written about for another reason."])
        if common:
            return _said(
                [f"The {plural(common, 'theme')} that {plural(common, 'follows was', 'follow were')} {tenth}."]
            )
        if written:
            themes = plural(written, "theme that follows is", "themes that follow are")
            return _said([f"No theme was {tenth}; the {themes} written about for another reason."])
        return _said([f"No theme was {tenth}."])

    def not_all_returns(self) -> Prose:
        """Which of the returns that were used the figures do not speak of, and why."""
        return _said([*self._as_at(), *self._other_audits()])

    def _as_at(self) -> Iterator[str]:
        if self.material.as_at:
            day = day_in_words(self.material.as_at)
            yield f"The table has every return; all other figures count the audits dated up to {day} alone."

    def _other_audits(self) -> Iterator[str]:
        kinds = (
            ("coverage.learning", "learning audit", "learning audits"),
            ("coverage.other_audits", "audit of another kind", "audits of another kind"),
        )
        told = [
            f"{self.figures.text(measure)} {self.noun(measure, one, many)}"
            for measure, one, many in kinds
            if self.figures.some(measure)
        ]
        if told:
            core = f"{self.figures.text('coverage.core')} {self.noun('coverage.core', 'core audit')}"
            yield f"The returns used hold {core}, which this report is about, and beside these {join(told)}."
        if self.figures.some("coverage.learning"):
            yield "A learning audit is made by a manager who is training to join the auditors."

    def actions(self) -> Prose:
        """What auditors required, and what became of it as far as a tracker tells."""
        return _said(self._actions())

    def _actions(self) -> Iterator[str]:
        figures, total = self.figures, "actions.total"
        if not figures.some(total):
            yield "The returns name no action that a manager had to take."
            return
        yield f"Auditors required {figures.text(total)} {self.noun(total, 'action')}."
        if not figures.available("actions.done"):
            yield "What became of each is not part of these returns."
            return
        done = self.noun("actions.done", "was", "were")
        yield f"By the day of the report {figures.text('actions.done')} {done} done."
        if figures.available("actions.overdue"):
            yield (
                f"Of those that were due, {figures.text('actions.overdue', 'share')} "
                f"{self.noun('actions.overdue', 'was', 'were')} overdue. Actions that have drifted by more than "
                f"{self.material.council.escalate_after_days} days go to the Head of Service: "
                f"{figures.text('actions.escalated')}."
            )

    def certainty(self) -> Prose:
        """What chance has to do with the shares: nothing in a census, something in a sample."""
        return _said(self._certainty())

    def _certainty(self) -> Iterator[str]:
        if self._rules.all_case:
            yield "The figures describe the cases audited and are no estimate from a sample."
            return
        figures, lowest = self.figures, self.material.scheme.grades[-1]
        if figures.available("coverage.of_eligible"):
            chosen = figures.text("coverage.of_eligible", "n_of")
            yield f"The audits are a sample: {chosen} eligible cases were audited."
        measure = f"ratings.{lowest.id}"
        if figures.available(measure):
            yield (
                f"The share graded “{lowest.label}”, {figures.text(measure, 'percent')}, has a 95% interval of "
                f"{figures.text(measure, 'interval')} (Wilson): the share among all cases may be any in that range."
            )
        yield f"Shares of fewer than {_FEW} audits can differ from one round to the next by chance alone."

    def contract(self) -> Prose:
        """How much of the contract the outside team audited, and how much all did together."""
        return _said(self._contract())

    def _contract(self) -> Iterator[str]:
        figures, outside = self.figures, "coverage.external_of_tender"
        if not figures.available(outside):
            return
        told = f"Of the cases in the contract the team audited {figures.text(outside, 'share')}"
        if figures.some("coverage.by_council"):
            total = f"{figures.text('coverage.total')} ({figures.text('coverage.of_tender', 'percent')})"
            own = figures.text("coverage.by_council")
            told += f"; together with the {own} that the council's own staff audited it was {total}"
        yield f"{told}."


def _said(sentences: Iterator[str] | list[str]) -> Prose:
    return Prose(escape(" ".join(sentences)))
