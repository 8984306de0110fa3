"""The trained model of a report: what it is, how it learned, and its numbers."""

from collections.abc import Iterator

import pandas as pd

from recsys.models import families
from recsys.reporting import svg
from recsys.reporting.html import Markup, element, facts, section, table
from recsys.runs import LABEL_SOURCES, ModelRun


def sections(run: ModelRun) -> Iterator[Markup]:
    """A trained model by its settings, its curves, and its numbers on test beside popularity and random."""
    family = families.named(run.model)
    known: list[tuple[str, object]] = [
        ("run", f"{run.title} ({run.id})" if run.title else run.id), ("family", family.title),
        ("what it is", family.about), ("trained on", LABEL_SOURCES[run.labels]),
        ("labels of", run.label_run or "no label run"), ("examples", run.examples), ("made", run.created),
        ("seconds", run.seconds),
    ]  # fmt: skip
    settings = [(name, str(value)) for name, value in run.settings.items()]
    yield section(
        "Model",
        facts(known),
        element("h3", "On test"), table(_numbers(run)),
        element("h3", "Settings"), facts(settings),
        *_curves(run),
    )  # fmt: skip


def _numbers(run: ModelRun) -> pd.DataFrame:
    own = {name: value for name, value in run.metrics.items() if not isinstance(value, dict) and value is not None}
    others = {name: value for name, value in run.metrics.items() if isinstance(value, dict)}
    # A row a number: beside one another they are wider than a page.
    beside = {name: [numbers.get(key) for key in own] for name, numbers in others.items()}
    return pd.DataFrame({"number": list(own), "this model": list(own.values())} | beside)


def _curves(run: ModelRun) -> list[Markup]:
    points = pd.DataFrame(run.curve)
    drawn = [
        svg.curve(points[name].dropna().astype(float).tolist(), name.replace("_", " "))
        for name in points.columns
        if name != "epoch" and points[name].notna().sum() > 1
    ]
    return [element("h3", "Training"), *drawn] if drawn else []
