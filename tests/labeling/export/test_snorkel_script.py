"""Exported scripts: run alone they vote as we do, whatever is in the functions, and give the functions back."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from snorkel.labeling import PandasLFApplier

from recsys.data.dataset import Dataset
from recsys.errors import BadInput
from recsys.labeling import functions, lookups, votes
from recsys.labeling.export import embedded_functions, point_files, snorkel_script
from recsys.labeling.facts import features
from recsys.labeling.functions import (
    FunctionSet,
    KeywordFunction,
    LabelingFunction,
    LookupFunction,
    PythonFunction,
    ThresholdFunction,
)
from recsys.labeling.votes import Voter
from tests.worlds import Rated, world

pytestmark = pytest.mark.filterwarnings("ignore:Input has data type int64")  # scipy, of snorkel

HOSTILE = (
    '"', "'", '"""', "'''", "\\", "\\\\", "\\n", 'it\\"s', "{}", "{0}", "%s", '""")', "#", "5 stars\\",
    "naïve", "très “bien”", "שלום", "👍🏽", "VOTEBOOK = {}", "$(rm -rf /)", "\\N{dash}", "\\u0041", "r'", "0;",
)  # fmt: skip


def of(*chosen: LabelingFunction) -> FunctionSet:
    return FunctionSet(functions=chosen)


def every_kind(dataset: Dataset) -> FunctionSet:
    """The published functions, and one or more of each other kind."""
    return of(
        *functions.published().functions,
        KeywordFunction(
            name="words", positive=("loved", "5 stars", "cried"), negative=("boring", "3 stars"), negation=True
        ),
        KeywordFunction(name="whole_words", positive=("good", "the best", "gone"), disabled=("gone",)),
        KeywordFunction(name="anywhere", negative=("disappoint", "star"), matching="substring", negation=True),
        KeywordFunction(name="pattern", positive=(r"[45]([.,]5)? stars?", "(great|good) read"), matching="pattern"),
        KeywordFunction(name="pattern_unnegated", negative=(r"bor\w+|slow",), matching="pattern", negation=True),
        ThresholdFunction(name="average", feature="average_rating", comparison=">=", threshold=4.1, label=1),
        ThresholdFunction(name="old", feature="year", comparison="<", threshold=1990, label=0),
        LookupFunction(name="authors", field="author", values=(_most_frequent(dataset, "author_id"),), label=1),
        LookupFunction(name="genres", field="genre", values=(_most_frequent(dataset, "genres"), "no such"), label=0),
        LookupFunction(name="series", field="series", values=(_most_frequent(dataset, "series"),), label=1),
        LookupFunction(name="items", field="item", values=tuple(dataset.items["item_id"][:50]), label=1),
        LookupFunction(name="users", field="user", values=tuple(dataset.users["user_id"][-40:]), label=0),
        ThresholdFunction(name="off", feature="year", comparison=">", threshold=1990, label=0, enabled=False),
    )


def _most_frequent(dataset: Dataset, column: str) -> str:
    """The id that the most items of data points have first."""
    ids = dataset.items[column].gather(dataset.pairs.item).str.split("|").list.first()
    return str(ids.filter(ids != "").value_counts(sort=True)[column][0])


def run_alone(folder: Path, *arguments: object) -> "subprocess.CompletedProcess[str]":
    """Run Python where this product can't be imported."""
    command = [sys.executable, "-I", *map(str, arguments)]
    return subprocess.run(command, cwd=folder, env={"PATH": "/usr/bin"}, capture_output=True, text=True, timeout=120)


def test_a_script_run_by_plain_python_votes_as_we_do_on_every_cell(small_demo: Dataset, tmp_path: Path) -> None:
    chosen = every_kind(small_demo)
    (tmp_path / "lfs.py").write_text(snorkel_script.write(chosen, "demo"), encoding="utf-8")
    assert point_files.write(small_demo, chosen.enabled, "dev", tmp_path / "points.csv.gz") == len(
        small_demo.gold("dev")
    )
    assert "No module named 'recsys'" in run_alone(tmp_path, "-c", "import recsys").stderr

    done = run_alone(tmp_path, "lfs.py", "points.csv.gz", "--votes", "votes.csv")

    assert done.returncode == 0, done.stderr
    written = pd.read_csv(tmp_path / "votes.csv", dtype={"user_id": str, "item_id": str})
    rows = small_demo.rows("dev")
    assert written["user_id"].tolist() == small_demo.users["user_id"].gather(small_demo.pairs.user[rows]).to_list()
    assert written["item_id"].tolist() == small_demo.items["item_id"].gather(small_demo.pairs.item[rows]).to_list()
    names = [function.name for function in chosen.enabled]
    assert list(written.columns) == ["user_id", "item_id", *names]
    ours = votes.matrix(Voter(small_demo).columns(chosen.enabled, rows), len(written))
    assert ((ours >= 0).sum(axis=0) > 0).all()  # so that it is no comparison of nothing with nothing
    np.testing.assert_array_equal(written[names].to_numpy(), ours)
    assert "Emp. Acc." in done.stdout
    assert all(name in done.stdout for name in names)


def loaded(chosen: FunctionSet) -> dict[str, Any]:
    """What a script defines."""
    defined: dict[str, Any] = {"__name__": "exported"}
    # In this process, for its functions are called one by one here; the script is of this repository's own writing.
    exec(compile(snorkel_script.write(chosen, "tiny"), "exported.py", "exec"), defined)
    return defined


def test_numbers_that_need_gold_are_of_the_rows_that_have_it() -> None:
    likes = of(KeywordFunction(name="likes", positive=("fine",)), KeywordFunction(name="silent", positive=("nothing",)))
    cast = np.array([[1, -1], [1, -1], [1, -1], [1, -1], [-1, -1], [-1, -1]])
    table = loaded(likes)["summarize"](cast, np.array([1, 1, 0, -1, -1, -1]))
    assert table["Coverage"].tolist() == [4 / 6, 0]
    assert table[["Correct", "Incorrect"]].to_numpy().tolist() == [[2, 1], [0, 0]]
    assert table.loc["likes", "Emp. Acc."] == pytest.approx(2 / 3)
    assert np.isnan(table.loc["silent", "Emp. Acc."])
    without_gold = loaded(likes)["summarize"](cast, np.full(6, -1))
    assert without_gold["Coverage"].tolist() == [4 / 6, 0]
    assert "Correct" not in without_gold


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("user_id,item_id,review_text\na,b,c\n", "has no column shared_first_author"),
        ("user_id,item_id,review_text,shared_first_author,polarity,subjectivity\n", "has no data points"),
    ],
)
def test_a_script_says_what_its_file_lacks(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "points.csv").write_text(text)
    with pytest.raises(SystemExit, match=sentence):
        loaded(functions.published())["read_points"](tmp_path / "points.csv")


def script_votes(chosen: FunctionSet, dataset: Dataset, folder: Path) -> np.ndarray[Any, Any]:
    """A script's votes on all data points, written to a file and read back."""
    defined = loaded(chosen)
    assert [lf.name for lf in defined["LFS"]] == [function.name for function in chosen.enabled]
    point_files.write(dataset, chosen.enabled, "all", folder / "points.csv.gz")
    return PandasLFApplier(defined["LFS"]).apply(defined["read_points"](folder / "points.csv.gz"), progress_bar=False)


def our_votes(chosen: FunctionSet, dataset: Dataset) -> np.ndarray[Any, Any]:
    return votes.matrix(Voter(dataset).columns(chosen.enabled, dataset.rows("all")), len(dataset.pairs))


@pytest.mark.parametrize("matching", ["substring", "words"])
@pytest.mark.parametrize("negation", [False, True])
def test_hostile_terms_are_only_ever_text(tmp_path: Path, matching: Any, negation: bool) -> None:
    dataset = world([Rated(0, item, 5, f"so {term} it is") for item, term in enumerate(HOSTILE)])
    chosen = of(KeywordFunction(name="hostile", matching=matching, negation=negation, positive=HOSTILE))
    np.testing.assert_array_equal(script_votes(chosen, dataset, tmp_path), our_votes(chosen, dataset))
    assert (our_votes(chosen, dataset) == 1).all()


def test_hostile_ids_are_only_ever_text(tmp_path: Path) -> None:
    values = (*HOSTILE, "line\nbreak", "\u202eright to left", "\x00", '",\n"')
    chosen = of(LookupFunction(name="ids", field="author", values=values, label=0))
    dataset = world([Rated(0, item, 5) for item in range(len(values) + 1)], authors=[*values, "another"])
    np.testing.assert_array_equal(script_votes(chosen, dataset, tmp_path), our_votes(chosen, dataset))
    assert our_votes(chosen, dataset)[:, 0].tolist() == [0] * len(values) + [-1]


@pytest.mark.parametrize(
    "name",
    ["class", "None", "main", "votes", "text", "print", "any", "x", "re", "np", "LFS", "ABSTAIN", "VOTEBOOK",
     "__name__", "__builtins__", "__debug__", "labeling_function", "vote_by_terms", "words", "read_points", "user_id"],
)  # fmt: skip
def test_a_function_may_have_any_name(tmp_path: Path, name: str) -> None:
    dataset = features.add(world([Rated(0, 0, 5, "fine words"), Rated(0, 1, 5, "no")]))
    chosen = of(
        KeywordFunction(name=name, positive=("fine",)),
        KeywordFunction(name=f"{name}_", negative=("fine",)),
        ThresholdFunction(name=f"{name}_LIKED", feature="review_length", comparison=">", threshold=1, label=1),
        LookupFunction(name=name.swapcase() + "1", field="item", values=("i1",), label=1),
    )
    assert script_votes(chosen, dataset, tmp_path).tolist() == [[1, 0, 1, -1], [-1, -1, -1, 1]]


def test_numbers_and_texts_are_read_back_as_they_were(tmp_path: Path) -> None:
    texts = [
        "a\r\nb",
        "x\ry",
        "NA",
        "null",
        'said "no, x"',
        "  spaces ",
        "\u2028x",
        "'",
        "\ttab",
        "#",
        "nul\x00z",
        None,
    ]
    dataset = features.add(world([Rated(0, item, 5, text) for item, text in enumerate(texts)]))
    third = np.array([1 / 3, 0.1 + 0.2, 1e-17, 5e300, -0.0, np.nan] * 2)
    dataset.features["polarity"] = third
    chosen = of(ThresholdFunction(name="f", feature="polarity", comparison=">", threshold=0, label=1))
    point_files.write(dataset, chosen.enabled, "all", tmp_path / "points.csv.gz")
    points = loaded(chosen)["read_points"](tmp_path / "points.csv.gz")
    assert points["review_text"].tolist() == [text or "" for text in texts]
    np.testing.assert_array_equal(points["polarity"].to_numpy(), third)


def test_gold_of_train_is_withheld_also_among_all_rows(tmp_path: Path) -> None:
    dataset = world([Rated(user, 0, 5) for user in range(4)], split={1: 1, 2: 2, 3: 3})
    assert point_files.write(dataset, (), "all", tmp_path / "points.csv.gz") == 4
    assert pd.read_csv(tmp_path / "points.csv.gz")["gold"].tolist() == [-1, 1, 1, 1]


def test_points_come_in_parts_under_one_header(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = world([Rated(0, item, 5, f"text {item}") for item in range(7)])
    point_files.write(dataset, (), "all", tmp_path / "whole.csv.gz")
    monkeypatch.setattr(point_files, "ROWS_AT_A_TIME", 3)
    point_files.write(dataset, (), "all", tmp_path / "parts.csv.gz")
    parts, whole = (pd.read_csv(tmp_path / name) for name in ("parts.csv.gz", "whole.csv.gz"))
    pd.testing.assert_frame_equal(parts, whole)
    assert parts["review_text"].tolist() == [f"text {item}" for item in range(7)]


def test_what_a_dataset_lacks_is_empty_and_so_abstains(tmp_path: Path) -> None:
    dataset = world([Rated(0, 0, 5)])
    chosen = of(
        ThresholdFunction(name="f", feature="year", comparison="<", threshold=2000, label=1),
        LookupFunction(name="g", field="series", values=("1",), label=1),
    )
    assert script_votes(chosen, dataset, tmp_path).tolist() == [[-1, -1]] == our_votes(chosen, dataset).tolist()


def test_columns_are_no_attributes_that_a_pandas_row_has_already() -> None:
    names = {*features.FEATURES, *lookups.COLUMNS.values(), point_files.REVIEW, point_files.GOLD}
    assert [name for name in names if hasattr(pd.Series(dtype=object), name)] == []


def test_a_script_gives_its_functions_back_without_being_run(small_demo: Dataset, tmp_path: Path) -> None:
    chosen = of(
        *every_kind(small_demo).functions,
        KeywordFunction(name="hostile", positive=HOSTILE, disabled=HOSTILE[:2]),
        PythonFunction(name="python", function="f", enabled=False),
    )
    script = snorkel_script.write(chosen, "demo")
    path = tmp_path / "lfs.py"
    path.write_text("raise SystemExit('it was run')\n" + script, encoding="utf-8")
    assert functions.read(path) == chosen


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x = 1", "nothing in it is called VOTEBOOK"),
        ("VOTEBOOK = open('ran', 'w')", "malformed node"),
        ("VOTEBOOK = {[]: 1}", "no plain literal"),
        ("VOTEBOOK = (", "line 1"),
        ("VOTEBOOK = " + "(" * 500 + ")" * 500, "is not a script"),
        ("VOTEBOOK = {'functions': [{'kind': 'threshold'}]}", "name: it is missing; add it"),
        ("VOTEBOOK = 'text'", "set of named values"),
        ("VOTEBOOK = {'functions': [], 'more': 1}", "there is no such setting"),
    ],
)
def test_a_file_that_holds_no_functions_is_refused_with_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, reason: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.py").write_text(text)
    with pytest.raises(BadInput, match=r"mine\.py") as refusal:
        functions.read(Path("mine.py"))
    assert reason in str(refusal.value)
    assert not Path("ran").exists()


def test_a_set_is_embedded_as_a_literal_that_reads_as_it_stands() -> None:
    content = functions.published().model_dump(mode="json")
    assert embedded_functions.extract(f"import os\n{embedded_functions.embed(content)}\n") == content


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (PythonFunction(name="mine", function="f"), "mine is written in Python"),
        (KeywordFunction(name="k", matching="pattern", positive=(r"\p{L}+!",)), "“\\p{L}+!” of k can't be exported"),
        (KeywordFunction(name="k", matching="pattern", positive=("a(?i)b",)), "“a(?i)b” of k can't be exported"),
        (KeywordFunction(name="k", matching="pattern", positive=("[a-z--b]",)), "“[a-z--b]” of k can't be exported"),
        (KeywordFunction(name="k", positive=("a",), enabled=False), "No function is on"),
    ],
)
def test_what_no_script_can_say_is_refused(function: LabelingFunction, sentence: str) -> None:
    with pytest.raises(BadInput) as refusal:
        snorkel_script.write(of(function), "demo")
    assert sentence in str(refusal.value)


def test_a_pattern_that_is_switched_off_does_not_hinder() -> None:
    function = KeywordFunction(name="k", matching="pattern", positive=(r"\p{L}!", "a!"), disabled=(r"\p{L}!",))
    assert 'K_LIKED = ["a!"]' in snorkel_script.write(of(function), "demo")


def test_thresholds_and_terms_stand_there_to_be_edited() -> None:
    script = snorkel_script.write(functions.published(), "demo")
    for line in ("POLARITY_POSITIVE_THRESHOLD = 0.3", '    "3.5 star",', "def subjectivity_positive(x):",
                 "    return NOT_LIKED if x.polarity < POLARITY_NEGATIVE_THRESHOLD else ABSTAIN"):  # fmt: skip
        assert line in script.splitlines()
    assert "import recsys" not in script
    assert "from recsys" not in script


def test_a_script_imports_only_the_standard_library_pandas_numpy_and_snorkel(small_demo: Dataset) -> None:
    script = snorkel_script.write(every_kind(small_demo), "demo")
    imported = {line.split()[1].split(".")[0] for line in script.splitlines() if line.startswith(("import ", "from "))}
    assert imported - set(sys.stdlib_module_names) == {"numpy", "pandas", "snorkel"}
