"""The reference document of PowerPoint: a wide slide with one master, and the seven layouts that pandoc asks for by name.

Lengths are in EMU, of which a point has 12,700; sizes of type in hundredths of a point.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from pipeline.render.office import Parts

__all__ = ["BODY", "BODY_SIZE", "FOOT", "Box", "deck_parts"]

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
_STYLE = "{8A3F7C52-5B1D-4E0A-9C64-2D7B1E5F9A31}"  # of tables; any name of this shape will do


@dataclass(frozen=True)
class Box:
    """A place on a slide: left, top, width, height."""

    left: int
    top: int
    width: int
    height: int

    def xml(self, tag: str = "a:xfrm") -> str:
        """The element that says so."""
        return f'<{tag}><a:off x="{self.left}" y="{self.top}"/><a:ext cx="{self.width}" cy="{self.height}"/></{tag}>'


_SLIDE = Box(0, 0, 9144000, 5143500)
_TITLE = Box(457200, 205000, 8229600, 830000)
BODY = Box(457200, 1130000, 8229600, 3480000)
"""Where the words of a slide stand."""
BODY_SIZE = 18.0
"""The size of the words on a slide in points, on a slide ten inches wide."""
FOOT = Box(457200, 4762000, 6858000, 230000)
"""Where the foot of a slide stands, with the mark that every slide bears."""
_NUMBER = Box(7772400, 4762000, 914400, 230000)
_HALVES = (Box(457200, 1130000, 4023360, 3480000), Box(4663440, 1130000, 4023360, 3480000))


def deck_parts(default: Parts, colours: Mapping[str, str], font: str) -> Parts:
    """The parts of reference.pptx; ``default`` are those of pandoc's own, whose notes master and settings are kept."""
    kept = ("ppt/theme/", "ppt/notesMasters/", "ppt/presProps.xml", "ppt/viewProps.xml")
    parts = {name: data for name, data in default.items() if name.startswith(kept)}
    for name in ("ppt/theme/theme1.xml", "ppt/theme/theme2.xml"):
        parts[name] = _theme(parts[name].decode(), colours, font).encode()
    layouts = _layouts(colours)
    parts["ppt/slideMasters/slideMaster1.xml"] = _master(colours, len(layouts)).encode()
    to_layouts = [f"slideLayout:../slideLayouts/slideLayout{n}.xml" for n in range(1, len(layouts) + 1)]
    parts["ppt/slideMasters/_rels/slideMaster1.xml.rels"] = _relations(
        *to_layouts, "theme:../theme/theme1.xml"
    ).encode()
    for n, layout in enumerate(layouts, 1):
        parts[f"ppt/slideLayouts/slideLayout{n}.xml"] = layout.encode()
        parts[f"ppt/slideLayouts/_rels/slideLayout{n}.xml.rels"] = _relations(
            "slideMaster:../slideMasters/slideMaster1.xml"
        ).encode()
    parts["ppt/tableStyles.xml"] = _table_style().encode()
    parts["ppt/presentation.xml"] = _presentation(default["ppt/presentation.xml"].decode()).encode()
    parts["ppt/_rels/presentation.xml.rels"] = _relations(
        *("slideMaster:slideMasters/slideMaster1.xml", "notesMaster:notesMasters/notesMaster1.xml"),
        *(
            "presProps:presProps.xml",
            "viewProps:viewProps.xml",
            "theme:theme/theme1.xml",
            "tableStyles:tableStyles.xml",
        ),
    ).encode()
    parts["_rels/.rels"] = _relations("officeDocument:ppt/presentation.xml").encode()
    parts["[Content_Types].xml"] = _content_types(len(layouts)).encode()
    return parts


def _theme(theme: str, c: Mapping[str, str], font: str) -> str:
    inks = {
        **{"dk1": c["ink"], "lt1": c["paper"], "dk2": c["navy"], "lt2": c["tint"], "accent1": c["accent"]},
        **{"accent2": c["good"], "accent3": c["not-yet-good"], "accent4": c["inadequate"], "accent5": c["soft"]},
        **{"accent6": c["muted"], "hlink": c["link"], "folHlink": c["soft"]},
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


def _ink(name: str) -> str:
    return f'<a:solidFill><a:schemeClr val="{name}"/></a:solidFill>'


def _solid(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'


def _holder(
    number: int, name: str, kind: str, box: Box | None = None, anchor: str = "", style: str = "", text: str = ""
) -> str:
    """A placeholder: ``kind`` are the attributes of its p:ph; without a box it stands where the master has it."""
    place = f'{box.xml()}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>' if box else ""
    hold = f' anchor="{anchor}"' if anchor else ""
    body = f'<a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0"{hold}><a:normAutofit/></a:bodyPr>'
    words = text if text.startswith("<") else f'<a:r><a:rPr lang="en-GB"/><a:t>{escape(text or name)}</a:t></a:r>'
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f"<p:nvPr><p:ph {kind}/></p:nvPr></p:nvSpPr><p:spPr>{place}</p:spPr>"
        f"<p:txBody>{body}<a:lstStyle>{style}</a:lstStyle><a:p>{words}</a:p></p:txBody></p:sp>"
    )


_FIELD = (
    '<a:fld id="{C5EF2332-01BF-834F-8236-50238282D533}" type="slidenum"><a:rPr lang="en-GB"/><a:t>‹#›</a:t></a:fld>'
)
_TREE = (
    '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm><a:off x="0" y="0"/>'
    '<a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/></a:xfrm></p:grpSpPr>'
)


def _small(align: str, ink: str = "accent5") -> str:
    return f'<a:lvl1pPr algn="{align}"><a:defRPr sz="1000">{_ink(ink)}</a:defRPr></a:lvl1pPr>'


def _feet(first: int, index: int, *, own: bool = False) -> str:
    """The three placeholders at the foot: date, footer, number; in the master with their places."""
    empty = '<a:endParaRPr lang="en-GB"/>'
    date = Box(457200, 4520000, 2743200, 200000)
    return "".join(
        (
            _holder(
                first,
                "Date",
                f'type="dt" sz="half" idx="{index}"',
                date if own else None,
                style=_small("l"),
                text=empty,
            ),
            _holder(
                first + 1,
                "Footer",
                f'type="ftr" sz="quarter" idx="{index + 1}"',
                FOOT if own else None,
                "ctr",
                _small("l"),
                empty,
            ),
            _holder(
                first + 2,
                "Slide number",
                f'type="sldNum" sz="quarter" idx="{index + 2}"',
                _NUMBER if own else None,
                "ctr",
                _small("r"),
                _FIELD,
            ),
        )
    )


def _master(c: Mapping[str, str], layouts: int) -> str:
    bar = (
        '<p:sp><p:nvSpPr><p:cNvPr id="7" name="Bar"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr>'
        f'<p:spPr>{Box(0, 0, _SLIDE.width, 82000).xml()}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{_ink("tx2")}'
        "<a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
    )
    shapes = (
        bar
        + _holder(2, "Title", 'type="title"', _TITLE, "b")
        + _holder(3, "Text", 'type="body" idx="1"', BODY)
        + _feet(4, 2, own=True)
    )
    ids = "".join(f'<p:sldLayoutId id="{2147483649 + n}" r:id="rId{n + 1}"/>' for n in range(layouts))
    names = [*(f"accent{n}" for n in range(1, 7)), "hlink", "folHlink"]
    mapping = "".join(f' {name}="{name}"' for name in names)
    return (
        f"{_XML}<p:sldMaster {_SPACES}><p:cSld><p:bg><p:bgPr>{_ink('bg1')}<a:effectLst/></p:bgPr></p:bg>"
        f"<p:spTree>{_TREE}{shapes}</p:spTree></p:cSld>"
        f'<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2"{mapping}/><p:sldLayoutIdLst>{ids}</p:sldLayoutIdLst>'
        f'<p:hf hdr="0" dt="0"/>{_text_styles()}</p:sldMaster>'
    )


def _text_styles() -> str:
    font = '<a:latin typeface="+mn-lt"/><a:ea typeface="+mn-ea"/><a:cs typeface="+mn-cs"/>'
    title = (
        '<a:lvl1pPr algn="l"><a:lnSpc><a:spcPct val="95000"/></a:lnSpc><a:spcBef><a:spcPct val="0"/></a:spcBef><a:buNone/>'
        f'<a:defRPr sz="2400" b="1" kern="1200">{_ink("tx2")}{font}</a:defRPr></a:lvl1pPr>'
    )
    sizes = (round(BODY_SIZE * 100), 1600, 1400, 1400, 1400)
    body = "".join(
        f'<a:lvl{n}pPr marL="{228600 * n}" indent="-228600" algn="l"><a:lnSpc><a:spcPct val="100000"/></a:lnSpc>'
        f'<a:spcBef><a:spcPts val="800"/></a:spcBef><a:buClr><a:schemeClr val="tx2"/></a:buClr>'
        f'<a:buFont typeface="Arial"/><a:buChar char="{"•" if n % 2 else "–"}"/>'
        f'<a:defRPr sz="{size}" kern="1200">{_ink("tx1")}{font}</a:defRPr></a:lvl{n}pPr>'
        for n, size in enumerate(sizes, 1)
    )
    other = f'<a:lvl1pPr algn="l"><a:defRPr sz="1400" kern="1200">{_ink("tx1")}{font}</a:defRPr></a:lvl1pPr>'
    return (
        f"<p:txStyles><p:titleStyle>{title}</p:titleStyle><p:bodyStyle>{body}</p:bodyStyle>"
        f"<p:otherStyle>{other}</p:otherStyle></p:txStyles>"
    )


def _layouts(c: Mapping[str, str]) -> list[str]:
    title, left, right = _holder(2, "Title", 'type="title"'), *_HALVES
    content = _holder(3, "Content", 'idx="1"', BODY)
    one, two = (_holder(n, "Content", f'sz="half" idx="{i}"', box) for n, i, box in ((3, 1, left), (4, 2, right)))
    beside = Box(left.left, left.top + 430000, left.width, left.height - 430000)
    headed = [
        _holder(3, "Text", 'type="body" idx="1"', Box(left.left, left.top, left.width, 380000), style=_heading_style()),
        _holder(4, "Content", 'sz="half" idx="2"', beside),
        _holder(
            5,
            "Text",
            'type="body" sz="quarter" idx="3"',
            Box(right.left, right.top, right.width, 380000),
            style=_heading_style(),
        ),
        _holder(6, "Content", 'sz="quarter" idx="4"', Box(right.left, *_below(beside, right))),
    ]
    words, picture = Box(457200, 1130000, 8229600, 1100000), Box(457200, 2300000, 8229600, 2310000)
    captioned = [
        title,
        _holder(3, "Content", 'idx="1"', picture),
        _holder(4, "Text", 'type="body" sz="half" idx="2"', words),
    ]
    return [
        _opening(c, "Title Slide", "title"),
        _layout("Title and Content", "obj", title + content),
        _opening(c, "Section Header", "secHead"),
        _layout("Two Content", "twoObj", title + one + two),
        _layout("Comparison", "twoTxTwoObj", title + "".join(headed)),
        _layout("Content with Caption", "objTx", "".join(captioned)),
        _layout("Blank", "blank", ""),
    ]


def _below(beside: Box, right: Box) -> tuple[int, int, int]:
    return beside.top, right.width, beside.height


def _heading_style() -> str:
    return f'<a:lvl1pPr marL="0" indent="0"><a:buNone/><a:defRPr sz="1800" b="1">{_ink("tx2")}</a:defRPr></a:lvl1pPr>'


def _layout(name: str, kind: str, shapes: str, background: str = "", attributes: str = "") -> str:
    return (
        f'{_XML}<p:sldLayout {_SPACES} type="{kind}" preserve="1"{attributes}><p:cSld name="{name}">{background}'
        f"<p:spTree>{_TREE}{shapes}{_feet(8, 10)}</p:spTree></p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr>"
        "</p:sldLayout>"
    )


def _opening(c: Mapping[str, str], name: str, kind: str) -> str:
    """The first slide and those that open a section: white words on the dark colour of the house."""
    ground = f"<p:bg><p:bgPr>{_ink('tx2')}<a:effectLst/></p:bgPr></p:bg>"
    large = f'<a:lvl1pPr algn="l"><a:defRPr sz="3400" b="1">{_ink("bg1")}</a:defRPr></a:lvl1pPr>'
    small = (
        f'<a:lvl1pPr marL="0" indent="0" algn="l"><a:buNone/><a:defRPr sz="1800">{_ink("bg2")}</a:defRPr></a:lvl1pPr>'
    )
    dated = f'<a:lvl1pPr algn="l"><a:defRPr sz="1600">{_ink("bg2")}</a:defRPr></a:lvl1pPr>'
    first = name == "Title Slide"
    shapes = _holder(
        2, "Title", 'type="ctrTitle"' if first else 'type="title"', Box(685800, 850000, 7772400, 1500000), "b", large
    ) + _holder(
        3,
        "Subtitle",
        'type="subTitle" idx="1"' if first else 'type="body" idx="1"',
        Box(685800, 2550000, 7772400, 1100000),
        "",
        small,
    )
    date = _holder(
        8,
        "Date",
        'type="dt" sz="half" idx="10"',
        Box(685800, 3800000, 7772400, 300000),
        "ctr",
        dated,
        '<a:endParaRPr lang="en-GB"/>',
    )
    made = _layout(name, kind, shapes, ground, ' showMasterSp="0"')
    return re.sub(r'<p:sp><p:nvSpPr><p:cNvPr id="8" name="Date"/>.*?</p:sp>', lambda _: date, made, flags=re.S).replace(
        _small("r"), _small("r", "bg2")
    )


def _table_style() -> str:
    line = '<a:{0}><a:ln w="{1}"><a:solidFill><a:schemeClr val="{2}"/></a:solidFill></a:ln></a:{0}>'
    rules = line.format("bottom", 6350, "accent6") + line.format("insideH", 6350, "accent6")
    whole = (
        f'<a:wholeTbl><a:tcTxStyle><a:fontRef idx="minor"/><a:schemeClr val="tx1"/></a:tcTxStyle>'
        f"<a:tcStyle><a:tcBdr>{rules}</a:tcBdr><a:fill><a:noFill/></a:fill></a:tcStyle></a:wholeTbl>"
    )
    first = (
        '<a:firstRow><a:tcTxStyle b="on"><a:fontRef idx="minor"/><a:schemeClr val="tx2"/></a:tcTxStyle>'
        f"<a:tcStyle><a:tcBdr>{line.format('bottom', 19050, 'tx2')}</a:tcBdr>"
        f"<a:fill>{_ink('bg2')}</a:fill></a:tcStyle></a:firstRow>"
    )
    return (
        f'{_XML}<a:tblStyleLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" def="{_STYLE}">'
        f'<a:tblStyle styleId="{_STYLE}" styleName="House">{whole}{first}</a:tblStyle></a:tblStyleLst>'
    )


def _presentation(default: str) -> str:
    """Pandoc's own without its slides, in British English."""
    bare = re.sub(r"<p:sldIdLst>.*?</p:sldIdLst>|<p:extLst>.*</p:extLst>", "", default, flags=re.S)
    bare = bare.replace('<p:notesMasterId r:id="rId6"/>', '<p:notesMasterId r:id="rId2"/>')
    return bare.replace('lang="en-US"', 'lang="en-GB"')


def _relations(*named: str) -> str:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    entries = "".join(
        f'<Relationship Id="rId{n}" Type="{kind}/{name}" Target="{target}"/>'
        for n, (name, _, target) in enumerate((entry.partition(":") for entry in named), 1)
    )
    schema = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'{_XML}<Relationships xmlns="{schema}">{entries}</Relationships>'


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
        f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{parts}</Types>'
    )
