"""`datasets` as scripts rely on it: imports, the list, the card, names and damage."""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from recsys.cli import main
from recsys.data import dataset as datasets
from recsys.data import inventory
from tests.cli.commands import document, refused, said


@pytest.mark.usefixtures("stored")
def test_datasets_are_listed_shown_and_removed_with_their_runs(
    capsys: pytest.CaptureFixture[str], stored: Path
) -> None:
    shown = document(capsys, "datasets", "show", "demo")
    assert shown["synthetic"] is True
    assert sum(shown["splits"].values()) == shown["ratings"]
    assert [row["name"] for row in document(capsys, "datasets", "list")] == ["demo"]
    document(capsys, "label", "fit", "--dataset", "demo", "--model", "majority")
    said(capsys, "datasets", "remove", "demo")
    assert document(capsys, "datasets", "list") == []
    assert list((stored / "runs").glob("labels-*")) == []


@pytest.mark.usefixtures("stored")
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


@pytest.mark.usefixtures("stored")
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
    capsys: pytest.CaptureFixture[str], stored: Path
) -> None:
    place = stored / "datasets"
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
    capsys: pytest.CaptureFixture[str], stored: Path
) -> None:
    assert "All files are as they were written." in said(capsys, "datasets", "show", "demo", "--verify")
    path = stored / "datasets" / "demo" / "users.parquet"
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
    capsys: pytest.CaptureFixture[str], stored: Path, arguments: list[str], sentence: str
) -> None:
    assert sentence in refused(capsys, *arguments)


@pytest.mark.usefixtures("stored")
def test_a_renamed_dataset_is_there_under_its_new_name_alone(capsys: pytest.CaptureFixture[str]) -> None:
    shown = document(capsys, "datasets", "show", "demo")
    assert said(capsys, "datasets", "rename", "demo", "mine") == "demo is now called mine.\n"
    assert document(capsys, "datasets", "show", "mine") == shown | {"name": "mine"}
    assert datasets.names() == ["mine"]


@pytest.mark.usefixtures("stored")
def test_a_damaged_dataset_is_a_failure_that_names_the_file(capsys: pytest.CaptureFixture[str], stored: Path) -> None:
    (stored / "datasets" / "demo" / "items.parquet").write_bytes(b"half")
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
