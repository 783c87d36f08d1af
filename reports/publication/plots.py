"""Areas beside one another: a funnel of their rates, and one small chart each on one scale."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from reports.compare import AreaRate
from reports.disclosure.reading import is_figure
from reports.figures.intervals import Z_95, Z_998, limits
from reports.publication.document import short_month

WIDTH, HEIGHT, EDGE = 760, 380, 50
INK, BAR, LINE, SOFT = "#0b0c0c", "#1d70b8", "#505a5f", "#b1b4b6"
STEPS = 60
PANEL, PANEL_HEIGHT, A_ROW = 240, 130, 3


def funnel(areas: Sequence[AreaRate]) -> str:
    """The rates over the populations, with the limits of chance; empty where there is no rate."""
    found = [one for one in areas if one.rate is not None and one.population]
    people = sum(one.population for one in found)
    if len(found) < 2 or not people:
        return ""
    overall = 1000 * sum(one.count for one in found) / people
    widest = 1.1 * max(one.population for one in found)
    least = min(one.population for one in found) * 0.7
    top = 1.15 * max(limits(overall, least, Z_998)[1], *(one.rate.rate for one in found))

    def place(population: float, rate: float) -> tuple[float, float]:
        x = EDGE + (population / widest) * (WIDTH - 2 * EDGE)
        return round(x, 1), round(HEIGHT - EDGE - (rate / top) * (HEIGHT - 2 * EDGE), 1)

    lines = [
        _limit(place, overall, least, widest, z, side) for z in (Z_95, Z_998) for side in (0, 1)
    ]
    x, y = place(0, overall)
    points = "".join(_point(*place(one.population, one.rate.rate), one) for one in found)
    said = "; ".join(f"{one.label} {one.rate.rate:.1f}" for one in found)
    axis = (
        f'<line x1="{x}" y1="{y}" x2="{WIDTH - EDGE}" y2="{y}" stroke="{INK}"/>'
        f'<text x="{x}" y="{y - 6}">All areas {overall:.1f}</text>'
        f'<line x1="{EDGE}" y1="{HEIGHT - EDGE}" x2="{WIDTH - EDGE}" y2="{HEIGHT - EDGE}" '
        f'stroke="{SOFT}"/><text x="{WIDTH / 2}" y="{HEIGHT - 12}" text-anchor="middle">'
        "People under 18</text>"
    )
    return _picture(
        WIDTH, HEIGHT, "Rates and what chance alone explains", said, axis, *lines, points
    )


def _limit(place: Any, overall: float, least: float, widest: float, z: float, side: int) -> str:
    points = []
    for step in range(STEPS + 1):
        population = least + (widest - least) * step / STEPS
        x, y = place(population, limits(overall, population, z)[side])
        points.append(f"{x},{y}")
    dash = ' stroke-dasharray="6 4"' if z == Z_95 else ""
    return f'<polyline points="{" ".join(points)}" fill="none" stroke="{LINE}"{dash}/>'


def _point(x: float, y: float, one: AreaRate) -> str:
    return (
        f'<circle cx="{x}" cy="{y}" r="6" fill="{BAR}"/>'
        f'<text x="{x + 9}" y="{y + 5}">{escape(one.label)}</text>'
    )


def multiples(content: Mapping[str, Any]) -> str:
    """A small line a row of the areas, all on one scale; a gap where a month is hidden."""
    rows = content["tables"].get("area", [])
    months = content["months"]
    top = max((c for row in rows for c in row["counts"] if is_figure(c)), default=0)
    if len(months) < 2 or not top:
        return ""
    panels = "".join(_panel(n, row, months, top) for n, row in enumerate(rows))
    said = "; ".join(f"{row['label']} {row['counts'][0]} to {row['counts'][-1]}" for row in rows)
    height = PANEL_HEIGHT * -(-len(rows) // A_ROW)
    return _picture(PANEL * A_ROW, height, "Children at each month end, by area", said, panels)


def _panel(n: int, row: Mapping[str, Any], months: Sequence[str], top: int) -> str:
    left, upper = PANEL * (n % A_ROW) + 14, PANEL_HEIGHT * (n // A_ROW)
    base, tall = upper + 100, 66
    step = (PANEL - 40) / (len(months) - 1)
    parts: list[list[str]] = [[]]
    for place, count in enumerate(row["counts"]):
        if is_figure(count):
            parts[-1].append(f"{left + step * place:.1f},{base - tall * count / top:.1f}")
        else:
            parts.append([])
    lines = "".join(
        f'<polyline points="{" ".join(part)}" fill="none" stroke="{BAR}" stroke-width="2.5"/>'
        for part in parts
        if part
    )
    ends = f"{short_month(months[0])}: {row['counts'][0]}; {short_month(months[-1])}: "
    return (
        f'<text x="{left}" y="{upper + 20}" font-weight="bold">{escape(row["label"])}</text>{lines}'
        f'<line x1="{left}" y1="{base}" x2="{left + PANEL - 40}" y2="{base}" stroke="{SOFT}"/>'
        f'<text x="{left}" y="{base + 18}" font-size="12">{ends}{row["counts"][-1]}</text>'
    )


def _picture(width: int, height: int, title: str, said: str, *shapes: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="Arial, sans-serif" font-size="14" '
        f'fill="{INK}"><title>{escape(title)}</title><desc>{escape(said)}</desc>'
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>{"".join(shapes)}</svg>'
    )
