"""`benchmark` as scripts rely on it: stdout, stderr and exit codes."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import fake_families
import pytest

from recsys.cli import main
from recsys.data import dataset as datasets
from recsys.errors import BadInput
from recsys.evaluation import comparison
from recsys.models.contract import Around
from recsys.models.feedback import Feedback
from tests.worlds import Rated, world


def broken(feedback: Feedback, settings: Any, around: Around) -> fake_families.Same:
    raise BadInput("No item has a year. Import items with years.")


@pytest.fixture(autouse=True)
def _stored(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dataset “tiny”, and three families that train in no time."""
    points = [
        Rated(user, item, 5 if item >= 15 else 1) for user in range(10) for item in range(30) if (user + item) % 3
    ]
    datasets.save(replace(world(points), fingerprint=""))
    fake_families.only(monkeypatch)
    fake_families.register(monkeypatch, "popular", fake_families.popular, kind="baseline")
    fake_families.register(monkeypatch, "broken", broken)
    fake_families.register(monkeypatch, "middle", fake_families.middle, "stars")


def run(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> tuple[str, str]:
    """stdout and stderr of `benchmark …`."""
    capsys.readouterr()
    assert main(["benchmark", *arguments]) == code
    output = capsys.readouterr()
    return output.out, output.err


def test_json_has_mean_and_spread_of_each_metric_best_model_first(capsys: pytest.CaptureFixture[str]) -> None:
    text, said = run(capsys, "ranking", "--dataset", "tiny", "--seeds", "2", "--format", "json")
    rows = json.loads(text)
    assert rows[0]["model"] == "popular"
    assert rows[0]["kind"] == "baseline"
    assert {row["model"] for row in rows} == {"random", "popular", "broken", "middle"}
    for name in comparison.NAMES["ranking"]:
        assert set(rows[0][name]) == {"mean", "sd"}
    assert rows[0]["seconds"] >= 0
    assert rows[-1]["failed"] == "No item has a year. Import items with years."
    assert rows[-1]["ndcg@10"] == {"mean": None, "sd": None}
    assert "popular: ndcg@10" in said


def test_csv_has_a_column_for_each_mean_and_each_spread(capsys: pytest.CaptureFixture[str]) -> None:
    text, _ = run(capsys, "rating", "--dataset", "tiny", "--seeds", "2", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    names = [column for name in comparison.NAMES["rating"] for column in (name, f"{name} sd")]
    assert list(rows[0]) == ["model", "kind", "predicts", *names, "seconds", "failed"]
    assert {row["model"] for row in rows} == {"mean", "middle"}


def test_the_table_marks_the_best_and_says_who_could_not_take_part(capsys: pytest.CaptureFixture[str]) -> None:
    text, _ = run(capsys, "ranking", "--dataset", "tiny", "--seeds", "2")
    first = next(line for line in text.splitlines() if "popular" in line)
    assert "±" in first
    assert "*" in first
    assert "broken could not take part: No item has a year." in text
    assert "rank by predicted stars" in text


def test_with_one_seed_there_is_no_spread(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("rating", "--dataset", "tiny", "--seeds", "1")
    assert json.loads(run(capsys, *arguments, "--format", "json")[0])[0]["rmse"]["sd"] is None
    assert "± 0" not in run(capsys, *arguments)[0]


def test_models_and_their_settings_can_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    named = ("ranking", "--dataset", "tiny", "--seeds", "1", "--models", "popular", "--set", "popular.strength=2")
    rows = json.loads(run(capsys, *named, "--format", "json")[0])
    assert {row["model"] for row in rows} == {"popular", "random"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ranking", "--dataset", "nowhere"], "no dataset “nowhere”"),
        (["ranking", "--dataset", "tiny", "--seeds", "0"], "--seeds 0: ask for 1 to 100"),
        (["ranking", "--dataset", "tiny", "--models", "nobody"], "no model family “nobody”"),
        (["rating", "--dataset", "tiny", "--models", "popular"], "popular does not predict stars"),
        (["ranking", "--dataset", "tiny", "--set", "strength=2"], "write it as MODEL.KEY=VALUE"),
        (["ranking", "--dataset", "tiny", "--set", "other.strength=2"], "other is not among the models compared"),
        (["ranking", "--dataset", "tiny", "--set", "popular.strength=-1"], "--set popular"),
        (["ranking", "--dataset", "tiny", "--set", "popular.wings=2"], "--set popular"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    text, error = run(capsys, *arguments, code=2)
    assert text == ""
    assert said in error
