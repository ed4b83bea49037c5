"""Markdown that both rendering engines read alike: untrusted text made harmless, and the standard front matter.

Everything typed into a return is hostile until it has been through ``escape``. What escape gives is one line that can
only be text: in a paragraph, a table cell, a title, an attribute or metadata, and in Quarto as in pandoc.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

__all__ = [
    "READER",
    "drawable",
    "escape",
    "front_matter",
    "is_drawn",
    "numbered",
    "quarto_project",
    "unescape",
]

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

READER = "markdown-raw_html-raw_tex-raw_attribute-latex_macros-native_divs-native_spans"
"""The reader both engines use: pandoc's Markdown without raw HTML, TeX or Typst (honoured by Quarto in all formats)."""

# The characters that all four faces of Source Sans 3 in reports/theme/fonts can draw, in hexadecimal, without invisible
# format characters. Written out so that escaping needs neither the disk nor a font library; a test compares it with the
# fonts themselves.
_DRAWN = """
    20-7e a0-ac ae-181 186 18a 18d-190 192-194 196-197 19a-19b 19e 1a0-1a1 1af-1b1 1b7 1bf-1c3 1cd-1dd 1e2-1e7
    1ea-1eb 1ee-1f0 1f4-1f5 1f7-201 204-205 208-209 20c-20d 218-220 222-223 226-227 237 23a-23e 241-245 248-249
    250-27b 27d-285 287-292 294-295 298-299 29b-29f 2a1-2a8 2b0-2b4 2b7-2b9 2bb-2c1 2c6-2cc 2d0-2de 2e0-2e4 2ed
    300-30d 30f-313 315 318-320 323-32a 32c 32e-332 334 337-33d 340 342-345 34f 357-358 35c 35e-35f 361 374-375
    37a 37e 384-38a 38c 38e-3a1 3a3-3d1 3d5 3d7 3d9 3db 3dd 3e1 3f4 3f7-3f8 400-45f 462-463 472-475 490-493
    496-49b 4a0-4a3 4aa-4ab 4ae-4b3 4b6-4b7 4ba-4bb 4c0-4c4 4c7-4c8 4cf-4d1 4d4-4d9 4e2-4e3 4e6-4e9 4ee-4ef
    4f2-4f3 4f6-4f7 1d25 1d2c 1d2e 1d30-1d31 1d33-1d3a 1d3c 1d3e-1d43 1d47-1d4b 1d4d 1d4f-1d52 1d56-1d58 1d5b
    1d6f-1d70 1d79 1d7b 1d7f 1d9c 1da0 1dac 1dae 1db0 1dbb 1dbf 1dcd 1e02-1e03 1e06-1e07 1e0a-1e11 1e16-1e17
    1e1e-1e2b 1e32-1e3b 1e3e-1e49 1e52-1e53 1e56-1e63 1e66-1e67 1e6a-1e6f 1e72-1e73 1e7e-1e85 1e8e-1e97
    1e9e-1ef9 1f00-1f15 1f18-1f1d 1f20-1f45 1f48-1f4d 1f50-1f57 1f59 1f5b 1f5d 1f5f-1f7d 1f80-1fb4 1fb6-1fc4
    1fc6-1fd3 1fd6-1fdb 1fdd-1fef 1ff2-1ff4 1ff6-1ffe 2007 2009-200a 2010-201e 2020-2023 2026 202f-2033 2035
    2039-203a 203c-203f 2044 2047-204a 2070-2071 2074-208e 20a1 20a3-20a4 20a6-20a7 20a9 20ab-20ac 20ae
    20b1-20b2 20b4-20b5 20b8-20ba 20bd 2105 2113 2116-2117 211e 2120 2122 2126 212e 2150-215e 2189 2190-2199
    21a8 21d0-21d3 21e7 2200 2202-2203 2206 220f 2211-2212 2215 2219-221a 221e-221f 2229 222b 2236-2237 2248
    2260-2261 2264-2265 2302-2303 2310 2318 231c-2321 2325-2326 232b 25a0-25a1 25aa-25ac 25b2-25ba 25bc-25c4
    25c6 25c9-25cc 25cf 25d8-25d9 25e6 2610-2611 2615 263a-263c 263f-2642 2660 2663 2665-2666 266a-266b
    2713-2714 2717-2718 2752 275b-2760 2764 27e6-27e9 2c60-2c62 2c65-2c66 2c71 2c7d 2e18 2e22-2e25 2e3a-2e3b
    2e52 a71c a722-a725 a74e-a74f a75a-a75b a764-a765 a779-a787 a789 a7ad-a7ae a7b3 a7b5 a7f2-a7f4 ab53
    ab66-ab67 fb00-fb04 1f10d-1f10f 1f12f 1f16a-1f16f 1f4a9 1f512 1f748 1f916
"""

_ENTITIES = {character: f"&#{ord(character)};" for character in "`{}<>@"}
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])|&#(\d+);|\*\*")
# Quarto runs a shortcode even if it is written in entities, where it stands in metadata or an attribute, and ":::"
# anywhere makes it warn: a space breaks both.
_PAIRS = re.compile(r"(?<=\{)(?=\{)|(?<=\})(?=\})|(?<=::)(?=:)")


@cache
def _drawn() -> frozenset[str]:
    ends = [part.partition("-") for part in _DRAWN.split()]
    return frozenset(chr(code) for first, _, last in ends for code in range(int(first, 16), int(last or first, 16) + 1))


def is_drawn(character: str) -> bool:
    """Whether a report can print the character; U+FFFD, which stands for the ones it cannot, counts as printable."""
    return character == _REPLACEMENT or character in _drawn()


def drawable(text: object) -> str:
    """Return the text on one line with single spaces, and U+FFFD for each character that no report font can draw.

    Invisible format characters (soft hyphen, zero-width and right-to-left marks) and variation selectors are dropped:
    they draw nothing, and could make a line read other than it is written. PDF/UA fails on an undrawable character.
    """
    visible = (c for c in str(text) if unicodedata.category(c) != "Cf" and not "\ufe00" <= c <= "\ufe0f")
    one_line = " ".join("".join(visible).split())
    return "".join(c if is_drawn(c) else _REPLACEMENT for c in one_line)


def escape(text: object) -> str:
    """Return untrusted text as one line of Markdown that can only be text, wherever in a document it is put.

    ASCII punctuation gets a backslash, or stands as an entity where Quarto reads it before pandoc does; see
    ``drawable`` for what becomes of line breaks and odd characters.
    """
    return _PUNCTUATION.sub(lambda m: _ENTITIES.get(m[0], "\\" + m[0]), _PAIRS.sub(" ", drawable(text)))


def unescape(words: str) -> str:
    """The text that ``escape`` made Markdown of, and the words of our own Markdown without its bold marks."""
    return _ESCAPED.sub(lambda m: m[1] or (chr(int(m[2])) if m[2] else ""), words)


def numbered(name: str = "") -> str:
    """What a paragraph begins with that the filter gives a number, such as 10.8.1; ``[](#name)`` refers to it."""
    return f"[]{{.para{f' #{name}' if name else ''}}} "


def front_matter(
    *,
    title: str,
    subtitle: str | None = None,
    author: str | Sequence[str] | None = None,
    date: dt.date | str | None = None,
    running_title: str | None = None,
    page_mark: str | None = None,
    draft_mark: str | None = None,
    edition: str | None = None,
    details: Sequence[tuple[str, str]] = (),
    keywords: Sequence[str] = (),
    toc: bool = True,
) -> dict[str, Any]:
    """Return the front matter of a report for both engines, ready to be dumped as YAML.

    All words are Markdown, so escape what came from outside. ``details`` are the lines of a header block (term, words),
    which stand under the title in the place of author and date. ``page_mark`` stands on every page, ``draft_mark`` and
    ``running_title`` in the page's head, ``edition`` under the title. What is None is left out. Put nothing internal
    here: it ends in the properties of the finished file.
    """
    words = {
        "title": title,
        "subtitle": subtitle,
        "author": author if author is None or isinstance(author, str) else list(author),
        "date": date.isoformat() if isinstance(date, dt.date) else date,
        "date-format": "D MMMM YYYY",
        "lang": "en-GB",
        "running-title": running_title,
        "edition": edition,
        "page-mark": page_mark,
        "draft-mark": draft_mark,
        "details": [{"term": term, "words": said} for term, said in details] or None,
        "keywords": list(keywords) or None,
    }
    return {
        **{key: value for key, value in words.items() if value is not None},
        "toc": toc,
        **_reading(),
        "filters": [{"path": "theme/report.lua", "at": "pre-ast"}],
        "format": {"html": _html(), "typst": _typst(), "docx": _docx(toc), "pptx": _pptx(), "revealjs": _revealjs()},
    }


def quarto_project() -> dict[str, Any]:
    """Return the ``_quarto.yml`` of a build folder: one document beside its theme, nothing executed.

    It names no output folder: Quarto empties one that it takes for its own.
    """
    return {"project": {"type": "default", "render": ["*.qmd"]}, **_reading()}


def _reading() -> dict[str, Any]:
    return {"engine": "markdown", "execute": {"enabled": False}, "from": READER}


def _html() -> dict[str, Any]:
    return {
        "embed-resources": True,
        "minimal": True,
        "template": "theme/report.html",
        "css": "theme/report.css",
        "section-divs": True,
        "default-image-extension": "svg",
        "toc-title": "Contents",
        "toc-depth": 3,  # the page's title is its h1, so a document's level 2 is an h3
    }


def _typst() -> dict[str, Any]:
    return {
        "papersize": "a4",
        "pdf-standard": "ua-1",
        "font-paths": "theme/fonts",
        "template-partials": ["theme/typst-template.typ", "theme/typst-show.typ"],
        "default-image-extension": "svg",
        "toc-title": "Contents",
        "toc-depth": 2,
    }


def _docx(toc: bool) -> dict[str, Any]:
    """The filter writes the contents: Word's own would stand empty until someone makes Word fill it."""
    return {
        "reference-doc": "theme/reference.docx",
        "default-image-extension": "png",
        "toc": False,
        **({"contents-depth": 2} if toc else {}),
    }


def _pptx() -> dict[str, Any]:
    return {
        "reference-doc": "theme/reference.pptx",
        "default-image-extension": "png",
        "slide-level": 2,
        "toc": False,
    }


def _revealjs() -> dict[str, Any]:
    return {
        "embed-resources": True,
        "default-image-extension": "svg",
        "slide-level": 2,
        "toc": False,
        "theme": ["default", "theme/slides.scss"],
        "html-math-method": "plain",
        "menu": False,
        "hash": False,
        "history": False,
        "slide-number": True,
    }
