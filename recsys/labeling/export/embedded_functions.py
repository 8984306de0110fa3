"""Functions inside a Python file, as one literal: written by exports, read back without running the file."""

import ast
from typing import Any

NAME = "VOTEBOOK"
SUFFIX = ".py"


def embed(content: dict[str, Any]) -> str:
    """The assignment that holds a function set, given as JSON has it; a line for each function."""
    fields = {key: repr(value) for key, value in content.items()}
    fields["functions"] = "\n".join(["[", *(f"        {function!r}," for function in content["functions"]), "    ]"])
    return "\n".join([f"{NAME} = {{", *(f'    "{key}": {value},' for key, value in fields.items()), "}"])


def extract(source: str) -> Any:
    """What `embed` wrote, from a file's text; raises ValueError, saying what is wrong, if it is not there."""
    try:
        for statement in ast.parse(source).body:
            if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == NAME:
                return ast.literal_eval(statement.value)
    except SyntaxError as error:
        raise ValueError(f"line {error.lineno}: {error.msg}") from error
    except (TypeError, MemoryError, RecursionError) as error:  # the last two: brackets nested too deeply
        raise ValueError(f"{NAME} is no plain literal") from error
    raise ValueError(f"nothing in it is called {NAME}")
