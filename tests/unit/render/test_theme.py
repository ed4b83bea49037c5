"""The theme: each colour once, safe to tell apart, and the fonts that the escaping knows."""

from __future__ import annotations

import itertools
import re
import unicodedata
from pathlib import Path

import pytest
import yaml
from fontTools.ttLib import TTFont

from pipeline.config.colours import contrast
from pipeline.markdown import front_matter, is_drawn, quarto_project

THEME = Path(__file__).parents[3] / "reports" / "theme"
TEMPLATES = sorted((THEME.parent / "templates").glob("*.html.jinja"))
PAGES = [THEME / "report.html", *(page for page in TEMPLATES if "<html" in page.read_text(encoding="utf-8"))]
WITH_SCRIPT = ("explorer.html.jinja", "index.html.jinja", "public_explorer.html.jinja")
STYLED = [*TEMPLATES, THEME.parent / "templates" / "explorer.css"]
BRAND = yaml.safe_load((THEME / "_brand.yml").read_text(encoding="utf-8"))
PALETTE = BRAND["color"]["palette"]
SCHEMES = [
    ["outstanding", "good", "adequate", "inadequate"],
    ["outstanding", "good", "requires-improvement", "inadequate"],
    ["outstanding", "good", "not-yet-good"],
]


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


@pytest.mark.parametrize("file", ["report.css", "typst-template.typ", "slides.scss"])
def test_screen_print_and_slides_use_the_colours_of_the_brand(file):
    """A named colour in a style sheet or the Typst template is the brand's, so that a council's own takes its place."""
    text = (THEME / file).read_text(encoding="utf-8")
    named = dict(re.findall(r'(?:--|\$|\b)([\w-]+): (?:rgb\(")?(#[0-9a-f]{6})\b', text))
    shared = {name: colour for name, colour in named.items() if name in PALETTE}
    assert len(shared) >= 6
    assert shared == {name: PALETTE[name] for name in shared}


@pytest.mark.parametrize("path", STYLED, ids=lambda path: path.name)
def test_a_page_is_given_the_colours_of_the_brand_and_repeats_none(path):
    """What has a name there is ``var(--navy)`` in the style of a page, and ``brand.css`` says what that is."""
    text = path.read_text(encoding="utf-8")
    assert [name for name in PALETTE if f"--{name}:" in text] == []
    assert [colour for colour in PALETTE.values() if colour != "#ffffff" and colour in text] == []
    if "var(--ink)" in text and path.suffix == ".jinja":
        assert "{{ brand.css }}" in text


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
