"""The controls of the notebook on themes: what is shown is shown again whenever a choice changes.

Without ipywidgets, and wherever nobody is there to choose, each view is shown once, for the choice in the parameters.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pipeline.compose import Said, keep_view, say
from pipeline.errors import CaseauditError, ConfigurationError
from pipeline.explore.choosing import POLARITIES, Choice, Chosen, grades_of, teams_of
from pipeline.explore.opening import OpenRounds
from pipeline.explore.proposing import propose_theme
from pipeline.explore.topics import Topic, suggested_topics, topics_told

__all__ = ["Controls", "OnShow"]

_NO_WIDGETS = (
    "To choose here with the mouse, install the extra explore (ipywidgets): pip install 'caseaudit[explore]'. "
    "Everything below is shown for the choice in the parameters."
)
_WHO = {"all auditors": "", "the council's own": "own", "outside auditors": "outside"}
_FOUND = {"what needs to improve": "weakness", "strengths": "strength"}
View = Callable[..., Said]


@dataclass
class OnShow:
    """A view in the notebook: what makes it, what it says now, and the place where it is shown."""

    view: View
    arguments: tuple[object, ...]
    said: Said
    place: Any


class Controls:
    """The choice of an analyst, and the views that follow it. ConfigurationError for a choice that means nothing."""

    def __init__(self, rounds: OpenRounds, choice: Choice) -> None:
        self.rounds, self.choice = rounds, choice
        self.chosen: Chosen = rounds.choose(choice)
        self.shown: dict[str, OnShow] = {}
        self._topics: tuple[Choice, list[Topic]] | None = None

    def panel(self) -> Any:
        """The controls for the choice, to be shown by the notebook; a sentence where ipywidgets is not installed."""
        try:
            import ipywidgets
        except ImportError:
            return say(_NO_WIDGETS)
        made = {
            name: (ipywidgets.SelectMultiple if name == "rounds" else ipywidgets.Dropdown)(
                description=name.capitalize(), options=options, value=self._value(name), layout={"width": "22em"}
            )
            for name, options in self._options().items()
        }
        for name, box in made.items():
            box.observe(lambda event, name=name: self.choose(**{name: event["new"]}), names="value")
        return ipywidgets.HBox(list(made.values()), layout={"flex_flow": "row wrap"})

    def _options(self) -> dict[str, list[tuple[str, str]]]:
        """Field of ``Choice`` → what can be chosen: as it is shown, and its value."""
        each = self.rounds.each
        themes = each[-1].rules.vocabularies["themes"].labels
        return {
            "rounds": [(one.round.label, one.round.id) for one in each],
            "theme": [("all themes", ""), *((label, id_) for id_, label in themes.items())],
            "team": [("all teams", ""), *((team, team) for team in teams_of(each))],
            "grade": [("all grades", ""), *((grade, grade) for grade in grades_of(each))],
            "source": list(_WHO.items()),
            "polarity": list(_FOUND.items()),
        }

    def _value(self, name: str) -> object:
        if name == "rounds":
            return self.choice.rounds or tuple(one.round.id for one in self.rounds.each)
        return self.chosen.theme if name == "theme" else getattr(self.choice, name)

    def choose(self, **changes: object) -> None:
        """Change the choice, by fields of ``Choice``, and show every view again."""
        choice = Choice(**{**vars(self.choice), **changes})
        self.chosen, self.choice = self.rounds.choose(choice), choice
        for shown in self.shown.values():
            shown.said = shown.view(self.chosen, *shown.arguments)
            if shown.place is not None:
                shown.place.update(shown.said)

    def show(self, view: View, *arguments: object) -> None:
        """Show a view of what is chosen, now and whenever the choice changes."""
        from IPython.display import display

        said = view(self.chosen, *arguments)
        name = "_".join([view.__name__, *map(str, arguments)])
        self.shown[name] = OnShow(view, arguments, said, display(said, display_id=True))  # type: ignore[no-untyped-call]

    def topics(self, chosen: Chosen) -> Said:
        """The topics that the words of a choice suggest."""
        return topics_told(self._suggested(chosen))

    def _suggested(self, chosen: Chosen) -> list[Topic]:
        if self._topics is None or self._topics[0] != chosen.choice:
            self._topics = (chosen.choice, suggested_topics(chosen))
        return self._topics[1]

    def accept(self, number: int, label: str) -> Said:
        """Propose a topic as a theme of that name: see ``propose_theme``."""
        return propose_theme(self.rounds.workspace, self.chosen, self._suggested(self.chosen), number, label)

    def keep(self, view: str, name: str, caption: str = "") -> Said:
        """Keep a view that is shown for the commentary of the latest round, and say how to refer to it.

        Without ``caption`` its title, or what was chosen, is one. ConfigurationError for a view that is not shown.
        """
        if view not in self.shown:
            raise ConfigurationError(f'No view "{view}" is shown here; there are: {", ".join(self.shown)}.')
        said, round_id = self.shown[view].said, self.rounds.latest.round.id
        words = caption.strip() or (said.chart.title if said.chart else self._caption(view))
        kept = keep_view(self.rounds.workspace, round_id, name, words, said, [r.round.id for r in self.chosen.rounds])
        where = ", ".join(path.relative_to(self.rounds.workspace.root).as_posix() for path in kept)
        line = f"Kept: {where}. In commentary.md of {round_id} write {{view.{name}}} on a line of its own."
        return say(line, "The internal edition shows it; the public one leaves it out.")

    def _caption(self, view: str) -> str:
        theme = self.chosen.labels.get(self.chosen.theme)
        about = f"{theme}, {POLARITIES[self.choice.polarity][1]}" if theme else "Themes"
        return f"{about} ({view.replace('_', ' ')}): {self.chosen.in_words()}"

    def accepting(self, accept: str = "") -> Any:
        """A box in which to accept a topic; with "5: Name of the theme" it is done, without anybody."""
        if accept:
            number, _, label = accept.partition(":")
            return self.accept(int(number) if number.strip().isdigit() else 0, label.strip())
        return _form(
            lambda number, label: self.accept(int(number or 0), label), topic="Topic", label="Name of the theme"
        )

    def keeping(self, keep: str = "") -> Any:
        """A box in which to keep a view; with "prevalence: name: caption" it is done, without anybody."""
        if keep:
            view, name, caption = (part.strip() for part in f"{keep}::".split(":")[:3])
            return self.keep(view, name, caption)
        return _form(self.keep, view=list(self.shown), name="Its name", caption="Caption")


def _form(act: Callable[..., Said], **fields: str | list[str]) -> Any:
    """Boxes to type or choose in and a button; what was done, or why it cannot be, is told below."""
    try:
        import ipywidgets
    except ImportError:
        return say("")
    boxes = [
        ipywidgets.Dropdown(options=asked, description=name.capitalize())
        if isinstance(asked, list)
        else ipywidgets.Text(placeholder=asked, description=name.capitalize())
        for name, asked in fields.items()
    ]
    button, told = ipywidgets.Button(description="Write it"), ipywidgets.HTML()

    def write(_: object) -> None:
        try:
            told.value = _lines(act(*(box.value for box in boxes)).text)
        except CaseauditError as error:
            told.value = _lines(str(error))

    button.on_click(write)
    return ipywidgets.VBox([ipywidgets.HBox([*boxes, button], layout={"flex_flow": "row wrap"}), told])


def _lines(text: str) -> str:
    import html

    return "<br>".join(html.escape(line) for line in text.splitlines() if line)
