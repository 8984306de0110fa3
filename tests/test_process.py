"""What native code writes on its own accord while a library is imported."""

import sys
from pathlib import Path

import pytest

from recsys import process

CHATTY = "import os\nos.write(2, b'no graphics card\\n')\nloaded = True\n"


@pytest.fixture
def chatty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path) -> str:
    """A module that writes past Python's own stderr when it is imported."""
    (tmp_path / "chatty.py").write_text(CHATTY)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "chatty", raising=False)
    return "chatty"


def test_an_import_is_quiet_and_what_it_said_is_in_a_log(
    chatty: str, home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    process.import_quietly(chatty)
    print("heard", file=sys.stderr)
    assert capfd.readouterr().err == "heard\n"
    assert sys.modules[chatty].loaded
    assert (home / "logs" / "chatty.log").read_text() == "no graphics card\n"


def test_an_import_that_fails_gives_stderr_back(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ImportError):
        process.import_quietly("there_is_no_such_module")
    print("heard", file=sys.stderr)
    assert capfd.readouterr().err == "heard\n"
