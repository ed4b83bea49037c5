"""The checks read what a reader would read."""

from __future__ import annotations

from pipeline.check.texts import html_text


def test_the_text_of_a_page_has_alt_texts_and_no_styles(tmp_path):
    """Words and the descriptions of pictures; not what stands in head, style or script."""
    page = tmp_path / "page.html"
    page.write_text(
        "<head><title>T</title><style>p{}</style></head><body><p>23&nbsp;of\n 25</p><img alt='A bar chart'></body>",
        encoding="utf-8",
    )
    assert html_text(page) == "23 of 25 A bar chart"
