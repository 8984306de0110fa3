"""Functions in a Python file of the workspace: off unless asked for, run anew when the file changes."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from recsys.data.dataset import Dataset
from recsys.errors import BadInput
from recsys.labeling import functions, python_functions
from recsys.labeling.functions import FunctionSet, PythonFunction
from recsys.labeling.votes import Voter
from tests.worlds import Rated, world

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes the file of a workspace in which Python functions are on."""
    monkeypatch.setenv("VOTEBOOK_HOME", str(tmp_path))
    monkeypatch.setenv("VOTEBOOK_PYTHON_FUNCTIONS", "1")

    def written(text: str) -> Path:
        (tmp_path / "python_functions.py").write_text(text, encoding="utf-8")
        return tmp_path / "python_functions.py"

    return written


@pytest.fixture
def dataset() -> Dataset:
    """Three data points: the first has a review, the last no year."""
    bare = world([Rated(0, 0, 5, "fine"), Rated(0, 1, 1), Rated(1, 2, 4)], authors=["ann", None, "bob"])
    items = bare.items.with_columns(
        genres=pl.Series(["fantasy|war", "fantasy", "fantasy"]), average_rating=pl.Series([5.0, 1.0, 4.0])
    )
    return replace(bare, items=items, features={"year": np.array([1980, 1999, np.nan])})


RULE = PythonFunction(name="mine", function="rule")


def votes(dataset: Dataset) -> list[int]:
    return Voter(dataset).column(RULE).tolist()


def test_a_function_sees_what_is_known_of_the_data_points_but_not_their_stars(write: Write, dataset: Dataset) -> None:
    assert python_functions.frame(dataset, slice(0, 3)).to_dict(as_series=False) == {
        "user_id": ["u0", "u0", "u1"],
        "item_id": ["i0", "i1", "i2"],
        "title": ["Book 0", "Book 1", "Book 2"],
        "author_id": ["ann", None, "bob"],
        "genres": ["fantasy|war", "fantasy", "fantasy"],
        "text": ["fine", None, None],
        "year": [1980, 1999, None],
    }
    assert python_functions.frame(dataset, slice(1, 3)).equals(python_functions.frame(dataset, slice(0, 3))[1:])


def test_the_example_in_the_manual_works(write: Write, dataset: Dataset) -> None:
    manual = python_functions.__doc__ or ""
    example = manual[manual.index("    def early_fantasy") : manual.index("A vote is")].replace("\n    ", "\n").strip()
    write(f"import polars as pl\n\n{example}")
    assert python_functions.names() == ["early_fantasy"]
    function = PythonFunction(name="f", function="early_fantasy")
    assert functions.why_not(function, dataset) is None
    assert Voter(dataset).column(function).tolist() == [1, -1, -1]  # an unknown year is null, which abstains


@pytest.mark.parametrize("given", ["[1, 0, -1]", "np.array([1.0, 0.0, -1.0])", "pl.Series([1, 0, None])"])
def test_votes_come_as_a_list_an_array_or_a_series(write: Write, dataset: Dataset, given: str) -> None:
    write(f"import numpy as np, polars as pl\ndef rule(points): return {given}")
    assert votes(dataset) == [1, 0, -1]


def test_many_data_points_come_in_parts(write: Write, dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(python_functions, "ROWS_AT_A_TIME", 2)
    write("def rule(points): return [len(points) - 1] * len(points)")
    assert votes(dataset) == [1, 1, 0]


def test_the_votes_follow_the_file(write: Write, dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    voter = Voter(dataset)
    write("def rule(points): return [1] * len(points)")
    column = voter.column(RULE)
    assert voter.column(RULE) is column
    write("def rule(points): return [0] * len(points)")
    assert voter.column(RULE).tolist() == [0, 0, 0]
    monkeypatch.delenv("VOTEBOOK_PYTHON_FUNCTIONS")
    assert voter.column(RULE).tolist() == [-1, -1, -1]


PARTS = """import math
LEAST = 3
def deep(points): return LEAST
def part(points): return deep(points)
def rule(points): return [part(points)] * len(points)
def other(points): return 0
quick = lambda points: [1] * len(points)
"""


@pytest.mark.parametrize(
    ("before", "after", "names"),
    [
        ("return 0", "return 1", ["other"]),
        ("[part(points)] *", "[1] *", ["rule"]),
        ("return LEAST", "return 4", ["rule"]),  # through part, which rule calls
        ("LEAST = 3", "LEAST = 4", ["rule", "other", "quick"]),  # what is no definition may have a part in all
        ("[1] *", "[0] *", ["rule", "other", "quick"]),
        ("return 0", "return 0  # as it was", []),
        ("\ndef other", "\n\n\ndef other", []),
    ],
)
def test_a_fingerprint_changes_with_what_has_a_part_in_the_function(
    write: Write, before: str, after: str, names: list[str]
) -> None:
    def fingerprints(text: str) -> dict[str, str]:
        write(text)
        return {name: python_functions.fingerprint(name) for name in ("rule", "other", "quick")}

    assert before in PARTS
    old, new = fingerprints(PARTS), fingerprints(PARTS.replace(before, after))
    assert "" not in old.values()
    assert [name for name in old if old[name] != new[name]] == names


def test_what_cannot_be_called_has_no_fingerprint(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    assert python_functions.fingerprint("rule") == ""  # no file
    write("def rule(points: ...")
    assert python_functions.fingerprint("rule") == ""
    write(PARTS)
    monkeypatch.delenv("VOTEBOOK_PYTHON_FUNCTIONS")
    assert python_functions.fingerprint("rule") == ""


def test_only_the_files_own_functions_can_be_called(write: Write) -> None:
    write("from os import system\nfrom json import loads\ndef _part(): ...\ndef rule(points): ...\nX = 1\nclass C: ...")
    assert python_functions.names() == ["rule"]


def test_the_file_is_not_run_unless_that_is_asked_for(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = write("raise KeyboardInterrupt")
    for value in ("", "0", "true"):
        monkeypatch.setenv("VOTEBOOK_PYTHON_FUNCTIONS", value)
        assert python_functions.names() == []
        assert not python_functions.are_on()
    assert ran.exists()


def why_not(dataset: Dataset) -> str | None:
    """Why the function does not apply; it then abstains everywhere."""
    reason = functions.why_not(RULE, dataset)
    assert reason is None or votes(dataset) == [-1, -1, -1]
    return reason


def test_a_function_that_cannot_be_called_says_why(
    write: Write, dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "python_functions.py"
    assert why_not(dataset) == (
        f"mine does not apply: There is no file {file}. Write it, with a function rule in it."
    )  # fmt: skip
    write("def other(points): ...")
    assert why_not(dataset) == f"mine does not apply: {file} defines no function rule; it defines other."
    write("\ndef rule(points: ...")
    assert why_not(dataset) == f"mine does not apply: {file}, line 2: '(' was never closed. Mend the file."
    write("def rule(points): ...\n\nrule(1, 2)")
    assert why_not(dataset) == (
        f"mine does not apply: {file}, line 3: TypeError: rule() takes 1 positional argument but 2 were given. "
        "Mend the file."
    )
    monkeypatch.delenv("VOTEBOOK_PYTHON_FUNCTIONS")
    assert why_not(dataset) == (
        "mine does not apply: Python functions are off. If you run this for yourself, set VOTEBOOK_PYTHON_FUNCTIONS=1 "
        "and start anew."
    )


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("    return points['stars']", ", line 2, in rule: ColumnNotFoundError: "),
        ("    return helper(points)\ndef helper(points):\n    return 1 / 0", ", line 4, in rule: ZeroDivisionError: "),
        ("    raise SystemExit", ", line 2, in rule: SystemExit. Mend the file."),
        ("    return None", ": rule gave one NoneType for 3 data points. Give one vote for each."),
        ("    return [1, 0]", ": rule gave an array of shape (2,) for 3 data points. Give one vote for each."),
        ("    return points[['year']]", ": rule gave an array of shape (3, 1) for 3 data points."),
        ("    return [1, 2, 0]", ": rule gave the vote 2. Give -1 (abstain), 0 (not liked) or 1 (liked)."),
        ("    return [1.0, 0.5, 0]", ": rule gave the vote 0.5. Give -1 (abstain), 0 (not liked) or 1 (liked)."),
        ("    return ['1', '0', '1']", ": rule gave the vote 1. Give -1 (abstain), 0 (not liked) or 1 (liked)."),
        ("    return points['title'] != ''", ": rule gave the vote True. Give -1 (abstain), 0 (not liked) or 1"),
        ("    return points['author_id']", ": rule gave the vote ann. Give -1 (abstain), 0 (not liked) or 1 (liked)."),
        ("    return [1, float('nan'), 1]", ": rule gave the vote nan. Give -1 (abstain), 0 (not liked) or 1 (liked)."),
    ],
)  # fmt: skip
def test_a_function_that_fails_or_gives_no_votes_is_named_with_the_line(
    write: Write, dataset: Dataset, body: str, sentence: str
) -> None:
    file = write(f"def rule(points):\n{body}")
    with pytest.raises(BadInput) as refusal:
        votes(dataset)
    assert str(refusal.value).startswith(f"{file}{sentence}")


def test_a_python_function_comes_back_from_json_as_it_was() -> None:
    current = FunctionSet(functions=(RULE,))
    assert FunctionSet.model_validate_json(current.model_dump_json()) == current


def test_a_function_is_shown_as_the_file_writes_it_and_only_while_such_functions_are_on(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("import os\n\n\n@staged\ndef rule(points):\n    # why\n    return 1\n\n\ndef other(points):\n    return 0\n")
    assert python_functions.definition("rule") == "@staged\ndef rule(points):\n    # why\n    return 1"
    assert python_functions.definition("os") is None
    write("def rule(:\n")
    assert python_functions.definition("rule") is None
    write("def rule(points):\n    return 1\n")
    monkeypatch.setenv("VOTEBOOK_PYTHON_FUNCTIONS", "0")
    assert python_functions.definition("rule") is None
