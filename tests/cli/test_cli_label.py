"""`label export` and `label tune` as scripts rely on them: files, stdout, stderr and exit codes."""

import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from recsys import versions, working_sets
from recsys.cli import main
from recsys.data import dataset as datasets
from recsys.labeling import functions
from tests.cli.commands import refused, said


@pytest.fixture
def home(small_demo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own that holds the small demo, beside it the working folder."""
    shutil.copytree(small_demo_home, tmp_path / "home")
    monkeypatch.setenv("VOTEBOOK_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_export_writes_a_script_that_gives_its_functions_back(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    told = said(capsys, "label", "export", "--dataset", "demo", "--out", "lfs.py")
    assert "Wrote 5 functions. To run them: python lfs.py POINTS.csv.gz" in told
    compile((home / "lfs.py").read_text(), "lfs.py", "exec")
    assert functions.read(home / "lfs.py") == functions.published()
    summaries = [
        said(capsys, "label", "summary", "--dataset", "demo", "--format", "csv", *more)
        for more in ([], ["--functions", "lfs.py"])
    ]
    assert summaries[0] == summaries[1]


@pytest.mark.usefixtures("home")
def test_export_writes_the_points_of_a_split_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    told = said(
        capsys, "label", "export", "--dataset", "demo", "--out", "lfs.py", "--points", "p.csv.gz", "--split", "valid"
    )
    dataset = datasets.load("demo")
    points = pd.read_csv("p.csv.gz")
    assert f"Wrote {len(points):,} data points of valid to p.csv.gz." in told
    assert points["gold"].tolist() == dataset.gold("valid").tolist()
    assert list(points.columns) == [
        "user_id", "item_id", "review_text", "shared_first_author", "polarity", "subjectivity", "gold",
    ]  # fmt: skip


def test_export_overwrites_nothing_unasked(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    (home / "lfs.py").write_text("mine")
    (home / "p.csv.gz").write_text("mine")
    export = ("export", "--dataset", "demo", "--out")
    assert "lfs.py exists already" in refused(capsys, "label", *export, "lfs.py")
    assert "p.csv.gz exists already" in refused(capsys, "label", *export, "new.py", "--points", "p.csv.gz")
    assert not (home / "new.py").exists()
    assert (home / "lfs.py").read_text() == (home / "p.csv.gz").read_text() == "mine"
    said(capsys, "label", *export, "lfs.py", "--points", "p.csv.gz", "--force")
    assert functions.read(home / "lfs.py") == functions.published()
    assert len(pd.read_csv("p.csv.gz")) == len(datasets.load("demo").gold("dev"))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--out", "lfs.txt"], "lfs.txt does not end in .py"),
        (["--out", "lfs.py", "--points", "p.csv"], "p.csv does not end in .csv.gz"),
        (["--out", "folder.py", "--force"], "folder.py is a folder"),
        (["--out", "lfs.py", "--functions", "gone.json"], "gone.json can't be read"),
        (["--out", "lfs.py", "--functions", "python.json"], "mine is written in Python"),
        (["--out", "lfs.py", "--functions", "none.json"], "No function is on"),
    ],
)
def test_export_refuses_what_can_not_be(
    capsys: pytest.CaptureFixture[str], home: Path, arguments: list[str], sentence: str
) -> None:
    (home / "folder.py").mkdir()
    (home / "none.json").write_text('{"functions": []}')
    (home / "python.json").write_text('{"functions": [{"kind": "python", "name": "mine", "function": "f"}]}')
    assert sentence in refused(capsys, "label", "export", "--dataset", "demo", *arguments)
    assert not (home / "lfs.py").exists()


def tuning(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    """What `label tune` prints as JSON."""
    return json.loads(said(capsys, "label", "tune", "--dataset", "demo", *arguments, "--format", "json"))


@pytest.mark.usefixtures("home")
def test_tune_prints_before_and_after_and_stores_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    tuned = tuning(capsys)
    assert set(tuned) == {"dataset", "seed", "version", "sentence", "changes", "terms", "held_out", "auc", "functions"}
    assert (tuned["dataset"], tuned["seed"], tuned["version"]) == ("demo", 0, None)
    before, after = (row for row in tuned["held_out"] if row["rows"] == "labeled")
    assert (before["when"], after["when"]) == ("before", "after")
    assert after["auc"] > before["auc"]
    assert {"n", "coverage", "accuracy", "f1", "auc"} <= set(before)
    assert all(row["after"] > row["before"] for row in tuned["auc"])
    assert {row["function"] for row in tuned["changes"]} >= {"suggested_terms"}
    dataset = datasets.load("demo")
    assert versions.of_dataset("demo") == []
    assert working_sets.current(dataset) == functions.published()


@pytest.mark.usefixtures("home")
def test_tune_as_a_table_says_what_changed_and_what_it_is_worth(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "label", "tune", "--dataset", "demo")
    assert text.splitlines()[0].endswith(".")
    assert "the AUC of the label model (the calibrated vote)" in text.splitlines()[0]
    for heading in ("what changed", "the terms taken", "on the half of dev it was not fitted on", "majority vote"):
        assert heading in text


@pytest.mark.usefixtures("home")
def test_tune_keeps_what_it_found_as_a_version_and_as_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    tuned = tuning(capsys, "--save", "tuned", "--out", "tuned.json", "--seed", 1)
    (version,) = versions.of_dataset("demo")
    assert (version.number, version.name) == (tuned["version"], "tuned")
    assert functions.read(Path("tuned.json")) == version.functions != functions.published()
    assert version.functions.model_dump(mode="json") == tuned["functions"]
    assert working_sets.current(datasets.load("demo")) == version.functions


def test_tune_refuses_what_can_not_be(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    (home / "mine.json").write_text("mine")
    (home / "none.json").write_text('{"functions": []}')
    tune = ("tune", "--dataset", "demo")
    assert "mine.json exists already" in refused(capsys, "label", *tune, "--out", "mine.json")
    assert (home / "mine.json").read_text() == "mine"
    assert "--seed is -1" in refused(capsys, "label", *tune, "--seed", "-1")
    assert "A version needs a name" in refused(capsys, "label", *tune, "--save", " ")
    assert "There is no dataset “nowhere”" in refused(capsys, "label", "tune", "--dataset", "nowhere")


def test_tune_that_finds_nothing_says_so_plainly(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    ratings = pd.DataFrame(
        [(f"u{user}", f"i{item}", 5 if item % 2 else 1) for user in range(40) for item in range(4)],
        columns=["user", "item", "stars"],
    )
    ratings.to_csv("ratings.csv", index=False)
    columns = [f"--{what}-column={name}" for what, name in (("user", "user"), ("item", "item"), ("rating", "stars"))]
    assert main(["datasets", "table", "ratings.csv", "--name", "mine", *columns]) == 0
    readers = {
        "kind": "threshold",
        "name": "readers",
        "feature": "user_items",
        "comparison": ">",
        "threshold": 1,
        "label": 1,
    }
    (home / "readers.json").write_text(json.dumps({"functions": [readers]}))
    text = said(capsys, "label", "tune", "--dataset", "mine", "--functions", "readers.json")
    assert text.startswith("Neither suggested terms nor other thresholds help")
    assert "what changed" not in text
