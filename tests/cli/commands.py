"""The command line, called as a script would call it."""

import json
from typing import Any

import pytest

from recsys.cli import main


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
