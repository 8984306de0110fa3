"""Fixtures that more than one test file uses."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from recsys.data import build, demo
from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset
from recsys.labeling.facts import features
from tests.worlds import Rated, world

# ranx compiles its metrics for half a minute; on the few lists of a test Python is quicker without.
os.environ.setdefault("NUMBA_DISABLE_JIT", "1")


@pytest.fixture(autouse=True)
def no_home_but_the_tests_own(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """What whoever runs the tests has in their workspace is neither read nor touched."""
    monkeypatch.setenv("VOTEBOOK_HOME", str(tmp_path_factory.getbasetemp() / "nothing-here"))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A VOTEBOOK_HOME of the test's own, in which there is nothing yet."""
    monkeypatch.setenv("VOTEBOOK_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def dataset(home: Path) -> Dataset:
    """One reviewed data point that the published functions apply to, as it is kept on disk."""
    return datasets.save(features.add(replace(world([Rated(0, 0, 5, "fine")], authors=["ann"]), fingerprint="")))


@pytest.fixture(scope="session")
def small_demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A VOTEBOOK_HOME that holds the small demo as dataset “demo”, made once; tests set the variable themselves."""
    home = tmp_path_factory.mktemp("votebook")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("VOTEBOOK_HOME", str(home))
        source = demo.source(demo.SIZES["small"])
        datasets.save(features.add(build.build(source, demo.build_settings("small"), demo.about("demo"))))
    return home


@pytest.fixture(scope="session")
def small_demo(small_demo_home: Path) -> Dataset:
    """The small demo, as it is read back from disk."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("VOTEBOOK_HOME", str(small_demo_home))
        return datasets.load("demo")
