"""Charts as inline SVG: a few elements, no script, nothing to load."""

from collections.abc import Sequence

import pandas as pd

from recsys.reporting.html import Markup, element

WIDTH, ROW, NAMES, LONGEST = 720, 22, 220, 32  # pixels; of names, characters that are shown
SIDE, PAD = 300, 34  # of a square chart


def shares(names: Sequence[str], table: pd.DataFrame) -> Markup:
    """A row a name: a dot at `value` with a line from `low` to `high`, and a tick at `prior` where there is one.

    All are shares from 0 to 1; a row whose value is missing has its name only.
    """
    height = ROW * (len(names) + 1)
    parts = [_grid(NAMES, WIDTH - NAMES - 20, ROW * len(names))]
    for place, name in enumerate(names):
        y = ROW * place + ROW / 2
        row = {column: float(table[column].iloc[place]) for column in table}
        parts.append(element("text", _short(name), x=NAMES - 8, y=y + 4, text_anchor="end"))
        if row["value"] != row["value"]:
            continue
        if row["low"] == row["low"]:
            parts.append(element("line", x1=_x(row["low"]), x2=_x(row["high"]), y1=y, y2=y, class_="span"))
        if row.get("prior", float("nan")) == row.get("prior"):
            parts.append(element("line", x1=_x(row["prior"]), x2=_x(row["prior"]), y1=y - 7, y2=y + 7, class_="mark"))
        parts.append(element("circle", cx=_x(row["value"]), cy=y, r=4, class_="dot"))
    return _drawing(WIDTH, height, parts)


def square(x: Sequence[float], y: Sequence[float], labels: tuple[str, str], diagonal: bool = False) -> Markup:
    """A line through points of shares from 0 to 1; labels: of both axes."""
    points = [(PAD + a * SIDE, 10 + (1 - b) * SIDE) for a, b in zip(x, y, strict=True)]
    parts = [element("rect", x=PAD, y=10, width=SIDE, height=SIDE, fill="none", class_="axis")]
    if diagonal:
        parts.append(element("line", x1=PAD, y1=10 + SIDE, x2=PAD + SIDE, y2=10, class_="mark"))
    parts += _lined(points)
    parts += [element("circle", cx=f"{a:.1f}", cy=f"{b:.1f}", r=3, class_="dot") for a, b in points if diagonal]
    parts += _ends(("0", "1"), ("0", "1"))
    parts.append(element("text", labels[0], x=PAD + SIDE / 2, y=SIDE + PAD + 4, text_anchor="middle"))
    parts.append(element("text", labels[1], x=PAD + 6, y=26))
    return _drawing(SIDE + PAD + 20, SIDE + PAD + 14, parts)


def curve(values: Sequence[float], name: str) -> Markup:
    """A line over the epochs, from its least value to its best."""
    low, high = min(values), max(values)
    spread = high - low or 1.0
    step = SIDE / max(len(values) - 1, 1)
    points = [(PAD + place * step, 10 + (1 - (value - low) / spread) * SIDE) for place, value in enumerate(values)]
    parts = [element("rect", x=PAD, y=10, width=SIDE, height=SIDE, fill="none", class_="axis"), *_lined(points)]
    parts += _ends(("1", str(len(values))), (f"{low:.2g}", f"{high:.2g}"))
    parts.append(element("text", f"{name} by epoch", x=PAD + SIDE / 2, y=SIDE + PAD + 4, text_anchor="middle"))
    return _drawing(SIDE + PAD + 20, SIDE + PAD + 14, parts)


def _x(share: float) -> str:
    return f"{NAMES + min(max(share, 0.0), 1.0) * (WIDTH - NAMES - 20):.1f}"


def _grid(left: int, width: int, height: int) -> Markup:
    parts = []
    for tick in range(0, 101, 25):
        x = left + width * tick / 100
        parts.append(element("line", x1=x, x2=x, y1=0, y2=height, class_="axis"))
        parts.append(element("text", f"{tick}%", x=x, y=height + 15, text_anchor="middle"))
    return element("g", *parts)


def _lined(points: Sequence[tuple[float, float]]) -> list[Markup]:
    return [element("polyline", points=" ".join(f"{a:.1f},{b:.1f}" for a, b in points), class_="main")]


def _ends(x: tuple[str, str], y: tuple[str, str]) -> list[Markup]:
    bottom, right = SIDE + 10, PAD + SIDE
    return [
        element("text", x[0], x=PAD, y=bottom + 16), element("text", x[1], x=right, y=bottom + 16, text_anchor="end"),
        element("text", y[0], x=PAD - 4, y=bottom, text_anchor="end"),
        element("text", y[1], x=PAD - 4, y=20, text_anchor="end"),
    ]  # fmt: skip


def _drawing(width: float, height: float, parts: Sequence[Markup]) -> Markup:
    return element("svg", *parts, width=width, height=height, viewBox=f"0 0 {width} {height}", role="img")


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
