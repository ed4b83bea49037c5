"""The grading schemes: which grades an audit may give, best first, and which of them are good or better."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from pydantic import Field as Setting
from pydantic import model_validator

from pipeline.config.files import Settings, read_named, settings_names
from pipeline.config.vocabulary import Term, Vocabulary
from pipeline.workspace import Workspace

__all__ = ["Flag", "Grade", "GradingScheme", "PublicMerge", "load_scheme", "scheme_names"]


class Grade(Settings):
    """One grade of a scheme."""

    id: str = Setting(pattern=r"^[a-z][a-z_]*$")
    label: str
    good_or_better: bool
    aliases: tuple[str, ...] = ()


class Flag(Settings):
    """A mark on one of the grades, such as *some good features*; not a grade of its own."""

    id: str
    label: str
    of: str


class PublicMerge(Settings):
    """Grades that a public document may count together where one of them is a small number."""

    label: str
    grades: tuple[str, ...] = Setting(min_length=2)


class GradingScheme(Settings):
    """The grades of a round, best first."""

    name: str
    title: str
    grades: tuple[Grade, ...] = Setting(min_length=2)
    flag: Flag | None = None
    crosswalks: dict[str, dict[str, str]] = Setting(
        default_factory=dict, description="another scheme → our grade → its grade that means the same"
    )
    public_merges: tuple[PublicMerge, ...] = ()  # tried in this order (disclosure.md, The ladder)

    @model_validator(mode="after")
    def _flag_marks_a_grade(self) -> GradingScheme:
        if self.flag and self.flag.of not in {g.id for g in self.grades}:
            raise ValueError(f'the flag marks "{self.flag.of}", which is none of the grades')
        return self

    @model_validator(mode="after")
    def _crosswalks_lead_from_its_grades(self) -> GradingScheme:
        for other, grades in self.crosswalks.items():
            unknown = [id_ for id_ in grades if id_ not in {g.id for g in self.grades}]
            if unknown:
                raise ValueError(f'the crosswalk to {other} leads from "{unknown[0]}", which is none of the grades')
            if len(set(grades.values())) < len(grades):
                raise ValueError(f"the crosswalk to {other} leads from two grades to one")
        return self

    @model_validator(mode="after")
    def _merges_of_its_grades(self) -> GradingScheme:
        known = {g.id for g in self.grades}
        for merge in self.public_merges:
            unknown = [grade for grade in merge.grades if grade not in known]
            if unknown:
                raise ValueError(f'"{merge.label}" in public_merges has "{unknown[0]}", which is none of the grades')
        return self

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The grades as words that a return may use."""
        return Vocabulary("grade", tuple(Term(g.id, g.label, g.aliases) for g in self.grades))

    def counterpart(self, grade: str, other: GradingScheme) -> str | None:
        """The grade of another scheme that means the same as ours, by the crosswalk of either; None if none does."""
        if other.name == self.name:
            return grade
        if other.name in self.crosswalks:
            return self.crosswalks[other.name].get(grade)
        back = other.crosswalks.get(self.name, {})
        return next((theirs for theirs, ours in back.items() if ours == grade), None)

    @property
    def good_or_better(self) -> tuple[str, ...]:
        """The ids of the grades that are good or better."""
        return tuple(g.id for g in self.grades if g.good_or_better)


def load_scheme(workspace: Workspace, name: str) -> GradingScheme:
    """The scheme called ``name``; ConfigurationError if there is none."""
    return read_named(workspace, "schemes", name, GradingScheme, "grading scheme")


def scheme_names(workspace: Workspace) -> list[str]:
    """The schemes that can be used here: the packaged ones and the council's own."""
    return settings_names(workspace, "schemes", Path(__file__).parent)
