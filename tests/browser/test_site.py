"""The published site and the documents in a real browser, at the width of a desk and of a phone."""

from __future__ import annotations

import shutil

import pytest

from pipeline.publish import withdraw_round
from pipeline.publish.on_site import known_round, put
from pipeline.publish.pages import write_pages
from pipeline.workspace import Workspace
from tests.browser.looking import broken_words

PAGES = (
    "index.html",
    "2017-12/index.html",
    "2012-11-all-cases/index.html",
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


def test_no_word_in_the_head_of_a_table_or_a_link_in_it_is_broken(page):
    """On a phone neither."""
    assert broken_words(page) == []


def test_a_published_page_says_that_its_data_are_synthetic(page):
    """The mark is in sight when the page opens."""
    assert page.get_by_text("Synthetic data").first.is_visible()


def links_of(browser, page):
    """The files that a page links to."""
    opened = browser.new_page()
    opened.goto(page.as_uri())
    targets = opened.eval_on_selector_all("a:not(.skip)", "links => links.map(a => a.getAttribute('href'))")
    opened.close()
    return [page.parent / target for target in targets]


def test_every_link_of_the_site_leads_to_a_file(browser, published):
    """Each document that the index lists is there, and whatever the page of a round leads to."""
    site = published.workspace.published
    listed = links_of(browser, site / "index.html")
    files = [f for round_ in site.glob("*/about.json") for f in round_.parent.iterdir()]
    documents = {f.resolve() for f in files if f.suffix in (".pdf", ".pptx") or f.name == "index.html"}
    assert documents <= {f.resolve() for f in listed}
    for page in (site / "index.html", *site.glob("*/index.html")):
        assert [str(f) for f in links_of(browser, page) if not f.is_file()] == []


@pytest.fixture
def changed_site(browser, tmp_path, published):
    """A copy of the site on which a round was corrected and another withdrawn, open in the browser."""
    space = Workspace.at(tmp_path)
    shutil.copytree(published.workspace.published, space.published)
    first = known_round(space.published, "2017-12")
    again = first.last.model_copy(update={"number": 2, "note": "Two late returns are counted"})
    kept = space.published / "2017-12" / "v1"
    kept.mkdir()
    for name in first.last.files:
        shutil.copy(space.published / "2017-12" / name, kept)
    put(space.published, first.model_copy(update={"versions": (*first.versions, again)}))
    write_pages(space, space.published)
    withdraw_round(space, "2017-07", "A family asked for it")
    opened = browser.new_page(viewport={"width": 1100, "height": 900})
    yield opened, space.published
    opened.close()


@pytest.mark.parametrize("name", ["index.html", "2017-12/index.html", "2017-07/index.html"])
def test_versions_and_withdrawals_are_listed_on_accessible_pages(browser, changed_site, name):
    """What holds, what it took the place of, and what is gone; axe-core finds nothing, every link leads to a file."""
    from axe_playwright_python.sync_playwright import Axe

    opened, site = changed_site
    opened.goto((site / name).as_uri())
    found = Axe().run(opened)
    assert found.violations_count == 0, found.generate_report()
    seen = opened.locator("main").inner_text()
    assert ("Two late returns are counted" in seen) == (name != "2017-07/index.html")
    assert ("A family asked for it" in seen) == (name != "2017-12/index.html")
    assert [str(f) for f in links_of(browser, site / name) if not f.is_file()] == []


def test_the_reports_can_be_searched_with_the_keyboard(browser, published):
    """By words of title, month and summary, in any order and with any accents; Escape shows all again."""
    opened = browser.new_page()
    opened.goto((published.workspace.published / "index.html").as_uri())
    opened.keyboard.press("Tab")
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.id") == "search"
    opened.keyboard.type("planning décember")  # November was reported in December, on assessment
    assert opened.locator("#rounds > .entry:visible h2").all_inner_texts() == ["Audit of case files, December 2017"]
    assert opened.get_by_role("status").inner_text() == "1 of 6 reports"
    opened.keyboard.press("Escape")
    assert opened.locator("#rounds > .entry:visible").count() == 6
    opened.keyboard.type("no such thing")
    assert opened.get_by_role("status").inner_text() == "0 of 6 reports"
    opened.close()


def test_without_a_script_the_index_is_whole(browser, published):
    """Every report is listed, and there is no box that does nothing."""
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto((published.workspace.published / "index.html").as_uri())
    assert opened.locator("#rounds > .entry").count() == 6
    assert not opened.get_by_role("searchbox").is_visible()
    context.close()


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
