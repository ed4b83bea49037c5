"""The styles of a Word document, by the names that pandoc and the reports' filter ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

__all__ = ["CALLOUT_INDENT", "HANGING", "NAMESPACES", "TEXT_WIDTH", "XML", "styles_xml"]

CALLOUT_COLOURS = {"note": "0B4F8A", "tip": "00664A", "important": "A3182A", "warning": "8A4700", "caution": "9A3600"}
"""The bar of each callout; the same as in the page and in print, which a test compares."""

HANGING = 1134
"""How far the words of a numbered paragraph stand from the margin: 2 cm, in twentieths of a point."""

CALLOUT_INDENT = 227
"""How far the words of a callout stand from the margin."""

TEXT_WIDTH = 11906 - 2 * 1304
"""A4 without its margins, in twentieths of a point."""

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True)
class _Style:
    """A style: the name that pandoc and Word know it by, what it is based on, and how it differs from that."""

    name: str
    paragraph: str = ""
    run: str = ""
    based: str = "Normal"
    next: str = ""
    kind: str = "paragraph"

    @property
    def id(self) -> str:
        """The name as Word files it: "heading 1" is Heading1."""
        return "".join(word[:1].upper() + word[1:] for word in self.name.split())

    def xml(self) -> str:
        """The element of styles.xml."""
        own = not self.name[:1].islower() and self.name not in _BUILT_IN
        default = ' w:default="1"' if self.name in ("Normal", "Default Paragraph Font") else ""
        parts = [f"<w:name w:val={quoteattr(self.name)}/>"]
        if self.name not in ("Normal", "Default Paragraph Font"):
            parts.append(f'<w:basedOn w:val="{self.based}"/>' if self.based else "")
        parts.append(f'<w:next w:val="{self.next}"/>' if self.next else "")
        parts.append("<w:qFormat/>" if self.kind == "paragraph" else "")
        parts.append(f"<w:pPr>{self.paragraph}</w:pPr>" if self.paragraph else "")
        parts.append(f"<w:rPr>{self.run}</w:rPr>" if self.run else "")
        custom = ' w:customStyle="1"' if own else ""
        return f'<w:style w:type="{self.kind}"{default}{custom} w:styleId="{self.id}">{"".join(parts)}</w:style>'


_BUILT_IN = {
    *("Normal", "Title", "Subtitle", "Date", "Body Text", "Block Text", "Default Paragraph Font", "Hyperlink"),
    *("TOC Heading", "Footnote Text", "Footnote Reference"),
}


def _space(before: float = 0, after: float = 0, line: float = 0) -> str:
    """Space before and after in points; line as a multiple of the font's own."""
    lines = f' w:line="{round(line * 240)}" w:lineRule="auto"' if line else ""
    return f'<w:spacing w:before="{round(before * 20)}" w:after="{round(after * 20)}"{lines}/>'


def _indent(left: int, hanging: int = 0, right: int = 0) -> str:
    return f'<w:ind w:left="{left}" w:right="{right}" w:hanging="{hanging}"/>'


def _bar(side: str, colour: str, eighths: int, space: int) -> str:
    return f'<w:{side} w:val="single" w:sz="{eighths}" w:space="{space}" w:color="{colour}"/>'


def _fill(colour: str) -> str:
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{colour}"/>'


def _tabs(**stops: int) -> str:
    each = (f'<w:tab w:val="{kind}" w:pos="{at}"/>' for kind, at in stops.items())
    return f"<w:tabs>{''.join(each)}</w:tabs>"


def _look(size: float = 0, colour: str = "", bold: bool = False, italic: bool = False) -> str:
    weight = ("<w:b/><w:bCs/>" if bold else "") + ("<w:i/><w:iCs/>" if italic else "")
    ink = f'<w:color w:val="{colour}"/>' if colour else ""
    points = f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>' if size else ""
    return weight + ink + points


_KEEP = "<w:keepNext/><w:keepLines/>"


def styles_xml(c: Mapping[str, str], font: str) -> str:
    """styles.xml; ``c`` are the colours of the brand, by name."""
    family = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>'
    defaults = (
        f'<w:rPrDefault><w:rPr>{family}{_look(10.5, c["ink"])}<w:lang w:val="en-GB" w:eastAsia="en-GB" '
        f'w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>{_space(0, 6, 1.15)}</w:pPr></w:pPrDefault>'
    )
    every = [*_headings(c), *_front(c), *_text(c), *_callouts(), *_floats(c), *_characters(c)]
    return (
        f"{XML}<w:styles {NAMESPACES}><w:docDefaults>{defaults}</w:docDefaults>"
        f"{''.join(style.xml() for style in every)}{_table(c)}</w:styles>"
    )


def _headings(c: Mapping[str, str]) -> list[_Style]:
    sizes = {1: (16.0, 22, 8), 2: (13.0, 16, 6), 3: (11.5, 14, 5), 4: (10.5, 12, 4), 5: (10.5, 12, 4), 6: (10.5, 12, 4)}
    return [
        _Style(
            f"heading {level}",
            f'{_KEEP}{_space(before, after, 1.05)}<w:outlineLvl w:val="{level - 1}"/>',
            _look(size, c["navy"], bold=True),
            next="BodyText",
        )
        for level, (size, before, after) in sizes.items()
    ]


def _front(c: Mapping[str, str]) -> list[_Style]:
    """The title and what stands under it, the contents, head and foot."""
    rule = f"<w:pBdr>{_bar('top', c['navy'], 28, 14)}</w:pBdr>"
    box = "".join(_bar(side, "{0}", 6, 5) for side in ("top", "left", "bottom", "right"))
    marks = {"Page Mark": ("B98900", c["mark"], c["mark-ink"]), "Draft Mark": ("8F4A00", "FFF8E6", "6B3700")}
    right = _tabs(right=TEXT_WIDTH)
    return [
        _Style("Normal"),
        _Style("Title", f"{_KEEP}{rule}{_space(0, 6, 1.0)}", _look(24, c["navy"], bold=True), next="Subtitle"),
        _Style("Subtitle", f"{_KEEP}{_space(0, 10, 1.1)}", _look(13, c["soft"]), next="BodyText"),
        _Style("Author", f"{_KEEP}{_space(0, 2)}"),
        _Style("Date", f"{_KEEP}{_space(0, 8)}"),
        _Style("Byline", _space(0, 10)),
        _Style("Detail", f"{_tabs(left=1814)}{_space(0, 3)}{_indent(1814, 1814)}"),
        *(
            _Style(
                name,
                f"<w:pBdr>{box.format(edge)}</w:pBdr>{_fill(fill)}{_space(8, 10)}{_indent(120, 0, 120)}",
                _look(0, ink, bold=True),
            )
            for name, (edge, fill, ink) in marks.items()
        ),
        _Style("TOC Heading", f"{_KEEP}{_space(12, 3)}", _look(13, c["navy"], bold=True)),
        _Style("toc 1", f"{_tabs(left=567)}{_space(1, 0, 0.85)}{_indent(567, 567)}", _look(9.5, bold=True)),
        _Style("toc 2", f"{_tabs(left=1247)}{_space(0, 0, 0.85)}{_indent(1247, 680)}", _look(9.5)),
        _Style(
            "header",
            f"<w:pBdr>{_bar('bottom', c['rule'], 4, 4)}</w:pBdr>{right}{_space(0, 0)}",
            _look(9, c["soft"]),
        ),
        _Style("footer", f"{right}{_space(0, 0)}", _look(9, c["soft"])),
    ]


def _text(c: Mapping[str, str]) -> list[_Style]:
    quote = f"<w:pBdr>{_bar('left', c['rule'], 20, 10)}</w:pBdr>"
    key = f"<w:pBdr>{_bar('left', c['navy'], 24, 8)}</w:pBdr>{_fill(c['tint'])}"
    return [
        _Style("Body Text", _space(3, 6)),
        _Style("First Paragraph", based="BodyText", next="BodyText"),
        _Style("Compact", _space(1, 2, 1.05), based="BodyText"),
        _Style("Numbered Paragraph", f"{_tabs(left=HANGING)}{_space(3, 6)}{_indent(HANGING, HANGING)}"),
        _Style("Key Figure", f"<w:keepLines/>{key}{_tabs(left=2608)}{_space(0, 0, 1.25)}{_indent(2778, 2608)}"),
        _Style("Block Text", f"{quote}{_space(4, 8)}{_indent(340, 0, 340)}", _look(0, c["soft"]), based="BodyText"),
        _Style("Footnote Text", f"{_space(0, 2)}{_indent(227, 227)}", _look(9)),
        _Style("Footnote Block Text", based="FootnoteText"),
        _Style("Definition Term", f"{_KEEP}{_space(6, 0)}", _look(bold=True), next="Definition"),
        _Style("Definition", f"{_space(0, 4)}{_indent(340)}"),
    ]


def _callouts() -> list[_Style]:
    """A callout is paragraphs of one style with a bar on their left, which Word joins to one block."""
    made = []
    for kind, colour in CALLOUT_COLOURS.items():
        edges = _bar("top", "F5F7FA", 4, 5), _bar("left", colour, 28, 9), _bar("bottom", "F5F7FA", 4, 5)
        frame = f"<w:pBdr>{''.join(edges)}</w:pBdr>{_fill('F5F7FA')}"
        name = f"Callout {kind.capitalize()}"
        made.append(_Style(name, f"{frame}{_space(0, 5)}{_indent(CALLOUT_INDENT, 0, 113)}"))
        made.append(
            _Style(
                f"{name} Title",
                f"{_KEEP}{frame}{_space(12, 4)}{_indent(CALLOUT_INDENT, 0, 113)}",
                _look(0, colour, bold=True),
                next=name.replace(" ", ""),
            )
        )
    return made


def _floats(c: Mapping[str, str]) -> list[_Style]:
    return [
        _Style("caption", f"<w:keepLines/>{_space(4, 12, 1.05)}", _look(10, c["soft"])),
        _Style("Table Caption", f"{_KEEP}{_space(12, 4, 1.05)}", based="Caption"),
        _Style("Image Caption", based="Caption"),
        _Style("Figure", f"{_KEEP}{_space(10, 2)}"),
        _Style("Captioned Figure", based="Figure"),
        _Style("Table Cell", _space(2, 2, 1.0)),
    ]


def _characters(c: Mapping[str, str]) -> list[_Style]:
    made = {
        "Default Paragraph Font": "",
        "Body Text Char": "",
        "Verbatim Char": "",
        "Section Number": _look(0, c["soft"]),
        "Paragraph Number": _look(0, c["soft"]),
        "Key Number": _look(15, c["navy"], bold=True),
        "Mark Words": f"{_look(0, c['mark-ink'], bold=True)}{_fill(c['mark'])}",
        "Footnote Reference": '<w:vertAlign w:val="superscript"/>',
        "Hyperlink": f'{_look(0, c["link"])}<w:u w:val="single"/>',
    }
    return [_Style(name, run=run, based="DefaultParagraphFont", kind="character") for name, run in made.items()]


def _table(c: Mapping[str, str]) -> str:
    """The one style of tables: a tinted header row, a rule under each row, and a line of the house round it."""
    thin, thick = f'w:val="single" w:sz="4" w:space="0" w:color="{c["rule"]}"', f'w:sz="12" w:color="{c["navy"]}"'
    borders = f"<w:tblBorders><w:bottom {thin}/><w:insideH {thin}/></w:tblBorders>"
    cells = (
        '<w:tblCellMar><w:top w:w="28" w:type="dxa"/><w:left w:w="100" w:type="dxa"/>'
        '<w:bottom w:w="28" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar>'
    )
    edge = f'<w:tcBorders><w:bottom w:val="single" w:space="0" {thick}/></w:tcBorders>'
    head = (
        f'<w:tblStylePr w:type="firstRow"><w:rPr>{_look(0, c["navy"], bold=True)}</w:rPr>'
        f'<w:tcPr>{edge}{_fill(c["tint"])}<w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
    )
    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>'
        f'<w:tblInd w:w="0" w:type="dxa"/>{cells}</w:tblPr></w:style>'
        '<w:style w:type="table" w:customStyle="1" w:styleId="Table"><w:name w:val="Table"/>'
        f'<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr>{borders}{cells}</w:tblPr>{head}</w:style>'
    )
