"""A person's edits: each is on disk before the rerun ends, or is kept here with why it was refused."""

from collections.abc import Callable
from typing import Any

from pages.ui import person, state
from recsys import working_sets
from recsys.data.dataset import Dataset
from recsys.errors import BadInput
from recsys.labeling.functions import FunctionSet


def edit(dataset: Dataset, what: str, change: Callable[[FunctionSet], FunctionSet]) -> bool:
    """Change the functions and keep the change, or, under `what`, why it was refused; returns whether it was taken."""
    who = person.key()
    try:
        current = working_sets.current(dataset, who)
        changed = change(current)
        if changed != current:
            working_sets.edit(dataset, changed, who)
    except BadInput as error:
        refuse(dataset, what, str(error))
        return False
    accept(dataset, what)
    return True


def edit_function(dataset: Dataset, name: str, **fields: Any) -> bool:
    """`edit` some fields of one function."""
    return edit(dataset, name, lambda current: current.changed(name, **fields))


def refuse(dataset: Dataset, what: str, reason: str) -> None:
    """Keep why something was refused until it is taken."""
    state.remember(_refusal(dataset, what), reason)


def accept(dataset: Dataset, what: str) -> None:
    """Drop why it was refused."""
    state.forget(_refusal(dataset, what))


def refusal(dataset: Dataset, function: str) -> str | None:
    """Why the last edit of a function was refused; None if it was taken."""
    return state.remembered(_refusal(dataset, function))


def forget_refusals(dataset: Dataset, current: FunctionSet) -> None:
    """Drop what was refused, and what was typed for it."""
    for function in current.functions:
        accept(dataset, function.name)


def _refusal(dataset: Dataset, function: str) -> str:
    return f"refused/{dataset.about.name}/{function}"
