"""The label model of a report."""

from collections.abc import Iterator

import pandas as pd

from recsys import workspace
from recsys.labeling.combining import label_models
from recsys.labeling.functions import FunctionSet
from recsys.labeling.votes import Voter
from recsys.reporting.html import Markup, element, facts, note, section, table
from recsys.runs import LabelRun

NAMES = {"model": "this label model", "test": "this label model", "majority_vote": "majority vote"}


def sections(voter: Voter, functions: FunctionSet, run: LabelRun | None) -> Iterator[Markup]:
    """How votes become labels, how good these are, and whether they stand on the functions as they are."""
    if run is None:
        yield section("Label model", note("None has been fitted on these data as they are."))
        return
    settings = run.label_model.settings
    parts = [
        facts(
            [
                ("run", run.id), ("combines votes by", label_models.TITLES[settings.model]), ("made", run.created),
                ("share of liked", run.label_model.class_balance),
            ]
        )
    ]  # fmt: skip
    if run.functions.enabled != functions.enabled or not workspace.is_fresh(run, voter.dataset):
        parts.append(note("It stands on other functions than those above: they were changed since."))
    if run.reason:
        parts.append(note(run.reason))
    for split, numbers in (("dev", run.on_dev), ("test", run.metrics)):
        parts += [element("h3", f"On covered rows of {split}"), table(_numbers(numbers))]
    if run.label_model.weights:
        weights = {"function": run.label_model.functions, "weight": run.label_model.weights}
        parts += [element("h3", "How often each is taken to be right"), table(pd.DataFrame(weights))]
    yield section("Label model", *parts)


def _numbers(compared: dict[str, dict[str, float | None]]) -> pd.DataFrame:
    rows = [{"labels by": NAMES.get(name, name.replace("_", " "))} | numbers for name, numbers in compared.items()]
    return pd.DataFrame(rows)
