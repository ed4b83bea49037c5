"""The documents that there are, and what each still needs from people."""

from __future__ import annotations

from datetime import date

from pipeline.compose import DOCUMENT_KINDS, read_commentary
from pipeline.config.rounds import Meeting
from pipeline.run.stages import DOCUMENTS

REPORT = DOCUMENT_KINDS["committee_report"]


def written(tmp_path, headings):
    """A commentary with a word under each heading."""
    path = tmp_path / "commentary.md"
    path.write_text("\n\n".join(f"## {heading}\n\nWords." for heading in headings), encoding="utf-8")
    return read_commentary(path)


def test_a_report_to_a_meeting_lacks_the_meeting_until_round_yml_names_it(a_round, tmp_path):
    """The gap names the file; with the meeting and all parts written there is none."""
    commentary = written(tmp_path, REPORT.prompts)
    assert REPORT.gaps(a_round, commentary) == [("round.yml", "meeting")]
    meeting = Meeting(committee="Scrutiny", date=date(2018, 2, 1))
    assert REPORT.gaps(a_round.model_copy(update={"meeting": meeting}), commentary) == []


def test_a_part_that_is_not_written_is_a_gap_of_the_documents_that_print_it(a_round, tmp_path):
    """The summary does not wait for the risk management of the committee report."""
    commentary = written(tmp_path, DOCUMENT_KINDS["monthly_summary"].prompts)
    assert DOCUMENT_KINDS["monthly_summary"].gaps(a_round, commentary) == []
    assert ("commentary.md", "Risk management") in REPORT.gaps(a_round, commentary)


def test_every_document_of_a_run_is_declared_and_titled(a_round):
    """What a round can ask for has a kind; a title is filled from the round."""
    assert set(DOCUMENTS) < set(DOCUMENT_KINDS)
    assert DOCUMENT_KINDS["monthly_summary"].title(a_round) == "Monthly audit summary: December 2017"
    assert REPORT.title(a_round) == "Core audits"
