"""The label model page: what it says beside the choice of a model, and which models stand side by side."""

import finished_runs
import pytest

from recsys import jobs, runs, working_sets
from recsys.data.dataset import Dataset
from recsys.labeling.combining.label_models import LabelModelSettings
from recsys.runs import LabelRun
from tests.pages.opening import opened, texts

SIDE_BY_SIDE = "All label models side by side"
TRUSTED = "Is it to be trusted?"
ABSENT = "snorkel's LabelModel is not in the comparison: it has not been fitted on the functions as they are."


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs are queued but not started."""
    monkeypatch.setattr(jobs, "tend", lambda: None)


def keep_snorkel(dataset: Dataset) -> LabelRun:
    """A run that says it is snorkel's model; its parameters are the same for every function."""
    run = finished_runs.labels(dataset)
    functions = run.label_model.functions
    model = run.label_model.model_copy(
        update={
            "settings": LabelModelSettings(),
            "conditional": ((0.4, 0.1), (0.1, 0.4)) * len(functions),
            "weights": (0.8,) * len(functions),
        }
    )
    return runs.keep(lambda id: run.model_copy(update={"id": id, "label_model": model}), "labels")


def test_a_table_without_snorkels_model_says_so_and_what_to_do(dataset: Dataset) -> None:
    app = opened("label_model", about=SIDE_BY_SIDE)
    assert f"{ABSENT} Fit it with the button on this page." in texts(app)
    current = working_sets.current(dataset)
    for name in ("stars_in_review", "shared_first_author", "polarity_negative"):
        current = current.changed(name, enabled=False)
    working_sets.edit(dataset, current)
    assert "It needs at least 3, and 2 are on: switch more on." in texts(opened("label_model", about=SIDE_BY_SIDE))


def test_a_fit_of_snorkels_stands_in_the_table_also_behind_a_newer_run_until_an_edit(dataset: Dataset) -> None:
    snorkel = keep_snorkel(dataset)
    finished_runs.labels(dataset)  # a majority vote on the same functions
    app = opened("label_model", about=SIDE_BY_SIDE)
    assert f"snorkel's LabelModel ({snorkel.id})" in list(app.dataframe[0].value["name"])
    assert ABSENT not in texts(app)
    working_sets.edit(dataset, working_sets.current(dataset).changed("polarity_positive", threshold=0.5))
    assert ABSENT in texts(opened("label_model", about=SIDE_BY_SIDE))


def test_the_choice_of_a_model_is_made_beside_which_one_ranks_best(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recsys.labeling.combining.lab.leader", lambda table: f"{table['name'][0]} leads.")
    app = opened("label_model")
    assert "On the half of dev they were not fitted on, majority vote leads." in texts(app)
    assert app.radio(key="label model").value == "snorkel"


def test_where_nobody_leads_nothing_is_said(dataset: Dataset) -> None:
    assert "On the half of dev" not in texts(opened("label_model"))  # its one reader is in one half


def test_whether_a_fit_is_to_be_trusted_says_that_the_functions_changed_since(dataset: Dataset) -> None:
    fitted = keep_snorkel(dataset)
    assert "It stands on the functions as they are now." in texts(opened("label_model", about=TRUSTED))
    working_sets.edit(dataset, working_sets.current(dataset).changed("polarity_positive", threshold=0.5))
    said = texts(opened("label_model", about=TRUSTED))
    assert "The functions have been edited since. Fit it again to use them." in said
    assert f"Of {fitted.id}, the newest fit of snorkel's LabelModel" in said


def test_a_majority_vote_is_not_said_to_have_weights(dataset: Dataset) -> None:
    finished_runs.labels(dataset)
    assert "The accuracy of each function on dev" in texts(app := opened("label_model"))
    assert "Its weight of each function" not in texts(app)
    keep_snorkel(dataset)
    assert "Its weight of each function, and the accuracy on dev" in texts(opened("label_model"))
