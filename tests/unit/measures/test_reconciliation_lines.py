"""A reconciliation as a person reads it on a terminal."""

from __future__ import annotations

from pipeline.measures import reconciliation_lines
from pipeline.tables import as_table


def test_findings_stand_in_parts_with_the_unexplained_marked():
    """Figures before sums; a "!" before what a person has to look into; the arithmetic wrapped below."""
    common = {"measure": "a.b", "published": "3", "ours": "4", "source": "slides", "explained": True}
    rows = [
        {**common, "line": 7, "about": "parts", "label": "Whole", "kind": "equal", "arithmetic": "1 + 2 = 3."},
        {**common, "line": 3, "about": "figure", "label": "One", "kind": "not explained", "explained": False,
         "arithmetic": "The returns give 4; " * 8},
    ]  # fmt: skip
    lines = list(reconciliation_lines(as_table("reconciliation", rows), 60))
    assert lines[0] == "\nEach published figure beside ours"
    assert lines[1] == "!   3  One    3  4  not explained"
    assert all(len(line) <= 60 for line in lines)
    assert "\nParts and wholes" in lines
    assert lines[-2:] == ["    7  Whole  3  4  equal", "       1 + 2 = 3."]
