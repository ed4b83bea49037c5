"""What every chart shares: brand, style, and files that come out the same from run to run."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.brand import Brand
from pipeline.store import replacing

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Chart", "Shown", "canvas", "save_chart", "style"]


@dataclass(frozen=True)
class Shown:
    """One figure that a chart shows: the measure, what the chart calls it, and its round if it is not this one."""

    measure: str
    label: str
    round_id: str | None = None


@dataclass(frozen=True)
class Chart:
    """A finished picture: its name, the finding that is its title, and what a sighted reader would see, in words.

    ``shows``: the figures that it is drawn from, for the workbook of data tables; ``intervals``: with their intervals.
    """

    name: str
    title: str
    alt: str
    figure: Figure
    shows: tuple[Shown, ...] = ()
    intervals: bool = False

    def _repr_png_(self) -> bytes:
        """The picture, where a notebook shows it."""
        drawn = io.BytesIO()
        self.figure.savefig(drawn, format="png", dpi=110)
        return drawn.getvalue()


def canvas(width: float, height: float) -> tuple[Figure, Axes]:
    """An empty picture in inches. Not by pyplot, which keeps every figure it makes until it is told to forget it."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots()


@contextmanager
def style(brand: Brand) -> Iterator[None]:
    """The Analysis Function's chart style in the brand's font and ink; text stays text, so that it can be read back."""
    import afcharts  # noqa: F401  (its style sheet is found by name)
    import matplotlib
    from matplotlib import font_manager
    from matplotlib import style as styles

    known = {Path(f.fname) for f in font_manager.fontManager.ttflist}
    for path in brand.font_files:
        if path not in known:
            font_manager.fontManager.addfont(path)
    ink = brand.colours["ink"]
    settings: dict[Any, Any] = {
        "font.family": brand.font,
        "font.size": 10,
        "axes.titlesize": 10,
        "axes.labelsize": 9.5,
        "xtick.labelsize": 9.5,
        "ytick.labelsize": 9.5,
        "text.color": ink,
        "text.parse_math": False,  # a label may hold a dollar sign, and nothing is a formula
        "axes.labelcolor": ink,
        "xtick.color": ink,
        "ytick.color": ink,
        "axes.grid": False,
        "svg.fonttype": "none",
        "svg.hashsalt": "caseaudit",
        "hatch.linewidth": 1.2,
    }
    with styles.context(["afcharts.afcharts"]), matplotlib.rc_context(settings):
        yield


def _faces(brand: Brand) -> str:
    return "".join(
        f"@font-face{{font-family:'{brand.font}';font-weight:{weight};src:url(data:font/woff2;base64,{font})}}"
        for weight, font in brand.web_fonts.items()
    )


def save_chart(chart: Chart, folder: Path, brand: Brand) -> None:
    """``folder/name.svg`` and ``.png``, the same bytes for the same chart.

    The SVG has a title, a description, and its fonts: as a picture in a page it cannot use the page's.
    """
    drawn, picture = io.BytesIO(), io.BytesIO()
    with style(brand):
        chart.figure.savefig(drawn, format="svg", metadata={"Date": None, "Creator": None})
        chart.figure.savefig(picture, format="png", dpi=200, metadata={"Software": None})
    text = drawn.getvalue().decode("utf-8")
    words = (
        f"<title>{html.escape(chart.title)}</title><desc>{html.escape(chart.alt)}</desc><style>{_faces(brand)}</style>"
    )
    text = re.sub(r"(<svg\b[^>]*)>", lambda m: f'{m[1]} role="img">{words}', text, count=1)
    with replacing(folder / f"{chart.name}.svg") as scratch:
        scratch.write_bytes(text.encode("utf-8"))
    with replacing(folder / f"{chart.name}.png") as scratch:
        scratch.write_bytes(picture.getvalue())
