"""What an analyst chooses to look at, and the audits that the choice leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.config import Round
from pipeline.errors import ConfigurationError
from pipeline.measures import Definition, Forms, Rules, definition_breaks, definitions, evaluate, theme_terms

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.brand import Brand

__all__ = ["POLARITIES", "Choice", "Chosen", "OpenRound", "choose", "grades_of", "teams_of"]

# Polarity of a finding → how the ids of its measures begin, and what it is called.
POLARITIES = {"weakness": ("themes", "to improve"), "strength": ("strengths", "a strength")}
# Who audited: the value of ``by_council`` that is wanted.
_SOURCES = {"": None, "own": True, "outside": False}


@dataclass(frozen=True)
class OpenRound:
    """A round with everything that is counted in it; of a choice, what the choice leaves."""

    round: Round
    rules: Rules
    tables: Mapping[str, pd.DataFrame]
    views: Mapping[str, pd.DataFrame]
    measures: pd.DataFrame


@dataclass(frozen=True)
class Choice:
    """Which audits: an empty field leaves all.

    ``rounds``: ids; ``team``: its name; ``grade``: its label; ``theme``: label or id; ``source``: own or outside, whose
    auditors; ``polarity``: weakness or strength.
    """

    rounds: tuple[str, ...] = ()
    team: str = ""
    grade: str = ""
    theme: str = ""
    source: str = ""
    polarity: str = "weakness"


@dataclass(frozen=True)
class Chosen:
    """The rounds of a choice with the audits that it leaves, latest last; ``theme``: its id, or empty.

    ``forms``: those that the rounds used, which say what may be set side by side.

    ``teams``, ``graded``: the same without the choice of a team, and of a grade, so that each stands beside the rest.
    """

    choice: Choice
    rounds: tuple[OpenRound, ...]
    theme: str
    brand: Brand
    forms: Forms
    teams: tuple[OpenRound, ...] = ()
    graded: tuple[OpenRound, ...] = ()

    @property
    def latest(self) -> OpenRound:
        """The last of the rounds."""
        return self.rounds[-1]

    @property
    def labels(self) -> Mapping[str, str]:
        """Theme → its label."""
        return self.latest.rules.vocabularies["themes"].labels

    @property
    def on_one_definition(self) -> Chosen:
        """The rounds from the last change of definition on: only those may be counted together."""
        kept = [self.latest]
        for one in reversed(self.rounds[:-1]):
            if definition_breaks(kept[0].round, one.round, self.forms):
                break
            kept.insert(0, one)
        return replace(self, rounds=tuple(kept))

    @property
    def latest_alone(self) -> Chosen:
        """The last of the rounds and no other."""
        return replace(self, rounds=self.rounds[-1:])

    @cached_property
    def pooled(self) -> dict[str, pd.DataFrame]:
        """``audits`` that count in practice and their ``findings`` of all rounds together, each row with its round."""
        import pandas as pd

        audits, findings = [], []
        for one in reversed(self.rounds):  # what was written last is read first
            counted = one.views["audits"][one.rules.practice.mask(one.views)]
            audits.append(counted.assign(round=one.round.id))
            of_them = one.views["findings"]["return_id"].isin(counted["return_id"])
            findings.append(one.views["findings"][of_them].assign(round=one.round.id))
        joined = pd.concat(audits, ignore_index=True)
        marks = [name for name in joined.columns if name.startswith(tuple(f"{p}_" for p in POLARITIES))]
        # a theme that one round never names has no column there
        joined[marks] = joined[marks].astype("boolean").fillna(False).astype(bool)
        return {"audits": joined, "findings": pd.concat(findings, ignore_index=True)}

    @cached_property
    def terms(self) -> pd.DataFrame:
        """Up to ten terms that set the words about each theme apart (``theme_terms``)."""
        return theme_terms(self.pooled, self.latest.rules, self.choice.polarity, 10)

    def definitions(self, one: OpenRound, by: tuple[str, ...] = ()) -> list[Definition]:
        """The definitions of the themes of one round, of the polarity that is looked at; ``by`` breaks them down."""
        start = POLARITIES[self.choice.polarity][0]
        themes = [d for d in definitions("themes", one.rules) if d.id.partition(".")[0] == start]
        return [replace(d, by=by) for d in themes]

    def measures(self, one: OpenRound, by: tuple[str, ...] = ()) -> pd.DataFrame:
        """The measures on themes of what the choice leaves of one round: without a choice, those of the round."""
        return evaluate(self.definitions(one, by), one.views)

    @property
    def measure(self) -> str:
        """The id of the measure of the theme."""
        return f"{POLARITIES[self.choice.polarity][0]}.{self.theme}"

    def in_words(self) -> str:
        """What was chosen, as a caption says it: "Family Support North, December 2017"."""
        choice = self.choice
        labels = [one.round.label for one in self.rounds]
        period = labels[0] if len(labels) == 1 else f"{labels[0]} to {labels[-1]}"
        who = {"own": "the council's own auditors", "outside": "outside auditors"}.get(choice.source, "")
        return ", ".join(filter(None, [choice.team, choice.grade and f"graded {choice.grade}", who, period]))


def choose(rounds: Sequence[OpenRound], choice: Choice, brand: Brand, forms: Forms) -> Chosen:
    """The audits that a choice leaves; ConfigurationError, naming what there is, for a word that means nothing here."""
    ids = [one.round.id for one in rounds]
    for id_ in choice.rounds:
        _known("round", id_, ids)
    _known("polarity", choice.polarity, POLARITIES)
    _known("source", choice.source, _SOURCES)
    _known("team", choice.team, ["", *teams_of(rounds)])
    _known("grade", choice.grade, ["", *grades_of(rounds)])
    themes = rounds[-1].rules.vocabularies["themes"]
    theme = themes.match(choice.theme) if choice.theme else ""
    if theme is None:
        _known("theme", choice.theme, themes.labels.values())
    wanted = [one for one in rounds if not choice.rounds or one.round.id in choice.rounds]
    parts = (choice, replace(choice, team=""), replace(choice, grade=""))
    left, teams, graded = (tuple(_left(one, part) for one in wanted) for part in parts)
    return Chosen(choice, left, theme or "", brand, forms, teams, graded)


def teams_of(rounds: Iterable[OpenRound]) -> list[str]:
    """The teams that hold an audited case, by name."""
    return sorted({str(team) for one in rounds for team in one.views["audits"]["team"].dropna()})


def grades_of(rounds: Iterable[OpenRound]) -> list[str]:
    """The labels of the grades of all schemes in use, best first."""
    return list(dict.fromkeys(label for one in rounds for label in one.rules.scheme.vocabulary.labels.values()))


def _known(what: str, word: str, there: Iterable[str]) -> None:
    if word not in there:
        raise ConfigurationError(f'There is no {what} "{word}" here; choose one of: {", ".join(filter(None, there))}.')


def _left(one: OpenRound, choice: Choice) -> OpenRound:
    audits = one.views["audits"]
    if choice.team:
        audits = audits[audits["team"] == choice.team]
    if choice.grade:
        audits = audits[(audits["grade"] == one.rules.scheme.vocabulary.match(choice.grade)).fillna(False)]
    if _SOURCES[choice.source] is not None:
        audits = audits[(audits["by_council"] == _SOURCES[choice.source]).fillna(False)]
    findings = one.views["findings"]
    views = {**one.views, "audits": audits, "findings": findings[findings["return_id"].isin(audits["return_id"])]}
    return replace(one, views=views)
