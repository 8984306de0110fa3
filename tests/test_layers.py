"""Imports go one way only: app.py → pages → pages/ui → recsys, and inside recsys from the command line to the data."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent


class Arrow(NamedTuple):
    """`source` imports `target`; at the top of its file, or only when some function runs."""

    source: str
    target: str
    at_top: bool


# Whoever matches the first may not import what matches the second.
FORBIDDEN = {
    "recsys knows no browser": (r"recsys\b", r"(streamlit|altair|app|pages)\b"),
    "a component knows no page": (r"pages\.ui\b", r"app\b|pages\.(?!ui\b)"),
    "a page knows no other page": (r"pages\.(?!ui\b)", r"app\b|pages\.(?!ui\b)"),
    "app.py holds nothing a page needs": (r"app\b", r"(recsys|pages)\b"),
    "data know nothing of what is done with them": (
        r"recsys\.data\b",
        r"recsys\.(labeling|models|evaluation|cli|jobs|runs|tasks|worker|workspace|recommendations|training_labels)\b",
    ),
    "labeling trains no model": (
        r"recsys\.labeling\b",
        r"recsys\.(models|cli|jobs|runs|tasks|worker|workspace|recommendations|training_labels)\b",
    ),
    "models know no labeling function": (r"recsys\.models\b", r"recsys\.(labeling|cli|tasks|workspace)\b"),
    "the command line is nobody's library": (r"(?!recsys\.cli\b|recsys\.__main__$)", r"recsys\.cli\b"),
}
SLOW_LIBRARIES = r"(tensorflow|keras|torch|snorkel|textblob)\b"
SLOW_MODULES = {
    "recsys.labeling.combining.label_model_fitting",
    "recsys.labeling.facts.sentiment",
    "recsys.labeling.snorkel_functions",
    "recsys.models.factorization.network",
    "recsys.models.history.network",
    "recsys.models.neural.network",
    "recsys.models.rating_network",
    "recsys.models.rating_training",
    "recsys.models.softmax.network",
}

# Of Streamlit's two stores, each is touched in one file only.
ONLY_IN = {"session_state": "pages.ui.state", "cache_data": "pages.ui.caches", "cache_resource": "pages.ui.caches"}


def arrows(root: Path) -> Iterator[Arrow]:
    """All imports in app.py, pages and recsys below `root`."""
    for module, tree in modules(root):
        at_top = set(top_level(tree))
        for node in ast.walk(tree):
            for target in targets(node):
                yield Arrow(module, target, node in at_top)


def modules(root: Path) -> Iterator[tuple[str, ast.Module]]:
    """The dotted name and the code of app.py and of every file in pages and recsys below `root`."""
    for file in [root / "app.py", *root.glob("pages/**/*.py"), *root.glob("recsys/**/*.py")]:
        module = ".".join(file.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
        yield module, ast.parse(file.read_text(encoding="utf-8"))


def top_level(node: ast.AST) -> Iterator[ast.AST]:
    """What runs when a file is imported: everything but the insides of functions, and what only a type checker sees."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        yield child
        yield from top_level(child)


def targets(node: ast.AST) -> list[str]:
    """The modules a statement imports; `from a import b` may mean the module a.b, so it is that too."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        assert not node.level, f"line {node.lineno}: a relative import, which says less than an absolute one"
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def wrong(found: list[Arrow], rule: str) -> list[str]:
    """The arrows that a rule of FORBIDDEN does not allow."""
    source, target = FORBIDDEN[rule]
    return [f"{a.source} → {a.target}" for a in found if re.match(source, a.source) and re.match(target, a.target)]


def slow(found: list[Arrow]) -> list[str]:
    """The arrows by which importing a module that a page may import loads a slow library."""
    slow_target = re.compile("|".join([SLOW_LIBRARIES, *(rf"{re.escape(name)}\b" for name in sorted(SLOW_MODULES))]))
    return [
        f"{a.source} → {a.target}"
        for a in found
        if a.at_top and a.source not in SLOW_MODULES and slow_target.match(a.target)
    ]


@pytest.mark.parametrize("rule", FORBIDDEN)
def test_no_arrow_points_the_wrong_way(rule: str) -> None:
    assert wrong(list(arrows(ROOT)), rule) == []


def test_no_page_loads_a_slow_library() -> None:
    assert slow(list(arrows(ROOT))) == []


def test_the_slow_modules_are_those_that_load_slow_libraries() -> None:
    loading = {a.source for a in arrows(ROOT) if a.at_top and re.match(SLOW_LIBRARIES, a.target)}
    assert loading == SLOW_MODULES


@pytest.mark.parametrize("store", ONLY_IN)
def test_a_store_of_streamlit_is_touched_in_one_file_only(store: str) -> None:
    touching = {
        module
        for module, tree in modules(ROOT)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == store
    }
    assert touching == {ONLY_IN[store]}


def tree(root: Path, contents: dict[str, str]) -> list[Arrow]:
    """The arrows of a small tree that has an empty app.py and these files."""
    (root / "app.py").touch()
    for name, content in contents.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    return list(arrows(root))


@pytest.mark.parametrize(
    ("rule", "file", "content"),
    [
        ("recsys knows no browser", "recsys/data/build.py", "def f():\n    import streamlit as st"),
        ("recsys knows no browser", "recsys/tasks.py", "from pages.ui import charts"),
        ("a component knows no page", "pages/ui/frame.py", "from pages import overview"),
        ("a page knows no other page", "pages/label_model.py", "import pages.overview"),
        ("app.py holds nothing a page needs", "app.py", "from recsys import tasks"),
        (
            "data know nothing of what is done with them",
            "recsys/data/build.py",
            "from recsys.labeling.votes import Voter",
        ),
        ("labeling trains no model", "recsys/labeling/votes.py", "from recsys import models"),
        ("models know no labeling function", "recsys/models/rating.py", "import recsys.labeling.votes"),
        ("the command line is nobody's library", "recsys/tasks.py", "from recsys.cli import label"),
    ],
)
def test_an_arrow_that_points_the_wrong_way_is_found(tmp_path: Path, rule: str, file: str, content: str) -> None:
    assert len(wrong(tree(tmp_path, {file: content}), rule)) == 1


def test_arrows_that_point_the_right_way_are_allowed(tmp_path: Path) -> None:
    found = tree(
        tmp_path,
        {
            "app.py": "import streamlit as st",
            "pages/overview.py": "import streamlit as st\nfrom pages.ui import frame",
            "pages/ui/frame.py": "import altair\nfrom pages.ui import state\nfrom recsys import tasks",
            "recsys/__main__.py": "from recsys.cli import main",
            "recsys/cli/label.py": "from recsys import tasks\nfrom recsys.cli import output",
            "recsys/tasks.py": "from recsys.labeling import votes",
            "recsys/labeling/votes.py": "from recsys.data.dataset import Dataset",
        },
    )
    assert len(found) == 11
    assert [arrow for rule in FORBIDDEN for arrow in wrong(found, rule)] == []


FITTING = "from recsys.labeling.combining import label_model_fitting"


def test_a_slow_library_may_be_loaded_only_when_a_function_runs(tmp_path: Path) -> None:
    found = tree(
        tmp_path,
        {
            "recsys/tasks.py": f"def fit():\n    import torch\n    {FITTING}",
            "recsys/labeling/votes.py": "import torch.nn",
            "recsys/labeling/facts/features.py": "try:\n    import textblob\nexcept ImportError:\n    pass",
            "recsys/labeling/combining/label_models.py": f"class A:\n    {FITTING}",
            "recsys/labeling/combining/label_model_fitting.py": "import torch",
        },
    )
    assert set(slow(found)) == {
        "recsys.labeling.facts.features → textblob",
        "recsys.labeling.combining.label_models → recsys.labeling.combining.label_model_fitting",
        "recsys.labeling.votes → torch.nn",
    }


def test_a_relative_import_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="relative import"):
        tree(tmp_path, {"recsys/tasks.py": "from . import runs"})
