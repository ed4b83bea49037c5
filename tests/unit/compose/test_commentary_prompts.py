"""The page for whoever writes the commentary: every part, what is to be written, and figures that can be cited."""

from __future__ import annotations

import re

import pytest

from pipeline.compose import DOCUMENT_KINDS, Figures
from pipeline.compose.prompts import write_commentary_figures
from pipeline.config import load_round
from pipeline.store import load_table


def test_every_figure_beside_a_prompt_can_be_cited_and_reads_as_shown(published):
    """What the page says to write is filled in with what the page shows."""
    for round_id in ("2017-12", "2012-11-all-cases"):
        paths = published.workspace.round(round_id)
        page = (paths.internal / "commentary_figures.html").read_text(encoding="utf-8").replace("<wbr>", "")
        round_ = load_round(published.workspace, round_id)
        figures = Figures("committee_report", round_, {round_id: load_table(paths.processed, "measures")})
        rows = re.findall(r'<td class="reads">(.*?)</td><td><code>\{(.*?)\}</code>', page)
        assert len(rows) > 40
        assert all(figures.reference(reference) == reads for reads, reference in rows)
        # one theme is a weakness, a strength, and what others found: beside a prompt it is told which
        assert "Themes as weakness</th>" in page


@pytest.mark.slow
def test_every_part_of_the_reports_stands_on_the_page_with_its_state(small_rounds, without_kernels):
    """A part without words is still to be written; commentary.md is not touched."""
    from pipeline.run import Options, run_round

    small_rounds.write()
    words = small_rounds.workspace.round("2017-12").raw / "commentary.md"
    words.write_text("## Summary\n\nWords.\n", encoding="utf-8")
    run_round(small_rounds.workspace, "2017-12", Options(editions=("internal",), formats=("html",), quiet=True))
    page = write_commentary_figures(small_rounds.workspace, load_round(small_rounds.workspace, "2017-12"))
    text = re.sub(r"<[^>]+>", "", page.read_text(encoding="utf-8"))
    for heading, prompt in DOCUMENT_KINDS["monthly_summary"].prompts.items():
        state = "Written." if heading == "Summary" else "Still to be written."
        assert f"{heading}\n{state} {prompt}" in text
    assert words.read_text(encoding="utf-8") == "## Summary\n\nWords.\n"
    assert page.stat().st_mode & 0o777 == 0o600
