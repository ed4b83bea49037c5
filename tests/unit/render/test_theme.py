"""The theme: each colour once, safe to tell apart, and the fonts that the escaping knows."""

from __future__ import annotations

import itertools
import re
import unicodedata
from pathlib import Path

import pytest
import yaml
from fontTools.ttLib import TTFont

from pipeline.markdown import front_matter, is_drawn, quarto_project

THEME = Path(__file__).parents[3] / "reports" / "theme"
TEMPLATES = sorted((THEME.parent / "templates").glob("*.html.jinja"))
PAGES = [THEME / "report.html", *(page for page in TEMPLATES if "<html" in page.read_text(encoding="utf-8"))]
WITH_SCRIPT = ("explorer.html.jinja", "index.html.jinja", "public_explorer.html.jinja")
COLOURED = [THEME / "report.css", THEME / "typst-template.typ", THEME.parent / "templates" / "explorer.css"]
COLOURED += [path for path in TEMPLATES if "--ink:" in path.read_text(encoding="utf-8")]
BRAND = yaml.safe_load((THEME / "_brand.yml").read_text(encoding="utf-8"))
PALETTE = BRAND["color"]["palette"]
SCHEMES = [
    ["outstanding", "good", "adequate", "inadequate"],
    ["outstanding", "good", "requires-improvement", "inadequate"],
    ["outstanding", "good", "not-yet-good"],
]


def luminance(colour):
    """The relative luminance of WCAG 2, which is how light a colour is in grey print."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """The contrast of two colours, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_grades_are_told_apart_in_grey_print(scheme):
    """Any two grades of a scheme differ in lightness, and each stands out from white paper."""
    for grade in scheme:
        assert contrast(PALETTE[grade], "#ffffff") >= 3
    for one, other in itertools.combinations(scheme, 2):
        assert contrast(PALETTE[one], PALETTE[other]) >= 1.45, (one, other)


@pytest.mark.parametrize("name", ["navy", "ink", "soft", "link", "accent"])
def test_words_can_be_read_on_paper_and_on_the_tint(name):
    """The colours of text have a contrast of at least 4.5 with both grounds."""
    assert contrast(PALETTE[name], PALETTE["paper"]) >= 4.5
    assert contrast(PALETTE[name], PALETTE["tint"]) >= 4.5


@pytest.mark.parametrize("path", COLOURED, ids=lambda path: path.name)
def test_screen_and_print_use_the_colours_of_the_brand(path):
    """A named colour in a style sheet, in the Typst template, on the site or on a page for managers is the brand's."""
    text = path.read_text(encoding="utf-8")
    css = re.findall(r"--([\w-]+): (#[0-9a-f]{6})", text.split("*, ::before")[0])
    typst = re.findall(r'#let ([\w-]+) = rgb\("(#[0-9a-f]{6})"\)', text)
    named = {name.removesuffix("-ink") if name == "link-ink" else name: colour for name, colour in css + typst}
    shared = {name: colour for name, colour in named.items() if name in PALETTE}
    assert len(shared) >= 6
    assert shared == {name: PALETTE[name] for name in shared}


def test_the_fonts_named_by_the_brand_are_there():
    """Every font file in _brand.yml exists."""
    files = [file["path"] for family in BRAND["typography"]["fonts"] for file in family["files"]]
    assert len(files) == 4
    assert all((THEME / file).is_file() for file in files)


def test_escaping_knows_exactly_what_the_fonts_can_draw():
    """The list in the code is what all four faces have, without invisible format characters."""
    faces = [set(TTFont(path).getBestCmap()) for path in (THEME / "fonts").glob("*.ttf")]
    shared = {chr(code) for code in set.intersection(*faces) if unicodedata.category(chr(code)) != "Cf"}
    assert {chr(code) for code in range(0x110000) if is_drawn(chr(code))} == shared | {"\ufffd"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_kind_of_page_forbids_what_it_does_not_need(page):
    """Nothing from anywhere but what the page carries; no form, no other base; a script by its hash."""
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page.read_text(encoding="utf-8"))
    rules = {name: sources.split() for name, _, sources in (rule.strip().partition(" ") for rule in policy.split(";"))}
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == ["'none'"]
    scripts = ["'sha256-{{", "script_hash", "}}'"] if page.name in WITH_SCRIPT else None
    assert rules.get("script-src") == scripts
    assert {s for name in ("img-src", "style-src", "font-src") for s in rules.get(name, ())} <= {
        "'unsafe-inline'",
        "data:",
    }


def test_the_front_matter_keeps_the_reader_and_runs_nothing():
    """Both the document and its project use the bare reader, run no code, and name no output folder."""
    document, project = front_matter(title="A title"), quarto_project()
    for settings in (document, project):
        assert settings["engine"] == "markdown"
        assert settings["execute"] == {"enabled": False}
        assert settings["from"].startswith("markdown-raw_html-raw_tex-raw_attribute")
    assert "output-dir" not in project["project"]
    assert "subtitle" not in document
    assert document["format"]["typst"]["pdf-standard"] == "ua-1"
