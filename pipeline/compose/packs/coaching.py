"""What a coaching note is made of: the audits of one person that were read again, and what can be learned from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.compose.figures import Figures
from pipeline.compose.material import Material
from pipeline.compose.prose import Prose
from pipeline.compose.report_tables import cell, pipe_table
from pipeline.compose.wording import join, plural
from pipeline.markdown import escape
from pipeline.measures import in_words
from pipeline.tables import plain_rows

__all__ = ["Moderated", "coaching_context", "moderated_audits", "spoken"]

# reason → what helps; a reason of the council's own is told without
_ADVICE = {
    "impact_not_recorded": "Under each aspect finish the sentence: for this child it meant that …",
    "not_triangulated": "For each judgement name two sources: the file, the worker, the family, another agency.",
    "concern_not_captured": "Ask of every case: would I ring the manager today? If so, mark it and ring.",
    "too_brief": "Write so much that a manager who does not know the case can see why you judged it so.",
    "dense_or_confusing": "One point a sentence, what you saw before what you think of it.",
    "wrong_form": "Take the blank form from the folder of the round each time.",
}


@dataclass(frozen=True)
class Moderated:
    """An audit and its second reading; grades and the outcome are labels, ``direction`` is how the grades compare."""

    case: str
    grade: str | None
    moderated: str | None
    direction: str  # the same, lower, higher, not compared
    outcome_id: str
    outcome: str
    reasons: tuple[str, ...]  # ids
    impact_throughout: bool


def moderated_audits(material: Material) -> dict[str, list[Moderated]]:
    """Auditor (pseudonym) → the audits that were read again, in order of their dates; internal."""
    tables = material.tables_of(material.round, ("returns", "moderations", "judgements", "keys"))
    references = tables["keys"].set_index("pseudonym")["stands_for"]
    judged = tables["judgements"]
    whole = judged.assign(told=judged["impact"].notna()).groupby("return_id")["told"].all()
    audits = tables["returns"].query("used").sort_values("audit_date").merge(tables["moderations"], on="return_id")
    if material.as_at is not None:
        audits = audits[(audits["audit_date"] <= str(material.as_at)).fillna(False)]
    made: dict[str, list[Moderated]] = {}
    for row in plain_rows(audits):
        if row["auditor_id"]:
            case, told = str(references.get(row["case_id"], "")), bool(whole.get(row["return_id"], False))
            made.setdefault(row["auditor_id"], []).append(_moderated(material, row, case, told))
    return made


def spoken(name: str) -> str:
    """A name as one is spoken to: "okafor, J" and "OKAFOR, J" are J Okafor; one with capitals of its own is kept."""
    surname, comma, first = name.partition(",")
    words = (f"{first} {surname}" if comma else name).split()
    without_thought = all(word.islower() or word.isupper() for word in words if len(word.strip(".")) > 1)
    return " ".join(word.title() if without_thought else word for word in words)


def _moderated(material: Material, row: Mapping[str, Any], case: str, told: bool) -> Moderated:
    order = [g.id for g in material.scheme.grades]  # the best first
    labels, own, second = material.scheme.vocabulary.labels, row["grade"], row["moderated_grade"]
    direction = "not compared"
    if own in order and second in order:
        apart = order.index(second) - order.index(own)
        direction = "lower" if apart > 0 else "higher" if apart < 0 else "the same"
    outcomes = material.vocabularies["admissibility"].labels
    return Moderated(
        case=case,
        grade=labels.get(own, own),
        moderated=labels.get(second, second),
        direction=direction,
        outcome_id=row["admissibility"],
        outcome=outcomes.get(row["admissibility"], row["admissibility"]),
        reasons=tuple(filter(None, str(row["reasons"] or "").split(";"))),
        impact_throughout=told and "impact_not_recorded" not in str(row["reasons"]),
    )


def coaching_context(material: Material, figures: Figures, name: str, audits: Sequence[Moderated]) -> Mapping[str, Any]:
    """The names that ``coaching_note.qmd.jinja`` may use."""
    note = _Note(material, audits)
    return {
        "round": material.round,
        "name": name,
        "charts": {},
        "read": Prose(note.read()),
        "table": note.table,
        "strengths": Prose(note.strengths()),
        "needs": Prose(note.needs()),
    }


@dataclass(frozen=True)
class _Note:
    material: Material
    audits: Sequence[Moderated]

    def read(self) -> str:
        """How many audits were read again, and how often the two grades agree."""
        n = len(self.audits)
        compared = [a for a in self.audits if a.direction != "not compared"]
        told = [f"Of your audits in this round {in_words(n)} {plural(n, 'was', 'were')} read again by a second person."]
        if compared:
            same, lower, higher = (sum(a.direction == d for a in compared) for d in ("the same", "lower", "higher"))
            told.append(f"You both gave the same grade in {in_words(same)} of {in_words(len(compared))}.")
            for count, what in ((lower, "lower"), (higher, "higher")):
                if count:
                    told.append(f"The moderator's grade was {what} in {in_words(count)}.")
        few = "One audit shows" if n == 1 else "So few audits show"
        told.append(f"{few} no pattern: take what follows as a place to begin a conversation.")
        return escape(" ".join(told))

    def table(self) -> Prose:
        """A row an audit: both grades, the outcome, the reasons."""
        labels = self.material.vocabularies["admissibility_reason"].labels
        rows = [
            [
                cell(a.case),
                cell(a.grade),
                cell(a.moderated),
                cell(a.outcome),
                cell("; ".join(labels.get(reason, reason) for reason in a.reasons) or "None given"),
            ]
            for a in self.audits
        ]
        header = ["Case", "Your grade", "Moderator's grade", "What moderation found", "Reasons"]
        caption = "Your audits that were read again"
        return Prose(pipe_table(header, rows, caption, "moderated", [14, 20, 20, 24, 22], of_words=5))

    def strengths(self) -> str:
        """What went well, with the cases; said plainly where the moderation names nothing."""
        lines = list(self._strengths())
        if not lines:
            return "The second reading names no strength by itself\\. Ask your moderator what they liked\\."
        return "\n".join(f"- {line}" for line in lines)

    def _strengths(self) -> Iterator[str]:
        found = {
            "The audit could be used as it was": [a for a in self.audits if a.outcome_id == "immediately_admissible"],
            "You and the moderator came to the same grade": [a for a in self.audits if a.direction == "the same"],
            "You said under each aspect what it meant for the child": [a for a in self.audits if a.impact_throughout],
        }
        for what, audits in found.items():
            if audits:
                yield f"**{escape(what)}**: {join([escape(a.case) for a in audits])}"

    def needs(self) -> str:
        """What to work on by reason, the commonest first, with what helps."""
        labels = self.material.vocabularies["admissibility_reason"].labels
        counts = Counter(reason for a in self.audits for reason in a.reasons)
        lines = []
        for reason, _ in counts.most_common():
            cases = join([escape(a.case) for a in self.audits if reason in a.reasons])
            advice = f" {escape(_ADVICE[reason])}" if reason in _ADVICE else ""
            lines.append(f"- **{escape(labels.get(reason, reason))}** ({cases}).{advice}")
        apart = [a for a in self.audits if a.direction in ("lower", "higher")]
        if apart:
            cases = join([escape(a.case) for a in apart])
            lines.append(
                f"- **Two grades for one case** ({cases}). Go through it together with the descriptors in hand."
            )
        return "\n".join(lines) or "The second reading gives no reason to work on anything in particular\\."
