"""The reference document of PowerPoint: a wide slide with one master, its theme, and a style of tables."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.render.office import Parts, relations
from pipeline.render.reference.layouts import XML, ink, layouts_xml, master_xml

__all__ = ["deck_parts"]

_STYLE = "{8A3F7C52-5B1D-4E0A-9C64-2D7B1E5F9A31}"  # of tables; any name of this shape will do


def deck_parts(default: Parts, colours: Mapping[str, str], font: str) -> Parts:
    """The parts of reference.pptx; ``default`` are those of pandoc's own, whose notes master and settings are kept."""
    kept = ("ppt/theme/", "ppt/notesMasters/", "ppt/presProps.xml", "ppt/viewProps.xml")
    parts = {name: data for name, data in default.items() if name.startswith(kept)}
    for name in ("ppt/theme/theme1.xml", "ppt/theme/theme2.xml"):
        parts[name] = _theme(parts[name].decode(), colours, font).encode()
    layouts = layouts_xml()
    parts["ppt/slideMasters/slideMaster1.xml"] = master_xml(len(layouts)).encode()
    to_layouts = [f"slideLayout:../slideLayouts/slideLayout{n}.xml" for n in range(1, len(layouts) + 1)]
    parts["ppt/slideMasters/_rels/slideMaster1.xml.rels"] = relations(*to_layouts, "theme:../theme/theme1.xml").encode()
    for n, layout in enumerate(layouts, 1):
        parts[f"ppt/slideLayouts/slideLayout{n}.xml"] = layout.encode()
        parts[f"ppt/slideLayouts/_rels/slideLayout{n}.xml.rels"] = relations(
            "slideMaster:../slideMasters/slideMaster1.xml"
        ).encode()
    parts["ppt/tableStyles.xml"] = _table_style().encode()
    parts["ppt/presentation.xml"] = _presentation(default["ppt/presentation.xml"].decode()).encode()
    parts["ppt/_rels/presentation.xml.rels"] = relations(
        *("slideMaster:slideMasters/slideMaster1.xml", "notesMaster:notesMasters/notesMaster1.xml"),
        *(
            "presProps:presProps.xml",
            "viewProps:viewProps.xml",
            "theme:theme/theme1.xml",
            "tableStyles:tableStyles.xml",
        ),
    ).encode()
    parts["_rels/.rels"] = relations("officeDocument:ppt/presentation.xml").encode()
    parts["[Content_Types].xml"] = _content_types(len(layouts)).encode()
    return parts


def _theme(theme: str, c: Mapping[str, str], font: str) -> str:
    inks = {
        **{"dk1": c["ink"], "lt1": c["paper"], "dk2": c["navy"], "lt2": c["tint"], "accent1": c["accent"]},
        **{"accent2": c["good"], "accent3": c["not-yet-good"], "accent4": c["inadequate"], "accent5": c["soft"]},
        **{"accent6": c["mark"], "hlink": c["link"], "folHlink": c["soft"]},
    }
    colours = "".join(f'<a:{name}><a:srgbClr val="{colour}"/></a:{name}>' for name, colour in inks.items())
    face = f'<a:latin typeface="{font}" panose="020B0503030403020204"/><a:ea typeface=""/><a:cs typeface=""/>'
    fonts = f"<a:majorFont>{face}</a:majorFont><a:minorFont>{face}</a:minorFont>"
    theme = re.sub(
        r"<a:clrScheme.*?</a:clrScheme>", f'<a:clrScheme name="House">{colours}</a:clrScheme>', theme, flags=re.S
    )
    return re.sub(
        r"<a:fontScheme.*?</a:fontScheme>", f'<a:fontScheme name="House">{fonts}</a:fontScheme>', theme, flags=re.S
    )


def _table_style() -> str:
    line = '<a:{0}><a:ln w="{1}"><a:solidFill><a:schemeClr val="{2}"/></a:solidFill></a:ln></a:{0}>'
    rules = line.format("bottom", 6350, "accent5") + line.format("insideH", 6350, "accent5")
    whole = (
        f'<a:wholeTbl><a:tcTxStyle><a:fontRef idx="minor"/><a:schemeClr val="tx1"/></a:tcTxStyle>'
        f"<a:tcStyle><a:tcBdr>{rules}</a:tcBdr><a:fill><a:noFill/></a:fill></a:tcStyle></a:wholeTbl>"
    )
    first = (
        '<a:firstRow><a:tcTxStyle b="on"><a:fontRef idx="minor"/><a:schemeClr val="tx2"/></a:tcTxStyle>'
        f"<a:tcStyle><a:tcBdr>{line.format('bottom', 19050, 'tx2')}</a:tcBdr>"
        f"<a:fill>{ink('bg2')}</a:fill></a:tcStyle></a:firstRow>"
    )
    return (
        f'{XML}<a:tblStyleLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" def="{_STYLE}">'
        f'<a:tblStyle styleId="{_STYLE}" styleName="House">{whole}{first}</a:tblStyle></a:tblStyleLst>'
    )


def _presentation(default: str) -> str:
    """Pandoc's own without its slides, in British English."""
    bare = re.sub(r"<p:sldIdLst>.*?</p:sldIdLst>|<p:extLst>.*</p:extLst>", "", default, flags=re.S)
    bare = bare.replace('<p:notesMasterId r:id="rId6"/>', '<p:notesMasterId r:id="rId2"/>')
    return bare.replace('lang="en-US"', 'lang="en-GB"')


def _content_types(layouts: int) -> str:
    main = "application/vnd.openxmlformats-officedocument.presentationml"
    kinds = {
        "/ppt/presentation.xml": f"{main}.presentation.main+xml",
        "/ppt/slideMasters/slideMaster1.xml": f"{main}.slideMaster+xml",
        **{f"/ppt/slideLayouts/slideLayout{n}.xml": f"{main}.slideLayout+xml" for n in range(1, layouts + 1)},
        "/ppt/notesMasters/notesMaster1.xml": f"{main}.notesMaster+xml",
        "/ppt/presProps.xml": f"{main}.presProps+xml",
        "/ppt/viewProps.xml": f"{main}.viewProps+xml",
        "/ppt/tableStyles.xml": f"{main}.tableStyles+xml",
        **{f"/ppt/theme/theme{n}.xml": "application/vnd.openxmlformats-officedocument.theme+xml" for n in (1, 2)},
    }
    parts = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
    return (
        f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{parts}</Types>'
    )
