"""The Models page on one trained model: whether its probabilities mean what they say."""

from recsys import runs
from recsys.runs import ModelRun
from tests.pages.opening import opened, texts

TABLE = [
    {"from": 0.2, "to": 0.3, "predicted": 0.25, "liked": 0.5, "count": 1.0},
    {"from": 0.7, "to": 0.8, "predicted": 0.75, "liked": 1.0, "count": 3.0},
]


def test_a_reliability_diagram_stands_beside_its_error(model: ModelRun) -> None:
    judged = runs.keep(lambda id: model.model_copy(update={"id": id, "reliability": TABLE}), "rating")
    app = opened("models", runs=judged.id)
    assert not app.exception
    assert "Off by 25.0% on average" in texts(app)


def test_runs_without_one_show_none(model: ModelRun) -> None:
    app = opened("models", runs=model.id)
    assert not app.exception
    assert "Reliability" not in texts(app)
