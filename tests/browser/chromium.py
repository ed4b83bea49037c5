"""A real browser for the tests of pages, wherever they lie."""

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


@pytest.fixture
def opened(browser):
    """A function that opens a page of ours; the test fails on whatever it complains of, or asks the network for."""
    complaints, pages = [], []

    def show(file, state="", width=1280):
        page = browser.new_page(viewport={"width": width, "height": 900}, accept_downloads=True)
        pages.append(page)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: complaints.append(request.url) if request.url[:4] == "http" else None)
        page.goto(file.as_uri() + (f"#{state}" if state else ""))
        return page

    yield show
    for page in pages:
        page.close()
    assert complaints == []
