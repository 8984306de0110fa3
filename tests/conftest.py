"""Fixtures that more than one test file uses."""

from pathlib import Path

import pytest

from recsys.data import build, dataset, demo
from recsys.data.dataset import Dataset
from recsys.labeling.facts import features


@pytest.fixture(scope="session")
def small_demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A VOTEBOOK_HOME that holds the small demo as dataset “demo”, made once; tests set the variable themselves."""
    home = tmp_path_factory.mktemp("votebook")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("VOTEBOOK_HOME", str(home))
        source = demo.source(demo.SIZES["small"])
        dataset.save(features.add(build.build(source, demo.build_settings("small"), demo.about("demo"))))
    return home


@pytest.fixture(scope="session")
def small_demo(small_demo_home: Path) -> Dataset:
    """The small demo, as it is read back from disk."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("VOTEBOOK_HOME", str(small_demo_home))
        return dataset.load("demo")
