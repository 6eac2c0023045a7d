"""Draws a day's load, PV and event: as an SVG picture and as text for the terminal.

A day is 48 values of power in kW for load and for PV; an event is a pair of hours of the day. Pure functions.
"""

from dataclasses import dataclass
from typing import Optional, Tuple
from xml.sax.saxutils import escape


@dataclass(frozen=True)
class Day:
    """What is drawn; ``event`` begins and ends at hours of the day, ``event_label`` says what it is."""

    title: str
    load: tuple
    pv: tuple
    event: Optional[Tuple[float, float]] = None
    event_label: str = ""


def power(half_hours, column):
    """Mean power in kW from energy per half hour in kWh."""
    return tuple(2 * getattr(half_hour, column) for half_hour in half_hours)


def scale_top(values):
    """A round number at or above the largest value."""
    largest = max(values) if values else 0.0
    for top in (0.5, 1, 1.5, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 50, 100):
        if largest <= top:
            return float(top)
    return float(largest)


def text(day, height=12, unicode=True):
    """The day as lines of at most 80 characters: PV as an area, load as a line, the event under the time axis."""
    area, line, both = ("░", "●", "●") if unicode else (".", "o", "o")
    bar, corner, across = ("│", "└", "─") if unicode else ("|", "+", "-")
    top = scale_top(day.load + day.pv)
    rows = []
    for row in range(height, 0, -1):
        low, high = top * (row - 1) / height, top * row / height
        label = f"{high:5.1f} " if row % 3 == 0 else "      "
        cells = []
        for load, pv in zip(day.load, day.pv):
            has_line = low < load <= high or (row == 1 and load <= low)
            has_area = pv > low + (high - low) / 2
            cells.append((both if has_area else line) if has_line else area if has_area else " ")
        rows.append(f"{label}{bar}{''.join(cells)}".rstrip())
    rows.append("   kW " + corner + across * len(day.load))
    rows.append("       " + "".join(f"{hour:<6}" for hour in ("00:00", "03:00", "06:00", "09:00", "12:00", "15:00", "18:00", "21:00")))
    if day.event:
        first, last = (int(min(day.event) * 2), max(int(min(day.event) * 2) + 1, round(max(day.event) * 2)))
        mark = "▀" if unicode else "="
        rows.append("       " + " " * first + mark * (min(last, len(day.load)) - first))
    legend = f"       {line} load   {area} PV"
    if day.event:
        legend += f"   {'▀' if unicode else '='} {day.event_label}"
    return [f"       {day.title}", *rows, legend]


def svg(day, width=960, height=420):
    """The day as an SVG document."""
    left, right, upper, lower = 60, 20, 50, 60
    inner_width, inner_height = width - left - right, height - upper - lower
    top = scale_top(day.load + day.pv)

    def x(hour):
        return left + inner_width * hour / 24

    def y(kilowatt):
        return upper + inner_height * (1 - kilowatt / top)

    def steps(values):
        points = []
        for index, value in enumerate(values):
            points += [f"{x(index / 2):.1f},{y(value):.1f}", f"{x((index + 1) / 2):.1f},{y(value):.1f}"]
        return " ".join(points)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="13">',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text x="{left}" y="28" font-size="17" fill="#222222">{escape(day.title)}</text>',
    ]
    if day.event:
        start, end = day.event
        parts.append(f'<rect x="{x(start):.1f}" y="{upper}" width="{max(3.0, x(end) - x(start)):.1f}" height="{inner_height}" '
                     f'fill="#c2185b" fill-opacity="0.18"/>')
        anchor = "end" if start > 16 else "start"
        parts.append(f'<text x="{x(start) + (-4 if anchor == "end" else 4):.1f}" y="{upper + 14}" text-anchor="{anchor}" '
                     f'fill="#c2185b">{escape(day.event_label)}</text>')
    for step in range(5):
        value = top * step / 4
        parts.append(f'<line x1="{left}" y1="{y(value):.1f}" x2="{width - right}" y2="{y(value):.1f}" stroke="#dddddd"/>')
        parts.append(f'<text x="{left - 8}" y="{y(value) + 4:.1f}" text-anchor="end" fill="#555555">{value:g}</text>')
    for hour in range(0, 25, 3):
        parts.append(f'<text x="{x(hour):.1f}" y="{height - lower + 20}" text-anchor="middle" fill="#555555">{hour:02d}:00</text>')
    parts += [
        f'<polygon points="{x(0):.1f},{y(0):.1f} {steps(day.pv)} {x(24):.1f},{y(0):.1f}" fill="#f9a825" fill-opacity="0.55"/>',
        f'<polyline points="{steps(day.load)}" fill="none" stroke="#1565c0" stroke-width="2"/>',
        f'<text x="14" y="{upper - 8}" fill="#555555">kW</text>',
        f'<rect x="{left}" y="{height - 24}" width="14" height="4" fill="#1565c0"/>',
        f'<text x="{left + 20}" y="{height - 17}" fill="#222222">load</text>',
        f'<rect x="{left + 80}" y="{height - 29}" width="14" height="12" fill="#f9a825" fill-opacity="0.55"/>',
        f'<text x="{left + 100}" y="{height - 17}" fill="#222222">PV</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"
