"""A rendered page in a real browser: accessible, and no wider than the screen it is read on."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from pipeline.render import render
from tests.browser.looking import WIDTHS, faults_for_readers, not_reached

FIXTURES = Path(__file__).parents[1] / "fixtures" / "render"


@pytest.fixture(scope="module")
def page_file(tmp_path_factory):
    """The full document as one HTML file."""
    write_build = runpy.run_path(str(FIXTURES / "build_folder.py"))["write_build"]
    body = (FIXTURES / "full_subset.qmd").read_text(encoding="utf-8")
    return render(write_build(tmp_path_factory.mktemp("page") / "build", body), ["html"], "embedded").files["html"]


@pytest.fixture(params=WIDTHS)
def page(browser, page_file, request):
    """The page on a desk and on a phone."""
    opened = browser.new_page(viewport={"width": request.param, "height": 800})
    opened.goto(page_file.as_uri())
    yield opened
    opened.close()


def test_the_page_is_accessible_and_fits_the_screen(page):
    """axe-core finds nothing; nothing scrolls sideways but a wide table, in a region of its own."""
    assert faults_for_readers(page) == []


def test_the_keyboard_reaches_everything_on_the_page(page):
    """Each link and each region that scrolls comes into sight, with a mark round it, as Tab is pressed."""
    assert page.locator("main a").count() > 5
    assert not_reached(page) == []


def test_what_the_keyboard_does_not_reach_is_seen(page):
    """The test before this one is able to fail: a link that is skipped, and one without a mark."""
    page.evaluate("document.querySelectorAll('main a')[1].tabIndex = -1")
    page.evaluate("document.querySelectorAll('main a')[2].style.outline = 'none'")
    assert len(not_reached(page)) == 2


def test_the_mark_stays_in_sight_while_the_page_is_scrolled(page):
    """At the foot of the page the synthetic mark is still at its head."""
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    box = page.locator(".page-mark").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 5


def test_a_wide_table_can_be_reached_by_the_keyboard(page):
    """The scrolling region takes the focus and has a name."""
    region = page.locator(".table-wide")
    region.focus()
    assert region.evaluate("element => document.activeElement === element")
    assert region.get_attribute("aria-label")


def test_the_printed_page_carries_the_mark_on_every_sheet(browser, page_file, tmp_path):
    """Printed from the browser, each sheet bears the synthetic mark."""
    import pypdfium2

    opened = browser.new_page()
    opened.goto(page_file.as_uri())
    opened.pdf(path=str(tmp_path / "print.pdf"), prefer_css_page_size=True)
    opened.close()
    with pypdfium2.PdfDocument(tmp_path / "print.pdf") as document:
        sheets = [sheet.get_textpage().get_text_bounded() for sheet in document]
    assert len(sheets) > 1
    assert all("Synthetic data" in sheet for sheet in sheets)
