"""``make gallery``: the README's pictures, taken of the published sample round.

Needs chromium and ``make report`` before it.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pypdfium2
from playwright.sync_api import sync_playwright

from tests.browser.chromium import SWITCHES

REPOSITORY = Path(__file__).parents[2]
PUBLISHED = REPOSITORY / "reports" / "published"
ROUND = PUBLISHED / "2017-12"
EXPLORER = REPOSITORY / "reports" / "internal" / "2012-11-all-cases" / "explorer.html"
GALLERY = REPOSITORY / "reports" / "gallery"
COLOURS = 64  # enough for text and charts, and a quarter of the bytes


def main() -> None:
    """Take the pictures."""
    chromium = shutil.which("chromium")
    if chromium is None or not ROUND.is_dir():
        sys.exit("The pictures need chromium and the published sample rounds: make report")
    GALLERY.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=SWITCHES)
        _shoot(browser, ROUND / "monthly_summary.html", "monthly_summary_page", 1280, 1280)
        _shoot(browser, ROUND / "monthly_summary.html", "monthly_summary_phone", 360, 720)
        _shoot(browser, EXPLORER, "explorer", 1280, 1000, "#theme=supervision&team=Assessment%20East")
        browser.close()
    _pages(ROUND / "monthly_summary.pdf", (0, 1, 2))
    _pages(PUBLISHED / "2012-11-all-cases" / "committee_report.pdf", (0, 1, 6))


def _shoot(browser, file: Path, name: str, width: int, height: int, state: str = "") -> None:
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(file.as_uri() + state)
    page.screenshot(path=str(GALLERY / f"{name}.png"))
    page.close()
    _slim(GALLERY / f"{name}.png")


def _pages(pdf: Path, numbers: tuple[int, int, int]) -> None:
    """Three pages of a PDF side by side."""
    from PIL import Image

    with pypdfium2.PdfDocument(pdf) as document:
        pages = [document[n].render(scale=0.95).to_pil() for n in numbers]
    gap, width, height = 18, pages[0].width, pages[0].height
    sheet = Image.new("RGB", (3 * width + 4 * gap, height + 2 * gap), "#9aa5b1")
    for n, picture in enumerate(pages):
        sheet.paste(picture, (gap + n * (width + gap), gap))
    target = GALLERY / f"{pdf.stem}_pdf.png"
    sheet.save(target)
    _slim(target)


def _slim(path: Path) -> None:
    from PIL import Image

    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(COLOURS)
    small.save(path, optimize=True)


if __name__ == "__main__":
    main()
