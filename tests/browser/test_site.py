"""The published site and the documents in a real browser, at the width of a desk and of a phone."""

from __future__ import annotations

import pytest

PAGES = (
    "index.html",
    "2017-12/monthly_summary.html",
    "2017-11/monthly_summary.html",
    "2017-07/monthly_summary.html",
    "2012-11-all-cases/committee_report.html",
    "../internal/2012-11-all-cases/committee_report.html",
    "../internal/2012-11-all-cases/reconciliation.html",
    "../internal/2017-12/commentary_figures.html",
)


@pytest.fixture(params=[(name, width) for name in PAGES for width in (1280, 360)], ids=lambda p: f"{p[0]}-{p[1]}")
def page(browser, published, request):
    """A page of the site, and the requests it makes."""
    name, width = request.param
    opened = browser.new_page(viewport={"width": width, "height": 900})
    opened.requests = []
    opened.on("request", lambda made: opened.requests.append(made.url))
    opened.goto((published.workspace.published / name).as_uri())
    yield opened
    opened.close()


def test_a_published_page_is_accessible(page):
    """axe-core finds no violation."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_a_published_page_fits_the_screen_and_asks_the_network_for_nothing(page):
    """No sideways scrolling; nothing is loaded but the page itself and what it carries."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert [url for url in page.requests if not url.startswith(("file:", "data:"))] == []


def test_a_published_page_says_that_its_data_are_synthetic(page):
    """The mark is in sight when the page opens."""
    assert page.get_by_text("Synthetic data").first.is_visible()


def test_every_link_of_the_index_leads_to_a_file(browser, published):
    """Each document that the index lists is there."""
    opened = browser.new_page()
    opened.goto((published.workspace.published / "index.html").as_uri())
    targets = opened.eval_on_selector_all("main a", "links => links.map(a => a.getAttribute('href'))")
    opened.close()
    assert len(targets) == 13  # two of each summary, two of the committee report, and its deck
    assert all((published.workspace.published / t).is_file() for t in targets)


@pytest.mark.parametrize("width", [1280, 360])
def test_the_report_of_a_batch_is_accessible_and_fits_the_screen(browser, published, width):
    """Each round with how it ended, and where the time went: axe-core finds nothing, and nothing scrolls sideways."""
    from axe_playwright_python.sync_playwright import Axe

    from pipeline.run import write_batch_report

    opened = browser.new_page(viewport={"width": width, "height": 900})
    opened.goto(write_batch_report(published.workspace, published.results).as_uri())
    found = Axe().run(opened)
    assert found.violations_count == 0, found.generate_report()
    assert opened.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert opened.get_by_text("6 done, 0 unchanged, 0 failed").is_visible()
    opened.close()
