"""The command line as scripts rely on it: what stands on stdout, what on stderr, and the exit code."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import finished_runs
import pytest

from recsys import label_runs, recommendations, runs, tasks, working_sets
from recsys.cli import main
from recsys.data import dataset as datasets
from recsys.errors import BadInput, NotFound
from recsys.labeling import functions
from recsys.runs import LabelRun
from tests.cli.commands import document, refused, said


@pytest.mark.usefixtures("stored")
def test_the_summary_as_csv_has_the_columns_scripts_know_and_a_row_for_each_function(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = said(capsys, "label", "summary", "--dataset", "demo", "--split", "dev", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    header = "name,j,polarity,coverage,overlaps,conflicts,correct,incorrect,accuracy"
    assert text.splitlines()[0] == header
    assert [row["name"] for row in rows] == [function.name for function in functions.published().functions]
    first = rows[0]
    right, wrong = int(first["correct"]), int(first["incorrect"])
    assert float(first["accuracy"]) == pytest.approx(right / (right + wrong))


@pytest.mark.usefixtures("stored")
def test_train_rows_have_no_gold_and_all_rows_have_that_of_the_source(capsys: pytest.CaptureFixture[str]) -> None:
    def judged(split: str) -> list[Any]:
        return [row["correct"] for row in document(capsys, "label", "summary", "--dataset", "demo", "--split", split)]

    assert judged("train") == [None] * 5
    splits = zip(*(judged(split) for split in ("dev", "valid", "test")), strict=True)
    assert all(of_all > sum(parts) for of_all, parts in zip(judged("all"), splits, strict=True))


@pytest.mark.usefixtures("stored")
def test_functions_go_out_as_json_and_come_back_from_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    current = document(capsys, "label", "functions", "--dataset", "demo")
    current["functions"] = [f for f in current["functions"] if f["name"] == "polarity_positive"]
    current["functions"][0]["threshold"] = 1.0
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(current))
    (row,) = document(capsys, "label", "summary", "--dataset", "demo", "--functions", file)
    assert row["coverage"] == 0  # nothing is above the highest polarity there is


@pytest.mark.usefixtures("stored")
def test_a_bad_functions_file_is_named_with_its_field(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    file.write_text('{"functions": [{"kind": "keywords", "name": "k", "positive": []}]}')
    error = refused(capsys, "label", "summary", "--dataset", "demo", "--functions", file)
    assert "mine.json" in error
    assert "the list is empty" in error
    file.write_text("{")
    assert "is not JSON" in refused(capsys, "label", "summary", "--dataset", "demo", "--functions", file)


@pytest.mark.usefixtures("stored")
def test_fit_train_evaluate_and_recommend_print_one_document_each(capsys: pytest.CaptureFixture[str]) -> None:
    fitted = document(capsys, "label", "fit", "--dataset", "demo", "--epochs", 50)
    assert {"dataset", "model", "class_balance", "functions", "test", "majority_vote"} <= set(fitted)
    assert set(fitted["test"]) == set(fitted["majority_vote"]) == {"accuracy", "f1", "auc", "coverage"}
    assert set(fitted["functions"][0]) == {"name", "weight", "accuracy"}

    trained = document(capsys, "train", "rating", "--dataset", "demo", "--labels", "weak", "--epochs", 1,
                       "--set", "embedding=8")  # fmt: skip
    assert {"run", "model", "dataset", "labels", "seconds", "metrics"} <= set(trained)

    evaluated = document(capsys, "evaluate", trained["run"])
    assert evaluated == trained["metrics"]
    for name in ("accuracy", "f1", "precision", "recall", "auc", "ndcg@10", "recall@10", "precision@10"):
        assert 0 <= evaluated[name] <= 1
    assert set(evaluated["popularity"]) == set(evaluated["random"])

    user = document(capsys, "datasets", "show", "demo") and _a_user()
    answer = document(capsys, "recommend", trained["run"], "--user", user, "-k", 3)
    assert (answer["run"], answer["user"]) == (trained["run"], user)
    assert [item["rank"] for item in answer["items"]] == [1, 2, 3]
    assert set(answer["items"][0]) == {"rank", "item_id", "title", "score"}
    assert "There is no user “nobody”" in refused(capsys, "recommend", trained["run"], "--user", "nobody")


@pytest.mark.usefixtures("stored")
def test_a_fit_that_a_majority_vote_outranks_says_so_as_the_page_does(capsys: pytest.CaptureFixture[str]) -> None:
    fitted = document(capsys, "label", "fit", "--dataset", "demo")
    run = runs.load(fitted["run"])
    assert isinstance(run, LabelRun)
    assert fitted["verdict"] == label_runs.verdict(run)
    assert fitted["verdict"].startswith("On the covered dev rows majority vote ranks better: AUC ")
    assert fitted["verdict"] in said(capsys, "label", "fit", "--dataset", "demo")
    assert document(capsys, "label", "fit", "--dataset", "demo", "--model", "majority")["verdict"] is None


@pytest.mark.usefixtures("stored")
def test_functions_are_a_table_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    dataset = datasets.load("demo")
    working_sets.edit(dataset, working_sets.current(dataset).changed("polarity_negative", enabled=False))
    lines = said(capsys, "label", "functions", "--dataset", "demo").splitlines()
    assert lines[0] == "name                   votes   on   rule"
    assert lines[1].startswith(
        "stars_in_review        0 or 1  yes  review contains “one star” or “1 star” or 9 more: 0; "
    )
    assert lines[3] == "polarity_positive      1       yes  review polarity > 0.3"
    assert lines[5] == "polarity_negative      0       no   review polarity < 0"


@pytest.mark.usefixtures("stored")
def test_what_is_missing_has_one_sign_in_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    table = said(capsys, "label", "summary", "--dataset", "demo", "--split", "train")
    assert "None" not in table
    assert table.splitlines()[1].split()[-3:] == ["–", "–", "–"]


@pytest.mark.usefixtures("stored")
def test_users_are_listed_and_an_unknown_one_is_answered_with_some(capsys: pytest.CaptureFixture[str]) -> None:
    users = document(capsys, "datasets", "show", "demo", "--users", 3)
    assert [user["split"] for user in users] == ["test"] * 3
    dataset = datasets.load("demo")
    first = users[0]
    number = recommendations.find_user(dataset, first["user_id"])
    assert number == dataset.users_in("test")[0]
    assert first["items"] == len(dataset.histories.of(number))
    assert "--users 0: ask for at least 1 user" in refused(capsys, "datasets", "show", "demo", "--users", 0)
    with pytest.raises(NotFound, match=r"Its first users are .*`python -m recsys datasets show demo --users 20`"):
        recommendations.find_user(dataset, "nobody")


@pytest.mark.usefixtures("stored")
def test_numbers_and_recommendations_are_given_as_csv_too(capsys: pytest.CaptureFixture[str]) -> None:
    dataset = datasets.load("demo")
    trained = finished_runs.model(dataset, finished_runs.labels(dataset))
    numbers = document(capsys, "evaluate", trained.id)
    rows = list(csv.DictReader(io.StringIO(said(capsys, "evaluate", trained.id, "--format", "csv"))))
    assert [row["ranking by"] for row in rows] == ["this model", "popularity", "random"]
    assert float(rows[0]["auc"]) == numbers["auc"]
    assert float(rows[1]["ndcg@10"]) == numbers["popularity"]["ndcg@10"]
    asked = ("recommend", trained.id, "--user", _a_user(), "-k", 2)
    listed = list(csv.DictReader(io.StringIO(said(capsys, *asked, "--format", "csv"))))
    assert [row["item_id"] for row in listed] == [item["item_id"] for item in document(capsys, *asked)["items"]]
    assert set(listed[0]) == {"rank", "item_id", "title", "score"}


@pytest.mark.usefixtures("stored")
def test_a_run_with_all_functions_off_says_first_what_it_trains_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise BadInput("Here the run would start.")

    monkeypatch.setattr(tasks, "run_all", stop)
    dataset = datasets.load("demo")
    assert "gold of dev alone" not in refused(capsys, "run")
    current = working_sets.current(dataset)
    for function in current.functions:
        current = current.changed(function.name, enabled=False)
    working_sets.edit(dataset, current)
    told = refused(capsys, "run")
    assert told.startswith(
        "No function is on, so there are no weak labels: the rating model is trained on the gold of dev alone. "
    )


def test_the_settings_of_a_model_are_listed_with_what_they_are_unasked(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["train", "--help"])
    told = capsys.readouterr().out
    assert re.search(r"^  embedding=64 +Numbers that describe", told, re.MULTILINE)
    assert re.search(r'^  start="shelves" +Where item vectors start', told, re.MULTILINE)


@pytest.mark.parametrize(
    "verb", [["datasets", "goodreads"], ["datasets", "table"], ["label", "fit"], ["run"], ["train"]]
)
def test_no_help_speaks_of_what_only_its_authors_know(capsys: pytest.CaptureFixture[str], verb: list[str]) -> None:
    with pytest.raises(SystemExit):
        main([*verb, "--help"])
    assert not re.search(r"\bS[123]\b", capsys.readouterr().out)


def _a_user() -> str:
    return str(datasets.load("demo").users["user_id"][0])


@pytest.mark.usefixtures("stored")
def test_the_page_and_the_command_line_give_the_same_table(capsys: pytest.CaptureFixture[str]) -> None:
    from pages.ui import function_table
    from pages.ui.frame import Desk
    from recsys import working_sets
    from recsys.data import dataset
    from recsys.labeling.votes import Voter

    voter = Voter(dataset.load("demo"))
    page = function_table.numbers(Desk(voter, working_sets.standing(voter.dataset))).whole
    printed = document(capsys, "label", "summary", "--dataset", "demo")
    assert printed == page[list(printed[0])].to_dict("records")
