"""The reference documents of Word and PowerPoint: up to date, and of the house."""

from __future__ import annotations

import os
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as XML

import pytest
import yaml

from pipeline.render import render
from pipeline.render.office import read_parts, write_parts
from pipeline.render.pandoc import version
from pipeline.render.reference import reference_files, write_reference
from pipeline.render.reference.styles import CALLOUT_COLOURS

THEME = Path(__file__).parents[3] / "reports" / "theme"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PALETTE = yaml.safe_load((THEME / "_brand.yml").read_text(encoding="utf-8"))["color"]["palette"]


@pytest.mark.parametrize("name", ["reference.docx", "reference.pptx"])
def test_the_committed_reference_document_is_what_the_brand_makes(name):
    """If this fails: make theme. Only what a newer pandoc brings along (themes of colours, notes) may differ."""
    made, kept = read_parts(reference_files(THEME)[name]), read_parts((THEME / name).read_bytes())
    assert made.keys() == kept.keys()
    ours = [n for n in made if not re.search(r"theme\d|notesMaster|numbering|footnotes|webSettings|Props", n)]
    assert [n for n in ours if made[n] != kept[n]] == [], f"pandoc {version()}: run make theme"


def test_another_brand_makes_another_look(tmp_path):
    """Colours and font come from _brand.yml and from nowhere else."""
    theme = tmp_path / "theme"
    theme.mkdir()
    brand = (THEME / "_brand.yml").read_text(encoding="utf-8")
    (theme / "_brand.yml").write_text(brand.replace("#16324f", "#550055").replace("Source Sans 3", "Arial"), "utf-8")
    for path in write_reference(theme):
        everything = b"".join(read_parts(path.read_bytes()).values())
        assert b"550055" in everything
        assert b"16324F" not in everything
        assert b"Source Sans 3" not in everything


def test_the_pages_are_a4_and_the_language_is_british():
    """And the font has a fallback that every machine has."""
    parts = read_parts((THEME / "reference.docx").read_bytes())
    assert b'w:w="11906" w:h="16838"' in parts["word/document.xml"]
    assert b'<w:lang w:val="en-GB"' in parts["word/styles.xml"]
    assert b'<w:altName w:val="Arial"/>' in parts["word/fontTable.xml"]


def test_every_style_that_the_filter_names_is_there():
    """Pandoc makes an empty style of a name that it does not find."""
    with zipfile.ZipFile(THEME / "reference.docx") as file:
        styles = XML.fromstring(file.read("word/styles.xml"))
    names = {style.find(f"{W}name").get(f"{W}val") for style in styles.iter(f"{W}style")}
    lua = (THEME / "report.lua").read_text(encoding="utf-8")
    asked = set(re.findall(r"styled\(.*?, '([A-Z][\w ]+)'\)", lua)) | set(
        re.findall(r"'custom-style', '([\w ]+)'", lua)
    )
    asked |= {f"Callout {kind.capitalize()}{end}" for kind in CALLOUT_COLOURS for end in ("", " Title")}
    assert len(asked) >= 15
    assert asked - names == set()


def test_callouts_have_the_colours_that_they_have_in_print():
    """The bar of each kind is the one of the Typst template; a note has there the colour of links, by name."""
    typst = (THEME / "typst-template.typ").read_text(encoding="utf-8")
    printed = dict(re.findall(r'(\w+): rgb\("#([0-9a-f]{6})"\)', typst.split("#let notice-ink")[1].split(")\n\n")[0]))
    assert "note: link-ink" in typst
    printed["note"] = PALETTE["link"].removeprefix("#")
    assert {kind: colour.lower() for kind, colour in CALLOUT_COLOURS.items()} == printed


def test_slides_in_a_browser_have_the_colours_of_the_brand():
    """Every colour of slides.scss is one of the palette."""
    used = set(re.findall(r"#[0-9a-f]{6}", (THEME / "slides.scss").read_text(encoding="utf-8")))
    assert used <= set(PALETTE.values())
    assert len(used) >= 4


def test_a_reference_document_of_ones_own_is_taken(build):
    """A council that edits a copy gets its own styles: here the margin of the page."""
    document = build("# One\n\nText.\n")
    own = document.parent / "theme" / "reference.docx"
    parts = read_parts(own.read_bytes())
    parts["word/document.xml"] = parts["word/document.xml"].replace(b'w:left="1304"', b'w:left="2000"')
    own.write_bytes(write_parts(parts))
    made = render(document, ["docx"], "embedded").files["docx"]
    assert b'w:left="2000"' in read_parts(made.read_bytes())["word/document.xml"]


@pytest.mark.parametrize("which", ["word", "deck"])
def test_every_part_of_a_finished_file_is_declared_and_every_relation_leads_to_one(which, request):
    """Otherwise Office offers to repair the file; no part and no shape is there that nothing leads to but the root."""
    parts = read_parts(request.getfixturevalue(which).read_bytes())
    types = XML.fromstring(parts["[Content_Types].xml"])
    named = {node.get("PartName", "").lstrip("/") for node in types}
    kinds = {node.get("Extension") for node in types}
    assert named - {""} <= parts.keys()
    for name in parts:
        assert name in named or name.rpartition(".")[2] in kinds, name
    for name, data in parts.items():
        if name.endswith(".rels"):
            folder = Path(name).parent.parent
            targets = [r.get("Target") for r in XML.fromstring(data) if r.get("TargetMode") != "External"]
            places = [os.path.normpath(folder / t) if t[0] != "/" else t[1:] for t in targets]
            assert set(places) <= parts.keys(), name
