"""The numbers that a chart draws: told from those of its axes, and looked for in what describes it and in a PDF."""

from __future__ import annotations

import pytest

from pipeline.check.pictures import drawn, take_labels, undescribed_numbers


@pytest.fixture
def chart(tmp_path):
    """A function from what is drawn to a chart of it."""

    def make(body):
        (tmp_path / "grades.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg">{body}</svg>', encoding="utf-8")
        return tmp_path / "grades.svg"

    return make


def words(*labels):
    """Labels of a chart."""
    return "".join(f"<text>{label}</text>" for label in labels)


def test_a_number_at_an_axis_is_no_label_however_deep_it_is_drawn(chart):
    """Its words are, and so is a number anywhere else."""
    axis = f'<g id="xtick_1"><g>{words("50", "Good")}</g></g><g id="ytick_1">{words("20%")}</g>'
    assert drawn(chart(f"<g>{axis}{words('50')}</g>")) == ["Good", "50"]


def test_a_chart_that_is_not_described_says_none_of_its_numbers(chart):
    """Described, it says each as often as it draws it."""
    assert undescribed_numbers(chart(words("21", "3"))) == ["21", "3"]
    assert undescribed_numbers(chart(f"<title>21 audits</title>{words('21', '3', '21')}")) == ["21", "3"]
    assert undescribed_numbers(chart(f"<title>21</title><desc>3; 21</desc>{words('21', '3', '21')}")) == []


def test_a_label_is_not_taken_out_of_a_longer_one(chart):
    """The longest are looked for first, as they run together in a PDF; one that is not there is told."""
    folder = chart(words("1 – 2", "123", "Good")).parent
    assert take_labels(folder, "a123b12c") == ([], "a\nb\nc")
    assert take_labels(folder, "a123c") == ([("grades", "1 – 2")], "a\nc")
