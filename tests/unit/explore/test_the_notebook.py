"""The notebook on themes: with the mouse, without anybody, and without ipywidgets."""

from __future__ import annotations

import sys

import nbformat
import pytest

from pipeline.compose.kept_views import load_view
from pipeline.errors import ConfigurationError
from pipeline.explore import Choice, Controls, in_their_words, open_rounds, over_time, prevalence
from pipeline.run.notebooks import run_notebook
from tests.in_process import run_cells
from tests.unit.compose.kept_rounds import taken_in

NAME = "explore_themes.ipynb"


@pytest.fixture
def controls(months):
    """The controls for the months, with two views that follow them."""
    made = Controls(months, Choice(theme="supervision"))
    made.show(prevalence)
    made.show(in_their_words, "plan")
    return made


def widget(panel, name):
    """One box of the panel, by its name."""
    return next(box for box in panel.children if box.description == name)


def test_choosing_with_the_mouse_shows_every_view_again(controls, months):
    """Team and rounds by their boxes; the views are those of the choice."""
    panel = controls.panel()
    widget(panel, "Team").value = "Family Support North"
    widget(panel, "Rounds").value = ("2017-09", "2017-11")
    wanted = months.choose(theme="supervision", team="Family Support North", rounds=("2017-09", "2017-11"))
    assert controls.shown["prevalence"].said == prevalence(wanted)
    assert controls.shown["in_their_words_plan"].said == in_their_words(wanted, "plan")


def test_the_boxes_begin_with_the_choice_in_the_parameters(controls):
    """Everything else is all."""
    panel = controls.panel()
    chosen = {box.description: box.value for box in panel.children}
    assert chosen["Theme"] == "supervision"
    assert (chosen["Team"], chosen["Grade"], chosen["Source"]) == ("", "", "")
    assert len(chosen["Rounds"]) == 5


def test_a_box_tells_what_was_done_or_why_it_cannot_be(controls):
    """A sentence below the button, never a traceback."""
    row, told = controls.keeping().children
    view, name, caption, button = row.children
    view.value, name.value, caption.value = "prevalence", "North Team", "x"
    button.click()
    assert "cannot be called" in told.value
    row, told = controls.accepting().children
    row.children[-1].click()
    assert "There is no topic 0" in told.value


def test_keeping_says_how_to_refer_to_the_view(own_space):
    """Without a caption, what was chosen is one."""
    rounds = open_rounds(own_space.root, "2017-12")
    controls = Controls(rounds, Choice(theme="supervision", team="Front Door"))
    controls.show(over_time)
    assert "{view.door}" in str(controls.keeping("over_time: door"))
    kept = load_view(own_space.round("2017-12").kept_views, "door")
    assert kept.caption == "Supervision, to improve (over time): Front Door, July 2017 to December 2017"
    with pytest.raises(ConfigurationError, match='No view "prevalence" is shown'):
        controls.keep("prevalence", "x")


def test_without_ipywidgets_it_is_said_what_to_install(months, monkeypatch):
    """And every view is still shown, once."""
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    controls = Controls(months, Choice())
    assert "caseaudit[explore]" in str(controls.panel())
    controls.show(prevalence)
    assert controls.shown["prevalence"].said.rows
    assert str(controls.accepting()) == str(controls.keeping()) == ""


@pytest.fixture
def small_space(small_rounds):
    """One round of three audits, without any free text."""
    small_rounds.write(groups={"weaknesses": [{"theme": "Supervision"}]})
    taken_in(small_rounds.workspace)
    return small_rounds.workspace


@pytest.mark.slow
def test_it_runs_from_top_to_bottom_without_anybody(small_space, tmp_path):
    """By papermill, as other notebooks are: what it shows is in the executed copy, and nobody pressed a key."""
    executed = tmp_path / NAME
    run_notebook(small_space.own_or_packaged("notebooks", NAME), executed, {"workspace": str(small_space.root)})
    outputs = [o for c in nbformat.read(str(executed), as_version=4).cells for o in c.get("outputs", ())]
    shown = "".join(str(o.get("data", {}).get("text/html", "")) for o in outputs)
    assert not any(o.output_type == "error" for o in outputs)
    assert "3 of 3 (100%)" in shown
    assert ">nan<" not in shown.lower()


@pytest.mark.slow
@pytest.mark.parametrize("round_id", ["2017-12", "2012-11-all-cases"])
def test_its_cells_run_on_the_sample_rounds_and_do_what_the_parameters_ask(own_space, tmp_path, round_id):
    """A topic accepted and a view kept, by parameters alone."""
    asked = {"round_id": round_id, "workspace": str(own_space.root), "theme": ""}
    asked |= {"accept": "1: A new theme", "keep": "together_chart: pairs: What goes together"}
    run_cells(own_space.own_or_packaged("notebooks", NAME), tmp_path / NAME, asked)
    assert (own_space.round(round_id).processed / "coding.xlsx").is_file()
    assert load_view(own_space.round(round_id).kept_views, "pairs").caption == "What goes together"
