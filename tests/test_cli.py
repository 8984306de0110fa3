"""The command line as scripts rely on it: what stands on stdout, what on stderr, and the exit code."""

import csv
import io
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import finished_runs
import polars as pl
import pytest

from recsys import label_runs, recommendations, runs, tasks, working_sets
from recsys.cli import main
from recsys.data import dataset as datasets
from recsys.data import inventory
from recsys.errors import BadInput, NotFound
from recsys.labeling import functions
from recsys.runs import LabelRun


@pytest.fixture
def home(small_demo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own that holds the small demo."""
    shutil.copytree(small_demo_home, tmp_path / "home")
    monkeypatch.setenv("VOTEBOOK_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """What a command that must succeed prints to stdout."""
    capsys.readouterr()
    code = main([str(argument) for argument in arguments])
    output = capsys.readouterr()
    assert code == 0, output.err
    return output.out


def document(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    return json.loads(said(capsys, *arguments, "--format", "json"))


def refused(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """What a command that must be refused as bad input says on stderr; nothing may stand on stdout."""
    capsys.readouterr()
    assert main([str(argument) for argument in arguments]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    return output.err


@pytest.mark.usefixtures("home")
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


@pytest.mark.usefixtures("home")
def test_train_rows_have_no_gold_and_all_rows_have_that_of_the_source(capsys: pytest.CaptureFixture[str]) -> None:
    def judged(split: str) -> list[Any]:
        return [row["correct"] for row in document(capsys, "label", "summary", "--dataset", "demo", "--split", split)]

    assert judged("train") == [None] * 5
    splits = zip(*(judged(split) for split in ("dev", "valid", "test")), strict=True)
    assert all(of_all > sum(parts) for of_all, parts in zip(judged("all"), splits, strict=True))


@pytest.mark.usefixtures("home")
def test_functions_go_out_as_json_and_come_back_from_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    current = document(capsys, "label", "functions", "--dataset", "demo")
    current["functions"] = [f for f in current["functions"] if f["name"] == "polarity_positive"]
    current["functions"][0]["threshold"] = 1.0
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(current))
    (row,) = document(capsys, "label", "summary", "--dataset", "demo", "--functions", file)
    assert row["coverage"] == 0  # nothing is above the highest polarity there is


@pytest.mark.usefixtures("home")
def test_a_bad_functions_file_is_named_with_its_field(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    file.write_text('{"functions": [{"kind": "keywords", "name": "k", "positive": []}]}')
    error = refused(capsys, "label", "summary", "--dataset", "demo", "--functions", file)
    assert "mine.json" in error
    assert "the list is empty" in error
    file.write_text("{")
    assert "is not JSON" in refused(capsys, "label", "summary", "--dataset", "demo", "--functions", file)


@pytest.mark.usefixtures("home")
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


@pytest.mark.usefixtures("home")
def test_a_fit_that_a_majority_vote_outranks_says_so_as_the_page_does(capsys: pytest.CaptureFixture[str]) -> None:
    fitted = document(capsys, "label", "fit", "--dataset", "demo")
    run = runs.load(fitted["run"])
    assert isinstance(run, LabelRun)
    assert fitted["verdict"] == label_runs.verdict(run)
    assert fitted["verdict"].startswith("On the covered dev rows majority vote ranks better: AUC ")
    assert fitted["verdict"] in said(capsys, "label", "fit", "--dataset", "demo")
    assert document(capsys, "label", "fit", "--dataset", "demo", "--model", "majority")["verdict"] is None


@pytest.mark.usefixtures("home")
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


@pytest.mark.usefixtures("home")
def test_what_is_missing_has_one_sign_in_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    table = said(capsys, "label", "summary", "--dataset", "demo", "--split", "train")
    assert "None" not in table
    assert table.splitlines()[1].split()[-3:] == ["–", "–", "–"]


@pytest.mark.usefixtures("home")
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


@pytest.mark.usefixtures("home")
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


@pytest.mark.usefixtures("home")
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


@pytest.mark.usefixtures("home")
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


@pytest.mark.usefixtures("home")
def test_datasets_are_listed_shown_and_removed_with_their_runs(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    shown = document(capsys, "datasets", "show", "demo")
    assert shown["synthetic"] is True
    assert sum(shown["splits"].values()) == shown["ratings"]
    assert [row["name"] for row in document(capsys, "datasets", "list")] == ["demo"]
    document(capsys, "label", "fit", "--dataset", "demo", "--model", "majority")
    said(capsys, "datasets", "remove", "demo")
    assert document(capsys, "datasets", "list") == []
    assert list((home / "runs").glob("labels-*")) == []


@pytest.mark.usefixtures("home")
def test_the_list_and_the_card_of_a_dataset_say_what_it_takes_and_where_it_comes_from(
    capsys: pytest.CaptureFixture[str],
) -> None:
    entry = inventory.entry("demo")
    info = entry.info
    (row,) = document(capsys, "datasets", "list")
    assert (row["bytes"], row["source"], row["split"], row["license"]) == (entry.bytes, "demo", "user", "")
    assert (row["created"], row["fingerprint"], row["damage"]) == (info["about"]["created"], info["fingerprint"], "")
    header, line = said(capsys, "datasets", "list").splitlines()
    assert header.split()[-6:] == ["size", "made", "split", "checksum", "state", "license"]
    assert line.split()[-5:] == [row["created"][:10], "user", info["fingerprint"][:8], "whole", "–"]
    text = said(capsys, "datasets", "show", "demo")
    facts = {"source": "demo", "license": "none is known", "split": "user", "seed": "42"}
    facts |= {"checksum": info["fingerprint"], "on disk": inventory.size_in_words(entry.bytes)}
    for what, fact in facts.items():
        assert f"  {what:24}{fact}\n" in text
    shown = document(capsys, "datasets", "show", "demo")
    assert shown["bytes"] == entry.bytes
    assert {file["file"]: (file["bytes"], file["checksum"]) for file in shown["files"]} == {
        file: (info["sizes"][file], checksum) for file, checksum in info["checksums"].items()
    }


@pytest.mark.usefixtures("home")
def test_where_texts_are_tags_the_list_and_the_card_say_so(capsys: pytest.CaptureFixture[str]) -> None:
    demo = datasets.load("demo")
    films = demo.about.model_copy(update={"name": "films", "text_noun": "tags"})
    count = f"{len(datasets.save(replace(demo, about=films, fingerprint='')).reviews):,}"
    header, *lines = said(capsys, "datasets", "list").splitlines()
    assert header.split()[5:10] == ["ratings", "reviews", "ratings", "with", "tags"]
    assert [line.split()[6:8] for line in lines] == [[count, "–"], ["–", count]]
    assert f"  {'ratings with tags':24}{count:>12}\n" in said(capsys, "datasets", "show", "films")
    assert [row["reviews"] for row in document(capsys, "datasets", "list")] == [len(demo.reviews)] * 2


def test_every_damaged_dataset_is_in_the_list_and_its_damage_is_a_sentence(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    place = home / "datasets"
    for name in ("cut", "without", "unreadable"):
        shutil.copytree(place / "demo", place / name)
    (place / "cut" / "users.parquet").write_bytes(b"half")
    (place / "without" / "items.parquet").unlink()
    (place / "unreadable" / "dataset.json").write_text('{"a": "b')
    rows = {row["name"]: row for row in document(capsys, "datasets", "list")}
    assert [name for name, row in rows.items() if row["damage"]] == ["cut", "unreadable", "without"]
    assert "users.parquet is not as it was written: 4 bytes instead of " in rows["cut"]["damage"]
    assert "items.parquet is missing." in rows["without"]["damage"]
    assert "dataset.json is damaged: it is cut off or was changed." in rows["unreadable"]["damage"]
    assert (rows["cut"]["ratings"], rows["unreadable"]["ratings"]) == (rows["demo"]["ratings"], None)
    for form in ("table", "csv"):
        assert main(["datasets", "list", "--format", form]) == 0
        output = capsys.readouterr()
        assert len(output.out.splitlines()) == 5
        assert f"cut is damaged. {rows['cut']['damage']}\n" in output.err
    assert main(["datasets", "show", "cut"]) == 1
    assert capsys.readouterr().err == f"error: {rows['cut']['damage']}\n"


def test_the_files_of_a_dataset_are_compared_with_their_checksums_when_asked(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    assert "All files are as they were written." in said(capsys, "datasets", "show", "demo", "--verify")
    path = home / "datasets" / "demo" / "users.parquet"
    content = path.read_bytes()
    path.write_bytes(content[:50] + bytes([content[50] ^ 1]) + content[51:])
    said(capsys, "datasets", "show", "demo")
    assert main(["datasets", "show", "demo", "--verify", "--format", "json"]) == 1
    output = capsys.readouterr()
    sentence = "demo is damaged: users.parquet is missing or not as written. Remove the dataset and make it again."
    assert json.loads(output.out)["damage"] == sentence
    assert output.err == f"error: {sentence}\n"


def test_a_table_becomes_a_dataset_and_functions_that_do_not_apply_say_so(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOTEBOOK_HOME", str(tmp_path / "home"))
    file = tmp_path / "ratings.csv"
    pl.DataFrame(
        {"who": [f"u{u}" for u in range(10) for _ in range(3)], "what": ["a", "b", "c"] * 10, "stars": [5, 3, 1] * 10}
    ).write_csv(file)
    said(capsys, "datasets", "table", file, "--user-column", "who", "--item-column", "what",
         "--rating-column", "stars", "--name", "mine")  # fmt: skip
    assert document(capsys, "datasets", "show", "mine")["ratings"] == 30
    assert main(["label", "summary", "--dataset", "mine", "--format", "csv"]) == 0
    output = capsys.readouterr()
    # Each of a, b, c is always rated alike, so the others' mean on dev tells the best and the worst of them.
    assert [line.split(",")[0] for line in output.out.splitlines()] == ["name", "item_mean_high", "item_mean_low"]
    assert "polarity_positive does not apply: mine has no review text." in output.err


def test_an_import_reports_what_its_check_on_the_page_would(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOTEBOOK_HOME", str(tmp_path / "home"))
    file = tmp_path / "thumbs.csv"
    file.write_text("user,item,liked\n" + "".join(f"u{n},i{n % 3},{n % 2}\n" for n in range(40)))
    told = ["datasets", "table", str(file), "--user-column", "user", "--item-column", "item",
            "--rating-column", "liked"]  # fmt: skip
    assert main([*told, "--name", "zeros"]) == 0
    printed = capsys.readouterr()
    assert re.search(r"^  rows read +40$", printed.out, re.MULTILINE)
    assert re.search(r"^  liked +0\.0%$", printed.out, re.MULTILINE)
    assert "note: Every rating is 1, and 20 rows with 0 or nothing are taken as touched" in printed.err
    assert main([*told, "--name", "thumbs", "--zero-is-a-rating", "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["rows"], report["liked"], report["counts"]["ratings"]) == (40, 0.5, 40)
    assert report["about"]["description"].endswith("its ratings from 0 to 1 are read as 1 to 5 stars.")


def test_a_file_without_a_header_takes_column_numbers_from_0(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOTEBOOK_HOME", str(tmp_path / "home"))
    file = tmp_path / "ratings.csv"
    file.write_text("".join(f"5,u{user},a\n" for user in range(10)))
    said(capsys, "datasets", "table", file, "--user-column", 1, "--item-column", 2, "--rating-column", 0,
         "--name", "mine")  # fmt: skip
    shown = document(capsys, "datasets", "show", "mine")
    assert (shown["users"], shown["items"], shown["ratings"]) == (10, 1, 10)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["label", "summary", "--dataset", "nowhere"], "There is no dataset “nowhere”"),
        (["label", "summary", "--dataset", "../etc"], "can't be a dataset name"),
        (["evaluate", "rating-99"], "There is no run “rating-99”"),
        (["evaluate", "../../x"], "can't be a run name"),
        (["datasets", "remove", "nowhere"], "There is no dataset “nowhere”"),
        (["datasets", "rename", "nowhere", "here"], "There is no dataset “nowhere”"),
        (["datasets", "rename", "demo", "../x"], "can't be a dataset name"),
        (["datasets", "goodreads", "--name", "n"], "Give either the folder"),
        (["datasets", "goodreads", "--name", "n", "--download"], "Say with --genre which to download: children"),
        (["datasets", "goodreads", "--name", "n", "--download", "--genre", "x"], "The Book Graph has no genre “x”"),
        (["train", "rating", "--dataset", "demo", "--set", "epochs"], "write it as KEY=VALUE"),
        (["train", "rating", "--dataset", "demo", "--set", "colour=red"], "there is no such setting"),
        (["train", "rating", "--dataset", "demo", "--epochs", "0"], "epochs"),
        (["datasets", "table", "no.csv", "--name", "n", "--user-column", "u", "--item-column", "i",
          "--rating-column", "r"], "no.csv"),
        (["datasets", "table", "no.csv", "--name", "n", "--user-column", "u", "--item-column", "i",
          "--rating-column", "i"], "error: “i” can't be both item and rating; give a column for each."),
        (["datasets", "movielens", "no", "--name", "n", "--test-fraction", "2"],
         "error: --test-fraction: 2.0 is too large; give a number below 1."),
        (["datasets", "goodreads", "no", "--name", "n", "--max-interactions", "0"],
         "error: --max-interactions: 0 is too small; give a number from 1 up."),
    ],
)  # fmt: skip
def test_bad_input_is_a_sentence_on_stderr_and_exit_code_2(
    capsys: pytest.CaptureFixture[str], home: Path, arguments: list[str], sentence: str
) -> None:
    assert sentence in refused(capsys, *arguments)


@pytest.mark.usefixtures("home")
def test_a_renamed_dataset_is_there_under_its_new_name_alone(capsys: pytest.CaptureFixture[str]) -> None:
    shown = document(capsys, "datasets", "show", "demo")
    assert said(capsys, "datasets", "rename", "demo", "mine") == "demo is now called mine.\n"
    assert document(capsys, "datasets", "show", "mine") == shown | {"name": "mine"}
    assert datasets.names() == ["mine"]


@pytest.mark.usefixtures("home")
def test_a_damaged_dataset_is_a_failure_that_names_the_file(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    (home / "datasets" / "demo" / "items.parquet").write_bytes(b"half")
    assert main(["label", "summary", "--dataset", "demo"]) == 1
    assert "items.parquet" in capsys.readouterr().err


def test_raw_files_come_back_through_the_goodreads_reader(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOTEBOOK_HOME", str(tmp_path / "home"))
    from recsys.data import demo

    monkeypatch.setitem(demo.SIZES, "small", demo.DemoSettings(users=300, books=500))
    said(capsys, "datasets", "demo", "--raw", tmp_path / "raw")
    said(capsys, "datasets", "goodreads", tmp_path / "raw", "--name", "read")
    shown = document(capsys, "datasets", "show", "read")
    assert (shown["source"], shown["synthetic"]) == ("goodreads", False)
    assert shown["users"] > 200
