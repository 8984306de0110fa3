"""What a function in a Python text stands on: read as syntax, never run."""

import ast
from collections.abc import Iterable
from functools import lru_cache

from recsys import files


@lru_cache(maxsize=64)
def fingerprint(name: str, source: str) -> str:
    """A checksum of what a text calls `name`, of all that calls by name however far away, and of what is no definition.

    Not of comments, layout and other definitions. Empty for a text that is not Python.
    """
    try:
        statements = ast.parse(source).body
    except (SyntaxError, ValueError):
        return ""
    definitions = {s.name: s for s in statements if isinstance(s, (ast.FunctionDef, ast.ClassDef))}
    others = [s for s in statements if s not in definitions.values()]
    reached, waiting = set[str](), ({name} | _mentioned(others)) & definitions.keys()
    while waiting:
        reached |= waiting
        waiting = (_mentioned([definitions[found] for found in waiting]) & definitions.keys()) - reached
    parts = [*others, *(definition for found, definition in definitions.items() if found in reached)]
    return files.text_checksum("\n".join(map(ast.dump, parts)))


@lru_cache(maxsize=64)
def definition(name: str, source: str) -> str | None:
    """How a text defines the function `name`, as it is written there; None where it doesn't or is not Python."""
    try:
        statements = ast.parse(source).body
    except (SyntaxError, ValueError):
        return None
    found = [s for s in statements if isinstance(s, ast.FunctionDef) and s.name == name]
    if not found:
        return None
    first = min([found[-1].lineno, *(decorator.lineno for decorator in found[-1].decorator_list)])
    return "\n".join(source.split("\n")[first - 1 : found[-1].end_lineno])


def _mentioned(statements: Iterable[ast.stmt]) -> set[str]:
    return {node.id for part in statements for node in ast.walk(part) if isinstance(node, ast.Name)}
