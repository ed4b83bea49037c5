"""The reference document of Word: A4, the house's styles by the names that pandoc asks for, a head and a foot."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from pipeline.render.office import Parts, relations
from pipeline.render.reference.styles import NAMESPACES, XML, styles_xml

__all__ = ["document_parts", "foot_xml", "head_xml"]

_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def document_parts(default: Parts, colours: Mapping[str, str], font: str) -> Parts:
    """The parts of reference.docx; ``default`` are those of pandoc's own, whose theme and note separators are kept."""
    parts = dict(default)
    parts["word/styles.xml"] = styles_xml(colours, font).encode()
    parts["word/document.xml"] = _sample().encode()
    parts["word/settings.xml"] = _settings().encode()
    parts["word/fontTable.xml"] = _fonts(font).encode()
    parts["word/header1.xml"] = head_xml("", "").encode()
    parts["word/footer1.xml"] = foot_xml("").encode()
    for name in ("word/comments.xml", "docProps/custom.xml"):
        parts.pop(name)
    parts["[Content_Types].xml"] = _content_types().encode()
    parts["_rels/.rels"] = relations("officeDocument:word/document.xml").encode()
    parts["word/_rels/document.xml.rels"] = relations(
        *("styles:styles.xml", "settings:settings.xml", "fontTable:fontTable.xml", "numbering:numbering.xml"),
        *("footnotes:footnotes.xml", "theme:theme/theme1.xml", "header:header1.xml", "footer:footer1.xml"),
        "webSettings:webSettings.xml",
    ).encode()
    for name in ("docProps/app.xml", "docProps/core.xml", "word/_rels/footnotes.xml.rels"):
        parts.pop(name, None)
    return parts


def head_xml(running_title: str, draft_mark: str) -> str:
    """The head of every page: what the document is called, and on the right whether it is a draft."""
    mark = f"<w:r><w:tab/></w:r>{_run(draft_mark, '<w:b/><w:bCs/>')}" if draft_mark else ""
    words = f'<w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>{_run(running_title)}{mark}</w:p>'
    return f"{XML}<w:hdr {NAMESPACES}>{words}</w:hdr>"


def foot_xml(page_mark: str) -> str:
    """The foot of every page: the mark that each page bears, if any, and on the right its number."""
    mark = ""
    if page_mark:
        mark = _run(f" {page_mark} ", '<w:rStyle w:val="MarkWords"/>')
    number = f"{_run('Page ')}{_field('PAGE')}{_run(' of ')}{_field('NUMPAGES')}"
    words = f'<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{mark}<w:r><w:tab/></w:r>{number}</w:p>'
    return f"{XML}<w:ftr {NAMESPACES}>{words}</w:ftr>"


def _run(text: str, properties: str = "") -> str:
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""


def _field(code: str) -> str:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    words = f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
    return f"{mark.format('begin')}{words}{mark.format('separate')}<w:r><w:t>1</w:t></w:r>{mark.format('end')}"


def _sample() -> str:
    """The body of the reference document: a line for whoever opens it, and the page."""
    words = "The styles of the reports. Change a style here, not its text."
    return (
        f"{XML}<w:document {NAMESPACES}><w:body><w:p>{_run(words)}</w:p>"
        f'<w:sectPr><w:headerReference w:type="default" r:id="rId7"/><w:footerReference w:type="default" r:id="rId8"/>'
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1588" w:right="1304" w:bottom="1474" w:left="1304" '
        'w:header="737" w:footer="624" w:gutter="0"/></w:sectPr></w:body></w:document>'
    )


def _settings() -> str:
    """Today's way of laying out: without it Word opens a document in its mode for files of 2007."""
    modern = '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    return (
        f'{XML}<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="567"/>'
        f'<w:characterSpacingControl w:val="doNotCompress"/><w:compat>{modern}</w:compat>'
        '<w:themeFontLang w:val="en-GB"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


def _fonts(font: str) -> str:
    """The font, and Arial where a machine does not have it."""
    return (
        f'{XML}<w:fonts {NAMESPACES}><w:font w:name={quoteattr(font)}><w:altName w:val="Arial"/>'
        '<w:panose1 w:val="020B0503030403020204"/><w:charset w:val="00"/><w:family w:val="swiss"/>'
        '<w:pitch w:val="variable"/></w:font></w:fonts>'
    )


def _content_types() -> str:
    kinds = {
        "document": "document.main",
        **dict.fromkeys(("styles", "settings", "fontTable", "numbering", "footnotes", "webSettings"), ""),
        "header1": "header",
        "footer1": "footer",
    }
    parts = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_KIND}.{kind or name}+xml"/>'
        for name, kind in kinds.items()
    )
    theme = "application/vnd.openxmlformats-officedocument.theme+xml"
    return (
        f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{parts}'
        f'<Override PartName="/word/theme/theme1.xml" ContentType="{theme}"/></Types>'
    )
