"""A real browser for the tests of pages."""

from __future__ import annotations

import os
import shutil

import pytest

SWITCHES = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
REASON = "chromium is not installed, so the pages were not looked at in a browser"


@pytest.fixture(scope="session")
def browser():
    """A chromium without network chatter; skipped aloud without one, or failed under CASEAUDIT_NO_SKIP=1."""
    chromium = shutil.which("chromium")
    if chromium is None:
        if os.environ.get("CASEAUDIT_NO_SKIP") == "1":
            pytest.fail(REASON)
        pytest.skip(REASON)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=SWITCHES)
        yield opened
        opened.close()
