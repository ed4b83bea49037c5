"""The notebooks as a run keeps them."""

from __future__ import annotations

import nbformat
import pandas as pd
import pytest

COUNTING = ["01_clean_returns", "02_ratings", "03_themes", "04_auditor_quality", "05_trends"]


@pytest.mark.parametrize(
    ("round_id", "document"),
    [
        ("2017-09", "07_monthly_summary"),
        ("2017-12", "07_monthly_summary"),
        ("2012-11-all-cases", "06_committee_report"),
    ],
)
def test_a_run_keeps_every_notebook_it_executed(published, round_id, document):
    """Five that count and one a document and edition, each with its parameters and outputs, and no error in any."""
    kept = {path.stem: path for path in published.workspace.round(round_id).executed.glob("*.ipynb")}
    assert sorted(kept) == [*COUNTING, f"{document}_internal", f"{document}_public"]
    for path in kept.values():
        cells = nbformat.read(str(path), as_version=4).cells
        assert any("injected-parameters" in c.metadata.get("tags", ()) for c in cells)
        assert any(c.get("outputs") for c in cells)
        assert not any(o.output_type == "error" for c in cells for o in c.get("outputs", ()))


@pytest.mark.parametrize("round_id", ["2017-12", "2012-11-all-cases"])
def test_no_identifier_is_in_an_executed_notebook_but_the_first(published, round_id):
    """Case references and auditors' names are in no parameter and no output after intake."""
    paths = published.workspace.round(round_id)
    known = pd.read_parquet(paths.processed / "keys.parquet")["stands_for"]
    assert len(known) > 30
    for notebook in sorted(paths.executed.glob("*.ipynb"))[1:]:
        text = notebook.read_text(encoding="utf-8")
        assert [k for k in known if k in text] == [], notebook.name
