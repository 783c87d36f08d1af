"""A table drawn as bars, as SVG and as PNG: the same shapes, so both show the same.

What is hidden has no bar but its symbol. The colours have a contrast of 4.5 to 1 and more.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from reports.publication.document import DataTable

WIDTH, ROW, RIGHT, TOP = 760, 30, 80, 12
SIGN, GAP = 8, 20
INK, BAR, LINE = "#0b0c0c", "#1d70b8", "#b1b4b6"
LONGEST_NAME = 44


@dataclass(frozen=True)
class Bar:
    """A bar with its name; its figure in words, and its length from 0 to 1 (none where hidden)."""

    name: str
    figure: str
    length: float | None


def bars(table: DataTable) -> list[Bar]:
    """The bars of a table that has a chart: one a row, of the column that it names."""
    if not table.chart:
        return []
    place = table.columns.index(table.chart)
    unit = "%" if table.chart == "Percent" else ""
    figures = [(row[0], row[place]) for row in table.rows]
    numbers = [value for _, value in figures if isinstance(value, int | float)]
    longest = max(numbers, default=0) or 1
    return [
        Bar(str(name), f"{value}{unit}", value / longest)
        if isinstance(value, int | float)
        else Bar(str(name), str(value), None)
        for name, value in figures
    ]


def title(table: DataTable) -> str:
    """What the chart shows: its title and its text alternative's beginning."""
    what = {"Percent": "percent of the period", "Rate per 1,000": "rate per 1,000 people under 18"}
    return f"{table.title}: {what.get(table.chart, table.chart.lower())}"


def alternative(table: DataTable) -> str:
    """The chart in words."""
    said = "; ".join(f"{bar.name} {bar.figure}" for bar in bars(table))
    return f"Bar chart. {title(table)}. {said}."


def as_svg(table: DataTable) -> str:
    """The chart as SVG with a title and a description."""
    found = bars(table)
    height, names = TOP * 2 + ROW * len(found), _names(found)
    shapes = "".join(_svg_row(n, bar, names) for n, bar in enumerate(found))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" font-family="Arial, sans-serif" font-size="15">'
        f"<title>{escape(title(table))}</title><desc>{escape(alternative(table))}</desc>"
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>{shapes}'
        f'<line x1="{names}" y1="{TOP}" x2="{names}" y2="{height - TOP}" stroke="{LINE}"/></svg>'
    )


def _svg_row(n: int, bar: Bar, names: int) -> str:
    middle = TOP + ROW * n + ROW // 2
    length = _length(bar, names)
    return (
        f'<text x="{names - 8}" y="{middle + 5}" text-anchor="end" fill="{INK}">'
        f"{escape(_short(bar.name))}</text>"
        f'<rect x="{names}" y="{middle - 9}" width="{length}" height="18" fill="{BAR}"/>'
        f'<text x="{names + length + 6}" y="{middle + 5}" fill="{INK}">{escape(bar.figure)}</text>'
    )


def as_png(table: DataTable) -> bytes:
    """The chart as a picture at twice the size, for screens and slides."""
    from PIL import Image, ImageDraw, ImageFont

    found = bars(table)
    size, names = (2 * WIDTH, 2 * (TOP * 2 + ROW * len(found))), _names(found)
    image = Image.new("RGB", size, "#ffffff")
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(30)
    draw.line([(2 * names, 2 * TOP), (2 * names, size[1] - 2 * TOP)], fill=LINE, width=2)
    for n, bar in enumerate(found):
        middle, end = 2 * (TOP + ROW * n + ROW // 2), 2 * (names + _length(bar, names))
        draw.text((2 * names - 16, middle), _short(bar.name), INK, font, anchor="rm")
        if bar.length:
            draw.rectangle([(2 * names, middle - 18), (end, middle + 18)], fill=BAR)
        draw.text((end + 12, middle), bar.figure, INK, font, anchor="lm")
    written = io.BytesIO()
    image.save(written, "PNG", pnginfo=_described(table))
    return written.getvalue()


def _described(table: DataTable):
    from PIL.PngImagePlugin import PngInfo

    said = PngInfo()
    said.add_itxt("Description", alternative(table))
    return said


def charts(tables: list[DataTable]) -> Iterator[tuple[DataTable, str]]:
    """The tables that have a chart, each with its SVG."""
    return ((table, as_svg(table)) for table in tables if table.chart)


def _names(found: list[Bar]) -> int:
    """The room that the longest name takes."""
    return GAP + SIGN * max((len(_short(bar.name)) for bar in found), default=0)


def _length(bar: Bar, names: int) -> int:
    return round((bar.length or 0) * (WIDTH - names - RIGHT))


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
