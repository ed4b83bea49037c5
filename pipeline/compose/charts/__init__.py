"""Charts: figures → a picture whose title is its finding, with alt text made from the same data."""

from pipeline.compose.charts.chart import Brand, Chart, load_brand, save_chart
from pipeline.compose.charts.monthly import admissibility_chart, ratings_chart, themes_chart, trend_chart

__all__ = [
    "Brand",
    "Chart",
    "admissibility_chart",
    "load_brand",
    "ratings_chart",
    "save_chart",
    "themes_chart",
    "trend_chart",
]
