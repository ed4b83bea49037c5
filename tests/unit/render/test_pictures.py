"""A picture that would spoil a page, read what it should not, or take all of a machine's memory is refused in words."""

from __future__ import annotations

import io
import re
import struct
import zlib

import pytest
from PIL import Image

from pipeline.errors import RenderError
from pipeline.render import render
from pipeline.render.pictures import picture_fault
from tests.unit.render.conftest import FIXTURES

BODY = '# One\n\n![Caption](figures/x.{}){{#fig-x fig-alt="Bars."}}\n'
BOXES = "".join(f'<g id="g{n}">' + f'<use href="#g{n + 1}"/>' * 10 + "</g>" for n in range(9))
"""A billion boxes in a kilobyte."""


def svg(inside="", head="", more=""):
    """An SVG with something in it, before it or in its first element."""
    return (
        f'{head}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"{more}>{inside}</svg>'
    )


def png(wide, high):
    """A small file that says it is a picture of this size, black throughout."""
    head = struct.pack(">IIBBBBB", wide, high, 1, 0, 0, 0, 0)
    dots = zlib.compress(b"\0" * min(high * (wide // 8 + 2), 10_000_000), 9)
    parts = ((b"IHDR", head), (b"IDAT", dots), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )


def drawn(kind, size=(40, 30)):
    """A picture as a program saves it."""
    made = io.BytesIO()
    Image.new("RGB", size, "navy").save(made, kind)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "fault"),
    [
        ("png", png(100_000, 100_000), "is 100,000 by 100,000 dots: make it smaller"),
        ("png", png(0, 5), "it has no width or no height"),
        ("png", drawn("JPEG"), "is called .png and is none"),
        ("png", b"<svg/>", "is called .png and is none"),
        ("jpg", drawn("PNG"), "is called a JPEG and is none"),
        ("jpg", drawn("JPEG")[:20], "is called a JPEG and is none"),
        (
            "jpg",
            re.sub(b"(?s)\xff\xc0(...)....", b"\xff\xc0\\1\xff\xff\xff\xff", drawn("JPEG")),
            "65,535 by 65,535 dots",
        ),
        ("svg", b"\x89PNG", "cannot be read as one"),
        ("svg", "<svg><g></svg>", "cannot be read as one"),
        ("svg", "<html/>", "or none at all"),
        ("svg", svg("&a;", '<!DOCTYPE svg [<!ENTITY a "x">]>'), "defines its own words"),
        ("svg", svg("&a;", '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'), "defines its own words"),
        ("svg", svg("<script>alert(1)</script>"), "holds a program"),
        ("svg", svg("<foreignObject/>"), "holds a program"),
        ("svg", svg(more=' onload="alert(1)"'), "holds a program"),
        ("svg", svg('<image href="/etc/passwd"/>'), "reads from elsewhere"),
        ("svg", svg('<image xlink:href="../secret.png"/>'), "reads from elsewhere"),
        ("svg", svg('<use href="https://example.org/x.svg#a"/>'), "reads from elsewhere"),
        ("svg", svg('<a href="javascript:alert(1)"/>'), "reads from elsewhere"),
        ("svg", svg('<image href="data:image/svg+xml,x"/>'), "reads from elsewhere"),
        ("svg", svg("<style>@import 'x.css';</style>"), "reads from elsewhere"),
        ("svg", svg("<style>@font-face{src:url( 'https://example.org/x')}</style>"), "reads from elsewhere"),
        ("svg", svg('<rect style="fill:url(x.svg#a)"/>'), "reads from elsewhere"),
        ("svg", svg(BOXES + '<g id="g9"/>'), "draws itself over and over"),
        ("svg", svg('<g id="g0"><use href="#g0"/></g>'), "draws itself over and over"),
        ("svg", svg("<g>" * 5000 + "</g>" * 5000), "draws itself over and over"),
    ],
)
def test_a_harmful_picture_is_refused_before_anything_opens_it(build, name, data, fault):
    """Too large, of another kind than it says, running something, reading something, drawing without end."""
    document = build(BODY.format(name))
    (document.parent / "figures" / f"x.{name}").write_bytes(data if isinstance(data, bytes) else data.encode())
    with pytest.raises(RenderError, match=fault) as caught:
        render(document, ["html", "pdf"], "embedded")
    assert str(caught.value).startswith("report.qmd")
    assert caught.value.line is not None


@pytest.mark.parametrize("name", ["png", "jpg"])
def test_a_picture_of_a_program_that_saves_pictures_is_taken(build, name):
    """As large as a page of print, it is shown in every format."""
    document = build(BODY.format(name))
    (document.parent / "figures" / f"x.{name}").write_bytes(drawn({"png": "PNG", "jpg": "JPEG"}[name], (2400, 1200)))
    assert set(render(document, ["html", "pdf", "docx"], "embedded").files) == {"html", "pdf", "docx"}


def test_charts_are_taken(tmp_path):
    """An SVG with fonts, gradients and shapes used again is none of those; nor is one with a byte order mark."""
    good = svg(
        "<style>@font-face{src:url( 'data:font/woff2;base64,AA')}</style><defs><path id='m'/></defs>"
        + "<use xlink:href='#m' fill='url(#g)'/>" * 2000
        + "<image href=' data:image/png;base64,AA'/>",
        '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd">',
    )
    (tmp_path / "x.svg").write_text("\ufeff" + good, encoding="utf-8")
    assert picture_fault(tmp_path / "x.svg") is None
    assert [p.name for p in (FIXTURES / "figures").iterdir() if picture_fault(p)] == []


def test_a_file_that_is_too_large_is_not_even_read(tmp_path):
    """Twenty megabytes is more than a report of a hundred pages has in all."""
    with (tmp_path / "x.png").open("wb") as file:
        file.truncate(30_000_000)
    assert "has 30 MB" in (picture_fault(tmp_path / "x.png") or "")
