"""What tests ask of every page: assistive technology can use it, it fits the screen, the keyboard gets everywhere."""

from __future__ import annotations

from playwright.sync_api import Page

__all__ = ["WIDTHS", "broken_words", "faults_for_readers", "not_reached"]

WIDTHS = (1280, 360)
"""A desk and a phone, in pixels."""

_WAITING = """() => {
  const seen = (e) => e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length > 0;
  const wide = (e) => /auto|scroll/.test(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth + 1;
  const used = (e) => e.matches('a[href], button:enabled, select, input, textarea, summary, [tabindex="0"]') || wide(e);
  window.waiting = new Set([...document.querySelectorAll('body *')].filter((e) => seen(e) && used(e)));
  window.scrollTo(0, 0);
  return window.waiting.size;
}"""
_REACHED = """() => {
  const e = document.activeElement;
  if (window.waiting.has(e)) {
    const box = e.getBoundingClientRect();
    const shown = box.bottom > 0 && box.top < innerHeight && getComputedStyle(e).outlineStyle !== 'none';
    if (shown) window.waiting.delete(e);
  }
  return window.waiting.size;
}"""


_BROKEN = """() => {
  const broken = [];
  for (const head of document.querySelectorAll('thead th, td a')) {
    const words = document.createTreeWalker(head, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {
      for (const word of words.currentNode.data.matchAll(/[\\p{L}\\d.]+/gu)) {
        const place = document.createRange();
        place.setStart(words.currentNode, word.index);
        place.setEnd(words.currentNode, word.index + word[0].length);
        if (new Set([...place.getClientRects()].map((box) => box.top)).size > 1) broken.push(word[0]);
      }
    }
  }
  return broken;
}"""


def broken_words(page: Page) -> list[str]:
    """Words in the heads of tables, and in links in them, that run over two lines."""
    return list(page.evaluate(_BROKEN))


def not_reached(page: Page) -> list[str]:
    """What can be used on a page, or scrolls, and does not come into sight with a mark round it as Tab is pressed."""
    for _ in range(page.evaluate(_WAITING) + 5):
        page.keyboard.press("Tab")
        if page.evaluate(_REACHED) == 0:
            return []
    return list(page.evaluate("[...window.waiting].map((e) => e.outerHTML.slice(0, 120))"))


def faults_for_readers(page: Page) -> list[str]:
    """What axe-core finds against a page; and whether it makes its reader scroll sideways."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page)
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    return [
        *([found.generate_report()] if found.violations_count else []),
        *(["wider than the screen"] if wide else []),
    ]
