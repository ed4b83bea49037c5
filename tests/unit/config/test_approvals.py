"""approvals.yml: nothing is approved by a slip, and each slip is told with its line."""

from __future__ import annotations

import pytest

from pipeline.config import load_approvals
from pipeline.errors import ConfigurationError

SHA = "a" * 64


@pytest.fixture
def approvals(tmp_path):
    """A function from the text of approvals.yml to what it approves."""

    def load(text):
        (tmp_path / "approvals.yml").write_text(text, encoding="utf-8")
        return load_approvals(tmp_path / "approvals.yml")

    return load


def test_without_a_file_or_an_entry_nothing_is_approved(approvals, tmp_path):
    """No file, an empty one, lists without entries."""
    assert not load_approvals(tmp_path / "approvals.yml").approves(SHA)
    assert not approvals("# nothing yet\n").approves(SHA)
    assert not approvals("texts:\nwords: []\n").approves(SHA)


def test_a_text_is_approved_by_its_digest_with_role_and_day(approvals):
    """Every entry knows the line that it stands on."""
    found = approvals(f"texts:\n- {{sha256: {SHA}, kind: quote, by: Head of Service, date: 2018-01-12}}\n")
    assert found.approves(SHA) and not found.approves("b" * 64)
    assert found.texts[0].line == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("texts: yes", r'below "texts:" there should be a list'),
        ("quotes: []", r'may hold "texts:" \(stories and quotes\) and "words:"'),
        ("[1]", r'may hold "texts:"'),
        ("texts:\n  - {sha256: abc, kind: story, by: Head, date: 2018-01-12}", r'line 2 cannot be used: "sha256"'),
        (f"texts:\n  - {{sha256: {SHA}, kind: tale, by: Head, date: 2018-01-12}}", 'line 2 .*"kind"'),
        (f"texts:\n  - {{sha256: {SHA}, kind: story, by: Head}}", '"date" is missing'),
        ("texts: []\nwords:\n\n  - {word: May, by: Head, date: 2018-01-12}", 'line 4 .*"because" is missing'),
        ("texts: [\n", "is not valid YAML"),
    ],
)
def test_a_slip_is_told_with_its_line_and_approves_nothing(approvals, text, told):
    """The file is refused whole."""
    with pytest.raises(ConfigurationError, match=told):
        approvals(text)
