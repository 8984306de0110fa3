"""The data of a report, and where its numbers come from: versions, fingerprints and seeds."""

import platform
from collections.abc import Iterator
from importlib import metadata

import pandas as pd

from recsys import model_runs
from recsys.data.dataset import Dataset
from recsys.reporting.html import Markup, element, facts, section, table
from recsys.reporting.recommendation_part import SEED
from recsys.runs import LabelRun, ModelRun

LIBRARIES = (
    "numpy", "scipy", "pandas", "polars", "scikit-learn", "snorkel", "torch", "tensorflow", "implicit",
    "scikit-surprise", "streamlit",
)  # fmt: skip


def sections(dataset: Dataset) -> Iterator[Markup]:
    """What is loaded, how it was split, and what was left out."""
    counts, about = dataset.counts(), dataset.about
    named = {
        "users": counts["users"], f"{about.item_noun}s": counts["items"], "interactions": counts["interactions"],
        "ratings": counts["ratings"], f"texts ({about.text_noun})": counts["reviews"],
    }  # fmt: skip
    splits = pd.DataFrame([counts["splits"]])
    parts = [facts(list(named.items())), element("h3", "Data points in each split"), table(splits)]
    if dataset.left_out:
        parts += [element("h3", "Left out"), facts(list(dataset.left_out.items()))]
    if about.license:
        parts.append(element("p", f"License of the data: {about.license}"))
    yield section("Data", *parts)


def origins(dataset: Dataset, labels: LabelRun | None, run: ModelRun | None) -> Iterator[Markup]:
    """Versions and seeds: what it takes to get the same numbers again."""
    seeds: list[tuple[str, object]] = [("split of the data", str(dataset.settings.seed))]
    if labels is not None:
        seeds.append((f"fit of {labels.id}", str(labels.label_model.settings.seed)))
    if run is not None and "seed" in run.settings:
        seeds.append((f"training of {run.id}", str(run.settings["seed"])))
    seeds += [("what is held out of shelves", str(model_runs.EVALUATION_SEED)), ("users drawn here", str(SEED))]
    settings = [(name, str(value)) for name, value in dataset.settings.model_dump().items()]
    yield section(
        "Versions and seeds",
        facts([("data", dataset.fingerprint), ("Python", platform.python_version()), *_versions()]),
        element("h3", "Seeds"), facts(seeds),
        element("h3", "How the data were built"), facts(settings),
    )  # fmt: skip


def _versions() -> Iterator[tuple[str, str]]:
    for name in LIBRARIES:
        try:
            yield name, metadata.version(name)
        except metadata.PackageNotFoundError:
            continue  # a workspace that was only looked at needs fewer
