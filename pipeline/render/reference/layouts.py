"""The master of a deck, and the seven layouts that pandoc asks for by name.

Lengths are in EMU, of which a point has 12,700; sizes of type in hundredths of a point.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.sax.saxutils import escape

from pipeline.render.room import LARGEST

__all__ = ["BODY", "FOOT", "XML", "Box", "ink", "layouts_xml", "master_xml", "places"]

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)


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
BODY = Box(457200, 1190000, 8229600, 3420000)
"""Where the words of a slide stand."""
FOOT = Box(457200, 4762000, 6858000, 230000)
"""Where the foot of a slide stands, with the mark that every slide bears."""
_NUMBER = Box(7772400, 4762000, 914400, 230000)
_HALVES = (Box(457200, 1190000, 4023360, 3420000), Box(4663440, 1190000, 4023360, 3420000))

_WORDS, _UNDER_WORDS = Box(457200, 1190000, 8229600, 1000000), Box(457200, 2290000, 8229600, 2320000)


def places(name: str) -> tuple[float, float]:
    """Width and height in points of a place on a slide: whole, half, words above, below words."""
    box = {"whole": BODY, "half": _HALVES[0], "words above": _WORDS, "below words": _UNDER_WORDS}[name]
    return box.width / 12700, box.height / 12700


def ink(name: str) -> str:
    """A fill in a colour of the theme, by its name there: tx2 is the dark colour of the house."""
    return f'<a:solidFill><a:schemeClr val="{name}"/></a:solidFill>'


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
    '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm>'
    '<a:off x="0" y="0"/><a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/></a:xfrm></p:grpSpPr>'
)


def _small(align: str, colour: str = "accent5") -> str:
    return f'<a:lvl1pPr algn="{align}"><a:defRPr sz="1000">{ink(colour)}</a:defRPr></a:lvl1pPr>'


def _feet(first: int, index: int, *, own: bool = False) -> str:
    """The three placeholders at the foot: date, footer, number; in the master with their places."""
    empty = '<a:endParaRPr lang="en-GB"/>'
    every = (
        ("Date", 'type="dt" sz="half"', Box(457200, 4520000, 2743200, 200000), "l", empty),
        ("Footer", 'type="ftr" sz="quarter"', FOOT, "l", empty),
        ("Slide number", 'type="sldNum" sz="quarter"', _NUMBER, "r", _FIELD),
    )
    return "".join(
        _holder(first + n, name, f'{kind} idx="{index + n}"', box if own else None, "ctr", _small(align), text)
        for n, (name, kind, box, align, text) in enumerate(every)
    )


def master_xml(layouts: int) -> str:
    """The master: a bar of the house, title, words, and at the foot date, mark and number."""
    bar = (
        '<p:sp><p:nvSpPr><p:cNvPr id="7" name="Bar"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr>'
        f'<p:spPr>{Box(0, 0, _SLIDE.width, 82000).xml()}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{ink("tx2")}'
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
        f"{XML}<p:sldMaster {_SPACES}><p:cSld><p:bg><p:bgPr>{ink('bg1')}<a:effectLst/></p:bgPr></p:bg>"
        f"<p:spTree>{_TREE}{shapes}</p:spTree></p:cSld>"
        f'<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2"{mapping}/><p:sldLayoutIdLst>{ids}</p:sldLayoutIdLst>'
        f'<p:hf hdr="0" dt="0"/>{_text_styles()}</p:sldMaster>'
    )


def _text_styles() -> str:
    font = '<a:latin typeface="+mn-lt"/><a:ea typeface="+mn-ea"/><a:cs typeface="+mn-cs"/>'
    title = (
        '<a:lvl1pPr algn="l"><a:lnSpc><a:spcPct val="95000"/></a:lnSpc><a:spcBef><a:spcPct val="0"/></a:spcBef>'
        "<a:buNone/>"
        f'<a:defRPr sz="2400" b="1" kern="1200">{ink("tx2")}{font}</a:defRPr></a:lvl1pPr>'
    )
    sizes = (LARGEST * 100, 1600, 1400, 1400, 1400)
    body = "".join(
        f'<a:lvl{n}pPr marL="{228600 * n}" indent="-228600" algn="l"><a:lnSpc><a:spcPct val="100000"/></a:lnSpc>'
        f'<a:spcBef><a:spcPts val="800"/></a:spcBef><a:buClr><a:schemeClr val="tx2"/></a:buClr>'
        f'<a:buFont typeface="Arial"/><a:buChar char="{"•" if n % 2 else "–"}"/>'
        f'<a:defRPr sz="{size}" kern="1200">{ink("tx1")}{font}</a:defRPr></a:lvl{n}pPr>'
        for n, size in enumerate(sizes, 1)
    )
    other = f'<a:lvl1pPr algn="l"><a:defRPr sz="1400" kern="1200">{ink("tx1")}{font}</a:defRPr></a:lvl1pPr>'
    return (
        f"<p:txStyles><p:titleStyle>{title}</p:titleStyle><p:bodyStyle>{body}</p:bodyStyle>"
        f"<p:otherStyle>{other}</p:otherStyle></p:txStyles>"
    )


def layouts_xml() -> list[str]:
    """Their elements, in the order in which pandoc numbers their files; it puts its own where one is missing."""
    title = _holder(2, "Title", 'type="title"')
    content, vertical = _holder(3, "Content", 'idx="1"', BODY), _holder(3, "Text", 'type="body" idx="1"', BODY)
    one, two = (
        _holder(n, "Content", f'sz="half" idx="{i}"', box) for n, i, box in zip((3, 4), (1, 2), _HALVES, strict=True)
    )
    captioned = title + _holder(4, "Text", 'type="body" sz="half" idx="2"', _WORDS)
    return [
        _opening("Title Slide", "title"),
        _layout("Title and Content", "obj", title + content),
        _opening("Section Header", "secHead"),
        _layout("Two Content", "twoObj", title + one + two),
        _layout("Comparison", "twoTxTwoObj", title + _comparison()),
        _layout("Title Only", "titleOnly", title),
        _layout("Blank", "blank", ""),
        _layout("Content with Caption", "objTx", captioned + _holder(3, "Content", 'idx="1"', _UNDER_WORDS)),
        _layout("Picture with Caption", "picTx", captioned + _holder(3, "Picture", 'type="pic" idx="1"', _UNDER_WORDS)),
        _layout("Title and Vertical Text", "vertTx", title + vertical),
        _layout("Vertical Title and Text", "vertTitleAndTx", title + vertical),
    ]


def _comparison() -> str:
    """Two columns with a heading each."""
    shapes, high = "", 380000
    for n, box in enumerate(_HALVES):
        head, under = (
            Box(box.left, box.top, box.width, high),
            Box(box.left, box.top + high, box.width, box.height - high),
        )
        shapes += _holder(3 + 2 * n, "Text", f'type="body" idx="{1 + 2 * n}"', head, style=_heading_style())
        shapes += _holder(4 + 2 * n, "Content", f'sz="half" idx="{2 + 2 * n}"', under)
    return shapes


def _heading_style() -> str:
    return f'<a:lvl1pPr marL="0" indent="0"><a:buNone/><a:defRPr sz="1800" b="1">{ink("tx2")}</a:defRPr></a:lvl1pPr>'


def _layout(name: str, kind: str, shapes: str, background: str = "", attributes: str = "") -> str:
    return (
        f'{XML}<p:sldLayout {_SPACES} type="{kind}" preserve="1"{attributes}><p:cSld name="{name}">{background}'
        f"<p:spTree>{_TREE}{shapes}{_feet(8, 10)}</p:spTree></p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr>"
        "</p:sldLayout>"
    )


def _opening(name: str, kind: str) -> str:
    """The first slide and those that open a section: white words on the dark colour of the house."""
    ground = f"<p:bg><p:bgPr>{ink('tx2')}<a:effectLst/></p:bgPr></p:bg>"
    large = f'<a:lvl1pPr algn="l"><a:defRPr sz="3400" b="1">{ink("bg1")}</a:defRPr></a:lvl1pPr>'
    small = (
        f'<a:lvl1pPr marL="0" indent="0" algn="l"><a:buNone/><a:defRPr sz="1800">{ink("bg2")}</a:defRPr></a:lvl1pPr>'
    )
    dated = f'<a:lvl1pPr algn="l"><a:defRPr sz="1600">{ink("bg2")}</a:defRPr></a:lvl1pPr>'
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
        Box(685800, 4350000, 7772400, 300000),
        "ctr",
        dated,
        '<a:endParaRPr lang="en-GB"/>',
    )
    made = _layout(name, kind, shapes, ground, ' showMasterSp="0"')
    return re.sub(r'<p:sp><p:nvSpPr><p:cNvPr id="8" name="Date"/>.*?</p:sp>', lambda _: date, made, flags=re.S).replace(
        _small("r"), _small("r", "bg2")
    )
