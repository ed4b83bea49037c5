"""What somebody could type into a return to make a report do something, and what it is to look like there: itself."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf

from pipeline.markdown import drawable

__all__ = ["ATTACKS", "as_typed", "assert_office_file_is_inert", "assert_pdf_is_inert", "squeeze"]

ATTACKS = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "[click](javascript:alert(1))",
    '[click]{onclick="alert(1)" style="position:fixed"}',
    "[click](https://example.org)",
    "![x](/etc/passwd)",
    "![x](../../secret.png)",
    "{{< env HOME >}}",
    "{{< include /etc/passwd >}}",
    "{{%env HOME%}}",
    "`<b>x</b>`{=html}",
    "`#panic()`{=typst}",
    '#read("/etc/passwd")',
    '#import "@preview/x:1.0.0"',
    "$x$ and $$y$$ and \\(z\\)",
    "\\input{/etc/passwd}",
    "```{python} import os",
    "::: {.callout-note} x :::",
    "a | b | c",
    "# heading",
    "- list + list 1. list",
    "--- ... -- -1 /* x */ // y",
    "@fig-ratings and @smith",
    "[^1] and ^[note]",
    "*a* _b_ ~~c~~ **d** H~2~O x^2^",
    "{#id .class key=value}",
    ": Caption {#tbl-x}",
    "&lt;b&gt; &#60;b&#62; &amp;",
    "a --- 'quoted' \"double\" text...",
    "\u202egpj.exe",
    "---\ntitle: x\n---",
    "=CMD('calc')!A1",
    "%2e%2e/secret $title$ $body$",
    "![x](%2e%2e/%2e%2e/secret.png)",
    "![x](file:///etc/passwd) ![x](https://example.org/x.png)",
    "[[wiki|javascript:alert(1)]] <https://example.org> <javascript:alert(1)>",
    '"><svg onload=alert(1)><style>*{display:none}</style>',
    "</script><script>alert(1)</script>",
    "</title></head><iframe src=https://example.org></iframe>",
    "{{ 7 * 7 }} {% include '/etc/passwd' %} {# gone #} ${7*7} <%= seven %>",
    '#image("/etc/passwd") #sys.inputs #eval("1") @preview',
    '#{panic()} $#read("x")$ \\#',
    "!include /etc/passwd",
    "'; DROP TABLE returns; --",
    "+cmd|'/c calc'!A0",
    "-2+3+cmd|'/c calc'!A0",
    "@SUM(1+1)*cmd|'/c calc'!A0",
    '=HYPERLINK("https://example.org","click")',
    '=WEBSERVICE("https://example.org/"&A1)',
    "\t=1+1 behind a tab",
]


def as_typed(text):
    """What the reader sees of a text: on one line, and with the space that breaks a shortcode and a fence."""
    return re.sub(r"(?<=\{)(?=\{)|(?<=\})(?=\})|(?<=::)(?=:)", " ", drawable(text))


def squeeze(text):
    """The text without any space: a PDF's reader puts spaces where lines break."""
    return re.sub(r"\s", "", text)


def assert_pdf_is_inert(path: Path) -> None:
    """A PDF holds no program, no file and no action but links: to places in itself, or to what a report may link to."""
    with pikepdf.open(path) as pdf:
        names = {str(key) for thing in pdf.objects for key in _keys(thing)}
        assert names & {"/JS", "/AA", "/OpenAction", "/EmbeddedFiles", "/EF", "/XFA", "/Launch"} == set(), path
        links = [link for page in pdf.pages for link in page.get("/Annots", [])]
        actions = [link.A for link in links if "/A" in link]
        assert {str(link.Subtype) for link in links} <= {"/Link"}, path
        assert {str(action.S) for action in actions} <= {"/GoTo", "/URI"}, path
        assert all(re.match("https?:|mailto:", str(action.URI)) for action in actions if "/URI" in action), path


def _keys(thing: object) -> Iterator[object]:
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        for key, value in thing.items():
            yield key
            yield from _keys(value) if isinstance(value, pikepdf.Object) and not value.is_indirect else ()
    elif isinstance(thing, pikepdf.Array):
        for value in thing:
            yield from _keys(value) if isinstance(value, pikepdf.Object) and not value.is_indirect else ()


def assert_office_file_is_inert(path: Path) -> None:
    """A Word or PowerPoint file holds the pictures of its document and nothing else; it leads nowhere, runs nothing."""
    with zipfile.ZipFile(path) as file:
        _assert_inert(file)


def _assert_inert(file: zipfile.ZipFile) -> None:
    allowed = r"(?:word|ppt)/media/\w+\.png|.*\.xml|.*\.rels"
    assert [name for name in file.namelist() if not re.fullmatch(allowed, name)] == []
    texts = {name: file.read(name).decode() for name in file.namelist() if not name.endswith(".png")}
    assert [name for name, text in texts.items() if "root:x:0" in text or 'TargetMode="External"' in text] == []
    codes = [code for text in texts.values() for code in re.findall(r"<w:instrText[^>]*>([^<]*)<", text)]
    assert {code.split()[0] for code in codes} <= {"TOC", "PAGE", "NUMPAGES"}
    assert not [
        name for name in file.namelist() if re.search(r"vba|macro|embeddings|activeX|custom", name, re.IGNORECASE)
    ]
