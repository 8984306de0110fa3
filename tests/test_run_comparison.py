"""Runs side by side, and the worth of weak labels: tables worked out by hand."""

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from recsys import files, label_worth, run_comparison, run_export, runs
from recsys.runs import ModelRun


def run(id: str = "rating-1", **fields: Any) -> ModelRun:
    given = {
        "id": id, "dataset": "tiny", "fingerprint": "f" * 32, "seconds": 2.0, "metrics": {"auc": 0.5},
        "model": "rating", "labels": "weak+dev", "label_run": "labels-1", "examples": 3,
        "settings": {"epochs": 2, "seed": 0}, "curve": [],
    }  # fmt: skip
    return ModelRun.model_validate(given | fields)


def test_metrics_that_no_run_has_have_no_row_and_popularity_stands_beside() -> None:
    first = run(metrics={"auc": 0.5, "popularity": {"ndcg@10": 0.2}})
    second = run(metrics={"auc": None, "ndcg@10": 0.3})
    table = run_comparison.metrics({"a": first, "b": second}, ["ndcg@10", "auc", "rmse"])
    assert table.index.to_list() == ["ndcg@10", "auc"]
    assert table["popularity"].to_list()[0] == 0.2
    assert np.isnan(table.loc["auc", "b"])


def test_the_best_is_the_highest_or_of_errors_the_lowest_and_may_be_shared() -> None:
    table = pd.DataFrame({"a": [0.5, 0.9, 1.0], "b": [0.5, 0.8, np.nan]}, ["auc", "rmse", "f1"])
    best = run_comparison.best(table, {"rmse"})
    assert best.to_numpy().tolist() == [[True, True], [False, True], [True, False]]


def test_settings_that_are_equal_are_left_out_but_never_the_seed() -> None:
    first, second = (
        run(settings={"epochs": 2, "l2": 0.5, "seed": 0}),
        run(settings={"epochs": 2, "deep": True, "seed": 0}),
    )
    table = run_comparison.differences({"a": first, "b": second})
    assert table.T.to_dict("list") == {"l2": ["0.5", "–"], "seed": ["0", "0"], "deep": ["–", "yes"]}


def test_runs_on_other_data_and_labels_say_so() -> None:
    table = run_comparison.differences({"a": run(), "b": run(fingerprint="0" * 32, label_run=None, labels="gold")})
    assert table.loc["data"].to_list() == ["ffffffff", "00000000"]
    assert table.loc["label run"].to_list() == ["labels-1", "none"]


def test_curves_stand_one_under_the_other_without_the_gaps() -> None:
    first = run(curve=[{"epoch": 1, "loss": 0.5}, {"epoch": 2, "loss": 0.4, "valid_auc": 0.6}])
    table = run_comparison.curves({"a": first, "b": run()})
    assert table.to_numpy().tolist() == [["a", "loss", 1, 0.5], ["a", "loss", 2, 0.4], ["a", "valid_auc", 2, 0.6]]
    assert run_comparison.curves({"b": run()}).empty


def test_a_long_curve_keeps_its_ends() -> None:
    thinned = run_comparison.thinned(pd.DataFrame({"epoch": range(1, 1001)}), most=3)
    assert thinned["epoch"].to_list() == [1, 501, 1000]


def test_a_zip_holds_all_that_is_kept_of_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOTEBOOK_HOME", str(tmp_path))
    kept = runs.keep(run, "rating", lambda place: np.savez(place / "rating.npz", a=[1, 2]))
    with zipfile.ZipFile(io.BytesIO(run_export.packed(kept))) as archive:
        assert archive.namelist() == ["rating-1/rating.npz", "rating-1/run.json"]
        assert archive.read("rating-1/run.json") == (files.home() / "runs" / "rating-1" / "run.json").read_bytes()


def worth(*found: ModelRun) -> label_worth.Worth:
    return label_worth.of("tiny", "rating", "labels-9", found)


def gold(**fields: Any) -> ModelRun:
    return run(labels="gold", label_run=None, **fields)


def test_each_side_is_the_mean_over_its_seeds_the_newest_run_of_each() -> None:
    seeds = [{"epochs": 2, "seed": seed} for seed in (0, 1)]
    found = worth(
        run(metrics={"auc": 0.7}, settings=seeds[0]),
        run(metrics={"auc": 0.9}, settings=seeds[1]),
        run(metrics={"auc": 0.1}, settings=seeds[1]),
        gold(metrics={"auc": 0.6}),
    )
    assert found.is_known
    assert found.mean("weak+dev", "auc") == pytest.approx((0.8, 0.2 / np.sqrt(2)))
    assert found.mean("gold", "auc") == (0.6, 0.0)
    assert (found.seeds("weak+dev"), found.seeds("gold")) == (2, 1)
    assert found.mean("gold", "ndcg@10") is None


def test_only_runs_that_differ_in_nothing_but_labels_and_seed_are_compared() -> None:
    newest = run()
    others = (
        gold(settings={"epochs": 3, "seed": 0}), run(label_run="labels-2", settings={"epochs": 2, "seed": 1}),
        gold(model="ease", settings={}), run(labels="ratings", label_run=None),
    )  # fmt: skip
    found = worth(newest, *others)
    assert found.runs == {"weak+dev": {0: newest}, "gold": {}}
    assert not found.is_known
    assert found.mean("gold", "auc") is None


def test_what_is_missing_is_trained_with_the_settings_and_labels_of_what_is_there() -> None:
    missing = worth(run()).missing()
    assert [(m.labels, m.label_run, m.settings["seed"]) for m in missing] == [
        ("gold", None, 0), ("weak+dev", "labels-1", 1), ("gold", None, 1), ("weak+dev", "labels-1", 2),
        ("gold", None, 2),
    ]  # fmt: skip
    assert {m.settings["epochs"] for m in missing} == {2}


def test_where_nothing_is_trained_yet_six_runs_on_the_newest_labels_are_missing() -> None:
    missing = worth().missing()
    assert len(missing) == 6
    assert missing[0].label_run == "labels-9"
    assert missing[0].settings == {"seed": 0}
