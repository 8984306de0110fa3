"""Fixtures of the command line's tests."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def stored(small_demo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own that holds the small demo."""
    shutil.copytree(small_demo_home, tmp_path / "home")
    monkeypatch.setenv("VOTEBOOK_HOME", str(tmp_path / "home"))
    return tmp_path / "home"
